//! Why a lab could not come up, or could not be worked with.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use lab_bundle::{ArchiveError, BundleError};
use lab_machine::{BootError, ControlGroupError};
use lab_plan::kubeadm::ChangeError;
use lab_plan::{LabName, PlanError};
use lab_terraform::TerraformError;
use lab_vpc::NetworkError;

use crate::blueprint::BlueprintError;
use crate::down::DownError;

mod hints;
mod lab_error;

pub use lab_error::LabError;

/// Why there is no lab now. Its message is one sentence; [`UpError::details`] has what the parts said.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpError {
    /// Stopped by the caller.
    #[error("stopped before the lab was up")]
    Cancelled,
    /// The caller is not root.
    #[error("a lab needs root: it makes namespaces, interfaces and control groups")]
    NotRoot,
    /// The program that loads rules into the kernel is missing.
    #[error("`nft` is missing, which loads the security groups into the kernel")]
    NoNft,
    /// The host has no control groups, or not the controllers that a node needs.
    #[error(transparent)]
    ControlGroups(#[from] ControlGroupError),
    /// Too little room.
    #[error("{} GiB are free where `{}` is, and a lab needs {}", gibibytes(*.free_bytes), .path.display(), gibibytes(*.needed_bytes))]
    Disk {
        /// Where files would go.
        path: PathBuf,
        /// What is free.
        free_bytes: u64,
        /// What must be.
        needed_bytes: u64,
    },
    /// A limit of the host is lower than what the nodes' programs take together.
    #[error("`{setting}` is {limit}, and a lab of this size needs {needed}")]
    Inotify {
        /// As sysctl(8) has it.
        setting: String,
        /// What it is.
        limit: u64,
        /// What it must be.
        needed: u64,
    },
    /// A file of the kernel's is not what it is on Linux.
    #[error("cannot make sense of `{}`", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
    },
    /// It is not known what the cluster is to be.
    #[error(transparent)]
    Blueprint(BlueprintError),
    /// Terraform and the bundle do not agree.
    #[error("Terraform asks for Kubernetes {wanted}, and this program builds {builds}")]
    OtherKubernetes {
        /// What Terraform asks for.
        wanted: String,
        /// What the bundle is.
        builds: &'static str,
    },
    /// Terraform's objects for kubeadm have no place for what a machine must add.
    #[error(transparent)]
    Configuration(#[from] ChangeError),
    /// The options make no lab.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The host's kernel or addresses are not what a lab needs.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// It runs already.
    #[error("lab `{0}` is running")]
    Running(LabName),
    /// Another command works on it.
    #[error("lab `{name}` is being worked on by {}", who(*.process))]
    Busy {
        /// The lab.
        name: LabName,
        /// Who holds its lock, if known.
        process: Option<u32>,
    },
    /// What an earlier lab left could not be removed.
    #[error(transparent)]
    Ruins(#[from] DownError),
    /// No bundle.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// An archive that was added is not sound.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// An archive could not be imported.
    #[error("containerd cannot import `{}`: {said}", .archive.display())]
    Import {
        /// The archive.
        archive: PathBuf,
        /// What `ctr` said.
        said: String,
    },
    /// Another `up` makes a template, for too long.
    #[error("another `ninehops lab up` has been importing images for {} s", .patience.as_secs())]
    StoreBusy {
        /// How long this one waited.
        patience: Duration,
    },
    /// The templates' directory or a node's clone.
    #[error("cannot keep imported images")]
    Store(#[source] io::Error),
    /// A machine did not boot.
    #[error(transparent)]
    Boot(#[from] BootError),
    /// containerd does not answer.
    #[error("containerd of `{machine}` does not answer")]
    Containerd {
        /// Where.
        machine: String,
        /// Its last words.
        lines: Vec<String>,
        /// All of them.
        log: PathBuf,
    },
    /// A program that machines' scripts call is missing on the host, whose programs they see.
    #[error("`{program}` is missing, which the scripts of machines on AWS call")]
    NoProgram {
        /// Its name.
        program: &'static str,
        /// What brings it.
        package: &'static str,
    },
    /// User data is not what a machine of the lab can be started with.
    #[error("the user data `{machine}`: {problem}")]
    UserData {
        /// Its key, such as `worker/workers`.
        machine: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Two ways that exclude each other.
    #[error("`--from-cloud-init` comes with the lab's own pod network, and not with `--cni calico`")]
    CalicoByCloudInit,
    /// A job of a node does not succeed.
    #[error("`{job}` of `{node}` failed {}", often(*.times))]
    Job {
        /// Where.
        node: String,
        /// Its name.
        job: String,
        /// How often.
        times: usize,
        /// Its last words.
        lines: Vec<String>,
    },
    /// A job of a node did not come to its end.
    #[error("`{job}` of `{node}` is not done after {} s", .patience.as_secs())]
    JobSilent {
        /// Where.
        node: String,
        /// Its name.
        job: String,
        /// How long it had.
        patience: Duration,
        /// Its last words.
        lines: Vec<String>,
    },
    /// A node gave up.
    #[error("`{node}` has switched itself off")]
    SwitchedOff {
        /// Which.
        node: String,
        /// The last words of its job.
        lines: Vec<String>,
    },
    /// kubeadm could not be started.
    #[error("cannot run kubeadm in `{node}`")]
    KubeadmStart {
        /// Where.
        node: String,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// kubeadm failed.
    #[error("`kubeadm {verb}` failed in `{node}`: {status}")]
    Kubeadm {
        /// Where.
        node: String,
        /// `init` or `join`.
        verb: &'static str,
        /// How it ended.
        status: ExitStatus,
        /// Its last words.
        lines: Vec<String>,
        /// All of them.
        log: PathBuf,
    },
    /// kubeadm did not come to its end.
    #[error("`kubeadm {verb}` of `{node}` is not done after {} s", .patience.as_secs())]
    KubeadmSilent {
        /// Where.
        node: String,
        /// `init` or `join`.
        verb: &'static str,
        /// How long it had.
        patience: Duration,
        /// Its last words.
        lines: Vec<String>,
        /// All of them.
        log: PathBuf,
    },
    /// The cluster's certificate is not one.
    #[error("kubeadm left no certificate in `{}`", .path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
    },
    /// The cluster is there and of no use.
    #[error("not Ready after {} s: {}", .patience.as_secs(), summary(.reasons))]
    NotReady {
        /// How long it had.
        patience: Duration,
        /// `what: why`.
        reasons: Vec<String>,
        /// Last words of every kubelet.
        lines: Vec<String>,
    },
    /// An image that Calico's manifest names is neither at hand nor to be pulled.
    #[error("the image `{image}` is in no archive and cannot be pulled: {said}")]
    Image {
        /// The first that is missing.
        image: String,
        /// What containerd said.
        said: String,
    },
    /// Calico's manifest is not at hand.
    #[error("Calico's manifest is not at hand: it is not in `{}`", .directory.display())]
    NoCalico {
        /// Where it was looked for first.
        directory: PathBuf,
        /// Where its project publishes it.
        address: String,
    },
    /// A manifest, and not that of the version that is pinned.
    #[error("`{}` is not Calico {version}'s: its SHA-256 is {found}", .path.display())]
    OtherCalico {
        /// The file.
        path: PathBuf,
        /// The version that is pinned.
        version: String,
        /// Its SHA-256.
        found: String,
        /// Where its project publishes the right one.
        address: String,
    },
    /// The cluster could not be worked with.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// A file or process of the host.
    #[error("cannot {doing} `{}`", .path.display())]
    Io {
        /// Such as `read`.
        doing: &'static str,
        /// What it was done to.
        path: PathBuf,
        /// Why the system refused.
        #[source]
        source: io::Error,
    },
}

impl UpError {
    pub(crate) fn store(source: io::Error) -> Self {
        Self::Store(source)
    }

    /// What the parts said, line by line; the logs themselves are gone with the lab.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Containerd { lines, .. }
            | Self::Kubeadm { lines, .. }
            | Self::Job { lines, .. }
            | Self::JobSilent { lines, .. }
            | Self::SwitchedOff { lines, .. }
            | Self::KubeadmSilent { lines, .. } => lines.clone(),
            Self::Blueprint(error) => error.details(),
            Self::NotReady { reasons, lines, .. } => [reasons.as_slice(), lines].concat(),
            _ => Vec::new(),
        }
    }
}

impl From<BlueprintError> for UpError {
    fn from(error: BlueprintError) -> Self {
        match error {
            BlueprintError::Terraform(TerraformError::Cancelled) => Self::Cancelled,
            error => Self::Blueprint(error),
        }
    }
}

fn who(process: Option<u32>) -> String {
    process.map_or_else(|| "another process".to_owned(), |process| format!("process {process}"))
}

/// The first reason, and how many more.
fn summary(reasons: &[String]) -> String {
    match reasons {
        [] => "the API server does not answer".to_owned(),
        [only] => only.clone(),
        [first, rest @ ..] => format!("{first}, and {} more", rest.len()),
    }
}

fn often(times: usize) -> String {
    if times == 1 { "once".to_owned() } else { format!("{times} times") }
}

fn gibibytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 30))
}

#[cfg(test)]
mod tests;
