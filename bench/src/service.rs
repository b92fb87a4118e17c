//! One service as a process of its own.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

/// How long a service may take to listen before the run is given up.
const PATIENCE: Duration = Duration::from_secs(10);
const BETWEEN_ATTEMPTS: Duration = Duration::from_micros(500);

/// A running service; it is killed with this value.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    /// From the start of the process to the first connection that it accepted.
    pub(crate) listening_after: Duration,
    pub(crate) started: Instant,
    process: Child,
}

impl Service {
    /// Starts `binary`, told by `variables`, and waits until `address` accepts.
    pub(crate) async fn start(
        binary: &Path,
        address: SocketAddr,
        variables: &[(&str, String)],
    ) -> anyhow::Result<Self> {
        let mut command = Command::new(binary);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let started = Instant::now();
        let mut process = command.spawn().with_context(|| format!("cannot start `{}`", binary.display()))?;
        while TcpStream::connect(address).await.is_err() {
            if let Some(status) = process.try_wait()? {
                bail!("`{}` ended with {status} before it listened", binary.display());
            }
            if started.elapsed() > PATIENCE {
                bail!("`{}` does not listen on `{address}`", binary.display());
            }
            tokio::time::sleep(BETWEEN_ATTEMPTS).await;
        }
        Ok(Self { address, listening_after: started.elapsed(), started, process })
    }

    /// Memory in use now (`VmRSS`), in MiB.
    pub(crate) fn resident_mebibytes(&self) -> anyhow::Result<f64> {
        let id = self.process.id().context("the process runs")?;
        let status = fs::read_to_string(format!("/proc/{id}/status"))?;
        let resident = crate::machine::field(&status, "VmRSS").context("a process has VmRSS")?;
        let kilobytes: f64 = resident.trim_end_matches(" kB").parse()?;
        Ok(kilobytes / 1024.0)
    }

    /// Freezes it: connections stay open and nothing answers.
    pub(crate) fn freeze(&self) -> anyhow::Result<()> {
        self.signal(Signal::STOP)
    }

    /// Ends a freeze.
    pub(crate) fn thaw(&self) -> anyhow::Result<()> {
        self.signal(Signal::CONT)
    }

    /// Kills it and waits until its port is free.
    pub(crate) async fn kill(mut self) -> anyhow::Result<()> {
        Ok(self.process.kill().await?)
    }

    fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let id = self.process.id().and_then(|id| Pid::from_raw(id.try_into().ok()?));
        Ok(kill_process(id.context("the process runs")?, signal)?)
    }
}

/// An address of loopback where nobody listens at the moment.
pub(crate) async fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?.local_addr()?)
}
