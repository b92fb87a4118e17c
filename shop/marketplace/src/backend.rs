//! The calls to recommendations: what each place asks for, and what is seen on the way.
//!
//! Nothing here decides what a failure means for a page; that is the ladder's business.

pub mod ask;
mod replicas;

use std::time::Duration;

use http::{Extensions, HeaderMap, HeaderValue};
use shop_api::v1::{self, recommendation_service_client::RecommendationServiceClient};
use shop_catalog::{BookId, Catalog, Category};
use shop_rpc::{CallRecord, Channel, Idempotent};
use shop_service::{request::X_REQUEST_ID, telemetry::propagation};
use tonic::{
    Request, Status,
    metadata::{AsciiMetadataValue, MetadataMap},
};

pub use self::{
    ask::Ask,
    replicas::{Replica, Replicas},
};
use crate::{
    ladder::{List, Place, ReasonCode},
    metrics::UnknownBooks,
};

/// An answer larger than this is no list of fifty books.
pub const LARGEST_ANSWER: usize = 256 * 1024;

/// What was seen of a call, whether or not it succeeded.
#[derive(Debug, Clone, Default)]
pub struct Sighting {
    /// The attempts that the channel made.
    pub record: CallRecord,
    /// What the server said of itself; empty when it did not answer.
    pub server: ServerSaid,
}

/// What recommendations says of itself in the headers of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerSaid {
    /// Its pod or host name.
    pub name: Option<String>,
    /// The time that it took, by its own clock.
    pub time: Option<Duration>,
}

/// The client of `RecommendationService`.
#[derive(Debug)]
pub struct Backend {
    client: RecommendationServiceClient<Channel>,
    channel: Channel,
    replicas: Replicas,
    unknown_books: UnknownBooks,
}

impl Backend {
    /// A client on a channel. The channel owns deadline, retry and breaker.
    pub fn new(channel: Channel, unknown_books: UnknownBooks) -> Self {
        let client = RecommendationServiceClient::new(channel.clone());
        Self { client, channel, replicas: Replicas::default(), unknown_books }
    }

    /// The channel, to look at.
    pub fn channel(&self) -> &Channel {
        &self.channel
    }

    /// Replicas that answered since the start.
    pub fn replicas(&self) -> &Replicas {
        &self.replicas
    }

    /// Asks for the list of a place. What was seen is in `sighting` also after a failure, and after this
    /// future was dropped half way.
    ///
    /// # Errors
    ///
    /// The status of the call.
    pub async fn list(
        &self,
        ask: &Ask<'_>,
        catalog: &Catalog,
        sighting: &mut Sighting,
    ) -> Result<List, Status> {
        match &ask.place {
            Place::Book(book) => self.similar(*book, ask, catalog, sighting).await,
            Place::ForYou(chosen) if chosen.len() > 1 => {
                self.shelves_in_turn(chosen, ask, catalog, sighting).await
            }
            Place::ForYou(chosen) => self.recommended(chosen.first().copied(), ask, catalog, sighting).await,
            Place::Category(category) => self.recommended(Some(*category), ask, catalog, sighting).await,
            Place::Search(_) => {
                let mut list = self.recommended(None, ask, catalog, sighting).await?;
                // The seeds are what was found, and nobody looked at them yet.
                list.forget_reason(ReasonCode::BecauseYouViewed);
                Ok(list)
            }
            Place::Home | Place::Cart(_) => self.recommended(None, ask, catalog, sighting).await,
        }
    }

    /// One call after the other: each takes about a millisecond, and all of them share the ladder's budget.
    async fn shelves_in_turn(
        &self,
        chosen: &[Category],
        ask: &Ask<'_>,
        catalog: &Catalog,
        sighting: &mut Sighting,
    ) -> Result<List, Status> {
        let mut shelves = Vec::with_capacity(chosen.len());
        for category in chosen {
            shelves.push(self.recommended(Some(*category), ask, catalog, sighting).await?);
        }
        let rows = shelves.iter().map(|list| list.books.len()).max().unwrap_or_default();
        let in_turn = (0..rows).flat_map(|row| shelves.iter().filter_map(move |list| list.books.get(row)));
        let books = in_turn.cloned().collect();
        let first = shelves.into_iter().next().unwrap_or_default();
        Ok(List { books, ..first })
    }

    async fn recommended(
        &self,
        category: Option<Category>,
        ask: &Ask<'_>,
        catalog: &Catalog,
        sighting: &mut Sighting,
    ) -> Result<List, Status> {
        let message = v1::ListRecommendationsRequest {
            user_id: ask.visitor.map(|visitor| visitor.to_string()).unwrap_or_default(),
            category: category.map_or(0, Category::number),
            seed_item_ids: ask.seeds.iter().copied().filter_map(item_id).collect(),
            exclude_item_ids: ask.exclude.iter().copied().filter_map(item_id).collect(),
            page_size: ask.page_size(),
            ..Default::default()
        };
        let request = request(message, ask, &sighting.record);
        let answer = self.client.clone().list_recommendations(request).await?;
        self.see(answer.metadata(), sighting);
        let answer = answer.into_inner();
        let given = answer.items.len();
        Ok(self.counted(given, List::from_recommendations(answer, catalog)))
    }

    async fn similar(
        &self,
        book: BookId,
        ask: &Ask<'_>,
        catalog: &Catalog,
        sighting: &mut Sighting,
    ) -> Result<List, Status> {
        let message = v1::ListSimilarRequest {
            item_id: item_id(book).ok_or_else(|| Status::not_found("no such book"))?,
            page_size: ask.page_size(),
            ..Default::default()
        };
        let request = request(message, ask, &sighting.record);
        let answer = self.client.clone().list_similar(request).await?;
        self.see(answer.metadata(), sighting);
        let answer = answer.into_inner();
        let given = answer.items.len();
        Ok(self.counted(given, List::from_similar(answer, catalog)))
    }

    /// Counts what is missing of the books that the answer gave.
    fn counted(&self, given: usize, list: List) -> List {
        self.unknown_books.count(given - list.books.len());
        list
    }

    fn see(&self, metadata: &MetadataMap, sighting: &mut Sighting) {
        sighting.server = ServerSaid::read(metadata);
        self.replicas.answered(&sighting.server, &sighting.record);
    }
}

impl ServerSaid {
    fn read(metadata: &MetadataMap) -> Self {
        let text = |name| metadata.get(name).and_then(|value: &AsciiMetadataValue| value.to_str().ok());
        Self {
            name: text("x-served-by").map(str::to_owned),
            time: text("server-timing").and_then(duration_of_timing),
        }
    }
}

/// The first duration of a `Server-Timing` header, such as `handler;dur=0.42`.
fn duration_of_timing(header: &str) -> Option<Duration> {
    let mut parameters = header.split([';', ',']).map(str::trim);
    let milliseconds: f64 = parameters.find_map(|part| part.strip_prefix("dur="))?.parse().ok()?;
    Duration::try_from_secs_f64(milliseconds / 1e3).ok()
}

/// A call that tells the server whose request it belongs to, and that may be made twice.
fn request<M>(message: M, ask: &Ask<'_>, record: &CallRecord) -> Request<M> {
    let mut headers = HeaderMap::with_capacity(4);
    propagation::inject(&mut headers);
    if let Ok(id) = HeaderValue::from_str(ask.request_id) {
        headers.insert(X_REQUEST_ID, id);
    }
    let mut extensions = Extensions::new();
    extensions.insert(record.clone());
    extensions.insert(Idempotent);
    Request::from_parts(MetadataMap::from_headers(headers), extensions, message)
}

fn item_id(book: BookId) -> Option<i32> {
    i32::try_from(book.0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_own_time_is_read_and_nonsense_is_passed_over() {
        assert_eq!(duration_of_timing("handler;dur=0.5"), Some(Duration::from_micros(500)));
        assert_eq!(duration_of_timing("queue;dur=1, rank;desc=\"x\";dur=2"), Some(Duration::from_millis(1)));
        for nonsense in ["", "handler", "handler;dur=soon", "handler;dur=-1", "handler;dur=NaN"] {
            assert_eq!(duration_of_timing(nonsense), None, "{nonsense}");
        }
    }
}
