//! What the agent is told by its environment.

use std::net::IpAddr;
use std::path::PathBuf;

use hops_agent::{Mode, TARGETS_FILE};

pub(crate) const USAGE: &str = "ninehops-agent takes no arguments; it reads NINEHOPS_AGENT_MODE (pod or host), NODE_NAME and \
    NINEHOPS_AGENT_TARGETS (a directory with targets.json, /etc/ninehops unless said otherwise)";

const DIRECTORY: &str = "/etc/ninehops";

/// What the environment says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Settings {
    pub(crate) mode: Mode,
    pub(crate) node: String,
    /// The file of the targets.
    pub(crate) targets: PathBuf,
    /// The API server's own Service, as kubelet tells every container.
    pub(crate) api: Option<(IpAddr, u16)>,
}

impl Settings {
    /// Every mistake at once.
    pub(crate) fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let filled = |name: &str| variable(name).filter(|value| !value.is_empty());
        let mode = match filled("NINEHOPS_AGENT_MODE").as_deref() {
            Some("pod") => Ok(Mode::Pod),
            Some("host") => Ok(Mode::Host),
            Some(other) => Err(format!("NINEHOPS_AGENT_MODE is `{other}`, neither `pod` nor `host`")),
            None => Err("NINEHOPS_AGENT_MODE is not set".to_owned()),
        };
        let node = filled("NODE_NAME").ok_or_else(|| "NODE_NAME is not set".to_owned());
        let directory = filled("NINEHOPS_AGENT_TARGETS").unwrap_or_else(|| DIRECTORY.to_owned());
        let targets = PathBuf::from(directory).join(TARGETS_FILE);
        let number = |name: &str| filled(name)?.parse().ok();
        let api = filled("KUBERNETES_SERVICE_HOST").and_then(|host| host.parse().ok());
        let api = api.zip(number("KUBERNETES_SERVICE_PORT"));
        match (mode, node) {
            (Ok(mode), Ok(node)) => Ok(Self { mode, node, targets, api }),
            (mode, node) => {
                let mistakes: Vec<String> = mode.err().into_iter().chain(node.err()).collect();
                Err(mistakes.join("; "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Settings, String> {
        Settings::read(&|name| {
            variables.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let error = read(&[("NINEHOPS_AGENT_MODE", "node")]).unwrap_err();
        assert_eq!(error, "NINEHOPS_AGENT_MODE is `node`, neither `pod` nor `host`; NODE_NAME is not set");
    }

    #[test]
    fn the_directory_has_a_usual_place_and_the_api_server_may_be_unknown() {
        let settings = read(&[("NINEHOPS_AGENT_MODE", "pod"), ("NODE_NAME", "w1")]).unwrap();
        assert_eq!(settings.targets, PathBuf::from("/etc/ninehops/targets.json"));
        assert_eq!(settings.api, None);
        let settings = read(&[
            ("NINEHOPS_AGENT_MODE", "host"),
            ("NODE_NAME", "w1"),
            ("KUBERNETES_SERVICE_HOST", "10.96.0.1"),
            ("KUBERNETES_SERVICE_PORT", "443"),
        ]);
        assert_eq!(settings.unwrap().api, Some(([10, 96, 0, 1].into(), 443)));
    }
}
