mock_provider "aws" {}

variables {
  cluster_name      = "shop"
  vpc_id            = "vpc-0123456789abcdef0"
  subnet_ids        = ["subnet-0123456789abcdef0"]
  security_group_id = "sg-0123456789abcdef0"
  node_port         = 30080
  health_check_path = "/robots.txt"
}

run "what_is_not_even_of_the_right_kind_is_refused" {
  command = plan
  variables {
    # Too long for the names of load balancers.
    cluster_name = "a-name-that-has-22-of-"
    # A name.
    vpc_id = "shop"
    # None.
    subnet_ids = []
    # A name.
    security_group_id = "load-balancer"
    # No NodePort.
    node_port = 8080
    # Of IAM, as for old load balancers.
    certificate_arn = "arn:aws:iam::123456789012:server-certificate/shop"
    # A URL.
    health_check_path = "http://shop.internal/robots.txt"
    # A class.
    health_check_matcher = "2xx"
    # Past an hour.
    deregistration_delay_seconds = 7200
    # A slash at the end.
    access_logs = { bucket = "shop-visits", prefix = "nlb/" }
  }
  expect_failures = [
    var.cluster_name,
    var.vpc_id,
    var.subnet_ids,
    var.security_group_id,
    var.node_port,
    var.certificate_arn,
    var.health_check_path,
    var.health_check_matcher,
    var.deregistration_delay_seconds,
    var.access_logs,
  ]
}

run "what_is_nearly_right_is_refused" {
  command = plan
  variables {
    # AWS's own beginning of names.
    cluster_name = "internal-shop"
    # The same twice.
    subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef0"]
    # A half.
    node_port = 30080.5
    # A space.
    health_check_path = "/robots .txt"
    # A half.
    deregistration_delay_seconds = 0.5
    # Without a certificate.
    enable_http = false
  }
  expect_failures = [var.cluster_name, var.subnet_ids, var.node_port, var.health_check_path, var.deregistration_delay_seconds, var.enable_http]
}
