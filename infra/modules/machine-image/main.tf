locals {
  # EC2's names of processors.
  processors = {
    amd64 = "x86_64"
    arm64 = "arm64"
  }
  # In each map one entry or none.
  given = { for id in [var.image_id] : "this" => id if id != null }
  asked = { for architecture in [var.architecture] : "this" => architecture if var.image_id == null }
}

# Canonical's newest: its path says for which processor.
data "aws_ssm_parameter" "this" {
  for_each = local.asked

  name = "/aws/service/canonical/ubuntu/server/24.04/stable/current/${each.value}/hvm/ebs-gp3/ami-id"
}

# What somebody gave is looked at before a machine is started with it: EC2 says no more than that it does not fit.
data "aws_ami" "this" {
  for_each = local.given

  # An old one that machines are pinned to is still there.
  include_deprecated = true

  filter {
    name   = "image-id"
    values = [each.value]
  }

  lifecycle {
    postcondition {
      condition     = self.architecture == local.processors[var.architecture]
      error_message = "Image `${each.value}` is for ${self.architecture}, the machine has ${local.processors[var.architecture]}: it would not start."
    }
  }
}
