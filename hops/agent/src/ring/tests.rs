use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn names(nodes: usize) -> Vec<String> {
    (0..nodes).map(|number| format!("ip-10-0-{}-{number}", number % 7)).collect()
}

/// Nodes dealt out to so many subnets.
fn ring(names: &[String], subnets: usize) -> Ring<'_> {
    const SUBNETS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
    Ring::new(names.iter().enumerate().map(|(number, name)| (name.as_str(), SUBNETS[number % subnets])))
}

#[test]
fn each_node_of_a_subnet_asks_and_is_asked_by_as_many_as_any_other() {
    for nodes in (0..=200).filter(|nodes| *nodes != 2) {
        let names = names(nodes);
        let ring = ring(&names, 1);
        for position in 0..nodes {
            let into = ring.edges().iter().filter(|edge| edge.1 == position).count();
            let out = ring.edges().iter().filter(|edge| edge.0 == position).count();
            assert_eq!((into, out), (degree(nodes), degree(nodes)), "{nodes}");
        }
    }
}

#[test]
fn two_nodes_ask_in_one_direction() {
    let names = names(2);
    assert_eq!(ring(&names, 1).edges(), [(0, 1)]);
    assert_eq!(ring(&names, 2).edges(), [(0, 1)]);
    assert_eq!(ring(&names[..1], 1).edges(), []);
}

#[test]
fn three_nodes_ask_in_a_circle() {
    let ring = Ring::new([("cp", ""), ("w1", ""), ("w2", "")]);
    for name in ["cp", "w1", "w2"] {
        assert_eq!(ring.asked_by(name).count(), 1);
    }
    assert_eq!(ring.asked_by("w9").count(), 0);
}

#[test]
fn questions_grow_with_the_nodes_and_not_with_their_square() {
    for nodes in 11..=200 {
        let names = names(nodes);
        assert_eq!(ring(&names, 1).edges().len(), 5 * nodes);
        assert!(ring(&names, 8).edges().len() <= 8 * nodes);
    }
}

proptest! {
    #[test]
    fn no_pair_is_asked_both_ways(nodes in 0_usize..=200, subnets in 1_usize..=8) {
        let names = names(nodes);
        let ring = ring(&names, subnets);
        let edges: BTreeSet<Edge> = ring.edges().iter().copied().collect();
        prop_assert_eq!(edges.len(), ring.edges().len());
        for (from, to) in &edges {
            prop_assert!(from != to && !edges.contains(&(*to, *from)));
        }
    }

    #[test]
    fn each_subnet_asks_each_other(subnets in 1_usize..=4, each in 3_usize..20) {
        let names = names(subnets * each);
        let ring = ring(&names, subnets);
        let classes: BTreeSet<(&str, &str)> =
            ring.edges().iter().map(|edge| (ring.order[edge.0].1, ring.order[edge.1].1)).collect();
        prop_assert_eq!(classes.len(), subnets * subnets);
    }

    #[test]
    fn the_order_of_the_file_does_not_matter(mut nodes in proptest::collection::vec("[a-z]{1,8}", 0..40)) {
        let first: Vec<String> = nodes.clone();
        nodes.reverse();
        let one = Ring::new(first.iter().map(|name| (name.as_str(), "")));
        let other = Ring::new(nodes.iter().map(|name| (name.as_str(), "")));
        prop_assert_eq!(one, other);
    }
}
