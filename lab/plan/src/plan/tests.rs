use proptest::prelude::*;

use super::*;

fn new(options: &Options) -> Result<Plan, PlanError> {
    Plan::new(&ClusterConfig::copy(), options)
}

pub(crate) fn options() -> Options {
    Options::new(LabName::default(), Slot::all().next().unwrap())
}

fn refused(change: impl FnOnce(&mut Options)) -> String {
    let mut options = options();
    change(&mut options);
    new(&options).unwrap_err().to_string()
}

#[test]
fn the_default_plan_reads_so() {
    let plan = new(&options()).unwrap();
    let nodes: Vec<String> = plan
        .nodes
        .iter()
        .map(|node| format!("{} {} {} {:?}", node.interface(), node.address, node.pods, node.security_groups))
        .collect();
    insta::assert_snapshot!(nodes.join("\n"), @r#"
    eni-cp 10.0.1.10 10.244.1.0/24 ["control-plane", "node"]
    eni-w1 10.0.1.11 10.244.2.0/24 ["worker", "node"]
    eni-w2 10.0.1.12 10.244.3.0/24 ["worker", "node"]
    "#);
    insta::assert_json_snapshot!((&plan.subnets, &plan.internet, plan.registry()), @r#"
    [
      [
        {
          "cidr": "10.0.1.0/24",
          "gateway": "10.0.1.1"
        }
      ],
      {
        "host": "198.18.0.1",
        "gateway": "198.18.0.2",
        "registry_gateway": "198.18.0.5",
        "registry": "198.18.0.6"
      },
      "198.18.0.6:5000"
    ]
    "#);
}

#[test]
fn with_two_subnets_two_workers_are_in_different_ones() {
    let plan = new(&Options { subnets: 2, ..options() }).unwrap();
    let addresses: Vec<String> = plan.nodes.iter().map(|node| node.address.to_string()).collect();
    assert_eq!(addresses, ["10.0.1.10", "10.0.2.11", "10.0.1.12"]);
}

#[test]
fn what_no_lab_can_have_is_refused_by_name() {
    insta::assert_snapshot!(
        [
            refused(|options| options.workers = 21),
            refused(|options| options.subnets = 3),
            refused(|options| options.vpc = "10.1.0.0/20".parse().unwrap()),
            refused(|options| options.vpc = "10.1.2.0/16".parse().unwrap()),
            refused(|options| options.vpc = "127.0.0.0/16".parse().unwrap()),
            refused(|options| options.vpc = "10.96.0.0/16".parse().unwrap()),
            refused(|options| options.internet = "10.0.7.0/29".parse().unwrap()),
            refused(|options| options.internet = "198.18.0.0/30".parse().unwrap()),
            refused(|options| options.security_groups = Some(SecurityGroups::default())),
        ]
        .join("\n"),
        @r"
    21 workers are too many: 0 to 20
    3 subnets: 1 to 2
    `10.1.0.0/20` is no VPC: a network of 65,536 addresses, such as 10.0.0.0/16
    `10.1.2.0/16` is no VPC: a network of 65,536 addresses, such as 10.0.0.0/16
    `127.0.0.0/16` is no VPC: a network of 65,536 addresses, such as 10.0.0.0/16
    the VPC `10.96.0.0/16` and the network of Services `10.96.0.0/16` overlap
    the VPC `10.0.0.0/16` and the link to the host `10.0.7.0/29` overlap
    `198.18.0.0/30` is no link to the host: a network of 8 addresses, such as 198.18.0.0/29
    the rule set has no security group `control-plane`, which node `cp` is in
    "
    );
}

#[test]
fn no_two_slots_share_an_address() {
    let slots: Vec<Slot> = Slot::all().collect();
    for (index, one) in slots.iter().enumerate() {
        assert!(new(&Options { vpc: one.vpc, internet: one.internet, ..options() }).is_ok(), "{one:?}");
        for other in &slots[index + 1..] {
            assert!(one.vpc != other.vpc && one.internet != other.internet);
        }
    }
}

#[test]
fn a_lab_is_moved_to_its_own_network_with_its_rules() {
    let mut cluster = ClusterConfig::copy();
    let text = r#"{
        "control-plane": { "ingress": {} }, "worker": { "ingress": {} },
        "node": { "ingress": {
            "inside": { "description": "", "ip_protocol": "-1", "cidr_ipv4": "10.0.2.0/24" },
            "outside": { "description": "", "ip_protocol": "-1", "cidr_ipv4": "192.0.2.0/24" }
        } }
    }"#;
    cluster.security_groups = SecurityGroups::from_json(text).unwrap();
    let plan = Plan::new(&cluster, &Options { vpc: "172.31.0.0/16".parse().unwrap(), ..options() }).unwrap();
    assert_eq!(plan.nodes[2].address.to_string(), "172.31.1.12");
    assert_eq!(plan.nodes[2].pods, cluster.nodes[2].pod_cidr, "pods are not of the VPC");
    let sources: Vec<String> =
        plan.security_groups.0["node"].ingress.values().map(|rule| format!("{:?}", rule.source)).collect();
    assert_eq!(sources, ["Cidr(172.31.2.0/24)", "Cidr(192.0.2.0/24)"]);
}

proptest! {
    #[test]
    fn whatever_the_options_nodes_are_where_they_belong_and_no_address_is_given_twice(
        workers in 0_u8..=20,
        subnets in 1_u8..=2,
        slot in 0_usize..254,
        calico: bool,
    ) {
        let slot = Slot::all().nth(slot).unwrap();
        let cni = if calico { Cni::Calico } else { Cni::Vxlan };
        let options = Options { workers, subnets, vpc: slot.vpc, internet: slot.internet, cni, ..options() };
        let plan = new(&options).unwrap();

        prop_assert_eq!(plan.workers().count(), usize::from(workers));
        prop_assert_eq!(plan.control_plane(), &plan.nodes[0]);
        let mut taken = std::collections::BTreeSet::new();
        for subnet in &plan.subnets {
            prop_assert!(plan.vpc.contains(&subnet.cidr) && subnet.cidr.contains(&subnet.gateway));
            prop_assert!(taken.insert(subnet.gateway));
        }
        for node in &plan.nodes {
            prop_assert!(plan.subnets[node.subnet].cidr.contains(&node.address));
            prop_assert!(taken.insert(node.address), "{} has an address of another", node.name);
            prop_assert!(plan.pods.contains(&node.pods) && taken.insert(node.pods.network()));
            prop_assert!(node.interface().len() <= 15, "IFNAMSIZ");
            prop_assert!(node.security_groups.iter().all(|group| plan.security_groups.0.contains_key(group)));
        }
        let Internet { host, gateway, registry_gateway, registry } = plan.internet;
        for address in [host, gateway, registry_gateway, registry] {
            prop_assert!(options.internet.contains(&address) && !plan.vpc.contains(&address));
            prop_assert!(taken.insert(address));
        }
        let again: Plan = serde_json::from_str(&serde_json::to_string(&plan).unwrap()).unwrap();
        prop_assert_eq!(again, plan);
    }
}
