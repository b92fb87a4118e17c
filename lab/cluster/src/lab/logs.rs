//! What services said.

use std::path::PathBuf;

use super::Lab;
use crate::error::LabError;

/// What a service of a machine said.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LogFile {
    /// `kubelet`, `containerd` …
    pub service: String,
    /// The file; it may not be there yet.
    pub path: PathBuf,
}

/// Beside the services: the machine's first process.
const SUPERVISOR: &str = "init";
const KUBEADM: &str = "kubeadm";

impl Lab {
    /// The log files of a machine's services, of one or of all. `init` and, in nodes, `kubeadm` have one too.
    ///
    /// # Errors
    /// When there is no such machine or service.
    pub fn logs(&self, machine: &str, service: Option<&str>) -> Result<Vec<LogFile>, LabError> {
        let booted = self.booted(machine)?;
        let services = booted.spec.services.iter().map(|service| service.name.as_str());
        let jobs = booted.spec.jobs.iter().map(|job| job.name.as_str());
        let services: Vec<&str> = services.chain(jobs).collect();
        let file = |service: &str| LogFile { service: service.to_owned(), path: booted.machine.log(service) };
        match service {
            None if services.is_empty() => Ok(vec![file(SUPERVISOR)]),
            None => Ok(services.into_iter().map(file).collect()),
            Some(service) if services.contains(&service) || [SUPERVISOR, KUBEADM].contains(&service) => {
                Ok(vec![file(service)])
            }
            Some(service) => Err(LabError::NoSuchService {
                machine: machine.to_owned(),
                service: service.to_owned(),
                known: [services, vec![SUPERVISOR, KUBEADM]].concat().join(", "),
            }),
        }
    }
}
