//! `ninehops up` when all goes well.

use rustix::process::Signal;

use crate::process::{Shop, up, with_stable_words};

#[test]
fn it_opens_says_where_and_closes_politely() {
    let data = tempfile::tempdir().unwrap();
    let shop = Shop::open(&mut up(data.path()));
    let page = shop.get("/");
    assert!(page.starts_with("HTTP/1.0 200 OK\r\n"), "{page}");
    assert!(page.contains("<title>Online Books For You</title>"), "{page}");
    assert!(page.contains("\r\nx-marketplace-source: live\r\n"), "{page}");
    let (code, said) = shop.stop(Signal::INT);
    assert_eq!(code, Some(0), "{said}");
    with_stable_words(|| insta::assert_snapshot!(said));
}

#[test]
fn without_recommendations_every_page_is_still_there() {
    let data = tempfile::tempdir().unwrap();
    let mut command = up(data.path());
    // Nothing listens on the discard port.
    command.env("RECOMMENDATIONS_HOST", "127.0.0.1:9");
    let shop = Shop::open(&mut command);
    let page = shop.get("/");
    assert!(page.starts_with("HTTP/1.0 200 OK\r\n"), "{page}");
    assert!(page.contains("\r\nx-marketplace-source: default\r\n"), "{page}");
}

#[test]
fn the_storefront_can_stand_alone() {
    let mut command = crate::process::ninehops();
    command.args(["up", "--marketplace-only", "--listen", "127.0.0.1:0"]);
    command.env("MARKETPLACE_OPS_LISTEN", "127.0.0.1:0").env("RECOMMENDATIONS_HOST", "127.0.0.1:9");
    let shop = Shop::open(&mut command);
    assert!(shop.get("/book/1").starts_with("HTTP/1.0 200 OK\r\n"));
    let (code, said) = shop.stop(Signal::TERM);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("recommendations  on"), "{said}");
}

#[test]
fn cookies_outlive_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let key = || std::fs::read_to_string(data.path().join("cookie-key")).unwrap();
    Shop::open(&mut up(data.path())).stop(Signal::TERM);
    let first = key();
    Shop::open(&mut up(data.path())).stop(Signal::TERM);
    assert_eq!(key(), first);
}
