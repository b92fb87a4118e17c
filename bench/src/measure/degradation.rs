//! What visitors notice when recommendations hang, and how soon they are back.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use ::load::{Pace, Report};
use anyhow::{bail, ensure};

use super::load::run;
use super::{Shop, start_recommendations};
use crate::binaries::Binaries;
use crate::fetch;
use crate::figure::{Bar, Figure, Unit};

/// Enough pages for a p99 and few enough that the machine is not busy with them.
const RATE: Pace = Pace::PerSecond(100.0);
const CONNECTIONS: usize = 64;
const RUN: Duration = Duration::from_secs(4);
/// Until the breaker has opened: five calls time out after 250 ms each, many of them at once.
const BREAKER_OPENS: Duration = Duration::from_secs(1);
/// A breaker that is asked to wait longer than this would miss the bar anyway.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) async fn figures(binaries: &Binaries, shop: Shop) -> anyhow::Result<Vec<Figure>> {
    let storefront = shop.marketplace.address;
    wait_for_live(storefront).await?;
    shop.recommendations.freeze()?;
    let hung = run(storefront, RATE, CONNECTIONS, BREAKER_OPENS).await?;
    let open = run(storefront, RATE, CONNECTIONS, RUN).await?;
    shop.recommendations.thaw()?;
    let thawed = wait_for_live(storefront).await?;
    let restarted = restart(binaries, shop).await?;

    let failed = failed_pages(&hung) + failed_pages(&open);
    let milliseconds = Unit::Milliseconds;
    let back = Bar::only_at_most(1000.0);
    Ok(vec![
        Figure::new(
            "p99 of `/`, first second of a hang",
            hung.latency.p99_ms,
            milliseconds,
            Bar::only_at_most(350.0),
        ),
        Figure::new("p99 of `/`, breaker open", open.latency.p99_ms, milliseconds, Bar::at_most(350.0, 50.0)),
        Figure::new("pages that failed in the hang", failed as f64, Unit::Count, Bar::only_at_most(0.0)),
        Figure::new("first live page after the hang", in_ms(thawed), milliseconds, back),
        Figure::new("first live page after a restart", in_ms(restarted), milliseconds, back),
    ])
}

/// Kills recommendations, serves without it for a while and starts it again: the time counts from its listening.
async fn restart(binaries: &Binaries, shop: Shop) -> anyhow::Result<Duration> {
    let (storefront, address) = (shop.marketplace.address, shop.recommendations.address);
    shop.recommendations.kill().await?;
    let away = run(storefront, RATE, CONNECTIONS, RUN).await?;
    ensure!(away.is_clean(), "pages failed while recommendations was away:\n{away}");
    let _recommendations = start_recommendations(binaries, address, &shop.data).await?;
    wait_for_live(storefront).await
}

/// How long it takes until a page has a live list.
async fn wait_for_live(storefront: SocketAddr) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    loop {
        let page = fetch::get(storefront, "/", "identity").await?;
        if page.header("x-marketplace-source") == Some("live") {
            return Ok(begun.elapsed());
        }
        if begun.elapsed() > PATIENCE {
            bail!("no live page within {PATIENCE:?}");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Pages that a visitor would not have seen.
fn failed_pages(report: &Report) -> u64 {
    report.sent + report.missed - report.with_status(200)
}

fn in_ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
