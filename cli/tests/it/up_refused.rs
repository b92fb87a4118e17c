//! `ninehops up` when it cannot: one sentence, a hint, exit code 2.

use std::fs;
use std::net::TcpListener;

use crate::process::{Shop, ninehops, run, up, with_stable_words};

#[test]
fn a_taken_port_is_named() {
    let data = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = up(data.path());
    command.env("RECOMMENDATIONS_OPS_LISTEN", &address);
    with_stable_words(|| insta::assert_snapshot!("taken-ops-port", run(&mut command)));

    let mut command = ninehops();
    command.args(["up", "--marketplace-only", "--listen", &address]);
    with_stable_words(|| insta::assert_snapshot!("taken-storefront-port", run(&mut command)));
}

#[test]
fn a_data_directory_in_use_is_named() {
    let data = tempfile::tempdir().unwrap();
    let _shop = Shop::open(&mut up(data.path()));
    with_stable_words(|| insta::assert_snapshot!(run(&mut up(data.path()))));
}

#[test]
fn a_data_directory_that_cannot_be_made_is_named() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, "").unwrap();
    with_stable_words(|| insta::assert_snapshot!(run(&mut up(&file.join("data")))));
}

#[test]
fn no_place_for_the_data_is_a_sentence_of_its_own() {
    with_stable_words(|| insta::assert_snapshot!(run(ninehops().arg("up"))));
}

#[test]
fn a_misspelt_variable_is_not_passed_over() {
    let data = tempfile::tempdir().unwrap();
    let mut command = up(data.path());
    command.env("MARKETPLACE_LISTN", "127.0.0.1:0");
    with_stable_words(|| insta::assert_snapshot!(run(&mut command)));
}

#[test]
fn a_bad_catalogue_is_refused_by_line_and_field() {
    let data = tempfile::tempdir().unwrap();
    let catalog = data.path().join("books.tsv");
    fs::write(&catalog, "no such thing\n").unwrap();
    let mut command = up(data.path());
    command.arg("--catalog").arg(&catalog);
    with_stable_words(|| insta::assert_snapshot!(run(&mut command)));
}
