//! The flags of what happens in one node, and of kubectl.

use std::ffi::OsString;

use clap::Args;

/// One node.
#[derive(Args, Debug)]
pub(crate) struct NodeArguments {
    /// `cp`, `w1`, `w2` …
    pub(crate) node: String,
}

/// Run a command in a node, as root of that node
///
/// It sees the node's processes, interfaces and files. Ends with the command's own exit code.
#[derive(Args, Debug)]
#[command(after_help = EXEC_EXAMPLES)]
pub(crate) struct ExecArguments {
    /// `cp`, `w1`, `w2` …; also `router` and `registry`
    pub(crate) node: String,

    /// The command and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}

/// Print what a node's services said
#[derive(Args, Debug)]
#[command(after_help = LOGS_EXAMPLES)]
pub(crate) struct LogsArguments {
    /// `cp`, `w1`, `w2` …; also `registry`
    pub(crate) node: String,

    /// `kubelet`, `containerd` … [default: every service of the node]
    pub(crate) service: Option<String>,

    /// Go on printing what they say, until Ctrl-C
    #[arg(long, short)]
    pub(crate) follow: bool,
}

/// Run kubectl as the lab's administrator
///
/// Everything after `kubectl` goes to kubectl, `--help` too. Ends with kubectl's exit code.
#[derive(Args, Debug)]
#[command(disable_help_flag = true)]
pub(crate) struct KubectlArguments {
    /// What kubectl is given
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    pub(crate) arguments: Vec<OsString>,
}

const EXEC_EXAMPLES: &str = "\
Examples:
  sudo ninehops lab exec w1 -- ip -br address     which interfaces has it?
  sudo ninehops lab exec cp -- ctr -n k8s.io task ls
  sudo ninehops lab exec router -- nft list ruleset";

const LOGS_EXAMPLES: &str = "\
Examples:
  sudo ninehops lab logs w1 kubelet               why is the pod not starting?
  sudo ninehops lab logs --follow cp containerd";
