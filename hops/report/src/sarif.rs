//! SARIF 2.1.0, which code hosts show beside a change.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; in brackets the property's section.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::{PreflightFinding, PreflightReport};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A log file (§3.13).
#[derive(Debug, Serialize)]
pub struct Sarif {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: Vec<Run>,
}

/// §3.14
#[derive(Debug, Serialize)]
struct Run {
    tool: Tool,
    results: Vec<SarifResult>,
}

/// §3.18
#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

/// §3.19
#[derive(Debug, Serialize)]
struct Driver {
    name: &'static str,
    version: String,
    rules: Vec<Rule>,
}

/// §3.49
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    short_description: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
}

/// §3.27
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    rule_id: String,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
}

/// §3.11
#[derive(Debug, Serialize)]
struct Message {
    text: String,
}

/// §3.28
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
}

/// §3.29
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
}

/// §3.4
#[derive(Debug, Serialize)]
struct ArtifactLocation {
    uri: String,
}

/// §3.33
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

/// The findings of a report.
pub fn sarif(report: &PreflightReport) -> Sarif {
    let mut rules: Vec<Rule> = Vec::new();
    let mut results = Vec::new();
    for finding in &report.findings {
        let known = rules.iter().position(|rule| rule.id == finding.rule);
        let index = known.unwrap_or_else(|| {
            rules.push(rule(finding));
            rules.len() - 1
        });
        results.push(result(finding, index));
    }
    let driver = Driver { name: "ninehops preflight", version: report.ninehops.clone(), rules };
    Sarif { schema: SCHEMA, version: "2.1.0", runs: vec![Run { tool: Tool { driver }, results }] }
}

fn rule(finding: &PreflightFinding) -> Rule {
    let help_uri = finding.sources.iter().find(|source| source.starts_with("https://")).cloned();
    Rule { id: finding.rule.clone(), short_description: Message { text: finding.title.clone() }, help_uri }
}

fn result(finding: &PreflightFinding, rule_index: usize) -> SarifResult {
    let text = format!("{}\n\n{}:\n{}", finding.message, finding.fix.summary, finding.fix.text);
    let logical = finding
        .addresses
        .iter()
        .map(|address| LogicalLocation { fully_qualified_name: address.clone(), kind: "resource" });
    let physical = finding
        .file
        .as_ref()
        .map(|file| PhysicalLocation { artifact_location: ArtifactLocation { uri: uri(file) } });
    // The same finding in the next run is the same alert.
    let fingerprint = format!("{} {}", finding.rule, finding.addresses.join(" "));
    SarifResult {
        rule_id: finding.rule.clone(),
        rule_index,
        level: finding.level.as_str(),
        message: Message { text },
        locations: vec![Location { physical_location: physical, logical_locations: logical.collect() }],
        partial_fingerprints: BTreeMap::from([("ruleAndAddresses/v1", fingerprint)]),
    }
}

/// A path as a reference in a URI (RFC 3986).
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.trim_start_matches("./").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // A text takes everything.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::preflight::sample;

    fn document() -> Value {
        serde_json::to_value(sarif(&sample())).unwrap()
    }

    #[test]
    fn a_log_has_what_the_standard_requires() {
        let log = document();
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["name"], "ninehops preflight");
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let results = run["results"].as_array().unwrap();
        assert!(!results.is_empty());
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            let locations = result["locations"][0]["logicalLocations"].as_array().unwrap();
            assert!(locations.iter().all(|location| location["fullyQualifiedName"].is_string()));
        }
    }

    #[test]
    fn a_path_with_a_blank_is_still_a_uri() {
        assert_eq!(uri("./my plans/ü.json"), "my%20plans/%C3%BC.json");
    }
}
