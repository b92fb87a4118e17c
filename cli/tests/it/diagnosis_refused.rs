//! `ninehops trace` and `ninehops adopt` without a cluster: a sentence, a hint, exit code 2.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use crate::process::{ninehops, run, with_stable_words};

const PLAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../hops/plan/fixtures/kubernetes/plan.json");

/// Of a server at a port that was free a moment ago.
fn closed_port(directory: &Path) -> PathBuf {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = format!("http://{}", listener.local_addr().unwrap());
    let file = directory.join("config");
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: it\n\
         clusters: [{{ name: it, cluster: {{ server: \"{server}\" }} }}]\n\
         users: [{{ name: it, user: {{}} }}]\n\
         contexts: [{{ name: it, context: {{ cluster: it, user: it }} }}]\n"
    );
    fs::write(&file, text).unwrap();
    file
}

#[test]
fn an_api_server_that_is_not_there_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let kubeconfig = closed_port(directory.path());
    with_stable_words(|| {
        let trace = run(ninehops().arg("trace").arg("--kubeconfig").arg(&kubeconfig));
        insta::assert_snapshot!("trace-closed-port", trace);
        let adopt = run(ninehops().args(["adopt", PLAN]).arg("--kubeconfig").arg(&kubeconfig));
        insta::assert_snapshot!("adopt-closed-port", adopt);
    });
}

#[test]
fn a_kubeconfig_that_is_not_there_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let absent = directory.path().join("config");
    for command in [["trace", "http://localhost:30080"], ["adopt", PLAN]] {
        let said = run(ninehops().args(command).arg("--kubeconfig").arg(&absent));
        assert!(said.starts_with("exit 2\n--- stdout\n--- stderr\nerror: "), "{said}");
        assert!(said.contains(absent.to_str().unwrap()), "{said}");
    }
}

#[test]
fn a_file_that_is_no_kubeconfig_is_refused_by_name() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("config");
    fs::write(&file, "<!doctype html>\n<title>Sign in</title>\n").unwrap();
    for command in ["trace", "adopt"] {
        let mut process = ninehops();
        process.arg(command).arg("--kubeconfig").arg(&file);
        if command == "adopt" {
            process.arg(PLAN);
        }
        let said = run(&mut process);
        assert!(said.starts_with("exit 2\n--- stdout\n--- stderr\nerror: "), "{said}");
        assert!(said.contains(file.to_str().unwrap()), "{said}");
    }
}
