//! What visitors do reaches recommendations, and never holds up a page.

use std::time::Duration;

use shop_testkit::{Fault, FaultProxy, RecommendationsPeer, ReservedAddress};

use crate::{neighbour::Recommendations, shop::Shop};

/// A catalogue with book 1 and with one that no built-in catalogue has.
const NEWER_CATALOGUE: &str = "ninehops-catalogue\t1\n\
    id\ttitle\tauthor\tborn\tdied\tcategory\tyear\tprice\tsubjects\tsentence\n\
    1\tThe Maltese Falcon\tDashiell Hammett\t\t\tmystery\t\t899\tMurder\t\n\
    99999\tJust Printed\tNobody Yet\t\t\tmystery\t\t899\tMurder\t\n";

#[tokio::test]
async fn a_view_and_an_addition_are_each_one_event() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    let browser = shop.browser();
    let token = browser.get("/book/1").await.csrf();
    let token = token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    browser.post("/cart", &format!("csrf={token}&action=add&book=1")).await;
    shop.until("two events", async || peer.events() == 2).await;
    shop.until("two acknowledgements", async || {
        shop.metric("marketplace_events_total", "fate=\"stored\"") == 2
    })
    .await;
}

#[tokio::test]
async fn looking_at_the_head_alone_or_ahead_of_time_is_no_view() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    let browser = shop.browser();
    let head = browser.send(browser.request("HEAD", "/book/1"), "").await;
    let ahead = browser.send(browser.request("GET", "/book/1").header("sec-purpose", "prefetch"), "").await;
    for answer in [head, ahead] {
        assert_eq!(answer.status, 200);
        assert!(!answer.headers.contains_key("set-cookie"));
    }
    browser.get("/book/2").await;
    shop.until("the one event", async || peer.events() >= 1).await;
    assert_eq!(peer.events(), 1);
}

#[tokio::test]
async fn events_wait_while_recommendations_is_away_and_arrive_once_it_is_back() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let proxy = FaultProxy::start(peer.address(), "127.0.0.1".parse().unwrap()).await.unwrap();
    proxy.set_fault(Fault::Refuse).await;
    let shop = Shop::start(proxy.address()).await;
    assert_eq!(shop.browser().get("/book/1").await.status, 200);
    proxy.set_fault(Fault::None).await;
    shop.until("the event", async || peer.events() == 1).await;
}

#[tokio::test]
async fn an_event_still_queued_at_the_end_gets_a_last_try() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let mut shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    shop.browser().get("/book/1").await;
    shop.ask_to_stop();
    shop.outcome().await;
    assert_eq!(peer.events(), 1);
}

#[tokio::test]
async fn an_event_that_is_refused_takes_no_other_with_it() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("catalogue.tsv");
    std::fs::write(&file, NEWER_CATALOGUE).unwrap();
    let address = ReservedAddress::on("127.0.0.1".parse().unwrap()).unwrap();
    let shop =
        Shop::start_with(&address.address().to_string(), |config| config.catalog = Some(file.clone())).await;
    for path in ["/book/1", "/book/99999", "/book/1"] {
        shop.browser().get(path).await;
    }
    let recommendations = Recommendations::start(&address).await;
    for (fate, events) in [("stored", 2), ("refused", 1)] {
        let label = format!("fate=\"{fate}\"");
        shop.until(fate, async || shop.metric("marketplace_events_total", &label) == events).await;
    }
    recommendations.stop().await;
}

#[tokio::test]
async fn a_book_page_does_not_wait_for_its_event() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start_with(&peer.address().to_string(), |config| {
        config.event_deadline = Duration::from_secs(10);
    })
    .await;
    shop.until_live().await;
    let browser = shop.browser();
    browser.get("/book/1").await;
    peer.set_delay(Duration::from_millis(200));
    let page = browser.get("/book/2").await;
    assert!(page.took < Duration::from_secs(1), "{:?}", page.took);
}
