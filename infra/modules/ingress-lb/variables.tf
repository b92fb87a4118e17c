variable "cluster_name" {
  description = "Name of the cluster. Names of the load balancer and its target group begin with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,20}$", var.cluster_name)) && !endswith(var.cluster_name, "-")
    error_message = "cluster_name `${var.cluster_name}` must be 3 to 21 of a-z, 0-9 and `-`, first a letter, last no `-`."
  }
  validation {
    condition     = !startswith(var.cluster_name, "internal-")
    error_message = "cluster_name `${var.cluster_name}` must not begin with `internal-`: AWS takes no load balancer of such a name."
  }
}

variable "vpc_id" {
  description = "The VPC that the workers are in."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-f]{8,17}$", var.vpc_id))
    error_message = "vpc_id `${var.vpc_id}` must be such as vpc-0123456789abcdef0."
  }
}

variable "subnet_ids" {
  description = "Public subnets, one of each zone at most: the load balancer has an address in each."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 1 && length(distinct(var.subnet_ids)) == length(var.subnet_ids)
    error_message = "subnet_ids must have one at least, and none twice."
  }
}

variable "security_group_id" {
  description = "Group of the load balancer. Workers let its members in; it cannot be added to a load balancer that was made without one."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^sg-[0-9a-f]{8,17}$", var.security_group_id))
    error_message = "security_group_id `${var.security_group_id}` must be such as sg-0123456789abcdef0."
  }
}

variable "node_port" {
  description = "NodePort that the load balancer calls on workers."
  type        = number
  nullable    = false

  validation {
    condition     = var.node_port >= 30000 && var.node_port <= 32767 && floor(var.node_port) == var.node_port
    error_message = "node_port `${var.node_port}` must be a whole number from 30000 to 32767."
  }
}

variable "certificate_arn" {
  description = "Certificate of ACM for port 443, in the same region. Null: there is port 80 only. One that is made in the same apply must be known not to be null: `coalesce(aws_acm_certificate_validation.this.certificate_arn)`."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/", var.certificate_arn))
    error_message = "certificate_arn must be the ARN of a certificate of ACM, such as arn:aws:acm:REGION:123456789012:certificate/ID."
  }
}

variable "enable_http" {
  description = "Whether port 80 is there beside 443. What is sent to it can be read on the way, and a load balancer of this kind sends nobody on to HTTPS."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.enable_http || var.certificate_arn != null
    error_message = "enable_http false needs a certificate_arn: without both there is no port at all."
  }
}

variable "health_check_path" {
  description = "Path that a worker which can serve answers on the NodePort, asked every ten seconds from each zone. It should cost little and ask no other service."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/[!-~]*$", var.health_check_path)) && length(var.health_check_path) <= 1024
    error_message = "health_check_path `${var.health_check_path}` must begin with `/` and have neither spaces nor more than 1,024 characters."
  }
}

variable "health_check_matcher" {
  description = "Status codes that count as an answer: one, several with commas between, or a range."
  type        = string
  default     = "200-399"
  nullable    = false

  validation {
    condition     = can(regex("^[2-5][0-9]{2}(-[2-5][0-9]{2})?(,[2-5][0-9]{2})*$", var.health_check_matcher))
    error_message = "health_check_matcher `${var.health_check_matcher}` must be such as 200, 200-399 or 200,404."
  }
}

variable "deregistration_delay_seconds" {
  description = "How long a worker that is leaving still serves the connections it has: more than the 27 seconds that the shop takes to stop."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.deregistration_delay_seconds >= 0 && var.deregistration_delay_seconds <= 3600 && floor(var.deregistration_delay_seconds) == var.deregistration_delay_seconds
    error_message = "deregistration_delay_seconds `${var.deregistration_delay_seconds}` must be a whole number from 0 to 3600."
  }
}

variable "enable_deletion_protection" {
  description = "Whether AWS refuses to delete the load balancer, whose name the world may know. To destroy it, first apply false."
  type        = bool
  default     = true
  nullable    = false
}

variable "access_logs" {
  description = "Bucket, and what names in it begin with, for a record of every connection by TLS with the visitor's address. The bucket's policy must let `delivery.logs.amazonaws.com` write. Null: none."
  type = object({
    bucket = string
    prefix = optional(string, "")
  })
  default  = null
  nullable = true

  validation {
    condition     = var.access_logs == null || !can(regex("^/|/$", var.access_logs.prefix))
    error_message = "access_logs.prefix must neither begin nor end with `/`."
  }
}
