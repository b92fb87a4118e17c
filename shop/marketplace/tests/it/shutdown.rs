//! The real binary is asked to stop while pages wait for recommendations.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    process::Stdio,
};

use rustix::process::{Pid, Signal, geteuid, kill_process};
use shop_testkit::{Fault, FaultProxy, RecommendationsPeer};
use tokio::{
    io::{BufReader, Lines},
    net::TcpStream,
    process::{Child, ChildStdout, Command},
    task::JoinSet,
    time::{Duration, sleep, timeout},
};

use crate::{
    browser::{Answer, Browser},
    process::{line_with, marketplace},
    shop::PATIENCE,
};

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_lets_every_page_in_flight_end_and_exits_with_success() {
    let mut process = Process::start(marketplace()).await;
    let pages = process.begin_pages(20).await;
    process.signal(Signal::TERM);
    process.until_it_drains().await;
    process.let_go().await;
    assert_live(pages).await;
    assert_eq!(process.exit_code().await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_the_drain_at_once_and_is_told_from_success() {
    let mut command = marketplace();
    command.args(["--shutdown-drain", "10min"]);
    let mut process = Process::start(command).await;
    let _pages = process.begin_pages(1).await;
    process.signal(Signal::TERM);
    process.until_it_drains().await;
    process.signal(Signal::TERM);
    assert_eq!(process.exit_code().await, Some(1));
}

/// The kernel drops what process 1 has no handler for, and a container's server is process 1.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs unshare(1) and the right to make a PID namespace; .ci/run runs it"]
async fn as_process_1_it_drains_and_exits_with_success() {
    let mut in_namespace = Command::new("unshare");
    if !geteuid().is_root() {
        in_namespace.args(["--user", "--map-root-user"]);
    }
    in_namespace.args(["--pid", "--fork", "--kill-child", env!("CARGO_BIN_EXE_marketplace")]);
    in_namespace.stdin(Stdio::null()).kill_on_drop(true);
    let mut unshare = Process::start(in_namespace).await;
    let pages = unshare.begin_pages(3).await;
    let process_1 = child_of(unshare.child.id().unwrap());
    let status = std::fs::read_to_string(format!("/proc/{process_1}/status")).unwrap();
    assert!(status.contains(&format!("\nNSpid:\t{process_1}\t1\n")), "{status}");

    kill_process(Pid::from_raw(process_1).unwrap(), Signal::TERM).unwrap();
    unshare.until_it_drains().await;
    unshare.let_go().await;
    assert_live(pages).await;
    // unshare(1) exits as its child did.
    assert_eq!(unshare.exit_code().await, Some(0));
}

/// The only child of a process, by the id that it has outside of its namespace.
fn child_of(parent: u32) -> i32 {
    let children = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap();
    children.trim().parse().unwrap()
}

async fn assert_live(pages: JoinSet<Answer>) {
    for page in timeout(PATIENCE, pages.join_all()).await.unwrap() {
        assert_eq!((page.status.as_u16(), page.source()), (200, "live"));
        assert!(page.body.contains("</html>"));
    }
}

/// The binary, and a server of recommendations that can be held.
struct Process {
    child: Child,
    address: SocketAddr,
    ops: SocketAddr,
    recommendations: FaultProxy,
    _peer: RecommendationsPeer,
    /// Read by nobody any more, but open: the process logs into it.
    _lines: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Of a command whose last argument is one of the binary.
    async fn start(mut command: Command) -> Self {
        let peer = RecommendationsPeer::start().await.unwrap();
        let localhost = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let recommendations = FaultProxy::start(peer.address(), localhost).await.unwrap();
        command
            .args(["--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"])
            .args(["--recommendations-host", &recommendations.address().to_string()])
            .args(["--rpc-deadline", "20s", "--shutdown-unready", "30ms"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = tokio::io::AsyncBufReadExt::lines(BufReader::new(child.stdout.take().unwrap()));
        let started = line_with(&mut lines, "started").await;
        let started: serde_json::Value = serde_json::from_str(&started).unwrap();
        let address = |field: &str| started[field].as_str().unwrap().parse().unwrap();
        let (address, ops) = (address("listen"), address("ops"));
        Self { child, address, ops, recommendations, _peer: peer, _lines: lines }
    }

    /// Pages that have begun and that cannot end before [`Self::let_go`].
    async fn begin_pages(&self, count: usize) -> JoinSet<Answer> {
        let first = Browser::new(self.address);
        until("a live list", async || first.get("/").await.source() == "live").await;
        self.recommendations.set_fault(Fault::Hang).await;
        let mut pages = JoinSet::new();
        for _ in 0..count {
            let browser = Browser::new(self.address);
            pages.spawn(async move { browser.get("/").await });
        }
        let ops = Browser::new(self.ops);
        let in_flight = format!(
            "http_server_active_requests{{http_request_method=\"GET\",url_scheme=\"http\"}} {count}\n"
        );
        until("the pages", async || ops.get("/metrics").await.body.contains(&in_flight)).await;
        pages
    }

    async fn let_go(&self) {
        self.recommendations.set_fault(Fault::None).await;
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().unwrap().try_into().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Waits until it accepts no connection any more.
    async fn until_it_drains(&self) {
        until("the drain", async || TcpStream::connect(self.address).await.is_err()).await;
    }

    async fn exit_code(&mut self) -> Option<i32> {
        timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap().code()
    }
}

async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let wait = async {
        while !is_so().await {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("waited in vain for {what}"));
}
