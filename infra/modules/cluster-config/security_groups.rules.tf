# Who may call whom, and why: everything that any machine of the cluster lets in.
locals {
  # `source` is a group or a network, `ports` are the first and the last or the only one. For ICMP they are type and code.
  rules = {
    control-plane = {
      api-server-from-node = {
        source      = "node"
        protocol    = "tcp"
        ports       = [local.ports.api_server]
        description = "kubelets, kube-proxies and pods call the API server"
      }
      api-server-from-runner = {
        source      = "runner"
        protocol    = "tcp"
        ports       = [local.ports.api_server]
        description = "Terraform and kubectl in jobs of the pipeline call the API server"
      }
      api-server-from-api-load-balancer = {
        when        = var.enable_high_availability
        source      = "api-load-balancer"
        protocol    = "tcp"
        ports       = [local.ports.api_server]
        description = "calls to the name of the API server arrive through its load balancer"
      }
      self-etcd = {
        when        = var.enable_high_availability
        source      = "control-plane"
        protocol    = "tcp"
        ports       = [local.ports.etcd_client, local.ports.etcd_peer]
        description = "members of etcd agree, and a new one joins"
      }
      etcd-metrics-from-worker = {
        when        = var.enable_monitoring
        source      = "worker"
        protocol    = "tcp"
        ports       = [local.ports.etcd_metrics]
        description = "Prometheus reads the metrics of etcd"
      }
      controller-manager-from-worker = {
        when        = var.enable_monitoring
        source      = "worker"
        protocol    = "tcp"
        ports       = [local.ports.controller_manager]
        description = "Prometheus reads the metrics of the controller manager"
      }
      scheduler-from-worker = {
        when        = var.enable_monitoring
        source      = "worker"
        protocol    = "tcp"
        ports       = [local.ports.scheduler]
        description = "Prometheus reads the metrics of the scheduler"
      }
    }
    node = {
      self-vxlan = {
        source      = "node"
        protocol    = "udp"
        ports       = [local.ports.vxlan]
        description = "pod packets travel from node to node in VXLAN"
      }
      self-kubelet = {
        source      = "node"
        protocol    = "tcp"
        ports       = [local.ports.kubelet]
        description = "metrics-server and Prometheus in a pod ask every kubelet"
      }
      # The manifest has Typha switched off. It is wanted when a cluster has grown, long after its groups were made.
      self-typha = {
        source      = "node"
        protocol    = "tcp"
        ports       = [local.ports.typha]
        description = "for the day that Typha is switched on: Felix in every calico-node calls it, on any node"
      }
      self-icmp = {
        source      = "node"
        protocol    = "icmp"
        ports       = [3, 4]
        description = "fragmentation needed: a node learns which packets are too long"
      }
      kubelet-from-control-plane = {
        source      = "control-plane"
        protocol    = "tcp"
        ports       = [local.ports.kubelet]
        description = "the API server calls kubelets for logs, exec and port-forward"
      }
      node-exporter-from-worker = {
        when        = var.enable_monitoring
        source      = "worker"
        protocol    = "tcp"
        ports       = [local.ports.node_exporter]
        description = "Prometheus reads the metrics of the machine"
      }
      kube-proxy-from-worker = {
        when        = var.enable_monitoring
        source      = "worker"
        protocol    = "tcp"
        ports       = [local.ports.kube_proxy_metrics]
        description = "Prometheus reads the metrics of kube-proxy"
      }
      felix-from-worker = {
        when        = var.enable_monitoring
        source      = "worker"
        protocol    = "tcp"
        ports       = [local.ports.felix_metrics]
        description = "Prometheus reads the metrics of Felix"
      }
      typha-metrics-from-worker = {
        when        = var.enable_monitoring
        source      = "worker"
        protocol    = "tcp"
        ports       = [local.ports.typha_metrics]
        description = "for the day that Typha is switched on: Prometheus reads its metrics"
      }
    }
    worker = {
      for name, port in var.node_ports :
      "node-port-${name}" => {
        source      = "load-balancer"
        protocol    = "tcp"
        ports       = [port]
        description = "the load balancer calls the NodePort of ${name}"
      }
    }
    load-balancer = {
      http = {
        source      = local.everywhere
        protocol    = "tcp"
        ports       = [local.ports.http]
        description = "visitors without TLS"
      }
      https = {
        source      = local.everywhere
        protocol    = "tcp"
        ports       = [local.ports.https]
        description = "visitors"
      }
    }
    runner = {}
    api-load-balancer = {
      api-server-from-node = {
        when        = var.enable_high_availability
        source      = "node"
        protocol    = "tcp"
        ports       = [local.ports.api_server]
        description = "kubelets, kube-proxies and pods call the name of the API server"
      }
      api-server-from-runner = {
        when        = var.enable_high_availability
        source      = "runner"
        protocol    = "tcp"
        ports       = [local.ports.api_server]
        description = "jobs of the pipeline call the name of the API server"
      }
    }
  }
}
