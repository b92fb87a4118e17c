//! The model: from events and questions to answers.

use crate::history::Histories;
use crate::item::{Items, Position};
use crate::likeness::Likeness;
use crate::popularity::Popularity;
use crate::ranking::{Candidate, Origin, PositionSet, Ranking};
use crate::{Answer, Event, Item, Query, Reason, Scored, Strategy};

/// Names this model in answers.
pub const MODEL_VERSION: &str = "similarity-1";

/// Each source of likeness counts this much of the one before it.
const FADING: f32 = 0.9;

/// Recommends items by likeness and popularity.
#[derive(Debug)]
pub struct Recommender {
    items: Items,
    likeness: Likeness,
    popularity: Popularity,
    histories: Histories,
    as_of_seq: u64,
}

/// An item that others are compared with.
#[derive(Clone, Copy, Debug)]
struct Source {
    position: Position,
    weight: f32,
    /// What its likes are offered as.
    origin: Origin,
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
            seen.insert(entry.position);
        }
        let taken = self.set_of(query.exclude.iter().chain(query.seeds));
        let sources = self.sources(query);
        let mut ranking = Ranking::new(&self.items, query.category, query.limit, taken);
        if !sources.is_empty() {
            let alike = self.alike(&sources);
            ranking.offer(alike.into_iter().filter(|candidate| !seen.contains(candidate.position)));
        }
        let stock = match (query.category, sources.first()) {
            (Some(category), _) => Some((category, Origin::PopularInCategory)),
            (None, Some(source)) => Some((self.items.category(source.position), Origin::SameCategory)),
            (None, None) => None,
        };
        self.fill(&mut ranking, stock, &seen);
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
        let stock = Some((self.items.category(position), Origin::SameCategory));
        self.fill(&mut ranking, stock, &PositionSet::new(self.items.len()));
        Some(Answer { strategy: Strategy::Similar, ..self.answer(ranking.finish()) })
    }

    /// The seeds, then the history, the latest first; each item once.
    fn sources(&self, query: &Query<'_>) -> Vec<Source> {
        let seeds = query.seeds.iter().filter_map(|&id| self.items.position(id));
        let seeds =
            seeds.map(|position| Source { position, weight: 1.0, origin: Origin::LikeNamed(position) });
        let history = query.user.into_iter().flat_map(|user| self.histories.of(user)).map(|entry| Source {
            position: entry.position,
            weight: entry.strongest.interest(),
            origin: Origin::LikeHistory(entry.position),
        });
        let mut met = PositionSet::new(self.items.len());
        let mut fading = 1.0;
        let mut sources = Vec::new();
        for source in seeds.chain(history).filter(|source| met.insert(source.position)) {
            sources.push(Source { weight: source.weight * fading, ..source });
            fading *= FADING;
        }
        sources
    }

    /// What resembles the sources: the weighted mean of the likenesses, the best first.
    fn alike(&self, sources: &[Source]) -> Vec<Candidate> {
        let mut sums = vec![(0.0_f32, 0.0_f32, Origin::Popular); self.items.len()];
        for source in sources {
            for neighbour in self.likeness.neighbours(source.position) {
                let (sum, largest, origin) = &mut sums[neighbour.position as Position];
                let part = source.weight * neighbour.likeness;
                *sum += part;
                if part > *largest {
                    (*largest, *origin) = (part, source.origin);
                }
            }
        }
        let total: f32 = sources.iter().map(|source| source.weight).sum();
        let mut alike: Vec<Candidate> = sums
            .into_iter()
            .enumerate()
            .filter(|(_, (sum, ..))| *sum > 0.0)
            .map(|(position, (sum, _, origin))| Candidate {
                position,
                score: 1.0 + f64::from(sum / total),
                origin,
            })
            .collect();
        alike.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.position.cmp(&b.position)));
        alike
    }

    /// Completes a list from a category, from everything and at last from what the visitor has seen.
    fn fill(&self, ranking: &mut Ranking<'_>, stock: Option<(u8, Origin)>, seen: &PositionSet) {
        let in_category = |&position: &Position| Candidate {
            position,
            score: 0.5 + self.popularity.share(position) / 2.0,
            origin: stock.map_or(Origin::Popular, |(_, origin)| origin),
        };
        let anywhere = |&position: &Position| Candidate {
            position,
            score: self.popularity.share(position) / 2.0,
            origin: Origin::Popular,
        };
        let on_stock = stock.map_or(&[][..], |(category, _)| self.popularity.order_in_category(category));
        ranking.offer(on_stock.iter().filter(|&&position| !seen.contains(position)).map(in_category));
        ranking.offer(
            self.popularity.order().iter().filter(|&&position| !seen.contains(position)).map(anywhere),
        );
        ranking.offer(on_stock.iter().map(in_category));
        ranking.offer(self.popularity.order().iter().map(anywhere));
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
