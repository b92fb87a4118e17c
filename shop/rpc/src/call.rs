//! One call: its budget, its attempts, its record.

use std::{future::pending, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::request;
use tokio::time::{Instant, sleep_until};
use tonic::Code;

use crate::{
    CallRecord, Idempotent, Outcome, Unjudged,
    deadline::{GRPC_TIMEOUT, grpc_timeout},
    directory::{Directory, Unavailable},
    endpoint::Reservation,
    exchange::{Answer, Failure, exchange},
    retry::RetryBudget,
    trial::{Trial, outcome_of, race},
};

/// A call with everything that its attempts share.
pub(crate) struct Call<'a> {
    pub(crate) directory: &'a Arc<Directory>,
    pub(crate) retries: &'a RetryBudget,
    pub(crate) head: &'a request::Parts,
    pub(crate) message: Bytes,
    pub(crate) started: Instant,
    pub(crate) deadline: Instant,
}

impl Call<'_> {
    /// Makes the first attempt and, when that is allowed and may help, a second one: after a first one that
    /// failed, or beside one that is silent.
    pub(crate) async fn run(&self) -> Result<Answer, Failure> {
        self.retries.deposit();
        let first = self.directory.acquire(self.deadline).await.map_err(|why| self.unavailable(&why))?;
        let tried = first.endpoint.address;
        let mut first = self.begin(first, false);
        let hedge = tokio::select! {
            biased;
            result = first.outcome() => return match self.after(tried, outcome_of(&result)).await {
                Some(second) => self.begin(second, false).outcome().await,
                None => result,
            },
            hedge = self.hedge(tried) => hedge,
        };
        race(first, self.begin(hedge, true)).await
    }

    /// The endpoint for an attempt beside a silent one, as late as leaves it enough of the budget. Waits for
    /// ever when there is to be none.
    async fn hedge(&self, tried: SocketAddr) -> Reservation {
        let at = self.deadline.checked_sub(self.directory.config.retry.min_remaining);
        if let Some(at) = at
            && self.is_idempotent()
            && at > Instant::now()
        {
            sleep_until(at).await;
            if let Some(elsewhere) = self.paid_for(tried) {
                return elsewhere;
            }
        }
        pending().await
    }

    /// The endpoint for an attempt after one that failed, when there is to be one.
    ///
    /// A call that no peer has looked at is free to go anywhere. Any other is sent again only when it may
    /// be executed twice, enough of the budget is left and the retry budget allows.
    async fn after(&self, tried: SocketAddr, outcome: Outcome) -> Option<Reservation> {
        match outcome {
            Outcome::NotProcessed => {
                let elsewhere = match self.directory.pick_other(tried) {
                    Some(elsewhere) => elsewhere,
                    None => self.directory.acquire(self.deadline).await.ok()?,
                };
                self.directory.metrics.count_retry();
                Some(elsewhere)
            }
            Outcome::Answered(Code::Unavailable) | Outcome::ConnectionLost
                if self.is_idempotent() && self.remaining() >= self.directory.config.retry.min_remaining =>
            {
                self.paid_for(tried)
            }
            _ => None,
        }
    }

    /// Another endpoint, at the price of one retry.
    fn paid_for(&self, tried: SocketAddr) -> Option<Reservation> {
        if !self.retries.allows() {
            return None;
        }
        let elsewhere = self.directory.pick_other(tried)?;
        let paid = self.retries.withdraw().then_some(elsewhere)?;
        self.directory.metrics.count_retry();
        Some(paid)
    }

    fn begin(&self, reservation: Reservation, is_hedge: bool) -> Trial {
        let started = Instant::now();
        let max_answer = self.directory.config.max_answer;
        let sender = reservation.sender.clone();
        Trial {
            directory: self.directory.clone(),
            exchange: Box::pin(exchange(sender, self.request_head(), self.message.clone(), max_answer)),
            record: self.head.extensions.get::<CallRecord>().cloned(),
            endpoint: reservation.endpoint.address,
            reservation: Some(reservation),
            started,
            started_after: started.duration_since(self.started),
            deadline: self.deadline,
            is_hedge,
            is_judged: self.head.extensions.get::<Unjudged>().is_none(),
        }
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
                Failure::unsent(Outcome::NotProcessed, format!("no endpoint of `{target}` is ready"))
            }
            Unavailable::Deadline => {
                Failure::unsent(Outcome::Silent, format!("no endpoint of `{target}` became ready in time"))
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
