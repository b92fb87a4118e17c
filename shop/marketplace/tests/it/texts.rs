//! What `curl` shows.

use shop_testkit::RecommendationsPeer;

use crate::{browser::Answer, shop::Shop};

async fn curl(shop: &Shop, path: &str) -> Answer {
    let browser = shop.browser();
    let request = browser.request("GET", path).header("user-agent", "curl/8.14.1").header("accept", "*/*");
    browser.send(request.header("x-request-id", "r-1"), "").await
}

#[tokio::test]
async fn the_first_page_is_short_and_says_where_to_go() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    let answer = curl(&shop, "/").await;
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    insta::assert_snapshot!(answer.body);
}

#[tokio::test]
async fn without_recommendations_the_text_says_so_as_calmly_as_the_page() {
    let answer = curl(&Shop::start_alone().await, "/").await;
    assert_eq!(answer.source(), "default");
    assert!(answer.body.contains("Showing books from the front of our shelves."), "{}", answer.body);
}

#[tokio::test]
async fn the_hops_are_lines() {
    let answer = curl(&Shop::start_alone().await, "/hops").await;
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"\d+(\.\d+)? m?s\b", "[time]");
    settings.add_filter(r"\([^()]*os error \d+\)", "([system])");
    settings.bind(|| insta::assert_snapshot!(answer.body));
}
