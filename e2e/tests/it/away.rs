//! What visitors are told while the recommendations are away.

use anyhow::ensure;
use e2e::{Browser, PAGES_WHILE_AWAY, Scripts, Shop};

use crate::visit;

#[tokio::test]
#[ignore = "needs chromium and chromedriver; .ci/run runs it"]
async fn every_page_that_misses_a_list_says_so_in_a_status_region() -> anyhow::Result<()> {
    let shop = Shop::open_without_recommendations().await?;
    Browser::with(Scripts::Allowed, async |browser| {
        for page in &PAGES_WHILE_AWAY {
            visit::open(browser, &shop, page).await?;
            let note = browser.find("main [role=status]").await?.text().await?;
            ensure!(!note.trim().is_empty(), "`{}` has an empty note", page.name);
        }
        Ok(())
    })
    .await
}
