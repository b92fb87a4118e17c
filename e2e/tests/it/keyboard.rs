//! A visit without a mouse.

use anyhow::{Context as _, bail, ensure};
use e2e::{Browser, Scripts, Shop};
use serde_json::Value;
use thirtyfour::Key;

/// More links than any page has.
const MOST_STOPS: usize = 250;

/// Where the focus is and whether one can see that it is there. SC 2.4.7 wants a visible focus, 2.4.11 one that
/// nothing covers; the browser's own ring counts as `auto`.
const FOCUS: &str = "
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return {
        at: element === document.body ? 'body' : element.outerHTML.slice(0, 120),
        text: element.innerText || '',
        href: element.getAttribute('href') || '',
        name: element.getAttribute('name') || '',
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none',
        shown: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth
            && box.bottom > 0 && box.top < innerHeight,
    };
";

#[tokio::test]
#[ignore = "needs chromium and chromedriver; .ci/run runs it"]
async fn the_first_stop_skips_to_the_content() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    Browser::with(Scripts::Allowed, async |browser| {
        browser.goto(&shop.at("/")).await?;
        let first = next_stop(browser).await?;
        ensure!(text(&first, "href").starts_with('#'), "the first stop is {first}");
        browser.press(Key::Enter).await?;
        let focused = browser.evaluate("return document.activeElement.tagName").await?;
        ensure!(focused == "MAIN", "skipping led to {focused}");
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; .ci/run runs it"]
async fn every_stop_of_the_front_page_can_be_seen_and_left() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    Browser::with(Scripts::Allowed, async |browser| {
        browser.goto(&shop.at("/")).await?;
        let mut stops = 0;
        while text(&next_stop(browser).await?, "at") != "body" {
            stops += 1;
            ensure!(stops < MOST_STOPS, "the focus never leaves the page");
        }
        ensure!(stops > 20, "only {stops} stops");
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; .ci/run runs it"]
async fn a_book_is_found_and_put_into_the_cart_by_keys_alone() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    Browser::with(Scripts::Allowed, async |browser| {
        browser.goto(&shop.at("/")).await?;
        walk_to(browser, |stop| text(stop, "name") == "q").await?;
        browser.type_text("maltese falcon").await?;
        browser.leave_by_enter().await?;
        walk_to(browser, |stop| text(stop, "href") == "/book/1").await?;
        browser.leave_by_enter().await?;
        walk_to(browser, |stop| text(stop, "text") == "Add to cart").await?;
        browser.leave_by_enter().await?;
        ensure!(browser.path().await?.starts_with("/cart"), "it led to `{}`", browser.path().await?);
        browser.find("main a[href='/book/1']").await?;
        Ok(())
    })
    .await
}

/// Presses Tab until `wanted` has the focus.
async fn walk_to(browser: &Browser, wanted: impl Fn(&Value) -> bool) -> anyhow::Result<()> {
    for _ in 0..MOST_STOPS {
        let stop = next_stop(browser).await?;
        if wanted(&stop) {
            return Ok(());
        }
    }
    bail!("`{}` has no such stop", browser.path().await?)
}

async fn next_stop(browser: &Browser) -> anyhow::Result<Value> {
    browser.press(Key::Tab).await?;
    let stop = browser.evaluate(FOCUS).await?;
    let at_a_stop = text(&stop, "at") != "body";
    let seen = stop["ring"].as_bool().context("a truth")? && stop["shown"].as_bool().context("a truth")?;
    ensure!(seen || !at_a_stop, "on `{}` the focus cannot be seen: {stop}", browser.path().await?);
    Ok(stop)
}

fn text<'a>(stop: &'a Value, key: &str) -> &'a str {
    stop[key].as_str().unwrap_or_default()
}
