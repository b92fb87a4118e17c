//! What visitors are told while the recommendations are away.

use anyhow::ensure;
use e2e::{Browser, PAGES_WHILE_AWAY, Scripts, Shop};

use crate::visit;

#[tokio::test]
#[ignore = "needs chromium and chromedriver; .ci/run runs it"]
async fn every_page_that_misses_a_list_says_so_in_a_status_region() -> anyhow::Result<()> {
    let shop = Shop::open_without_recommendations().await?;
    Browser::with(Scripts::Allowed, async |browser| {
        // The status page has no list of its own; its first sentence tells.
        for page in PAGES_WHILE_AWAY.iter().filter(|page| page.path != "/status") {
            visit::open(browser, &shop, page).await?;
            let note = browser.find("main [role=status]").await?.text().await?;
            ensure!(!note.trim().is_empty(), "`{}` has an empty note", page.name);
        }
        Ok(())
    })
    .await
}
