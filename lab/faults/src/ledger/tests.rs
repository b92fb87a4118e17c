use serde_json::json;

use super::{Ledger, Record};
use crate::{Active, FaultName};

fn active(fault: FaultName, node: Option<&str>) -> Active {
    Active { fault, node: node.map(str::to_owned) }
}

#[test]
fn a_lab_in_which_nothing_was_broken_has_no_file() {
    let directory = tempfile::tempdir().unwrap();
    assert!(Ledger::read(directory.path()).unwrap().records().is_empty());
}

#[test]
fn what_is_added_is_there_for_the_next_reader() {
    let directory = tempfile::tempdir().unwrap();
    let down = active(FaultName::KubeProxyDown, Some("w1"));
    let mut ledger = Ledger::lock(directory.path()).unwrap();
    ledger.add(Record { active: down.clone(), before: Some(json!({ "podAffinity": {} })) }).unwrap();
    ledger.add(Record { active: active(FaultName::Mtu, None), before: None }).unwrap();
    drop(ledger);

    insta::assert_snapshot!(std::fs::read_to_string(directory.path().join("faults.json")).unwrap(), @r#"
    [
      {
        "fault": "kube-proxy-down",
        "node": "w1",
        "before": {
          "podAffinity": {}
        }
      },
      {
        "fault": "mtu"
      }
    ]
    "#);
    let mut ledger = Ledger::lock(directory.path()).unwrap();
    ledger.remove(&down).unwrap();
    assert!(ledger.find(&down).is_none());
    assert_eq!(Ledger::read(directory.path()).unwrap().records().len(), 1);
}

#[test]
fn a_file_of_somebody_else_is_named() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("faults.json"), "sesame").unwrap();
    let error = Ledger::read(directory.path()).unwrap_err();
    assert!(error.to_string().ends_with("faults.json`"), "{error}");
}
