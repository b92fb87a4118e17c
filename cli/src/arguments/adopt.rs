//! The flags of `ninehops adopt`.

use std::path::PathBuf;

use clap::Args;

/// Write import blocks for what a plan is to create and is there already
///
/// Asks the API server for every Kubernetes object that the plan creates, and tells of each that is there who made it and which fields apply would change. Prints the import blocks, or writes them into a new file.
/// Reads only. Of AWS nothing is asked: what the plan creates there stands in comments, with the command that finds it.
///
/// The cluster is that of --kubeconfig, of $KUBECONFIG, of ~/.kube/config, or the one lab on this machine.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AdoptArguments {
    /// A plan, as `terraform show -json` writes it
    #[arg(value_name = "PLAN.json")]
    pub(crate) plan: PathBuf,

    /// The kubeconfig of the cluster
    #[arg(long, value_name = "FILE")]
    pub(crate) kubeconfig: Option<PathBuf>,

    /// One of its contexts
    #[arg(long, value_name = "NAME")]
    pub(crate) context: Option<String>,

    /// Write the blocks into this file, which must not be there yet
    #[arg(long, value_name = "NEW.tf")]
    pub(crate) out: Option<PathBuf>,

    /// Print what was found as JSON, instead of the blocks
    #[arg(long)]
    pub(crate) json: bool,
}

const EXAMPLES: &str = "\
Examples:
  terraform plan -out=plan.bin && terraform show -json plan.bin > plan.json
  ninehops adopt plan.json                   the blocks, and in words what is there
  ninehops adopt plan.json --out imports.tf  into the root module, then plan again
  ninehops adopt plan.json --json | jq '.existing[].managers'

Exit codes:
  0  nothing is there    1  something is    2  ninehops failed    3  nothing was found, and not all could be looked at";
