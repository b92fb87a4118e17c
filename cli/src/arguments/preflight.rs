//! The flags of `ninehops preflight`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Look at Terraform's plans before they are applied, and name what would break
///
/// Plans of one cluster belong together: those of the platform (AWS) tell of machines and security groups, those of Kubernetes of images and Services. Registries are asked whether the images fit the machines' processors; with --kubeconfig the cluster is asked whether anything is there already that a plan is to create. Writes nothing.
///
/// What is known only after apply is said to be not seen; it is never called wrong.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct PreflightArguments {
    /// Plans, as `terraform show -json` writes them
    #[arg(required = true, value_name = "PLAN.json")]
    pub(crate) plans: Vec<PathBuf>,

    /// More images: an `images.auto.tfvars.json`, a JSON list, or a reference on each line
    #[arg(long, value_name = "FILE")]
    pub(crate) images: Option<PathBuf>,

    /// Ask this place for the images of a registry: `docker.io=http://127.0.0.1:5000`
    #[arg(long, value_name = "REGISTRY=URL")]
    pub(crate) registry_mirror: Vec<hops_registry::Mirror>,

    /// Ask no registry
    #[arg(long, conflicts_with = "registry_mirror")]
    pub(crate) offline: bool,

    /// The kubeconfig of the cluster that the plans are for
    #[arg(long, value_name = "FILE")]
    pub(crate) kubeconfig: Option<PathBuf>,

    /// How pods' packets travel, where no plan says so: vxlan, ipip, none, vxlan-cross-subnet or ipip-cross-subnet
    #[arg(long, value_name = "HOW", value_parser = travel)]
    pub(crate) encapsulation: Option<hops_plan::Travel>,

    /// A processor of the nodes, where no plan says so: amd64 or arm64
    #[arg(long, value_name = "PROCESSOR", value_parser = architecture, value_delimiter = ',')]
    pub(crate) architecture: Vec<hops_plan::Architecture>,

    /// For people, for programs (hops/report/schema/preflight-1.json), or for a code host
    #[arg(long, value_enum, default_value_t = PreflightFormat::Text)]
    pub(crate) format: PreflightFormat,
}

/// In which form a report is printed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum PreflightFormat {
    /// With colour on a terminal
    Text,
    /// With a schema
    Json,
    /// SARIF 2.1.0
    Sarif,
}

fn travel(name: &str) -> Result<hops_plan::Travel, String> {
    let known = hops_plan::Travel::named(name, "--encapsulation");
    known.ok_or_else(|| "it is none of vxlan, ipip, none, vxlan-cross-subnet, ipip-cross-subnet".to_owned())
}

fn architecture(name: &str) -> Result<hops_plan::Architecture, String> {
    hops_plan::Architecture::named(name).ok_or_else(|| "it is neither amd64 nor arm64".to_owned())
}

const EXAMPLES: &str = "\
Make the file:
  terraform plan -out=tfplan
  terraform show -json tfplan > plan.json

Examples:
  ninehops preflight plan.json
  ninehops preflight platform.json apps.json         rules for the Services, images for the machines
  ninehops preflight plan.json --images images.auto.tfvars.json
  ninehops preflight apps.json --kubeconfig admin.conf  also: is anything there already?
  ninehops preflight plan.json --format sarif > preflight.sarif

Exit codes:
  0  clean    1  findings    2  a file could not be read    3  cannot tell: what decides is not in the plans";
