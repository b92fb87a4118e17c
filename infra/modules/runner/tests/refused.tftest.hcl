# What is refused, and by which variable: every variable of a run is wrong, each in the way that
# the comment above it says.

mock_provider "aws" {}

variables {
  cluster_name          = "shop"
  subnet_id             = "subnet-0aaaaaaaaaaaaaaaa"
  security_group_id     = "sg-0aaaaaaaaaaaaaaaa"
  instance_profile_name = "shop-runner"
  user_data             = "#cloud-config\n{}\n"
  kms_key_arn           = "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "what_is_not_even_of_the_right_kind_is_refused" {
  command = plan
  variables {
    # A capital.
    cluster_name = "Shop"
    # GitHub's name of a processor.
    architecture = "x64"
    # Checksums cannot be compressed.
    user_data = join("\n", [for number in range(400) : sha512(tostring(number))])
    # Too small for the system.
    disk_gb = 4
    # An alias.
    kms_key_arn = "alias/shop"
    # A name.
    image_id = "ubuntu-24.04"
  }
  expect_failures = [
    var.cluster_name,
    var.architecture,
    var.user_data,
    var.disk_gb,
    var.kms_key_arn,
    var.image_id,
  ]
}

run "an_amd64_type_for_arm64_is_refused" {
  command = plan
  variables { instance_type = "t3.small" }
  expect_failures = [var.instance_type]
}

run "an_arm64_type_for_amd64_is_refused" {
  command = plan
  variables {
    architecture  = "amd64"
    instance_type = "c7gn.medium"
  }
  expect_failures = [var.instance_type]
}
