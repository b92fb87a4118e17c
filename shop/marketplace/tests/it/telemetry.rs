//! What the storefront tells its operators.

use std::collections::BTreeSet;

use shop_api::v1::{Book, ListRecommendationsResponse, Recommendation};
use shop_testkit::RecommendationsPeer;

use crate::{browser::Browser, shop::Shop};

#[tokio::test]
async fn metrics_have_the_promised_names() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    shop.get("/book/1").await;
    shop.until("an event", async || shop.metric("marketplace_events_total", "") > 0).await;
    let metrics = Browser::new(shop.ops).get("/metrics").await.body;
    let families: BTreeSet<_> = metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")).collect();
    insta::assert_snapshot!(families.into_iter().collect::<Vec<_>>().join("\n"));
}

#[tokio::test]
async fn books_of_an_answer_that_the_shop_does_not_sell_are_left_out_and_counted() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    let unknown = || shop.metric("marketplace_recommendations_unknown_books_total", "");
    assert_eq!(unknown(), 0);

    let item =
        |id| Recommendation { book: Some(Book { id, ..Book::default() }), ..Recommendation::default() };
    let items = [1, 999_999, 2, -1].map(item).to_vec();
    peer.set_answer(ListRecommendationsResponse { items, ..ListRecommendationsResponse::default() });
    for (path, counted) in [("/", 2), ("/book/3", 4)] {
        let page = shop.get(path).await;
        assert_eq!((page.status.as_u16(), page.source()), (200, "live"), "{path}");
        assert!(!page.body.contains("/book/999999"), "{path}");
        assert_eq!(unknown(), counted, "{path}");
    }
}
