//! The cart, from an empty one to an empty one.

use shop_testkit::RecommendationsPeer;

use crate::{browser::Browser, shop::Shop};

async fn open_book(browser: &Browser, id: u32) -> String {
    browser.get(&format!("/book/{id}")).await.csrf()
}

fn form(csrf: &str, rest: &str) -> String {
    format!("csrf={}&{rest}", csrf.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"))
}

#[tokio::test]
async fn a_book_goes_in_changes_its_number_and_goes_out_again() {
    let shop = Shop::start_alone().await;
    let browser = shop.browser();
    let csrf = open_book(&browser, 1).await;

    let added = browser.post("/cart", &form(&csrf, "action=add&book=1&quantity=1")).await;
    assert_eq!((added.status.as_u16(), added.header("location")), (303, "/cart?done=added"));
    let cart = browser.get("/cart?done=added").await;
    assert_eq!(cart.status, 200);
    assert!(cart.body.contains("The Maltese Falcon") && cart.body.contains("The book is in your cart."));
    assert!(cart.body.contains("Total <b>£8.99</b>"));

    let updated = browser.post("/cart", &form(&cart.csrf(), "book=1&quantity=3&action=update")).await;
    assert_eq!(updated.header("location"), "/cart?done=updated");
    assert!(browser.get("/cart").await.body.contains("Total <b>£26.97</b>"));
    assert!(browser.get("/").await.body.contains("Cart <b>3</b>"));

    let removed = browser.post("/cart", &form(&csrf, "book=1&quantity=3&action=remove")).await;
    assert_eq!(removed.header("location"), "/cart?done=removed");
    assert!(!browser.cookies().contains_key("cart"));
    assert!(browser.get("/cart").await.body.contains("It is empty."));
}

#[tokio::test]
async fn a_form_without_its_token_or_with_the_token_of_another_changes_nothing() {
    let shop = Shop::start_alone().await;
    let (ada, bob) = (shop.browser(), shop.browser());
    open_book(&ada, 1).await;
    let of_bob = open_book(&bob, 1).await;
    for csrf in ["", "nonsense", &of_bob] {
        let refused = ada.post("/cart", &form(csrf, "action=add&book=1")).await;
        assert_eq!(refused.status, 403);
        assert!(refused.body.contains("</html>"));
    }
    let without_field = ada.post("/cart", "action=add&book=1").await;
    assert_eq!(without_field.status, 403);
    assert!(!ada.cookies().contains_key("cart"));
    let stranger = shop.browser().post("/cart", &form(&of_bob, "action=add&book=1")).await;
    assert_eq!(stranger.status, 403);
}

#[tokio::test]
async fn forms_that_make_no_sense_are_refused() {
    let shop = Shop::start_alone().await;
    let browser = shop.browser();
    let csrf = open_book(&browser, 1).await;
    let status = async |rest: &str| browser.post("/cart", &form(&csrf, rest)).await.status.as_u16();
    assert_eq!(status("action=add&book=999999").await, 404);
    assert_eq!(status("action=steal&book=1").await, 422);
    assert_eq!(status("action=add&book=minus-one").await, 422);
    assert_eq!(status(&format!("action=add&book=1&padding={}", "x".repeat(20_000))).await, 413);
}

#[tokio::test]
async fn books_are_suggested_for_what_is_in_the_cart_and_for_nothing_else() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    let browser = shop.browser();
    assert_eq!(browser.get("/cart").await.source(), "");
    let csrf = open_book(&browser, 4).await;
    browser.post("/cart", &form(&csrf, "action=add&book=4")).await;
    let cart = browser.get("/cart").await;
    assert_eq!(cart.source(), "live");
    assert!(cart.body.contains("Murder on the Orient Express"));
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_by_an_address() {
    let shop = Shop::start_alone().await;
    let cart = shop.get("/cart?done=https://elsewhere.example").await;
    assert_eq!(cart.status, 200);
    assert!(!cart.body.contains("elsewhere"));
}
