//! Machines of a plan: instances, and the templates that groups of them are started from.

use std::collections::BTreeSet;

use ipnet::IpNet;
use serde_json::Value;

use crate::groups::{Lookup, Membership};
use crate::{Address, Architecture, Change, Known, Plan, References};

mod role;

pub use role::Role;
pub(crate) use role::by_words as role_of_names;

/// A machine, or several that are alike.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The resource.
    pub address: Address,
    /// What it is in a cluster, as far as its names tell.
    pub role: Option<Role>,
    /// The processors that it may have. Empty when that is not known.
    pub architectures: BTreeSet<Architecture>,
    /// Its type, for a sentence.
    pub instance_types: BTreeSet<String>,
    /// Its security groups.
    pub groups: Membership,
    /// The networks that its addresses are in. Empty when that is not known.
    pub networks: Vec<IpNet>,
    /// Whether EC2 drops what does not carry its own address.
    pub source_dest_check: Known<bool>,
    /// Hops that an answer of the instance metadata service lives.
    pub hop_limit: Known<i64>,
}

const INSTANCES: &[&str] = &["aws_instance", "aws_spot_instance_request"];
const TEMPLATES: &[&str] = &["aws_launch_template", "aws_launch_configuration"];

/// All machines of a plan.
pub(crate) fn machines(plan: &Plan, references: &References, lookup: &Lookup) -> Vec<Machine> {
    let reader = Reader { plan, references, lookup };
    let mut used = BTreeSet::new();
    let mut machines = Vec::new();
    for change in plan.of_kinds(INSTANCES) {
        used.extend(reader.template_of(change).map(|template| template.address.clone()));
        machines.push(reader.instance(change));
    }
    let templates = plan.of_kinds(TEMPLATES).filter(|change| !used.contains(&change.address));
    machines.extend(templates.map(|change| reader.template(change)));
    machines
}

struct Reader<'a> {
    plan: &'a Plan,
    references: &'a References<'a>,
    lookup: &'a Lookup<'a>,
}

impl Reader<'_> {
    fn instance(&self, change: &Change) -> Machine {
        let template = self.template_of(change).map(|template| self.template(template));
        let mut groups = self.lookup.groups(change, "vpc_security_group_ids");
        let mut check = change.flag("source_dest_check").or(true);
        for number in 0..change.count("network_interface") {
            let path = format!("network_interface.{number}.network_interface_id");
            self.interface(change, &path, &mut groups, &mut check);
        }
        if change.count("primary_network_interface") > 0 {
            let path = "primary_network_interface.0.network_interface_id";
            self.interface(change, path, &mut groups, &mut check);
        }
        let mut machine = self.machine(change, groups, &["subnet_id"]);
        machine.source_dest_check = check;
        match template {
            Some(template) => machine.default_to(template),
            None => machine.groups.open |= machine.groups.is_empty(),
        }
        machine
    }

    fn template(&self, change: &Change) -> Machine {
        let path =
            if change.kind() == "aws_launch_template" { "vpc_security_group_ids" } else { "security_groups" };
        let mut groups = self.lookup.groups(change, path);
        for number in 0..change.count("network_interfaces") {
            let path = format!("network_interfaces.{number}.security_groups");
            groups.join(self.lookup.groups(change, &path));
        }
        groups.open |= groups.is_empty();
        let mut machine = self.machine(change, groups, &[]);
        for scaling in self.scaling_groups_of(change) {
            self.scaled(scaling, &mut machine);
        }
        machine
    }

    /// What instances and templates say in the same words.
    fn machine(&self, change: &Change, groups: Membership, subnets: &[&str]) -> Machine {
        let mut machine = Machine {
            address: change.address.clone(),
            role: role::of(change),
            architectures: BTreeSet::new(),
            instance_types: BTreeSet::new(),
            groups,
            networks: subnets.iter().flat_map(|path| self.networks(change, path)).collect(),
            source_dest_check: Known::Value(true),
            hop_limit: change.number("metadata_options.0.http_put_response_hop_limit"),
        };
        if let Known::Value(name) = change.text("instance_type") {
            machine.add_type(name);
        } else if let Some(architecture) = self.architecture_of_image(change) {
            machine.architectures.insert(architecture);
        }
        machine
    }

    /// What a group that scales says besides of the machines that it starts.
    fn scaled(&self, scaling: &Change, machine: &mut Machine) {
        machine.role = machine.role.or_else(|| role::of(scaling));
        machine.networks.extend(self.networks(scaling, "vpc_zone_identifier"));
        let list = "mixed_instances_policy.0.launch_template.0.override";
        for number in 0..scaling.count(list) {
            if let Known::Value(name) = scaling.text(&format!("{list}.{number}.instance_type")) {
                machine.add_type(name);
            }
        }
    }

    fn interface(&self, change: &Change, path: &str, groups: &mut Membership, check: &mut Known<bool>) {
        let referred = self.references.referred(change, path);
        let Some(interface) = referred.only().and_then(|address| self.plan.change(address)) else {
            groups.open = true;
            *check = Known::Unknown;
            return;
        };
        groups.join(self.lookup.groups(interface, "security_groups"));
        *check = interface.flag("source_dest_check").or(true);
    }

    fn template_of(&self, change: &Change) -> Option<&Change> {
        if change.count("launch_template") == 0 {
            return None;
        }
        self.referred_template(change, &["launch_template.0.id", "launch_template.0.name"])
    }

    fn scaling_groups_of(&self, template: &Change) -> Vec<&Change> {
        let specification = "mixed_instances_policy.0.launch_template.0.launch_template_specification.0";
        let paths = [
            "launch_template.0.id".to_owned(),
            "launch_template.0.name".to_owned(),
            "launch_configuration".to_owned(),
            format!("{specification}.launch_template_id"),
            format!("{specification}.launch_template_name"),
        ];
        let paths: Vec<_> = paths.iter().map(String::as_str).collect();
        let of_it = |scaling: &&Change| {
            self.referred_template(scaling, &paths).is_some_and(|found| found.address == template.address)
        };
        self.plan.of_kinds(&["aws_autoscaling_group"]).filter(of_it).collect()
    }

    /// By its number or name where that is known, else by reference.
    fn referred_template(&self, change: &Change, paths: &[&str]) -> Option<&Change> {
        paths.iter().find_map(|path| match change.text(path) {
            Known::Value(text) => self.plan.of_kinds(TEMPLATES).find(|template| {
                ["id", "name"].iter().any(|key| template.text(key).value().as_deref() == Some(&text))
            }),
            Known::Unknown => {
                let referred = self.references.referred(change, path);
                referred.only().and_then(|address| self.plan.change(address))
            }
            Known::Absent => None,
        })
    }

    fn networks(&self, change: &Change, path: &str) -> Vec<IpNet> {
        let (_, more) = change.texts(path);
        if !more && !change.get(path).is_unknown() {
            return Vec::new();
        }
        let referred = self.references.referred(change, path);
        if referred.open {
            return Vec::new();
        }
        let subnets = referred.all().filter_map(|address| self.plan.change(address));
        let networks = subnets.map(|subnet| subnet.text("cidr_block").value()?.parse().ok());
        networks.collect::<Option<Vec<_>>>().unwrap_or_default()
    }

    fn architecture_of_image(&self, change: &Change) -> Option<Architecture> {
        let path = if change.kind() == "aws_launch_template" { "image_id" } else { "ami" };
        let image = change.text(path).value()?;
        let read = self.plan.data.iter().filter(|data| data.kind() == "aws_ami");
        let mut same = read.filter(|data| data.text("id").value().as_deref() == Some(&image));
        Architecture::named(&same.next()?.text("architecture").value()?)
    }
}

impl Machine {
    fn add_type(&mut self, name: String) {
        self.architectures.extend(Architecture::of_instance_type(&name));
        self.instance_types.insert(name);
    }

    /// What an instance does not say is as in its template.
    fn default_to(&mut self, template: Self) {
        if self.groups.is_empty() {
            self.groups = template.groups;
        }
        if self.architectures.is_empty() {
            self.architectures = template.architectures;
            self.instance_types = template.instance_types;
        }
        if self.hop_limit == Known::Absent {
            self.hop_limit = template.hop_limit;
        }
        self.role = self.role.or(template.role);
    }
}

/// What cloud-init gets, as text, where the plan has it.
pub(crate) fn user_data(change: &Change) -> Option<String> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let text = |path| match change.get(path) {
        Known::Value(Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    let decoded = |text: String| String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok();
    let plain = text("user_data").map(|text| decoded(text.clone()).unwrap_or(text));
    plain.or_else(|| text("user_data_base64").and_then(decoded))
}
