//! Stylesheet, favicon, covers, robots.txt, sitemap.xml.

use crate::{browser::Answer, shop::Shop};

fn stylesheet(home: &Answer) -> String {
    home.between("<link rel=\"stylesheet\" href=\"", "\"").to_owned()
}

#[tokio::test]
async fn the_stylesheet_is_kept_for_ever_under_an_address_of_its_content() {
    let shop = Shop::start_alone().await;
    let path = stylesheet(&shop.get("/").await);
    let style = shop.get(&path).await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
    assert_not_modified(&shop, &path, &style).await;
}

#[tokio::test]
async fn covers_and_the_favicon_are_svg_and_can_be_kept() {
    let shop = Shop::start_alone().await;
    for path in ["/cover/1.svg", "/favicon.ico"] {
        let image = shop.get(path).await;
        assert_eq!((image.status.as_u16(), image.header("content-type")), (200, "image/svg+xml"), "{path}");
        assert!(image.body.contains("xmlns=\"http://www.w3.org/2000/svg\""), "{path}");
        assert_eq!(image.header("cache-control"), "public, max-age=86400");
        assert_not_modified(&shop, path, &image).await;
    }
}

async fn assert_not_modified(shop: &Shop, path: &str, first: &Answer) {
    let browser = shop.browser();
    let request = browser.request("GET", path).header("if-none-match", first.header("etag"));
    let again = browser.send(request, "").await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""), "{path}");
    assert_eq!(again.header("etag"), first.header("etag"));
}

#[tokio::test]
async fn robots_are_shown_the_sitemap_and_kept_out_of_what_is_personal() {
    let shop = Shop::start_with("127.0.0.1:1", |config| {
        config.public_url = Some("https://books.example".to_owned());
    })
    .await;
    insta::assert_snapshot!(shop.get("/robots.txt").await.body, @"
    User-agent: *
    Disallow: /cart
    Disallow: /for-you
    Disallow: /search
    Sitemap: https://books.example/sitemap.xml
    ");
}

#[tokio::test]
async fn the_sitemap_lists_every_book_under_the_shops_own_address() {
    let shop = Shop::start_alone().await;
    let sitemap = shop.get("/sitemap.xml").await;
    assert_eq!(sitemap.header("content-type"), "application/xml; charset=utf-8");
    let catalog = shop_catalog::Catalog::embedded();
    let pages = 2 + catalog.categories().count() + catalog.books().len();
    assert_eq!(sitemap.body.matches("<url>").count(), pages);
    assert!(sitemap.body.contains(&format!("<loc>http://{}/book/1</loc>", shop.address)));
    let browser = shop.browser();
    let forged = browser.send(browser.request("GET", "/sitemap.xml").header("host", "a\"b"), "").await;
    assert!(!forged.body.contains("a\"b"));
}
