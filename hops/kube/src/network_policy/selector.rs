//! Label selectors.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

/// Whether a selector means what has these labels. An empty one means everything.
pub fn selects(selector: &LabelSelector, labels: &BTreeMap<String, String>) -> bool {
    let has = |(key, value)| labels.get(key) == Some(value);
    selector.match_labels.iter().flatten().all(has)
        && selector.match_expressions.iter().flatten().all(|requirement| holds(requirement, labels))
}

/// Of a requirement that the API would refuse nothing is known but that it selects nothing.
fn holds(requirement: &LabelSelectorRequirement, labels: &BTreeMap<String, String>) -> bool {
    let values = requirement.values.as_deref().unwrap_or_default();
    let value = labels.get(&requirement.key);
    match (requirement.operator.as_str(), values.is_empty()) {
        ("In", false) => value.is_some_and(|value| values.contains(value)),
        ("NotIn", false) => value.is_none_or(|value| !values.contains(value)),
        ("Exists", true) => value.is_some(),
        ("DoesNotExist", true) => value.is_none(),
        _ => false,
    }
}
