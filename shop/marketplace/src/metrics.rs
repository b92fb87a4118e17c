//! What the storefront counts of its own: lists shown, by the rung they came from and why, and books left out.

use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder},
    metrics::{counter::Counter, family::Family},
};
use shop_service::metrics::Registry;

use crate::ladder::{Source, Why};

/// `marketplace.recommendations.responses`. Clones count into the same series.
#[derive(Debug, Clone, Default)]
pub struct Responses(Family<Labels, Counter>);

/// `marketplace.recommendations.unknown_books`: more than a few say that the two services sell by different catalogues.
/// Clones count into the same series.
#[derive(Debug, Clone, Default)]
pub struct UnknownBooks(Counter);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    source: SourceLabel,
    reason: WhyLabel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct SourceLabel(Source);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct WhyLabel(Why);

impl EncodeLabelValue for SourceLabel {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        EncodeLabelValue::encode(&self.0.name(), encoder)
    }
}

impl EncodeLabelValue for WhyLabel {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        EncodeLabelValue::encode(&self.0.as_str(), encoder)
    }
}

impl Responses {
    /// Registers the metric.
    pub fn new(registry: &Registry) -> Self {
        let responses = Self::default();
        registry.register(
            "marketplace.recommendations.responses",
            None,
            "Lists of recommendations shown, by the rung of the ladder and why it was that one",
            responses.0.clone(),
        );
        responses
    }

    /// Counts a list.
    pub fn count(&self, source: Source, why: Why) {
        let labels = Labels { source: SourceLabel(source), reason: WhyLabel(why) };
        self.0.get_or_create(&labels).inc();
    }

    /// Lists from this rung since the start.
    pub fn total(&self, source: Source) -> u64 {
        let of = |why| {
            let labels = Labels { source: SourceLabel(source), reason: WhyLabel(why) };
            self.0.get(&labels).map_or(0, |counter| counter.get())
        };
        Why::ALL.into_iter().map(of).sum()
    }
}

impl UnknownBooks {
    /// Registers the metric.
    pub fn new(registry: &Registry) -> Self {
        let unknown = Self::default();
        registry.register(
            "marketplace.recommendations.unknown_books",
            None,
            "Books of live lists that were left out because the catalogue does not hold them",
            unknown.0.clone(),
        );
        unknown
    }

    /// Counts the books of one list.
    pub fn count(&self, books: usize) {
        self.0.inc_by(books as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_counted_by_source_and_reason() {
        let registry = Registry::new();
        let responses = Responses::new(&registry);
        responses.count(Source::Default, Why::Unavailable);
        responses.count(Source::Default, Why::DeadlineExceeded);
        assert_eq!(responses.total(Source::Default), 2);
        assert_eq!(responses.total(Source::Live), 0);
        let line = "marketplace_recommendations_responses_total{source=\"default\",reason=\"unavailable\"} 1";
        assert!(registry.encode().contains(line), "{}", registry.encode());
    }
}
