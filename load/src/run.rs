//! One run: connections first, then the clock, then one task for each connection until the time is over.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::HOST;
use http::{HeaderMap, Request};
use http_body_util::Empty;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::connection::{Answer, Connection};
use crate::pacer::{Pacer, Schedule};
use crate::tally::Tally;
use crate::{ErrorKind, Pace, Plan, PlanError, Report};

/// A closed loop waits so long after an error, or it would spin on a port where nobody listens.
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(10);

/// A request that fell due just before the end and found the machine busy is late, not missed.
const GRACE: Duration = Duration::from_millis(250);

/// Runs `plan` to its end, or until `stop`, and reports what there was.
///
/// Connections are opened before the clock starts. One that is lost is opened again on the time of the request
/// that finds it lost.
///
/// # Errors
/// A plan outside its bounds; nothing has been sent then.
///
/// # Panics
/// When the system has no thread left for the pacer.
pub async fn run(plan: Plan, stop: CancellationToken) -> Result<Report, PlanError> {
    plan.check()?;
    let Some(connections) = stop.run_until_cancelled(open_all(&plan)).await else {
        return Ok(Run::new(plan).report(true));
    };
    let run = Arc::new(Run::new(plan));
    let _pacer = run.due.as_ref().map(|due| {
        Pacer::start(due.schedule, Arc::clone(&due.permits), run.plan.connections)
            .expect("a machine that runs tasks has a thread to spare")
    });
    let mut workers = JoinSet::new();
    for connection in connections {
        workers.spawn(Arc::clone(&run).work(connection));
    }
    let finished = stop.run_until_cancelled(async { while workers.join_next().await.is_some() {} }).await;
    workers.shutdown().await;
    Ok(run.report(finished.is_none()))
}

async fn open_all(plan: &Plan) -> Vec<Option<Connection>> {
    let mut opening = JoinSet::new();
    for _ in 0..plan.connections {
        let (target, timeout) = (plan.target.clone(), plan.timeout);
        opening.spawn(async move {
            tokio::time::timeout(timeout, Connection::open(target.addresses())).await.ok()?.ok()
        });
    }
    let mut connections = Vec::with_capacity(plan.connections);
    while let Some(opened) = opening.join_next().await {
        connections.push(opened.ok().flatten());
    }
    connections
}

struct Run {
    headers: HeaderMap,
    plan: Plan,
    start: Instant,
    end: Instant,
    /// The number of the next request to be sent.
    next: AtomicU64,
    /// Absent in a closed loop.
    due: Option<Due>,
    tally: Mutex<Tally>,
}

struct Due {
    schedule: Schedule,
    permits: Arc<Semaphore>,
}

impl Run {
    fn new(plan: Plan) -> Self {
        let start = Instant::now();
        let mut headers = plan.headers.clone();
        headers.insert(HOST, plan.target.host_header().clone());
        let due = match plan.pace {
            Pace::PerSecond(rate) => Some(Due {
                schedule: Schedule::new(start, rate, plan.duration, plan.requests),
                permits: Arc::new(Semaphore::new(0)),
            }),
            Pace::Max => None,
        };
        let (next, tally) = (AtomicU64::new(0), Mutex::new(Tally::new()));
        Self { headers, start, end: start + plan.duration, plan, next, due, tally }
    }

    async fn work(self: Arc<Self>, mut connection: Option<Connection>) {
        while let Some(due) = self.next_request(&mut connection).await {
            self.tally().sent += 1;
            let exchange = tokio::time::timeout(self.plan.timeout, self.exchange(&mut connection));
            let outcome = exchange.await.unwrap_or(Err(ErrorKind::TimedOut));
            let latency = due.elapsed();
            match outcome {
                Ok(answer) => self.tally().answer(&answer, latency),
                Err(kind) => {
                    connection = None;
                    self.tally().error(kind, latency);
                    if self.due.is_none() {
                        tokio::time::sleep(PAUSE_AFTER_ERROR).await;
                    }
                }
            }
        }
    }

    /// When the next request was due, as soon as it is; `None` when there is none any more.
    async fn next_request(&self, connection: &mut Option<Connection>) -> Option<Instant> {
        let Some(due) = &self.due else {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let now = Instant::now();
            return (number < self.plan.requests.unwrap_or(u64::MAX) && now < self.end).then_some(now);
        };
        let permit = match connection {
            Some(connection) => connection.drive(due.permits.acquire()).await,
            None => due.permits.acquire().await,
        };
        permit.ok()?.forget();
        if Instant::now() >= self.end + GRACE {
            return None;
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        (number < due.schedule.count).then(|| due.schedule.due(number))
    }

    async fn exchange(&self, slot: &mut Option<Connection>) -> Result<Answer, ErrorKind> {
        if let Some(connection) = slot.as_mut().filter(|connection| connection.is_open()) {
            match connection.exchange(self.request()).await {
                Ok(answer) => return Ok(answer),
                Err(failure) if !failure.may_resend => return Err(failure.kind),
                Err(_) => self.tally().resent += 1,
            }
        }
        let connection = slot.insert(Connection::open(self.plan.target.addresses()).await?);
        connection.exchange(self.request()).await.map_err(|failure| failure.kind)
    }

    fn request(&self) -> Request<Empty<Bytes>> {
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = self.plan.target.path().clone();
        *request.headers_mut() = self.headers.clone();
        request
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn report(&self, interrupted: bool) -> Report {
        let ended = Instant::now();
        let elapsed_seconds = (ended - self.start).as_secs_f64();
        let mut tally = self.tally();
        let missed = self.count_missed(&mut tally, ended.min(self.end + GRACE));
        let errors = tally.errors.values().sum::<u64>();
        Report {
            url: self.plan.target.url().to_owned(),
            rate_asked: self.due.as_ref().map(|due| due.schedule.per_second),
            connections: self.plan.connections,
            elapsed_seconds,
            rate: tally.answered as f64 / elapsed_seconds,
            sent: tally.sent,
            answered: tally.answered,
            resent: tally.resent,
            missed,
            unfinished: tally.sent - tally.answered - errors,
            latency: tally.latency(),
            statuses: tally.statuses.clone(),
            sources: tally.sources(),
            errors: tally.errors.clone(),
            body_bytes: tally.body_bytes,
            interrupted,
        }
    }

    /// Those that were due at `ended` and are not sent.
    fn count_missed(&self, tally: &mut Tally, ended: Instant) -> u64 {
        let Some(Due { schedule, .. }) = &self.due else { return 0 };
        let due =
            Schedule::new(self.start, schedule.per_second, ended - self.start, Some(schedule.count)).count;
        let sent = self.next.load(Ordering::Relaxed).min(due);
        tally.missed(sent..due, |number| ended.saturating_duration_since(schedule.due(number)));
        due - sent
    }
}
