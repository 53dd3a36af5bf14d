# A secret per variable that holds one. Values are written and never read: they are in no state.

locals {
  # WEBHOOK_SECRETS_LEADS -> contacts-adapter-webhook-secrets-leads
  secrets = merge([for name, route in local.routes : {
    for prefix in flatten([
      try(route.authentication, "") == "none" ? [] : ["WEBHOOK_SECRETS"],
      try(route.credentials, "") == "user" ? ["GOOGLE_USER_CREDENTIALS"] : [],
      # A source that delivers ids only looks people up.
      try(strcontains(file("${local.root}/adapter/sources/${replace(route.source, "-", "_")}.py"), "look_up="), false)
      ? ["LOOKUP_TOKEN"] : [],
    ]) : "${prefix}_${replace(upper(name), "-", "_")}" => "${var.name}-${lower(replace(prefix, "_", "-"))}-${name}"
  }]...)
}

resource "google_secret_manager_secret" "this" {
  for_each  = local.secrets
  secret_id = each.value

  replication {
    auto {}
  }

  depends_on = [google_project_service.needed]
}

resource "google_secret_manager_secret_version" "this" {
  for_each = local.secrets
  secret   = google_secret_manager_secret.this[each.key].id
  # A comma is no secret: the functions refuse to start, and say whose value is missing.
  secret_data_wo         = lookup(var.secrets, each.key, ",")
  secret_data_wo_version = var.secrets_version

  lifecycle {
    create_before_destroy = true # instances find a version at any time
  }
}
