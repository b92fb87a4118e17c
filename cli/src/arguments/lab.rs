//! The flags of `ninehops lab`.

mod deploy;
mod exam;
mod inside;
mod parts;
mod up;

use clap::{Args, Subcommand};
use lab_plan::LabName;

pub(crate) use deploy::DeployArguments;
pub(crate) use exam::ExamArguments;
pub(crate) use inside::{ExecArguments, KubectlArguments, LogsArguments, NodeArguments};
pub(crate) use parts::{
    Addon, BundleArguments, ClusterArguments, FaultArguments, FixArguments, ImagesArguments, PushArguments,
};
pub(crate) use up::LabUpArguments;

/// A real Kubernetes cluster on this machine: kubeadm, kubelet and containerd, without Docker or virtual machines
///
/// Each node is a set of namespaces with a containerd and a kubelet of its own. Between the nodes stands a router
/// with security groups, as in a VPC of AWS. A lab needs root, and `down` leaves no trace of it.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES, arg_required_else_help = true, disable_help_subcommand = true)]
pub(crate) struct LabArguments {
    /// Which lab; under other names there can be more than one
    #[arg(long, global = true, default_value_t, value_name = "NAME")]
    pub(crate) name: LabName,

    #[command(subcommand)]
    pub(crate) command: LabCommand,
}

/// What to do with a lab, in the order in which a newcomer needs it.
#[derive(Debug, Subcommand)]
pub(crate) enum LabCommand {
    Up(LabUpArguments),
    Down(DownArguments),
    /// Show nodes, versions, times, memory, and what is broken on purpose
    ///
    /// Exits with 0 if all nodes are Ready and nothing is broken, with 1 if not.
    #[command(after_help = STATUS_EXAMPLES)]
    Status(JsonArguments),
    Kubectl(KubectlArguments),
    /// Print a kubeconfig for the lab's administrator
    #[command(after_help = KUBECONFIG_EXAMPLES)]
    Kubeconfig,
    Exec(ExecArguments),
    /// Open a shell in a node; leave it with `exit`
    #[command(after_help = SHELL_EXAMPLES)]
    Shell(NodeArguments),
    Logs(LogsArguments),
    /// Cut the power of a node: SIGKILL to its first process, which takes every other along
    #[command(after_help = STOP_EXAMPLES)]
    Stop(NodeArguments),
    /// Switch a stopped node on again; its disk is as it was
    #[command(after_help = START_EXAMPLES)]
    Start(NodeArguments),
    /// List what can be broken on purpose, and what is
    ///
    /// Everybody may see the list; what of it is broken now only root may know.
    #[command(after_help = FAULTS_EXAMPLES)]
    Faults(JsonArguments),
    /// Break one thing on purpose
    #[command(after_help = BREAK_EXAMPLES)]
    Break(FaultArguments),
    Fix(FixArguments),
    Cluster(ClusterArguments),
    Deploy(DeployArguments),
    Exam(ExamArguments),
    Push(PushArguments),
    Images(ImagesArguments),
    Bundle(BundleArguments),
}

/// Remove the lab: processes, mounts, interfaces, rules, files
///
/// Also what an `up` left that was killed. Where there is nothing to remove, that is fine too.
#[derive(Args, Clone, Copy, Debug)]
#[command(after_help = DOWN_EXAMPLES)]
pub(crate) struct DownArguments {
    /// Print how long it took, beside its bar
    #[arg(long)]
    pub(crate) timings: bool,
}

/// Data for people or for programs.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct JsonArguments {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const EXAMPLES: &str = "\
Examples:
  sudo ninehops lab up                            one control plane, two workers, all Ready
  sudo ninehops lab deploy                        the shop on it
  sudo ninehops lab kubectl get pods -A           ask the cluster
  sudo ninehops lab break sg-self                 take away a rule that the nodes need
  sudo ninehops lab fix sg-self                   and put it back
  sudo ninehops lab down                          gone, without a trace

Exit codes:
  0  done    1  findings    2  ninehops failed    3  cannot tell
  exec, shell and kubectl end with the code of what they ran.";

const DOWN_EXAMPLES: &str = "\
Examples:
  sudo ninehops lab down                          the lab of that name, whatever state it is in
  sudo ninehops lab --name second down            another one";

const KUBECONFIG_EXAMPLES: &str = "\
Examples:
  sudo ninehops lab kubeconfig > lab.conf         it holds a key: keep it to yourself
  KUBECONFIG=lab.conf kubectl get nodes           as good as `ninehops lab kubectl`, from this machine";

const STATUS_EXAMPLES: &str = "\
Examples:
  sudo ninehops lab status
  sudo ninehops lab status --json | jq .nodes     the same for programs";

const SHELL_EXAMPLES: &str = "\
Examples:
  sudo ninehops lab shell w1                      its processes, interfaces and files
  sudo ninehops lab shell router                  what stands between the nodes";

const STOP_EXAMPLES: &str = "\
Examples:
  sudo ninehops lab stop w1                       the cluster notices after 40 s or so
  sudo ninehops lab start w1                      and after a few seconds it is back";

const START_EXAMPLES: &str = "\
Examples:
  sudo ninehops lab start w1                      as after a power cut";

const FAULTS_EXAMPLES: &str = "\
Examples:
  ninehops lab faults                             what there is
  sudo ninehops lab faults                        and what of it is broken now
  sudo ninehops lab faults --json                 for programs: `broken` names the nodes, or the lab";

const BREAK_EXAMPLES: &str = "\
Examples:
  ninehops lab faults                             what there is
  sudo ninehops lab break sg-self                 DNS in pods dies, nodes stay Ready
  sudo ninehops lab break node-down w2            some faults want a node
  sudo ninehops lab fix sg-self                   as it was";
