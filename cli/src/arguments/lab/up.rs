//! The flags of `ninehops lab up`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum, value_parser};
use ipnet::Ipv4Net;
use lab_plan::Cni;
use shop_service::settings::parse;

/// EC2's bounds for `TcpEstablishedTimeout` (user guide, "Connection tracking timeouts"), in seconds.
const TCP_ESTABLISHED: std::ops::RangeInclusive<u64> = 60..=432_000;

/// Boot a lab: nodes Ready, DNS Ready, pods can be scheduled
///
/// What it needs is built first, once: see `ninehops lab bundle --help`. Ctrl-C removes everything again.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct LabUpArguments {
    /// Workers beside the one control plane, 0 to 20
    #[arg(long, default_value_t = 2, value_name = "COUNT", value_parser = value_parser!(u8).range(0..=20))]
    pub(crate) workers: u8,

    /// 1, or 2: workers then take turns
    #[arg(long, default_value_t = 1, value_name = "COUNT", value_parser = value_parser!(u8).range(1..=2))]
    pub(crate) subnets: u8,

    /// The addresses of the VPC, a /16 [default: the first of 10.N.0.0/16 that this machine does not use]
    #[arg(long, value_name = "CIDR")]
    pub(crate) vpc: Option<Ipv4Net>,

    /// How pod packets get from node to node
    #[arg(long, default_value_t, value_enum, value_name = "WAY")]
    pub(crate) cni: PodNetwork,

    /// The checkout whose Terraform decides the cluster: names, addresses, rules, kubeadm's configuration [default:
    /// that which the working directory is in; without one, or without terraform, a copy in this program]
    #[arg(long, value_name = "DIR")]
    pub(crate) source: Option<PathBuf>,

    /// Start nodes as AWS starts machines: by the user data of that checkout, whose scripts make the cluster
    ///
    /// Slower than without, and needs Terraform and a checkout. What the lab stands in for is in docs/lab.md.
    #[arg(long)]
    pub(crate) from_cloud_init: bool,

    /// Other rules of the groups, as JSON in the form that Terraform puts out
    #[arg(long, value_name = "FILE")]
    pub(crate) security_groups: Option<PathBuf>,

    /// What one node may use at most: `2GiB`
    #[arg(long, default_value = "4GiB", value_name = "SIZE", value_parser = memory)]
    pub(crate) memory: u64,

    /// Processors that one node may use at most: `2`, `0.5` [default: all of this machine]
    #[arg(long, value_name = "COUNT", value_parser = processors)]
    pub(crate) cpus: Option<u32>,

    /// When the router forgets a silent TCP connection: EC2 has `350s` and, before Nitro v6, `120h`
    #[arg(long, default_value = "350s", value_name = "TIME", value_parser = tcp_established)]
    pub(crate) tcp_established_timeout: u32,

    /// Take the programs of this bundle, or build it there [default: in `/var/cache/ninehops`]
    #[arg(long, value_name = "DIR")]
    pub(crate) bundle: Option<PathBuf>,

    /// Give every node the images of these archives (*.tar) as well
    #[arg(long, value_name = "DIR")]
    pub(crate) images: Option<PathBuf>,

    /// If it fails, leave what there is, to look into it
    #[arg(long)]
    pub(crate) keep: bool,

    /// Print how long each step took, and the figures beside their bars
    #[arg(long)]
    pub(crate) timings: bool,

    /// Print names, addresses and times as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// As `lab_plan::Cni`, with the words of the command line.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum PodNetwork {
    /// The upstream bridge plugin and one VXLAN device a node
    #[default]
    Vxlan,
    /// Calico's own manifest, which must be at hand like its images: docs/lab.md
    Calico,
}

const EXAMPLES: &str = "\
Examples:
  sudo ninehops lab up                            one control plane, two workers
  sudo ninehops lab up --timings                  and where the seconds went
  sudo ninehops lab up --workers 1 --memory 1GiB  a small one
  sudo ninehops lab up --source ~/ninehops        the cluster of that checkout
  sudo ninehops lab up --from-cloud-init          nodes that make themselves, as on AWS
  sudo ninehops lab up --images /media/archives   without the network: docs/lab.md
  sudo ninehops lab --name second up              a second lab beside the first

Exits with 0 when all is Ready, with 2 if not; then nothing is left behind unless --keep is given.";

impl From<PodNetwork> for Cni {
    fn from(network: PodNetwork) -> Self {
        match network {
            PodNetwork::Vxlan => Self::Vxlan,
            PodNetwork::Calico => Self::Calico,
        }
    }
}

fn memory(text: &str) -> Result<u64, String> {
    let bytes = parse::byte_size(text).map_err(|error| error.to_string())?;
    u64::try_from(bytes).map_err(|error| error.to_string())
}

/// Thousandths.
fn processors(text: &str) -> Result<u32, String> {
    let count: f64 = text.parse().map_err(|_| "expected a number like `2` or `0.5`".to_owned())?;
    if !(0.1..=1024.0).contains(&count) {
        return Err("expected 0.1 to 1024".to_owned());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 1,024,000")]
    let millis = (count * 1000.0).round() as u32;
    Ok(millis)
}

fn tcp_established(text: &str) -> Result<u32, String> {
    let time = parse::duration(text).map_err(|error| error.to_string())?;
    let allowed = time == Duration::from_secs(time.as_secs()) && TCP_ESTABLISHED.contains(&time.as_secs());
    let seconds = u32::try_from(time.as_secs()).ok().filter(|_| allowed);
    seconds.ok_or_else(|| "expected whole seconds from `60s` to `120h`, as EC2 takes them".to_owned())
}
