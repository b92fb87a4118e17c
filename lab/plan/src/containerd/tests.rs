use super::*;
use crate::plan::tests::options;

#[test]
fn a_node_finds_runc_and_plugins_in_the_bundle_and_docker_hub_in_the_lab() {
    let settings = Settings {
        programs: "/opt/ninehops/bin",
        sandbox_image: "registry.k8s.io/pause:3.10.2",
        oom_score_adjustment: OomScoreAdjustment::Restricted,
    };
    insta::assert_snapshot!(config(&settings), @r#"
    version = 3
    root = "/var/lib/containerd"
    state = "/run/containerd"

    [grpc]
    address = "/run/containerd/containerd.sock"

    [plugins."io.containerd.cri.v1.images".pinned_images]
    sandbox = "registry.k8s.io/pause:3.10.2"

    [plugins."io.containerd.cri.v1.images".registry]
    config_path = "/etc/containerd/certs.d"

    [plugins."io.containerd.cri.v1.runtime"]
    restrict_oom_score_adj = true

    [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ["/opt/cni/bin", "/opt/ninehops/bin"]
    conf_dir = "/etc/cni/net.d"

    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"

    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
    BinaryName = "/opt/ninehops/bin/runc"
    SystemdCgroup = false
    "#);
    insta::assert_snapshot!(hosts_toml(&Plan::new(&crate::ClusterConfig::copy(), &options()).unwrap()), @r#"
    server = "https://registry-1.docker.io"

    [host."http://198.18.0.6:5000"]
    capabilities = ["pull", "resolve"]
    "#);
}

#[test]
fn where_the_host_allows_it_oom_scores_are_what_kubernetes_says() {
    let settings = Settings {
        programs: "/bin",
        sandbox_image: "pause",
        oom_score_adjustment: OomScoreAdjustment::Allowed,
    };
    assert!(config(&settings).contains("restrict_oom_score_adj = false"));
}
