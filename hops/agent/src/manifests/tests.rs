use super::*;
use crate::{CONFIG_MAP, KUBELET_PORT, NAMESPACE, PORT, TARGETS_FILE, Targets};

fn objects() -> Vec<Value> {
    manifests("registry.example/agent@sha256:1")
}

fn daemon_sets() -> Vec<Value> {
    objects().into_iter().filter(|object| object["kind"] == "DaemonSet").collect()
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer} in {value}"))
}

#[test]
fn everything_is_in_the_agents_namespace_under_names_that_the_program_knows() {
    let objects = objects();
    let named: Vec<(&str, &str)> =
        objects.iter().map(|object| (text(object, "/kind"), text(object, "/metadata/name"))).collect();
    assert_eq!(
        named,
        [
            ("Namespace", NAMESPACE),
            ("ConfigMap", CONFIG_MAP),
            ("DaemonSet", "ninehops-agent"),
            ("DaemonSet", "ninehops-agent-host")
        ]
    );
    assert!(objects[1..].iter().all(|object| text(object, "/metadata/namespace") == NAMESPACE));
}

#[test]
fn the_config_map_is_a_file_that_an_agent_reads() {
    let file = objects()[1]["data"][TARGETS_FILE].as_str().unwrap().to_owned();
    assert_eq!(Targets::read(file.as_bytes()).unwrap().revision, "none");
}

#[test]
fn the_files_by_themselves_name_the_image_of_this_version() {
    let image = format!("image: docker.io/ninehops/agent:{}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(MANIFESTS.iter().filter(|file| file.contains(&image)).count(), 2);
}

#[test]
fn the_image_that_is_asked_for_is_used() {
    for object in daemon_sets() {
        assert_eq!(
            text(&object, "/spec/template/spec/containers/0/image"),
            "registry.example/agent@sha256:1"
        );
    }
}

#[test]
fn a_selector_selects_the_pods_of_its_own_daemon_set_alone() {
    for object in daemon_sets() {
        assert_eq!(object["spec"]["selector"]["matchLabels"].as_object().unwrap().len(), 1);
        let name = "/metadata/labels/app.kubernetes.io~1name";
        let selected = text(&object, "/spec/selector/matchLabels/app.kubernetes.io~1name");
        assert_eq!(selected, text(&object["spec"]["template"], name));
        assert_eq!(selected, text(&object, "/metadata/name"));
    }
}

/// Pod Security Standards, `restricted`, which holds `baseline`: everything that a Linux pod must or must not have.
#[test]
fn the_pods_are_restricted_but_for_the_hosts_network() {
    for object in daemon_sets() {
        let pod = &object["spec"]["template"]["spec"];
        for absent in ["hostPID", "hostIPC", "hostUsers", "initContainers", "ephemeralContainers"] {
            assert_eq!(pod.get(absent), None, "{absent}");
        }
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
        assert_eq!(pod["securityContext"]["runAsUser"], 65532);
        assert_eq!(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault");
        for absent in ["sysctls", "seLinuxOptions", "windowsOptions", "appArmorProfile"] {
            assert_eq!(pod["securityContext"].get(absent), None, "{absent}");
        }
        let [container] = pod["containers"].as_array().unwrap().as_slice() else { panic!("one container") };
        let context = &container["securityContext"];
        assert_eq!(context["allowPrivilegeEscalation"], false);
        assert_eq!(context["readOnlyRootFilesystem"], true);
        assert_eq!(context["capabilities"]["drop"], serde_json::json!(["ALL"]));
        assert_eq!(context["capabilities"].get("add"), None);
        for absent in ["privileged", "procMount", "runAsUser", "runAsNonRoot", "seccompProfile"] {
            assert_eq!(context.get(absent), None, "{absent}");
        }
        let [volume] = pod["volumes"].as_array().unwrap().as_slice() else { panic!("one volume") };
        assert_eq!(volume["configMap"]["name"], CONFIG_MAP);
    }
}

#[test]
fn no_agent_has_a_token_and_only_that_of_pods_listens() {
    let sets = daemon_sets();
    for object in &sets {
        assert_eq!(object["spec"]["template"]["spec"]["automountServiceAccountToken"], false);
    }
    let [pod, host] = [0, 1].map(|index| &sets[index]["spec"]["template"]["spec"]);
    assert_eq!((pod.get("hostNetwork"), host["hostNetwork"].as_bool()), (None, Some(true)));
    let ports = pod["containers"][0]["ports"].as_array().unwrap();
    assert!(ports.iter().all(|port| port["containerPort"] == PORT && port.get("hostPort").is_none()));
    assert_eq!(host["containers"][0].get("ports"), None);
    assert!(!host.to_string().contains(&KUBELET_PORT.to_string()));
}

#[test]
fn an_agent_is_on_every_node_and_costs_little() {
    for object in daemon_sets() {
        let pod = &object["spec"]["template"]["spec"];
        assert_eq!(pod["tolerations"], serde_json::json!([{ "operator": "Exists" }]));
        let resources = &pod["containers"][0]["resources"];
        assert_eq!(resources["requests"], serde_json::json!({ "cpu": "3m", "memory": "12Mi" }));
        assert_eq!(resources["limits"], serde_json::json!({ "memory": "24Mi" }));
    }
}
