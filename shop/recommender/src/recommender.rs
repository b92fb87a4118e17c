//! The model: from events and questions to answers.

use crate::history::Histories;
use crate::item::{Items, Position};
use crate::likeness::Likeness;
use crate::popularity::Popularity;
use crate::ranking::{Candidate, Origin, PositionSet, Ranking};
use crate::taste::Taste;
use crate::{Answer, Event, Item, Query, Reason, Scored, Strategy};

/// Names this model in answers.
pub const MODEL_VERSION: &str = "similarity-1";

/// Recommends items by likeness and popularity.
#[derive(Debug)]
pub struct Recommender {
    items: Items,
    likeness: Likeness,
    popularity: Popularity,
    histories: Histories,
    as_of_seq: u64,
}

impl Recommender {
    /// A model of these items, without events. Their order is the order of popularity before anybody came.
    /// A second item with the same id is passed over.
    pub fn new(items: impl IntoIterator<Item = Item>) -> Self {
        let items = Items::new(items);
        let likeness = Likeness::new(&items);
        let popularity = Popularity::new(&items);
        Self { items, likeness, popularity, histories: Histories::default(), as_of_seq: 0 }
    }

    /// Takes an event into account. `seq` counts the stored events from 1; an event that is not later than the
    /// last one was applied before and is passed over. One about an unknown item only moves the sequence.
    pub fn apply(&mut self, seq: u64, event: &Event<'_>) {
        if seq <= self.as_of_seq {
            return;
        }
        self.as_of_seq = seq;
        let Some(position) = self.items.position(event.item) else { return };
        let counts = event.user.is_empty() || self.histories.record(seq, event.user, position, event.kind);
        if counts {
            self.popularity.count(&self.items, position, event.kind);
        }
    }

    /// The last event taken into account; 0 before the first one.
    pub fn as_of_seq(&self) -> u64 {
        self.as_of_seq
    }

    /// The last event that the model has learnt from: this one learns at once.
    pub fn model_seq(&self) -> u64 {
        self.as_of_seq
    }

    /// Names the model.
    pub fn model_version(&self) -> &'static str {
        MODEL_VERSION
    }

    /// Items for a visitor, a category or the items just looked at, as the crate's documentation says.
    pub fn recommend(&self, query: &Query<'_>) -> Answer {
        let mut seen = PositionSet::new(self.items.len());
        for entry in query.user.into_iter().flat_map(|user| self.histories.of(user)) {
            seen.insert(entry.position());
        }
        let taken = self.set_of(query.exclude.iter().chain(query.seeds));
        let seeds = query.seeds.iter().filter_map(|&id| self.items.position(id));
        let history = query.user.into_iter().flat_map(|user| self.histories.of(user));
        let taste = Taste::new(self.items.len(), seeds, history);
        let mut ranking = Ranking::new(&self.items, query.category, query.limit, taken);
        let alike = taste.alike(&self.items, &self.likeness);
        ranking.offer(alike.into_iter().filter(|candidate| !seen.contains(candidate.position)));
        let fallback = match (query.category, taste.latest()) {
            (Some(category), _) => Some((category, Origin::PopularInCategory)),
            (None, Some(latest)) => Some((self.items.category(latest), Origin::SameCategory)),
            (None, None) => None,
        };
        self.fill(&mut ranking, fallback, &seen);
        self.answer(ranking.finish())
    }

    /// Items that resemble one; `None` when it is unknown. The item itself does not come back.
    pub fn similar(&self, item: u32, exclude: &[u32], limit: usize) -> Option<Answer> {
        let position = self.items.position(item)?;
        let mut taken = self.set_of(exclude);
        taken.insert(position);
        let mut ranking = Ranking::new(&self.items, None, limit, taken);
        ranking.offer(self.likeness.neighbours(position).iter().map(|neighbour| Candidate {
            position: neighbour.position as Position,
            score: 1.0 + f64::from(neighbour.likeness),
            origin: Origin::LikeNamed(position),
        }));
        let fallback = Some((self.items.category(position), Origin::SameCategory));
        self.fill(&mut ranking, fallback, &PositionSet::new(self.items.len()));
        Some(Answer { strategy: Strategy::Similar, ..self.answer(ranking.finish()) })
    }

    /// Completes a list from a category, from everything and at last from what the visitor has seen.
    fn fill(&self, ranking: &mut Ranking<'_>, fallback: Option<(u8, Origin)>, seen: &PositionSet) {
        let in_category = |&position: &Position| Candidate {
            position,
            score: 0.5 + self.popularity.share(position) / 2.0,
            origin: fallback.map_or(Origin::Popular, |(_, origin)| origin),
        };
        let anywhere = |&position: &Position| Candidate {
            position,
            score: self.popularity.share(position) / 2.0,
            origin: Origin::Popular,
        };
        let of_category =
            fallback.map_or(&[][..], |(category, _)| self.popularity.order_in_category(category));
        let everything = self.popularity.order();
        let unseen = |position: &&Position| !seen.contains(**position);
        ranking.offer(of_category.iter().filter(unseen).map(in_category));
        ranking.offer(everything.iter().filter(unseen).map(anywhere));
        ranking.offer(of_category.iter().map(in_category));
        ranking.offer(everything.iter().map(anywhere));
    }

    fn answer(&self, list: Vec<Candidate>) -> Answer {
        let strategy = match list.first().map(|candidate| candidate.origin) {
            Some(Origin::LikeHistory(_) | Origin::LikeNamed(_)) => Strategy::Similar,
            Some(Origin::SameCategory | Origin::PopularInCategory) => Strategy::PopularInCategory,
            Some(Origin::Popular) | None => Strategy::Popular,
        };
        let items = list.into_iter().map(|candidate| Scored {
            item: self.items.id(candidate.position),
            score: candidate.score,
            reason: self.reason(candidate),
        });
        Answer { items: items.collect(), strategy, as_of_seq: self.as_of_seq(), model_seq: self.model_seq() }
    }

    fn reason(&self, candidate: Candidate) -> Reason {
        match candidate.origin {
            Origin::LikeHistory(source) => Reason::BecauseYouViewed(self.items.id(source)),
            Origin::LikeNamed(source) => self.resemblance(candidate.position, source),
            Origin::SameCategory => Reason::SameCategory,
            Origin::PopularInCategory => Reason::PopularInCategory,
            Origin::Popular => Reason::Popular,
        }
    }

    fn resemblance(&self, position: Position, source: Position) -> Reason {
        let id = self.items.id(source);
        if self.items.author(position) == self.items.author(source) {
            return Reason::SameAuthor(id);
        }
        match self.likeness.rarest_shared_subject(&self.items, position, source) {
            Some(subject) => Reason::SameSubject(self.items.subject_name(subject).to_owned(), id),
            None => Reason::SameCategory,
        }
    }

    fn set_of<'a>(&self, ids: impl IntoIterator<Item = &'a u32>) -> PositionSet {
        let mut set = PositionSet::new(self.items.len());
        for position in ids.into_iter().filter_map(|&id| self.items.position(id)) {
            set.insert(position);
        }
        set
    }
}
