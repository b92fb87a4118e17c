locals {
  security_group_descriptions = merge(
    {
      node          = "Every machine that runs a kubelet"
      control-plane = "Machines that run the API server and etcd"
      worker        = "Machines that run the pods"
      load-balancer = "The public load balancer"
      runner        = "Machines that run the jobs of the pipeline"
    },
    { for name, text in { api-load-balancer = "The internal load balancer in front of the API servers" } : name => text if var.enable_high_availability },
  )

  # Who may call whom. `source` is a group or a network; `ports` are the first and the last, for ICMP the type and the code.
  rules = {
    control-plane = {
      api-server-from-node              = { when = true, source = "node", protocol = "tcp", ports = [local.ports.api_server], description = "kubelets, kube-proxies and pods call the API server" }
      api-server-from-runner            = { when = true, source = "runner", protocol = "tcp", ports = [local.ports.api_server], description = "Terraform and kubectl in jobs of the pipeline call the API server" }
      api-server-from-api-load-balancer = { when = var.enable_high_availability, source = "api-load-balancer", protocol = "tcp", ports = [local.ports.api_server], description = "calls to the name of the API server arrive through its load balancer" }
      self-etcd                         = { when = var.enable_high_availability, source = "control-plane", protocol = "tcp", ports = [local.ports.etcd_client, local.ports.etcd_peer], description = "members of etcd agree, and a new one joins" }
      etcd-metrics-from-worker          = { when = var.enable_monitoring, source = "worker", protocol = "tcp", ports = [local.ports.etcd_metrics], description = "Prometheus reads the metrics of etcd" }
      controller-manager-from-worker    = { when = var.enable_monitoring, source = "worker", protocol = "tcp", ports = [local.ports.controller_manager], description = "Prometheus reads the metrics of the controller manager" }
      scheduler-from-worker             = { when = var.enable_monitoring, source = "worker", protocol = "tcp", ports = [local.ports.scheduler], description = "Prometheus reads the metrics of the scheduler" }
    }
    node = {
      self-vxlan                 = { when = true, source = "node", protocol = "udp", ports = [local.ports.vxlan], description = "pod packets travel from node to node in VXLAN" }
      self-kubelet               = { when = true, source = "node", protocol = "tcp", ports = [local.ports.kubelet], description = "metrics-server and Prometheus in a pod ask every kubelet" }
      self-typha                 = { when = true, source = "node", protocol = "tcp", ports = [local.ports.typha], description = "Felix in every calico-node calls Typha, which may be on any node" }
      self-icmp                  = { when = true, source = "node", protocol = "icmp", ports = [3, 4], description = "fragmentation needed: a node learns which packets are too long" }
      kubelet-from-control-plane = { when = true, source = "control-plane", protocol = "tcp", ports = [local.ports.kubelet], description = "the API server calls kubelets for logs, exec and port-forward" }
      node-exporter-from-worker  = { when = var.enable_monitoring, source = "worker", protocol = "tcp", ports = [local.ports.node_exporter], description = "Prometheus reads the metrics of the machine" }
      kube-proxy-from-worker     = { when = var.enable_monitoring, source = "worker", protocol = "tcp", ports = [local.ports.kube_proxy_metrics], description = "Prometheus reads the metrics of kube-proxy" }
      felix-from-worker          = { when = var.enable_monitoring, source = "worker", protocol = "tcp", ports = [local.ports.felix_metrics], description = "Prometheus reads the metrics of Felix" }
      typha-metrics-from-worker  = { when = var.enable_monitoring, source = "worker", protocol = "tcp", ports = [local.ports.typha_metrics], description = "Prometheus reads the metrics of Typha" }
    }
    worker = {
      for name, port in var.node_ports :
      "node-port-${name}" => { when = true, source = "load-balancer", protocol = "tcp", ports = [port], description = "the load balancer calls the NodePort of ${name}" }
    }
    load-balancer = {
      http  = { when = true, source = local.everywhere, protocol = "tcp", ports = [local.ports.http], description = "visitors, who are sent on to HTTPS where there is a certificate" }
      https = { when = true, source = local.everywhere, protocol = "tcp", ports = [local.ports.https], description = "visitors" }
    }
    runner = {}
    api-load-balancer = {
      api-server-from-node   = { when = var.enable_high_availability, source = "node", protocol = "tcp", ports = [local.ports.api_server], description = "kubelets, kube-proxies and pods call the name of the API server" }
      api-server-from-runner = { when = var.enable_high_availability, source = "runner", protocol = "tcp", ports = [local.ports.api_server], description = "jobs of the pipeline call the name of the API server" }
    }
  }

  # In the form of `aws_vpc_security_group_ingress_rule`, but groups by name.
  security_groups = {
    for group, description in local.security_group_descriptions : group => {
      description = description
      ingress = {
        for key, rule in local.rules[group] : key => merge(
          {
            description = rule.description
            ip_protocol = rule.protocol
            from_port   = rule.ports[0]
            to_port     = rule.ports[length(rule.ports) - 1]
          },
          can(cidrnetmask(rule.source)) ? { cidr_ipv4 = rule.source } : tomap({ source_security_group = rule.source }),
        ) if rule.when
      }
    }
  }
}
