//! Steps that several tests take.

use anyhow::ensure;
use e2e::{Browser, Page, Shop};

/// Opens `page`, having filled the cart if that is how the page is meant.
pub(crate) async fn open(browser: &Browser, shop: &Shop, page: &Page) -> anyhow::Result<()> {
    if page.with_cart {
        add_to_cart(browser, shop, 1).await?;
    }
    browser.goto(&shop.at(page.path)).await
}

/// Puts a book into the cart by the button on its page.
pub(crate) async fn add_to_cart(browser: &Browser, shop: &Shop, book: u32) -> anyhow::Result<()> {
    browser.goto(&shop.at(&format!("/book/{book}"))).await?;
    browser.find("form[action='/cart'] button").await?.click().await?;
    let path = browser.path().await?;
    ensure!(path.starts_with("/cart"), "adding a book led to `{path}`");
    Ok(())
}
