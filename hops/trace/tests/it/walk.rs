use std::time::{Duration, Instant};

use futures_util::future::join_all;
use hops_kube::{ConnectOptions, Wanted};
use hops_model::{Family, Verdict};
use hops_report::TraceReport;
use hops_trace::{Options, TraceError, trace};
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::api::{Api, Asked, Reply, options, refusal};
use crate::shop::{healthy, page};

const LISTS: [&str; 12] = [
    "/api/v1/pods",
    "/api/v1/nodes",
    "/api/v1/namespaces",
    "/api/v1/namespaces/kube-system/configmaps/coredns",
    "/apis/apps/v1/deployments",
    "/apis/apps/v1/replicasets",
    "/apis/apps/v1/daemonsets",
    "/apis/apps/v1/statefulsets",
    "/apis/discovery.k8s.io/v1/endpointslices",
    "/apis/networking.k8s.io/v1/networkpolicies",
    "/apis/crd.projectcalico.org/v1/ippools",
    "/api/v1/services",
];

fn asking(connect: ConnectOptions, url: Option<&str>) -> Options {
    let service = url.is_none().then(|| "shop/front".to_owned());
    Options {
        connect,
        wanted: Wanted { url: url.map(str::to_owned), service, namespace: None },
        plans: Vec::new(),
        images: false,
        registry_mirrors: Vec::new(),
        known_mirrors: Vec::new(),
        timeout: Duration::from_secs(6),
    }
}

/// Traces, and fails when that takes longer than somebody was promised.
async fn traced(api: &Api, url: Option<&str>) -> Result<TraceReport, TraceError> {
    let asking = asking(options(api.kubeconfig(), Duration::from_millis(500)), url);
    let began = Instant::now();
    let report = trace(&asking, &|_| {}, &CancellationToken::new()).await;
    assert!(began.elapsed() < asking.timeout + Duration::from_secs(1), "{:?}", began.elapsed());
    report
}

fn causes(report: &TraceReport) -> Vec<&str> {
    report.diagnosis.findings.iter().map(|finding| finding.title.as_str()).collect()
}

fn is_unseen(report: &TraceReport, family: Family) -> bool {
    report.diagnosis.unseen.iter().any(|unseen| unseen.families.contains(&family))
}

fn has_seen(report: &TraceReport, family: Family) -> bool {
    report.hops.iter().flat_map(|hop| &hop.observations).any(|seen| seen.family == family)
}

#[tokio::test]
async fn a_server_that_hangs_is_a_sentence() {
    let api = Api::raw(|_| Reply::Silence).await;
    let error = traced(&api, None).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the API server http://{} cannot be asked: no answer within 0.5 s", api.address)
    );
    assert!(error.hint().is_some());
}

#[tokio::test]
async fn a_server_that_hangs_after_the_greeting_is_a_report_that_cannot_tell() {
    let api = Api::start(|_| Reply::Silence).await;
    let report = traced(&api, None).await.unwrap();
    assert_eq!(report.diagnosis.verdict, Verdict::CannotTell);
    assert_eq!(causes(&report), [""; 0]);
    assert!(is_unseen(&report, Family::PodState) && is_unseen(&report, Family::Endpoints));
    let reasons: Vec<_> = report.diagnosis.unseen.iter().map(|unseen| unseen.reason.as_str()).collect();
    assert!(reasons.iter().any(|reason| reason.contains("no answer within 0.5 s")), "{reasons:?}");
}

#[tokio::test]
async fn what_answers_nonsense_is_no_cause_of_anything() {
    for answer in [|_: &Asked| Reply::Truncated, |_: &Asked| Reply::Text("<html>\n<h1>Sign in</h1>")] {
        let report = traced(&Api::start(answer).await, None).await.unwrap();
        assert_eq!(report.diagnosis.verdict, Verdict::CannotTell);
        assert_eq!(causes(&report), [""; 0]);
    }
}

#[tokio::test]
async fn with_a_url_a_page_is_asked_for_even_without_an_api_server() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", closed.local_addr().unwrap());
    drop(closed);
    let api = Api::raw(|_| Reply::Silence).await;
    let report = traced(&api, Some(&url)).await.unwrap();
    assert!(report.cluster.is_none());
    assert!(has_seen(&report, Family::Page), "{:?}", report.hops);
    assert!(is_unseen(&report, Family::PodState));
    assert!(matches!(report.diagnosis.verdict, Verdict::Ambiguous | Verdict::CannotTell), "{report:?}");
}

#[tokio::test]
async fn a_shop_that_works_is_healthy() {
    let page = page().await;
    let port = page.address.port();
    let api = Api::start(move |asked| healthy(port, asked)).await;
    let report = traced(&api, None).await.unwrap();
    assert_eq!(report.diagnosis.verdict, Verdict::Healthy, "{:#?}", report.diagnosis);
    assert_eq!(report.target.unwrap().backends, ["shop/back"]);
}

/// Every second list is forbidden, then every other one: a list that is not allowed is not an empty one.
#[tokio::test]
async fn what_is_forbidden_is_unseen_the_rest_is_kept_and_no_cause_is_made_of_it() {
    let page = page().await;
    let port = page.address.port();
    for rest in [0, 1] {
        let api = Api::start(move |asked| {
            let forbidden =
                LISTS.iter().position(|list| *list == asked.path).is_some_and(|at| at % 2 == rest);
            if forbidden { refusal(403, "cannot list resource") } else { healthy(port, asked) }
        })
        .await;
        let report = traced(&api, None).await.unwrap();
        assert_eq!(causes(&report), [""; 0], "nothing is wrong but the rights");
        assert!(report.diagnosis.candidates.is_empty(), "{:?}", report.diagnosis);
        let told = &report.diagnosis.unseen;
        let way_out = told.iter().find(|unseen| unseen.reason.contains("does not allow it"));
        assert!(way_out.unwrap().way_out.as_ref().unwrap().contains("ninehops-reader"), "{told:?}");
        let seen = report.hops.iter().map(|hop| hop.observations.len()).sum::<usize>();
        assert!(seen > 0, "nothing was kept");
    }
}

/// A Service whose selector matches nobody, and every list alone is taken away: what is left names the same or nothing.
#[tokio::test]
async fn of_a_broken_shop_a_missing_right_may_hide_the_cause_and_never_makes_another() {
    let page = page().await;
    let port = page.address.port();
    let broken = move |asked: &Asked| match (asked.path.as_str(), healthy(port, asked)) {
        ("/api/v1/services", Reply::Json(mut list)) => {
            list["items"][2]["spec"]["selector"]["app"] = json!("bakc");
            Reply::Json(list)
        }
        ("/apis/discovery.k8s.io/v1/endpointslices", Reply::Json(mut list)) => {
            list["items"][2]["endpoints"] = json!([]);
            Reply::Json(list)
        }
        (_, reply) => reply,
    };
    let whole = traced(&Api::start(broken).await, None).await.unwrap();
    assert_eq!(whole.diagnosis.verdict, Verdict::Named, "{:#?}", whole.diagnosis);
    let known = causes(&whole);
    let without = LISTS.map(|list| async move {
        let api = Api::start(
            move |asked| {
                if asked.path == list { refusal(403, "forbidden") } else { broken(asked) }
            },
        )
        .await;
        (list, traced(&api, None).await.unwrap())
    });
    for (list, report) in join_all(without).await {
        for cause in causes(&report) {
            assert!(known.contains(&cause), "without {list}: {cause}");
        }
    }
}

/// Of a healthy cluster every list alone is taken away.
#[tokio::test]
async fn a_single_right_that_is_missing_is_never_taken_for_a_fault() {
    let page = page().await;
    let port = page.address.port();
    for list in LISTS {
        let api =
            Api::start(
                move |asked| {
                    if asked.path == list { refusal(403, "forbidden") } else { healthy(port, asked) }
                },
            )
            .await;
        let report = traced(&api, None).await.unwrap();
        assert_eq!(causes(&report), [""; 0], "without {list}");
        assert!(report.diagnosis.candidates.is_empty(), "without {list}: {:?}", report.diagnosis);
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_is_told_with_those_that_are() {
    let api = Api::start(|asked| healthy(1, asked)).await;
    let mut asking = asking(options(api.kubeconfig(), Duration::from_millis(500)), None);
    asking.wanted.service = Some("shop/frnt".to_owned());
    let error = trace(&asking, &|_| {}, &CancellationToken::new()).await.unwrap_err();
    let told = error.to_string();
    assert!(told.contains("there is no Service `shop/frnt`") && told.contains("shop/front"), "{told}");
}

#[tokio::test]
async fn a_trace_that_is_cancelled_before_anything_was_seen_ends_at_once() {
    let api = Api::raw(|_| Reply::Silence).await;
    let asking = asking(options(api.kubeconfig(), Duration::from_mins(1)), None);
    let cancel = CancellationToken::new();
    cancel.cancel();
    let ended = tokio::time::timeout(Duration::from_secs(2), trace(&asking, &|_| {}, &cancel)).await;
    assert!(matches!(ended.unwrap(), Err(TraceError::Interrupted)));
}

#[tokio::test]
async fn a_trace_without_agents_writes_nothing() {
    let api = Api::start(|asked| healthy(1, asked)).await;
    traced(&api, None).await.unwrap();
    assert!(api.asked().iter().all(|asked| asked.method == "GET"), "{:?}", api.asked());
}

#[tokio::test]
async fn a_server_that_is_busy_all_the_time_is_not_a_broken_shop() {
    let api = Api::start(|_| Reply::Status(429, json!("too many requests"))).await;
    let report = traced(&api, None).await.unwrap();
    assert_eq!(report.diagnosis.verdict, Verdict::CannotTell);
    assert_eq!(causes(&report), [""; 0]);
}
