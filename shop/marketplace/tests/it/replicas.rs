//! Three replicas of recommendations behind one name, one of which is lost: no page fails, and soon none waits.

use std::time::{Duration, Instant};

use shop_testkit::{DnsServer, Fault, FaultProxy, RecommendationsPeer, ReservedAddress};

use crate::shop::Shop;

const NAME: &str = "recommendations-headless.shop.test";
/// From the loss of a replica until it takes no more calls.
const BOUND: Duration = Duration::from_secs(15);
/// So many live pages in a row, without a second attempt, show that nobody asks the lost one any more.
const IN_A_ROW: u32 = 50;
const TURN: Duration = Duration::from_millis(20);

/// Three replicas at three addresses, and a shop that finds them by name with the settings of production.
async fn three_replicas() -> (DnsServer, Vec<(RecommendationsPeer, FaultProxy)>, Shop) {
    let dns = DnsServer::start().await.unwrap();
    let mut replicas = Vec::new();
    for address in ReservedAddress::group(3).unwrap() {
        let peer = RecommendationsPeer::start().await.unwrap();
        let proxy = FaultProxy::start_on(peer.address(), address).unwrap();
        replicas.push((peer, proxy));
    }
    dns.set_addresses(NAME, replicas.iter().map(|(_, proxy)| proxy.address().ip()));
    let target = format!("{NAME}:{}", replicas[0].1.address().port());
    let shop = Shop::start_with(&target, |config| config.nameserver = Some(dns.address())).await;
    shop.until("three replicas", async || ready(&shop) == 3).await;
    (dns, replicas, shop)
}

fn ready(shop: &Shop) -> u64 {
    shop.metric("marketplace_rpc_client_endpoints", "state=\"ready\"")
}

fn second_attempts(shop: &Shop) -> u64 {
    shop.metric("marketplace_rpc_client_retries_total", "")
}

#[tokio::test]
async fn one_of_three_is_black_holed_and_every_page_is_there_and_soon_live() {
    let (_dns, replicas, shop) = three_replicas().await;
    let browser = shop.browser();
    replicas[1].1.set_fault(Fault::BlackHole).await;
    let lost_at = Instant::now();
    let (mut in_a_row, mut retried) = (0, second_attempts(&shop));
    while in_a_row < IN_A_ROW {
        assert!(lost_at.elapsed() < BOUND, "only {in_a_row} live pages in a row after {BOUND:?}");
        let page = browser.get("/").await;
        assert_eq!(page.status.as_u16(), 200);
        let undisturbed = page.source() == "live" && second_attempts(&shop) == retried && ready(&shop) == 2;
        in_a_row = if undisturbed { in_a_row + 1 } else { 0 };
        retried = second_attempts(&shop);
        tokio::time::sleep(TURN).await;
    }
    let others = [&replicas[0].0, &replicas[2].0].map(RecommendationsPeer::calls);
    assert!(others.iter().sum::<u64>() >= u64::from(IN_A_ROW), "{others:?}");
    assert!(others.iter().all(|calls| *calls > 0), "{others:?}");

    replicas[1].1.set_fault(Fault::None).await;
    shop.until("the lost one is back", async || ready(&shop) == 3).await;
}

#[tokio::test]
async fn replicas_that_need_most_of_the_deadline_are_live() {
    let (_dns, replicas, shop) = three_replicas().await;
    for (peer, _) in &replicas {
        peer.set_delay(Duration::from_millis(200));
    }
    let before = shop.lists("live");
    for _ in 0..20 {
        assert_eq!(shop.get("/").await.status.as_u16(), 200);
    }
    let live = shop.lists("live") - before;
    // All of them on an idle machine; a busy one is late by 50 ms now and then.
    assert!(live >= 15, "{live} of 20 pages were live");
    assert_eq!(ready(&shop), 3, "a breaker has opened");
}
