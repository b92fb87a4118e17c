# Nothing of its own: its test puts `deploy/` and `cluster-config` side by side. Beside neither, for each is copied and used without the other.
terraform {
  required_version = ">= 1.11"
}
