# What is deployed: what runs, and nothing else. Named by its hash, so an unchanged tree is no redeploy.

locals {
  bundle = merge(
    { for path in ["main.py", "requirements.txt"] : path => "${local.root}/${path}" },
    { for path in fileset(local.root, "adapter/**/*.py") : path => "${local.root}/${path}" },
    { "routes.yaml" = local.routes_file },
  )
}

data "archive_file" "bundle" {
  type        = "zip"
  output_path = "${path.module}/.build/bundle.zip"

  dynamic "source" {
    for_each = local.bundle
    content {
      filename = source.key
      content  = try(file(source.value), "") # a missing routes.yaml is told by its variable
    }
  }
}

resource "google_storage_bucket" "bundle" {
  name                        = "${var.project}-${var.name}-bundle"
  location                    = var.region
  force_destroy               = true
  public_access_prevention    = "enforced"
  uniform_bucket_level_access = true

  versioning {
    enabled = true
  }

  lifecycle_rule {
    condition {
      days_since_noncurrent_time = 30
    }
    action {
      type = "Delete"
    }
  }

  depends_on = [google_project_service.needed]
}

resource "google_storage_bucket_object" "bundle" {
  name   = "bundle-${data.archive_file.bundle.output_sha256}.zip"
  bucket = google_storage_bucket.bundle.name
  source = data.archive_file.bundle.output_path
}

resource "google_artifact_registry_repository" "images" {
  repository_id = var.name
  location      = var.region
  format        = "DOCKER"
  description   = "Images of the functions of ${var.name}."

  cleanup_policies {
    id     = "keep-the-last-ones"
    action = "KEEP"
    most_recent_versions {
      keep_count = 5
    }
  }
  cleanup_policies {
    id     = "delete-the-others"
    action = "DELETE"
    condition {
      older_than = "604800s" # a week
    }
  }

  depends_on = [google_project_service.needed]
}
