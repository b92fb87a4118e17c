//! Starts, stops and restarts under load: no visitor notices.

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use load::{Guard, Pace, Plan, Report, Target};
use shop_service::{Outcome, Tasks};
use shop_testkit::{RecommendationsPeer, ReservedAddress};
use tokio::{sync::oneshot, task::JoinSet, time::sleep};

use crate::{neighbour::Recommendations, shop::Shop};

#[tokio::test]
async fn the_shop_is_ready_without_recommendations_and_says_so_on_its_ops_port() {
    let shop = Shop::start_alone().await;
    let ops = crate::browser::Browser::new(shop.ops);
    for path in ["/livez", "/readyz", "/startupz"] {
        assert_eq!(ops.get(path).await.status, 200, "{path}");
    }
    shop.get("/").await;
    let metrics = ops.get("/metrics").await.body;
    let line = "marketplace_recommendations_responses_total{source=\"default\",reason=\"unavailable\"} 1";
    assert!(metrics.contains(line), "{metrics}");
    assert!(metrics.contains("http_server_request_duration_seconds"));
}

#[tokio::test]
async fn requests_in_flight_are_completed_when_the_shop_is_asked_to_stop() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let mut shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    peer.set_delay(Duration::from_millis(150));
    let calls = peer.calls();
    let tasks = Tasks::new();
    let mut answers = Vec::new();
    for _ in 0..20 {
        let (send, answer) = oneshot::channel();
        let browser = shop.browser();
        tasks.spawn("visitor", async move {
            let _ = send.send(browser.get("/").await);
        });
        answers.push(answer);
    }
    shop.until("twenty calls", async || peer.calls() >= calls + 20).await;
    shop.ask_to_stop();
    for answer in answers {
        let answer = answer.await.unwrap();
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains("</html>"));
    }
    assert_eq!(shop.outcome().await, Outcome::Clean);
}

/// What visitors ask for, each at [`RATE`].
const PATHS: [&str; 4] = ["/", "/book/1", "/category/mystery", "/search?q=falcon"];
/// Pages a second.
const RATE: f64 = 50.0;
const DURATION: Duration = Duration::from_secs(4);
/// Every page that falls due.
const DUE: u64 = 800;

/// A storefront that restarts on its own port would refuse connections for a moment: that takes a second replica.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_of_recommendations_at_two_hundred_pages_a_second_fails_none() {
    let address = ReservedAddress::on(IpAddr::V4(Ipv4Addr::LOCALHOST)).unwrap();
    let server = Recommendations::start(&address).await;
    let shop = Shop::start(address.address()).await;
    shop.until_live().await;

    let visits = visit(&shop).await;
    sleep(DURATION / 4).await;
    server.stop().await;
    let missed = || shop.metric("marketplace_recommendations_responses_total", "") - shop.lists("live");
    let before = missed();
    shop.until("pages without recommendations", async || missed() >= before + 20).await;
    let server = Recommendations::start(&address).await;
    shop.until_live().await;

    let reports = visits.join_all().await;
    for report in &reports {
        let pages = report.statuses.get(&200);
        assert!(report.is_clean() && report.resent == 0 && pages == Some(&report.sent), "{report}");
    }
    assert_eq!(reports.iter().map(|report| report.sent).sum::<u64>(), DUE);
    shop.until_live().await;
    server.stop().await;
}

/// Begins to ask for every path at once, however long the answers take.
async fn visit(shop: &Shop) -> JoinSet<Report> {
    let mut visits = JoinSet::new();
    for path in PATHS {
        let url = format!("http://{}{path}", shop.address);
        let target = Target::resolve(&url, &Guard::default()).await.unwrap();
        let plan = Plan { pace: Pace::PerSecond(RATE), duration: DURATION, ..Plan::new(target) };
        visits.spawn(async { load::run(plan, Tasks::new().token()).await.unwrap() });
    }
    visits
}
