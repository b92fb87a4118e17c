//! A lab is asked how it is.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lab_machine::ControlGroups;
use lab_plan::Node;
use serde_json::Value;

use super::{Condition, NodeStatus, Status};
use crate::cluster::{Readiness, node_readiness};
use crate::error::LabError;
use crate::lab::Lab;
use crate::state::Phase;

/// For one answer of the API server.
const PATIENCE: Duration = Duration::from_secs(3);

impl Lab {
    /// How it is, with `faults` broken on purpose: what those are is `lab-faults`' to know.
    ///
    /// # Errors
    /// When the lab's own files cannot be read. A cluster that does not answer is a part of the status.
    pub async fn status(&self, faults: Vec<String>) -> Result<Status, LabError> {
        let (nodes, dns) = tokio::join!(
            self.client().json(&["get", "nodes"], PATIENCE),
            self.client().json(&["get", "deployment", "coredns", "--namespace=kube-system"], PATIENCE),
        );
        let (heard, api_server_silent) = match &nodes {
            Ok(list) => (list.get("items").and_then(Value::as_array).cloned(), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let plan = self.plan();
        let statuses = plan.nodes.iter().map(|node| self.node_status(node, heard.as_deref()));
        let nodes = statuses.collect::<Result<Vec<_>, _>>()?;
        Ok(Status {
            name: plan.name.clone(),
            up_seconds: self.up_seconds(),
            nodes,
            api_server_silent,
            dns_ready: dns.ok().as_ref().map(dns_ready),
            memory_bytes: self.memory_bytes()?,
            faults,
            timings: self.timings().clone(),
        })
    }

    fn node_status(&self, node: &Node, heard: Option<&[Value]>) -> Result<NodeStatus, LabError> {
        let machine = &self.state().machines[&node.name].machine;
        let object = heard.and_then(|nodes| nodes.iter().find(|it| is_named(it, &node.name)));
        let information = |field| {
            let value = object?.pointer("/status/nodeInfo")?.get(field)?;
            value.as_str().map(str::to_owned)
        };
        let runs = Self::runs(machine)?;
        Ok(NodeStatus {
            name: node.name.clone(),
            role: node.role,
            address: node.address,
            condition: condition(runs, heard.is_some(), object),
            kubelet: information("kubeletVersion"),
            container_runtime: information("containerRuntimeVersion"),
            memory_bytes: if runs { machine.memory_bytes()? } else { 0 },
            memory_limit_bytes: self.plan().limits.memory_bytes,
        })
    }

    fn memory_bytes(&self) -> Result<u64, LabError> {
        let groups = ControlGroups::mounted()?;
        let mut sum = 0;
        for booted in self.state().machines.values() {
            if Self::runs(&booted.machine)? {
                sum += groups.memory_bytes(booted.machine.cgroup())?;
            }
        }
        Ok(sum)
    }

    fn up_seconds(&self) -> Option<u64> {
        let Phase::Up { since_unix_seconds } = self.state().phase else { return None };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        now.as_secs().checked_sub(since_unix_seconds)
    }
}

fn condition(runs: bool, is_heard: bool, object: Option<&Value>) -> Condition {
    match (runs, is_heard, object.map(node_readiness)) {
        (false, ..) => Condition::Stopped,
        (true, false, _) => Condition::Unknown,
        (true, true, None) => Condition::NotReady("it has not registered".to_owned()),
        (true, true, Some(Readiness::Ready)) => Condition::Ready,
        (true, true, Some(Readiness::NotReady(reason))) => Condition::NotReady(reason),
    }
}

fn is_named(object: &Value, name: &str) -> bool {
    object.pointer("/metadata/name").and_then(Value::as_str) == Some(name)
}

fn dns_ready(deployment: &Value) -> (u32, u32) {
    let number = |path| deployment.pointer(path).and_then(Value::as_u64).and_then(|it| it.try_into().ok());
    (number("/status/readyReplicas").unwrap_or(0), number("/spec/replicas").unwrap_or(0))
}
