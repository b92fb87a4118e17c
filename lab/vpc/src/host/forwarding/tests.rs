use lab_plan::{ClusterConfig, Options, Slot};

use super::*;

#[test]
fn what_leaves_the_lab_carries_the_hosts_address_and_the_table_remembers() {
    let slot = Slot::all().nth(3).unwrap();
    let plan = Plan::new(&ClusterConfig::copy(), &Options::new("two".parse().unwrap(), slot)).unwrap();
    insta::assert_snapshot!(ruleset(&plan, true), @r#"
    table ip ninehops-two
    delete table ip ninehops-two
    table ip ninehops-two {
      chain memory { comment "ip_forward was off"; }
      chain postrouting {
        type nat hook postrouting priority srcnat;
        ip saddr { 10.3.0.0/16, 198.18.3.6 } oifname != "nh-two" masquerade
      }
    }
    "#);
    assert!(!ruleset(&plan, false).contains(WAS_OFF));
}
