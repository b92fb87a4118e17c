//! Waiting until a cluster is of use.

use std::time::Duration;

use lab_machine::Machine;
use lab_plan::Plan;
use tokio::time::{Instant, sleep, sleep_until};

use crate::cluster::{Cluster, Readiness};
use crate::command_output::last_lines;
use crate::error::UpError;
use crate::event::Step;
use crate::kubectl::Kubectl;
use crate::timings::Recorder;

/// From the API server's first answer on, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(4);
const BETWEEN_TRIES: Duration = Duration::from_millis(500);
const QUOTED_LINES: usize = 6;

/// How many pods of `CoreDNS` kubeadm asks for.
const DNS_PODS: usize = 2;
const DNS_PODS_NAME: &str = "coredns-";

/// Waits until every node is Ready and `CoreDNS` is.
pub(crate) async fn all(
    plan: &Plan,
    kubectl: &Kubectl,
    machines: &[Machine],
    recorder: &Recorder,
) -> Result<(), UpError> {
    let mut waiting = Waiting::new(plan, recorder);
    let deadline = Instant::now() + PATIENCE;
    tokio::select! {
        done = waiting.until_ready(kubectl) => done,
        () = sleep_until(deadline) => Err(UpError::NotReady {
            patience: PATIENCE,
            reasons: waiting.cluster.reasons(&waiting.names),
            lines: machines.iter().flat_map(quote).collect(),
        }),
    }
}

/// The last words of a node's kubelet.
fn quote(machine: &Machine) -> Vec<String> {
    let lines = last_lines(&machine.log("kubelet"), QUOTED_LINES);
    lines.into_iter().map(|line| format!("{} kubelet: {line}", machine.name())).collect()
}

struct Waiting<'a> {
    names: Vec<&'a str>,
    recorder: &'a Recorder,
    cluster: Cluster,
    announced: Vec<Step>,
}

impl<'a> Waiting<'a> {
    fn new(plan: &'a Plan, recorder: &'a Recorder) -> Self {
        let names = plan.nodes.iter().map(|node| node.name.as_str()).collect();
        Self { names, recorder, cluster: Cluster::default(), announced: Vec::new() }
    }

    async fn until_ready(&mut self, kubectl: &Kubectl) -> Result<(), UpError> {
        loop {
            // The API server restarts on a busy machine, and ends its watches after some time.
            let failed = |source| UpError::Io { doing: "run", path: kubectl.program().to_owned(), source };
            let mut nodes = kubectl.watch(&["nodes"]).map_err(failed)?;
            let mut pods = kubectl
                .watch(&["pods", "--namespace=kube-system", "--selector=k8s-app in (kube-dns, kube-proxy)"])
                .map_err(failed)?;
            while let Some(object) = tokio::select! {
                object = nodes.next() => object,
                object = pods.next() => object,
            } {
                self.cluster.hear(&object);
                if self.is_ready() {
                    return Ok(());
                }
            }
            sleep(BETWEEN_TRIES).await;
        }
    }

    fn is_ready(&mut self) -> bool {
        let ready: Vec<&str> =
            self.names.iter().copied().filter(|it| self.cluster.node(it) == Readiness::Ready).collect();
        for node in &ready {
            self.announce(Step::NodeReady((*node).to_owned()));
        }
        let dns = self.cluster.pods(DNS_PODS_NAME).filter(|(_, it)| **it == Readiness::Ready).count();
        if dns >= DNS_PODS {
            self.announce(Step::Dns);
        }
        ready.len() == self.names.len() && dns >= DNS_PODS
    }

    fn announce(&mut self, step: Step) {
        if !self.announced.contains(&step) {
            self.announced.push(step.clone());
            self.recorder.reached(step);
        }
    }
}
