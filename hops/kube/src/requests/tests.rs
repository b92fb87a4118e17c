use std::collections::BTreeSet;

use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Role {
    kind: String,
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Rule {
    api_groups: Vec<String>,
    resources: Vec<String>,
    verbs: Vec<String>,
    #[serde(default)]
    resource_names: Vec<String>,
}

type Rights = BTreeSet<(String, String, String)>;

fn rules(yaml: &str) -> Vec<Rule> {
    let roles: Vec<Role> = serde_saphyr::from_multiple(yaml).unwrap();
    assert!(roles.iter().all(|role| role.kind == "ClusterRole"));
    roles.into_iter().flat_map(|role| role.rules).collect()
}

fn granted(yaml: &str) -> Rights {
    let mut rights = Rights::new();
    for rule in rules(yaml) {
        for group in &rule.api_groups {
            for resource in &rule.resources {
                rights.extend(rule.verbs.iter().map(|verb| (group.clone(), resource.clone(), verb.clone())));
            }
        }
    }
    rights
}

fn used(requests: &[Request]) -> Rights {
    let text =
        |request: &Request| (request.group.to_owned(), request.resource.to_owned(), request.verb.to_owned());
    let rights: Rights = requests.iter().map(text).collect();
    assert_eq!(rights.len(), requests.len(), "a request is in the table twice");
    rights
}

#[test]
fn the_reader_is_granted_what_is_read_and_nothing_else() {
    assert_eq!(granted(READER_YAML), used(READS));
}

#[test]
fn the_planner_is_granted_what_is_asked_of_plans_and_nothing_else() {
    assert_eq!(granted(PLANNER_YAML), used(PLANNED));
}

#[test]
fn the_installer_is_granted_what_is_written_and_nothing_else() {
    assert_eq!(granted(INSTALLER_YAML), used(WRITES));
}

#[test]
fn no_role_shows_a_secret_opens_a_shell_or_has_a_wildcard() {
    for (group, resource, verb) in [READER_YAML, PLANNER_YAML, INSTALLER_YAML].into_iter().flat_map(granted) {
        assert!(resource != "secrets" && !resource.ends_with("/exec") && !resource.ends_with("/attach"));
        assert!(![group.as_str(), resource.as_str(), verb.as_str()].contains(&"*"));
    }
    for (_, _, verb) in granted(READER_YAML).into_iter().chain(granted(PLANNER_YAML)) {
        assert!(["get", "list"].contains(&verb.as_str()), "{verb}");
    }
}

#[test]
fn config_maps_are_read_by_name_and_namespaces_taken_away_by_name() {
    let reads = |rule: &Rule| rule.resources.contains(&"configmaps".to_owned());
    for rule in rules(READER_YAML).into_iter().filter(reads) {
        assert_eq!(rule.resource_names, crate::cluster::CONFIG_MAPS);
    }
    let deletes = |rule: &Rule| {
        rule.resources.contains(&"namespaces".to_owned()) && !rule.verbs.contains(&"create".to_owned())
    };
    for rule in rules(INSTALLER_YAML).into_iter().filter(deletes) {
        assert_eq!(rule.resource_names, ["ninehops"]);
    }
}
