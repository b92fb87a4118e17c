//! The property that the crate exists for.

use std::sync::atomic::Ordering;
use std::time::Duration;

use load::{Pace, Plan, run};
use tokio_util::sync::CancellationToken;

use crate::server::Server;

const STALL: Duration = Duration::from_millis(400);

#[tokio::test]
async fn a_stall_counts_for_every_request_that_fell_due_meanwhile() {
    let server = Server::with_one_stall(20, STALL).await;
    let plan = Plan {
        pace: Pace::PerSecond(200.0),
        requests: Some(100),
        duration: Duration::from_secs(30),
        ..server.plan().await
    };
    let report = run(plan, CancellationToken::new()).await.unwrap();
    assert_eq!(report.answered, 100);
    // One request in a hundred was slow, but those due during the stall waited too: one that counted from the
    // moment of sending would say that 99 % were answered at once.
    assert!(report.latency.p90_ms > 200.0, "{report}");
    assert!(report.latency.max_ms >= 400.0, "{report}");
}

#[tokio::test]
async fn a_server_that_never_answers_shows_in_the_percentiles_though_only_one_request_was_sent() {
    let server = Server::with_one_stall(0, Duration::from_mins(1)).await;
    let plan =
        Plan { pace: Pace::PerSecond(100.0), timeout: Duration::from_millis(700), ..server.plan().await };
    let report = run(plan, CancellationToken::new()).await.unwrap();
    assert_eq!((report.sent, report.answered, report.missed), (1, 0, 29));
    assert!(report.latency.p50_ms >= 100.0, "{report}");
}

#[tokio::test]
async fn no_more_is_sent_than_asked_for() {
    let server = Server::prompt().await;
    let plan = Plan {
        pace: Pace::PerSecond(10_000.0),
        connections: 4,
        requests: Some(7),
        duration: Duration::from_secs(30),
        ..server.plan().await
    };
    let report = run(plan, CancellationToken::new()).await.unwrap();
    assert_eq!((report.answered, report.with_status(200), report.with_source("live")), (7, 7, 7));
    assert_eq!(server.served.load(Ordering::Relaxed), 7);
    assert!(report.is_clean(), "{report}");
}

#[tokio::test]
async fn a_stopped_run_reports_what_there_is() {
    let server = Server::with_one_stall(5, Duration::from_mins(1)).await;
    let plan =
        Plan { pace: Pace::PerSecond(1000.0), duration: Duration::from_mins(1), ..server.plan().await };
    let stop = CancellationToken::new();
    let stopper = async {
        while server.served.load(Ordering::Relaxed) < 6 {
            tokio::task::yield_now().await;
        }
        stop.cancel();
    };
    let (report, ()) = tokio::join!(run(plan, stop.clone()), stopper);
    let report = report.unwrap();
    assert!(report.interrupted);
    assert_eq!((report.answered, report.unfinished), (5, 1));
}
