//! Every measurement, in an order in which none disturbs the next.

mod degradation;
mod load;
mod search;
mod size;
mod start;

use std::net::SocketAddr;

use tempfile::TempDir;

use crate::binaries::Binaries;
use crate::figure::Figure;
use crate::service::{Service, free_address};

/// Both services, joined as in a cluster.
#[derive(Debug)]
pub(crate) struct Shop {
    pub(crate) recommendations: Service,
    pub(crate) marketplace: Service,
    data: TempDir,
}

/// Measures everything.
pub(crate) async fn all(binaries: &Binaries) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let shop = Shop::open(binaries).await?;
    say("load");
    figures.extend(load::figures(&shop).await?);
    say("start");
    figures.extend(start::figures(binaries).await?);
    say("size");
    figures.extend(size::figures(binaries, shop.marketplace.address).await?);
    say("search");
    figures.push(search::figure());
    say("degradation");
    figures.extend(degradation::figures(binaries, shop).await?);
    Ok(figures)
}

impl Shop {
    async fn open(binaries: &Binaries) -> anyhow::Result<Self> {
        let data = tempfile::tempdir()?;
        let recommendations = start_recommendations(binaries, free_address().await?, &data).await?;
        let marketplace = start_marketplace(binaries, recommendations.address).await?;
        Ok(Self { recommendations, marketplace, data })
    }
}

async fn start_recommendations(
    binaries: &Binaries,
    address: SocketAddr,
    data: &TempDir,
) -> anyhow::Result<Service> {
    let variables = [
        ("RECOMMENDATIONS_LISTEN", address.to_string()),
        ("RECOMMENDATIONS_OPS_LISTEN", free_address().await?.to_string()),
        ("RECOMMENDATIONS_DATA", data.path().display().to_string()),
    ];
    Service::start(&binaries.recommendations, address, &variables).await
}

async fn start_marketplace(binaries: &Binaries, recommendations: SocketAddr) -> anyhow::Result<Service> {
    let address = free_address().await?;
    let variables = [
        ("MARKETPLACE_LISTEN", address.to_string()),
        ("MARKETPLACE_OPS_LISTEN", free_address().await?.to_string()),
        ("RECOMMENDATIONS_HOST", recommendations.to_string()),
    ];
    Service::start(&binaries.marketplace, address, &variables).await
}

/// What is measured now; the table on stdout comes last.
fn say(what: &str) {
    anstream::eprintln!("measuring {what}");
}
