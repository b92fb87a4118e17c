use proptest::prelude::*;

use super::*;
use crate::plan::tests::options;

fn plan() -> Plan {
    Plan::new(&options()).unwrap()
}

fn token() -> BootstrapToken {
    "abcdef.0123456789abcdef".parse().unwrap()
}

const HOST: Host = Host { memory_bytes: 24 << 30, cpus: 2 };

#[test]
fn the_control_plane_begins_with_this() {
    insta::assert_snapshot!(init(&plan(), "v1.36.3", &token(), HOST), @r#"
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: InitConfiguration
    bootstrapTokens:
    - token: abcdef.0123456789abcdef
      ttl: 1h0m0s
      usages:
      - signing
      - authentication
      groups:
      - system:bootstrappers:kubeadm:default-node-token
    localAPIEndpoint:
      advertiseAddress: "10.0.1.10"
      bindPort: 6443
    nodeRegistration:
      name: cp
      criSocket: unix:///run/containerd/containerd.sock
      imagePullSerial: false
      kubeletExtraArgs:
      - name: node-ip
        value: "10.0.1.10"
      - name: cgroup-root
        value: /ninehops-lab/cp
    patches:
      directory: /etc/kubernetes/patches
    skipPhases:
    - preflight
    - show-join-command
    ---
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: ClusterConfiguration
    kubernetesVersion: v1.36.3
    clusterName: lab
    controlPlaneEndpoint: api.lab.internal:6443
    networking:
      podSubnet: 10.244.0.0/16
      serviceSubnet: 10.96.0.0/16
    encryptionAlgorithm: ECDSA-P256
    apiServer:
      certSANs:
      - api.lab.internal
      - "10.0.1.10"
      - "127.0.0.1"
    controllerManager:
      extraArgs:
      - name: leader-elect
        value: "false"
      - name: kube-api-qps
        value: "200"
      - name: kube-api-burst
        value: "400"
      - name: allocate-node-cidrs
        value: "false"
    scheduler:
      extraArgs:
      - name: leader-elect
        value: "false"
    etcd:
      local:
        extraArgs:
        - name: unsafe-no-fsync
          value: "true"
    ---
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cgroupDriver: cgroupfs
    failCgroupV1: false
    failSwapOn: false
    containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
    resolvConf: /etc/resolv.conf
    rotateCertificates: true
    seccompDefault: true
    protectKernelDefaults: true
    systemReserved:
      cpu: 0m
      memory: "23517462528"
    enforceNodeAllocatable: []
    evictionHard:
      memory.available: 100Mi
      nodefs.available: 1%
      imagefs.available: 1%
    imageGCHighThresholdPercent: 100
    registryPullQPS: 0
    serializeImagePulls: false
    nodeStatusUpdateFrequency: 4s
    ---
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    kind: KubeProxyConfiguration
    mode: nftables
    metricsBindAddress: 0.0.0.0:10249
    conntrack:
      maxPerCore: 0
      min: 0
    "#);
}

#[test]
fn a_worker_joins_with_this() {
    let plan = plan();
    insta::assert_snapshot!(join(&plan, plan.node("w1").unwrap(), &token(), "sha256:00ff"), @r#"
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: JoinConfiguration
    discovery:
      bootstrapToken:
        token: abcdef.0123456789abcdef
        apiServerEndpoint: api.lab.internal:6443
        caCertHashes:
        - sha256:00ff
    nodeRegistration:
      name: w1
      criSocket: unix:///run/containerd/containerd.sock
      imagePullSerial: false
      kubeletExtraArgs:
      - name: node-ip
        value: "10.0.1.11"
      - name: cgroup-root
        value: /ninehops-lab/w1
    skipPhases:
    - preflight
    "#);
}

#[test]
fn a_token_that_looks_like_a_number_stays_text() {
    let plan = plan();
    let text = join(&plan, &plan.nodes[1], &"123456.0123456789012345".parse().unwrap(), "sha256:00");
    assert!(
        text.contains("'123456.0123456789012345'") || text.contains("\"123456.0123456789012345\""),
        "{text}"
    );
}

#[test]
fn a_node_that_may_use_more_than_there_is_reserves_nothing() {
    let text = init(&plan(), "v1.36.3", &token(), Host { memory_bytes: 1 << 30, cpus: 1 });
    assert!(
        text.contains("  cpu: 0m\n  memory: '0'\n") || text.contains("  cpu: 0m\n  memory: \"0\"\n"),
        "{text}"
    );
}

#[test]
fn a_token_hides_its_secret_from_logs() {
    assert_eq!(format!("{:?}", token()), "abcdef.…");
    for bad in ["", "abcdef", "abcdef.0123456789abcde", "ABCDEF.0123456789abcdef", "abcdé.0123456789abcdef"]
    {
        assert_eq!(bad.parse::<BootstrapToken>(), Err(TokenError));
    }
}

proptest! {
    #[test]
    fn a_token_made_of_random_bytes_is_one(bytes: [u8; 22]) {
        let token = BootstrapToken::from_random(bytes);
        prop_assert_eq!(token.as_str().parse(), Ok(token.clone()));
    }
}
