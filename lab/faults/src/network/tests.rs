use lab_plan::{ClusterConfig, LabName, Options, Plan, Slot};
use lab_vpc::Firewall;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::firewall;
use crate::fault::{FAULTS, FaultName};

fn plan() -> Plan {
    Plan::new(&ClusterConfig::copy(), &Options::new(LabName::default(), Slot::all().next().unwrap())).unwrap()
}

/// Whether a fault is made of the firewall alone.
fn concerns(fault: FaultName) -> bool {
    use FaultName::{Mtu, PacketLoss, SgNodeport, SgSelf, SgVxlan};
    matches!(fault, SgSelf | SgVxlan | SgNodeport | Mtu | PacketLoss)
}

fn network_faults() -> Vec<FaultName> {
    FAULTS.iter().map(|fault| fault.name).filter(|fault| concerns(*fault)).collect()
}

#[test]
fn each_fault_of_the_network_changes_the_firewall_and_no_other_does() {
    let whole = Firewall::new(&plan());
    assert_eq!(firewall(&plan(), &[]), whole);
    for fault in &FAULTS {
        let changed = firewall(&plan(), &[fault.name]) != whole;
        assert_eq!(changed, concerns(fault.name), "{}", fault.name);
    }
}

/// Faults in the order in which they are made, and in that in which they are mended.
fn made_and_mended() -> impl Strategy<Value = (Vec<FaultName>, Vec<FaultName>)> {
    let all = network_faults();
    let some = subsequence(all.clone(), 0..=all.len());
    some.prop_flat_map(|faults| (Just(faults.clone()).prop_shuffle(), Just(faults).prop_shuffle()))
}

proptest! {
    #[test]
    fn what_is_broken_is_the_same_in_whatever_order_it_was_broken((one, other) in made_and_mended()) {
        prop_assert_eq!(firewall(&plan(), &one), firewall(&plan(), &other));
    }

    #[test]
    fn mending_one_fault_leaves_the_others_as_if_it_had_never_been(
        (made, _) in made_and_mended(),
        extra in select(network_faults()),
        place: prop::sample::Index,
    ) {
        let without: Vec<_> = made.into_iter().filter(|fault| *fault != extra).collect();
        let mut with = without.clone();
        with.insert(place.index(without.len() + 1), extra);
        let broken = firewall(&plan(), &with);
        with.retain(|fault| *fault != extra);
        prop_assert_ne!(&broken.ruleset(), &Firewall::new(&plan()).ruleset());
        prop_assert_eq!(firewall(&plan(), &with), firewall(&plan(), &without));
    }

    #[test]
    fn when_all_is_mended_the_firewall_is_that_of_the_plan((mut made, mended) in made_and_mended()) {
        for fault in mended {
            made.retain(|active| *active != fault);
        }
        prop_assert_eq!(firewall(&plan(), &made), Firewall::new(&plan()));
    }
}
