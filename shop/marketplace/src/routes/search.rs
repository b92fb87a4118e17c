//! `GET /search?q=`: finds books in the catalogue, which needs nobody; only the suggestions below do.
//!
//! What somebody searched for goes to no log, no metric and no other service.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use serde::Deserialize;

use crate::{
    app::App, backend::Ask, caller::Caller, page::Page, paging::Paging, percent::encode_query_value,
    refusal::Refusal, views::SearchPage,
};

/// A query is cut off behind this many bytes; no title is as long.
const LONGEST_QUERY: usize = 200;

/// Books suggested below the results.
const SUGGESTED: usize = 6;

/// What may follow the question mark.
#[derive(Debug, Deserialize)]
pub struct Parameters {
    #[serde(default)]
    q: String,
    page: Option<String>,
}

/// The results. Only the first page asks for suggestions.
///
/// # Errors
///
/// 404 for a page behind the last one.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(parameters): Query<Parameters>,
    caller: Caller,
) -> Result<Response, Refusal> {
    let query = cut_off(parameters.q.trim());
    let stock = app.stock();
    let found = stock.catalog().search(query);
    let paging = Paging::new(parameters.page.as_deref(), found.len()).ok_or(Refusal::not_found())?;
    let served = if paging.is_first() {
        let ask = Ask::found(found.iter().map(|book| book.id), caller.request_id());
        let shelf = found.first().map(|book| book.category);
        let curated =
            || shelf.map_or_else(|| stock.curated().home(), |shelf| stock.curated().category(shelf));
        Some(app.recommend(&stock, &ask, curated).await)
    } else {
        None
    };

    let mut page = Page::new(&app, &caller, address(query, paging.number()));
    let mut suggestions = Vec::new();
    if let Some(served) = &served {
        page = page.with_list(served);
        suggestions = stock.cards(&served.answer.list, SUGGESTED);
    }
    Ok(page.html(&SearchPage {
        frame: page.frame(),
        query,
        results: found[paging.range()].iter().map(|book| stock.card(book)).collect(),
        pager: paging.pager(|number| address(query, number)),
        suggestions,
    }))
}

fn cut_off(query: &str) -> &str {
    &query[..query.floor_char_boundary(LONGEST_QUERY)]
}

fn address(query: &str, page: usize) -> String {
    let query = encode_query_value(query);
    match (query.is_empty(), page) {
        (true, _) => "/search".to_owned(),
        (false, 1) => format!("/search?q={query}"),
        (false, page) => format!("/search?q={query}&page={page}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_cut_off_between_letters() {
        let long = "é".repeat(LONGEST_QUERY);
        assert_eq!(cut_off(&long).len(), LONGEST_QUERY);
        assert_eq!(cut_off(&format!("x{long}")).len(), LONGEST_QUERY - 1);
    }

    #[test]
    fn addresses_have_one_spelling() {
        assert_eq!(address("", 1), "/search");
        assert_eq!(address("a&b=c d", 1), "/search?q=a%26b%3Dc+d");
        assert_eq!(address("é", 2), "/search?q=%C3%A9&page=2");
    }
}
