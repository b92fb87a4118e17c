//! Every kind of page that the shop has.

/// One page to look at.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Names its screenshots.
    pub name: &'static str,
    /// Path and query.
    pub path: &'static str,
    /// Whether the cart must hold a book before the page is opened.
    pub with_cart: bool,
}

/// All of them, in the order in which a visitor might come by. The cart fills on the way.
pub const PAGES: [Page; 13] = [
    page("home", "/"),
    page("category", "/category/science-fiction"),
    page("book", "/book/1"),
    page("search", "/search"),
    page("search-found", "/search?q=murder"),
    page("search-nothing", "/search?q=zzzzzz"),
    page("for-you", "/for-you"),
    page("cart-empty", "/cart"),
    page("hops", "/hops"),
    page("status", "/status"),
    page("about", "/about"),
    page("not-found", "/no-such-page"),
    Page { with_cart: true, ..page("cart", "/cart") },
];

const fn page(name: &'static str, path: &'static str) -> Page {
    Page { name, path, with_cart: false }
}
