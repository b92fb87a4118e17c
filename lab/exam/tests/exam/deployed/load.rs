//! `ninehops load`, beside the test.

use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::ninehops::program;
use crate::visitor::NODE_PORT;

/// Longer than any part; each ends its load itself.
const LONGEST: &str = "1h";

/// A load on one node's port, until it is ended.
#[derive(Debug)]
pub(crate) struct Load(Option<Child>);

/// What came of one load, or of several together.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) answered: u64,
    /// Of them, those with live recommendations.
    pub(crate) live: u64,
    /// Requests without an answer, or answered with another status than 200. What was still in line when the load was
    /// ended is none: how long a line there was, the slowest answer tells.
    pub(crate) failed: u64,
    /// The slowest answer.
    pub(crate) slowest_ms: f64,
    /// The requests that were due in the time that it took.
    due: f64,
    /// As they were printed.
    reports: Vec<Value>,
}

impl Load {
    /// Begins to ask a node for the first page, so often in a second.
    pub(crate) fn begin(node: Ipv4Addr, rate: u32) -> Self {
        let (url, rate) = (format!("http://{node}:{NODE_PORT}/"), rate.to_string());
        let mut command = Command::new(program());
        // The lab is not always in the VPC that `load` knows.
        command.args(["load", &url, "--json", "--duration", LONGEST, "--rate", &rate, "--allow-target"]);
        command.arg(node.to_string()).stdin(Stdio::null()).stdout(Stdio::piped());
        Self(Some(command.spawn().unwrap()))
    }

    /// Ends it, as Ctrl-C does.
    pub(crate) fn end(mut self) -> Report {
        let child = self.0.take().unwrap();
        let pid = Pid::from_child(&child);
        kill_process(pid, Signal::INT).unwrap();
        let output = child.wait_with_output().unwrap();
        let report =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no report: {output:?}"));
        Report::of(report)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

impl Report {
    fn of(report: Value) -> Self {
        let number = |value: &Value| value.as_u64().unwrap_or_default();
        let sum = |counts: &Value, of: &dyn Fn(&str) -> bool| -> u64 {
            let counts = counts.as_object().unwrap();
            counts.iter().filter(|(key, _)| of(key)).map(|(_, count)| number(count)).sum()
        };
        let failed = sum(&report["errors"], &|_| true) + sum(&report["statuses"], &|status| status != "200");
        Self {
            answered: number(&report["answered"]),
            live: sum(&report["sources"], &|source| source == "live"),
            failed,
            slowest_ms: report["latency"]["max_ms"].as_f64().unwrap_or_default(),
            due: report["rate_asked"].as_f64().unwrap() * report["elapsed_seconds"].as_f64().unwrap(),
            reports: vec![report],
        }
    }

    /// Of this and another together.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.answered += other.answered;
        self.live += other.live;
        self.failed += other.failed;
        self.slowest_ms = self.slowest_ms.max(other.slowest_ms);
        self.due += other.due;
        self.reports.extend(other.reports);
        self
    }

    /// `0 of 12345, slowest 80 ms`, for the table.
    pub(crate) fn failures(&self) -> String {
        format!("{} of {}, slowest {:.0} ms", self.failed, self.answered + self.failed, self.slowest_ms)
    }

    /// Panics with all of it if a request failed, or if there were far fewer than were due.
    pub(crate) fn is_without_failure(&self) {
        let enough = self.answered as f64 >= 0.9 * self.due;
        assert!(self.answered > 0 && enough && self.failed == 0, "{:#?}", self.reports);
    }
}
