//! `/cart`: what somebody means to buy. A change is a form, answered with 303 to the cart.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{StatusCode, header};
use serde::Deserialize;
use shop_catalog::{BookId, Money};

use crate::{
    app::{App, Served},
    backend::Ask,
    caller::Caller,
    cart::MOST_COPIES,
    outbox::Deed,
    page::Page,
    refusal::Refusal,
    stock::Stock,
    views::{CartLine, CartPage},
};

/// Books suggested below the lines.
const SUGGESTED: usize = 6;

/// What may follow the question mark.
#[derive(Debug, Deserialize)]
pub struct Parameters {
    done: Option<Done>,
}

/// What the last change did; only these words are repeated on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Done {
    Added,
    Updated,
    Removed,
    Full,
    #[serde(other)]
    Unknown,
}

/// The form of a change.
#[derive(Debug, Deserialize)]
pub struct Change {
    csrf: Option<String>,
    action: Action,
    book: u32,
    quantity: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    Add,
    Update,
    Remove,
}

/// `GET`: the lines, their sum, and books that go with them.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(parameters): Query<Parameters>,
    caller: Caller,
) -> Response {
    let stock = app.stock();
    let served = suggestions(&app, &stock, &caller).await;
    let visitor = caller.visitor_or_new();
    let mut page = Page::new(&app, &caller, "/cart").for_visitor(visitor);
    if let Some(served) = &served {
        page = page.with_list(served);
    }
    let lines = lines(&stock, &caller);
    let sum = |sum: Money, line: &CartLine<'_>| sum.plus(line.amount).unwrap_or(sum);
    page.html(&CartPage {
        frame: page.frame(),
        csrf: &app.keyring.csrf_token(visitor),
        notice: parameters.done.and_then(Done::notice),
        total: lines.iter().fold(Money::pence(0), sum),
        lines,
        most_copies: MOST_COPIES,
        suggestions: served
            .as_ref()
            .map_or_else(Vec::new, |served| stock.cards(&served.answer.list, SUGGESTED)),
    })
}

/// `POST`: adds, updates or removes, and sends the browser to the cart.
///
/// # Errors
///
/// 403 when the form is not this visitor's, 404 when the catalogue does not hold the book.
pub async fn change(
    State(app): State<Arc<App>>,
    caller: Caller,
    Form(change): Form<Change>,
) -> Result<Response, Refusal> {
    let visitor = caller.check_form(&app, change.csrf.as_deref())?;
    let book = BookId(change.book);
    let is_sold = app.stock().catalog().book(book).is_some();
    if !is_sold && change.action != Action::Remove {
        return Err(Refusal::because(StatusCode::NOT_FOUND, "That book is not in the shop any more."));
    }
    let mut cart = caller.visit.cart.clone();
    let done = match (change.action, change.quantity) {
        (Action::Add, quantity) => match cart.add(book, quantity.unwrap_or(1).max(1)) {
            Ok(()) => {
                app.outbox.put(visitor, book, Deed::AddToCart);
                "added"
            }
            Err(_full) => "full",
        },
        (Action::Update, Some(quantity)) if quantity > 0 => {
            cart.set(book, quantity);
            "updated"
        }
        (Action::Update | Action::Remove, _) => {
            cart.remove(book);
            "removed"
        }
    };
    let cookie = app.keyring.set_cart(&cart, caller.secure);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&format!("/cart?done={done}"))).into_response())
}

/// Nothing goes with an empty cart.
async fn suggestions(app: &App, stock: &Stock, caller: &Caller) -> Option<Served> {
    let books: Vec<_> = caller.visit.cart.lines(stock.catalog()).map(|(book, _)| book).collect();
    let shelf = books.first()?.category;
    let ask = Ask::with(books.iter().map(|book| book.id).collect(), caller.request_id());
    Some(app.recommend(stock, &ask, || stock.curated().category(shelf)).await)
}

fn lines<'s>(stock: &'s Stock, caller: &Caller) -> Vec<CartLine<'s>> {
    let line = |(book, quantity): (&'s shop_catalog::Book, u32)| CartLine {
        book,
        cover: stock.cover(book.id),
        quantity,
        amount: book.price.times(quantity).unwrap_or(book.price),
    };
    caller.visit.cart.lines(stock.catalog()).map(line).collect()
}

impl Done {
    fn notice(self) -> Option<String> {
        let notice = match self {
            Self::Added => "The book is in your cart.",
            Self::Updated => "The number of copies is changed.",
            Self::Removed => "The book is out of your cart.",
            Self::Full => "Your cart is full. Take a book out before you add another.",
            Self::Unknown => return None,
        };
        Some(notice.to_owned())
    }
}
