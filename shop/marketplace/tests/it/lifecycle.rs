//! Starts, stops and restarts under load: no visitor notices.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use shop_service::{Outcome, Tasks};
use shop_testkit::{RecommendationsPeer, ReservedAddress};
use tokio::{sync::oneshot, time::sleep};

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_of_recommendations_under_load_fails_no_page() {
    let address = ReservedAddress::on(IpAddr::V4(Ipv4Addr::LOCALHOST)).unwrap();
    let mut server = Recommendations::start(&address).await;
    let shop = Shop::start(address.address()).await;
    shop.until_live().await;

    let load = Load::start(&shop);
    for _ in 0..2 {
        sleep(Duration::from_millis(500)).await;
        server.stop().await;
        sleep(Duration::from_millis(300)).await;
        server = Recommendations::start(&address).await;
        shop.until_live().await;
    }
    let (pages, failed) = load.stop().await;
    assert!(pages > 100, "only {pages} pages");
    assert_eq!(failed, 0, "of {pages} pages");
    server.stop().await;
}

/// About two hundred pages a second, from eight visitors.
struct Load {
    stopped: Arc<AtomicBool>,
    pages: Arc<AtomicU64>,
    failed: Arc<AtomicU64>,
    visitors: Vec<tokio::task::JoinHandle<()>>,
}

impl Load {
    fn start(shop: &Shop) -> Self {
        let mut load = Self {
            stopped: Arc::default(),
            pages: Arc::default(),
            failed: Arc::default(),
            visitors: Vec::new(),
        };
        let tasks = Tasks::new();
        for path in ["/", "/book/1", "/category/mystery", "/search?q=falcon"].into_iter().cycle().take(8) {
            let (stopped, pages, failed) = (load.stopped.clone(), load.pages.clone(), load.failed.clone());
            let browser = shop.browser();
            load.visitors.push(tasks.spawn("visitor", async move {
                while !stopped.load(Ordering::Relaxed) {
                    let page = browser.get(path).await;
                    pages.fetch_add(1, Ordering::Relaxed);
                    failed.fetch_add(u64::from(page.status != 200), Ordering::Relaxed);
                    sleep(Duration::from_millis(40)).await;
                }
            }));
        }
        load
    }

    async fn stop(self) -> (u64, u64) {
        self.stopped.store(true, Ordering::Relaxed);
        for visitor in self.visitors {
            visitor.await.unwrap();
        }
        (self.pages.load(Ordering::Relaxed), self.failed.load(Ordering::Relaxed))
    }
}
