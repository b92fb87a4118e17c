use super::*;
use crate::plan::tests::options;

fn plan() -> Plan {
    Plan::new(&crate::ClusterConfig::copy(), &options()).unwrap()
}

#[test]
fn every_machine_knows_every_other_by_name() {
    insta::assert_snapshot!(hosts(&plan()), @r"
    127.0.0.1 localhost
    10.0.1.10 api.lab.internal
    10.0.1.10 cp cp.lab.internal
    10.0.1.11 w1 w1.lab.internal
    10.0.1.12 w2 w2.lab.internal
    198.18.0.6 registry
    ");
}

#[test]
fn name_servers_on_the_host_itself_are_left_out() {
    let servers = ["127.0.0.53", "::1", "192.0.2.1", "2001:db8::1", "192.0.2.2", "192.0.2.3", "192.0.2.4"];
    let servers = servers.map(|text| text.parse().unwrap());
    insta::assert_snapshot!(resolv_conf(&plan(), &servers), @r"
    nameserver 192.0.2.1
    nameserver 192.0.2.2
    nameserver 192.0.2.3
    ");
}

#[test]
fn without_a_name_server_questions_go_where_nobody_answers() {
    assert_eq!(resolv_conf(&plan(), &[]), "nameserver 198.18.0.1\n");
}

#[test]
fn pods_of_a_node_have_the_addresses_that_the_plan_gives_it() {
    let plan = plan();
    insta::assert_snapshot!(cni_conflist(plan.node("w2").unwrap()), @r#"
    {
      "cniVersion": "1.0.0",
      "name": "lab",
      "plugins": [
        {
          "type": "bridge",
          "bridge": "cni0",
          "mtu": 1450,
          "isGateway": true,
          "hairpinMode": true,
          "ipam": {
            "type": "host-local",
            "dataDir": "/run/cni/networks",
            "ranges": [
              [
                {
                  "subnet": "10.244.3.0/24"
                }
              ]
            ],
            "routes": [
              {
                "dst": "0.0.0.0/0"
              }
            ]
          }
        },
        {
          "type": "portmap",
          "capabilities": {
            "portMappings": true
          },
          "backend": "nftables"
        }
      ]
    }
    "#);
}
