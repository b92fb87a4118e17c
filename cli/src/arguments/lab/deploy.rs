//! The flags of `ninehops lab deploy`.

use std::path::PathBuf;

use clap::Args;

/// Put the shop on the lab's cluster, from the Terraform in `deploy/`
///
/// Builds the images, pushes them, and lets Terraform apply the modules; where its provider cannot be installed, the same objects go by server-side apply in the same name. Every object is read back, and the pods are waited for.
/// A second run changes nothing. metrics-server comes along, since the shop scales by what it measures.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct DeployArguments {
    /// Say what would change, and change nothing
    #[arg(long)]
    pub(crate) plan: bool,

    /// Remove exactly what was deployed
    #[arg(long, conflicts_with_all = ["plan", "ingress"])]
    pub(crate) destroy: bool,

    /// Traefik as well, from now on: the shop as `shop.localtest` behind a Gateway
    #[arg(long)]
    pub(crate) ingress: bool,

    /// A directory in the checkout to deploy from; of a copy of `deploy/` alone, the images are those of the working
    /// directory
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub(crate) source: PathBuf,

    /// Print what became of each object as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const EXAMPLES: &str = "\
Examples:
  sudo ninehops lab deploy                        the shop at http://WORKER:30080/
  sudo ninehops lab deploy --plan                 what would change?
  sudo ninehops lab deploy --ingress              and through Traefik
  sudo ninehops lab deploy --destroy              the cluster as it was

Exit codes:
  0  done, or with --plan nothing to do
  1  an object is there already, was refused or did not become ready; with --plan something to do
  2  ninehops or Terraform failed, or the API server does not have what was applied";
