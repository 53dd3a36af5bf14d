resource "google_cloud_tasks_queue" "deliveries" {
  name     = var.name
  location = var.region

  rate_limits {
    max_concurrent_dispatches = var.queue.max_concurrent_dispatches
    max_dispatches_per_second = var.queue.max_dispatches_per_second
  }

  retry_config {
    max_attempts  = -1 # the worker ends a task: var.queue.max_attempts
    max_backoff   = "${var.queue.max_backoff_s}s"
    max_doublings = 8
    min_backoff   = "${var.queue.min_backoff_s}s"
  }

  stackdriver_logging_config {
    sampling_ratio = 1
  }

  depends_on = [google_project_service.needed]
}
