//! What the browser had to ask for, and what it complained about.

use anyhow::{Context as _, ensure};
use e2e::{Browser, PAGES, Scripts, Shop};

use crate::visit;

/// Every URL that the page made the browser fetch, the favicon included, which no timing entry shows.
const REQUESTS: &str = "
    const icons = [...document.querySelectorAll('link[rel~=icon]')].map(link => link.href);
    const fetched = performance.getEntriesByType('resource').map(entry => entry.name);
    return [...new Set([location.href, ...fetched, ...icons])];
";

#[tokio::test]
#[ignore = "needs chromium and chromedriver; .ci/run runs it"]
async fn the_front_page_takes_three_requests() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    Browser::with(Scripts::Allowed, async |browser| {
        browser.goto(&shop.at("/")).await?;
        let urls = requests(browser).await?;
        ensure!(urls.len() <= 3, "{} requests: {urls:?}", urls.len());
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; .ci/run runs it"]
async fn no_page_asks_a_third_party_or_upsets_the_console() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let home = shop.at("/");
    Browser::with(Scripts::Allowed, async |browser| {
        for page in &PAGES {
            visit::open(browser, &shop, page).await?;
            for url in requests(browser).await? {
                ensure!(url.starts_with(&home), "{} asks for `{url}`", page.name);
            }
            for entry in browser.console_errors().await? {
                let refused = format!("responded with a status of {}", page.status);
                let is_the_page_itself = page.status >= 400 && entry.message.contains(&refused);
                ensure!(is_the_page_itself, "{}: {}", page.name, entry.message);
            }
        }
        Ok(())
    })
    .await
}

async fn requests(browser: &Browser) -> anyhow::Result<Vec<String>> {
    let urls = browser.evaluate(REQUESTS).await?;
    let urls = urls.as_array().context("a list of URLs")?;
    Ok(urls.iter().filter_map(|url| url.as_str()).map(str::to_owned).collect())
}
