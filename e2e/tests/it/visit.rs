//! Steps that several tests take.

use anyhow::ensure;
use e2e::{Browser, Page, Reach, Shop};

const STATUS: &str = "return performance.getEntriesByType('navigation')[0].responseStatus";

/// Opens `page` in the way that it is meant, and sees that it comes with its status.
pub(crate) async fn open(browser: &Browser, shop: &Shop, page: &Page) -> anyhow::Result<()> {
    if page.reach == Reach::BookInCart {
        add_to_cart(browser, shop, 1).await?;
    }
    browser.goto(&shop.at(page.path)).await?;
    match page.reach {
        Reach::Address | Reach::BookInCart => {}
        Reach::SavedShelf => {
            browser.find("input[value=poetry]:not(:checked)").await?.click().await?;
            browser.leave_by("form[action='/for-you'] button").await?;
        }
        Reach::ForgedForm => {
            browser.evaluate("document.querySelector('input[name=csrf]').value = 'forged'").await?;
            browser.leave_by("form[action='/for-you'] button").await?;
        }
        Reach::WrongMethod => {
            browser.evaluate("document.querySelector('form[role=search]').method = 'post'").await?;
            browser.find("input[name=q]").await?.send_keys("murder").await?;
            browser.leave_by("form[role=search] button").await?;
        }
    }
    let status = browser.evaluate(STATUS).await?;
    ensure!(status == page.status, "`{}` came with status {status}, not {}", page.name, page.status);
    Ok(())
}

/// Puts a book into the cart by the button on its page.
pub(crate) async fn add_to_cart(browser: &Browser, shop: &Shop, book: u32) -> anyhow::Result<()> {
    browser.goto(&shop.at(&format!("/book/{book}"))).await?;
    browser.leave_by("form[action='/cart'] button").await?;
    let path = browser.path().await?;
    ensure!(path.starts_with("/cart"), "adding a book led to `{path}`");
    Ok(())
}
