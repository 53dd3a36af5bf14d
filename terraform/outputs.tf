locals {
  webhook_url = google_cloudfunctions2_function.this["webhook"].service_config[0].uri
  proved = [for name in sort(keys(local.routes)) : name
  if contains(keys(local.secrets), "WEBHOOK_SECRETS_${replace(upper(name), "-", "_")}")]
  first = try(local.proved[0], "")
}

output "urls" {
  description = "What to paste into each form, by route."
  value       = { for name in keys(local.routes) : name => "${local.webhook_url}/${name}" }
}

output "delegation" {
  description = "What a Workspace administrator enters once, so that `credentials: delegated` works."
  value = {
    page      = "https://admin.google.com/ac/owl/domainwidedelegation"
    client_id = google_service_account.this["runtime"].unique_id
    scope     = "https://www.googleapis.com/auth/contacts"
  }
}

output "secrets" {
  description = "How to add a version of each secret without Terraform; instances that start from then on read it."
  value = {
    for name, secret in local.secrets :
    name => "printf %s \"$VALUE\" | gcloud secrets versions add ${secret} --project ${var.project} --data-file=-"
  }
}

output "test" {
  description = "A signed test delivery to the first route: it writes nothing. Reads the secret with your own rights."
  value = join(" ", [
    "WEBHOOK_SECRETS_${replace(upper(local.first), "-", "_")}=\"$(gcloud secrets versions access latest",
    "--project ${var.project} --secret ${var.name}-webhook-secrets-${local.first})\"",
    "python -m adapter sign ${local.first} delivery.json --url \"${local.webhook_url}/${local.first}?dry_run=true\"",
  ])
}

output "dashboard" {
  description = "What goes on."
  value       = "https://console.cloud.google.com/monitoring/dashboards?project=${var.project}"
}

output "worker_url" {
  description = "Where the queue sends its tasks. It answers nobody else."
  value       = local.worker_url
}
