//! Why there is no connection, or no answer.

use std::path::PathBuf;
use std::time::Duration;

/// Why the API server could not be asked, or what it said to it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KubeError {
    /// None was named and none is where they usually are.
    #[error("there is no kubeconfig: looked for {}", paths(looked_for))]
    NoKubeconfig {
        /// The files that are not there.
        looked_for: Vec<PathBuf>,
    },
    /// There is one, and it cannot be used.
    #[error("the kubeconfig {} cannot be used: {reason}", paths(files))]
    BadKubeconfig {
        /// The files that were read.
        files: Vec<PathBuf>,
        /// What is wrong with it.
        reason: String,
    },
    /// It has no context of that name, or none is current.
    #[error("the kubeconfig {} has no context `{context}`{}", paths(files), list(contexts))]
    NoContext {
        /// The files that were read.
        files: Vec<PathBuf>,
        /// The name that was asked for.
        context: String,
        /// Names that there are.
        contexts: Vec<String>,
    },
    /// The program that the kubeconfig names for credentials gave none.
    #[error("the program `{program}`, which the kubeconfig names for credentials, {reason}")]
    Credentials {
        /// As the kubeconfig names it.
        program: String,
        /// What happened.
        reason: String,
    },
    /// Nobody speaks TLS, HTTP or Kubernetes at the server's address.
    #[error("the API server {server} cannot be asked: {problem}")]
    Unreachable {
        /// The server's URL.
        server: String,
        /// What happened instead.
        problem: Problem,
    },
    /// It answered one request with no.
    #[error("{what}: {problem}")]
    Call {
        /// What was asked for.
        what: String,
        /// What came back.
        problem: Problem,
    },
    /// It does not allow one request.
    #[error("{what}: {problem}")]
    NotAllowed {
        /// What was asked for.
        what: String,
        /// [`Problem::Forbidden`].
        problem: Problem,
        /// Whom it would be allowed to; none for kinds that none of the roles shows.
        role: Option<Role>,
    },
}

/// What came instead of an answer.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// RST.
    #[error("connection refused")]
    Refused,
    /// Silence.
    #[error("no answer within {} s", .0.as_secs_f32())]
    TimedOut(Duration),
    /// Its name does not resolve.
    #[error("its name cannot be resolved: {0}")]
    NoAddress(String),
    /// Another error of the network.
    #[error("{0}")]
    Network(String),
    /// The server's certificate is past its day.
    #[error("its certificate has expired")]
    Expired,
    /// The server's certificate is of a day to come.
    #[error("its certificate is not valid yet")]
    NotYetValid,
    /// The server says that of the client's certificate.
    #[error("it says that the client's certificate has expired")]
    ClientExpired,
    /// Another error of TLS.
    #[error("TLS: {0}")]
    Tls(String),
    /// 401.
    #[error("it does not accept the credentials")]
    Unauthorized,
    /// 403.
    #[error("not allowed: {0}")]
    Forbidden(String),
    /// 404.
    #[error("not found")]
    NotFound,
    /// 409, of a server-side apply.
    #[error("{0}")]
    Conflict(String),
    /// Another status.
    #[error("status {0}: {1}")]
    Status(u16, String),
    /// HTML, or whatever else is not JSON.
    #[error("what answers is no Kubernetes API server: {0}")]
    NotKubernetes(String),
    /// The answer broke off, or is no JSON of the expected kind.
    #[error("its answer cannot be read: {0}")]
    Malformed(String),
    /// More than anybody wants to hold in memory.
    #[error("its answer is longer than {} MiB", .0 >> 20)]
    TooLong(usize),
    /// A name that cannot be part of a URL.
    #[error("`{0}` is no name of an object")]
    BadName(String),
}

impl KubeError {
    pub(crate) fn call(what: String, problem: Problem, role: Option<Role>) -> Self {
        match problem {
            Problem::Forbidden(_) => Self::NotAllowed { what, problem, role },
            _ => Self::Call { what, problem },
        }
    }

    /// What to do about it, for a line of its own.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoKubeconfig { .. } => Some("name one with --kubeconfig FILE".to_owned()),
            Self::NoContext { .. } => Some("choose one with --context NAME".to_owned()),
            Self::BadKubeconfig { .. } => None,
            Self::Credentials { program, .. } => Some(format!("run `{program}` by hand to see what it says")),
            Self::NotAllowed { role, .. } => role.map(Role::hint),
            Self::Unreachable { problem, .. } | Self::Call { problem, .. } => problem.hint(),
        }
    }

    /// What came instead of an answer, if the server was asked.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Unreachable { problem, .. }
            | Self::Call { problem, .. }
            | Self::NotAllowed { problem, .. } => Some(problem),
            _ => None,
        }
    }
}

impl Problem {
    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Refused => "is kube-apiserver running, and is this its port?",
            Self::TimedOut(_) | Self::NoAddress(_) | Self::Network(_) => {
                "does a route or a security group let this machine reach it?"
            }
            Self::Expired => "on the control plane: kubeadm certs renew all",
            Self::ClientExpired => {
                "on the control plane: kubeadm certs renew admin.conf; then fetch it again"
            }
            Self::NotYetValid => "compare the clock of this machine with that of the control plane",
            Self::Tls(_) => "does `certificate-authority` in the kubeconfig belong to this server?",
            Self::Unauthorized => "fetch a new kubeconfig or log in again",
            Self::Forbidden(_) => return Some(Role::Reader.hint()),
            _ => return None,
        };
        Some(text.to_owned())
    }
}

/// A set of rights that an administrator can give.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// [`READER_YAML`](crate::requests::READER_YAML).
    Reader,
    /// [`PLANNER_YAML`](crate::requests::PLANNER_YAML).
    Planner,
    /// [`INSTALLER_YAML`](crate::requests::INSTALLER_YAML).
    Installer,
}

impl Role {
    fn hint(self) -> String {
        let name = match self {
            Self::Reader => "reader",
            Self::Planner => "planner",
            Self::Installer => "installer",
        };
        format!(
            "let an administrator apply hops/kube/rbac/{name}.yaml and bind its ClusterRole: kubectl create \
             clusterrolebinding ninehops-{name} --clusterrole=ninehops-{name} --user=NAME"
        )
    }
}

fn paths(paths: &[PathBuf]) -> String {
    let shown: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    if shown.is_empty() { "of no file".to_owned() } else { shown.join(", ") }
}

fn list(contexts: &[String]) -> String {
    if contexts.is_empty() { String::new() } else { format!("; it has: {}", contexts.join(", ")) }
}
