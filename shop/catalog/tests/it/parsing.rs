use proptest::prelude::*;
use shop_catalog::parse::{MAX_BYTES, MAX_ERRORS};
use shop_catalog::{Author, Book, BookId, Catalog, Category, Money};

use crate::file;

const GOOD: &str =
    "7\tDracula\tBram Stoker\t1847\t1912\tclassics\t1897\t899\tVampires; Gothic fiction\tA count moves.";

fn refusal(text: &str) -> String {
    Catalog::parse(text).unwrap_err().to_string()
}

#[test]
fn a_line_becomes_a_book() {
    let catalog = Catalog::parse(&file(&[GOOD, "8\tBeowulf\tUnknown\t\t\tpoetry\t\t499\t\t"])).unwrap();
    let dracula = Book {
        id: BookId(7),
        title: "Dracula".to_owned(),
        author: Author { name: "Bram Stoker".to_owned(), born: Some(1847), died: Some(1912) },
        category: Category::Classics,
        subjects: vec!["Vampires".to_owned(), "Gothic fiction".to_owned()],
        year: Some(1897),
        price: Money::pence(899),
        sentence: Some("A count moves.".to_owned()),
    };
    assert_eq!(catalog.book(BookId(7)), Some(&dracula));
    let beowulf = catalog.book(BookId(8)).unwrap();
    assert_eq!((beowulf.author.born, beowulf.year, &beowulf.sentence), (None, None, &None));
    assert_eq!(beowulf.subjects, [""; 0]);
    assert_eq!(catalog.book(BookId(9)), None);
}

#[test]
fn the_version_names_the_content() {
    let (one, other) = (file(&[GOOD]), file(&[&GOOD.replace("899", "999")]));
    let version = |text: &str| Catalog::parse(text).unwrap().version().to_owned();
    assert_eq!(version(&one), version(&one));
    assert_ne!(version(&one), version(&other));
    insta::assert_snapshot!(version(&one), @"1aa5da8a7704a4ee");
}

#[test]
fn lines_may_end_as_on_windows_and_begin_with_a_byte_order_mark() {
    let text = format!("\u{feff}{}", file(&[GOOD]).replace('\n', "\r\n"));
    assert_eq!(Catalog::parse(&text).unwrap().books().len(), 1);
}

#[test]
fn every_mistake_is_reported_with_its_line_and_field() {
    let text = file(&[
        GOOD,
        "x\t\tBram Stoker\t1847\t1912\tclassics\t1897\t899\t\t",
        "7\tA\tB\t\t\tclassics\t\t899\t\t",
        "0\tA\tB\t\t\tromance\t\t0\t\t",
        "4294967295\tA\t \t\t\tclassics\t\t200000\t\t",
        "9\tA\tB\t1900\t1850\tclassics\tMCM\t899\t\t",
        "10\tA\tB\t1500\t1900\tclassics\t2345\t899\tSea; ; Ships\t",
        "11\tA\tB\t1900\t1950\tclassics\t1899\t-5\tSea; Sea\t",
        "12\tA\u{7}\tB\t\t\tclassics\t\t899\ta;b;c;d;e;f;g;h;i;j;k;l;m\t",
        "13\tA\tB",
    ]);
    insta::assert_snapshot!(refusal(&text), @r#"
    the catalogue has 20 mistakes
    line 4, field `id`: `x` is not a whole number
    line 4, field `title`: it is empty
    line 5, field `id`: `7` is already the book of line 3
    line 6, field `id`: `0` is not between 1 and 2147483647
    line 6, field `category`: `romance` is not one of `mystery`, `science-fiction`, `self-help`, `history`, `children`, `travel`, `poetry`, `biography`, `humour`, `classics`, `science`, `nature`, `adventure`
    line 6, field `price`: `0` pence are not between 1 and 100000
    line 7, field `id`: `4294967295` is not between 1 and 2147483647
    line 7, field `author`: it is empty
    line 7, field `price`: `200000` pence are not between 1 and 100000
    line 8, field `year`: `MCM` is not a whole number
    line 8, field `died`: `1850` is before the birth in 1900
    line 9, field `year`: `2345` is not between -3000 and 2100
    line 9, field `died`: `1900` is more than 125 years after the birth in 1500
    line 9, field `subjects`: it is empty
    line 10, field `year`: `1899` is before the author's birth in 1900
    line 10, field `price`: `-5` is not a whole number
    line 10, field `subjects`: `Sea` is there twice
    line 11, field `title`: it holds the control character '\u{7}'
    line 11, field `subjects`: there are 13 subjects; at most 12 are kept
    line 12, field `row`: there are 3 values, parted by tabs; the header names 10
    "#);
}

#[test]
fn another_format_is_refused_before_its_lines_are_read() {
    insta::assert_snapshot!(refusal("ninehops-catalogue\t2\nid\n"), @"
    the catalogue has a mistake
    line 1, field `format`: `ninehops-catalogue 2` is not `ninehops-catalogue 1`
    ");
    insta::assert_snapshot!(refusal(&file(&[GOOD]).replace("author", "writer")), @"
    the catalogue has a mistake
    line 2, field `header`: `id title writer born died category year price subjects sentence` is not `id title author born died category year price subjects sentence`, parted by tabs
    ");
    insta::assert_snapshot!(refusal(""), @"
    the catalogue has a mistake
    line 1, field `format`: `` is not `ninehops-catalogue 1`
    ");
}

#[test]
fn a_file_without_books_is_refused() {
    insta::assert_snapshot!(refusal(&file(&[])), @"
    the catalogue has a mistake
    line 2, field `file`: there is no book
    ");
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    insta::assert_snapshot!(refusal(&"x".repeat(MAX_BYTES + 1)), @"
    the catalogue has a mistake
    line 1, field `file`: 16777217 bytes are too many; at most 16777216 are read
    ");
}

#[test]
fn a_long_list_of_mistakes_is_cut_and_counted() {
    let errors = Catalog::parse(&file(&["bad"; 50])).unwrap_err();
    assert_eq!((errors.listed().len(), errors.count()), (MAX_ERRORS, 50));
    assert!(errors.to_string().ends_with("\nand 30 more"));
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        let _ = Catalog::parse(&text);
    }

    #[test]
    fn no_line_makes_the_parser_panic(line in "([^\t\n]{0,12}\t){9}[^\t\n]{0,12}") {
        let _ = Catalog::parse(&file(&[&line]));
    }

    #[test]
    fn a_value_replaced_by_anything_is_read_or_refused_in_its_line(column in 0_usize..10, value in "[^\t\n]{0,40}") {
        let mut values: Vec<&str> = GOOD.split('\t').collect();
        values[column] = &value;
        if let Err(errors) = Catalog::parse(&file(&[&values.join("\t")])) {
            prop_assert!(errors.listed().iter().all(|error| error.line == 3));
        }
    }
}
