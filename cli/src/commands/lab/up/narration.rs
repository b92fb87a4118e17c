//! Events of an `up` as lines.

use lab_cluster::{Event, Step};

use super::super::{bundle, progress::Progress};

const CLUSTER: &str = "cluster from";

pub(super) fn narrate(progress: &Progress, event: Event) {
    match event {
        Event::Bundle(event) => bundle::narrate(progress, event),
        Event::Began(Step::Cluster) => progress.begin(CLUSTER.to_owned(), "asking Terraform".to_owned()),
        Event::Cluster(origin) => progress.end_with(CLUSTER, &origin.to_string()),
        // Said above, with who decided it.
        Event::Done { step: Step::Cluster, .. } => {}
        Event::Began(step) => progress.begin(step.to_string(), doing(&step)),
        Event::Done { step, .. } => progress.end(&step.to_string()),
        Event::Kubeadm(words) => progress.detail(&Step::ControlPlane.to_string(), &words),
        Event::Note(sentence) => progress.remark(&sentence),
        // What a later version of the room has to tell.
        _ => {}
    }
}

/// What a step is while it is not done.
fn doing(step: &Step) -> String {
    match step {
        Step::Check => "looking at the host".to_owned(),
        Step::Bundle => "checking the bundle".to_owned(),
        Step::Images => "importing images, once for all nodes".to_owned(),
        Step::Machines => "booting machines".to_owned(),
        Step::Pull => "pulling missing images".to_owned(),
        Step::ControlPlane => "kubeadm init".to_owned(),
        Step::Join(node) => format!("kubeadm join of {node}"),
        Step::Job { job, node } => format!("waiting for {job}.service of {node}"),
        Step::Calico => "applying Calico".to_owned(),
        Step::NodeReady(node) => format!("waiting for {node}"),
        Step::Dns => "waiting for CoreDNS".to_owned(),
        other => other.to_string(),
    }
}
