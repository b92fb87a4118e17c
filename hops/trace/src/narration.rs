//! Hops in the order of a request, each as soon as nothing will change what is known of it.

use std::collections::BTreeSet;

use hops_report::HopReport;

use crate::source::Source;
use crate::{Event, Events};

/// How far the telling has come.
pub(crate) struct Narration<'a> {
    events: Events<'a>,
    told: usize,
}

impl<'a> Narration<'a> {
    pub(crate) fn new(events: Events<'a>) -> Self {
        Self { events, told: 0 }
    }

    /// Tells the hops that wait for none of these any more, up to the first that does.
    pub(crate) fn tell(&mut self, hops: &[HopReport], waiting_for: &BTreeSet<Source>) {
        while let Some(hop) = hops.get(self.told) {
            if Source::of_hop(hop.hop).iter().any(|source| waiting_for.contains(source)) {
                return;
            }
            (self.events)(Event::Hop(hop));
            self.told += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    fn told(waits: &[&[Source]]) -> Vec<Vec<u8>> {
        let heard = Mutex::new(Vec::new());
        let events = |event: Event<'_>| {
            if let Event::Hop(hop) = event {
                heard.lock().unwrap().push(hop.hop.number());
            }
        };
        let mut narration = Narration::new(&events);
        let hops = hops_report::hops(&[], &[]);
        let mut all = Vec::new();
        for waiting_for in waits {
            narration.tell(&hops, &waiting_for.iter().copied().collect());
            all.push(std::mem::take(&mut *heard.lock().unwrap()));
        }
        all
    }

    #[test]
    fn each_hop_is_told_once_and_in_order() {
        let all = told(&[&[Source::External, Source::Agents], &[Source::Agents], &[], &[]]);
        assert_eq!(all, [vec![], vec![1], vec![2, 3, 4, 5, 6, 7, 8, 9], vec![]]);
    }

    #[test]
    fn a_hop_that_is_known_waits_for_the_one_before_it() {
        let all = told(&[&[Source::Api], &[]]);
        assert_eq!(all, [vec![1, 2], vec![3, 4, 5, 6, 7, 8, 9]]);
    }
}
