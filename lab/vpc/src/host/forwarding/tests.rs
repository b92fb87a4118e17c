use lab_plan::{Cni, ConntrackTimes, Limits, Options, Slot};

use super::*;

#[test]
fn what_leaves_the_lab_carries_the_hosts_address_and_the_table_remembers() {
    let slot = Slot::all().nth(3).unwrap();
    let plan = Plan::new(&Options {
        name: "two".parse().unwrap(),
        workers: 1,
        subnets: 1,
        vpc: slot.vpc,
        internet: slot.internet,
        cni: Cni::Vxlan,
        security_groups: None,
        limits: Limits { memory_bytes: 1 << 30, cpu_millis: 1000 },
        conntrack: ConntrackTimes::default(),
    })
    .unwrap();
    insta::assert_snapshot!(ruleset(&plan, true), @"");
    assert!(!ruleset(&plan, false).contains(WAS_OFF));
}
