use super::*;

fn row(group: Group, case: &str, wrong: Option<&str>) -> Row {
    Row {
        group,
        case: case.to_owned(),
        nodes: 3,
        agent: group != Group::Blind,
        expected: "no-self-rule".to_owned(),
        got: if wrong.is_some() { "dns-down".to_owned() } else { "no-self-rule".to_owned() },
        seconds: Some(6.25),
        after_the_fix: (group == Group::Four).then(|| "healthy".to_owned()),
        wrong: wrong.map(str::to_owned),
    }
}

fn report(rows: Vec<Row>) -> Report {
    Report {
        date: "2026-05-21".to_owned(),
        ninehops: "0.1.0".to_owned(),
        kubernetes: "v1.36.3".to_owned(),
        command: "ninehops lab exam".to_owned(),
        ended_early: None,
        rows,
    }
}

#[test]
fn one_wrong_of_twenty_meets_95_percent_and_one_of_nineteen_does_not() {
    let rows = |right: usize| {
        let right = std::iter::repeat_n(row(Group::Fault, "a", None), right);
        report(right.chain([row(Group::Fault, "b", Some("it is wrong"))]).collect())
    };
    assert!(rows(19).is_passed());
    assert!(!rows(18).is_passed());
}

#[test]
fn a_trace_that_takes_too_long_is_a_missed_bar() {
    let slow = Row { seconds: Some(15.1), ..row(Group::Four, "a", None) };
    assert!(!report(vec![slow]).is_passed());
    let blind = Row { seconds: Some(5.1), ..row(Group::Blind, "a", None) };
    assert!(!report(vec![blind]).is_passed());
}

#[test]
fn the_report_reads_well() {
    let rows = vec![
        row(Group::Four, "sg-self-remote", None),
        row(Group::Healthy, "a-rollout", Some("nothing is broken")),
    ];
    let report = report(rows);
    insta::assert_snapshot!(report, @r"
    right  sg-self-remote  no-self-rule    6.2 s
    WRONG  a-rollout       dns-down        6.2 s
           expected no-self-rule: nothing is broken

    the four failures                  1 of 1   100 %, bar 100 %: met
    healthy                            0 of 1     0 %, bar 100 %: missed
    slowest trace with the agent          6.2 s, bar 15 s: met
    ");
    let page = Markdown(&report).to_string();
    let tables = page.split_once("Printed on").unwrap().1;
    insta::assert_snapshot!(tables, @r"
     2026-05-21 by `ninehops lab exam`: ninehops 0.1.0, Kubernetes v1.36.3.

    | what | result | bar | |
    |---|---|---|---|
    | the four failures | 1 of 1, 100 % | 100 % | met |
    | healthy | 0 of 1, 0 % | 100 % | missed |
    | slowest trace with the agent | 6.2 s | 15 s | met |

    ## The four failures

    | case | nodes | agent | expected | got | s | after the fix | |
    |---|---|---|---|---|---|---|---|
    | sg-self-remote | 3 | yes | no-self-rule | no-self-rule | 6.2 | healthy | right |

    ## Healthy

    | case | nodes | agent | expected | got | s | after the fix | |
    |---|---|---|---|---|---|---|---|
    | a-rollout | 3 | yes | no-self-rule | dns-down | 6.2 |  | **wrong**: nothing is broken |
    ");
}
