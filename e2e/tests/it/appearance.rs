//! Pictures of every page for people to judge, and the one thing about them that a machine can.

use anyhow::ensure;
use e2e::{Browser, PAGES, PAGES_WHILE_AWAY, Page, Scheme, Scripts, Shop, artifacts};

use crate::visit;

const WIDTHS: [u32; 3] = [320, 768, 1280];
const SCHEMES: [Scheme; 2] = [Scheme::Light, Scheme::Dark];

#[tokio::test]
#[ignore = "needs chromium and chromedriver; .ci/run runs it"]
async fn no_page_is_wider_than_its_screen() -> anyhow::Result<()> {
    ensure_all_fit(&Shop::open().await?, &PAGES).await
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; .ci/run runs it"]
async fn no_page_is_wider_while_the_recommendations_are_away() -> anyhow::Result<()> {
    ensure_all_fit(&Shop::open_without_recommendations().await?, &PAGES_WHILE_AWAY).await
}

async fn ensure_all_fit(shop: &Shop, pages: &[Page]) -> anyhow::Result<()> {
    let folder = artifacts("screenshots")?;
    Browser::with(Scripts::Allowed, async |browser| {
        let mut too_wide = Vec::new();
        for page in pages {
            visit::open(browser, shop, page).await?;
            for width in WIDTHS {
                browser.resize(width, 900).await?;
                let needed = browser.evaluate("return document.documentElement.scrollWidth").await?;
                if needed.as_u64() > Some(width.into()) {
                    too_wide.push(format!("{} needs {needed} of {width} pixels", page.name));
                }
                for scheme in SCHEMES {
                    browser.prefer(scheme).await?;
                    let file = format!("{}-{width}-{}.png", page.name, scheme.name());
                    browser.picture(width, &folder.join(file)).await?;
                }
            }
        }
        ensure!(too_wide.is_empty(), "{}", too_wide.join("\n"));
        Ok(())
    })
    .await
}
