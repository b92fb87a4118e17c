use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use super::*;

type Log = Arc<Mutex<Vec<(&'static str, u64)>>>;

/// Notes what happened and in which second since the test's start.
fn note(log: &Log, start: Instant, what: &'static str) {
    log.lock().unwrap().push((what, start.elapsed().as_secs()));
}

/// A service with one request in flight that takes `request` from the moment the drain begins.
async fn serve(lifecycle: Lifecycle, request: Duration) -> Result<(), Infallible> {
    lifecycle.draining().await;
    tokio::time::sleep(request).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_goes_through_its_phases_in_order_and_in_time() {
    let start = Instant::now();
    let log = Log::default();
    let lifecycle = Lifecycle::new(ShutdownTimes::default());
    let (trigger, signals) = Signals::by_hand();

    let watcher = lifecycle.clone();
    let seen = Arc::clone(&log);
    let watching = lifecycle.tasks().spawn("watcher", async move {
        let mut phases = watcher.phases();
        phases.wait_for(|phase| *phase == Phase::Unready).await.unwrap();
        assert!(!watcher.readiness().is_ready());
        note(&seen, start, "unready");
        watcher.draining().await;
        assert_eq!(watcher.phase(), Phase::Draining);
        note(&seen, start, "draining");
        watcher.tasks().token().cancelled().await;
        note(&seen, start, "tasks stopped");
    });
    let flush = {
        let log = Arc::clone(&log);
        async move { note(&log, start, "flushed") }
    };

    trigger.stop();
    let serving = serve(lifecycle.clone(), Duration::from_secs(3));
    let outcome = lifecycle.clone().run(signals, serving, flush).await.unwrap();

    watching.await.unwrap();
    assert_eq!(outcome, Outcome::Clean);
    assert_eq!(lifecycle.phase(), Phase::Stopped);
    let order = log.lock().unwrap().clone();
    assert_eq!(order[..2], [("unready", 0), ("draining", 5)]);
    assert_eq!(order.last(), Some(&("flushed", 8)));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_never_ends_is_cut_off_when_the_drain_time_is_over() {
    let start = Instant::now();
    let lifecycle = Lifecycle::new(ShutdownTimes::default());
    let (trigger, signals) = Signals::by_hand();
    trigger.stop();
    let serving = serve(lifecycle.clone(), Duration::from_hours(1));
    let outcome = lifecycle.run(signals, serving, async {}).await.unwrap();
    assert_eq!(outcome, Outcome::TimedOut);
    assert_eq!(start.elapsed().as_secs(), 25);
}

#[tokio::test(start_paused = true)]
async fn a_second_signal_ends_everything_at_once() {
    let start = Instant::now();
    let lifecycle = Lifecycle::new(ShutdownTimes::default());
    let (trigger, signals) = Signals::by_hand();
    trigger.stop();
    trigger.stop();
    let tasks = lifecycle.tasks();
    let background = tasks.spawn("background", std::future::pending());
    let serving = serve(lifecycle.clone(), Duration::from_hours(1));
    let outcome = lifecycle.run(signals, serving, std::future::pending()).await.unwrap();
    assert_eq!(outcome, Outcome::Forced);
    assert_eq!(start.elapsed(), Duration::ZERO);
    background.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_collector_that_hangs_delays_the_exit_by_the_flush_time_only() {
    let start = Instant::now();
    let lifecycle = Lifecycle::new(ShutdownTimes::at_once());
    let (trigger, signals) = Signals::by_hand();
    trigger.stop();
    let serving = serve(lifecycle.clone(), Duration::ZERO);
    let outcome = lifecycle.run(signals, serving, std::future::pending()).await.unwrap();
    assert_eq!(outcome, Outcome::Clean);
    assert_eq!(start.elapsed().as_secs(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_fails_takes_the_process_down_without_waiting_for_peers() {
    let start = Instant::now();
    let lifecycle = Lifecycle::new(ShutdownTimes::default());
    let (_trigger, signals) = Signals::by_hand();
    let error = lifecycle.run(signals, async { Err("listener lost") }, async {}).await.unwrap_err();
    assert_eq!(error, "listener lost");
    assert_eq!(start.elapsed(), Duration::ZERO);
}
