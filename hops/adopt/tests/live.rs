//! A plan beside a server that has some of its objects.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;
use std::time::Duration;

use hops_adopt::{Adoption, adopt};
use hops_plan::Plan;
use serde_json::{Value, json};

#[expect(dead_code, reason = "the room it comes from asks more of it")]
#[path = "../../kube/tests/it/api.rs"]
mod api;

use api::{Api, Asked, Reply, refusal};

/// Of the groups that the plan's kinds are in.
fn kinds(path: &str) -> Option<Reply> {
    let resource = |name: &str, kind: &str, namespaced: bool| json!({ "name": name, "kind": kind, "namespaced": namespaced });
    let resources = match path {
        "/api/v1" => vec![
            resource("namespaces", "Namespace", false),
            resource("configmaps", "ConfigMap", true),
            resource("serviceaccounts", "ServiceAccount", true),
            resource("nodes", "Node", false),
        ],
        "/apis/rbac.authorization.k8s.io/v1" => vec![resource("clusterroles", "ClusterRole", false)],
        "/apis/batch/v1" => vec![resource("cronjobs", "CronJob", true)],
        _ => return None,
    };
    Some(Reply::Json(json!({ "resources": resources })))
}

/// As the server keeps it: who changed it last is not who made it.
fn made_by(manager: &str, name: &str) -> Reply {
    let wrote = |manager: &str, operation: &str, time: &str| json!({ "manager": manager, "operation": operation, "time": time });
    Reply::Json(json!({ "metadata": {
        "name": name,
        "creationTimestamp": "2026-03-01T12:00:00Z",
        "managedFields": [
            wrote("kubectl-edit", "Update", "2026-03-02T12:00:00Z"),
            wrote(manager, "Update", "2026-03-01T12:00:00Z"),
        ],
    } }))
}

/// Two objects made by hand, one by Terraform, two that may not be read, and nothing else.
fn cluster(asked: &Asked) -> Reply {
    match asked.path.as_str() {
        "/apis/rbac.authorization.k8s.io/v1/clusterroles/reader" => made_by("kubectl-create", "reader"),
        "/api/v1/namespaces/shop" => made_by("Terraform", "shop"),
        "/api/v1/namespaces/shop/configmaps/b.c" => made_by("kubectl-create", "b.c"),
        path if path.contains("/serviceaccounts/") => refusal(403, "serviceaccounts is forbidden"),
        path => kinds(path).unwrap_or_else(|| refusal(404, "not found")),
    }
}

async fn adopted(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> (Adoption, Vec<Asked>) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plan/fixtures/kubernetes/plan.json");
    let api = Api::start(answer).await;
    let cluster = api.connect(Duration::from_millis(500)).await.unwrap();
    (adopt(&Plan::read(&file).unwrap(), &cluster).await, api.asked())
}

#[tokio::test]
async fn what_is_there_is_told_with_whoever_made_it_and_what_is_not_is_counted() {
    let (adoption, asked) = adopted(cluster).await;
    let told: Vec<_> = adoption
        .existing
        .iter()
        .map(|found| (found.address.as_str(), found.managers[0].name.as_str(), found.id.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("kubernetes_cluster_role_v1.reader", "kubectl-create", Some("reader")),
            (r#"kubernetes_config_map_v1.many["b.c"]"#, "kubectl-create", Some("shop/b.c")),
            ("kubernetes_namespace.shop", "Terraform", Some("shop")),
        ]
    );
    // `a`, `plain`, the CronJob, and the pool, whose whole group the server does not have.
    assert_eq!(adoption.absent, 4);
    assert!(asked.iter().all(|asked| asked.method == "GET"), "{asked:?}");
}

#[tokio::test]
async fn what_may_not_be_read_is_told_by_address_and_the_rest_is_kept() {
    let (adoption, _) = adopted(cluster).await;
    let addresses: Vec<_> = adoption.unseen.iter().map(|unseen| unseen.address.as_str()).collect();
    assert_eq!(
        addresses,
        ["kubernetes_service_account_v1.numbered[0]", "kubernetes_service_account_v1.numbered[1]"]
    );
    for unseen in &adoption.unseen {
        assert!(unseen.reason.contains("not allowed: serviceaccounts is forbidden"), "{}", unseen.reason);
    }
    assert!(!adoption.is_whole() && !adoption.is_clear());
}

#[tokio::test]
async fn a_block_names_the_very_instance_of_a_resource_that_has_many() {
    let (adoption, _) = adopted(cluster).await;
    let hcl: hcl_edit::structure::Body = adoption.to_hcl().parse().unwrap();
    let to: Vec<String> = hcl
        .get_blocks("import")
        .map(|block| block.body.get_attribute("to").unwrap().value.to_string().trim().to_owned())
        .collect();
    assert_eq!(
        to,
        [
            "kubernetes_cluster_role_v1.reader",
            r#"kubernetes_config_map_v1.many["b.c"]"#,
            "kubernetes_namespace.shop"
        ]
    );
}

#[tokio::test]
async fn on_an_empty_cluster_there_is_nothing_to_adopt() {
    let (adoption, _) =
        adopted(|asked| kinds(&asked.path).unwrap_or_else(|| refusal(404, "not found"))).await;
    assert!(adoption.is_clear(), "{adoption:?}");
    assert_eq!(adoption.absent, 9);
    assert!(!adoption.to_hcl().contains("import"), "{}", adoption.to_hcl());
}

/// Where nothing can be read nothing is known to be absent.
#[tokio::test]
async fn a_server_that_says_nothing_useful_leaves_everything_unseen() {
    type Answer = fn(&Asked) -> Reply;
    let answers: [Answer; 3] = [
        |_| Reply::Text("<html>\n<h1>Sign in</h1>"),
        |_| Reply::Truncated,
        |asked| kinds(&asked.path).unwrap_or(Reply::Silence),
    ];
    for answer in answers {
        let (adoption, _) = adopted(answer).await;
        assert_eq!(adoption.existing, []);
        assert!(adoption.unseen.len() >= 8, "{adoption:?}");
        assert!(adoption.unseen.iter().all(|unseen| !unseen.reason.is_empty()));
    }
}

#[tokio::test]
async fn an_object_that_says_nothing_of_its_origin_is_adopted_all_the_same() {
    let (adoption, _) = adopted(|asked| match asked.path.as_str() {
        "/api/v1/namespaces/shop" => Reply::Json(Value::Object(serde_json::Map::default())),
        path => kinds(path).unwrap_or_else(|| refusal(404, "not found")),
    })
    .await;
    let [found] = adoption.existing.as_slice() else { panic!("{adoption:?}") };
    assert_eq!(found.made(), "made by nobody knows whom");
    assert!(adoption.to_string().contains("kubernetes_namespace.shop"), "{adoption}");
}
