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

#[cfg(test)]
mod tests {
    use super::*;

    /// The text between the first pair of quotation marks after all of `marks`, in turn.
    fn quoted<'a>(text: &'a str, marks: &[&str]) -> &'a str {
        let rest = marks.iter().fold(text, |rest, mark| rest.split_once(mark).unwrap().1);
        rest.split('"').nth(1).unwrap()
    }

    #[test]
    fn nodes_on_aws_run_what_the_bundle_has() {
        let text = include_str!("../../../infra/modules/cluster-config/variables.nodes.tf");
        let version = |name| quoted(text, &["variable \"versions\"", &format!("{name} = optional(string,")]);
        assert_eq!(version("kubernetes"), VERSIONS.kubernetes);
        assert_eq!(version("containerd"), VERSIONS.containerd);
    }

    #[test]
    fn terraform_names_the_versions_of_the_images_that_the_bundle_adds() {
        let metrics_server = include_str!("../../../deploy/modules/metrics-server/variables.tf");
        let version = quoted(metrics_server, &["variable \"metrics_server_version\"", "default"]);
        assert_eq!(version, VERSIONS.metrics_server);
        let traefik = include_str!("../../../deploy/modules/ingress/variables.tf");
        assert_eq!(quoted(traefik, &["variable \"traefik_version\"", "default"]), VERSIONS.traefik);
    }
}
