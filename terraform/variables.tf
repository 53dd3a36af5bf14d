variable "alerts" {
  description = "Who is told, and when. Without an e-mail address nobody is."
  type = object({
    email             = optional(string)
    errors_per_minute = optional(number, 5)
    queue_minutes     = optional(number, 30)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.alerts.email == null || can(regex("^[^@ ]+@[^@ ]+$", var.alerts.email))
    error_message = "alerts.email is an e-mail address."
  }
  validation {
    condition     = var.alerts.queue_minutes >= 5 && var.alerts.queue_minutes <= 1380
    error_message = "alerts.queue_minutes is 5 to 1380: Cloud Monitoring looks back 23 hours at most."
  }
  validation {
    condition     = var.alerts.errors_per_minute > 0
    error_message = "alerts.errors_per_minute is more than 0."
  }
}

variable "batches_per_minute" {
  description = "Calls that create contacts, per account and minute; 0 for no pacing."
  type        = number
  default     = 15
  nullable    = false

  validation {
    condition     = var.batches_per_minute >= 0 && floor(var.batches_per_minute) == var.batches_per_minute
    error_message = "batches_per_minute is a whole number, 0 or more."
  }
}

variable "behind_gateway" {
  description = <<-EOT
    Whether senders reach the webhook through a load balancer or gateway of yours only. Nobody else
    may call it then; `invokers` names who may.
  EOT
  type        = bool
  default     = false
  nullable    = false
}

variable "budget" {
  description = "An alert on what it costs, in whole units of the billing account's currency."
  type = object({
    billing_account = string
    amount          = number
  })
  default = null

  validation {
    condition     = var.budget == null ? true : can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.budget.billing_account))
    error_message = "budget.billing_account looks like 012345-6789AB-CDEF01."
  }
}

variable "database_location" {
  description = "Where the ledger is: a Firestore location. By default the region."
  type        = string
  default     = null
}

variable "delete_protection" {
  description = "Whether the ledger is protected from being deleted. Set it to false to tear all down."
  type        = bool
  default     = true
  nullable    = false
}

variable "invokers" {
  description = "Who may call the webhook when it is `behind_gateway`, as IAM members."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for member in var.invokers : !contains(["allUsers", "allAuthenticatedUsers"], member)])
    error_message = "invokers are named; for everybody leave behind_gateway at false."
  }
}

variable "name" {
  description = "What everything is called that has a name."
  type        = string
  default     = "contacts-adapter"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,20}[a-z0-9]$", var.name))
    error_message = "name has 4 to 22 characters: a-z, 0-9 and -, a letter first, no - at the end."
  }
}

variable "project" {
  description = "The id of the Google Cloud project."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "project is a project id, such as my-project-123456."
  }
}

variable "queue" {
  description = <<-EOT
    The queue between the webhook and the worker. After `max_attempts` at a task the worker parks
    what is left of it; the queue itself never gives up, so that nothing is lost while the worker
    cannot be reached.
  EOT
  type = object({
    max_attempts              = optional(number, 50)
    max_backoff_s             = optional(number, 3600)
    max_concurrent_dispatches = optional(number, 80)
    max_dispatches_per_second = optional(number, 50)
    min_backoff_s             = optional(number, 10)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.queue.max_attempts >= 30 && var.queue.max_attempts <= 1000
    error_message = "queue.max_attempts is 30 to 1000: the last one parks, so there has to be one, and a worker that dies is waited for some twenty times."
  }
  validation {
    condition     = var.queue.max_dispatches_per_second > 0 && var.queue.max_dispatches_per_second <= 500
    error_message = "queue.max_dispatches_per_second is more than 0, up to 500."
  }
  validation {
    condition     = var.queue.max_concurrent_dispatches >= 1 && var.queue.max_concurrent_dispatches <= 5000
    error_message = "queue.max_concurrent_dispatches is 1 to 5000."
  }
  validation {
    condition     = var.queue.min_backoff_s >= 1 && var.queue.min_backoff_s <= var.queue.max_backoff_s && var.queue.max_backoff_s <= 3600
    error_message = "queue.min_backoff_s and queue.max_backoff_s are 1 to 3600, the first no more than the second."
  }
}

variable "region" {
  description = "Where the functions, the queue and the images are."
  type        = string
  default     = "europe-west1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region looks like europe-west1."
  }
}

variable "routes_file" {
  description = "Path of routes.yaml. By default the one beside main.py."
  type        = string
  default     = null

  validation {
    condition     = var.routes_file == null || try(fileexists(var.routes_file), false)
    error_message = "routes_file: there is no such file."
  }
}

variable "secrets" {
  description = <<-EOT
    Values of the secrets by the name of their variable, such as WEBHOOK_SECRETS_LEADS. Given when
    they are created or when `secrets_version` is raised, and never kept in the state. Separate an
    old and a new value by a comma while senders change over.
  EOT
  type        = map(string)
  default     = {}
  ephemeral   = true
  nullable    = false

  validation {
    condition     = length(var.secrets) == 0 || alltrue([for name in keys(local.secrets) : contains(keys(var.secrets), name)])
    error_message = "secrets holds a value for each of: ${join(", ", keys(local.secrets))}; or none, if all are in place."
  }
  validation {
    condition     = alltrue([for name in keys(var.secrets) : contains(keys(local.secrets), name)])
    error_message = "secrets holds no other name than: ${join(", ", keys(local.secrets))}."
  }
}

variable "secrets_version" {
  description = "Raise it to write `secrets` anew: rotation."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.secrets_version >= 1 && floor(var.secrets_version) == var.secrets_version
    error_message = "secrets_version is a whole number, 1 or more."
  }
}

variable "webhook" {
  description = "The public function. One instance holds hundreds of waiting deliveries."
  type = object({
    concurrency   = optional(number, 200)
    cpu           = optional(number, 1)
    max_instances = optional(number, 10)
    memory_mib    = optional(number, 512)
    min_instances = optional(number, 0)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.webhook.concurrency >= 1 && var.webhook.concurrency <= 1000 && (var.webhook.concurrency == 1 || var.webhook.cpu >= 1)
    error_message = "webhook.concurrency is 1 to 1000, and more than 1 needs a webhook.cpu of 1 at least."
  }
  validation {
    condition     = var.webhook.min_instances >= 0 && var.webhook.min_instances <= var.webhook.max_instances && var.webhook.max_instances >= 1
    error_message = "webhook.min_instances is 0 or more, and no more than webhook.max_instances."
  }
}

variable "worker" {
  description = "The private function that carries out what is queued."
  type = object({
    concurrency   = optional(number, 80)
    cpu           = optional(number, 1)
    max_instances = optional(number, 3)
    memory_mib    = optional(number, 512)
    min_instances = optional(number, 0)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.worker.concurrency >= 1 && var.worker.concurrency <= 1000 && (var.worker.concurrency == 1 || var.worker.cpu >= 1)
    error_message = "worker.concurrency is 1 to 1000, and more than 1 needs a worker.cpu of 1 at least."
  }
  validation {
    condition     = var.worker.min_instances >= 0 && var.worker.min_instances <= var.worker.max_instances && var.worker.max_instances >= 1
    error_message = "worker.min_instances is 0 or more, and no more than worker.max_instances."
  }
}
