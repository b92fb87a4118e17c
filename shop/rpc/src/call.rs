//! One call: its budget, its attempts, its record.

use std::{net::SocketAddr, time::Duration};

use bytes::Bytes;
use http::request;
use tokio::time::{Instant, timeout_at};
use tonic::Code;

use crate::{
    Attempt, CallRecord, Idempotent, Outcome,
    deadline::{GRPC_TIMEOUT, grpc_timeout},
    directory::{Directory, Unavailable},
    endpoint::Reservation,
    exchange::{Answer, Failure, exchange},
    retry::RetryBudget,
};

/// Silence for less than this says something about the caller's hurry, not about the endpoint.
const FAIR_WAIT: Duration = Duration::from_millis(50);

/// A call with everything that its attempts share.
pub(crate) struct Call<'a> {
    pub(crate) directory: &'a Directory,
    pub(crate) retries: &'a RetryBudget,
    pub(crate) head: &'a request::Parts,
    pub(crate) message: Bytes,
    pub(crate) started: Instant,
    pub(crate) deadline: Instant,
}

impl Call<'_> {
    /// Makes the first attempt and, when that is allowed and may help, a second one.
    pub(crate) async fn run(&self) -> Result<Answer, Failure> {
        self.retries.deposit();
        let first = self.directory.acquire(self.deadline).await.map_err(|why| self.unavailable(&why))?;
        let tried = first.endpoint.address;
        let give_up_at = self.first_attempt_ends(tried);
        let result = self.attempt(first, give_up_at).await;
        let outcome = outcome_of(&result);
        match self.second(tried, outcome, give_up_at < self.deadline).await {
            Some(second) => {
                self.directory.metrics.count_retry();
                self.attempt(second, self.deadline).await
            }
            None => result,
        }
    }

    /// An endpoint that is silent is given up while there is time to ask another one, if there is another.
    fn first_attempt_ends(&self, tried: SocketAddr) -> Instant {
        let earlier = self.deadline.checked_sub(self.directory.config.retry.min_remaining);
        match earlier {
            Some(earlier)
                if self.is_idempotent()
                    && earlier > Instant::now()
                    && self.retries.allows()
                    && self.directory.has_another(tried) =>
            {
                earlier
            }
            _ => self.deadline,
        }
    }

    /// The endpoint for a second attempt, when there is to be one.
    ///
    /// A call that no peer has looked at is free to go anywhere. Any other is sent again only when it may
    /// be executed twice, enough of the budget is left and the retry budget allows.
    async fn second(&self, tried: SocketAddr, outcome: Outcome, planned: bool) -> Option<Reservation> {
        if outcome == Outcome::NotProcessed {
            return match self.directory.pick_other(tried) {
                Some(elsewhere) => Some(elsewhere),
                None => self.directory.acquire(self.deadline).await.ok(),
            };
        }
        let may_help = matches!(
            outcome,
            Outcome::Answered(Code::Unavailable) | Outcome::ConnectionLost | Outcome::Silent
        );
        // An attempt that was to end early has left just enough; a timer that is late must not undo that.
        let least = self.directory.config.retry.min_remaining / if planned { 2 } else { 1 };
        let allowed = self.is_idempotent() && self.remaining() >= least && self.retries.allows();
        if !may_help || !allowed {
            return None;
        }
        let elsewhere = self.directory.pick_other(tried)?;
        self.retries.withdraw().then_some(elsewhere)
    }

    async fn attempt(&self, reservation: Reservation, give_up_at: Instant) -> Result<Answer, Failure> {
        let started = Instant::now();
        let endpoint = reservation.endpoint.address;
        let head = self.request_head();
        let max_answer = self.directory.config.max_answer;
        let exchange = exchange(reservation.sender.clone(), head, self.message.clone(), max_answer);
        let result = timeout_at(give_up_at, exchange).await.unwrap_or_else(|_| {
            Err(Failure::new(Outcome::Silent, format!("`{endpoint}` after {:?}", started.elapsed())))
        });
        let outcome = outcome_of(&result);
        let took = started.elapsed();
        if let Some(record) = self.head.extensions.get::<CallRecord>() {
            let started_after = started.duration_since(self.started);
            record.push(Attempt { endpoint, started_after, took, outcome });
        }
        let hurried = outcome == Outcome::Silent && took < FAIR_WAIT;
        if !hurried && let Some(breaker) = reservation.settle(outcome) {
            tracing::warn!(%endpoint, %outcome, ?breaker, "breaker moved");
            self.directory.changed();
        }
        result
    }

    /// The head as HTTP/2 wants it, with the remaining budget.
    fn request_head(&self) -> request::Parts {
        let mut head = http::Request::new(()).into_parts().0;
        head.method = self.head.method.clone();
        head.uri = self.directory.absolute(&self.head.uri);
        head.version = http::Version::HTTP_2;
        head.headers.clone_from(&self.head.headers);
        head.headers.insert(GRPC_TIMEOUT, grpc_timeout(self.remaining()));
        head
    }

    fn unavailable(&self, why: &Unavailable) -> Failure {
        let target = &self.directory.config.target;
        match why {
            Unavailable::NoneReady => {
                Failure::new(Outcome::NotProcessed, format!("no endpoint of `{target}` is ready"))
            }
            Unavailable::Deadline => {
                Failure::new(Outcome::Silent, format!("no endpoint of `{target}` became ready"))
            }
        }
    }

    fn is_idempotent(&self) -> bool {
        self.head.extensions.get::<Idempotent>().is_some()
    }

    fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

fn outcome_of(result: &Result<Answer, Failure>) -> Outcome {
    match result {
        Ok(answer) => Outcome::Answered(answer.code),
        Err(failure) => failure.outcome,
    }
}
