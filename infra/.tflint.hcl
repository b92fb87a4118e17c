# Rules of the language. Those for AWS need a plugin that cannot be had from a registry of modules; the provider's schema, checkov and
# tests/policy.jq look at that side.
config {
  call_module_type = "none"
}

plugin "terraform" {
  enabled = true
  preset  = "all"
}

# Files are split by concern: `variables.network.tf`, `security_groups.tf`. A module need not have a main.tf.
rule "terraform_standard_module_structure" {
  enabled = false
}
