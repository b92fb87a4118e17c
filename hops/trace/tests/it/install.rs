use std::sync::{Arc, Mutex};
use std::time::Duration;

use hops_kube::Wanted;
use hops_trace::{InstallOptions, TraceError, install, uninstall};
use serde_json::{Value, json};

use crate::api::{Api, Asked, Reply, options, refusal};
use crate::shop::{healthy, pod, pods};

const MAP: &str = "/api/v1/namespaces/ninehops/configmaps/ninehops-agent";
const SETS: &str = "/apis/apps/v1/namespaces/ninehops/daemonsets/";

/// What the server keeps of what was written.
#[derive(Default)]
struct Kept {
    targets: Option<Value>,
    sets: usize,
}

impl Kept {
    fn write(&mut self, asked: &Asked) {
        if asked.path == MAP {
            let map: Value = serde_json::from_str(&asked.body).unwrap();
            let text = map["data"]["targets.json"].as_str().unwrap();
            self.targets = Some(serde_json::from_str(text).unwrap());
        } else if asked.path.starts_with(SETS) {
            self.sets += 1;
        }
    }

    fn revision(&self) -> &str {
        self.targets.as_ref().and_then(|targets| targets["revision"].as_str()).unwrap_or_default()
    }
}

fn agents() -> Vec<Value> {
    let sets = [("ninehops-agent", "10.244"), ("ninehops-agent-host", "127.0")];
    let each = sets.iter().flat_map(|(set, range)| {
        [("w1", 1), ("w2", 2)].map(|(node, number)| {
            let address = format!("{range}.{number}.9");
            pod("ninehops", &format!("{set}-{node}"), ("DaemonSet", set), node, &address)
        })
    });
    each.collect()
}

/// As an agent writes that knows these targets.
fn record(revision: &str) -> String {
    json!({
        "revision": revision, "epoch": 1, "node": "w1", "mode": "pod", "began": "2026-03-01T12:00:00Z",
        "took_ms": 1, "observations": [],
    })
    .to_string()
}

fn answer(kept: &Mutex<Kept>, asked: &Asked) -> Reply {
    let mut kept = kept.lock().unwrap();
    let of = |name: &str, kind: &str, namespaced: bool| json!({ "resources": [{ "name": name, "kind": kind, "namespaced": namespaced }] });
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/api/v1") => Reply::Json(json!({ "resources": [
            { "name": "namespaces", "kind": "Namespace", "namespaced": false },
            { "name": "configmaps", "kind": "ConfigMap", "namespaced": true },
        ] })),
        ("GET", "/apis/apps/v1") => Reply::Json(of("daemonsets", "DaemonSet", true)),
        ("GET", "/api/v1/pods") if kept.sets == 2 => {
            let mut all = pods();
            all.extend(agents());
            Reply::Json(json!({ "metadata": {}, "items": all }))
        }
        ("GET", path) if path.ends_with("/log") => Reply::Text(record(kept.revision()).leak()),
        ("GET", _) => healthy(1, asked),
        ("PATCH", _) => {
            kept.write(asked);
            Reply::Json(json!({ "metadata": { "name": "it" } }))
        }
        _ => refusal(405, "method not allowed"),
    }
}

fn options_for(api: &Api) -> InstallOptions {
    InstallOptions {
        connect: options(api.kubeconfig(), Duration::from_secs(2)),
        wanted: Wanted { service: Some("shop/front".to_owned()), ..Wanted::default() },
        image: Some("docker.io/ninehops/agent:9.9.9".to_owned()),
    }
}

async fn server() -> (Api, Arc<Mutex<Kept>>) {
    let kept = Arc::new(Mutex::new(Kept::default()));
    let shared = Arc::clone(&kept);
    (Api::start(move |asked| answer(&shared, asked)).await, kept)
}

fn writes(api: &Api) -> Vec<Asked> {
    api.asked().into_iter().filter(|asked| asked.method != "GET").collect()
}

#[tokio::test]
async fn agents_are_brought_then_told_whom_to_ask_then_made_to_look() {
    let (api, kept) = server().await;
    let told = Mutex::new(Vec::new());
    install(&options_for(&api), &|line| told.lock().unwrap().push(line.to_owned())).await.unwrap();

    let writes = writes(&api);
    let paths: Vec<&str> = writes.iter().map(|asked| asked.path.as_str()).collect();
    let (brought, annotated) = paths.split_at(5);
    let sets = ["ninehops-agent", "ninehops-agent-host"].map(|name| format!("{SETS}{name}"));
    assert_eq!(brought, ["/api/v1/namespaces/ninehops", MAP, &sets[0], &sets[1], MAP]);
    let mut annotated = annotated.to_vec();
    annotated.sort_unstable();
    let pods = ["ninehops-agent-host-w1", "ninehops-agent-host-w2", "ninehops-agent-w1", "ninehops-agent-w2"];
    assert_eq!(annotated, pods.map(|name| format!("/api/v1/namespaces/ninehops/pods/{name}")));

    let revision = kept.lock().unwrap().revision().to_owned();
    assert!(!revision.is_empty());
    for asked in &writes[5..] {
        assert!(asked.body.contains(&revision), "{}", asked.body);
    }
    for asked in &writes[..5] {
        assert_eq!(asked.query, "fieldManager=ninehops-trace");
    }
    assert!(writes[2].body.contains("docker.io/ninehops/agent:9.9.9"));
    let told = told.into_inner().unwrap();
    assert!(told.contains(&format!("told 4 agents whom to ask (revision {revision})")), "{told:?}");
    assert!(!told.iter().any(|line| line.contains("not heard of")), "{told:?}");
}

#[tokio::test]
async fn the_targets_name_the_agents_only_once_they_have_addresses() {
    let (api, _) = server().await;
    install(&options_for(&api), &|_| {}).await.unwrap();
    let maps = writes(&api).into_iter().filter(|asked| asked.path == MAP);
    let targets: Vec<String> = maps.map(|asked| asked.body).collect();
    let [before, after] = targets.as_slice() else { panic!("{targets:?}") };
    for body in [before, after] {
        assert!(body.contains("10.96.0.21"), "{body}");
    }
    assert!(!before.contains("10.244.1.9") && after.contains("10.244.1.9") && after.contains("10.244.2.9"));
}

#[tokio::test]
async fn the_first_write_that_is_refused_is_the_last() {
    let kept = Mutex::new(Kept::default());
    let api = Api::start(move |asked| match asked.method.as_str() {
        "PATCH" => refusal(403, "namespaces \"ninehops\" is forbidden"),
        _ => answer(&kept, asked),
    })
    .await;
    let error = install(&options_for(&api), &|_| {}).await.unwrap_err();
    assert!(matches!(error, TraceError::Install(_)), "{error:?}");
    assert!(error.to_string().starts_with("Namespace `ninehops` cannot be applied: not allowed"), "{error}");
    assert!(error.hint().unwrap().contains("--clusterrole=ninehops-installer"));
    assert_eq!(writes(&api).len(), 1);
}

#[tokio::test]
async fn nothing_is_written_for_a_service_that_is_not_there() {
    let (api, _) = server().await;
    let mut options = options_for(&api);
    options.wanted.service = Some("shop/nobody".to_owned());
    let error = install(&options, &|_| {}).await.unwrap_err();
    assert!(matches!(error, TraceError::Target(_)), "{error:?}");
    assert_eq!(writes(&api).len(), 0);
}

#[tokio::test]
async fn removing_what_was_never_brought_says_so() {
    let kept = Mutex::new(Kept::default());
    let api = Api::start(move |asked| match asked.method.as_str() {
        "DELETE" => refusal(404, "not found"),
        _ => answer(&kept, asked),
    })
    .await;
    let told = Mutex::new(Vec::new());
    let connect = options(api.kubeconfig(), Duration::from_secs(2));
    uninstall(&connect, &|line| told.lock().unwrap().push(line.to_owned())).await.unwrap();
    assert_eq!(told.into_inner().unwrap(), ["there was no agent"]);
    let deleted: Vec<String> = writes(&api).into_iter().map(|asked| asked.path).collect();
    assert_eq!(deleted.len(), 4, "{deleted:?}");
    assert_eq!(deleted.last().unwrap(), "/api/v1/namespaces/ninehops");
}

/// The agents' namespace goes only after a while, as it does while its pods end.
fn removing(namespace_lists: &Mutex<usize>, gone_after: usize, asked: &Asked) -> Reply {
    let kept = Mutex::new(Kept::default());
    match (asked.method.as_str(), asked.path.as_str()) {
        ("DELETE", _) => Reply::Json(json!({ "kind": "Status", "status": "Success" })),
        ("GET", "/api/v1/namespaces") => {
            let mut lists = namespace_lists.lock().unwrap();
            *lists += 1;
            let names: &[&str] = if *lists > gone_after { &["shop"] } else { &["shop", "ninehops"] };
            let items: Vec<Value> =
                names.iter().map(|name| json!({ "metadata": { "name": name } })).collect();
            Reply::Json(json!({ "metadata": {}, "items": items }))
        }
        _ => answer(&kept, asked),
    }
}

#[tokio::test]
async fn what_was_brought_is_removed_in_the_other_order_and_seen_to_be_gone() {
    let lists = Arc::new(Mutex::new(0));
    let shared = Arc::clone(&lists);
    let api = Api::start(move |asked| removing(&shared, 2, asked)).await;
    let told = Mutex::new(Vec::new());
    let connect = options(api.kubeconfig(), Duration::from_secs(2));
    uninstall(&connect, &|line| told.lock().unwrap().push(line.to_owned())).await.unwrap();

    let deleted: Vec<(String, String)> =
        writes(&api).into_iter().map(|asked| (asked.method, asked.path)).collect();
    let sets = ["ninehops-agent-host", "ninehops-agent"].map(|name| format!("{SETS}{name}"));
    let paths = [&sets[0], &sets[1], MAP, "/api/v1/namespaces/ninehops"];
    assert_eq!(deleted, paths.map(|path| ("DELETE".to_owned(), path.to_owned())));
    let said = [
        "removed DaemonSet ninehops/ninehops-agent-host",
        "removed DaemonSet ninehops/ninehops-agent",
        "removed ConfigMap ninehops/ninehops-agent",
        "removed Namespace ninehops",
    ];
    assert_eq!(told.into_inner().unwrap(), said);
    assert_eq!(*lists.lock().unwrap(), 3);
}

#[tokio::test]
async fn a_removal_that_is_refused_says_what_right_is_wanted_and_removes_no_more() {
    let kept = Mutex::new(Kept::default());
    let api = Api::start(move |asked| match asked.method.as_str() {
        "DELETE" => refusal(403, "daemonsets \"ninehops-agent-host\" is forbidden"),
        _ => answer(&kept, asked),
    })
    .await;
    let connect = options(api.kubeconfig(), Duration::from_secs(2));
    let error = uninstall(&connect, &|_| {}).await.unwrap_err();
    assert!(matches!(error, TraceError::Install(_)), "{error:?}");
    assert!(error.hint().unwrap().contains("--clusterrole=ninehops-installer"));
    assert_eq!(writes(&api).len(), 1);
}
