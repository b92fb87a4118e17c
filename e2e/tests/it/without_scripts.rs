//! Everything works with JavaScript off.

use anyhow::ensure;
use e2e::{Browser, Scripts, Shop};

use crate::visit;

#[tokio::test]
#[ignore = "needs chromium and chromedriver; .ci/run runs it"]
async fn a_book_is_found_bought_twice_and_put_back() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    Browser::with(Scripts::Blocked, async |browser| {
        ensure_blocked(browser).await?;
        browser.goto(&shop.at("/")).await?;
        browser.find("input[name=q]").await?.send_keys("maltese falcon").await?;
        browser.leave_by("form[role=search] button").await?;
        browser.leave_by("main a[href='/book/1']").await?;
        visit::add_to_cart(browser, &shop, 1).await?;

        let copies = browser.find("input[type=number]").await?;
        copies.clear().await?;
        copies.send_keys("2").await?;
        browser.leave_by("button[value=update]").await?;
        let copies = browser.find("input[type=number]").await?.attr("value").await?;
        ensure!(copies.as_deref() == Some("2"), "the cart holds {copies:?} copies");

        browser.leave_by("button[value=remove]").await?;
        let lines = browser.driver().find_all(thirtyfour::By::Css("button[value=remove]")).await?;
        ensure!(lines.is_empty(), "the book is still in the cart");
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; .ci/run runs it"]
async fn chosen_shelves_are_kept() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    Browser::with(Scripts::Blocked, async |browser| {
        browser.goto(&shop.at("/for-you")).await?;
        browser.find("input[value=poetry]").await?.click().await?;
        browser.leave_by("form[action='/for-you'] button").await?;
        browser.goto(&shop.at("/for-you")).await?;
        let kept = browser.find("input[value=poetry]").await?.is_selected().await?;
        ensure!(kept, "poetry is not ticked any more");
        Ok(())
    })
    .await
}

/// Else the tests here would prove nothing.
async fn ensure_blocked(browser: &Browser) -> anyhow::Result<()> {
    browser.goto("data:text/html,<title>off</title><script>document.title='on'</script>").await?;
    ensure!(browser.driver().title().await? == "off", "scripts run although they are blocked");
    Ok(())
}
