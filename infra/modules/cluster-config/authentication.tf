locals {
  # Roles are bound to these names, and no certificate may have one.
  github_user_prefix = "gha:"
  github_environments = {
    apply = try(sort(var.github.apply_environments), [])
    plan  = try(sort(var.github.plan_environments), [])
  }

  # Jobs of one repository's environments sign in with the token that GitHub gives them, which lives for minutes: no kubeconfig with
  # a key of its own exists. Ids, not names: a name can be given up and taken by somebody else.
  authentication_configuration = {
    apiVersion = "apiserver.config.k8s.io/v1"
    kind       = "AuthenticationConfiguration"
    jwt = [
      for github in [for given in [var.github] : given if given != null] : {
        issuer = {
          url       = "https://token.actions.githubusercontent.com"
          audiences = ["https://${local.api_server_name}"]
        }
        claimValidationRules = [
          { claim = "repository_id", requiredValue = github.repository_id },
          { claim = "repository_owner_id", requiredValue = github.owner_id },
          {
            expression = "has(claims.environment) && claims.environment in ${jsonencode(sort(flatten(values(local.github_environments))))}"
            message    = "the job runs in none of the environments that may sign in"
          },
        ]
        claimMappings = { username = { expression = "'${local.github_user_prefix}' + claims.environment" } }
      }
    ]
  }
}
