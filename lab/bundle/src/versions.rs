//! Which versions the bundles have.

/// The versions of everything in the bundles, without a leading `v`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Versions {
    /// kubelet, kubeadm, kubectl, the control plane and kube-proxy.
    pub kubernetes: &'static str,
    /// containerd, its shim and `ctr`.
    pub containerd: &'static str,
    /// runc.
    pub runc: &'static str,
    /// etcd.
    pub etcd: &'static str,
    /// CoreDNS.
    pub coredns: &'static str,
    /// The plugins of containernetworking.
    pub cni_plugins: &'static str,
    /// distribution, the registry.
    pub registry: &'static str,
    /// The tag that kubeadm asks for; the program is our own.
    pub pause: &'static str,
    /// metrics-server.
    pub metrics_server: &'static str,
    /// Traefik.
    pub traefik: &'static str,
    /// The Gateway API, as Traefik requires it.
    pub gateway_api: &'static str,
}

/// What this program builds. kubeadm 1.36.3 asks for just these images (`kubeadm config images list`).
pub const VERSIONS: Versions = Versions {
    kubernetes: "1.36.3",
    containerd: "2.3.7",
    runc: "1.5.2",
    etcd: "3.6.8",
    coredns: "1.14.2",
    cni_plugins: "1.9.1",
    registry: "3.1.2",
    pause: "3.10.2",
    metrics_server: "0.9.0",
    traefik: "3.5.3",
    gateway_api: "1.3.0",
};
