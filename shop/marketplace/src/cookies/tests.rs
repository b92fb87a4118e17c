//! Cookies as they travel.

use shop_catalog::BookId;

use super::*;

fn pair(set_cookie: &HeaderValue) -> String {
    set_cookie.to_str().unwrap().split(';').next().unwrap().to_owned()
}

fn request(pairs: &[String]) -> HeaderMap {
    HeaderMap::from_iter([(header::COOKIE, HeaderValue::try_from(pairs.join("; ")).unwrap())])
}

#[test]
fn what_was_set_comes_back() {
    let keyring = Keyring::generate();
    let visitor = VisitorId::random();
    let mut cart = Cart::default();
    cart.add(BookId(7), 2).unwrap();
    let headers = request(&[
        "unrelated=1".to_owned(),
        pair(&keyring.set_visitor(visitor, false)),
        pair(&keyring.set_cart(&cart, false)),
    ]);
    let visit = keyring.visit(&headers);
    assert_eq!(visit.visitor, Some(visitor));
    assert_eq!(visit.cart, cart);
}

#[test]
fn cookies_are_closed_to_scripts_and_to_other_sites_and_secure_behind_tls() {
    let keyring = Keyring::generate();
    let plain = keyring.set_visitor(VisitorId::random(), false);
    let flags = plain.to_str().unwrap().split_once("; ").unwrap().1;
    assert_eq!(flags, "HttpOnly; SameSite=Lax; Path=/; Max-Age=15552000");
    let secure = keyring.set_visitor(VisitorId::random(), true);
    assert!(secure.to_str().unwrap().contains("; Secure"));
}

#[test]
fn a_value_signed_for_one_cookie_is_refused_in_another() {
    let keyring = Keyring::generate();
    let sealed = pair(&keyring.set_visitor(VisitorId::random(), false));
    let swapped = sealed.replacen("visitor=", "viewed=", 1);
    assert!(keyring.visit(&request(&[swapped])).viewed.books().is_empty());
}

#[test]
fn forged_cut_off_and_foreign_cookies_count_as_absent() {
    let keyring = Keyring::generate();
    let foreign = pair(&Keyring::generate().set_visitor(VisitorId::random(), false));
    let good = pair(&keyring.set_visitor(VisitorId::random(), false));
    for bad in [foreign, good[..good.len() - 1].to_owned(), "visitor=".to_owned(), "visitor=u1.é".to_owned()]
    {
        let Ok(value) = HeaderValue::try_from(&bad) else { continue };
        let headers = HeaderMap::from_iter([(header::COOKIE, value)]);
        assert_eq!(keyring.visit(&headers).visitor, None, "{bad}");
    }
}

#[test]
fn an_empty_cart_removes_its_cookie() {
    let removed = Keyring::generate().set_cart(&Cart::default(), false);
    assert_eq!(removed.to_str().unwrap(), "cart=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
}

#[test]
fn a_form_token_belongs_to_one_visitor() {
    let keyring = Keyring::generate();
    let (ada, bob) = (VisitorId::random(), VisitorId::random());
    let token = keyring.csrf_token(ada);
    assert!(keyring.is_csrf_token_of(ada, &token));
    assert!(!keyring.is_csrf_token_of(bob, &token));
    assert!(!keyring.is_csrf_token_of(ada, ""));
    assert!(!keyring.is_csrf_token_of(ada, &token[1..]));
}

#[test]
fn a_short_key_is_refused() {
    assert!(Keyring::from_secret(&SecretString::from("k".repeat(KEY_BYTES - 1))).is_none());
    assert!(Keyring::from_secret(&SecretString::from("k".repeat(KEY_BYTES))).is_some());
}
