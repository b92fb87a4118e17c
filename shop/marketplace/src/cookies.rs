//! What the storefront remembers about a visitor: four signed cookies and nothing on the server.
//!
//! | cookie | holds | set when |
//! |---|---|---|
//! | `visitor` | a random id, which is also the `user_id` of events and the session of CSRF tokens | a page with a form or a book is opened |
//! | `viewed` | the last ten books opened, latest first | a book is opened |
//! | `interests` | the shelves chosen on `/for-you` | the form is sent |
//! | `cart` | books and copies | the cart changes |
//!
//! A request without cookies for `/`, a shelf, a search or the API gets none, so that it stays cheap and the
//! answer is the same for everybody.
//!
//! Each value starts with a tag of its own kind, because the signature covers the value and not the name: a
//! cart can therefore not be passed off as a visitor. A cookie that is forged, cut off or of an older form
//! counts as absent; that is never an error.

pub mod interests;
pub mod viewed;
pub mod visitor;

use cookie::{Cookie, CookieJar, Key, SameSite, time::Duration};
use http::{HeaderMap, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};

pub use self::{interests::Interests, viewed::Viewed, visitor::VisitorId};
use crate::cart::Cart;

/// The fewest bytes that a key for signing may have.
pub const KEY_BYTES: usize = 64;

/// A kind of cookie: its name, the tag of its values and how long browsers keep it.
#[derive(Debug, Clone, Copy)]
struct Kind {
    name: &'static str,
    tag: &'static str,
    kept: Duration,
}

const VISITOR: Kind = Kind { name: "visitor", tag: "u1.", kept: Duration::days(180) };
const VIEWED: Kind = Kind { name: "viewed", tag: "v1.", kept: Duration::days(30) };
const INTERESTS: Kind = Kind { name: "interests", tag: "i1.", kept: Duration::days(180) };
const CART: Kind = Kind { name: "cart", tag: "c1.", kept: Duration::days(30) };
/// Never sent as a cookie: a token in a form, signed like one.
const CSRF: Kind = Kind { name: "csrf", tag: "f1.", kept: Duration::ZERO };

/// What a request brought along.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    /// Absent for a client that has never been given one, or does not keep cookies.
    pub visitor: Option<VisitorId>,
    /// Books looked at.
    pub viewed: Viewed,
    /// Shelves liked.
    pub interests: Interests,
    /// The cart.
    pub cart: Cart,
}

/// Signs cookies and form tokens, and reads back what it signed.
#[derive(Debug, Clone)]
pub struct Keyring(Key);

impl Keyring {
    /// A key that lives as long as the process: after a restart every cookie counts as absent.
    pub fn generate() -> Self {
        Self(Key::generate())
    }

    /// The operator's key, which all replicas share; `None` below 64 bytes.
    pub fn from_secret(secret: &SecretString) -> Option<Self> {
        Key::try_from(secret.expose_secret().as_bytes()).ok().map(Self)
    }

    /// Reads every cookie of the storefront in the request.
    pub fn visit(&self, headers: &HeaderMap) -> Visit {
        let mut visit = Visit::default();
        for header in headers.get_all(header::COOKIE) {
            let pairs = header.to_str().unwrap_or_default();
            for cookie in Cookie::split_parse(pairs).flatten() {
                self.take(cookie.into_owned(), &mut visit);
            }
        }
        visit
    }

    fn take(&self, cookie: Cookie<'static>, visit: &mut Visit) {
        let Some(kind) =
            [VISITOR, VIEWED, INTERESTS, CART].into_iter().find(|kind| kind.name == cookie.name())
        else {
            return;
        };
        let Some(value) = self.open(kind, cookie) else { return };
        match kind.name {
            "visitor" => visit.visitor = value.parse().ok(),
            "viewed" => visit.viewed = Viewed::decode(&value),
            "interests" => visit.interests = Interests::decode(&value),
            _ => visit.cart = Cart::decode(&value),
        }
    }

    /// `Set-Cookie` for a new visitor.
    pub fn set_visitor(&self, visitor: VisitorId, secure: bool) -> HeaderValue {
        self.set(VISITOR, &visitor.to_string(), secure)
    }

    /// `Set-Cookie` for the books viewed.
    pub fn set_viewed(&self, viewed: &Viewed, secure: bool) -> HeaderValue {
        self.set(VIEWED, &viewed.encode(), secure)
    }

    /// `Set-Cookie` for the shelves chosen; choosing none removes the cookie.
    pub fn set_interests(&self, interests: &Interests, secure: bool) -> HeaderValue {
        self.set(INTERESTS, &interests.encode(), secure)
    }

    /// `Set-Cookie` for the cart; an empty one removes the cookie.
    pub fn set_cart(&self, cart: &Cart, secure: bool) -> HeaderValue {
        self.set(CART, &cart.encode(), secure)
    }

    /// The token that a form of this visitor must bring back.
    pub fn csrf_token(&self, visitor: VisitorId) -> String {
        self.seal(CSRF, &visitor.to_string()).value().to_owned()
    }

    /// Whether the token was made for this visitor. Compares in constant time.
    pub fn is_csrf_token_of(&self, visitor: VisitorId, token: &str) -> bool {
        let token = Cookie::new(CSRF.name, token.to_owned());
        self.open(CSRF, token).is_some_and(|sealed| sealed.parse() == Ok(visitor))
    }

    fn set(&self, kind: Kind, value: &str, secure: bool) -> HeaderValue {
        let mut cookie = if value.is_empty() { Cookie::new(kind.name, "") } else { self.seal(kind, value) };
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_path("/");
        cookie.set_max_age(if value.is_empty() { Duration::ZERO } else { kind.kept });
        if secure {
            cookie.set_secure(true);
        }
        HeaderValue::try_from(cookie.to_string()).expect("base64, digits, dots and letters are header text")
    }

    fn seal(&self, kind: Kind, value: &str) -> Cookie<'static> {
        let mut jar = CookieJar::new();
        jar.signed_mut(&self.0).add(Cookie::new(kind.name, format!("{}{value}", kind.tag)));
        jar.get(kind.name).cloned().expect("the line above put it there")
    }

    fn open(&self, kind: Kind, cookie: Cookie<'static>) -> Option<String> {
        let opened = CookieJar::new().signed(&self.0).verify(cookie)?;
        opened.value().strip_prefix(kind.tag).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests;
