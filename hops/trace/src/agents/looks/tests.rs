use hops_agent::Answer;
use hops_kube::{KubeError, Problem};
use hops_model::Outcome;

use super::*;
use crate::confirm::has_faults;

const START: Timestamp = Timestamp::constant(1_000, 0);

fn agent(node: &str) -> AgentPod {
    AgentPod { node: node.to_owned(), name: format!("ninehops-agent-{node}"), is_host: false }
}

/// An epoch that began so many seconds after the trace.
fn record(node: &str, after: i64, answers: &[(&str, Outcome)]) -> Record {
    let answer = |(to, outcome): &(&str, Outcome)| {
        let seen =
            Observation::new(Family::PodCrossNode, format!("{node} -> {to}"), *outcome, format!("to {to}"));
        Answer::about(seen, to.parse().unwrap())
    };
    Record {
        revision: "r".to_owned(),
        epoch: 1,
        node: node.to_owned(),
        mode: Mode::Pod,
        began: Timestamp::from_second(1_000 + after).unwrap(),
        took_ms: 10,
        observations: answers.iter().map(answer).collect(),
        problems: Vec::new(),
        left_out: 0,
    }
}

fn looks(nodes: &[&str]) -> Looks {
    Looks::new(nodes.iter().map(|node| agent(node)), START)
}

fn hear(looks: &mut Looks, record: Record) {
    looks.take(Reading { pod: agent(&record.node), records: Ok(vec![record]), is_silent: false });
}

fn present() -> BTreeSet<IpAddr> {
    ["10.0.0.1", "10.0.0.2"].map(|address| address.parse().unwrap()).into()
}

#[test]
fn an_epoch_from_before_the_trace_is_no_news() {
    let mut looks = looks(&["w1"]);
    hear(&mut looks, record("w1", -1, &[("10.0.0.2", Outcome::Timeout)]));
    assert!(!looks.all_spoke());
    assert_eq!(looks.wanting().len(), 1);
}

#[test]
fn where_all_is_well_one_epoch_is_enough() {
    let mut looks = looks(&["w1", "w2"]);
    hear(&mut looks, record("w1", 1, &[("10.0.0.2", Outcome::Ok)]));
    assert_eq!(looks.wanting(), [agent("w2")]);
    hear(&mut looks, record("w2", 1, &[("10.0.0.1", Outcome::Ok)]));
    assert_eq!(looks.wanting(), []);
    assert_eq!(looks.verdicts(&present()).observations.len(), 2);
}

#[test]
fn a_fault_anywhere_makes_everybody_speak_twice() {
    let mut looks = looks(&["w1", "w2"]);
    hear(&mut looks, record("w1", 1, &[("10.0.0.2", Outcome::Timeout)]));
    hear(&mut looks, record("w2", 1, &[("10.0.0.1", Outcome::Ok)]));
    assert_eq!(looks.wanting(), [agent("w1"), agent("w2")]);
    hear(&mut looks, record("w1", 5, &[("10.0.0.2", Outcome::Timeout)]));
    hear(&mut looks, record("w2", 5, &[("10.0.0.1", Outcome::Ok)]));
    assert_eq!(looks.wanting(), []);
    assert!(has_faults(&looks.verdicts(&present()).observations));
}

#[test]
fn a_fault_of_one_epoch_is_none() {
    let mut looks = looks(&["w1"]);
    hear(&mut looks, record("w1", 1, &[("10.0.0.2", Outcome::Timeout)]));
    hear(&mut looks, record("w1", 5, &[("10.0.0.2", Outcome::Ok)]));
    assert!(!has_faults(&looks.verdicts(&present()).observations));
}

#[test]
fn a_fault_that_was_seen_only_once_is_told_as_not_looked_at() {
    let mut looks = looks(&["w1"]);
    hear(&mut looks, record("w1", 1, &[("10.0.0.2", Outcome::Timeout)]));
    let verdicts = looks.verdicts(&present());
    assert_eq!(verdicts.observations, []);
    assert_eq!(verdicts.unseen[0].families, [Family::PodCrossNode]);
    assert!(verdicts.unseen[0].reason.ends_with("to 10.0.0.2"), "{:?}", verdicts.unseen);
}

#[test]
fn an_answer_about_somebody_who_is_gone_does_not_count() {
    let mut looks = looks(&["w1"]);
    for after in [1, 5] {
        hear(&mut looks, record("w1", after, &[("10.0.0.9", Outcome::Timeout), ("10.0.0.2", Outcome::Ok)]));
    }
    let verdicts = looks.verdicts(&present());
    assert_eq!(verdicts.observations.len(), 1);
    assert!(verdicts.unseen[0].reason.starts_with("1 answers of the agents"), "{:?}", verdicts.unseen);
}

#[test]
fn an_agent_of_which_nothing_is_heard_is_named_with_the_reason() {
    let mut looks = looks(&["w1", "w2"]);
    hear(&mut looks, record("w1", 1, &[]));
    let error = KubeError::Call { what: "its log".to_owned(), problem: Problem::Refused };
    looks.take(Reading { pod: agent("w2"), records: Err(error), is_silent: false });
    let verdicts = looks.verdicts(&present());
    assert_eq!(verdicts.unseen.len(), 1);
    assert_eq!(verdicts.unseen[0].reason, "the agent on w2 is silent: its log: connection refused");
    assert!(looks.speakers_are_done() && !looks.all_spoke());
}

#[test]
fn a_line_that_is_read_twice_is_one_epoch() {
    let mut looks = looks(&["w1"]);
    for _ in 0..2 {
        hear(&mut looks, record("w1", 1, &[("10.0.0.2", Outcome::Timeout)]));
    }
    assert_eq!(looks.wanting(), [agent("w1")]);
}

#[test]
fn what_an_agent_complains_of_is_passed_on() {
    let mut looks = looks(&["w1"]);
    let complaint = Record { problems: vec!["it was given no targets".to_owned()], ..record("w1", 1, &[]) };
    hear(&mut looks, complaint);
    assert_eq!(
        looks.verdicts(&present()).unseen[0].reason,
        "the agent on w1 is silent: it was given no targets"
    );
}

/// A reading of which nothing came in time, or only a few bytes.
fn late(pod: AgentPod, is_silent: bool) -> Reading {
    let problem = Problem::TimedOut(std::time::Duration::from_secs(1));
    Reading { pod, records: Err(KubeError::Call { what: "its log".to_owned(), problem }), is_silent }
}

#[test]
fn a_kubelet_that_lets_every_reading_time_out_does_not_answer_the_api_server() {
    let mut looks = looks(&["cp", "w1"]);
    hear(&mut looks, record("cp", 1, &[]));
    looks.take(late(agent("w1"), true));
    assert_eq!(looks.verdicts(&present()).observations, [], "one silence is a busy node");
    looks.take(late(agent("w1"), true));
    let verdicts = looks.verdicts(&present());
    let [seen] = verdicts.observations.as_slice() else { panic!("{:?}", verdicts.observations) };
    assert_eq!((seen.family, seen.outcome), (Family::NodeTcp, Outcome::Timeout));
    assert_eq!(seen.subject, "API server -> w1");
}

#[test]
fn where_a_few_bytes_come_the_kubelet_answers() {
    let mut looks = looks(&["cp", "w1"]);
    hear(&mut looks, record("cp", 1, &[]));
    for is_silent in [false, true, true] {
        looks.take(late(agent("w1"), is_silent));
    }
    assert_eq!(looks.verdicts(&present()).observations, []);
}

#[test]
fn where_nobody_is_heard_it_may_be_the_api_server_that_hangs() {
    let mut looks = looks(&["w1", "w2"]);
    for node in ["w1", "w2", "w1", "w2"] {
        looks.take(late(agent(node), true));
    }
    assert_eq!(looks.verdicts(&present()).observations, []);
}

#[test]
fn a_kubelet_that_one_agent_is_heard_through_answers() {
    let host = AgentPod { is_host: true, ..agent("w1") };
    let mut looks = Looks::new([agent("w1"), host.clone()], START);
    hear(&mut looks, record("w1", 1, &[]));
    for _ in 0..2 {
        looks.take(late(host.clone(), true));
    }
    assert_eq!(looks.verdicts(&present()).observations, []);
}
