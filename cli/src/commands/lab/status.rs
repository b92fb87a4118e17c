//! How a lab is.

use std::fmt;

use lab_cluster::{Condition, Lab, NodeStatus, Status};

use super::progress::seconds;
use super::table::{Table, gibibytes};
use super::{failure, faults, output};
use crate::arguments::JsonArguments;
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) async fn run(lab: &Lab, arguments: JsonArguments) -> Result<Exit, Failure> {
    let broken = faults::active(lab)?.iter().map(ToString::to_string).collect();
    let status = lab.status(broken).await.map_err(|error| failure(&error))?;
    if arguments.json {
        output::print_json(&status)?;
    } else {
        output::print_tables(Report(&status));
    }
    Ok(if status.is_healthy() { Exit::Healthy } else { Exit::Findings })
}

struct Report<'a>(&'a Status);

impl fmt::Display for Report<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.0;
        let mut nodes = Table::new(["node", "address", "condition", "kubelet", "runtime", "memory"]);
        status.nodes.iter().for_each(|node| nodes.row(row(node)));
        nodes.fmt(formatter)?;
        writeln!(formatter)?;
        let mut facts = Table::new(["lab", status.name.as_str()]);
        let mut fact = |name: &str, value: String| facts.row([name.to_owned(), value]);
        if let Some(reason) = &status.api_server_silent {
            fact("API server", format!("silent: {reason}"));
        }
        fact("CoreDNS", dns(status.dns_ready));
        fact("up for", status.up_seconds.map_or_else(|| "not up".to_owned(), age));
        fact("booted in", seconds(status.timings.total()));
        fact("memory", gibibytes(status.memory_bytes));
        fact("broken", broken(&status.faults));
        facts.fmt(formatter)
    }
}

fn row(node: &NodeStatus) -> [String; 6] {
    let unknown = || "–".to_owned();
    [
        node.name.clone(),
        node.address.to_string(),
        condition(&node.condition),
        node.kubelet.clone().unwrap_or_else(unknown),
        node.container_runtime.as_ref().map_or_else(unknown, |runtime| runtime.replace("://", " ")),
        format!("{} of {}", gibibytes(node.memory_bytes), gibibytes(node.memory_limit_bytes)),
    ]
}

fn condition(condition: &Condition) -> String {
    match condition {
        Condition::Ready => "Ready".to_owned(),
        Condition::NotReady(reason) => format!("NotReady: {reason}"),
        Condition::Stopped => "stopped".to_owned(),
        Condition::Unknown => "unknown".to_owned(),
    }
}

fn dns(ready: Option<(u32, u32)>) -> String {
    ready.map_or_else(|| "unknown".to_owned(), |(ready, wanted)| format!("{ready} of {wanted} pods Ready"))
}

fn age(up_seconds: u64) -> String {
    let minutes = up_seconds / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{up_seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

fn broken(faults: &[String]) -> String {
    if faults.is_empty() { "nothing".to_owned() } else { faults.join(", ") }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use lab_cluster::Timings;
    use lab_plan::{LabName, Role};

    use super::*;

    fn node(name: &str, last: u8, condition: Condition) -> NodeStatus {
        let is_known = !matches!(condition, Condition::Stopped | Condition::Unknown);
        NodeStatus {
            name: name.to_owned(),
            role: if name == "cp" { Role::ControlPlane } else { Role::Worker },
            address: Ipv4Addr::new(10, 0, 1, last),
            condition,
            kubelet: is_known.then(|| "v1.36.3".to_owned()),
            container_runtime: is_known.then(|| "containerd://2.3.7".to_owned()),
            memory_bytes: 640 << 20,
            memory_limit_bytes: 4 << 30,
        }
    }

    fn status(nodes: Vec<NodeStatus>) -> Status {
        Status {
            name: LabName::default(),
            up_seconds: Some(3 * 3600 + 125),
            nodes,
            api_server_silent: None,
            dns_ready: Some((2, 2)),
            memory_bytes: 1300 << 20,
            faults: Vec::new(),
            timings: Timings { steps: Vec::new(), total_ms: 27_349 },
        }
    }

    #[test]
    fn a_healthy_lab_is_seen_at_a_glance() {
        let nodes = vec![node("cp", 10, Condition::Ready), node("w1", 11, Condition::Ready)];
        insta::assert_snapshot!(Report(&status(nodes)), @r"
        node  address    condition  kubelet  runtime           memory
        cp    10.0.1.10  Ready      v1.36.3  containerd 2.3.7  0.62 GiB of 4 GiB
        w1    10.0.1.11  Ready      v1.36.3  containerd 2.3.7  0.62 GiB of 4 GiB

        lab        lab
        CoreDNS    2 of 2 pods Ready
        up for     3 h 2 min
        booted in  27.3 s
        memory     1.27 GiB
        broken     nothing
        ");
    }

    #[test]
    fn an_age_is_as_precise_as_it_matters() {
        assert_eq!([15, 60, 3599, 3600].map(age), ["15 s", "1 min", "59 min", "1 h 0 min"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let not_ready = Condition::NotReady("KubeletNotReady".to_owned());
        let nodes = vec![
            node("cp", 10, Condition::Unknown),
            node("w1", 11, not_ready),
            node("w2", 12, Condition::Stopped),
        ];
        let status = Status {
            up_seconds: None,
            api_server_silent: Some("connection refused".to_owned()),
            dns_ready: None,
            faults: vec!["sg-self".to_owned(), "mtu".to_owned()],
            ..status(nodes)
        };
        insta::assert_snapshot!(Report(&status), @r"
        node  address    condition                  kubelet  runtime           memory
        cp    10.0.1.10  unknown                    –        –                 0.62 GiB of 4 GiB
        w1    10.0.1.11  NotReady: KubeletNotReady  v1.36.3  containerd 2.3.7  0.62 GiB of 4 GiB
        w2    10.0.1.12  stopped                    –        –                 0.62 GiB of 4 GiB

        lab         lab
        API server  silent: connection refused
        CoreDNS     unknown
        up for      not up
        booted in   27.3 s
        memory      1.27 GiB
        broken      sg-self, mtu
        ");
    }
}
