use std::collections::BTreeSet;

use super::*;
use crate::FAMILIES;
use crate::fix::{Piece, pieces};

fn tables(cause: &Cause) -> impl Iterator<Item = &'static (Family, Expected)> {
    [cause.expects].into_iter().chain(cause.consequences.iter().copied()).flatten()
}

#[test]
fn every_pair_of_causes_is_told_apart_by_some_family() {
    let mut same = Vec::new();
    for (at, one) in CAUSES.iter().enumerate() {
        for other in &CAUSES[at + 1..] {
            let tells = |family| one.expected(family).excludes(&other.expected(family), family);
            if !FAMILIES.iter().any(|row| tells(row.family)) {
                same.push(format!("{} {:?} = {} {:?}", one.code, one.id, other.code, other.id));
            }
        }
    }
    assert!(same.is_empty(), "{}", same.join("\n"));
}

#[test]
fn every_cause_has_words_a_cure_and_a_source() {
    let ids: BTreeSet<_> = CAUSES.iter().map(|cause| cause.id).collect();
    assert_eq!(ids.len(), CAUSES.len());
    for cause in &CAUSES {
        let texts = [cause.title, cause.evidence, cause.fix.text, cause.fix.summary];
        assert!(texts.iter().all(|text| text.len() > 5), "{}", cause.code);
        assert!([cause.title, cause.evidence, cause.fix.summary].iter().all(|text| !text.ends_with('.')));
        assert!(!cause.sources.is_empty(), "{}", cause.code);
        assert!(cause.code.len() == 3 && cause.code.starts_with('R'), "{}", cause.code);
    }
}

#[test]
fn causes_stand_in_the_order_of_their_names() {
    assert!(CAUSES.is_sorted_by_key(|cause| cause.id));
    for wanted in &CAUSES {
        assert_eq!(cause(wanted.id).code, wanted.code);
    }
}

#[test]
fn a_cause_expects_only_what_a_family_can_answer() {
    for cause in &CAUSES {
        for (family, expected) in tables(cause) {
            let lists = [expected.shows, expected.may_show, expected.suffers];
            for outcome in lists.into_iter().flatten() {
                let known = family.row().outcomes.contains(outcome);
                assert!(known, "{} wants {outcome:?} of {family}", cause.code);
                assert!(*outcome != Outcome::Ok, "{}", cause.code);
            }
        }
    }
}

#[test]
fn every_cause_can_be_told_by_something_that_it_must_show() {
    for cause in &CAUSES {
        let must = cause.expects.iter().any(|(_, expected)| expected.shows.iter().any(|one| one.is_fault()));
        assert!(must, "{}", cause.code);
        let told = cause.expects.iter().any(|(family, _)| {
            family.row().outcomes.iter().any(|outcome| cause.is_told_by(*family, *outcome))
        });
        assert!(told, "{}", cause.code);
    }
}

#[test]
fn a_family_stands_once_among_what_a_cause_expects() {
    for cause in &CAUSES {
        let families: BTreeSet<_> = cause.expects.iter().map(|(family, _)| family).collect();
        assert_eq!(families.len(), cause.expects.len(), "{}", cause.code);
    }
}

#[test]
fn where_all_is_well_no_cause_fits() {
    for cause in &CAUSES {
        let fits = FAMILIES.iter().all(|row| {
            let well = row.outcomes.iter().find(|outcome| !outcome.is_fault());
            well.is_none_or(|well| cause.expected(row.family).admits_all(&[*well]))
        });
        assert!(!fits, "{}", cause.code);
    }
}

#[test]
fn each_placeholder_is_a_fact_of_a_family_that_the_cause_is_told_by() {
    for cause in &CAUSES {
        let keys: BTreeSet<_> =
            tables(cause).flat_map(|(family, _)| family.row().facts.iter().copied()).collect();
        for piece in pieces(cause.fix.text).into_iter().chain(pieces(cause.fix.summary)) {
            if let Piece::Fact(key, _) = piece {
                assert!(keys.contains(key), "{} has `{{{key}}}`, which is no fact of {keys:?}", cause.code);
            }
        }
    }
}

#[test]
fn the_table_reads_well() {
    let rows: Vec<String> = CAUSES
        .iter()
        .map(|cause| {
            let beside = if cause.beside { ", beside the way" } else { "" };
            format!(
                "{} hop {}{beside}: {}\n    {}",
                cause.code,
                cause.hop.number(),
                cause.title,
                cause.evidence
            )
        })
        .collect();
    insta::assert_snapshot!(rows.join("\n"));
}
