# routes.yaml, as the functions read it. What is wrong with it stops the plan; the functions check the
# rest when they start.

locals {
  root        = "${path.module}/.."
  routes_file = coalesce(var.routes_file, "${local.root}/routes.yaml")
  document    = try(yamldecode(file(local.routes_file)), null)
  defaults    = try(merge(local.document.defaults, {}), {})
  entries     = try(merge(local.document.routes, {}), {})

  # An account is not inherited where callers bring their own: each writes its own contacts.
  routes = {
    for name, entry in local.entries : name => merge(
      { for key, value in local.defaults : key => value
      if !(key == "account" && try(entry.credentials, local.defaults.credentials, "") == "caller") },
      try(merge(entry, {}), {}),
    )
  }

  sources = flatten(regexall(
    "(?m)^    \"([a-z0-9-]+)\",$", file("${local.root}/adapter/sources/__init__.py")
  ))
  keys = [
    "account", "authentication", "credentials", "each", "fields", "labels", "max_body_bytes",
    "mode", "options", "read_mask", "region", "source", "unmapped",
  ]
  words = {
    authentication = ["signature", "token", "none"]
    credentials    = ["delegated", "user", "caller", "service-account"]
    mode           = ["direct", "queued"]
    unmapped       = ["custom", "note", "drop"]
  }

  problems = concat(
    local.document == null ? ["it cannot be read, or is not valid YAML."] :
    length(local.entries) > 0 ? [] : ["routes: expected at least one route."],
    [for key in keys(try(merge(local.document, {}), {})) : "${key}: unknown key; expected defaults and routes."
    if !contains(["defaults", "routes"], key)],
    flatten([for name, route in local.routes : concat(
      can(regex("^[a-z][a-z0-9-]{0,62}$", name)) && name != "health" ? [] :
      ["routes.${name}: a name is a-z, 0-9 and -, begins with a letter; health is ours."],
      can(route.source) ? [] : ["routes.${name}.source: missing."],
      !can(route.source) || contains(local.sources, try(route.source, "")) ? [] :
      ["routes.${name}.source: ${jsonencode(route.source)} is no source; there is ${join(", ", local.sources)}."],
      try(route.credentials, "") == "caller" || can(regex("^[^@ ]+@[^@ ]+$", route.account)) ? [] :
      ["routes.${name}.account: expected the e-mail address of the account."],
      [for key in keys(route) : "routes.${name}.${key}: unknown key." if !contains(local.keys, key)],
      [for key, allowed in local.words : "routes.${name}.${key}: expected one of ${join(", ", allowed)}."
      if can(route[key]) && !contains(allowed, try(route[key], ""))],
      try(route.mode, "") == "queued" && try(route.credentials, "") == "caller" ?
      ["routes.${name}.mode: a caller's token is not kept, so nothing can be queued."] : [],
    )]),
  )
}

resource "terraform_data" "routes" {
  input = keys(local.routes)

  lifecycle {
    precondition {
      condition     = length(local.problems) == 0
      error_message = "routes.yaml:\n${join("\n", [for problem in local.problems : "  - ${problem}"])}"
    }
  }
}
