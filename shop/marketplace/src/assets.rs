//! The stylesheet and the favicon, compiled in, under addresses that change with their content.

use std::sync::LazyLock;

use bytes::Bytes;

use crate::{
    conditional::{Cacheable, Freshness},
    fingerprint::fingerprint,
};

/// The look of every page.
pub static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("shop", "css", "text/css; charset=utf-8", include_bytes!("../assets/shop.css"))
});

/// The mark in the browser's tab.
pub static FAVICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("favicon", "svg", "image/svg+xml", include_bytes!("../assets/favicon.svg")));

/// A file that pages link to.
#[derive(Debug)]
pub struct Asset {
    /// Its path, such as `/assets/shop-0123456789abcdef.css`.
    pub path: String,
    tag: String,
    content_type: &'static str,
    content: &'static [u8],
}

impl Asset {
    fn new(stem: &str, extension: &str, content_type: &'static str, content: &'static [u8]) -> Self {
        let tag = fingerprint(content);
        Self { path: format!("/assets/{stem}-{tag}.{extension}"), tag, content_type, content }
    }

    /// The asset of this path.
    pub fn find(path: &str) -> Option<&'static Self> {
        [&*STYLESHEET, &*FAVICON].into_iter().find(|asset| asset.path == path)
    }

    /// The content for a response.
    pub fn cacheable(&self, freshness: Freshness) -> Cacheable {
        Cacheable {
            content_type: self.content_type,
            tag: self.tag.clone(),
            freshness,
            body: Bytes::from_static(self.content),
        }
    }
}
