use std::path::Path;

use super::*;

fn plan(name: &str) -> Plan {
    Plan::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).join("plan.json")).unwrap()
}

fn referred(plan: &Plan, address: &str, path: &str) -> Referred {
    let change = plan.change(&address.parse().unwrap()).unwrap();
    References::of(plan).referred(change, path)
}

fn texts(addresses: &BTreeSet<Address>) -> Vec<String> {
    addresses.iter().map(Address::to_string).collect()
}

#[test]
fn an_identifier_is_that_of_the_resource_beside_it() {
    let plan = plan("separate-rules");
    let found = referred(&plan, "aws_vpc_security_group_ingress_rule.vxlan", "security_group_id");
    assert_eq!(found.only().unwrap().to_string(), "aws_security_group.nodes");
}

#[test]
fn a_list_refers_to_each_of_its_members() {
    let plan = plan("separate-rules");
    let found = referred(&plan, "aws_instance.control_plane", "vpc_security_group_ids");
    assert_eq!(texts(&found.sure), ["aws_security_group.control_plane", "aws_security_group.nodes"]);
    assert!(found.perhaps.is_empty() && !found.open);
}

#[test]
fn a_value_out_of_a_map_may_be_any_of_the_map() {
    let plan = plan("separate-rules");
    let address = "aws_vpc_security_group_ingress_rule.kubelet[\"nodes\"]";
    let found = referred(&plan, address, "referenced_security_group_id");
    assert!(found.sure.is_empty());
    assert_eq!(texts(&found.perhaps), ["aws_security_group.control_plane", "aws_security_group.nodes"]);
}

#[test]
fn a_reference_is_followed_through_variables_and_outputs_of_repeated_modules() {
    let plan = plan("modules");
    for colour in ["blue", "green"] {
        let rule = format!("module.rules[\"{colour}\"].aws_vpc_security_group_ingress_rule.kubelet[0]");
        let found = referred(&plan, &rule, "security_group_id");
        let group = format!("module.network[\"{colour}\"].aws_security_group.nodes");
        assert_eq!(found.only().map(Address::to_string), Some(group));
    }
    let found = referred(&plan, "module.pool.aws_instance.worker[\"one\"]", "vpc_security_group_ids");
    assert_eq!(
        found.only().map(Address::to_string).as_deref(),
        Some("module.network[\"blue\"].aws_security_group.nodes")
    );
}

#[test]
fn the_resource_that_a_block_is_repeated_for_has_the_same_key() {
    let plan = plan("arm64-images");
    let found = referred(&plan, "aws_autoscaling_group.worker[\"arm\"]", "launch_template.0.id");
    assert_eq!(found.only().map(Address::to_string).as_deref(), Some("aws_launch_template.worker[\"arm\"]"));
}

#[test]
fn an_index_that_is_computed_leaves_it_open_which_one() {
    let plan = plan("cluster-config");
    let address = "aws_vpc_security_group_ingress_rule.this[\"node/self-vxlan\"]";
    let found = referred(&plan, address, "security_group_id");
    assert!(found.sure.is_empty() && !found.open);
    assert!(texts(&found.perhaps).contains(&"aws_security_group.this[\"node\"]".to_owned()));
}

#[test]
fn a_local_value_may_be_anything() {
    let plan = plan("unknown");
    let found = referred(&plan, "aws_vpc_security_group_ingress_rule.this[\"nodes\"]", "security_group_id");
    assert!(found.open && found.only().is_none());
}

#[test]
fn a_block_that_is_written_as_an_attribute_refers_as_a_whole() {
    let plan = plan("inline-rules");
    let found = referred(&plan, "aws_security_group.nodes", "ingress.0.security_groups");
    assert_eq!(found.only().map(Address::to_string).as_deref(), Some("aws_security_group.control_plane"));
}
