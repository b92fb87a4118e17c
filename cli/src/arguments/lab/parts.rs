//! The flags of what a lab is made of, and of faults.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// One fault.
#[derive(Args, Debug)]
pub(crate) struct FaultArguments {
    /// As in `ninehops lab faults`
    pub(crate) fault: String,

    /// The node, for faults that want one
    pub(crate) node: Option<String>,
}

/// Mend what `break` broke, completely; without a name, all of it
#[derive(Args, Debug)]
#[command(after_help = FIX_EXAMPLES)]
pub(crate) struct FixArguments {
    /// As in `ninehops lab faults`
    pub(crate) fault: Option<String>,

    /// Only there, if several nodes are broken in the same way
    pub(crate) node: Option<String>,
}

/// Print the cluster that Terraform decides, as JSON
///
/// That is the output `cluster` of `infra/live/lab`, which `up` makes a lab of. Without Terraform or a checkout, the copy in this program. Needs no root and writes nothing into the checkout.
#[derive(Args, Debug)]
#[command(after_help = CLUSTER_EXAMPLES)]
pub(crate) struct ClusterArguments {
    /// A directory in the checkout [default: the working directory, if it is in one]
    #[arg(long, value_name = "DIR")]
    pub(crate) source: Option<PathBuf>,
}

/// Put an image into the lab's registry, which the nodes take for Docker Hub
#[derive(Args, Debug)]
#[command(after_help = PUSH_EXAMPLES)]
pub(crate) struct PushArguments {
    /// An OCI archive; it may hold one image or an index for several platforms
    #[arg(value_name = "FILE")]
    pub(crate) archive: PathBuf,

    /// The name in a pod's `image:`, like `marketplace:1.0`
    #[arg(value_name = "NAME")]
    pub(crate) image: String,

    /// Print name, digest and platforms as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Build the shop's images as OCI archives
///
/// Each is one static program and nothing else, the same bytes every time, with a bill of materials beside it. Needs a checkout of Nine Hops and cargo, neither root nor Docker.
#[derive(Args, Debug)]
#[command(after_help = IMAGES_EXAMPLES)]
pub(crate) struct ImagesArguments {
    /// A directory in the checkout to build from
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub(crate) source: PathBuf,

    /// Put archives and bills of materials there
    #[arg(long, default_value = "target/images", value_name = "DIR")]
    pub(crate) output: PathBuf,

    /// Print files, sizes and digests as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Build what a lab boots from
///
/// That is Kubernetes, etcd, containerd, runc, CoreDNS and more, from pinned Go modules. Takes some minutes the first time and under a second from then on; what was interrupted goes on where it was.
/// Each part is checked by its checksum before it is used. `up` and `deploy` do this by themselves when they must.
#[derive(Args, Debug)]
#[command(after_help = BUNDLE_EXAMPLES)]
pub(crate) struct BundleArguments {
    /// Keep it there [default: `/var/cache/ninehops`, or without root in the user's cache]
    #[arg(long, value_name = "DIR")]
    pub(crate) bundle: Option<PathBuf>,

    /// Build this too, which `deploy` adds to a lab; may be said again for another
    #[arg(long, value_name = "ADDON")]
    pub(crate) with: Vec<Addon>,

    /// Build everything that can be added
    #[arg(long)]
    pub(crate) all: bool,

    /// Print parts, versions and checksums as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What may be added to a lab.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Addon {
    /// metrics-server, which autoscaling asks for figures
    MetricsServer,
    /// Traefik and the kinds of the Gateway API; takes some minutes more
    Ingress,
    /// etcdctl and etcdutl, for `up --from-cloud-init`
    EtcdTools,
}

const FIX_EXAMPLES: &str = "\
Examples:
  sudo ninehops lab fix                           everything
  sudo ninehops lab fix sg-self                   one fault
  sudo ninehops lab fix node-down w2              one fault on one node";

const CLUSTER_EXAMPLES: &str = "\
Examples:
  ninehops lab cluster | jq .security_groups      who may send what to whom
  ninehops lab cluster > cluster.json && mv cluster.json infra/live/lab/
                                                  renew the copy, after a change of the Terraform
  ninehops lab cluster --source ~/ninehops        of another checkout";

const PUSH_EXAMPLES: &str = "\
Examples:
  ninehops lab images
  sudo ninehops lab push target/images/marketplace.tar marketplace:1.0";

const IMAGES_EXAMPLES: &str = "\
Examples:
  ninehops lab images                             target/images/marketplace.tar and so on
  ninehops lab images --json                      sizes and digests, for scripts";

const BUNDLE_EXAMPLES: &str = "\
Examples:
  sudo ninehops lab bundle                        where `sudo ninehops lab up` looks for it
  sudo ninehops lab bundle --all                  with all that `sudo ninehops lab deploy` may ask for
  ninehops lab bundle --bundle /media/bundle      to carry it to a machine without a network
  sudo ninehops lab up --bundle /media/bundle     and there";
