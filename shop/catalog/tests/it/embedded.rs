use std::collections::HashSet;

use shop_catalog::{BookId, Catalog, Category};

#[test]
fn the_nine_books_that_old_clients_know_have_their_ids() {
    let catalog = Catalog::embedded();
    let nine: Vec<String> = (1..=9)
        .map(|id| catalog.book(BookId(id)).unwrap())
        .map(|book| format!("{} {} {} ({})", book.category.number(), book.id, book.title, book.author.name))
        .collect();
    insta::assert_snapshot!(nine.join("\n"), @"
    1 1 The Maltese Falcon (Dashiell Hammett)
    1 2 Murder on the Orient Express (Agatha Christie)
    1 3 The Hound of the Baskervilles (Arthur Conan Doyle)
    2 4 The Hitchhiker's Guide to the Galaxy (Douglas Adams)
    2 5 Ender's Game (Orson Scott Card)
    2 6 The Dune Chronicles (Frank Herbert)
    3 7 The 7 Habits of Highly Effective People (Stephen R. Covey)
    3 8 How to Win Friends and Influence People (Dale Carnegie)
    3 9 Man's Search for Meaning (Viktor E. Frankl)
    ");
    assert!(catalog.books()[..9].iter().map(|book| book.id.0).eq(1..=9));
}

#[test]
fn every_category_has_enough_books_to_fill_its_page() {
    let counts: Vec<_> = Catalog::embedded().categories().collect();
    assert!(counts.iter().map(|(category, _)| *category).eq(Category::ALL));
    for (category, count) in counts {
        assert!(count >= 40, "{category} has {count} books");
        assert_eq!(Catalog::embedded().in_category(category).len(), count);
    }
}

#[test]
fn no_author_has_a_title_twice() {
    let mut met = HashSet::new();
    for book in Catalog::embedded().books() {
        assert!(met.insert((book.title.to_lowercase(), &book.author.name)), "{} is there twice", book.title);
    }
}

#[test]
fn sentences_are_plain_whole_and_no_two_are_equal() {
    let mut met = HashSet::new();
    let sentences = Catalog::embedded().books().iter().filter_map(|book| book.sentence.as_deref());
    for sentence in sentences {
        assert!(sentence.ends_with(['.', '?']), "{sentence}");
        assert!(sentence.chars().count() <= 170, "{sentence}");
        assert!(met.insert(sentence), "{sentence}");
    }
    assert!(met.len() >= 130, "{} sentences", met.len());
}

#[test]
fn an_author_has_one_life() {
    let mut years_by_name = std::collections::HashMap::new();
    for book in Catalog::embedded().books() {
        let years = (book.author.born, book.author.died);
        let first = *years_by_name.entry(&book.author.name).or_insert(years);
        assert_eq!(first, years, "{}", book.author.name);
    }
}
