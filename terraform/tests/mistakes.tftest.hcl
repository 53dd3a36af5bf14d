# What is wrong stops the plan.

mock_provider "google" {}

variables {
  project     = "my-project"
  routes_file = "./tests/routes.yaml"
}

run "broken_routes_are_named" {
  command = plan

  variables {
    routes_file = "./tests/broken.yaml"
  }

  expect_failures = [terraform_data.routes]
}

run "a_missing_file_is_told" {
  command = plan

  variables {
    routes_file = "./tests/nowhere.yaml"
  }

  expect_failures = [var.routes_file]
}

run "a_secret_that_is_missing_is_told" {
  command = plan

  variables {
    secrets = { WEBHOOK_SECRETS_WEB_LEADS = "x" }
  }

  expect_failures = [var.secrets]
}

run "a_secret_that_nobody_needs_is_told" {
  command = plan

  variables {
    secrets = { WEBHOOK_SECRETS_LAEDS = "x" }
  }

  expect_failures = [var.secrets]
}

run "a_region_is_a_region" {
  command = plan

  variables {
    region = "Europe"
  }

  expect_failures = [var.region]
}

run "a_queue_has_a_last_attempt" {
  command = plan

  variables {
    queue = { max_attempts = -1 }
  }

  expect_failures = [var.queue]
}

run "a_rate_is_one_that_google_takes" {
  command = plan

  variables {
    queue = { max_dispatches_per_second = 1000 }
  }

  expect_failures = [var.queue]
}

run "everybody_is_no_invoker_of_a_gateway" {
  command = plan

  variables {
    behind_gateway = true
    invokers       = ["allUsers"]
  }

  expect_failures = [var.invokers]
}
