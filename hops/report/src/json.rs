//! For programs.

use serde::Serialize;

/// A document in JSON, indented, with a line break at its end.
///
/// # Panics
/// Never for the documents of this crate: every key in them is a text.
pub fn to_json(document: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(document).expect("every key of a document is a text");
    text.push('\n');
    text
}

/// The same on one line, for streams of documents.
///
/// # Panics
/// Never, as [`to_json`].
pub fn to_json_line(document: &impl Serialize) -> String {
    let mut text = serde_json::to_string(document).expect("every key of a document is a text");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use hops_model::FAMILIES;
    use serde_json::Value;

    use super::*;
    use crate::{TraceReport, samples};

    const SCHEMA: &str = include_str!("../schema/trace-1.json");

    fn schema() -> Value {
        serde_json::from_str(SCHEMA).unwrap()
    }

    #[test]
    fn every_report_is_what_the_published_schema_says() {
        let validator = jsonschema::draft202012::new(&schema()).unwrap();
        for report in samples::all() {
            let document: Value = serde_json::from_str(&to_json(&report)).unwrap();
            let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{errors:?}");
        }
    }

    #[test]
    fn the_schema_refuses_what_is_no_report() {
        let validator = jsonschema::draft202012::new(&schema()).unwrap();
        let mut document = serde_json::to_value(samples::healthy()).unwrap();
        document["hops"].as_array_mut().unwrap().pop();
        assert!(!validator.is_valid(&document));
    }

    #[test]
    fn the_schema_knows_every_question() {
        let known = &schema()["$defs"]["family"]["enum"];
        let names: Vec<_> = FAMILIES.iter().map(|row| row.name).collect();
        assert_eq!(*known, serde_json::to_value(names).unwrap());
    }

    #[test]
    fn a_report_comes_back_from_json_as_it_went() {
        for report in samples::all() {
            let back: TraceReport = serde_json::from_str(&to_json(&report)).unwrap();
            assert_eq!(back, report);
        }
    }

    #[test]
    fn a_report_of_before_there_was_a_why_is_read() {
        let mut document = serde_json::to_value(samples::no_self_rule()).unwrap();
        document["diagnosis"]["findings"][0].as_object_mut().unwrap().remove("why").unwrap();
        let back: TraceReport = serde_json::from_value(document).unwrap();
        assert_eq!(back.diagnosis.findings[0].why, "");
    }
}
