//! A program of ours in a pod on each worker, which says what it sees.

use std::path::PathBuf;
use std::process::Command;

use lab_oci::{Entry, Image, Layer, Platform};

use crate::boot::WORKERS;
use crate::ninehops::workspace;
use crate::wait::until;
use crate::{LAB, Story};

const IMAGE: &str = "docker.io/ninehops/lab-probe:1";
const DNS: &str = "10.96.0.10";
const NAME: &str = "kubernetes.default.svc.cluster.local";

const MANIFEST: &str = r#"
apiVersion: v1
kind: Namespace
metadata: { name: exam }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: probe, namespace: exam }
spec:
  selector: { matchLabels: { app: probe } }
  template:
    metadata: { labels: { app: probe } }
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: probe
          image: ninehops/lab-probe:1
          args: [serve, "8080"]
"#;

pub(crate) fn is_pulled(story: &Story) {
    story.needs_lab();
    let directory = tempfile::tempdir().unwrap();
    let archive = directory.path().join("probe.tar");
    let mut image = Image::new(Platform::of_this_program());
    image.layers = vec![Layer::new().with("lab-probe", Entry::file(0o755, build()))];
    image.entrypoint = vec!["/lab-probe".to_owned()];
    lab_oci::write(&archive, &[], &[image]).unwrap();
    LAB.ok(&["push", archive.to_str().unwrap(), "ninehops/lab-probe:1"]);
    LAB.apply(MANIFEST);
    LAB.kubectl(&["rollout", "status", "daemonset/probe", "--namespace=exam", "--timeout=120s"]);
    for worker in WORKERS {
        let pod = pod(worker);
        assert_eq!(pod["status"]["containerStatuses"][0]["image"], IMAGE, "{pod}");
    }
}

pub(crate) fn dns_answers(story: &Story) {
    story.needs_lab();
    until_dns_answers();
    for worker in WORKERS {
        assert_eq!(resolve(worker, "nowhere.invalid"), "no such name");
    }
}

/// Waits until a pod on each worker gets an answer from DNS.
pub(crate) fn until_dns_answers() {
    for worker in WORKERS {
        until("an answer of DNS", || resolve(worker, NAME), |said| said == "answered");
    }
}

/// Waits until a pod on a worker gets no answer from DNS: twice in a row, since one packet may be lost anywhere.
pub(crate) fn until_dns_is_silent(worker: &str) {
    let ask = || run(worker, &["resolve", DNS, NAME, "2", "3000"]);
    let silent =
        |said: &String| said.lines().count() == 2 && said.lines().all(|line| line.starts_with("no answer"));
    until("silence of DNS", ask, silent);
}

/// What DNS says to a pod about a name.
pub(crate) fn resolve(worker: &str, name: &str) -> String {
    run(worker, &["resolve", DNS, name, "1", "5000"])
}

/// Of that many questions, how many were answered. The way to the probe may lose packets, too: what counts is a report
/// that arrived whole.
pub(crate) fn answers_of(worker: &str, questions: usize) -> usize {
    let ask = || run(worker, &["resolve", DNS, NAME, &questions.to_string(), "300"]);
    let said = until("a whole report", ask, |said| said.lines().count() == questions);
    said.lines().filter(|line| *line == "answered").count()
}

/// Runs the probe in the pod on a worker. The way to it is not what is looked at: a call that does not get through
/// is made again.
pub(crate) fn run(worker: &str, arguments: &[&str]) -> String {
    let exec = || {
        let name = pod(worker)["metadata"]["name"].as_str().unwrap().to_owned();
        let exec = ["kubectl", "exec", "--namespace=exam", &name, "--", "/lab-probe"];
        LAB.run(&[&exec[..], arguments].concat())
    };
    until("a report of the probe", exec, |said| said.exit == Some(0)).stdout.trim().to_owned()
}

fn pod(worker: &str) -> serde_json::Value {
    let field = format!("--field-selector=spec.nodeName={worker},status.phase=Running");
    let pods = LAB.get(&["pods", "--namespace=exam", "--selector=app=probe", &field]);
    let pods = pods["items"].as_array().unwrap();
    assert_eq!(pods.len(), 1, "{pods:?}");
    pods[0].clone()
}

/// The probe as one file that needs no other.
fn build() -> PathBuf {
    let target = workspace().join("target/lab-probe");
    let build = Command::new(env!("CARGO"))
        .args(["rustc", "--package=lab-exam", "--bin=lab-probe", "--locked", "--quiet", "--target-dir"])
        .arg(&target)
        .args(["--", "-Ctarget-feature=+crt-static", "-Cstrip=symbols"])
        .current_dir(workspace())
        .status()
        .unwrap();
    assert!(build.success());
    target.join("debug/lab-probe")
}
