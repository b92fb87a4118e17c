# kubeadm's kubelets sign their own certificates there, too: `serverTLSBootstrap` is off, since nothing in the cluster could
# tell a node's request from another's. Security groups let only nodes reach a kubelet's port, and answer on it.
kubelet_insecure_tls = true
