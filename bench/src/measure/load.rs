//! The front page under load, each page with a live call behind it.

use std::net::SocketAddr;
use std::time::Duration;

use ::load::{Guard, Pace, Plan, Report, Target};
use anyhow::ensure;
use tokio_util::sync::CancellationToken;

use super::Shop;
use crate::figure::{Bar, Figure, Unit};

/// Time for connections, caches and the allocator to settle, and for idle memory to be idle.
const SETTLE: Duration = Duration::from_secs(2);
const RUN: Duration = Duration::from_secs(10);

pub(super) async fn figures(shop: &Shop) -> anyhow::Result<Vec<Figure>> {
    let (storefront, recommendations) = (&shop.marketplace, &shop.recommendations);
    tokio::time::sleep(SETTLE).await;
    let idle = [storefront.resident_mebibytes()?, recommendations.resident_mebibytes()?];

    run(storefront.address, Pace::Max, 64, SETTLE).await?;
    let most = run(storefront.address, Pace::Max, 64, RUN).await?;
    ensure_live(&most)?;
    let loaded = [storefront.resident_mebibytes()?, recommendations.resident_mebibytes()?];
    let steady = run(storefront.address, Pace::PerSecond(200.0), 16, RUN).await?;
    ensure_live(&steady)?;

    let idle_bar = Bar::at_most(16.0, 8.0);
    let loaded_bar = Bar::at_most(32.0, 16.0);
    let milliseconds = Unit::Milliseconds;
    Ok(vec![
        Figure::new("`/` at 64 connections", most.rate, Unit::PerSecond, Bar::at_least(3000.0, 6000.0)),
        Figure::new("p50 there", most.latency.p50_ms, milliseconds, Bar::NONE),
        Figure::new("p99 there", most.latency.p99_ms, milliseconds, Bar::at_most(50.0, 25.0)),
        Figure::new("p50 of `/` at 200/s, open loop", steady.latency.p50_ms, milliseconds, Bar::NONE),
        Figure::new("p99 there", steady.latency.p99_ms, milliseconds, Bar::at_most(10.0, 5.0)),
        Figure::new("marketplace, idle RSS", idle[0], Unit::Mebibytes, idle_bar),
        Figure::new("recommendations, idle RSS", idle[1], Unit::Mebibytes, idle_bar),
        Figure::new("marketplace, RSS after load", loaded[0], Unit::Mebibytes, loaded_bar),
        Figure::new("recommendations, RSS after load", loaded[1], Unit::Mebibytes, loaded_bar),
    ])
}

/// One run against the front page.
pub(super) async fn run(
    address: SocketAddr,
    pace: Pace,
    connections: usize,
    duration: Duration,
) -> anyhow::Result<Report> {
    let target = Target::resolve(&format!("http://{address}/"), &Guard::default()).await?;
    let plan = Plan { pace, connections, duration, ..Plan::new(target) };
    Ok(::load::run(plan, CancellationToken::new()).await?)
}

/// A figure for pages without a call behind them would flatter.
fn ensure_live(report: &Report) -> anyhow::Result<()> {
    let live = report.with_source("live");
    ensure!(report.is_clean() && live * 100 >= report.answered * 99, "not every page was live:\n{report}");
    Ok(())
}
