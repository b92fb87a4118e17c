use proptest::prelude::*;
use shop_catalog::{Author, Book, BookId, Catalog, Category, Money};

use super::lettering::{self, LEADING, Room};
use super::{palette, spines, svg};

fn book(title: &str) -> Book {
    Book {
        id: BookId(1),
        title: title.to_owned(),
        author: Author { name: "Dashiell Hammett".to_owned(), born: Some(1894), died: Some(1961) },
        category: Category::Mystery,
        subjects: Vec::new(),
        year: None,
        price: Money::pence(899),
        sentence: None,
    }
}

const NARROW: Room = Room { width: 119.0, height: 64.0, most_lines: 5, largest: 34.0, smallest: 11.0 };

#[track_caller]
fn assert_fits(words: &str, room: Room) {
    let lettering = lettering::fit(words, room);
    assert!((1..=room.most_lines).contains(&lettering.lines.len()), "{lettering:?}");
    assert!(lettering.height() <= room.height.max(room.smallest * LEADING), "{lettering:?}");
    for line in &lettering.lines {
        assert!(lettering::width(line) * lettering.size <= room.width, "{line:?} of {lettering:?}");
    }
}

#[test]
fn a_cover_is_drawn() {
    let cover = svg(&book("The Maltese Falcon"));
    insta::assert_snapshot!(cover.replace("><", ">\n<"));
}

#[test]
fn a_shelf_is_drawn() {
    insta::assert_snapshot!(spines(Category::Poetry).replace("><", ">\n<"));
}

#[test]
fn the_same_book_has_the_same_cover_and_another_edition_has_another() {
    let first = book("Emma");
    let second = Book { id: BookId(2), ..first.clone() };
    assert_eq!(svg(&first), svg(&first));
    assert_ne!(svg(&first), svg(&second));
}

#[test]
fn a_hostile_title_stays_text() {
    let cover = svg(&book("<script>alert(1)</script> & \"friends\""));
    assert!(!cover.contains("<script"), "{cover}");
    assert!(cover.contains("&#60;script"), "{cover}");
    assert!(!cover.contains(" & "), "{cover}");
}

#[test]
fn covers_are_small_and_keep_to_presentation_attributes() {
    let mut sizes: Vec<usize> = Vec::new();
    for book in Catalog::embedded().books() {
        let cover = svg(book);
        assert!(!cover.contains(" id=") && !cover.contains(" style="), "{cover}");
        sizes.push(cover.len());
    }
    sizes.sort_unstable();
    assert!(sizes[sizes.len() / 2] <= 1_400, "median {}", sizes[sizes.len() / 2]);
    assert!(sizes[sizes.len() - 1] <= 2_800, "largest {}", sizes[sizes.len() - 1]);
}

#[test]
fn every_title_and_author_of_the_catalogue_fits() {
    let for_author = Room { height: 30.0, most_lines: 2, largest: 14.0, smallest: 10.0, ..NARROW };
    for book in Catalog::embedded().books() {
        assert_fits(lettering::title_and_subtitle(&book.title).0, NARROW);
        assert_fits(&book.author.name, for_author);
    }
}

#[test]
fn an_article_does_not_stand_alone_and_a_name_keeps_to_one_line() {
    let room = Room { width: 160.0, height: 88.0, ..NARROW };
    assert_eq!(lettering::fit("The Voyage of the Beagle", room).lines, ["The Voyage", "of the", "Beagle"]);
    let for_author = Room { height: 30.0, most_lines: 2, largest: 14.0, smallest: 10.0, ..NARROW };
    assert_eq!(lettering::fit_in_one_line("Arthur Conan Doyle", for_author).lines.len(), 1);
    assert_eq!(lettering::fit_in_one_line("Charles John Cutcliffe Wright Hyne", for_author).lines.len(), 2);
}

#[test]
fn a_title_is_parted_from_what_follows_it() {
    let part = lettering::title_and_subtitle;
    assert_eq!(
        part("Frankenstein; Or, The Modern Prometheus"),
        ("Frankenstein", Some("Or, The Modern Prometheus"))
    );
    assert_eq!(part("Renascence, and Other Poems"), ("Renascence", Some("and Other Poems")));
    assert_eq!(part("Men, Women and Ghosts"), ("Men, Women and Ghosts", None));
    assert_eq!(part("Emma: "), ("Emma: ", None));
}

#[test]
fn words_can_be_read_on_every_palette() {
    for category in Category::ALL {
        for palette in palette::of(category) {
            let on_paper = contrast(palette.ink, palette.paper);
            assert!(on_paper >= 7.0, "{category}: ink on paper has {on_paper:.1}: {palette:?}");
            let on_main = contrast(palette.paper, palette.main);
            assert!(on_main >= 4.5, "{category}: paper on main has {on_main:.1}: {palette:?}");
        }
    }
}

/// Contrast ratio of WCAG 2.2.
fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

#[test]
fn a_title_without_a_word_takes_no_more_room_than_there_is() {
    assert_fits("", Room { height: 14.0, ..NARROW });
}

proptest! {
    #[test]
    fn no_line_is_wider_than_its_room(words in "\\PC{0,200}", width in 40.0f32..200.0, height in 14.0f32..160.0) {
        assert_fits(&words, Room { width, height, ..NARROW });
    }

    #[test]
    fn every_word_is_kept_when_nothing_is_cut(words in "[a-z]{1,9}( [a-z]{1,9}){0,5}") {
        let room = Room { width: 160.0, height: 160.0, ..NARROW };
        let set = lettering::fit(&words, room).lines.join(" ");
        prop_assert_eq!(set, words);
    }
}
