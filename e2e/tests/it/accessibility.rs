//! WCAG 2.2 AA, as far as a machine can judge it.

use anyhow::ensure;
use e2e::{Axe, Browser, PAGES, Scheme, Scripts, Shop};

use crate::visit;

/// Wide in both schemes, because contrast differs; narrow, because layout does.
const LOOKS: [(u32, Scheme); 3] = [(1280, Scheme::Light), (1280, Scheme::Dark), (320, Scheme::Light)];

#[tokio::test]
#[ignore = "needs chromium, chromedriver and axe-core; .ci/run runs it"]
async fn axe_finds_nothing_on_any_page() -> anyhow::Result<()> {
    let axe = Axe::load()?;
    let shop = Shop::open().await?;
    Browser::with(Scripts::Allowed, async |browser| {
        ensure_awake(&axe, browser).await?;
        let mut found = Vec::new();
        for page in &PAGES {
            visit::open(browser, &shop, page).await?;
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
    browser.goto("data:text/html,<title>bad</title><img src=''><p style='color:silver'>pale").await?;
    let found = axe.violations(browser).await?.join("\n");
    for rule in ["image-alt", "color-contrast", "html-has-lang"] {
        ensure!(found.contains(rule), "axe overlooks `{rule}`; it finds:\n{found}");
    }
    Ok(())
}
