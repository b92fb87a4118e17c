//! The HTML as it was sent, before a browser repaired it.

use std::path::Path;

use anyhow::ensure;
use e2e::{Browser, PAGES, PAGES_WHILE_AWAY, Page, Scripts, Shop, Validator};

use crate::visit;

#[tokio::test]
#[ignore = "needs chromium, chromedriver, java and vnu.jar; .ci/run runs it"]
async fn the_validator_has_nothing_to_say_about_any_page() -> anyhow::Result<()> {
    let validator = Validator::load()?;
    ensure_awake(&validator).await?;
    let folder = tempfile::tempdir()?;
    save(&Shop::open().await?, &PAGES, folder.path()).await?;
    save(&Shop::open_without_recommendations().await?, &PAGES_WHILE_AWAY, folder.path()).await?;
    let complaints = validator.complaints(folder.path()).await?;
    ensure!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
    Ok(())
}

async fn save(shop: &Shop, pages: &[Page], folder: &Path) -> anyhow::Result<()> {
    Browser::with(Scripts::Allowed, async |browser| {
        browser.keep_responses().await?;
        for page in pages {
            visit::open(browser, shop, page).await?;
            let html = browser.served_html().await?;
            ensure!(html.starts_with("<!doctype html>"), "`{}` begins with {:.40}", page.name, html);
            std::fs::write(folder.join(page.name).with_extension("html"), html)?;
        }
        Ok(())
    })
    .await
}

/// Else its silence would prove nothing.
async fn ensure_awake(validator: &Validator) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let bad = "<!doctype html><html lang=en><title>bad</title><ul><p>stray</ul><b id=a></b><i id=a></i>";
    std::fs::write(folder.path().join("bad.html"), bad)?;
    let complaints = validator.complaints(folder.path()).await?.join("\n");
    for wrong in ["not allowed as child", "Duplicate ID"] {
        ensure!(complaints.contains(wrong), "the validator overlooks `{wrong}`; it says:\n{complaints}");
    }
    Ok(())
}
