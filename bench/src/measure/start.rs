//! From the start of a process to its first accepted connection, and to its first page.

use std::time::Duration;

use anyhow::ensure;

use super::{start_marketplace, start_recommendations};
use crate::binaries::Binaries;
use crate::fetch;
use crate::figure::{Bar, Figure, Unit};
use crate::service::free_address;

/// Odd, so that there is a middle one.
const STARTS: usize = 11;

pub(super) async fn figures(binaries: &Binaries) -> anyhow::Result<Vec<Figure>> {
    let mut marketplace = Vec::with_capacity(STARTS);
    let mut recommendations = Vec::with_capacity(STARTS);
    let mut first_page = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let data = tempfile::tempdir()?;
        let server = start_recommendations(binaries, free_address().await?, &data).await?;
        let storefront = start_marketplace(binaries, server.address).await?;
        let page = fetch::get(storefront.address, "/", "identity").await?;
        first_page.push(storefront.started.elapsed());
        ensure!(page.is_ok(), "the first page is not there");
        recommendations.push(server.listening_after);
        marketplace.push(storefront.listening_after);
        storefront.kill().await?;
        server.kill().await?;
    }
    let bar = Bar::at_most(100.0, 30.0);
    Ok(vec![
        figure("marketplace, start to listening", marketplace, bar),
        figure("marketplace, start to first page", first_page, Bar::NONE),
        figure("recommendations, start to listening", recommendations, bar),
    ])
}

fn figure(name: &str, mut times: Vec<Duration>, bar: Bar) -> Figure {
    times.sort_unstable();
    let median = times[times.len() / 2].as_secs_f64() * 1000.0;
    Figure::new(format!("{name} (median of {STARTS})"), median, Unit::Milliseconds, bar)
}
