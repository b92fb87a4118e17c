//! WCAG 2.2 AA, as far as a machine can judge it.

use anyhow::ensure;
use e2e::{Axe, Browser, PAGES, PAGES_WHILE_AWAY, Page, Scheme, Scripts, Shop};

use crate::visit;

/// Wide in both schemes, because contrast differs; narrow, because layout does.
const LOOKS: [(u32, Scheme); 3] = [(1280, Scheme::Light), (1280, Scheme::Dark), (320, Scheme::Light)];
/// No language, no words for a picture, too pale, and two buttons that no thumb can tell apart.
const BAD_PAGE: &str = "data:text/html,<title>bad</title><img src=''><p style='color:silver'>pale</p>\
    <style>button{width:12px;height:12px;padding:0;border:0}</style><button>a</button><button>b</button>";

#[tokio::test]
#[ignore = "needs chromium, chromedriver and axe-core; .ci/run runs it"]
async fn axe_finds_nothing_on_any_page() -> anyhow::Result<()> {
    ensure_nothing_found(&Shop::open().await?, &PAGES).await
}

#[tokio::test]
#[ignore = "needs chromium, chromedriver and axe-core; .ci/run runs it"]
async fn axe_finds_nothing_while_the_recommendations_are_away() -> anyhow::Result<()> {
    ensure_nothing_found(&Shop::open_without_recommendations().await?, &PAGES_WHILE_AWAY).await
}

async fn ensure_nothing_found(shop: &Shop, pages: &[Page]) -> anyhow::Result<()> {
    let axe = Axe::load()?;
    Browser::with(Scripts::Allowed, async |browser| {
        ensure_awake(&axe, browser).await?;
        let mut found = Vec::new();
        for page in pages {
            visit::open(browser, shop, page).await?;
            for (width, scheme) in LOOKS {
                browser.resize(width, 900).await?;
                browser.prefer(scheme).await?;
                let violations = axe.violations(browser).await?;
                let look = format!("{} at {width} {}", page.name, scheme.name());
                found.extend(violations.into_iter().map(|violation| format!("{look}: {violation}")));
            }
        }
        ensure!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
        Ok(())
    })
    .await
}

/// Else finding nothing would prove nothing.
async fn ensure_awake(axe: &Axe, browser: &Browser) -> anyhow::Result<()> {
    browser.goto(BAD_PAGE).await?;
    let found = axe.violations(browser).await?.join("\n");
    for rule in ["image-alt", "color-contrast", "html-has-lang", "target-size"] {
        ensure!(found.contains(rule), "axe overlooks `{rule}`; it finds:\n{found}");
    }
    Ok(())
}
