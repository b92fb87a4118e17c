locals {
  kubelet_configuration = {
    apiVersion               = "kubelet.config.k8s.io/v1beta1"
    kind                     = "KubeletConfiguration"
    cgroupDriver             = "systemd"
    containerRuntimeEndpoint = local.container_socket
    # systemd-resolved's own answerer listens on the node's loopback, where no pod can ask it.
    resolvConf         = "/run/systemd/resolve/resolv.conf"
    rotateCertificates = true
    # A kubelet's request for a serving certificate must be approved by somebody who checks that the names in it are the node's own,
    # and there is nobody yet. Until then each kubelet signs its own, and who asks it does not verify it.
    serverTLSBootstrap = false
    seccompDefault     = true
    # Kernel parameters are set when the machine is prepared: refuse rather than write them.
    protectKernelDefaults = true
    readOnlyPort          = 0
    # Pods have 40 s, enough for the shop's drain of 30 s; after them those of the cluster itself 20 s.
    shutdownGracePeriod             = "60s"
    shutdownGracePeriodCriticalPods = "20s"
    systemReserved                  = { cpu = "100m", memory = "256Mi" }
    kubeReserved                    = { cpu = "100m", memory = "256Mi" }
    containerLogMaxSize             = "10Mi"
    containerLogMaxFiles            = 3
    # A node that starts pulls a dozen images at once; the registry has limits of its own.
    registryPullQPS     = 0
    serializeImagePulls = false
    # A change of a node's state is known sooner; when nothing changes, it costs nothing.
    nodeStatusUpdateFrequency = "4s"
  }
}
