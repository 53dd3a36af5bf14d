resource "google_firestore_database" "ledger" {
  name                    = var.name
  location_id             = coalesce(var.database_location, var.region)
  type                    = "FIRESTORE_NATIVE"
  delete_protection_state = var.delete_protection ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  deletion_policy         = var.delete_protection ? "ABANDON" : "DELETE"

  depends_on = [google_project_service.needed]
}

# Entries are kept for thirty days, parked deliveries too: what has expired is deleted within a day.
resource "google_firestore_field" "expires" {
  for_each   = toset(["accounts", "ledger", "parked"])
  database   = google_firestore_database.ledger.name
  collection = each.key
  field      = "expireAt"

  ttl_config {}
  index_config {} # no order by it, so no index: a moving one slows writes down
}

# Bytes that nobody looks for.
resource "google_firestore_field" "packed" {
  for_each   = toset(["ledger", "parked"])
  database   = google_firestore_database.ledger.name
  collection = each.key
  field      = "packed"

  index_config {}
}
