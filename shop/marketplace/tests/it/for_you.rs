//! Preferences without an account.

use shop_testkit::RecommendationsPeer;

use crate::shop::Shop;

#[tokio::test]
async fn shelves_chosen_are_kept_in_a_cookie_and_asked_for_one_by_one() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    let browser = shop.browser();
    let first = browser.get("/for-you").await;
    assert_eq!((first.status.as_u16(), first.source()), (200, "live"));
    assert!(!first.body.contains(" checked"));

    let token = first.csrf().replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let form = format!("csrf={token}&category=mystery&category=poetry&category=nonsense");
    let saved = browser.post("/for-you", &form).await;
    assert_eq!((saved.status.as_u16(), saved.header("location")), (303, "/for-you?saved=1"));

    let calls = peer.calls();
    let second = browser.get("/for-you?saved=1").await;
    assert_eq!(peer.calls(), calls + 2);
    assert_eq!(second.body.matches(" checked").count(), 2);
    assert!(second.body.contains("Your shelves are saved."));

    let forgotten = browser.post("/for-you", &format!("csrf={token}")).await;
    assert_eq!(forgotten.status, 303);
    assert!(!browser.cookies().contains_key("interests"));
}

#[tokio::test]
async fn each_of_many_shelves_is_asked_for_so_that_none_crowds_out_the_others() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    let browser = shop.browser();
    let token = browser.get("/for-you").await.csrf();
    let token = token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let shelves = ["mystery", "poetry", "travel", "history", "humour", "nature"];
    let form = shelves.map(|shelf| format!("&category={shelf}")).concat();
    browser.post("/for-you", &format!("csrf={token}{form}")).await;

    let calls = peer.calls();
    assert_eq!(browser.get("/for-you").await.source(), "live");
    assert_eq!(peer.calls(), calls + 6);
}

#[tokio::test]
async fn a_forged_form_chooses_nothing() {
    let shop = Shop::start_alone().await;
    let browser = shop.browser();
    browser.get("/for-you").await;
    let refused = browser.post("/for-you", "csrf=guess&category=mystery").await;
    assert_eq!(refused.status, 403);
    assert!(!browser.cookies().contains_key("interests"));
}

#[tokio::test]
async fn without_recommendations_the_curated_books_come_from_the_shelves_chosen() {
    let shop = Shop::start_alone().await;
    let browser = shop.browser();
    let token = browser.get("/for-you").await.csrf();
    let token = token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    browser.post("/for-you", &format!("csrf={token}&category=science-fiction")).await;
    let page = browser.get("/for-you").await;
    assert_eq!(page.source(), "default");
    assert!(page.body.contains("Hitchhiker") && !page.body.contains("The Maltese Falcon"));
}
