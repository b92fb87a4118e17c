//! As fast as it answers.

use std::sync::atomic::Ordering;
use std::time::Duration;

use load::{Pace, Plan, PlanError, run};
use tokio_util::sync::CancellationToken;

use crate::server::Server;

#[tokio::test]
async fn every_connection_sends_again_as_soon_as_it_is_answered() {
    let server = Server::prompt().await;
    let plan = Plan {
        pace: Pace::Max,
        connections: 8,
        requests: Some(500),
        duration: Duration::from_mins(1),
        ..server.plan().await
    };
    let report = run(plan, CancellationToken::new()).await.unwrap();
    assert_eq!((report.answered, report.missed, report.rate_asked), (500, 0, None));
    assert_eq!(server.served.load(Ordering::Relaxed), 500);
}

#[tokio::test]
async fn a_run_without_bounds_is_refused_before_anything_is_sent() {
    let server = Server::prompt().await;
    let plan = server.plan().await;
    let week = Duration::from_hours(7 * 24);
    let table = [
        (Plan { connections: 0, ..plan.clone() }, PlanError::Connections(0)),
        (Plan { connections: 5000, ..plan.clone() }, PlanError::Connections(5000)),
        (Plan { duration: week, ..plan.clone() }, PlanError::Duration(week)),
        (Plan { pace: Pace::PerSecond(1e9), ..plan }, PlanError::Rate(1e9)),
    ];
    for (plan, expected) in table {
        assert_eq!(run(plan, CancellationToken::new()).await.unwrap_err(), expected);
    }
    assert_eq!(server.served.load(Ordering::Relaxed), 0);
}
