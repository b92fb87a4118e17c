use std::path::PathBuf;
use std::time::Duration;

use hops_kube::{Cluster, ConnectOptions};
use tempfile::TempDir;

use crate::api::kubeconfig;

/// What comes of a kubeconfig with this text.
async fn failure(text: &str, context: Option<&str>) -> (String, Option<String>) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("config");
    std::fs::write(&file, text).unwrap();
    connect(&directory, file, context).await
}

async fn connect(directory: &TempDir, file: PathBuf, context: Option<&str>) -> (String, Option<String>) {
    let options = ConnectOptions {
        kubeconfig: Some(file),
        context: context.map(str::to_owned),
        request_timeout: Duration::from_mins(1),
    };
    let error = Cluster::connect(&options).await.err().expect("it cannot be connected");
    (error.to_string().replace(&directory.path().display().to_string(), "DIR"), error.hint())
}

#[tokio::test]
async fn a_file_that_is_not_there_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("config");
    let (error, hint) = connect(&directory, file, None).await;
    assert_eq!(error, "there is no kubeconfig: looked for `DIR/config`");
    assert_eq!(hint.as_deref(), Some("name one with --kubeconfig FILE"));
}

#[tokio::test]
async fn what_is_no_kubeconfig_is_told_without_its_text() {
    for text in ["", "a: b", "contexts: [", "<html>", "\u{0}"] {
        let (error, _) = failure(text, None).await;
        assert!(error.starts_with("the kubeconfig `DIR/config` cannot be used: "), "{text}: {error}");
        assert!(!error.contains('\n'), "{error}");
    }
}

#[tokio::test]
async fn a_context_that_is_not_there_is_told_with_those_that_are() {
    let (error, hint) = failure(&kubeconfig("http://127.0.0.1:1", ""), Some("there")).await;
    assert_eq!(error, "the kubeconfig `DIR/config` has no context `there`; it has: here");
    assert_eq!(hint.as_deref(), Some("choose one with --context NAME"));
}

#[tokio::test]
async fn a_certificate_that_cannot_be_read_is_the_files_fault() {
    let text =
        kubeconfig("https://127.0.0.1:1", "    certificate-authority-data: bm90IGEgY2VydGlmaWNhdGU=\n");
    let (error, _) = failure(&text, None).await;
    assert!(
        !error.contains('\n') && error.contains("127.0.0.1:1") || error.contains("DIR/config"),
        "{error}"
    );
}

fn with_program(command: &str, arguments: &str) -> String {
    kubeconfig("http://127.0.0.1:1", "").replace(
        "{token: t}",
        &format!(
            "{{exec: {{apiVersion: client.authentication.k8s.io/v1, command: {command}, args: {arguments}, \
             interactiveMode: Never}}}}"
        ),
    )
}

#[tokio::test]
async fn a_program_for_credentials_that_fails_is_named_with_its_last_words() {
    let (error, hint) = failure(&with_program("no-such-program-for-tokens", "[]"), None).await;
    let start =
        "the program `no-such-program-for-tokens`, which the kubeconfig names for credentials, gave none: ";
    assert!(error.starts_with(start), "{error}");
    assert_eq!(hint.as_deref(), Some("run `no-such-program-for-tokens` by hand to see what it says"));

    let (error, _) =
        failure(&with_program("sh", "[-c, 'echo secret; echo expired >&2; exit 3']"), None).await;
    assert!(error.ends_with("exit status: 3: expired"), "{error}");
    assert!(!error.contains("secret"), "{error}");

    let (error, _) = failure(&with_program("sh", "[-c, 'echo secret']"), None).await;
    assert!(error.contains("gave none") && !error.contains("secret"), "{error}");
}
