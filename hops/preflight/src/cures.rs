//! Rules that are missing, written in the way in which the group's other rules are written.

use hops_model::rules::{Caller, Need, Protocol};
use hops_model::{FixKind, FixText, Outcome};
use hops_plan::{Address, Direction, Sight, Style};

/// For what a security group does not admit and for networks; `None` for anything else.
pub(crate) fn of(sight: &Sight) -> Option<FixText> {
    if sight.observation.outcome == Outcome::Overlap {
        return Some(apart(sight));
    }
    let group = sight.addresses.first()?;
    if sight.needs.is_empty() {
        return None;
    }
    let needs =
        if sight.observation.outcome == Outcome::NoSelfRule { Vec::new() } else { sight.needs.clone() };
    let group = Group::of(group);
    let peer = sight.peer.as_deref().map(Group::of);
    let write = match sight.style {
        Some(Style::Inline) => inline,
        Some(Style::Rule) => older,
        Some(Style::Output) => decided,
        Some(Style::VpcRule) | None => newer,
    };
    let mut rules: Vec<_> = needs
        .iter()
        .map(|need| write(&group, &Wanted::of(need, sight.direction, &group, peer.as_ref())))
        .collect();
    if rules.is_empty() {
        rules.push(write(&group, &Wanted::everything(sight.direction, &group)));
    }
    rules.dedup();
    let kind = if sight.style == Some(Style::Output) { FixKind::Words } else { FixKind::Hcl };
    let text = format!("{}{}", group.place(sight.style, sight.direction), rules.join("\n"));
    let summary = match (sight.direction, needs.as_slice()) {
        (Direction::In, []) => format!("let `{}` admit itself", group.id),
        (Direction::In, _) => format!("let `{}` admit what is missing", group.id),
        (Direction::Out, []) => format!("let out of `{}` what goes to itself", group.id),
        (Direction::Out, _) => format!("let out of `{}` what is missing", group.id),
    };
    Some(FixText { kind, text, summary })
}

/// Before apply a network costs nothing to change; afterwards all nodes.
fn apart(sight: &Sight) -> FixText {
    let network = sight.observation.facts.get("cidr").map_or("one of them", String::as_str);
    let text = format!(
        "Give another network to what has {network} ({}), for example out of 10.244.0.0/16 for pods or 10.96.0.0/16 for \
         Services. Once the nodes have joined, only new nodes get it.",
        sight.addresses.join(", ")
    );
    FixText {
        kind: FixKind::Words,
        text,
        summary: "keep the networks of the VPC, pods and Services apart".to_owned(),
    }
}

/// A group as the configuration names it.
struct Group {
    id: String,
    /// An expression inside of its own module.
    reference: String,
    /// The module that it is in.
    module: Option<String>,
    /// For the name of a rule.
    name: String,
}

impl Group {
    fn of(id: &str) -> Self {
        if let Ok(address) = id.parse::<Address>()
            && address.kind.starts_with("aws_")
        {
            let inside = Address { modules: Vec::new(), ..address.clone() };
            let module =
                address.modules.iter().map(|step| format!("module.{}", step.name)).collect::<Vec<_>>();
            let module = (!module.is_empty()).then(|| module.join("."));
            return Self { id: id.to_owned(), reference: format!("{inside}.id"), module, name: address.name };
        }
        let name = id.rsplit('.').next().unwrap_or(id).to_owned();
        Self { id: id.to_owned(), reference: format!("\"{id}\""), module: None, name }
    }

    fn place(&self, style: Option<Style>, direction: Direction) -> String {
        let module = self.module.as_ref().map_or_else(String::new, |module| format!("# in {module}\n"));
        match style {
            Some(Style::Inline) => {
                format!("{module}# inside of {}\n", self.reference.trim_end_matches(".id"))
            }
            Some(Style::Output) => format!(
                "# among the {} rules of group `{}` of the module behind {}\n",
                word(direction),
                self.name,
                self.id
            ),
            Some(Style::Rule | Style::VpcRule) | None => module,
        }
    }
}

/// As Terraform's provider calls it.
fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "ingress",
        Direction::Out => "egress",
    }
}

/// A rule to be written.
struct Wanted {
    direction: Direction,
    name: String,
    description: &'static str,
    protocol: String,
    ports: Option<(u16, u16)>,
    source: From,
}

enum From {
    Itself,
    Group { reference: String, name: String },
    Anywhere,
}

impl Wanted {
    fn of(need: &Need, direction: Direction, group: &Group, peer: Option<&Group>) -> Self {
        let protocol = need.flow.protocol.to_string();
        let port = need.flow.port;
        let source = match (need.flow.from, peer) {
            (Caller::Visitors, _) => From::Anywhere,
            (Caller::ControlPlane, Some(peer)) => {
                From::Group { reference: peer.reference.clone(), name: peer.name.clone() }
            }
            (Caller::Nodes | Caller::ControlPlane, _) => From::Itself,
        };
        let suffix = match (need.flow.protocol, port) {
            (Protocol::Number(4), _) => "ip_in_ip".to_owned(),
            (_, Some(port)) => format!("{protocol}_{port}"),
            (_, None) => protocol.clone(),
        };
        let name = format!("{}_{}{suffix}", group.name.replace('-', "_"), Self::prefix(direction));
        Self {
            direction,
            name,
            description: need.purpose,
            protocol,
            ports: port.map(|port| (port, port)),
            source,
        }
    }

    /// Rules for both directions may stand side by side.
    fn prefix(direction: Direction) -> &'static str {
        match direction {
            Direction::In => "",
            Direction::Out => "to_",
        }
    }

    fn everything(direction: Direction, group: &Group) -> Self {
        Self {
            direction,
            name: format!("{}_{}self", group.name.replace('-', "_"), Self::prefix(direction)),
            description: "nodes reach each other: pod packets, kubelets, routes",
            protocol: "-1".to_owned(),
            ports: None,
            source: From::Itself,
        }
    }
}

fn newer(group: &Group, wanted: &Wanted) -> String {
    let (key, value) = match &wanted.source {
        From::Itself => ("referenced_security_group_id", group.reference.clone()),
        From::Group { reference, .. } => ("referenced_security_group_id", reference.clone()),
        From::Anywhere => ("cidr_ipv4", "\"0.0.0.0/0\"".to_owned()),
    };
    let mut lines = vec![
        ("description", format!("\"{}\"", wanted.description)),
        ("security_group_id", group.reference.clone()),
        (key, value),
        ("ip_protocol", format!("\"{}\"", wanted.protocol)),
    ];
    // The provider wants ports of every rule but one for all protocols.
    if wanted.protocol != "-1" {
        let (first, last) = wanted.ports.unwrap_or((0, 0));
        lines.push(("from_port", first.to_string()));
        lines.push(("to_port", last.to_string()));
    }
    let direction = word(wanted.direction);
    block(&format!("resource \"aws_vpc_security_group_{direction}_rule\" \"{}\"", wanted.name), &lines)
}

fn older(group: &Group, wanted: &Wanted) -> String {
    let (key, value) = match &wanted.source {
        From::Itself => ("self", "true".to_owned()),
        From::Group { reference, .. } => ("source_security_group_id", reference.clone()),
        From::Anywhere => ("cidr_blocks", "[\"0.0.0.0/0\"]".to_owned()),
    };
    let (first, last) = wanted.ports.unwrap_or((0, 0));
    let lines = [
        ("type", format!("\"{}\"", word(wanted.direction))),
        ("description", format!("\"{}\"", wanted.description)),
        ("security_group_id", group.reference.clone()),
        (key, value),
        ("protocol", format!("\"{}\"", wanted.protocol)),
        ("from_port", first.to_string()),
        ("to_port", last.to_string()),
    ];
    block(&format!("resource \"aws_security_group_rule\" \"{}\"", wanted.name), &lines)
}

fn inline(_: &Group, wanted: &Wanted) -> String {
    let (key, value) = match &wanted.source {
        From::Itself => ("self", "true".to_owned()),
        From::Group { reference, .. } => ("security_groups", format!("[{reference}]")),
        From::Anywhere => ("cidr_blocks", "[\"0.0.0.0/0\"]".to_owned()),
    };
    let (first, last) = wanted.ports.unwrap_or((0, 0));
    let lines = [
        ("description", format!("\"{}\"", wanted.description)),
        (key, value),
        ("protocol", format!("\"{}\"", wanted.protocol)),
        ("from_port", first.to_string()),
        ("to_port", last.to_string()),
    ];
    block(word(wanted.direction), &lines)
}

fn decided(group: &Group, wanted: &Wanted) -> String {
    let other_end = match wanted.direction {
        Direction::In => "source_security_group",
        Direction::Out => "destination_security_group",
    };
    let (key, value) = match &wanted.source {
        From::Itself => (other_end, format!("\"{}\"", group.name)),
        From::Group { name, .. } => (other_end, format!("\"{name}\"")),
        From::Anywhere => ("cidr_ipv4", "\"0.0.0.0/0\"".to_owned()),
    };
    let (first, last) = wanted.ports.unwrap_or((0, 0));
    let lines = [
        ("description", format!("\"{}\"", wanted.description)),
        (key, value),
        ("ip_protocol", format!("\"{}\"", wanted.protocol)),
        ("from_port", first.to_string()),
        ("to_port", last.to_string()),
    ];
    block(&format!("{} =", wanted.name.replace('_', "-")), &lines)
}

/// With its equals signs in one column, as `terraform fmt` has them.
fn block(head: &str, lines: &[(&str, String)]) -> String {
    let widest = lines.iter().map(|(key, _)| key.len()).max().unwrap_or_default();
    let lines: Vec<_> = lines.iter().map(|(key, value)| format!("  {key:<widest$} = {value}\n")).collect();
    format!("{head} {{\n{}}}", lines.concat())
}
