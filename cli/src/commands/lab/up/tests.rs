use std::fs;

use super::*;

fn groups(text: &str) -> Result<SecurityGroups, Failure> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("groups.json");
    fs::write(&path, text).unwrap();
    read_security_groups(&path)
}

#[test]
fn security_groups_are_read_in_the_form_of_terraform() {
    let text = r#"{"node": {"ingress": {"vxlan": {
        "description": "pod packets", "ip_protocol": "udp", "from_port": 4789, "to_port": 4789,
        "source_security_group": "node"
    }}}}"#;
    assert!(groups(text).unwrap().0["node"].ingress.contains_key("vxlan"));
}

/// What the documentation shows must work.
#[test]
fn the_example_of_the_documentation_is_a_rule_set() {
    let page = include_str!("../../../../../docs/lab.md");
    let (_, after) = page.split_once("```json\n").unwrap();
    let (example, _) = after.split_once("```").unwrap();
    assert_eq!(groups(example).unwrap().0.len(), 3);
}

#[test]
fn security_groups_that_make_no_sense_are_refused() {
    assert!(groups("{").is_err());
    assert!(groups(r#"{"node": {"egress": {}}}"#).is_err());
}
