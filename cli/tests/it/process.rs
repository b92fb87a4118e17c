//! `ninehops` in an environment of its own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};

/// Ports that the system chooses, for everything but the storefront.
const ANY_PORT: [&str; 3] =
    ["RECOMMENDATIONS_LISTEN", "RECOMMENDATIONS_OPS_LISTEN", "MARKETPLACE_OPS_LISTEN"];

/// The binary without any variable of the machine that runs the tests.
pub(crate) fn ninehops() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ninehops"));
    command.env_clear().stdin(Stdio::null());
    command
}

/// `ninehops up` on free ports.
pub(crate) fn up(data: &Path) -> Command {
    let mut command = ninehops();
    for variable in ANY_PORT {
        command.env(variable, "127.0.0.1:0");
    }
    // A machine that is busy with other tests must not turn a live page into a stale one.
    command.env("MARKETPLACE_RPC_DEADLINE", "10s");
    command.args(["up", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    command
}

/// Exit code and both streams, as snapshots show them.
pub(crate) fn run(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    format!("exit {}\n--- stdout\n{stdout}--- stderr\n{stderr}", status.code().unwrap())
}

/// What differs from run to run, by name.
pub(crate) fn with_stable_words(test: impl FnOnce()) {
    insta::with_settings!({ filters => vec![
        (r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
        (r"localhost:\d{4,5}", "localhost:[port]"),
        (r"\d+ ms", "[time]"),
        (r"ninehops \d+\.\d+\.\d+", "ninehops [version]"),
        (r"/\S*/\.tmp\w+", "[directory]"),
    ] }, { test() });
}

/// A shop that is open.
pub(crate) struct Shop {
    pub(crate) address: SocketAddr,
    child: Child,
    stderr: BufReader<ChildStderr>,
    said: String,
}

impl Shop {
    /// Starts `command` and waits for the line with the URL.
    pub(crate) fn open(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let mut shop =
            Self { address: SocketAddr::from(([127, 0, 0, 1], 0)), child, stderr, said: String::new() };
        let port = shop.port();
        shop.address.set_port(port);
        shop
    }

    fn port(&mut self) -> u16 {
        loop {
            let begin = self.said.len();
            let length = self.stderr.read_line(&mut self.said).unwrap();
            assert_ne!(length, 0, "it ended before it was open:\n{}", self.said);
            if let Some((_, port)) = self.said[begin..].trim_end().rsplit_once("http://localhost:") {
                return port.parse().unwrap();
            }
        }
    }

    /// The whole answer to `GET path`, head and body.
    pub(crate) fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\nhost: localhost\r\naccept: text/html\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Sends a signal, waits for the end, and gives the exit code with everything that was said.
    pub(crate) fn stop(mut self, signal: Signal) -> (Option<i32>, String) {
        let id = Pid::from_raw(self.child.id().try_into().unwrap()).unwrap();
        kill_process(id, signal).unwrap();
        self.stderr.read_to_string(&mut self.said).unwrap();
        (self.child.wait().unwrap().code(), std::mem::take(&mut self.said))
    }
}

/// A test that fails must leave no shop behind.
impl Drop for Shop {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
