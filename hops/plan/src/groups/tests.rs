use std::path::Path;

use super::*;

fn groups(name: &str) -> Groups {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).join("plan.json");
    let plan = Plan::read(&file).unwrap();
    Groups::of(&plan, &References::of(&plan))
}

fn lines(groups: &Groups, id: &str) -> Vec<String> {
    let line = |rule: &Rule| {
        let source = match &rule.source {
            Source::Itself => "itself".to_owned(),
            Source::Group(group) => group.clone(),
            Source::Network(network) => network.to_string(),
            Source::Unknown => "?".to_owned(),
        };
        let ports = match rule.ports {
            Ports::All => "all".to_owned(),
            Ports::Range(first, last) => format!("{first}-{last}"),
            Ports::Unknown => "?".to_owned(),
        };
        format!("{} {ports} from {source}", rule.protocol)
    };
    let mut lines: Vec<_> = groups.get(id).unwrap().rules.iter().map(line).collect();
    lines.sort();
    lines
}

#[test]
fn a_resource_for_each_rule_is_read() {
    assert_eq!(
        lines(&groups("separate-rules"), "aws_security_group.nodes"),
        [
            "tcp 10250-10250 from ?",
            "tcp 10250-10250 from ?",
            "tcp 30080-30080 from 0.0.0.0/0",
            "udp 4789-4789 from aws_security_group.nodes"
        ]
    );
}

#[test]
fn rules_inside_of_a_group_are_read() {
    assert_eq!(
        lines(&groups("inline-rules"), "aws_security_group.nodes"),
        [
            "tcp 10250-10250 from aws_security_group.control_plane",
            "tcp 10250-10250 from aws_security_group.nodes",
            "udp 4789-4789 from aws_security_group.nodes"
        ]
    );
}

#[test]
fn rules_of_the_older_type_are_read() {
    assert_eq!(
        lines(&groups("old-rules"), "aws_security_group.nodes"),
        [
            "4 0-0 from aws_security_group.nodes",
            "tcp 10250-10250 from 10.0.0.0/16",
            "tcp 10250-10250 from aws_security_group.control_plane",
            "tcp 179-179 from aws_security_group.nodes"
        ]
    );
}

#[test]
fn a_rule_of_which_the_group_is_not_known_may_be_in_any() {
    let groups = groups("unknown");
    assert!(groups.get("aws_security_group.nodes").unwrap().rules.is_empty());
    let member = Membership { sure: ["aws_security_group.nodes".to_owned()].into(), ..Membership::default() };
    assert_eq!(groups.rules(&member).len(), 1);
    assert_eq!(groups.rules(&member)[0].source, Source::Unknown);
}

#[test]
fn a_group_knows_in_which_ways_its_rules_are_written() {
    let groups = groups("mixed-styles");
    let styles: Vec<_> = groups.get("aws_security_group.nodes").unwrap().styles.keys().copied().collect();
    assert_eq!(styles, [Style::Inline, Style::VpcRule]);
}
