//! `ninehops trace` and `ninehops adopt` when they cannot: a sentence, a hint, exit code 2.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use crate::process::{ninehops, run, with_stable_words};

const PLAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../hops/plan/fixtures/kubernetes/plan.json");

/// Of a server at a port that was free a moment ago.
fn closed_port(directory: &Path) -> PathBuf {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    kubeconfig(directory, listener.local_addr().unwrap())
}

fn kubeconfig(directory: &Path, server: SocketAddr) -> PathBuf {
    let server = format!("http://{server}");
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

/// A server that has one namespace, `shop`, and nothing else. It ends with the process of the tests.
fn with_a_namespace(directory: &Path) -> PathBuf {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let file = kubeconfig(directory, listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            drop(stream.and_then(|stream| answer(&stream)));
        }
    });
    file
}

fn answer(mut stream: &TcpStream) -> io::Result<()> {
    let mut head = String::new();
    let mut lines = BufReader::new(stream);
    while lines.read_line(&mut head)? > 2 {}
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (status, body) = match path {
        "/version" => ("200 OK", r#"{ "major": "1", "minor": "36", "gitVersion": "v1.36.3" }"#),
        "/api/v1" => (
            "200 OK",
            r#"{ "resources": [{ "name": "namespaces", "kind": "Namespace", "namespaced": false }] }"#,
        ),
        "/api/v1/namespaces/shop" => ("200 OK", r#"{ "metadata": { "name": "shop" } }"#),
        _ => ("404 Not Found", r#"{ "kind": "Status", "message": "not found", "code": 404 }"#),
    };
    let length = body.len();
    write!(stream, "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\n")?;
    write!(stream, "content-length: {length}\r\n\r\n{body}")
}

#[test]
fn adopt_writes_its_blocks_into_a_new_file_and_never_into_one_that_is_there() {
    let directory = tempfile::tempdir().unwrap();
    let kubeconfig = with_a_namespace(directory.path());
    let out = directory.path().join("imports.tf");
    let mut adopt = ninehops();
    adopt.args(["adopt", PLAN, "--kubeconfig"]).arg(kubeconfig).arg("--out").arg(&out);

    let said = run(&mut adopt);
    assert!(said.starts_with("exit 1\n--- stdout\n--- stderr\n"), "{said}");
    let written = fs::read_to_string(&out).unwrap();
    assert!(written.contains("to = kubernetes_namespace.shop"), "{written}");

    fs::write(&out, "# somebody's\n").unwrap();
    let said = run(&mut adopt);
    assert!(said.starts_with("exit 2\n"), "{said}");
    assert!(said.contains("imports.tf`") && said.contains("nothing is ever overwritten"), "{said}");
    assert_eq!(fs::read_to_string(&out).unwrap(), "# somebody's\n");
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
        let by_flag = run(ninehops().args(command).arg("--kubeconfig").arg(&absent));
        let by_variable = run(ninehops().args(command).env("KUBECONFIG", &absent));
        for said in [by_flag, by_variable] {
            assert!(said.starts_with("exit 2\n--- stdout\n--- stderr\nerror: "), "{said}");
            assert!(said.contains(absent.to_str().unwrap()), "{said}");
        }
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
