//! A lab with the shop on it, and who asks what is wrong with it.

use std::path::{Path, PathBuf};
use std::time::Instant;

use lab_cluster::Lab;
use lab_deploy::Goal;
use lab_plan::{Cni, ConntrackTimes, LabName, Limits};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::breaking;
use crate::case::Agent;
use crate::cluster::Cluster;
use crate::error::ExamError;
use crate::event::{Event, Events};
use crate::program::Program;
use crate::reader::{self, Readers};
use crate::shown;

/// A processor, as control groups count.
const MILLIS: u32 = 1000;

/// What every step of an exam needs.
#[derive(Clone, Copy)]
pub(crate) struct Held<'a> {
    pub(crate) program: &'a Program,
    pub(crate) source: &'a Path,
    pub(crate) events: &'a Events<'a>,
    pub(crate) cancelled: &'a CancellationToken,
}

/// A lab on which cases are held.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) lab: Lab,
    pub(crate) workers: u8,
    readers: Readers,
    /// The addresses that the agent was told; `None` where there is no agent.
    agent_knows: Option<Value>,
}

impl Stage {
    /// Boots a lab of the exam's own.
    pub(crate) async fn boot(held: Held<'_>, name: &LabName, workers: u8) -> Result<Self, ExamError> {
        let began = Instant::now();
        (held.events)(Event::Booting { nodes: usize::from(workers) + 1 });
        // What an exam left that was killed.
        lab_cluster::down(name, &lab_cluster::Events::ignored()).await?;
        let options = lab_cluster::Options {
            name: name.clone(),
            source: Some(held.source.to_owned()),
            way: lab_cluster::Way::Kubeadm,
            workers,
            subnets: 1,
            vpc: None,
            cni: Cni::default(),
            security_groups: None,
            limits: limits(),
            conntrack: ConntrackTimes::default(),
            bundle: None,
            images: None,
            on_failure: lab_cluster::OnFailure::TearDown,
            program: held.program.path.clone(),
        };
        let lab = lab_cluster::up(options, lab_cluster::Events::ignored(), held.cancelled.clone()).await?;
        let stage = Self::with_shop(held, lab).await?;
        (held.events)(Event::Ready { took: began.elapsed() });
        Ok(stage)
    }

    /// On a lab that is there.
    pub(crate) async fn with_shop(held: Held<'_>, lab: Lab) -> Result<Self, ExamError> {
        let cluster = Cluster { lab: &lab, source: held.source, cancelled: held.cancelled };
        if !shown::is_live(cluster).await {
            breaking::deploy(cluster, Goal::Apply).await?;
        }
        let readers = reader::make(cluster).await?;
        let workers = u8::try_from(cluster.doors().count()).unwrap_or(u8::MAX);
        shown::whole(cluster).await?;
        Ok(Self { lab, workers, readers, agent_knows: None })
    }

    /// Learns which machines run now: one that lost its power has another first process.
    pub(crate) fn look_again(&mut self) -> Result<(), ExamError> {
        self.lab = Lab::open(&self.lab.plan().name)?;
        Ok(())
    }

    pub(crate) fn cluster<'a>(&'a self, held: Held<'a>) -> Cluster<'a> {
        Cluster { lab: &self.lab, source: held.source, cancelled: held.cancelled }
    }

    /// Whose kubeconfig the program gets.
    pub(crate) fn kubeconfig(&self, agent: Agent) -> PathBuf {
        match agent {
            Agent::Installed | Agent::Absent => self.readers.whole.clone(),
            Agent::AbsentAndHalfForbidden => self.readers.half.clone(),
        }
    }

    /// The agent runs, and knows the addresses of this moment; or there is none.
    pub(crate) async fn set_agent(&mut self, held: Held<'_>, agent: Agent) -> Result<(), ExamError> {
        if agent == Agent::Installed {
            let addresses = self.addresses(held).await?;
            if self.agent_knows.as_ref() != Some(&addresses) {
                self.call(held, "--install-agent").await?;
                self.agent_knows = Some(addresses);
            }
        } else if self.agent_knows.is_some() {
            self.remove_agent(held).await?;
        }
        Ok(())
    }

    async fn remove_agent(&mut self, held: Held<'_>) -> Result<(), ExamError> {
        self.call(held, "--uninstall-agent").await?;
        self.agent_knows = None;
        Ok(())
    }

    /// As the lab's administrator.
    async fn call(&self, held: Held<'_>, what: &str) -> Result<(), ExamError> {
        let ran = held.program.run(&["trace", what], &self.lab.kubeconfig()).await?;
        // What it finds is not asked for.
        if ran.exit == 2 { Err(ran.failed()) } else { Ok(()) }
    }

    /// Of the pods that the agent is told of.
    async fn addresses(&self, held: Held<'_>) -> Result<Value, ExamError> {
        let cluster = self.cluster(held);
        let shop = cluster.list(&["pods", "--namespace", shown::SHOP]).await?;
        let dns = cluster.list(&["pods", "--namespace=kube-system", "--selector=k8s-app=kube-dns"]).await?;
        let mut addresses: Vec<Value> =
            shop.iter().chain(&dns).map(|pod| pod["status"]["podIP"].clone()).collect();
        addresses.sort_by_key(Value::to_string);
        Ok(addresses.into())
    }

    /// Removes what the exam brought, but not the lab.
    pub(crate) async fn leave(mut self, held: Held<'_>) -> Result<(), ExamError> {
        if self.agent_knows.is_some() {
            self.remove_agent(held).await?;
        }
        reader::remove(self.cluster(held)).await
    }
}

/// All that the machine has.
fn limits() -> Limits {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let cpu_millis = u32::try_from(processors).unwrap_or(1).saturating_mul(MILLIS);
    Limits { memory_bytes: MEMORY_BYTES, cpu_millis }
}

/// What `lab up` gives a node if nobody says otherwise.
const MEMORY_BYTES: u64 = 4 << 30;
