# Three accounts, each with what it needs. Both functions run as one, so that a Workspace administrator
# has one client id to authorise.

locals {
  accounts = {
    build   = "builds the functions of ${var.name}"
    runtime = "runs the functions of ${var.name}, and writes the contacts"
    tasks   = "calls the worker of ${var.name}"
  }
}

resource "google_service_account" "this" {
  for_each     = local.accounts
  account_id   = "${var.name}-${each.key}"
  display_name = "${var.name}: ${each.key}"
  description  = each.value

  depends_on = [google_project_service.needed]
}

# Keyless delegation: signing as itself (iamcredentials signJwt).
resource "google_service_account_iam_member" "signs_as_itself" {
  service_account_id = google_service_account.this["runtime"].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.this["runtime"].member
}

# Tasks are created in the name of the account that calls the worker.
resource "google_service_account_iam_member" "sends_as_tasks" {
  service_account_id = google_service_account.this["tasks"].name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.this["runtime"].member
}

resource "google_cloud_tasks_queue_iam_member" "enqueues" {
  name     = google_cloud_tasks_queue.deliveries.name
  location = google_cloud_tasks_queue.deliveries.location
  role     = "roles/cloudtasks.enqueuer"
  member   = google_service_account.this["runtime"].member
}

resource "google_project_iam_member" "keeps_the_ledger" {
  project = var.project
  role    = "roles/datastore.user"
  member  = google_service_account.this["runtime"].member

  condition {
    title      = "the ledger of ${var.name}"
    expression = "resource.name == \"projects/${var.project}/databases/${google_firestore_database.ledger.name}\""
  }
}

resource "google_secret_manager_secret_iam_member" "reads" {
  for_each  = google_secret_manager_secret.this
  secret_id = each.value.secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this["runtime"].member
}

resource "google_cloud_run_service_iam_member" "worker" {
  service  = google_cloudfunctions2_function.this["worker"].name
  location = var.region
  role     = "roles/run.invoker"
  member   = google_service_account.this["tasks"].member
}

resource "google_cloud_run_service_iam_member" "webhook" {
  for_each = var.behind_gateway ? var.invokers : ["allUsers"]
  service  = google_cloudfunctions2_function.this["webhook"].name
  location = var.region
  role     = "roles/run.invoker"
  member   = each.key
}

# The bundle, and the copy of it that Google makes for a build.
resource "google_project_iam_member" "build_reads_source" {
  project = var.project
  role    = "roles/storage.objectViewer"
  member  = google_service_account.this["build"].member

  condition {
    title = "the source of ${var.name}"
    expression = join(" || ", [for bucket in [
      google_storage_bucket.bundle.name,
      "gcf-v2-sources-${data.google_project.this.number}-${var.region}",
    ] : "resource.name.startsWith(\"projects/_/buckets/${bucket}\")"])
  }
}

resource "google_artifact_registry_repository_iam_member" "build_writes_images" {
  repository = google_artifact_registry_repository.images.name
  location   = google_artifact_registry_repository.images.location
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.this["build"].member
}

resource "google_project_iam_member" "build_writes_logs" {
  project = var.project
  role    = "roles/logging.logWriter"
  member  = google_service_account.this["build"].member
}
