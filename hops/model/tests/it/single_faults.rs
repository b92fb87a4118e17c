use hops_model::{CauseId, Family, Outcome, Unseen, Verdict, diagnose};

use crate::world::{Fault, World};

/// Clusters of two to four nodes, with `CoreDNS` here and there, asked one way or the other.
pub(crate) fn clusters() -> Vec<World> {
    let mut clusters = Vec::new();
    for nodes in 2..=4 {
        let ones = (0..nodes).map(|node| vec![node]);
        let twos = (0..nodes).flat_map(|one| (0..one).map(move |other| vec![other, one]));
        for dns in ones.chain(twos) {
            for flipped in [false, true] {
                clusters.push(World { flipped, ..World::new(nodes, &dns, &[]) });
            }
        }
    }
    clusters
}

fn broken(world: &World, fault: Fault) -> World {
    World { faults: [fault].into(), ..world.clone() }
}

#[test]
fn where_all_is_well_nothing_is_named() {
    for world in clusters() {
        for agents in [true, false] {
            let diagnosis = diagnose(&World { agents, ..world.clone() }.observe(), &[]);
            assert_eq!(diagnosis.verdict, Verdict::Healthy, "{world:?}");
            assert!(diagnosis.findings.is_empty() && diagnosis.beside.is_empty());
        }
    }
}

#[test]
fn every_fault_of_the_lab_is_named_wherever_coredns_is() {
    let mut wrong = Vec::new();
    for world in clusters() {
        for worker in 1..world.nodes {
            for fault in Fault::all(worker).into_iter().filter(|fault| worker == 1 || fault.befalls_a_node())
            {
                let world = broken(&world, fault);
                let diagnosis = diagnose(&world.observe(), &[]);
                let named: Vec<_> = diagnosis.findings.iter().map(|finding| finding.cause).collect();
                if named != [fault.cause()] {
                    let candidates: Vec<_> = diagnosis.candidates.iter().map(|one| one.cause).collect();
                    wrong.push(format!("{:?}: {named:?} {candidates:?} in {world:?}", diagnosis.verdict));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn kube_proxy_may_be_down_on_the_control_plane_too() {
    for world in clusters() {
        let world = broken(&world, Fault::KubeProxyDown(0));
        let diagnosis = diagnose(&world.observe(), &[]);
        assert_eq!(diagnosis.findings[0].cause, CauseId::KubeProxyDown, "{world:?}");
        assert!(diagnosis.findings[0].fix.summary.contains("control-plane-1"));
    }
}

#[test]
fn without_agents_a_fault_is_named_rightly_or_not_at_all() {
    for world in clusters() {
        for fault in Fault::all(1) {
            let world = World { agents: false, ..broken(&world, fault) };
            let diagnosis = diagnose(&world.observe(), &[]);
            let named: Vec<_> = diagnosis.findings.iter().map(|finding| finding.cause).collect();
            assert!(named.is_empty() || named == [fault.cause()], "{named:?} in {world:?}");
            if named.is_empty() && diagnosis.verdict == Verdict::Ambiguous {
                let causes: Vec<_> = diagnosis.candidates.iter().map(|one| one.cause).collect();
                assert!(causes.contains(&fault.cause()), "{causes:?} in {world:?}");
            }
        }
    }
}

#[test]
fn nodes_that_do_not_reach_each_other_cannot_be_told_apart_from_outside() {
    let world = World { agents: false, ..World::new(3, &[2], &[Fault::SgSelf]) };
    let diagnosis = diagnose(&world.observe(), &[]);
    assert_eq!(diagnosis.verdict, Verdict::Ambiguous);
    let causes: Vec<_> = diagnosis.candidates.iter().map(|finding| finding.cause).collect();
    for cause in [
        CauseId::NoSelfRule,
        CauseId::NoIpInIpRule,
        CauseId::NoVxlanRule,
        CauseId::SourceDestCheck,
        CauseId::ForwardingOff,
        CauseId::HostFirewall,
    ] {
        assert!(causes.contains(&cause), "{cause:?} of {causes:?}");
    }
    assert!(diagnosis.next.is_some());
    let unseen = Unseen {
        families: vec![Family::PodCrossNode, Family::NodeTcp, Family::HostRoutes],
        reason: "there is no agent".to_owned(),
        way_out: Some("ninehops trace --install-agent".to_owned()),
    };
    let next = diagnose(&world.observe(), std::slice::from_ref(&unseen)).next.unwrap();
    assert!(unseen.families.contains(&next.family), "{next:?}");
}

#[test]
fn a_node_without_power_is_no_security_group() {
    // Until it is NotReady, nobody says so.
    for world in clusters().into_iter().filter(|world| world.nodes > 2) {
        let mut seen = broken(&world, Fault::NodeDown(1)).observe();
        let late = [Family::Nodes, Family::PodState, Family::Endpoints, Family::SystemPods];
        let is_late = |family| late.contains(&family);
        for observation in &mut seen {
            match observation.outcome {
                _ if is_late(observation.family) => observation.outcome = Outcome::Ok,
                // Its pods are still sent to.
                Outcome::Refused => observation.outcome = Outcome::Timeout,
                _ => {}
            }
        }
        let diagnosis = diagnose(&seen, &[]);
        assert_ne!(diagnosis.verdict, Verdict::Named, "{:?}", diagnosis.findings);
        assert_ne!(diagnosis.verdict, Verdict::Healthy);
        let likeliest = diagnosis.candidates.first().map(|one| one.cause);
        assert_eq!(likeliest, Some(CauseId::NodeDown), "{:?} in {world:?}", diagnosis.verdict);
    }
}

#[test]
fn an_open_connection_on_which_nothing_comes_is_no_health() {
    for world in clusters() {
        for (fault, agents) in [(None, false), (Some(Fault::Mtu), false), (Some(Fault::Mtu), true)] {
            let world = World { faults: fault.into_iter().collect(), agents, ..world.clone() };
            let mut seen = world.observe();
            let ports = seen.iter_mut().filter(|observation| observation.family == Family::NodePort);
            ports.last().unwrap().outcome = Outcome::Silent;
            let diagnosis = diagnose(&seen, &[]);
            if agents {
                assert_eq!(diagnosis.findings[0].cause, CauseId::MtuMismatch, "{world:?}");
                continue;
            }
            let causes: Vec<_> = diagnosis.candidates.iter().map(|finding| finding.cause).collect();
            assert_eq!(causes, [CauseId::MtuMismatch, CauseId::PacketLoss], "{world:?}");
            assert!(diagnosis.next.is_some());
        }
    }
}

#[test]
fn a_node_that_is_silent_at_other_ports_may_have_a_way_to_it() {
    let silent = |world: &World| {
        let mut seen = world.observe();
        for observation in seen.iter_mut().filter(|observation| observation.family == Family::NodeReach) {
            observation.outcome = Outcome::Timeout;
        }
        diagnose(&seen, &[])
    };
    assert_eq!(silent(&World::new(3, &[1], &[])).verdict, Verdict::Healthy);
    let diagnosis = silent(&World::new(3, &[1], &[Fault::SgNodeport]));
    let causes: Vec<_> = diagnosis.candidates.iter().map(|finding| finding.cause).collect();
    assert_eq!(causes, [CauseId::NoNodePortRule, CauseId::NoRoute]);
}
