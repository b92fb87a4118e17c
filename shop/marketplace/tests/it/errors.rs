//! Requests that cannot be answered get a page that says so, and the id under which the log knows them.

use crate::shop::Shop;

#[tokio::test]
async fn what_is_not_there_is_404_with_the_request_id_on_the_page() {
    let shop = Shop::start_alone().await;
    let browser = shop.browser();
    let paths = [
        "/nowhere",
        "/book/0",
        "/book/999999",
        "/book/one",
        "/category/nonsense",
        "/category/mystery?page=0",
        "/category/mystery?page=10000",
        "/cover/999999.svg",
        "/cover/1.png",
        "/assets/shop-0.css",
    ];
    for path in paths {
        let page = browser.send(browser.request("GET", path).header("x-request-id", "seen-by-ada"), "").await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.body.contains("seen-by-ada") && page.body.contains("</html>"), "{path}");
        assert_eq!(page.header("x-request-id"), "seen-by-ada");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn a_method_that_is_not_there_is_405_and_says_which_are() {
    let shop = Shop::start_alone().await;
    let browser = shop.browser();
    for (path, allowed) in
        [("/", "GET,HEAD"), ("/cart", "GET,HEAD,POST"), ("/api/v1/recommendations", "GET,HEAD")]
    {
        let refused = browser.send(browser.request("DELETE", path), "").await;
        assert_eq!((refused.status.as_u16(), refused.header("allow")), (405, allowed), "{path}");
    }
}

#[tokio::test]
async fn an_address_that_does_not_parse_is_400() {
    let shop = Shop::start_alone().await;
    for path in ["/search?q=%FF&q=2", "/category/mystery?page=1&page=2"] {
        let page = shop.get(path).await;
        assert_eq!(page.status, 400, "{path}");
        assert!(page.body.contains("</html>"));
        assert!(!page.body.contains("Failed to deserialize"), "{}", page.body);
    }
}

#[tokio::test]
async fn a_text_client_gets_its_error_as_text() {
    let shop = Shop::start_alone().await;
    let browser = shop.browser();
    let request =
        browser.request("GET", "/nowhere").header("user-agent", "curl/8").header("x-request-id", "r-1");
    let answer = browser.send(request, "").await;
    assert_eq!(answer.body, "404 Not Found\nRequest r-1\n");
}
