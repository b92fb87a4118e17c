//! `/hops`, `/status` and `Server-Timing`: what the process says it saw.

use std::net::{IpAddr, Ipv4Addr};

use shop_testkit::{DnsServer, RecommendationsPeer, ReservedAddress};

use crate::{neighbour::Recommendations, shop::Shop};

#[tokio::test]
async fn the_endpoint_that_answered_is_on_the_page() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start_with(&peer.address().to_string(), |config| {
        config.identity.node = Some("node-7".to_owned());
    })
    .await;
    shop.until_live().await;
    let page = shop.get("/hops").await;
    assert_eq!((page.status.as_u16(), page.source()), (200, "live"));
    for seen in [&peer.address().to_string(), "shop-test", "node-7", "127.0.0.1"] {
        assert!(page.body.contains(seen), "`{seen}` is missing");
    }
}

#[tokio::test]
async fn server_timing_names_the_call_and_the_rendering() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    for path in ["/", "/book/1", "/category/mystery", "/search?q=falcon", "/for-you", "/hops"] {
        let page = shop.get(path).await;
        let timing = page.header("server-timing");
        assert!(timing.contains("rpc;dur=") && timing.contains(";desc=\"live\""), "{path}: {timing}");
        assert!(timing.contains("render;dur="), "{path}: {timing}");
    }
    assert!(shop.get("/about").await.header("server-timing").starts_with("render;dur="));
}

#[tokio::test]
async fn the_status_page_counts_lists_and_shows_no_secret() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let key = "0123456789abcdef".repeat(4);
    let keyring = marketplace::cookies::Keyring::from_secret(&key.clone().into());
    let shop = Shop::start_with(&peer.address().to_string(), |config| config.keyring = keyring).await;
    shop.until_live().await;
    let page = shop.get("/status").await;
    assert_eq!((page.status.as_u16(), page.source()), (200, ""));
    assert!(page.body.contains("the last suggestions shown were fresh"), "{}", page.body);
    assert!(page.body.contains("canned-1") && page.body.contains(&peer.address().to_string()));
    assert!(!page.body.contains(&key));
}

#[tokio::test]
async fn the_status_page_tells_where_the_last_list_came_from() {
    let shop = Shop::start_alone().await;
    let said = async |words: &str| shop.get("/status").await.body.contains(words);
    assert!(said("no page has asked for suggestions yet").await);
    shop.get("/").await;
    assert!(said("the last suggestions shown were books from the front of our shelves").await);
}

#[tokio::test]
async fn a_call_carries_the_request_id_of_the_page() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    let browser = shop.browser();
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let request = browser.request("GET", "/").header("x-request-id", "page-1").header("traceparent", trace);
    browser.send(request, "").await;
    let metadata = peer.last_metadata();
    assert_eq!(metadata.get("x-request-id").unwrap(), "page-1");
    assert!(
        metadata.get("traceparent").unwrap().to_str().unwrap().contains("0af7651916cd43dd8448eb211c80319c")
    );
}

#[tokio::test]
async fn the_real_service_says_how_long_it_took_by_its_own_clock() {
    let address = ReservedAddress::on(IpAddr::V4(Ipv4Addr::LOCALHOST)).unwrap();
    let server = Recommendations::start(&address).await;
    let shop = Shop::start(address.address()).await;
    shop.until_live().await;
    let page = shop.get("/hops").await;
    assert_eq!(page.source(), "live");
    assert!(page.header("server-timing").contains("server;dur="), "{}", page.header("server-timing"));
    server.stop().await;
}

#[tokio::test]
async fn the_name_is_asked_for_anew_and_a_failure_shows_while_the_list_stays_live() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let dns = DnsServer::start().await.unwrap();
    dns.set_addresses("recommendations.shop.test", [peer.address().ip()]);
    let target = format!("recommendations.shop.test:{}", peer.address().port());
    let shop = Shop::start_with(&target, |config| config.nameserver = Some(dns.address())).await;
    shop.until_live().await;
    let asked = dns.queries();
    let seen = shop.get("/hops").await;
    assert!(dns.queries() > asked, "nobody was asked");
    assert!(seen.body.contains("recommendations.shop.test") && !seen.body.contains("cannot resolve"));
    dns.answer_servfail();
    let failed = shop.get("/hops").await;
    assert_eq!(failed.source(), "live");
    assert!(failed.body.contains("cannot resolve"), "{}", failed.body);
}
