//! What faults of the network make of the plan's firewall.

use lab_plan::Plan;
use lab_vpc::Firewall;

use crate::fault::FaultName;
use crate::rules;

/// Room for a page of text, not for a full frame in VXLAN.
const LARGEST_PACKET_BYTES: u16 = 1400;
const LOSS_PERCENT: u8 = 20;

/// The firewall of a lab in which these faults are active, in whatever order they were made. Faults of other kinds
/// change nothing here.
pub fn firewall(plan: &Plan, faults: &[FaultName]) -> Firewall {
    let mut firewall = Firewall::new(plan);
    for fault in faults {
        apply(*fault, &mut firewall);
    }
    firewall
}

fn apply(fault: FaultName, firewall: &mut Firewall) {
    match fault {
        FaultName::SgSelf => rules::remove_self_rules(&mut firewall.security_groups),
        FaultName::SgVxlan => rules::remove_vxlan(&mut firewall.security_groups),
        FaultName::SgNodeport => {
            let Firewall { security_groups, internet_security_groups, .. } = firewall;
            rules::remove_node_ports(security_groups, internet_security_groups);
        }
        FaultName::Mtu => firewall.largest_packet = Some(LARGEST_PACKET_BYTES),
        FaultName::PacketLoss => firewall.loss_percent = Some(LOSS_PERCENT),
        FaultName::ArmOnly
        | FaultName::DnsName
        | FaultName::CorednsDown
        | FaultName::KubeProxyDown
        | FaultName::SrcDstCheck
        | FaultName::NodeDown
        | FaultName::ForeignObject => (),
    }
}

#[cfg(test)]
mod tests;
