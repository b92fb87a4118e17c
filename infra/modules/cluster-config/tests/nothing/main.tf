# For the tests: a module that costs nothing, for runs that look at what an earlier run put out.

terraform {
  required_version = ">= 1.11"
}
