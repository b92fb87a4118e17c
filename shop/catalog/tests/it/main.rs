//! What the catalogue promises, one file for each behaviour.

#![expect(clippy::unwrap_used, reason = "tests")]

mod embedded;
mod paging;
mod parsing;
mod searching;

use shop_catalog::Catalog;
use shop_catalog::parse::{COLUMNS, FORMAT_LINE};

/// A file of these lines under a valid head.
fn file(lines: &[&str]) -> String {
    let head = [FORMAT_LINE.to_owned(), COLUMNS.join("\t")];
    head.into_iter().chain(lines.iter().map(|line| (*line).to_owned())).map(|line| line + "\n").collect()
}

/// A catalogue of books with nothing but a title, an author and subjects.
fn catalog(books: &[(&str, &str, &str)]) -> Catalog {
    let lines: Vec<String> = books
        .iter()
        .zip(1..)
        .map(|((title, author, subjects), id)| {
            format!("{id}\t{title}\t{author}\t\t\tmystery\t\t899\t{subjects}\t")
        })
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    Catalog::parse(&file(&lines)).unwrap()
}
