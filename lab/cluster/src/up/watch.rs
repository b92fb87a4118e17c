//! Waiting for machines that make a cluster by themselves.

use std::time::Duration;

use futures_util::future::try_join_all;
use lab_machine::Machine;
use tokio::time::{Instant, sleep};

use super::join::Cluster;
use crate::command_output::last_lines;
use crate::error::UpError;
use crate::event::Step;

/// What the scripts leave when they have done it.
const INITIALIZED: &str = "var/lib/ninehops/initialized";
const JOINED: &str = "var/lib/ninehops/joined";

/// A first failure may be a busy machine's.
const FAILURES_OF_INIT: usize = 2;
/// Workers ask from their start on, and until the control plane has published something they fail.
const FAILURES_OF_JOIN: usize = 12;
const PATIENCE: Duration = Duration::from_mins(6);
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);
const QUOTED_LINES: usize = 12;

impl Cluster<'_> {
    /// Returns when the machines have made a cluster by themselves, and all nodes and `CoreDNS` are Ready.
    pub(crate) async fn watch_it_form(&self) -> Result<(), UpError> {
        let control_plane = self.machine(self.plan.control_plane());
        let workers = self
            .plan
            .workers()
            .map(|node| self.job_done(self.machine(node), "worker-join", JOINED, FAILURES_OF_JOIN));
        let ready = async {
            self.job_done(control_plane, "cp-init", INITIALIZED, FAILURES_OF_INIT).await?;
            self.copy_kubeconfig()?;
            self.all_ready().await
        };
        tokio::try_join!(ready, try_join_all(workers))?;
        Ok(())
    }

    async fn job_done(
        &self,
        machine: &Machine,
        job: &str,
        leaves: &str,
        failures: usize,
    ) -> Result<(), UpError> {
        let step = Step::Job { job: job.to_owned(), node: machine.name().to_owned() };
        self.recorder.step(step, until_done(machine, job, leaves, failures)).await
    }
}

async fn until_done(machine: &Machine, job: &str, leaves: &str, failures: usize) -> Result<(), UpError> {
    let deadline = Instant::now() + PATIENCE;
    let (node, job) = (machine.name().to_owned(), job.to_owned());
    while !machine.directory().join(leaves).try_exists().unwrap_or(false) {
        let lines = || last_lines(&machine.log(&job), QUOTED_LINES);
        let times = machine.failed_attempts(&job);
        if times >= failures {
            return Err(UpError::Job { lines: lines(), node, job, times });
        }
        if !machine.is_running().unwrap_or(true) {
            return Err(UpError::SwitchedOff { lines: lines(), node });
        }
        if Instant::now() > deadline {
            return Err(UpError::JobSilent { lines: lines(), node, job, patience: PATIENCE });
        }
        sleep(BETWEEN_LOOKS).await;
    }
    Ok(())
}
