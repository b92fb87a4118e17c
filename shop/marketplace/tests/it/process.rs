//! The binary as a container runs it.

use std::process::{Output, Stdio};

use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{ChildStdout, Command},
    time::timeout,
};

use crate::{browser::Browser, shop::PATIENCE};

/// The next line of the log that contains `words`.
pub(crate) async fn line_with(lines: &mut Lines<BufReader<ChildStdout>>, words: &str) -> String {
    let found = async {
        loop {
            let line = lines.next_line().await.unwrap().unwrap();
            if line.contains(words) {
                return line;
            }
        }
    };
    timeout(PATIENCE, found).await.unwrap()
}

pub(crate) fn marketplace() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_marketplace"));
    command.env_clear().stdin(Stdio::null()).kill_on_drop(true);
    command
}

async fn output(command: &mut Command) -> Output {
    timeout(PATIENCE, command.output()).await.unwrap().unwrap()
}

#[tokio::test]
async fn the_help_names_every_setting() {
    let output = output(marketplace().arg("--help")).await;
    assert!(output.status.success());
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap());
}

#[tokio::test]
async fn mistakes_are_told_all_at_once_with_exit_code_2() {
    let output = output(
        marketplace()
            .arg("--check-config")
            .env("RECOMMENDATIONS_HOST", "http://recommendations:50051")
            .env("MARKETPLACE_LISTEN", "everywhere")
            .env("MARKETPLACE_COOKIE_KEY", "sesame"),
    )
    .await;
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap());
}

#[tokio::test]
async fn a_port_that_is_taken_is_one_sentence_and_exit_code_2() {
    let taken = crate::shop::listener().await;
    let address = taken.local_addr().unwrap().to_string();
    let output = output(marketplace().args(["--listen", &address, "--ops-listen", "127.0.0.1:0"])).await;
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap().replace(&address, "[address]");
    insta::assert_snapshot!(said, @"
    error: cannot listen on `[address]` for the storefront: address in use
    hint: another process listens there; choose another port with --listen
    ");
}

#[tokio::test]
async fn a_request_is_one_line_with_its_source_and_without_what_was_searched_for() {
    let mut child = marketplace()
        .args(["--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"])
        .args(["--recommendations-host", "127.0.0.1:1"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let started: serde_json::Value = serde_json::from_str(&line_with(&mut lines, "started").await).unwrap();
    let address = started["listen"].as_str().unwrap().parse().unwrap();
    let page = Browser::new(address).get("/search?q=unmentionable").await;
    assert_eq!(page.status, 200);
    let line = line_with(&mut lines, "\"route\"").await;
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["route"], "/search");
    assert_eq!(line["source"], "default");
    assert_eq!(line["request_id"], page.header("x-request-id"));
    assert!(!line.to_string().contains("unmentionable"));
}
