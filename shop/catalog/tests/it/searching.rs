use proptest::prelude::*;
use proptest::sample::Index;
use shop_catalog::Catalog;

use crate::catalog;

fn titles<'a>(catalog: &'a Catalog, query: &str) -> Vec<&'a str> {
    catalog.search(query).into_iter().map(|book| book.title.as_str()).collect()
}

#[test]
fn the_title_counts_more_than_the_author_and_the_author_more_than_a_subject() {
    let catalog = catalog(&[
        ("A", "B", "London"),
        ("C", "Londoner Smith", ""),
        ("D", "Jack London", ""),
        ("Londoners", "E", ""),
        ("London", "F", ""),
        ("The London Road", "G", ""),
    ]);
    assert_eq!(titles(&catalog, "london"), ["London", "The London Road", "Londoners", "D", "C", "A"]);
}

#[test]
fn every_word_must_match_in_any_order() {
    let catalog = catalog(&[("The Time Machine", "H. G. Wells", "Time travel"), ("The Time", "Bennett", "")]);
    assert_eq!(titles(&catalog, "wells time"), ["The Time Machine"]);
    assert_eq!(titles(&catalog, "mach travel w"), ["The Time Machine"]);
    assert_eq!(titles(&catalog, "hg wells"), ["The Time Machine"]);
    assert_eq!(titles(&catalog, "time bandits"), [""; 0]);
}

#[test]
fn case_accents_and_apostrophes_do_not_matter() {
    let catalog = catalog(&[("Gulliver’s Travels", "Émile Zola", "Smørrebrød")]);
    for query in
        ["gullivers", "GULLIVER'S", "gulliver", "emile", "ÉMILE", "zola emi", "smorrebrod", "e\u{301}mile"]
    {
        assert_eq!(titles(&catalog, query).len(), 1, "{query}");
    }
}

#[test]
fn a_query_without_words_finds_nothing() {
    for query in ["", " ", "…!?", "\u{301}"] {
        assert_eq!(Catalog::embedded().search(query).len(), 0);
    }
}

#[test]
fn well_known_books_are_found_first() {
    let first = |query| titles(Catalog::embedded(), query).into_iter().next();
    assert_eq!(first("hound"), Some("The Hound of the Baskervilles"));
    assert_eq!(first("moby dick"), Some("Moby-Dick"));
    assert_eq!(first("arsene"), Some("Arsène Lupin, Gentleman-Burglar"));
    assert_eq!(first("christie orient"), Some("Murder on the Orient Express"));
}

proptest! {
    #[test]
    fn any_beginning_of_any_title_word_finds_the_book(book: Index, word: Index, length: Index) {
        let book = book.get(Catalog::embedded().books());
        let parts = |c: char| !c.is_alphanumeric() && c != '\'';
        let words: Vec<&str> = book.title.split(parts).filter(|word| word.contains(char::is_alphanumeric)).collect();
        let word = word.get(&words).trim_start_matches('\'');
        let beginning: String = word.chars().take(1 + length.index(word.chars().count())).collect();
        for query in [beginning.clone(), beginning.to_uppercase(), format!(" {} ", beginning.to_lowercase())] {
            let found = Catalog::embedded().search(&query);
            prop_assert!(found.iter().any(|found| found.id == book.id), "{} does not find {}", query, book.title);
        }
    }

    #[test]
    fn another_word_never_finds_more(one in "[a-z]{1,3}", other in "[a-z]{1,3}") {
        let of_one = Catalog::embedded().search(&one);
        for book in Catalog::embedded().search(&format!("{one} {other}")) {
            prop_assert!(of_one.iter().any(|found| found.id == book.id));
        }
    }

    #[test]
    fn equal_queries_give_equal_answers_in_any_order_of_words(one in "[a-z]{1,4}", other in "[a-z]{1,4}") {
        let there = titles(Catalog::embedded(), &format!("{one} {other}"));
        prop_assert_eq!(there, titles(Catalog::embedded(), &format!("{} {}", other, one.to_uppercase())));
    }

    #[test]
    fn any_query_is_answered(query in any::<String>()) {
        let _ = Catalog::embedded().search(&query);
    }
}
