//! What a visitor downloads and what a container carries.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context as _, ensure};

use crate::binaries::Binaries;
use crate::fetch;
use crate::figure::{Bar, Figure, Unit};

pub(super) async fn figures(binaries: &Binaries, storefront: SocketAddr) -> anyhow::Result<Vec<Figure>> {
    let page = compressed_page(storefront).await? as f64 / 1000.0;
    Ok(vec![
        Figure::new("HTML and CSS of `/`, gzip", page, Unit::Kilobytes, Bar::at_most(30.0, 14.0)),
        binary(&binaries.marketplace, "marketplace, binary", Bar::at_most(20.0, 12.0))?,
        binary(&binaries.recommendations, "recommendations, binary", Bar::at_most(20.0, 12.0))?,
        binary(&binaries.ninehops, "ninehops, binary", Bar::NONE)?,
    ])
}

async fn compressed_page(storefront: SocketAddr) -> anyhow::Result<usize> {
    let page = fetch::get(storefront, "/", "identity").await?;
    let stylesheet = stylesheet(&String::from_utf8(page.body)?).context("`/` links a stylesheet")?;
    let mut bytes = 0;
    for path in ["/", &stylesheet] {
        let answer = fetch::get(storefront, path, "gzip").await?;
        ensure!(answer.header("content-encoding") == Some("gzip"), "`{path}` is not compressed");
        bytes += answer.body.len();
    }
    Ok(bytes)
}

/// The `href` of the tag that has `rel="stylesheet"`.
fn stylesheet(html: &str) -> Option<String> {
    let tag = html.split('<').find(|tag| tag.contains(r#"rel="stylesheet""#))?;
    let (_, rest) = tag.split_once(r#"href=""#)?;
    Some(rest.split_once('"')?.0.to_owned())
}

fn binary(path: &Path, name: &str, bar: Bar) -> anyhow::Result<Figure> {
    let bytes = fs::metadata(path).with_context(|| format!("reading `{}`", path.display()))?.len();
    Ok(Figure::new(name, bytes as f64 / f64::from(1 << 20), Unit::Mebibytes, bar))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stylesheet_is_found_whatever_stands_before_it() {
        let html = r#"<link rel="icon" href="/i.svg"><link rel="stylesheet" href="/assets/shop.1.css">"#;
        assert_eq!(stylesheet(html).as_deref(), Some("/assets/shop.1.css"));
        assert_eq!(stylesheet("<p>nothing</p>"), None);
    }
}
