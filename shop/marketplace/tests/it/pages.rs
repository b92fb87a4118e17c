//! What every page owes its visitor: headers, cookies, `HEAD`, compression.

use http::header;
use shop_testkit::RecommendationsPeer;

use crate::shop::Shop;

const PAGES: [&str; 9] = [
    "/",
    "/book/1",
    "/category/mystery",
    "/search?q=falcon",
    "/for-you",
    "/cart",
    "/hops",
    "/status",
    "/about",
];

#[tokio::test]
async fn every_page_is_html_with_the_security_headers_and_without_scripts() {
    let shop = Shop::start_alone().await;
    for path in PAGES.into_iter().chain(["/nowhere"]) {
        let page = shop.get(path).await;
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'self';") && !policy.contains("unsafe"), "{path}: {policy}");
        for directive in
            ["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "object-src 'none'"]
        {
            assert!(policy.contains(directive), "{path}: {policy}");
        }
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
        assert!(!page.header("permissions-policy").is_empty(), "{path}");
        assert!(!page.body.contains("<script") && !page.body.contains(" style="), "{path}");
        assert!(!page.body.contains("http://") && !page.body.contains("https://"), "{path} points elsewhere");
        assert_eq!(page.body.matches("<h1").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let shop = Shop::start_alone().await;
    let browser = shop.browser();
    for path in
        PAGES.into_iter().chain(["/robots.txt", "/sitemap.xml", "/api/v1/recommendations", "/nowhere"])
    {
        let head = browser.send(browser.request("HEAD", path), "").await;
        let get = shop.get(path).await;
        assert_eq!(head.status, get.status, "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
        assert_eq!(head.body, "", "{path}");
    }
}

#[tokio::test]
async fn a_client_without_cookies_gets_some_only_where_they_are_needed() {
    let shop = Shop::start_alone().await;
    for path in [
        "/",
        "/category/mystery",
        "/search?q=falcon",
        "/hops",
        "/status",
        "/about",
        "/api/v1/recommendations",
    ] {
        assert!(!shop.get(path).await.headers.contains_key("set-cookie"), "{path}");
    }
    for (path, names) in
        [("/book/1", vec!["viewed", "visitor"]), ("/for-you", vec!["visitor"]), ("/cart", vec!["visitor"])]
    {
        let browser = shop.browser();
        let page = browser.get(path).await;
        let set: Vec<String> = browser.cookies().keys().cloned().collect();
        assert_eq!(set, names, "{path}");
        for cookie in page.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("; HttpOnly; SameSite=Lax; Path=/; Max-Age="), "{cookie}");
            assert!(!cookie.contains("Secure"), "{cookie}");
        }
    }
}

#[tokio::test]
async fn cookies_are_secure_when_a_trusted_proxy_says_that_the_visitor_came_by_tls() {
    let through_tls = async |shop: &Shop| {
        let browser = shop.browser();
        let request = browser.request("GET", "/book/1").header("x-forwarded-proto", "https");
        browser.send(request, "").await.header("set-cookie").contains("; Secure")
    };
    assert!(!through_tls(&Shop::start_alone().await).await);
    let behind_proxy = Shop::start_with("127.0.0.1:1", |config| config.trust_proxy = true).await;
    assert!(through_tls(&behind_proxy).await);
}

#[tokio::test]
async fn a_visitor_is_recommended_books_like_those_opened() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    let browser = shop.browser();
    browser.get("/book/7").await;
    let visitor = browser.cookies()["visitor"].clone();
    browser.get("/book/8").await;
    assert_eq!(browser.cookies()["visitor"], visitor, "a visitor stays the same");
    assert!(browser.cookies()["viewed"].ends_with("v1.8.7"));
    assert_eq!(browser.get("/").await.source(), "live");
}

#[tokio::test]
async fn pages_are_packed_for_those_who_can_unpack() {
    let shop = Shop::start_alone().await;
    let browser = shop.browser();
    let packed = browser.send(browser.request("GET", "/").header("accept-encoding", "gzip"), "").await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(shop.get("/").await.header("content-encoding"), "");
}

#[tokio::test]
async fn a_long_shelf_is_walked_page_by_page_without_losing_a_book() {
    let shop = Shop::start_alone().await;
    let mut path = Some("/category/mystery".to_owned());
    let mut pages = 0;
    while let Some(here) = path {
        let page = shop.get(&here).await;
        assert_eq!(page.status, 200, "{here}");
        assert_eq!(page.source(), if pages == 0 { "default" } else { "" }, "{here}");
        pages += 1;
        let next = format!("/category/mystery?page={}", pages + 1);
        path = page.body.contains(&format!("{next}\"")).then_some(next);
    }
    let books = shop_catalog::Catalog::embedded().in_category(shop_catalog::Category::Mystery).len();
    assert_eq!(pages, books.div_ceil(24));
}

#[tokio::test]
async fn a_search_ignores_case_and_says_when_it_found_nothing() {
    let shop = Shop::start_alone().await;
    assert!(shop.get("/search?q=MALTESE").await.body.contains("The Maltese Falcon"));
    let nothing = shop.get("/search?q=zzzzqqq").await;
    assert_eq!((nothing.status.as_u16(), nothing.source()), (200, "default"));
    assert!(nothing.body.contains("Nothing found"));
    assert_eq!(shop.get("/search").await.status, 200);
}
