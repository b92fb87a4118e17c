//! `ninehops load` against a shop and against what it must not touch.

use serde_json::Value;

use crate::process::{Shop, ninehops, run, up, with_stable_words};

#[test]
fn a_stranger_is_not_loaded_unless_named() {
    with_stable_words(|| {
        insta::assert_snapshot!(run(ninehops().args(["load", "http://192.0.2.7/"])));
    });
}

#[test]
fn a_plan_that_makes_no_sense_is_refused() {
    with_stable_words(|| {
        insta::assert_snapshot!(run(ninehops().args([
            "load",
            "http://127.0.0.1:9/",
            "--connections",
            "100000"
        ])));
    });
}

#[test]
fn a_port_where_nobody_listens_is_a_finding() {
    let arguments = ["load", "http://127.0.0.1:9/", "--requests", "5", "--rate", "1000", "--duration", "1"];
    let output = ninehops().args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().contains("errors     refused: 5\n"));
}

#[test]
fn a_healthy_shop_is_reported_as_json() {
    let data = tempfile::tempdir().unwrap();
    let shop = Shop::open(&mut up(data.path()));
    let url = format!("http://{}/", shop.address);
    let arguments = ["load", &url, "--requests", "20", "--rate", "200", "--connections", "2", "--json"];
    let output = ninehops().args(arguments).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert_eq!(report["statuses"]["200"], 20, "{report}");
    assert_eq!(report["sent"], 20, "{report}");
}
