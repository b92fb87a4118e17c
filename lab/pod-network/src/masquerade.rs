//! What pods send out of the cluster carries their node's address.

use lab_namespace::Namespaces;
use lab_nft::Place;
use lab_plan::Plan;

use crate::PodNetworkError;

/// Input of `nft -f` in a node.
pub fn ruleset(plan: &Plan) -> String {
    let pods = plan.pods;
    format!(
        "table ip pod-network\n\
         delete table ip pod-network\n\
         table ip pod-network {{\n  \
         chain postrouting {{\n    \
         type nat hook postrouting priority srcnat;\n    \
         ip saddr {pods} ip daddr != {pods} oifname \"eth0\" masquerade\n  \
         }}\n\
         }}\n"
    )
}

pub(crate) async fn apply(plan: &Plan, machine: Namespaces) -> Result<(), PodNetworkError> {
    Ok(lab_nft::apply(Place::Machine(machine), ruleset(plan)).await?)
}

#[cfg(test)]
mod tests {
    use lab_plan::{ClusterConfig, LabName, Options, Slot};

    use super::*;

    #[test]
    fn pods_among_themselves_keep_their_addresses() {
        let slot = Slot::all().next().unwrap();
        let options = Options::new(LabName::default(), slot);
        insta::assert_snapshot!(ruleset(&Plan::new(&ClusterConfig::copy(), &options).unwrap()), @r#"
        table ip pod-network
        delete table ip pod-network
        table ip pod-network {
          chain postrouting {
            type nat hook postrouting priority srcnat;
            ip saddr 10.244.0.0/16 ip daddr != 10.244.0.0/16 oifname "eth0" masquerade
          }
        }
        "#);
    }
}
