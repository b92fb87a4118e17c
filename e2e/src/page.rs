//! Every kind of page that the shop has.

/// One page to look at.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Names its screenshots.
    pub name: &'static str,
    /// Path and query; for forms, of the page that the form is on.
    pub path: &'static str,
    /// How a visitor comes to it.
    pub reach: Reach,
    /// The HTTP status that it must come with.
    pub status: u16,
}

/// How a visitor comes to a page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reach {
    /// By its address.
    Address,
    /// By its address, with a book in the cart.
    BookInCart,
    /// By saving one shelf in the form at its address.
    SavedShelf,
    /// By sending the form at its address with a token that is not the visitor's.
    ForgedForm,
    /// By a `POST` to an address that only reads.
    WrongMethod,
}

/// All of them, in the order in which a visitor might come by. The cart fills on the way.
pub const PAGES: [Page; 16] = [
    page("home", "/"),
    page("category", "/category/science-fiction"),
    page("book", "/book/1"),
    page("search", "/search"),
    page("search-found", "/search?q=murder"),
    page("search-nothing", "/search?q=zzzzzz"),
    page("for-you", "/for-you"),
    Page { reach: Reach::SavedShelf, ..page("for-you-saved", "/for-you") },
    page("cart-empty", "/cart"),
    page("hops", "/hops"),
    page("status", "/status"),
    page("about", "/about"),
    Page { status: 404, ..page("not-found", "/no-such-page") },
    Page { status: 403, reach: Reach::ForgedForm, ..page("forbidden", "/for-you") },
    Page { status: 405, reach: Reach::WrongMethod, ..page("wrong-method", "/") },
    Page { reach: Reach::BookInCart, ..page("cart", "/cart") },
];

/// Those on which something is missing, or told, while the recommendations are away.
pub const PAGES_WHILE_AWAY: [Page; 7] = [
    page("away-home", "/"),
    page("away-category", "/category/science-fiction"),
    page("away-book", "/book/1"),
    page("away-search-found", "/search?q=murder"),
    page("away-for-you", "/for-you"),
    page("away-hops", "/hops"),
    page("away-status", "/status"),
];

const fn page(name: &'static str, path: &'static str) -> Page {
    Page { name, path, reach: Reach::Address, status: 200 }
}
