use super::*;
use crate::ClusterConfig;
use crate::plan::tests::options;
use lab_cloud_init::DropIn;

const NOW: Now = Now { host: Host { memory_bytes: 24 << 30, cpus: 2 }, uptime: Duration::from_secs(5000) };

fn data(files: &[(&str, String)]) -> UserData {
    let file =
        |(path, content): &(&str, String)| File { path: path.into(), mode: 0o600, content: content.clone() };
    UserData { files: files.iter().map(file).collect(), ..UserData::default() }
}

fn made(data: &UserData, node: &str) -> Result<UserData, CloudInitError> {
    let plan = Plan::new(&ClusterConfig::copy(), &options()).unwrap();
    of_node(data, &plan, plan.node(node).unwrap(), NOW)
}

fn content<'a>(data: &'a UserData, path: &str) -> &'a str {
    &data.files.iter().find(|file| file.path == Path::new(path)).unwrap().content
}

#[test]
fn a_node_that_registers_itself_gets_what_namespaces_need_and_no_name() {
    let config = ClusterConfig::copy().kubeadm;
    let objects = [&config.cluster, &config.kubelet, &config.kube_proxy].map(Clone::clone);
    let files = [
        ("/etc/ninehops/init.json", config.init.to_string()),
        ("/etc/ninehops/cluster.yaml", kubeadm::yaml(&objects)),
        ("/etc/ninehops/kustomization.yaml", "resources: [calico.yaml]\n".to_owned()),
        ("/etc/kubernetes/api-server/audit-policy.yaml", "kind: Policy # as it stands\n".to_owned()),
    ];
    let made = made(&data(&files), "cp").unwrap();
    let init: Value = serde_json::from_str(content(&made, "/etc/ninehops/init.json")).unwrap();
    assert!(init["skipPhases"].is_null(), "the scripts count on kubeadm's checks");
    assert_eq!(init["nodeRegistration"]["ignorePreflightErrors"][0], "SystemVerification");
    assert_eq!(init["nodeRegistration"]["kubeletExtraArgs"].as_array().unwrap().len(), 1);
    assert_eq!(init["nodeRegistration"]["kubeletExtraArgs"][0]["name"], "cgroup-root");
    assert!(init["nodeRegistration"]["name"].is_null() && init["bootstrapTokens"][0]["token"].is_null());
    let cluster = content(&made, "/etc/ninehops/cluster.yaml");
    assert!(cluster.contains("cgroupDriver: cgroupfs"), "{cluster}");
    assert_eq!(cluster.matches("apiVersion:").count(), 3);
    assert_eq!(content(&made, "/etc/kubernetes/api-server/audit-policy.yaml"), files[3].1);
    assert!(content(&made, "/etc/ninehops/kustomization.yaml").contains("calico.yaml"));
    assert_eq!(content(&made, "/var/lib/ninehops/prepared"), "");
    assert_eq!(content(&made, "/var/lib/ninehops/networked"), "");
}

#[test]
fn a_worker_gives_up_as_long_after_its_start_as_on_aws() {
    let config = ClusterConfig::copy().kubeadm;
    let environment = "A=1\nJOIN_DEADLINE_SECONDS=1200\nB=2\n".to_owned();
    let files = [(ENVIRONMENT, environment), ("/etc/ninehops/join.json", config.join.to_string())];
    let made = made(&data(&files), "w1").unwrap();
    assert_eq!(content(&made, ENVIRONMENT), "A=1\nJOIN_DEADLINE_SECONDS=6200\nB=2\n");
    assert!(content(&made, "/etc/ninehops/join.json").contains("\"cgroup-root\""));
}

#[test]
fn what_has_no_counterpart_is_named() {
    let refused = |data: UserData| made(&data, "w1").unwrap_err().to_string();
    let other = DropIn { service: "docker".to_owned(), run_first: Vec::new() };
    assert!(refused(UserData { drop_ins: vec![other], ..UserData::default() }).contains("`docker.service`"));
    assert!(
        refused(data(&[("/etc/ninehops/join.json", "{".to_owned())])).contains("`/etc/ninehops/join.json`")
    );
    let soon = data(&[(ENVIRONMENT, "JOIN_DEADLINE_SECONDS=soon\n".to_owned())]);
    assert!(refused(soon).contains("JOIN_DEADLINE_SECONDS=soon"));
    let list =
        data(&[("/etc/ninehops/join.json", "{kind: JoinConfiguration, nodeRegistration: none}".to_owned())]);
    assert!(refused(list).contains("nodeRegistration"));
}
