use hops_model::{Observation, Outcome};
use proptest::prelude::*;
use serde_json::json;

use super::super::testing::{add_revision, check, healthy, parse, pods_of, shop, told};
use crate::Snapshot;

fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    let seen = super::observe(snapshot, &shop(snapshot));
    check(&seen);
    seen
}

/// The storefronts with this in place of where they find the recommendations, as if they had always had it.
fn with(variable: &str, value: &str) -> Snapshot {
    let mut snapshot = healthy();
    for pod in pods_of(&mut snapshot, "marketplace") {
        let spec = pod.spec.as_mut().unwrap();
        let env = spec.containers[0].env.as_mut().unwrap();
        let host = env.iter_mut().find(|one| one.name == "RECOMMENDATIONS_HOST").unwrap();
        (host.name, host.value) = (variable.to_owned(), Some(value.to_owned()));
    }
    snapshot.replica_sets.iter_mut().for_each(|set| set.spec = None);
    snapshot
}

fn one(variable: &str, value: &str) -> Option<Observation> {
    let mut seen = observe(&with(variable, value));
    assert!(seen.len() < 2, "{}", told(&seen));
    seen.pop()
}

/// `mistake` and `wanted` of a value that is wrong.
fn mistake(variable: &str, value: &str) -> (String, Option<String>) {
    let seen = one(variable, value).unwrap_or_else(|| panic!("nothing is said of {variable}={value}"));
    assert_eq!(seen.outcome, Outcome::NoSuchName, "{}", seen.seen);
    (seen.facts["mistake"].clone(), seen.facts.get("wanted").cloned())
}

const HOST: &str = "RECOMMENDATIONS_HOST";

#[test]
fn the_shops_own_name_exists() {
    assert_eq!(
        told(&observe(&healthy())),
        "\
Ok marketplace/marketplace RECOMMENDATIONS_HOST=recommendations-headless:50051: \
`RECOMMENDATIONS_HOST=recommendations-headless:50051` of marketplace/marketplace exists"
    );
}

#[test]
fn a_wrong_name_is_told_with_everything_that_a_fix_needs() {
    let seen = observe(&with(HOST, "recommendations.invalid:50051"));
    assert_eq!(told(&seen), "\
NoSuchName marketplace/marketplace RECOMMENDATIONS_HOST=recommendations.invalid:50051: \
`RECOMMENDATIONS_HOST=recommendations.invalid:50051` of marketplace/marketplace is no name that namespace `marketplace` can resolve
    container = marketplace
    mistake = wrong-name
    namespace = marketplace
    value = recommendations.invalid:50051
    variable = RECOMMENDATIONS_HOST
    wanted = recommendations-headless:50051
    workload = deployment/marketplace");
}

#[test]
fn every_way_to_write_a_service_that_is_there_is_fine() {
    for value in [
        "recommendations:50051",
        "recommendations.marketplace:50051",
        "recommendations.marketplace.svc:50051",
        "recommendations.marketplace.svc.cluster.local:50051",
        "recommendations.marketplace.svc.cluster.local.:50051",
        "10-244-2-2.recommendations-headless:50051",
        "_grpc._tcp.recommendations-headless:50051",
        "dns:///recommendations-headless:50051",
        "RECOMMENDATIONS:50051",
        "kube-dns.kube-system:53",
    ] {
        assert_eq!(one(HOST, value).map(|seen| seen.outcome), Some(Outcome::Ok), "{value}");
    }
}

#[test]
fn wrong_names_and_namespaces_are_told_apart_and_put_right() {
    for (value, expected, wanted) in [
        ("recomendations:50051", "wrong-name", "recommendations-headless:50051"),
        ("recommendation-service:50051", "wrong-name", "recommendations-headless:50051"),
        ("recommendations.default:50051", "wrong-namespace", "recommendations-headless:50051"),
        ("recommendations.prod:50051", "wrong-namespace", "recommendations-headless:50051"),
        ("recommendations.prod.svc.cluster.local:50051", "wrong-namespace", "recommendations-headless:50051"),
        ("recommendations.svc.cluster.local:50051", "wrong-namespace", "recommendations-headless:50051"),
        (
            "recommendations.marketplace.svc.cluster.locl:50051",
            "wrong-namespace",
            "recommendations-headless:50051",
        ),
        ("recommendations.local:50051", "wrong-namespace", "recommendations-headless:50051"),
        ("dns:///recomendations:50051", "wrong-name", "dns:///recommendations-headless:50051"),
        ("r:50051", "wrong-name", "recommendations-headless:50051"),
        ("recommendations-0.recommendations-headless:50051", "wrong-name", "recommendations-headless:50051"),
    ] {
        let (found, corrected) = mistake(HOST, value);
        assert_eq!((found.as_str(), corrected.as_deref()), (expected, Some(wanted)), "{value}");
    }
}

#[test]
fn a_pod_has_a_name_where_pods_have_hostnames() {
    let mut snapshot = with(HOST, "recommendations-0.recommendations-headless:50051");
    for pod in pods_of(&mut snapshot, "recommendations") {
        let spec = pod.spec.as_mut().unwrap();
        spec.hostname = Some("recommendations-1".to_owned());
        spec.subdomain = Some("recommendations-headless".to_owned());
    }
    assert_eq!(observe(&snapshot)[0].outcome, Outcome::Ok);
}

#[test]
fn a_service_of_another_namespace_is_wanted_with_its_namespace() {
    let mut snapshot = with("DB_HOST", "postgres:5432");
    snapshot.services.push(parse(json!({
        "metadata": { "namespace": "default", "name": "postgres" }, "spec": { "ports": [{ "port": 5432 }] },
    })));
    let seen = observe(&snapshot);
    assert_eq!(seen[0].facts["mistake"], "wrong-namespace");
    assert_eq!(seen[0].facts["wanted"], "postgres.default:5432");
}

#[test]
fn a_url_where_a_grpc_target_belongs_is_a_mistake_of_its_own() {
    for (value, wanted) in [
        ("http://recommendations-headless:50051", "recommendations-headless:50051"),
        ("http://recommendations:50051/", "recommendations:50051"),
        ("https://recommendations.marketplace.svc:50051", "recommendations.marketplace.svc:50051"),
    ] {
        assert_eq!(mistake(HOST, value), ("scheme".to_owned(), Some(wanted.to_owned())), "{value}");
    }
    // Both at once: the name is what is reported, and both are put right.
    let both = mistake(HOST, "http://recomendations:50051");
    assert_eq!(both, ("wrong-name".to_owned(), Some("recommendations-headless:50051".to_owned())));
}

#[test]
fn urls_where_urls_belong_are_fine() {
    for (variable, value) in [
        ("RECOMMENDATIONS_URL", "http://recommendations:50051"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://recommendations:50051"),
        ("SHOP_HOST", "http://marketplace:80"),
    ] {
        assert_eq!(one(variable, value).map(|seen| seen.outcome), Some(Outcome::Ok), "{variable}={value}");
    }
}

#[test]
fn of_names_that_may_be_anybodys_nothing_is_said() {
    for (variable, value) in [
        ("API_HOST", "api.example.com:443"),
        ("API_URL", "https://example.com/a"),
        ("API_HOST", "vault.corp.example:8200"),
        ("DB_HOST", "db.eu-west-1.rds.amazonaws.com"),
        ("API_HOST", "recommendations.io:50051"),
        ("API_HOST", "recommendations.de:50051"),
        ("SMTP_HOST", "printer.office.local:25"),
        ("SIDECAR_IMAGE", "envoy:8"),
        ("DD_SERVICE", "storefront"),
        ("CACHE_BACKEND", "memory"),
        ("RUN_AS", "app:1000"),
        ("DB_HOST", "10.0.0.1:5432"),
        ("LISTEN", "0.0.0.0:5000"),
        ("LOG_LEVEL", "info"),
    ] {
        let seen = one(variable, value);
        assert!(seen.is_none(), "{variable}={value}: {}", told(&seen.into_iter().collect::<Vec<_>>()));
    }
}

#[test]
fn what_the_pod_or_the_corefile_resolves_otherwise_is_not_called_wrong() {
    let value = "legacy-db:5432";
    let alias = json!([{ "ip": "10.0.0.9", "hostnames": ["legacy-db"] }]);
    for (field, fields) in [
        ("hostAliases", alias),
        ("dnsPolicy", json!("Default")),
        ("dnsConfig", json!({ "searches": ["corp.example"] })),
    ] {
        let mut snapshot = with("DB_HOST", value);
        for pod in pods_of(&mut snapshot, "marketplace") {
            let mut spec = serde_json::to_value(pod.spec.take()).unwrap();
            spec[field] = fields.clone();
            pod.spec = Some(parse(spec));
        }
        assert!(observe(&snapshot).is_empty(), "{field}");
    }
    let mut snapshot = with("DB_HOST", value);
    let corefile = ".:53 {\n  hosts {\n    10.0.0.9 legacy-db\n  }\n}\n";
    let map = snapshot.config_maps.iter_mut().find(|map| map.metadata.name.as_deref() == Some("coredns"));
    map.unwrap().data = Some([("Corefile".to_owned(), corefile.to_owned())].into());
    assert!(observe(&snapshot).is_empty());
}

#[test]
fn what_the_last_revision_had_comes_before_what_is_only_alike() {
    let mut snapshot = with(HOST, "recommendations.invalid:50051");
    for (revision, value) in
        [(1, "recommendations.marketplace:50051"), (2, "nobody:50051"), (3, "recommendations.invalid:50051")]
    {
        let env = json!([{ "name": HOST, "value": value }]);
        let template = json!({ "spec": { "containers": [{ "name": "marketplace", "env": env }] } });
        add_revision(&mut snapshot, "marketplace", "marketplace", revision, &template);
    }
    assert_eq!(observe(&snapshot)[0].facts["wanted"], "recommendations.marketplace:50051");
}

#[test]
fn during_a_rollout_the_old_value_and_the_new_one_are_both_seen() {
    let mut snapshot = with(HOST, "recommendations.invalid:50051");
    let kept = healthy()
        .pods
        .into_iter()
        .find(|pod| pod.metadata.name.as_deref() == Some("marketplace-1-w1"))
        .unwrap();
    *pods_of(&mut snapshot, "marketplace-1-w1").next().unwrap() = kept;
    let mut outcomes: Vec<_> = observe(&snapshot).iter().map(|seen| seen.outcome).collect();
    outcomes.sort_unstable();
    assert_eq!(outcomes, [Outcome::Ok, Outcome::NoSuchName]);
}

#[test]
fn of_a_list_of_names_the_one_that_is_wrong_is_put_right() {
    let seen = observe(&with("PEERS", "recommendations:50051,recomendations:50051"));
    let wrong: Vec<_> = seen.iter().filter(|seen| seen.outcome == Outcome::NoSuchName).collect();
    assert_eq!((seen.len(), wrong.len()), (2, 1));
    assert_eq!(wrong[0].facts["wanted"], "recommendations:50051,recommendations-headless:50051");
}

#[test]
fn a_password_beside_a_name_is_shown_nowhere() {
    let seen = one("DB_URL", "grpc://me:hunter2@recomendations:50051").unwrap();
    assert!(!told(&[seen]).contains("hunter2"));
}

proptest! {
    #[test]
    fn any_value_is_judged_without_a_panic(variable in "[A-Z_]{1,12}", value in ".{0,60}") {
        observe(&with(&variable, &value));
    }

    #[test]
    fn what_is_wanted_is_a_name_that_exists(name in "[a-z-]{1,20}", namespace in "(\\.[a-z]{1,8})?") {
        let value = format!("{name}{namespace}:50051");
        for seen in observe(&with(HOST, &value)) {
            if let Some(wanted) = seen.facts.get("wanted") {
                prop_assert_eq!(one(HOST, wanted).map(|seen| seen.outcome), Some(Outcome::Ok));
            }
        }
    }
}
