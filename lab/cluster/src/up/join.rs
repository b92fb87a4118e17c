//! Making a cluster out of machines that run: everything as soon as it can be.

use std::time::Duration;

use futures_util::future::try_join_all;
use lab_machine::Machine;
use lab_plan::kubeadm::BootstrapToken;
use lab_plan::{KubeadmConfig, Node, Plan};
use tokio::sync::watch;
use tokio::time::timeout;

use super::calico::Manifest;
use super::kubeadm::{self, Milestone};
use super::machines::Machines;
use super::{host, ready};
use crate::command_output::last_lines;
use crate::error::UpError;
use crate::event::Step;
use crate::kubectl::Kubectl;
use crate::places::Places;
use crate::timings::Recorder;

/// kubeadm's own limits are shorter, and its errors better.
const PATIENCE: Duration = Duration::from_mins(5);
const QUOTED_LINES: usize = 8;

/// What the parts of a cluster in the making share.
pub(crate) struct Cluster<'a> {
    pub(crate) config: &'a KubeadmConfig,
    pub(crate) plan: &'a Plan,
    pub(crate) places: &'a Places,
    pub(crate) machines: &'a Machines,
    pub(crate) kubectl: &'a Kubectl,
    pub(crate) recorder: &'a Recorder,
    pub(crate) calico: Option<&'a Manifest>,
}

impl Cluster<'_> {
    /// Runs kubeadm everywhere and returns when all nodes and `CoreDNS` are Ready.
    pub(crate) async fn form(&self) -> Result<(), UpError> {
        let token = kubeadm::random_token().map_err(|source| UpError::Io {
            doing: "read",
            path: "/dev/urandom".into(),
            source,
        })?;
        let (reached, milestones) = watch::channel(Milestone::Starting);
        let joins = self.plan.workers().map(|worker| self.join(worker, &token, milestones.clone()));
        tokio::try_join!(self.init(&token, reached), try_join_all(joins), self.ready(milestones.clone()),)?;
        Ok(())
    }

    async fn init(&self, token: &BootstrapToken, reached: watch::Sender<Milestone>) -> Result<(), UpError> {
        let machine = self.machine(self.plan.control_plane());
        let configuration = lab_plan::kubeadm::init(self.config, self.plan, token, host::figures()?)?;
        let events = self.recorder.events();
        let init = kubeadm::init(machine, &configuration, token, events, &reached);
        self.recorder.step(Step::ControlPlane, in_time(machine, "init", init)).await
    }

    async fn join(
        &self,
        node: &Node,
        token: &BootstrapToken,
        mut milestones: watch::Receiver<Milestone>,
    ) -> Result<(), UpError> {
        if milestones.wait_for(|now| *now >= Milestone::Joinable).await.is_err() {
            // `kubeadm init` failed, and says so itself.
            return std::future::pending().await;
        }
        let (machine, control_plane) = (self.machine(node), self.machine(self.plan.control_plane()));
        let configuration = kubeadm::join_configuration(self.config, self.plan, node, token, control_plane)?;
        let join = async {
            self.cluster_info_is_signed(token).await?;
            in_time(machine, "join", kubeadm::join(machine, &configuration, token)).await
        };
        self.recorder.step(Step::Join(node.name.clone()), join).await
    }

    /// The controller manager signs `cluster-info` with the token; kubeadm looks for it every five seconds only.
    async fn cluster_info_is_signed(&self, token: &BootstrapToken) -> Result<(), UpError> {
        let id = token.as_str().split('.').next().unwrap_or_default();
        let condition = format!("--for=jsonpath={{.data.jws-kubeconfig-{id}}}");
        let arguments =
            ["wait", "--namespace=kube-public", "configmap/cluster-info", &condition, "--timeout=60s"];
        self.kubectl.output(&arguments, b"").await?;
        Ok(())
    }

    async fn ready(&self, mut milestones: watch::Receiver<Milestone>) -> Result<(), UpError> {
        if milestones.wait_for(|now| *now >= Milestone::ApiServer).await.is_err() {
            return std::future::pending().await;
        }
        self.copy_kubeconfig()?;
        if let Some(calico) = self.calico {
            self.recorder.step(Step::Calico, calico.apply(self.kubectl)).await?;
        }
        self.all_ready().await
    }

    /// Waits until all nodes and `CoreDNS` are.
    pub(super) async fn all_ready(&self) -> Result<(), UpError> {
        let machines: Vec<Machine> = self.plan.nodes.iter().map(|node| self.machine(node).clone()).collect();
        ready::all(self.plan, self.kubectl, &machines, self.recorder).await
    }

    pub(super) fn copy_kubeconfig(&self) -> Result<(), UpError> {
        let (control_plane, path) = (self.machine(self.plan.control_plane()), self.places.kubeconfig());
        kubeadm::copy_kubeconfig(self.plan, control_plane, &path).map_err(|source| UpError::Io {
            doing: "write",
            path,
            source,
        })
    }

    pub(super) fn machine(&self, node: &Node) -> &Machine {
        &self.machines[&node.name].machine
    }
}

async fn in_time(
    machine: &Machine,
    verb: &'static str,
    work: impl Future<Output = Result<(), UpError>>,
) -> Result<(), UpError> {
    timeout(PATIENCE, work).await.unwrap_or_else(|_| {
        let log = machine.log("kubeadm");
        let lines = last_lines(&log, QUOTED_LINES);
        let node = machine.name().to_owned();
        Err(UpError::KubeadmSilent { node, verb, patience: PATIENCE, lines, log })
    })
}
