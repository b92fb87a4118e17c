//! Paper, and visitors who bear no movement.

use anyhow::ensure;
use e2e::{Browser, Motion, Scheme, Scripts, Shop, artifacts};

/// The width of A4 in CSS pixels, without its margins.
const PAPER: u32 = 718;
/// Parts of the page that mean nothing on paper and yet would be printed.
const USELESS_ON_PAPER: &str = "
    const useless = document.querySelectorAll('button, input, .skip, nav');
    return [...useless].filter(element => element.getClientRects().length > 0).map(element => element.outerHTML);
";
const INK: &str = "return [getComputedStyle(document.documentElement).color,
    getComputedStyle(document.documentElement).backgroundColor].join(' on ')";
const MOVING: &str = "
    const slow = element => getComputedStyle(element).transitionDuration.split(', ').some(time => time !== '0s');
    return [...document.querySelectorAll('*')].filter(slow).length;
";

#[tokio::test]
#[ignore = "needs chromium and chromedriver; .ci/run runs it"]
async fn a_book_prints_in_black_on_white_without_what_paper_cannot_do() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let folder = artifacts("print")?;
    Browser::with(Scripts::Allowed, async |browser| {
        browser.goto(&shop.at("/book/1")).await?;
        std::fs::write(folder.join("book.pdf"), browser.pdf().await?)?;
        browser.resize(PAPER, 900).await?;
        for scheme in [Scheme::Light, Scheme::Dark] {
            browser.show_as_print(scheme).await?;
            let useless = browser.evaluate(USELESS_ON_PAPER).await?;
            ensure!(useless.as_array().is_some_and(Vec::is_empty), "paper shows {useless}");
            let ink = browser.evaluate(INK).await?;
            ensure!(ink == "rgb(0, 0, 0) on rgb(255, 255, 255)", "it prints in {ink}");
        }
        browser.picture(PAPER, &folder.join("book.png")).await
    })
    .await
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; .ci/run runs it"]
async fn nothing_moves_for_those_who_ask_for_less_motion() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    Browser::with(Scripts::Allowed, async |browser| {
        browser.goto(&shop.at("/")).await?;
        browser.prefer_motion(Motion::Any).await?;
        ensure!(browser.evaluate(MOVING).await? != 0, "nothing ever moves, so this test proves nothing");
        browser.prefer_motion(Motion::Reduced).await?;
        let moving = browser.evaluate(MOVING).await?;
        ensure!(moving == 0, "{moving} elements move");
        Ok(())
    })
    .await
}
