//! The real binary: flags, exit codes, signals, and death in the middle of its work.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Output, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use shop_api::v1::{
    Event, EventKind, ListRecommendationsRequest, RecordEventsRequest,
    feedback_service_client::FeedbackServiceClient,
    recommendation_service_client::RecommendationServiceClient,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    task::JoinSet,
    time::{sleep, timeout},
};
use tonic::transport::{Channel, Endpoint};

use crate::server::PATIENCE;

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recommendations"));
    command.env_clear().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn output(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } =
        timeout(PATIENCE, command(arguments).output()).await.unwrap().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// The binary at work.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) channel: Channel,
    pub(crate) grpc: SocketAddr,
    pub(crate) ops: SocketAddr,
}

impl Process {
    async fn start(data: &Path) -> Self {
        Self::of(command(&["--data", &data.display().to_string()])).await
    }

    /// Of a command whose last argument is one of the binary.
    pub(crate) async fn of(mut command: Command) -> Self {
        let any = "127.0.0.1:0";
        command.args(["--listen", any, "--ops-listen", any, "--shutdown-unready", "30ms"]);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (grpc, ops) = loop {
            let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().unwrap();
            if let Some(addresses) = field(&line, "grpc").zip(field(&line, "ops")) {
                break addresses;
            }
        };
        // Keeps the pipe open and empty, so that the process never waits for a reader.
        shop_service::Tasks::new()
            .spawn("log", async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let channel = Endpoint::from_shared(format!("http://{grpc}")).unwrap().connect_lazy();
        Self { child, channel, grpc, ops }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id().unwrap()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    pub(crate) async fn exit_code(&mut self) -> Option<i32> {
        timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap().code()
    }

    pub(crate) async fn until(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let wait = async {
            while !is_so().await {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("waited in vain for {what}"));
    }
}

/// A field of a line of the log.
fn field(line: &str, name: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once(&format!("\"{name}\":\""))?;
    rest.split('"').next()?.parse().ok()
}

fn event(id: &str) -> Event {
    Event {
        event_id: id.to_owned(),
        user_id: "u".to_owned(),
        item_id: 1,
        kind: EventKind::View.into(),
        ..Default::default()
    }
}

/// Records events until the server is gone; returns the ids that were acknowledged.
async fn record_until_it_dies(channel: Channel, sender: usize, requests: Arc<AtomicUsize>) -> Vec<String> {
    let mut client = FeedbackServiceClient::new(channel);
    let mut acknowledged = Vec::new();
    for request in 0.. {
        let ids: Vec<_> = (0..3).map(|number| format!("{sender}-{request}-{number}")).collect();
        let events = ids.iter().map(|id| event(id)).collect();
        match client.record_events(RecordEventsRequest { events }).await {
            Ok(_) => {
                acknowledged.extend(ids);
                requests.fetch_add(1, Ordering::Relaxed);
            }
            Err(_) => break,
        }
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_loses_no_acknowledged_event() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = Process::start(directory.path()).await;
    let mut feedback = FeedbackServiceClient::new(process.channel.clone());
    let first = RecordEventsRequest { events: vec![event("first")] };
    feedback.record_events(first).await.unwrap();

    let mut senders = JoinSet::new();
    let requests = Arc::new(AtomicUsize::new(0));
    for sender in 0..8 {
        senders.spawn(record_until_it_dies(process.channel.clone(), sender, Arc::clone(&requests)));
    }
    while requests.load(Ordering::Relaxed) < 100 {
        sleep(Duration::from_millis(1)).await;
    }
    process.signal(Signal::KILL);
    let acknowledged: Vec<_> = senders.join_all().await.into_iter().flatten().collect();
    assert!(acknowledged.len() >= 300, "only {} events were acknowledged", acknowledged.len());
    assert_eq!(process.exit_code().await, None);

    let process = Process::start(directory.path()).await;
    let mut feedback = FeedbackServiceClient::new(process.channel.clone());
    for ids in acknowledged.chunks(100) {
        let events = ids.iter().map(|id| event(id)).collect();
        let receipt = feedback.record_events(RecordEventsRequest { events }).await.unwrap().into_inner();
        assert_eq!(usize::try_from(receipt.duplicate_count).unwrap(), ids.len());
    }
}

#[tokio::test]
async fn a_data_directory_in_use_is_named_with_a_way_out() {
    let directory = tempfile::tempdir().unwrap();
    let process = Process::start(directory.path()).await;
    let mut client = RecommendationServiceClient::new(process.channel.clone());
    client.list_recommendations(ListRecommendationsRequest::default()).await.unwrap();

    let data = directory.path().display().to_string();
    let any = "127.0.0.1:0";
    let (code, _, stderr) = output(&["--listen", any, "--ops-listen", any, "--data", &data]).await;
    assert_eq!(code, Some(2));
    let expected = format!(
        "error: the event log `{data}/events.redb` is in use by another process\n\
         hint: stop the other process, or choose another directory with --data\n"
    );
    assert_eq!(stderr, expected);
}

#[tokio::test]
async fn a_port_in_use_is_named_with_a_way_out() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, _, stderr) = output(&["--listen", &address, "--data", "memory"]).await;
    assert_eq!(code, Some(2));
    assert!(stderr.contains(&format!("cannot listen on `{address}`")), "{stderr}");
    assert!(stderr.contains("hint: "), "{stderr}");
}

#[tokio::test]
async fn a_bad_catalogue_is_refused_with_line_and_field() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("catalogue.tsv");
    std::fs::write(&path, "no catalogue at all").unwrap();
    let any = "127.0.0.1:0";
    let path = path.display().to_string();
    let (code, _, stderr) =
        output(&["--listen", any, "--ops-listen", any, "--data", "memory", "--catalog", &path]).await;
    assert_eq!(code, Some(2));
    assert!(stderr.contains(&path) && stderr.contains("line 1"), "{stderr}");
}

#[tokio::test]
async fn a_configuration_can_be_checked_and_printed() {
    assert_eq!(
        output(&["--check-config", "--data", "memory"]).await,
        (Some(0), "the configuration is valid\n".to_owned(), String::new())
    );
    let (code, stdout, _) = output(&["--print-config", "--data", "memory"]).await;
    assert_eq!(code, Some(0));
    assert!(stdout.lines().any(|line| line.starts_with("--data ") && line.ends_with(" flag")), "{stdout}");
    let (code, _, stderr) = output(&["--check-config"]).await;
    assert_eq!(code, Some(2));
    assert!(stderr.contains("RECOMMENDATIONS_DATA"), "{stderr}");
}
