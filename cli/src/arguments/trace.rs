//! The flags of `ninehops trace`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

/// Follow a visitor's request hop by hop, and name what breaks it
///
/// Asks the API server, every node's NodePort, the page and, where they are installed, the agents inside the cluster. Prints a line for each of the nine hops, then the cause, what speaks for it and how it is mended.
/// Reads only; --install-agent and --uninstall-agent alone write to the cluster.
///
/// The cluster is that of --kubeconfig, of $KUBECONFIG, of ~/.kube/config, or the one lab on this machine.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct TraceArguments {
    /// The page that a visitor opens, like `http://10.0.1.11:30080/`; without it, that of the first node that answers
    pub(crate) url: Option<String>,

    /// The Service that visitors reach, as `NAME` or `NAMESPACE/NAME`
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Option<String>,

    /// Its namespace
    #[arg(long, value_name = "NAMESPACE")]
    pub(crate) namespace: Option<String>,

    /// The kubeconfig of the cluster
    #[arg(long, value_name = "FILE")]
    pub(crate) kubeconfig: Option<PathBuf>,

    /// One of its contexts
    #[arg(long, value_name = "NAME")]
    pub(crate) context: Option<String>,

    /// A plan that is not applied yet, as `terraform show -json` writes it
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub(crate) plan: Vec<PathBuf>,

    /// Ask the registries whether the images fit the nodes' processors
    #[arg(long)]
    pub(crate) images: bool,

    /// Ask this place for the images of a registry: `docker.io=http://127.0.0.1:5000`; a lab's own is known
    #[arg(long, requires = "images", value_name = "REGISTRY=URL")]
    pub(crate) registry_mirror: Vec<hops_registry::Mirror>,

    /// Install the agents, or tell those that are there whom to ask; then trace
    #[arg(long)]
    pub(crate) install_agent: bool,

    /// Their image, from a registry that the nodes reach
    #[arg(long, requires = "install_agent", value_name = "REF")]
    pub(crate) agent_image: Option<String>,

    /// Remove the agents, and trace nothing
    #[arg(long, conflicts_with_all = ["install_agent", "watch", "json", "plan", "images", "url"])]
    pub(crate) uninstall_agent: bool,

    /// Print the report as JSON; its schema is hops/report/schema/trace-1.json
    #[arg(long)]
    pub(crate) json: bool,

    /// Trace again every 15 s until Ctrl-C, and print a line whenever something changes
    #[arg(long)]
    pub(crate) watch: bool,

    /// When the last answer counts: `15`, `15s`
    #[arg(long, default_value = "15s", value_name = "TIME", value_parser = super::load::seconds_or_duration)]
    pub(crate) timeout: Duration,
}

const EXAMPLES: &str = "\
Examples:
  ninehops trace                                 the one NodePort Service of the cluster
  ninehops trace --service shop/storefront       another one
  ninehops trace http://shop.example/            through the load balancer
  ninehops trace --install-agent                 see inside: DNS, Services, the way between nodes
  ninehops trace --plan apps.json                also: is there what Terraform is to create?
  ninehops trace --json | jq .diagnosis.verdict  for scripts
  sudo ninehops trace                            the lab on this machine

Exit codes:
  0  healthy    1  a cause is named    2  the trace could not be made    3  cannot tell";
