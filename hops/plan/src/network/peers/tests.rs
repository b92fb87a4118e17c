use hops_model::rules::{Caller, Flow, Parties, Party, Ports, Protocol, Truth, reachability};
use proptest::prelude::*;

use super::super::flows::seen_by;
use super::*;
use crate::{Membership, Role};

const GROUPS: [&str; 4] = ["a", "b", "c", "d"];
const NETWORKS: [&str; 3] = ["10.0.0.0/24", "10.0.1.0/24", "10.0.0.0/16"];

fn groups() -> impl Strategy<Value = BTreeSet<String>> {
    prop::sample::subsequence(GROUPS.to_vec(), 0..=GROUPS.len())
        .prop_map(|groups| groups.into_iter().map(str::to_owned).collect())
}

fn network() -> impl Strategy<Value = IpNet> {
    prop::sample::select(&NETWORKS[..]).prop_map(|network| network.parse().unwrap())
}

prop_compose! {
    fn profile()(
        sure in groups(),
        perhaps in groups(),
        open in any::<bool>(),
        networks in prop::collection::btree_set(network(), 0..3),
    ) -> Profile {
        Profile { role: Role::Worker, groups: Membership { sure, perhaps, open }, networks }
    }
}

fn rule() -> impl Strategy<Value = Rule> {
    let source = prop_oneof![
        Just(Source::Itself),
        Just(Source::Unknown),
        prop::sample::select(&GROUPS[..]).prop_map(|group| Source::Group(group.to_owned())),
        network().prop_map(Source::Network),
    ];
    let protocol = prop::sample::select(vec![Protocol::All, Protocol::Tcp, Protocol::Udp]);
    (protocol, source).prop_map(|(protocol, source)| Rule { protocol, ports: Ports::All, source })
}

/// What the rules say of one peer alone.
fn said(rules: &[Rule], peer: &Peer) -> Truth {
    let groups = &peer.profile.groups;
    let party =
        Party { groups: groups.sure.iter().cloned().collect(), networks: peer.network.into_iter().collect() };
    let rules: Vec<_> = rules.iter().map(|rule| seen_by(rule, groups, &party)).collect();
    let flow = Flow { protocol: Protocol::Tcp, port: Some(10250), from: Caller::Nodes };
    reachability(&rules, &flow, &Parties { nodes: party.clone(), control_plane: party, visitors: None })
}

proptest! {
    #[test]
    fn every_peer_is_in_one_class_and_rules_say_the_same_of_all_in_it(
        profiles in prop::collection::vec(profile(), 0..12),
        rules in prop::collection::vec(rule(), 0..6),
    ) {
        let peers = Peers::of(&profiles);
        let alike = peers.alike(&rules);
        let mut all: Vec<_> = alike.iter().flatten().copied().collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..peers.len()).collect::<Vec<_>>());
        for class in alike {
            let first = said(&rules, peers.get(class[0]));
            prop_assert!(class.iter().all(|peer| said(&rules, peers.get(*peer)) == first));
        }
    }
}

#[test]
fn who_is_in_no_group_that_the_rules_name_differs_by_the_network_alone() {
    let profile = |number: usize| Profile {
        role: Role::Worker,
        groups: Membership { sure: [format!("group-{number}")].into(), ..Membership::default() },
        networks: NETWORKS[..2].iter().map(|network| network.parse().unwrap()).collect(),
    };
    let profiles: Vec<_> = (0..500).map(profile).collect();
    let rule =
        Rule { protocol: Protocol::All, ports: Ports::All, source: Source::Group("group-7".to_owned()) };
    // Two networks, and the one group in each of them.
    assert_eq!(Peers::of(&profiles).alike(&[rule]).len(), 4);
}
