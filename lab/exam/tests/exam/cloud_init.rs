//! Nodes that make themselves, by the user data that machines on AWS are started with.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::boot::is_ready;
use crate::ninehops::workspace;
use crate::wait::{pause, until};
use crate::{CLOUD, Story};

const JOIN: &str = "/lab/1/join";
const RESTORE: &str = "/lab/1/restore";
/// A Secret as etcd has it: what etcdctl needs to read it.
const ETCDCTL: &str = "etcdctl --endpoints https://127.0.0.1:2379 --cacert /etc/kubernetes/pki/etcd/ca.crt \
    --cert /etc/kubernetes/pki/etcd/healthcheck-client.crt --key /etc/kubernetes/pki/etcd/healthcheck-client.key";

pub(crate) fn nodes_make_themselves(story: &Story) {
    CLOUD.ok(&["down"]);
    let up = CLOUD.run(&["up", "--from-cloud-init", "--workers", "1", "--timings"]);
    println!("{}{}", up.stderr, up.stdout);
    assert_eq!(up.exit, Some(0), "{up:?}");
    let _ = story.cloud.set(());

    let nodes = CLOUD.get(&["nodes"]);
    let nodes = nodes["items"].as_array().unwrap();
    let said: Vec<_> = nodes
        .iter()
        .map(|node| {
            let label = |name: &str| node["metadata"]["labels"][name].as_str().unwrap_or("none").to_owned();
            let id = node["spec"]["providerID"].as_str().unwrap();
            [id.to_owned(), label("ninehops.internal/pool"), label("topology.kubernetes.io/zone")].join(" ")
        })
        .collect();
    assert_eq!(
        said,
        ["aws:///lab-a/i-exam-cloud-cp control-plane lab-a", "aws:///lab-a/i-exam-cloud-w1 workers lab-a"]
    );
    for job in ["node-prep", "cp-network"] {
        assert!(CLOUD.ok(&["logs", "cp", job]).contains("nothing to do"), "{job}");
    }
}

/// Workers read how to join, and nothing else; nobody reads the machine's data without a session.
pub(crate) fn machines_tell_each_other_what_they_may(story: &Story) {
    story.needs_cloud();
    let first = join_document();
    assert_eq!(first["generation"], "1");
    assert_eq!(first["endpoint"], "api.lab.internal:6443");
    let hash = first["ca_hash"].as_str().unwrap().strip_prefix("sha256:").unwrap();
    assert!(hash.len() == 64 && hash.bytes().all(|it| it.is_ascii_hexdigit()), "{hash}");
    let token = first["token"].as_str().unwrap().to_owned();
    let (id, secret) = token.split_once('.').unwrap();
    assert_eq!((id.len(), secret.len()), (6, 16));

    let refused = CLOUD.run(&[
        "exec",
        "w1",
        "--",
        "env",
        "AWS_REGION=lab",
        "aws",
        "ssm",
        "get-parameter",
        "--name",
        RESTORE,
        "--query",
        "Parameter.Value",
        "--output",
        "text",
    ]);
    assert!(refused.stderr.contains("AccessDenied"), "{refused:?}");
    let without_session = inside(
        "w1",
        "curl -s -o /dev/null -w '%{http_code}' http://169.254.169.254/latest/meta-data/instance-id",
    );
    assert_eq!(without_session, "401");

    // Somebody may be joining with the one before.
    start("publish-join");
    until("another token", join_document, |document| document["token"] != token.as_str());
    CLOUD.kubectl(&["get", "secret", "--namespace=kube-system", &format!("bootstrap-token-{id}")]);
}

pub(crate) fn certificates_are_looked_at_secrets_encrypted_and_changes_written_down(story: &Story) {
    story.needs_cloud();
    start("cert-check");
    let log = || CLOUD.ok(&["logs", "cp", "cert-check"]);
    let said = until("the days that are left", log, |log| log.contains("days are left"));
    assert!(!said.contains("renewed"), "{said}");
    start("status");
    let status = until(
        "a status",
        || inside("cp", "cat /opt/ninehops/account/parameters/lab/1/status/value.json || true"),
        |text| text.contains("nodes_ready"),
    );
    assert!(status.contains("\\\"nodes\\\": 2"), "{status}");

    CLOUD.kubectl(&["create", "secret", "generic", "hidden", "--from-literal=word=plain"]);
    let kept = inside(
        "cp",
        &format!(
            "{ETCDCTL} get --print-value-only /registry/secrets/default/hidden | head -c 32 | tr -cd '[:print:]'"
        ),
    );
    assert!(kept.starts_with("k8s:enc:secretbox:"), "{kept}");
    assert!(inside("cp", "grep -c hidden /var/log/kubernetes/audit/audit.log").trim() != "0");
}

pub(crate) fn what_was_deleted_comes_back_from_a_backup(story: &Story) {
    story.needs_cloud();
    CLOUD.kubectl(&["create", "configmap", "kept", "--from-literal=a=1"]);
    let object = save();
    CLOUD.kubectl(&["delete", "configmap", "kept"]);
    let began = Instant::now();
    // As somebody would who came by Session Manager.
    inside(
        "cp",
        &format!(
            "install -d -m 0700 /run/ninehops; set -a; . /etc/ninehops/machine.env; set +a; /usr/local/lib/ninehops/etcd-restore.sh snapshot {object}"
        ),
    );
    until_kept();
    println!("back after {:.1} s", began.elapsed().as_secs_f64());
}

/// Its disk is gone, etcd's too: what is left is a parameter and an object.
pub(crate) fn a_control_plane_made_anew_takes_the_place_of_the_old_one(story: &Story) {
    story.needs_cloud();
    let object = save();
    let value = format!("snapshot {object}");
    CLOUD.ok(&[
        "exec",
        "cp",
        "--",
        "env",
        "AWS_REGION=lab",
        "aws",
        "ssm",
        "put-parameter",
        "--name",
        RESTORE,
        "--type",
        "String",
        "--overwrite",
        "--value",
        &value,
    ]);
    CLOUD.ok(&["stop", "cp"]);
    let lab = directory();
    for lost in ["machines/cp/overlay", "machines/cp/var/lib/ninehops", "machines/cp/var/lib/kubelet"] {
        fs::remove_dir_all(lab.join(lost)).unwrap();
    }
    for entry in fs::read_dir(lab.join("etcd")).unwrap() {
        fs::remove_dir_all(entry.unwrap().path()).unwrap();
    }
    let began = Instant::now();
    CLOUD.ok(&["start", "cp"]);
    until(
        "a control plane",
        || CLOUD.run(&["exec", "cp", "--", "test", "-e", "/var/lib/ninehops/initialized"]).exit,
        |exit| *exit == Some(0),
    );
    until_kept();
    println!("another control plane after {:.1} s", began.elapsed().as_secs_f64());
    assert_eq!(parameter("cp", RESTORE), "none\n", "the next machine does not go back to the same day");
    CLOUD.ok(&["down"]);
}

/// kubeadm itself only warns.
pub(crate) fn a_field_that_kubeadm_does_not_know_is_named(_: &Story) {
    CLOUD.ok(&["down"]);
    let checkout = tempfile::tempdir().unwrap();
    for part in ["infra/live/lab", "infra/modules/cluster-config"] {
        copy(&workspace().join(part), &checkout.path().join(part));
    }
    let file = checkout.path().join("infra/modules/cluster-config/kubeadm.tf");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("{ certSANs = ["));
    fs::write(&file, text.replace("{ certSANs = [", "{ certSAN = [")).unwrap();
    let source = checkout.path().to_str().unwrap();
    let up = CLOUD.run(&["up", "--from-cloud-init", "--workers", "0", "--source", source]);
    assert_eq!(up.exit, Some(2), "{up:?}");
    assert!(
        up.stderr.contains("apiServer.certSAN") && up.stderr.contains("`cp-init` of `cp` failed"),
        "{up:?}"
    );
    CLOUD.run(&["status"]).is_refused(&["exam-cloud"]);
}

/// Saves etcd and returns the object's name.
fn save() -> String {
    let backed_up = || inside("cp", "cat /var/lib/ninehops/backed-up || true");
    // The control plane began one when it was made.
    let before = until("a first backup", backed_up, |text| !text.is_empty());
    // Two of the same second would have the same name.
    pause(Duration::from_secs(1));
    start("etcd-backup");
    let after = until("another backup", backed_up, |text| *text != before && !text.is_empty());
    let saved: Value = serde_json::from_str(&after).unwrap();
    saved["object"].as_str().unwrap().to_owned()
}

/// The API server is back with what was there, and the nodes are.
fn until_kept() {
    until(
        "the ConfigMap",
        || CLOUD.run(&["kubectl", "get", "configmap", "kept"]).exit,
        |exit| *exit == Some(0),
    );
    let nodes = || CLOUD.run(&["kubectl", "get", "nodes", "--output=json"]).stdout;
    until("both nodes", nodes, |text| {
        let nodes = serde_json::from_str::<Value>(text).unwrap_or_default();
        nodes["items"].as_array().is_some_and(|nodes| nodes.len() == 2 && nodes.iter().all(is_ready))
    });
}

fn join_document() -> Value {
    serde_json::from_str(&parameter("w1", JOIN)).unwrap()
}

fn parameter(node: &str, path: &str) -> String {
    inside(
        node,
        &format!(
            "AWS_REGION=lab aws ssm get-parameter --name {path} --with-decryption --query Parameter.Value --output text"
        ),
    )
}

fn start(job: &str) {
    CLOUD.ok(&["exec", "cp", "--", "systemctl", "start", "--no-block", &format!("{job}.service")]);
}

fn inside(node: &str, script: &str) -> String {
    CLOUD.ok(&["exec", node, "--", "bash", "-c", script])
}

fn directory() -> PathBuf {
    let labs =
        std::env::var_os("NINEHOPS_STATE_DIR").map_or_else(|| "/var/lib/ninehops/labs".into(), PathBuf::from);
    labs.join("ninehops-exam-cloud")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if !entry.file_type().unwrap().is_dir() {
            fs::copy(entry.path(), target).unwrap();
        } else if entry.file_name() != ".terraform" {
            copy(&entry.path(), &target);
        }
    }
}
