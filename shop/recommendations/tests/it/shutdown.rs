//! The real binary is asked to stop while calls are in flight.

use std::process::Stdio;

use rustix::process::{Pid, Signal, geteuid, kill_process};
use shop_api::v1::{ListRecommendationsRequest, ListRecommendationsResponse};
use tokio::{
    net::TcpStream,
    process::Command,
    sync::{mpsc, watch},
    task::JoinSet,
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Status, client::Grpc, transport::Channel};
use tonic_prost::ProstCodec;

use crate::{
    process::{Process, command},
    server::get,
};

/// Keeps nothing, and lets calls take as long as a test needs.
const PATIENT: [&str; 4] = ["--data", "memory", "--max-deadline", "1min"];

#[tokio::test(flavor = "multi_thread")]
async fn a_terminated_process_finishes_what_it_began_and_exits_with_success() {
    let mut process = Process::of(command(&PATIENT)).await;
    let calls = process.begin_calls(50).await;
    process.signal(Signal::TERM);
    process.until_it_drains().await;
    calls.release.send_replace(true);
    for answer in calls.answers.join_all().await {
        assert_eq!(answer.unwrap().items.len(), 10);
    }
    assert_eq!(process.exit_code().await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_the_drain_at_once_and_is_told_from_success() {
    let mut process = Process::of(command(&[&PATIENT[..], &["--shutdown-drain", "10min"]].concat())).await;
    let calls = process.begin_calls(1).await;
    process.signal(Signal::TERM);
    process.until_it_drains().await;
    process.signal(Signal::TERM);
    assert_eq!(process.exit_code().await, Some(1));
    drop(calls.release);
    for answer in calls.answers.join_all().await {
        answer.unwrap_err();
    }
}

/// The kernel drops what process 1 has no handler for, and a container's server is process 1.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs unshare(1) and the right to make a PID namespace; .ci/run runs it"]
async fn as_process_1_it_drains_and_exits_with_success() {
    let mut in_namespace = Command::new("unshare");
    if !geteuid().is_root() {
        in_namespace.args(["--user", "--map-root-user"]);
    }
    in_namespace.args(["--pid", "--fork", "--kill-child", env!("CARGO_BIN_EXE_recommendations")]);
    in_namespace.args(PATIENT).stdout(Stdio::piped()).kill_on_drop(true);
    let mut unshare = Process::of(in_namespace).await;
    let calls = unshare.begin_calls(3).await;
    let process_1 = child_of(unshare.child.id().unwrap());
    let status = std::fs::read_to_string(format!("/proc/{process_1}/status")).unwrap();
    assert!(status.contains(&format!("\nNSpid:\t{process_1}\t1\n")), "{status}");

    kill_process(Pid::from_raw(process_1).unwrap(), Signal::TERM).unwrap();
    unshare.until_it_drains().await;
    calls.release.send_replace(true);
    for answer in calls.answers.join_all().await {
        answer.unwrap();
    }
    // unshare(1) exits as its child did.
    assert_eq!(unshare.exit_code().await, Some(0));
}

/// The only child of a process, by the id that it has outside of its namespace.
fn child_of(parent: u32) -> i32 {
    let children = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap();
    children.trim().parse().unwrap()
}

impl Process {
    /// Calls that the server has begun and that cannot end before their request does.
    async fn begin_calls(&self, count: usize) -> HeldCalls {
        let (send, release) = watch::channel(false);
        let mut answers = JoinSet::new();
        for _ in 0..count {
            answers.spawn(held_call(self.channel.clone(), release.clone()));
        }
        let in_flight = format!("recommendations_requests_in_flight {count}\n");
        self.until("the calls", async || get(self.ops, "/metrics").await.contains(&in_flight)).await;
        HeldCalls { release: send, answers }
    }

    /// Waits until it accepts no connection any more.
    async fn until_it_drains(&self) {
        self.until("the drain", async || TcpStream::connect(self.grpc).await.is_err()).await;
    }
}

/// Calls that wait for their own message.
struct HeldCalls {
    release: watch::Sender<bool>,
    answers: JoinSet<Result<ListRecommendationsResponse, Status>>,
}

/// A call whose headers are sent at once and whose message is sent when told.
async fn held_call(
    channel: Channel,
    mut released: watch::Receiver<bool>,
) -> Result<ListRecommendationsResponse, Status> {
    let (send, message) = mpsc::channel(1);
    let path = "/marketplace.recommendations.v1.RecommendationService/ListRecommendations";
    let codec = ProstCodec::<ListRecommendationsRequest, ListRecommendationsResponse>::default();
    let mut client = Grpc::new(channel);
    client.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
    let request = Request::new(ReceiverStream::new(message));
    let release = async move {
        if released.wait_for(|released| *released).await.is_ok() {
            let _ = send.send(ListRecommendationsRequest::default()).await;
        }
    };
    let (answer, ()) = tokio::join!(client.client_streaming(request, path.parse().unwrap(), codec), release);
    answer.map(tonic::Response::into_inner)
}
