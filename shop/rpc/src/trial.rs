//! One attempt of a call: an exchange under way, and all who must hear how it ended.

use std::{net::SocketAddr, pin::Pin, sync::Arc, time::Duration};

use tokio::time::{Instant, timeout_at};

use crate::{
    Attempt, CallRecord, Outcome,
    directory::Directory,
    endpoint::Reservation,
    exchange::{Answer, Failure},
};

/// Silence for less than this says something about the caller's hurry, not about the endpoint.
const FAIR_WAIT: Duration = Duration::from_millis(50);

pub(crate) type Exchange = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>>;

/// An attempt. Dropped before its end it tells nobody anything: the caller went away.
pub(crate) struct Trial {
    pub(crate) directory: Arc<Directory>,
    pub(crate) reservation: Option<Reservation>,
    pub(crate) exchange: Exchange,
    pub(crate) record: Option<CallRecord>,
    pub(crate) endpoint: SocketAddr,
    pub(crate) started: Instant,
    /// From the start of the call.
    pub(crate) started_after: Duration,
    pub(crate) deadline: Instant,
    /// Keeps a silent first attempt company, with less time than that one had.
    pub(crate) is_hedge: bool,
    /// Whether the breaker hears of the outcome.
    pub(crate) is_judged: bool,
}

impl Trial {
    /// Waits for the end, at the latest until the deadline. May be dropped and called again before that.
    pub(crate) async fn outcome(&mut self) -> Result<Answer, Failure> {
        let result = timeout_at(self.deadline, &mut self.exchange).await.unwrap_or_else(|_| {
            let detail = format!("`{}` after {:?}", self.endpoint, self.started.elapsed());
            Err(Failure::new(Outcome::Silent, detail))
        });
        self.settle(outcome_of(&result));
        result
    }

    /// The other attempt has answered the call. A first attempt goes on for the sake of the breaker alone: it
    /// may yet be in time, and silence counts only at the deadline. A PING finds out sooner whether anybody is
    /// there.
    pub(crate) fn overtaken(mut self) {
        self.note(Outcome::Overtaken);
        self.record = None;
        if self.is_hedge {
            return;
        }
        if let Some(reservation) = &self.reservation {
            reservation.suspect();
        }
        let tasks = self.directory.tasks.clone();
        tasks.spawn("rpc-overtaken", async move {
            // Nobody waits for the answer.
            let _ = self.outcome().await;
        });
    }

    fn settle(&mut self, outcome: Outcome) {
        self.note(outcome);
        let Some(reservation) = self.reservation.take() else { return };
        if outcome == Outcome::Silent {
            reservation.suspect();
            if self.is_hedge || self.started.elapsed() < FAIR_WAIT {
                return;
            }
        }
        if !self.is_judged {
            return;
        }
        if let Some(breaker) = reservation.settle(outcome) {
            tracing::warn!(endpoint = %self.endpoint, %outcome, ?breaker, "breaker moved");
            self.directory.changed();
        }
    }

    fn note(&self, outcome: Outcome) {
        if let Some(record) = &self.record {
            let Self { endpoint, started_after, .. } = *self;
            record.insert(Attempt { endpoint, started_after, took: self.started.elapsed(), outcome });
        }
    }
}

/// The first good answer of two attempts; when neither brings one, the later failure.
pub(crate) async fn race(mut first: Trial, mut second: Trial) -> Result<Answer, Failure> {
    let (result, mut other) = tokio::select! {
        biased;
        result = first.outcome() => (result, second),
        result = second.outcome() => (result, first),
    };
    match outcome_of(&result) {
        outcome @ Outcome::Answered(_) if !outcome.is_failure() => {
            other.overtaken();
            result
        }
        _ => other.outcome().await,
    }
}

pub(crate) fn outcome_of(result: &Result<Answer, Failure>) -> Outcome {
    match result {
        Ok(answer) => Outcome::Answered(answer.code),
        Err(failure) => failure.outcome,
    }
}
