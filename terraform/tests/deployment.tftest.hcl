# What is deployed, planned and applied against a Google that is made up.

mock_provider "google" {
  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }
  mock_resource "google_service_account" {
    defaults = {
      email  = "made-up@my-project.iam.gserviceaccount.com"
      id     = "projects/my-project/serviceAccounts/made-up@my-project.iam.gserviceaccount.com"
      member = "serviceAccount:made-up@my-project.iam.gserviceaccount.com"
      name   = "projects/my-project/serviceAccounts/made-up@my-project.iam.gserviceaccount.com"
    }
  }
  mock_resource "google_cloud_tasks_queue" {
    defaults = { id = "projects/my-project/locations/europe-west1/queues/contacts-adapter" }
  }
  mock_resource "google_secret_manager_secret" {
    defaults = { id = "projects/my-project/secrets/made-up" }
  }
  mock_resource "google_artifact_registry_repository" {
    defaults = { id = "projects/my-project/locations/europe-west1/repositories/contacts-adapter" }
  }
}

variables {
  project     = "my-project"
  routes_file = "./tests/routes.yaml"
  secrets = {
    GOOGLE_USER_CREDENTIALS_OWN = "own-secret-value"
    LOOKUP_TOKEN_FACEBOOK       = "lookup-secret-value"
    WEBHOOK_SECRETS_FACEBOOK    = "facebook-secret-value"
    WEBHOOK_SECRETS_OWN         = "own-webhook-secret-value"
    WEBHOOK_SECRETS_WEB_LEADS   = "leads-secret-value"
  }
}

run "the_bundle_holds_only_what_runs" {
  command = plan

  assert {
    condition = alltrue([for path in keys(local.bundle) : contains(["main.py", "requirements.txt", "routes.yaml"], path)
    || startswith(path, "adapter/") && endswith(path, ".py")])
    error_message = "Something else is deployed: ${join(", ", keys(local.bundle))}."
  }
  assert {
    condition     = alltrue([for path in ["main.py", "requirements.txt", "routes.yaml", "adapter/compose.py"] : contains(keys(local.bundle), path)])
    error_message = "Something is missing in the bundle."
  }
  assert {
    condition     = endswith(local.bundle["routes.yaml"], "tests/routes.yaml")
    error_message = "The bundle has another routes.yaml."
  }
}

run "every_route_has_its_secrets" {
  command = plan

  assert {
    condition = toset(keys(google_secret_manager_secret.this)) == toset([
      "GOOGLE_USER_CREDENTIALS_OWN", "LOOKUP_TOKEN_FACEBOOK", "WEBHOOK_SECRETS_FACEBOOK",
      "WEBHOOK_SECRETS_OWN", "WEBHOOK_SECRETS_WEB_LEADS",
    ])
    error_message = "Secrets: ${join(", ", keys(google_secret_manager_secret.this))}."
  }
  assert {
    condition     = google_secret_manager_secret.this["WEBHOOK_SECRETS_WEB_LEADS"].secret_id == "contacts-adapter-webhook-secrets-web-leads"
    error_message = "A secret is called after its variable and its route."
  }
}

run "no_secret_is_in_plain_sight" {
  command = apply

  assert {
    condition = alltrue([for function in google_cloudfunctions2_function.this :
    !strcontains(jsonencode(function.service_config[0].environment_variables), "secret-value")])
    error_message = "A secret is a plain environment variable."
  }
  assert {
    condition = alltrue([for function in google_cloudfunctions2_function.this :
    toset(function.service_config[0].secret_environment_variables[*].key) == toset(keys(local.secrets))])
    error_message = "A function lacks a secret."
  }
  assert {
    condition     = alltrue([for version in google_secret_manager_secret_version.this : version.secret_data == null && version.secret_data_wo == null])
    error_message = "A secret is in the state."
  }
}

run "the_worker_is_not_public" {
  command = plan

  assert {
    condition     = google_cloudfunctions2_function.this["worker"].service_config[0].ingress_settings == "ALLOW_INTERNAL_ONLY"
    error_message = "The worker can be reached from outside."
  }
  assert {
    condition     = google_cloud_run_service_iam_member.worker.role == "roles/run.invoker" && google_cloud_run_service_iam_member.worker.service == "contacts-adapter-worker"
    error_message = "The tasks' account cannot call the worker."
  }
  assert {
    condition     = keys(google_cloud_run_service_iam_member.webhook) == ["allUsers"] && google_cloud_run_service_iam_member.webhook["allUsers"].service == "contacts-adapter"
    error_message = "The webhook, and it alone, is public."
  }
}

run "behind_a_gateway_nothing_is_public" {
  command = plan

  variables {
    behind_gateway = true
    invokers       = ["serviceAccount:gateway@my-project.iam.gserviceaccount.com"]
  }

  assert {
    condition     = !contains(keys(google_cloud_run_service_iam_member.webhook), "allUsers")
    error_message = "The webhook is public."
  }
  assert {
    condition     = google_cloudfunctions2_function.this["webhook"].service_config[0].ingress_settings == "ALLOW_INTERNAL_AND_GCLB"
    error_message = "The webhook can be reached around the gateway."
  }
}

run "roles_are_the_least" {
  command = apply

  assert {
    condition     = google_project_iam_member.keeps_the_ledger.role == "roles/datastore.user" && google_project_iam_member.keeps_the_ledger.condition[0].expression == "resource.name == \"projects/my-project/databases/contacts-adapter\""
    error_message = "The ledger's role is not for the one database."
  }
  assert {
    condition     = google_cloud_tasks_queue_iam_member.enqueues.role == "roles/cloudtasks.enqueuer" && google_cloud_tasks_queue_iam_member.enqueues.name == "contacts-adapter"
    error_message = "The enqueuer's role is not for the one queue."
  }
  assert {
    condition     = google_service_account_iam_member.signs_as_itself.service_account_id == google_service_account.this["runtime"].name && google_service_account_iam_member.signs_as_itself.role == "roles/iam.serviceAccountTokenCreator"
    error_message = "Tokens are created for another than the functions themselves."
  }
  assert {
    condition     = length(google_secret_manager_secret_iam_member.reads) == length(local.secrets) && alltrue([for reads in google_secret_manager_secret_iam_member.reads : reads.role == "roles/secretmanager.secretAccessor"])
    error_message = "Secrets are read one by one."
  }
  assert {
    condition     = toset(keys(google_service_account.this)) == toset(["build", "runtime", "tasks"])
    error_message = "Each has an account of its own."
  }
}

run "functions_are_one_loop_each" {
  command = plan

  assert {
    condition     = google_cloudfunctions2_function.this["webhook"].build_config[0].entry_point == "webhook" && google_cloudfunctions2_function.this["worker"].build_config[0].entry_point == "worker"
    error_message = "A function has the wrong target."
  }
  assert {
    condition     = google_cloudfunctions2_function.this["webhook"].build_config[0].runtime == "python313"
    error_message = "Another Python."
  }
  assert {
    condition     = google_cloudfunctions2_function.this["worker"].service_config[0].timeout_seconds < 600
    error_message = "A task would be sent again while the worker is at it."
  }
  assert {
    condition     = google_cloudfunctions2_function.this["worker"].service_config[0].environment_variables["TASKS_MAX_ATTEMPTS"] == "50" && google_cloud_tasks_queue.deliveries.retry_config[0].max_attempts == -1
    error_message = "The queue gives up before the worker has parked what is left."
  }
}

run "the_ledger_forgets_and_is_protected" {
  command = plan

  assert {
    condition     = toset(keys(google_firestore_field.expires)) == toset(["accounts", "ledger", "parked"])
    error_message = "Something is kept for ever."
  }
  assert {
    condition     = google_firestore_database.ledger.delete_protection_state == "DELETE_PROTECTION_ENABLED"
    error_message = "The ledger is not protected."
  }
}

run "what_a_human_must_end_wakes_one" {
  command = plan

  variables {
    alerts = { email = "ops@example.com" }
  }

  assert {
    condition     = toset(keys(google_monitoring_alert_policy.this)) == toset(["errors", "not_configured", "parked", "queue"])
    error_message = "An alert is missing."
  }
  assert {
    condition     = google_monitoring_notification_channel.email["email"].labels["email_address"] == "ops@example.com"
    error_message = "Nobody is told."
  }
  assert {
    condition     = google_monitoring_uptime_check_config.health[0].http_check[0].path == "/health"
    error_message = "Nobody asks for /health."
  }
}
