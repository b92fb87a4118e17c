use proptest::prelude::*;

use super::*;

fn parsed(text: &str) -> String {
    Target::parse(text, 50051).map_or_else(|error| error.to_string(), |target| target.to_string())
}

#[test]
fn a_host_may_stand_without_a_port() {
    assert_eq!(parsed("recommendations"), "recommendations:50051");
    assert_eq!(parsed("recommendations:1234"), "recommendations:1234");
    assert_eq!(parsed(" Recommendations.Shop.SVC. "), "recommendations.shop.svc.:50051");
    assert_eq!(parsed("localhost"), "localhost:50051");
    assert_eq!(parsed("127.0.0.1"), "127.0.0.1:50051");
}

#[test]
fn an_ipv6_address_with_a_port_stands_in_brackets() {
    assert_eq!(parsed("::1"), "[::1]:50051");
    assert_eq!(parsed("[::1]"), "[::1]:50051");
    assert_eq!(parsed("[2001:db8::1]:80"), "[2001:db8::1]:80");
}

#[test]
fn a_url_scheme_is_refused_with_what_was_meant() {
    insta::assert_snapshot!(parsed("http://recommendations:50051/list"), @r"
    `http://recommendations:50051/list` has the URL scheme `http`, a target has none
    hint: write `recommendations:50051`
    ");
}

#[test]
fn what_is_no_target_is_refused_by_name() {
    insta::assert_snapshot!(parsed(""), @"the host is missing in ``");
    insta::assert_snapshot!(parsed(":50051"), @"the host is missing in `:50051`");
    insta::assert_snapshot!(parsed("shop:65536"), @"the port `65536` in `shop:65536` is not a number from 1 to 65535");
    insta::assert_snapshot!(parsed("shop:0"), @"the port `0` in `shop:0` is not a number from 1 to 65535");
    insta::assert_snapshot!(parsed("shop:+1"), @"the port `+1` in `shop:+1` is not a number from 1 to 65535");
    insta::assert_snapshot!(parsed("300.1.1.1"), @r"
    `300.1.1.1` is not a host name
    hint: letters, digits, `-` and `_` in parts of 1 to 63, joined by dots
    ");
    for text in ["shop/list", "a..b", "-a", "a-", "a b", "[::1", "user@shop", "[127.0.0.1]"] {
        assert!(Target::parse(text, 1).is_err(), "`{text}` was taken");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = Target::parse(&text, 50051);
    }

    #[test]
    fn what_was_read_reads_the_same_again(
        host in "([a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?\\.){0,3}[a-z_]{1,9}|[0-9a-f]{1,4}::[0-9a-f]{1,4}",
        port in 1..=u16::MAX,
    ) {
        let target = Target::parse(&host, port).unwrap();
        prop_assert!(target.to_string().parse::<http::uri::Authority>().is_ok());
        prop_assert_eq!(Target::parse(&target.to_string(), 1).unwrap(), target);
    }
}
