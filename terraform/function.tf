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

  functions = {
    webhook = merge(var.webhook, {
      name        = var.name
      description = "Takes deliveries from forms, CRMs and automation tools."
      ingress     = var.behind_gateway ? "ALLOW_INTERNAL_AND_GCLB" : "ALLOW_ALL"
      timeout_s   = 120 # the most patient sender waits for 55 s
    })
    worker = merge(var.worker, {
      name        = "${var.name}-worker"
      description = "Carries out what is queued; called by Cloud Tasks alone."
      ingress     = "ALLOW_INTERNAL_ONLY" # Cloud Tasks of the project is inside
      timeout_s   = 570                   # less than the 600 s after which a task is sent again
    })
  }
}

resource "google_cloudfunctions2_function" "this" {
  for_each    = local.functions
  name        = each.value.name
  location    = var.region
  description = each.value.description

  build_config {
    runtime           = "python313"
    entry_point       = each.key
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
    available_cpu                    = tostring(each.value.cpu)
    available_memory                 = "${each.value.memory_mib}Mi"
    environment_variables            = local.environment
    ingress_settings                 = each.value.ingress
    max_instance_count               = each.value.max_instances
    max_instance_request_concurrency = each.value.concurrency
    min_instance_count               = each.value.min_instances
    service_account_email            = google_service_account.this["runtime"].email
    timeout_seconds                  = each.value.timeout_s

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
    google_project_iam_member.build_reads_source,
    google_project_iam_member.build_writes_logs,
    google_secret_manager_secret_iam_member.reads,
    google_secret_manager_secret_version.this,
  ]
}
