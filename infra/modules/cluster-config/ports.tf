locals {
  # Every port of the cluster that is not chosen by whoever calls the module.
  ports = {
    api_server         = 6443
    etcd_client        = 2379
    etcd_peer          = 2380
    etcd_metrics       = 2381
    kubelet            = 10250
    kube_proxy_metrics = 10249
    controller_manager = 10257
    scheduler          = 10259
    vxlan              = 4789
    typha              = 5473
    typha_metrics      = 9093
    felix_metrics      = 9091
    node_exporter      = 9100
    http               = 80
    https              = 443
  }
  everywhere = "0.0.0.0/0"
}
