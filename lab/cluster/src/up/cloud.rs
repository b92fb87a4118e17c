//! Nodes that make themselves, by the user data that machines on AWS are started with.

use std::collections::BTreeMap;
use std::path::Path;

use lab_cloud_init::UserData;
use lab_machine::{Access, Bind, Condition, File, Job, MachineSpec, RuntimeDirectory, Service};
use lab_plan::{ClusterConfig, Node, Plan, Role, cloud_init};
use lab_stand_ins::{Account, INSTANCE, Instance, METADATA, PROGRAMS};

use super::host;
use crate::blueprint::MachinesOutput;
use crate::error::UpError;
use crate::places::Places;

/// Before every other directory of programs that a host has.
const STAND_INS: &str = "/usr/local/sbin";
const ETCD_TOOLS: [&str; 2] = ["etcdctl", "etcdutl"];
const ETCD: &str = "/var/lib/etcd";

/// What every node is started with.
#[derive(Debug)]
pub(crate) struct Cloud {
    nodes: BTreeMap<String, (UserData, Instance)>,
    parameters: BTreeMap<String, String>,
    bucket: String,
}

impl Cloud {
    /// Reads all user data: what a lab cannot do is known before anything is made.
    pub(crate) fn new(
        cluster: &ClusterConfig,
        plan: &Plan,
        output: &MachinesOutput,
    ) -> Result<Self, UpError> {
        let now = cloud_init::Now { host: host::figures()?, uptime: host::uptime()? };
        let mut nodes = BTreeMap::new();
        for node in &plan.nodes {
            let machine = machine_of(cluster, node);
            let wrong = |problem: String| UpError::UserData { machine: machine.clone(), problem };
            let text = output.user_data.get(&machine).ok_or_else(|| wrong("there is none".to_owned()))?;
            let data = UserData::read(text).map_err(|error| wrong(error.to_string()))?;
            let data =
                cloud_init::of_node(&data, plan, node, now).map_err(|error| wrong(error.to_string()))?;
            nodes.insert(node.name.clone(), (data, instance(cluster, plan, node, output)));
        }
        Ok(Self { nodes, parameters: output.parameter_paths.clone(), bucket: output.bucket.clone() })
    }

    /// What must be there before the first machine can be shown it.
    pub(crate) fn make_account(&self, places: &Places) -> Result<(), UpError> {
        let account = Account::at(places.account());
        let paths: Vec<String> = self.parameters.values().cloned().collect();
        account.make(&paths, &self.bucket).map_err(making(account.directory()))?;
        let etcd = places.etcd();
        std::fs::create_dir_all(&etcd).map_err(making(&etcd))?;
        Ok(())
    }

    /// Turns a node into a machine that makes itself.
    pub(super) fn add_to(&self, spec: &mut MachineSpec, node: &Node, places: &Places, etcd_tools: &Path) {
        let (data, instance) = &self.nodes[&node.name];
        let written = data.files.iter().map(|file| File {
            target: file.path.clone(),
            contents: file.content.clone(),
            mode: file.mode,
        });
        spec.files.extend(written);
        let instance = serde_json::to_string_pretty(instance).expect("texts and lists are JSON");
        spec.files.push(File { target: INSTANCE.into(), contents: instance, mode: 0o600 });
        spec.files.extend(PROGRAMS.map(|program| File {
            target: format!("{STAND_INS}/{program}").into(),
            contents: lab_stand_ins::wrapper(program),
            mode: 0o755,
        }));
        spec.binds.extend(self.binds(node, places));
        if node.role == Role::ControlPlane {
            spec.binds.extend(ETCD_TOOLS.map(|program| Bind {
                source: etcd_tools.join(program),
                target: format!("{STAND_INS}/{program}").into(),
                access: Access::ReadOnly,
            }));
        }
        spec.services.push(metadata_service());
        spec.jobs = jobs(data);
    }

    /// A worker sees the parameter that it may read, and the control plane all.
    fn binds(&self, node: &Node, places: &Places) -> Vec<Bind> {
        let (here, there) = (Account::at(places.account()), Account::in_machine());
        match node.role {
            Role::ControlPlane => vec![
                Bind {
                    source: here.directory().to_owned(),
                    target: there.directory().to_owned(),
                    access: Access::ReadWrite,
                },
                Bind { source: places.etcd(), target: ETCD.into(), access: Access::ReadWrite },
            ],
            Role::Worker => self.nodes[&node.name]
                .1
                .reads
                .iter()
                .map(|path| Bind {
                    source: here.parameter(path),
                    target: there.parameter(path),
                    access: Access::ReadOnly,
                })
                .collect(),
        }
    }
}

/// The key of a node's user data.
fn machine_of(cluster: &ClusterConfig, node: &Node) -> String {
    let pool = cluster.nodes.iter().find(|config| config.name == node.name).map(|config| &config.pool);
    match (node.role, pool) {
        (Role::Worker, Some(pool)) => format!("worker/{pool}"),
        _ => "control-plane".to_owned(),
    }
}

/// What EC2 and the account's policies (`infra/modules/iam`) know of a node.
fn instance(cluster: &ClusterConfig, plan: &Plan, node: &Node, output: &MachinesOutput) -> Instance {
    let zone = cluster.subnets[node.subnet].zone.clone();
    let paths =
        |names: &[&str]| names.iter().filter_map(|name| output.parameter_paths.get(*name)).cloned().collect();
    let (reads, writes) = match node.role {
        Role::ControlPlane => (
            paths(&["join", "control_plane_join", "restore"]),
            paths(&["join", "control_plane_join", "ca_certificate", "status", "restore"]),
        ),
        Role::Worker => (paths(&["join"]), Vec::new()),
    };
    Instance {
        id: format!("i-{}-{}", plan.name, node.name),
        region: zone.rsplit_once('-').map_or(zone.as_str(), |(region, _)| region).to_owned(),
        zone,
        address: node.address,
        name: node.name.clone(),
        reads,
        writes,
        keeps_backups: node.role == Role::ControlPlane,
        key: output.parameter_key.clone(),
    }
}

fn metadata_service() -> Service {
    Service {
        name: METADATA.to_owned(),
        program: "/proc/1/exe".into(),
        arguments: vec![lab_stand_ins::COMMAND.to_owned(), METADATA.to_owned()],
        environment: BTreeMap::new(),
        start_when: Vec::new(),
        arguments_from: None,
    }
}

fn jobs(data: &UserData) -> Vec<Job> {
    let job = |service: &lab_cloud_init::Service| Job {
        name: service.name.clone(),
        at_boot: service.at_boot,
        every: service.every,
        after: others_before(data, service),
        conditions: service
            .conditions
            .iter()
            .map(|it| Condition { path: it.path.clone(), exists: it.exists })
            .collect(),
        environment_file: service.environment_file.clone(),
        directory: service.runtime_directory.as_ref().map(|it| RuntimeDirectory {
            name: it.name.clone(),
            mode: it.mode,
            preserved: it.preserved,
        }),
        asked_first: service.asked_first.clone(),
        run_first: service.run_first.clone(),
        command: service.command.clone(),
        at_most: service.at_most,
        again_after: service.again_after,
    };
    // Templates are of machines that are terminated, and a lab has none.
    data.services.values().filter(|service| !service.is_template()).map(job).collect()
}

/// Whichever of the two says so.
fn others_before(data: &UserData, service: &lab_cloud_init::Service) -> Vec<String> {
    let says_so = |other: &&lab_cloud_init::Service| other.before.contains(&service.name);
    let others = data.services.values().filter(says_so).map(|other| &other.name);
    let mut names = service.after.clone();
    names.extend(others.filter(|name| !service.after.contains(name)).cloned());
    names
}

fn making(path: &Path) -> impl FnOnce(std::io::Error) -> UpError {
    let path = path.to_owned();
    |source| UpError::Io { doing: "make", path, source }
}

#[cfg(test)]
mod tests;
