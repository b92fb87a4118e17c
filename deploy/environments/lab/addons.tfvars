# The lab's kubelets sign their own certificates.
kubelet_insecure_tls = true
