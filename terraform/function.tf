locals {
  # Known before the function is there, so that it can be told its own address.
  worker_url = "https://${var.name}-worker-${data.google_project.this.number}.${var.region}.run.app"

  environment = {
    BATCHES_PER_MINUTE    = tostring(var.batches_per_minute)
    GOOGLE_CLOUD_PROJECT  = var.project
    LEDGER                = "firestore:${var.project}/${google_firestore_database.ledger.name}"
    LOG_EXECUTION_ID      = "true"
    SECRETS_VERSION       = tostring(var.secrets_version) # a new one is a new revision
    TASKS_MAX_ATTEMPTS    = tostring(var.queue.max_attempts)
    TASKS_QUEUE           = google_cloud_tasks_queue.deliveries.id
    TASKS_SERVICE_ACCOUNT = google_service_account.this["tasks"].email
    WORKER_URL            = local.worker_url
  }
}

resource "google_cloudfunctions2_function" "webhook" {
  name        = var.name
  location    = var.region
  description = "Takes deliveries from forms, CRMs and automation tools."

  build_config {
    runtime           = "python313"
    entry_point       = "webhook"
    docker_repository = google_artifact_registry_repository.images.id
    service_account   = google_service_account.this["build"].id

    # Images give all files one old date. Bytecode that is checked by its hash stays good for all that.
    environment_variables = { SOURCE_DATE_EPOCH = "315532801" }

    source {
      storage_source {
        bucket = google_storage_bucket.bundle.name
        object = google_storage_bucket_object.bundle.name
      }
    }
  }

  service_config {
    available_cpu                    = tostring(var.webhook.cpu)
    available_memory                 = "${var.webhook.memory_mib}Mi"
    environment_variables            = local.environment
    ingress_settings                 = var.behind_gateway ? "ALLOW_INTERNAL_AND_GCLB" : "ALLOW_ALL"
    max_instance_count               = var.webhook.max_instances
    max_instance_request_concurrency = var.webhook.concurrency
    min_instance_count               = var.webhook.min_instances
    service_account_email            = google_service_account.this["runtime"].email
    timeout_seconds                  = 120 # the most patient sender waits for 55 s

    dynamic "secret_environment_variables" {
      for_each = local.secrets
      content {
        key        = secret_environment_variables.key
        project_id = var.project
        secret     = google_secret_manager_secret.this[secret_environment_variables.key].secret_id
        version    = "latest" # as of when an instance starts
      }
    }
  }

  depends_on = [
    google_artifact_registry_repository_iam_member.build_writes_images,
    google_project_iam_member.build_writes_logs,
    google_secret_manager_secret_iam_member.reads,
    google_secret_manager_secret_version.this,
    google_storage_bucket_iam_member.build_reads_bundle,
  ]
}

resource "google_cloudfunctions2_function" "worker" {
  name        = "${var.name}-worker"
  location    = var.region
  description = "Carries out what is queued; called by Cloud Tasks alone."

  build_config {
    runtime           = "python313"
    entry_point       = "worker"
    docker_repository = google_artifact_registry_repository.images.id
    service_account   = google_service_account.this["build"].id

    # Images give all files one old date. Bytecode that is checked by its hash stays good for all that.
    environment_variables = { SOURCE_DATE_EPOCH = "315532801" }

    source {
      storage_source {
        bucket = google_storage_bucket.bundle.name
        object = google_storage_bucket_object.bundle.name
      }
    }
  }

  service_config {
    available_cpu                    = tostring(var.worker.cpu)
    available_memory                 = "${var.worker.memory_mib}Mi"
    environment_variables            = local.environment
    ingress_settings                 = "ALLOW_INTERNAL_ONLY" # Cloud Tasks of the project is inside
    max_instance_count               = var.worker.max_instances
    max_instance_request_concurrency = var.worker.concurrency
    min_instance_count               = var.worker.min_instances
    service_account_email            = google_service_account.this["runtime"].email
    timeout_seconds                  = 570 # less than the 600 s after which a task is sent again

    dynamic "secret_environment_variables" {
      for_each = local.secrets
      content {
        key        = secret_environment_variables.key
        project_id = var.project
        secret     = google_secret_manager_secret.this[secret_environment_variables.key].secret_id
        version    = "latest" # as of when an instance starts
      }
    }
  }

  depends_on = [
    google_artifact_registry_repository_iam_member.build_writes_images,
    google_project_iam_member.build_writes_logs,
    google_secret_manager_secret_iam_member.reads,
    google_secret_manager_secret_version.this,
    google_storage_bucket_iam_member.build_reads_bundle,
  ]
}
