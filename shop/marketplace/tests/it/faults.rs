//! Whatever happens to recommendations, every page is there: status, source, metric with its reason, and a bound on
//! the time that a busy machine can keep. The tight bounds belong to the benchmark.

use std::{net::IpAddr, time::Duration};

use shop_testkit::{DnsServer, Fault, FaultProxy, RecommendationsPeer};

use crate::shop::Shop;

/// One page of each kind that shows a list.
const PAGES: [&str; 4] = ["/", "/book/1", "/category/mystery", "/search?q=falcon"];

/// The slowest that a page may be here.
const BOUND: Duration = Duration::from_secs(1);

const LOCALHOST: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

/// A peer that says nothing is waited for, until the channel gives its connection up. The first reason is there at
/// least once when the connection was made before the silence.
const SILENT: &[&str] = &["deadline_exceeded", "unavailable"];

/// Each page is counted for one of the reasons.
async fn every_page_is_there(shop: &Shop, source: &str, reasons: &[&str]) {
    let counted = || reasons.iter().map(|reason| shop.lists_because(source, reason)).sum::<u64>();
    for path in PAGES {
        let before = counted();
        let page = shop.get(path).await;
        assert_eq!((page.status.as_u16(), page.source()), (200, source), "{path}");
        assert!(page.took < BOUND, "{path} took {:?}", page.took);
        assert!(page.body.contains("</html>"), "{path} is cut off");
        assert_eq!(
            counted(),
            before + 1,
            "{path} was not counted for {reasons:?}:\n{}",
            shop.counted_lists()
        );
        let caching = if source == "live" { "private, no-cache" } else { "no-store" };
        assert_eq!(page.header("cache-control"), caching, "{path}");
    }
}

/// The fault is there from the start: nothing is remembered.
async fn from_the_start(fault: Fault, reasons: &[&str]) {
    let peer = RecommendationsPeer::start().await.unwrap();
    let proxy = FaultProxy::start(peer.address(), LOCALHOST).await.unwrap();
    proxy.set_fault(fault).await;
    let shop = Shop::start(proxy.address()).await;
    every_page_is_there(&shop, "default", reasons).await;
}

/// The fault comes when every page has been live once, and goes again.
async fn for_a_while(fault: Fault, reasons: &[&str]) {
    let peer = RecommendationsPeer::start().await.unwrap();
    let proxy = FaultProxy::start(peer.address(), LOCALHOST).await.unwrap();
    let shop = Shop::start(proxy.address()).await;
    shop.until_live().await;
    every_page_is_there(&shop, "live", &["answered"]).await;
    proxy.set_fault(fault).await;
    every_page_is_there(&shop, "stale", reasons).await;
    assert!(shop.lists_because("stale", reasons[0]) > 0, "{}", shop.counted_lists());
    proxy.set_fault(Fault::None).await;
    shop.until_live().await;
}

macro_rules! faults {
    ($($name:ident: $fault:expr => $reasons:expr;)*) => {
        $(mod $name {
            use super::*;

            #[tokio::test]
            async fn from_the_start() {
                super::from_the_start($fault, $reasons).await;
            }

            #[tokio::test]
            async fn for_a_while() {
                super::for_a_while($fault, $reasons).await;
            }
        })*
    };
}

faults! {
    refused: Fault::Refuse => &["unavailable"];
    hung: Fault::Hang => SILENT;
    black_hole: Fault::BlackHole => SILENT;
    slow_300_ms: Fault::Delay(Duration::from_millis(300)) => SILENT;
    slow_1000_ms: Fault::Delay(Duration::from_secs(1)) => SILENT;
    reset_mid_stream: Fault::ResetMidStream => &["unavailable"];
    garbage: Fault::Garbage => &["bad_answer"];
    too_large: Fault::TooLarge => &["resource_exhausted"];
}

/// A connection made before would go on undisturbed.
#[tokio::test]
async fn a_peer_that_speaks_something_else_is_stood_in_for() {
    from_the_start(Fault::NotHttp2, &["unavailable"]).await;
}

#[tokio::test]
async fn a_peer_that_takes_100_ms_is_waited_for() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    peer.set_delay(Duration::from_millis(100));
    every_page_is_there(&shop, "live", &["answered"]).await;
}

#[tokio::test]
async fn a_peer_that_answers_with_an_error_is_stood_in_for() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    every_page_is_there(&shop, "live", &["answered"]).await;
    peer.set_status(Some(tonic::Status::internal("a secret of the server")));
    every_page_is_there(&shop, "stale", &["bad_answer"]).await;
    assert!(!shop.get("/").await.body.contains("a secret"));
}

#[tokio::test]
async fn a_name_that_does_not_exist_costs_no_page() {
    let dns = DnsServer::start().await.unwrap();
    dns.answer_nxdomain();
    with_dns(&dns, &["unavailable"]).await;
}

#[tokio::test]
async fn a_name_server_that_fails_costs_no_page() {
    let dns = DnsServer::start().await.unwrap();
    dns.answer_servfail();
    with_dns(&dns, &["unavailable"]).await;
}

#[tokio::test]
async fn a_name_server_that_is_silent_costs_no_page() {
    let dns = DnsServer::start().await.unwrap();
    dns.stay_silent();
    with_dns(&dns, SILENT).await;
}

/// Nothing at first, then the name is found and lists become live without a restart.
async fn with_dns(dns: &DnsServer, reasons: &[&str]) {
    let peer = RecommendationsPeer::start().await.unwrap();
    let target = format!("recommendations.shop.test:{}", peer.address().port());
    let shop = Shop::start_with(&target, |config| {
        config.nameserver = Some(dns.address());
        config.resolve_every = Duration::from_millis(200);
    })
    .await;
    every_page_is_there(&shop, "default", reasons).await;
    dns.set_addresses("recommendations.shop.test", [LOCALHOST]);
    shop.until_live().await;
}

#[tokio::test]
async fn without_curated_lists_one_sentence_is_left() {
    let shop = Shop::start_with("127.0.0.1:1", |config| {
        config.curated = marketplace::stock::CuratedLists::Off;
    })
    .await;
    every_page_is_there(&shop, "none", &["unavailable"]).await;
    let note = "Our suggestions are taking a short break";
    assert!(shop.get("/").await.body.contains(note));
}
