# The functions write a JSON line for each delivery and for each call to Google. Metrics count them,
# alerts wake somebody for what only a human can end.

locals {
  lines = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=(\"${var.name}\" OR \"${var.name}-worker\")"

  counted = {
    bad_signature  = "Deliveries that could not prove where they come from"
    duplicate      = "Deliveries that had been carried out before"
    not_configured = "Deliveries that wait for an operator to set something up"
    people_busy    = "Deliveries that came while Google Contacts was busy"
    people_unknown = "Deliveries of which Google's answer was lost"
  }
  measured = {
    batch   = { field = "batch", unit = "1", about = "Contacts in a call to Google" }
    created = { field = "counts.created", unit = "1", about = "Contacts created by a delivery" }
    latency = { field = "ms", unit = "ms", about = "Milliseconds until a delivery was answered" }
  }

  channels = [for channel in google_monitoring_notification_channel.email : channel.id]
  metric   = "metric.type=\"logging.googleapis.com/user/${var.name}"
  run      = "resource.type=\"cloud_run_revision\""

  # What is watched: a filter, how it is summed up, and what to do about it.
  alerts = {
    parked = {
      title     = "people are parked"
      filter    = "${local.metric}/parked\" AND ${local.run}"
      aligner   = "ALIGN_DELTA"
      period_s  = 300
      duration  = "0s"
      threshold = 0
      advice    = "Somebody is kept who is no contact yet. See who and why, mend it, and replay: `python -m adapter parked list`."
    }
    not_configured = {
      title     = "Google refuses until somebody acts"
      filter    = "${local.metric}/not_configured\" AND ${local.run}"
      aligner   = "ALIGN_DELTA"
      period_s  = 300
      duration  = "0s"
      threshold = 0
      advice    = "The answers of the deliveries say what to do; so does `python -m adapter check`."
    }
    errors = {
      title     = "many deliveries fail"
      filter    = "metric.type=\"run.googleapis.com/request_count\" AND ${local.run} AND resource.labels.service_name=\"${var.name}\" AND metric.labels.response_code_class=\"5xx\""
      aligner   = "ALIGN_RATE"
      period_s  = 60
      duration  = "300s"
      threshold = var.alerts.errors_per_minute / 60
      advice    = "Senders come again, so nobody is lost yet. The log's lines of severity ERROR have the codes."
    }
    queue = {
      title     = "the queue is not emptied"
      filter    = "metric.type=\"cloudtasks.googleapis.com/queue/depth\" AND resource.type=\"cloud_tasks_queue\" AND resource.labels.queue_id=\"${google_cloud_tasks_queue.deliveries.name}\""
      aligner   = "ALIGN_MIN"
      period_s  = 60
      duration  = "${var.alerts.queue_minutes * 60}s"
      threshold = 0
      advice    = "Tasks have waited for ${var.alerts.queue_minutes} minutes. The worker's log says why they come again."
    }
  }
}

resource "google_logging_metric" "counted" {
  for_each    = local.counted
  name        = "${var.name}/${each.key}"
  description = "${each.value}."
  filter      = "${local.lines} AND jsonPayload.code=\"${each.key}\""

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
  }

  depends_on = [google_project_service.needed]
}

resource "google_logging_metric" "parked" {
  name        = "${var.name}/parked"
  description = "Deliveries of which something was parked."
  filter      = "${local.lines} AND jsonPayload.parked>0"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
  }

  depends_on = [google_project_service.needed]
}

resource "google_logging_metric" "measured" {
  for_each        = local.measured
  name            = "${var.name}/${each.key}"
  description     = "${each.value.about}."
  filter          = "${local.lines} AND jsonPayload.${each.value.field}>=0 AND jsonPayload.${each.key == "batch" ? "batch" : "route"}:*"
  value_extractor = "EXTRACT(jsonPayload.${each.value.field})"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "DISTRIBUTION"
    unit        = each.value.unit
  }

  bucket_options {
    exponential_buckets {
      growth_factor      = 2
      num_finite_buckets = 20
      scale              = 1
    }
  }

  depends_on = [google_project_service.needed]
}

resource "google_monitoring_notification_channel" "email" {
  for_each     = var.alerts.email == null ? {} : { email = var.alerts.email }
  display_name = var.name
  type         = "email"
  labels       = { email_address = each.value }

  depends_on = [google_project_service.needed]
}

resource "google_monitoring_alert_policy" "this" {
  for_each              = local.alerts
  display_name          = "${var.name}: ${each.value.title}"
  combiner              = "OR"
  notification_channels = local.channels

  conditions {
    display_name = each.value.title

    condition_threshold {
      filter          = each.value.filter
      comparison      = "COMPARISON_GT"
      duration        = each.value.duration
      threshold_value = each.value.threshold

      aggregations {
        alignment_period     = "${each.value.period_s}s"
        cross_series_reducer = "REDUCE_SUM"
        per_series_aligner   = each.value.aligner
      }
    }
  }

  documentation {
    content   = each.value.advice
    mime_type = "text/markdown"
  }

  # A policy needs its metric.
  depends_on = [google_logging_metric.counted, google_logging_metric.parked]
}

resource "google_monitoring_uptime_check_config" "health" {
  count        = var.behind_gateway ? 0 : 1 # the probes come from outside
  display_name = "${var.name}: /health"
  timeout      = "10s"
  period       = "300s"

  http_check {
    path         = "/health"
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }

  monitored_resource {
    type = "uptime_url"
    labels = {
      host       = trimprefix(local.webhook_url, "https://")
      project_id = var.project
    }
  }
}

resource "google_monitoring_alert_policy" "health" {
  count                 = var.behind_gateway ? 0 : 1
  display_name          = "${var.name}: it does not answer"
  combiner              = "OR"
  notification_channels = local.channels

  conditions {
    display_name = "/health fails"

    condition_threshold {
      filter          = "metric.type=\"monitoring.googleapis.com/uptime_check/check_passed\" AND resource.type=\"uptime_url\" AND metric.labels.check_id=\"${google_monitoring_uptime_check_config.health[0].uptime_check_id}\""
      comparison      = "COMPARISON_GT"
      duration        = "300s"
      threshold_value = 1

      aggregations {
        alignment_period     = "600s"
        cross_series_reducer = "REDUCE_COUNT_FALSE"
        group_by_fields      = ["resource.label.host"]
        per_series_aligner   = "ALIGN_NEXT_OLDER"
      }
    }
  }

  documentation {
    content   = "A bad configuration stops the start: the log's last lines list every problem."
    mime_type = "text/markdown"
  }
}

# Cloud Run's own request log shows URLs, and some senders can put their token nowhere else.
resource "google_logging_project_exclusion" "tokens" {
  name        = "${var.name}-tokens-in-urls"
  description = "Requests with a token in their URL."
  filter      = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"${var.name}\" AND httpRequest.requestUrl=~\"[?&]token=\""

  depends_on = [google_project_service.needed]
}

resource "google_monitoring_dashboard" "this" {
  dashboard_json = jsonencode({
    displayName = var.name
    mosaicLayout = {
      columns = 12
      tiles = [for place, chart in local.charts : {
        xPos   = 6 * (place % 2)
        yPos   = 4 * floor(place / 2)
        width  = 6
        height = 4
        widget = {
          title = chart.title
          xyChart = {
            dataSets = [for metric in chart.metrics : {
              legendTemplate = metric
              plotType       = "LINE"
              timeSeriesQuery = {
                timeSeriesFilter = {
                  filter = chart.queue ? local.alerts.queue.filter : "${local.metric}/${metric}\" AND ${local.run}"
                  aggregation = {
                    alignmentPeriod    = "300s"
                    crossSeriesReducer = chart.reducer
                    perSeriesAligner   = chart.aligner
                  }
                }
              }
            }]
          }
        }
      }]
    }
  })

  depends_on = [google_logging_metric.counted, google_logging_metric.measured, google_logging_metric.parked]
}

locals {
  charts = [
    { title = "Contacts created, a delivery", metrics = ["created"], aligner = "ALIGN_DELTA", reducer = "REDUCE_MEAN", queue = false },
    { title = "Deliveries that needed more", metrics = keys(local.counted), aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", queue = false },
    { title = "Parked deliveries", metrics = ["parked"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", queue = false },
    { title = "Contacts in a call to Google, 95th percentile", metrics = ["batch"], aligner = "ALIGN_DELTA", reducer = "REDUCE_PERCENTILE_95", queue = false },
    { title = "Milliseconds to an answer, 95th percentile", metrics = ["latency"], aligner = "ALIGN_DELTA", reducer = "REDUCE_PERCENTILE_95", queue = false },
    { title = "Tasks in the queue", metrics = ["queue"], aligner = "ALIGN_MAX", reducer = "REDUCE_SUM", queue = true },
  ]
}

resource "google_billing_budget" "this" {
  count           = var.budget == null ? 0 : 1
  billing_account = var.budget.billing_account
  display_name    = var.name

  amount {
    specified_amount {
      units = tostring(var.budget.amount)
    }
  }

  budget_filter {
    projects = ["projects/${data.google_project.this.number}"]
  }

  dynamic "threshold_rules" {
    for_each = [0.5, 0.9, 1]
    content {
      threshold_percent = threshold_rules.value
    }
  }

  all_updates_rule {
    monitoring_notification_channels = local.channels
  }
}
