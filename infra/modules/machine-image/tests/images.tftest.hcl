# Which image a machine starts from, and that it fits.

mock_provider "aws" {
  mock_data "aws_ssm_parameter" {
    defaults = { insecure_value = "ami-0aaaaaaaaaaaaaaaa" }
  }
  mock_data "aws_ami" {
    defaults = { id = "ami-0bbbbbbbbbbbbbbbb", architecture = "arm64", root_device_name = "/dev/xvda" }
  }
}

run "canonicals_newest_is_for_the_processor_of_the_machine" {
  command = plan
  variables { architecture = "arm64" }

  assert {
    condition     = data.aws_ssm_parameter.this["this"].name == "/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id"
    error_message = "The image is for another processor, of another version, or not Canonical's."
  }
  assert {
    condition     = output.id == "ami-0aaaaaaaaaaaaaaaa" && output.root_device_name == "/dev/sda1"
    error_message = "The image is not the one that Canonical names, or its first disk is called something else."
  }
}

run "one_that_is_given_is_taken" {
  command = plan
  variables {
    architecture = "arm64"
    image_id     = "ami-0bbbbbbbbbbbbbbbb"
  }

  assert {
    condition     = output.id == "ami-0bbbbbbbbbbbbbbbb" && output.root_device_name == "/dev/xvda" && length(data.aws_ssm_parameter.this) == 0
    error_message = "Another image is taken than the one that was given."
  }
}

run "one_for_another_processor_is_refused" {
  command = plan
  variables {
    architecture = "amd64"
    image_id     = "ami-0bbbbbbbbbbbbbbbb"
  }
  expect_failures = [data.aws_ami.this]
}

run "what_is_no_processor_and_no_image_is_refused" {
  command = plan
  variables {
    # EC2's name for it.
    architecture = "x86_64"
    # A name.
    image_id = "ubuntu-24.04"
  }
  expect_failures = [var.architecture, var.image_id]
}
