//! `FeedbackService`: what visitors did, durable before it is acknowledged.

use std::time::Duration;

use shop_api::{
    status::ApiError,
    v1::{Event, RecordEventsRequest, RecordEventsResponse, feedback_service_server::FeedbackService},
};
use tonic::{Request, Response, Status};

use super::{Api, answer, violations::Violations};
use crate::{ingest::IngestError, shelf::Shelf, shop::event_kind};

const MAX_EVENTS: usize = 100;
const MAX_ID_BYTES: usize = 64;

/// About as long as a few transactions take.
const RETRY_WHEN_FULL: Duration = Duration::from_millis(100);
/// A disk that fails does not mend itself in a moment.
const RETRY_WHEN_FAILED: Duration = Duration::from_secs(1);

#[tonic::async_trait]
impl FeedbackService for Api {
    async fn record_events(
        &self,
        request: Request<RecordEventsRequest>,
    ) -> Result<Response<RecordEventsResponse>, Status> {
        answer(request, |request| self.record_events(request.events)).await
    }
}

impl Api {
    async fn record_events(&self, events: Vec<Event>) -> Result<RecordEventsResponse, ApiError> {
        let mut violations = Violations::default();
        violations.at_most_items("events", &events, MAX_EVENTS);
        if events.is_empty() {
            violations.add("events", format!("must hold 1 to {MAX_EVENTS} items"));
        }
        let served = self.shop.served();
        for (index, event) in events.iter().enumerate().take(MAX_EVENTS) {
            check(&mut violations, index, event, &served.shelf);
        }
        violations.finish()?;
        let receipt = self.ingest.record(events).await.map_err(|error| match error {
            IngestError::Full => ApiError::ResourceExhausted { retry_after: RETRY_WHEN_FULL },
            IngestError::Failed => ApiError::Unavailable { retry_after: RETRY_WHEN_FAILED },
        })?;
        Ok(RecordEventsResponse {
            last_seq: receipt.last_seq,
            duplicate_count: i32::try_from(receipt.duplicate_count).unwrap_or(i32::MAX),
        })
    }
}

fn check(violations: &mut Violations, index: usize, event: &Event, shelf: &Shelf) {
    let field = |name: &str| format!("events[{index}].{name}");
    violations.some_bytes(&field("event_id"), &event.event_id, MAX_ID_BYTES);
    violations.some_bytes(&field("user_id"), &event.user_id, MAX_ID_BYTES);
    violations.at_most_bytes(&field("recommendation_id"), &event.recommendation_id, MAX_ID_BYTES);
    if shelf.book(event.item_id).is_none() {
        violations.add(field("item_id"), format!("must be a book of the catalogue, not {}", event.item_id));
    }
    if event_kind(event.kind()).is_none() {
        violations.add(field("kind"), format!("must be a kind of the contract, not {}", event.kind));
    }
}
