//! What the pages say: plain view models, each with its askama template.
//!
//! A view model holds what a person reads and nothing that decides: no clock, no IO, no configuration, no HTTP.
//! Routes fill the fields, [`askama::Template::render`] makes the HTML, and everything that came from outside
//! is escaped on the way. The one exception are covers: `cover` fields carry SVG drawn by [`crate::covers`],
//! which escapes the words that it sets itself.
//!
//! Rendering can only fail for want of memory, so a route may treat an error as a bug.
//!
//! The forms in the templates are a contract with the routes:
//!
//! | form | method and path | fields |
//! |---|---|---|
//! | search | `GET /search` | `q` |
//! | cart | `POST /cart` | `csrf`, `action` = `add`, `update` or `remove`, `book`, `quantity` |
//! | preferences | `POST /for-you` | `csrf`, `category` (a slug, repeated for each box that is ticked) |

mod book;
mod card;
mod cart;
mod category;
mod error;
mod for_you;
mod frame;
mod home;
pub mod hops;
mod plain;
mod search;
mod status;
mod words;

pub use book::BookPage;
pub use card::{Card, Reason};
pub use cart::{CartLine, CartPage};
pub use category::CategoryPage;
pub use error::ErrorPage;
pub use for_you::{ForYouPage, Preference};
pub use frame::{Frame, Pager, Source};
pub use home::{HomePage, HomeText, Shelf};
pub use hops::HopsPage;
pub use plain::AboutPage;
pub use search::SearchPage;
pub use status::{Answers, ReplicaSeen, StatusPage};

#[cfg(test)]
mod tests;
