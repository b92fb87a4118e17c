//! `kubeadm init` and `kubeadm join`.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use lab_machine::Machine;
use lab_plan::kubeadm::{self, BootstrapToken};
use lab_plan::{KubeadmConfig, Node, Plan};
use tokio::sync::watch;

use crate::certificate::public_key_pin;
use crate::command_output::{last_lines, run_in_machine};
use crate::error::UpError;
use crate::event::{Event, Events};

/// Lines of a log that an error quotes.
const QUOTED_LINES: usize = 8;
/// In a machine. It holds the token, so it is root's alone and removed after use.
const CONFIGURATION: &str = "/var/lib/kubeadm.yaml";
/// Where kubeadm puts the certificate of the cluster's authority.
const AUTHORITY: &str = "etc/kubernetes/pki/ca.crt";
const ADMINISTRATOR: &str = "etc/kubernetes/admin.conf";

/// How far `kubeadm init` is.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Milestone {
    /// Before the API server answers.
    #[default]
    Starting,
    /// The API server answers, and `admin.conf` is of use.
    ApiServer,
    /// Nodes can join: the token, the rights it gives and `cluster-info` are there.
    Joinable,
    /// Add-ons too.
    Finished,
}

impl Milestone {
    /// The one that a line of kubeadm's says is reached.
    fn of(line: &str) -> Option<Self> {
        if line.starts_with("[upload-config]") {
            Some(Self::ApiServer)
        } else if line.starts_with("[kubelet-finalize]") || line.starts_with("[addons]") {
            Some(Self::Joinable)
        } else {
            None
        }
    }
}

/// Runs `kubeadm init`; `reached` is told of milestones while it runs.
pub(crate) async fn init(
    machine: &Machine,
    configuration: &str,
    token: &BootstrapToken,
    events: &Events,
    reached: &watch::Sender<Milestone>,
) -> Result<(), UpError> {
    let mut told = String::new();
    let hear = |line: &str| {
        if let Some(milestone) = Milestone::of(line) {
            reached.send_if_modified(|now| {
                let later = milestone > *now;
                *now = milestone.max(*now);
                later
            });
        }
        if let Some(phase) = phase(line).filter(|phase| *phase != told) {
            phase.clone_into(&mut told);
            events.send(Event::Kubeadm(phase.to_owned()));
        }
    };
    run(machine, "init", configuration, token, hear).await?;
    reached.send_replace(Milestone::Finished);
    Ok(())
}

/// Runs `kubeadm join` in a worker.
pub(crate) async fn join(
    machine: &Machine,
    configuration: &str,
    token: &BootstrapToken,
) -> Result<(), UpError> {
    run(machine, "join", configuration, token, |_| ()).await
}

async fn run(
    machine: &Machine,
    verb: &'static str,
    configuration: &str,
    token: &BootstrapToken,
    hear: impl FnMut(&str),
) -> Result<(), UpError> {
    let log = machine.log("kubeadm");
    let failed = |source| UpError::KubeadmStart { node: machine.name().to_owned(), source };
    let file = machine.directory().join("var/lib/kubeadm.yaml");
    write_secret(&file, configuration.as_bytes()).map_err(failed)?;
    let arguments = [verb, "--config", CONFIGURATION];
    let status = run_in_machine(machine, "kubeadm", &arguments, &log, Some(token.as_str()), hear).await;
    fs::remove_file(&file).map_err(failed)?;
    let status = status.map_err(failed)?;
    if status.success() {
        return Ok(());
    }
    let lines = last_lines(&log, QUOTED_LINES);
    Err(UpError::Kubeadm { node: machine.name().to_owned(), verb, status, lines, log })
}

/// Writes a file that root alone may read.
pub(crate) fn write_secret(path: &Path, contents: &[u8]) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(contents)
}

/// A token that nobody can guess.
pub(crate) fn random_token() -> io::Result<BootstrapToken> {
    let mut bytes = [0; 22];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(BootstrapToken::from_random(bytes))
}

/// The configuration of `kubeadm join`, with the pin of the authority that `kubeadm init` made.
pub(crate) fn join_configuration(
    config: &KubeadmConfig,
    plan: &Plan,
    node: &Node,
    token: &BootstrapToken,
    control_plane: &Machine,
) -> Result<String, UpError> {
    let path = in_machine(control_plane, AUTHORITY);
    let pem = fs::read_to_string(&path).map_err(|source| UpError::Io {
        doing: "read",
        path: path.clone(),
        source,
    })?;
    let pin = public_key_pin(&pem).ok_or(UpError::Certificate { path })?;
    Ok(kubeadm::join(config, plan, node, token, &pin)?)
}

/// Copies the administrator's kubeconfig out, with the API server's address in place of its name, which only nodes
/// know.
pub(crate) fn copy_kubeconfig(plan: &Plan, control_plane: &Machine, target: &Path) -> io::Result<()> {
    let text = fs::read_to_string(in_machine(control_plane, ADMINISTRATOR))?;
    let address = plan.control_plane().address.to_string();
    let lines = text.lines().map(|line| {
        if line.trim_start().starts_with("server:") {
            line.replace(&plan.api_server.name, &address)
        } else {
            line.to_owned()
        }
    });
    let text: Vec<String> = lines.collect();
    write_secret(target, format!("{}\n", text.join("\n")).as_bytes())
}

/// A file of a running machine, as the host reaches it.
pub(crate) fn in_machine(machine: &Machine, path: &str) -> PathBuf {
    Path::new("/proc").join(machine.init().pid().to_string()).join("root").join(path.trim_start_matches('/'))
}

/// The phase that a line of kubeadm's belongs to.
fn phase(line: &str) -> Option<&str> {
    let (phase, _) = line.strip_prefix('[')?.split_once(']')?;
    phase.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-').then_some(phase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_can_join_when_the_phase_after_the_token_has_begun() {
        let lines = [
            "[certs] Generating \"ca\" certificate and key",
            "W1124 07:27:04.057500     117 kubelet.go:63] [kubelet-start] WARNING: unable to stop",
            "[upload-config] Storing the configuration used in ConfigMap \"kubeadm-config\"",
            "[bootstrap-token] Creating the \"cluster-info\" ConfigMap in the \"kube-public\" namespace",
            "[kubelet-finalize] Updating \"/etc/kubernetes/kubelet.conf\"",
            "[addons] Applied essential addon: CoreDNS",
        ];
        let milestones: Vec<_> = lines.iter().map(|line| Milestone::of(line)).collect();
        assert_eq!(
            milestones,
            [
                None,
                None,
                Some(Milestone::ApiServer),
                None,
                Some(Milestone::Joinable),
                Some(Milestone::Joinable)
            ]
        );
    }

    #[test]
    fn a_line_of_kubeadm_names_its_phase() {
        assert_eq!(phase("[control-plane-check] Waiting for healthy"), Some("control-plane-check"));
        assert_eq!(phase("[0;37mKERNEL_VERSION[0m: 6.18"), None);
        assert_eq!(phase("Your Kubernetes control-plane has initialized successfully!"), None);
    }
}
