variable "github" {
  description = "The repository whose jobs get these roles, and which of GitHub's two forms of a job's subject are trusted: `id`, which repositories made or renamed since July 2026 have, and `name`, which older ones have until they change over."
  type = object({
    owner         = string
    repository    = string
    owner_id      = optional(string)
    repository_id = optional(string)
    subject_forms = optional(set(string), ["id"])
  })
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]{0,38} [A-Za-z0-9._-]{1,100}$", "${var.github.owner} ${var.github.repository}"))
    error_message = "github.owner and github.repository must be the two names in github.com/OWNER/REPOSITORY, without a wildcard."
  }
  validation {
    condition     = length(var.github.subject_forms) > 0 && alltrue([for form in var.github.subject_forms : contains(["id", "name"], form)])
    error_message = "github.subject_forms must be `id`, `name` or both."
  }
  validation {
    condition = !contains(var.github.subject_forms, "id") || can(regex(
      "^[0-9]+ [0-9]+$", "${coalesce(var.github.owner_id, "-")} ${coalesce(var.github.repository_id, "-")}",
    ))
    error_message = "github.owner_id and github.repository_id must be numbers, as `gh api repos/OWNER/REPOSITORY --jq '.owner.id, .id'` prints them."
  }
}

variable "github_environments" {
  description = "Which environment of the repository a job must run in to get a role. `platform_apply` and `apps_apply` are the ones that a person approves."
  type = object({
    runner_launcher = optional(string, "runner")
    platform_plan   = optional(string, "platform-plan")
    platform_apply  = optional(string, "platform")
    apps_plan       = optional(string, "apps-plan")
    apps_apply      = optional(string, "apps")
    backup_read     = optional(string, "restore-test")
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in values(var.github_environments) : can(regex("^[a-z][a-z0-9-]{1,38}$", name))])
    error_message = "github_environments must be named in 2 to 39 of a-z, 0-9 and `-`, without a wildcard."
  }
  validation {
    condition     = length(distinct(values(var.github_environments))) == length(values(var.github_environments))
    error_message = "github_environments must all differ: who gets one role would get another with it."
  }
}

variable "role_prefix" {
  description = "What the names of roles and policies begin with. Two projects in one account need two: names are unique whatever the path."
  type        = string
  default     = "gha-"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}-$", var.role_prefix))
    error_message = "role_prefix `${var.role_prefix}` must be 3 to 22 of a-z, 0-9 and `-`, first a letter, last a `-`."
  }
}

variable "enable_oidc_provider" {
  description = "Whether to make the account's trust in GitHub. An account has at most one: false where it is there already."
  type        = bool
  default     = true
  nullable    = false
}
