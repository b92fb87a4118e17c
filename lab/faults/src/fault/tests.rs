use std::collections::BTreeSet;

use super::{FAULTS, FaultName};

#[test]
fn every_fault_has_one_row_and_one_spelling() {
    let names: BTreeSet<_> = FAULTS.iter().map(|fault| fault.name).collect();
    assert_eq!(names.len(), FAULTS.len());
    for fault in &FAULTS {
        let name = fault.name;
        assert_eq!(name.to_string().parse::<FaultName>().unwrap(), name);
        assert_eq!(serde_json::to_value(name).unwrap(), name.as_str());
    }
}

#[test]
fn a_name_of_no_fault_is_said_back() {
    assert_eq!("sg-slef".parse::<FaultName>().unwrap_err().to_string(), "there is no fault `sg-slef`");
}

#[test]
fn hops_are_those_of_a_request() {
    for fault in &FAULTS {
        assert!(fault.hops.is_sorted(), "{}", fault.name);
        assert!(fault.hops.iter().all(|hop| (1..=9).contains(hop)), "{}", fault.name);
    }
}

#[test]
fn the_table_reads_well() {
    let rows: Vec<String> = FAULTS
        .iter()
        .map(|fault| {
            let hops: Vec<_> = fault.hops.iter().map(u8::to_string).collect();
            format!("{} [hops {}] {}\n  sees: {}", fault.name, hops.join(" "), fault.does, fault.visitor_sees)
        })
        .collect();
    insta::assert_snapshot!(rows.join("\n"));
}
