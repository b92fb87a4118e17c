//! The catalogue that is compiled in.

use std::sync::{Arc, LazyLock};

use crate::Catalog;

const TEXT: &str = include_str!("../data/catalogue.tsv");

#[expect(clippy::expect_used, reason = "a test parses the same text")]
static CATALOG: LazyLock<Arc<Catalog>> =
    LazyLock::new(|| Arc::new(Catalog::parse(TEXT).expect("the embedded catalogue is valid")));

pub(crate) fn catalog() -> &'static Arc<Catalog> {
    &CATALOG
}
