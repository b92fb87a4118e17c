use std::time::Duration;

use askama::Template;
use shop_catalog::{Author, Book, BookId, Category, Money};

use super::hops::{Attempt, Endpoint, Resolution, Server};
use super::words::{Milliseconds, Span};
use super::*;

const COVER: &str = "<svg class=\"cover\"></svg>";

fn book(id: u32, title: &str) -> Book {
    Book {
        id: BookId(id),
        title: title.to_owned(),
        author: Author { name: "Mary Shelley".to_owned(), born: Some(1797), died: Some(1851) },
        category: Category::ScienceFiction,
        subjects: vec!["Science & monsters".to_owned()],
        year: Some(1818),
        price: Money::pence(750),
        sentence: None,
    }
}

fn books(count: u32) -> Vec<Book> {
    (1..=count).map(|id| book(id, &format!("Book {id}"))).collect()
}

fn cards(books: &[Book]) -> Vec<Card<'_>> {
    books.iter().map(|book| Card { book, cover: COVER, reason: Some(Reason::Popular) }).collect()
}

fn frame(source: Source) -> Frame<'static> {
    Frame {
        stylesheet: "/assets/shop.css",
        favicon: "/assets/favicon.svg",
        canonical: "/",
        cart_count: 2,
        shelf: Some(Category::ScienceFiction),
        source: Some(source),
        request_id: "request-1",
        served_by: "marketplace-0",
    }
}

fn home(books: &[Book], source: Source) -> HomePage<'_> {
    let shelves = Category::ALL.map(|category| Shelf { category, count: 60 }).to_vec();
    HomePage { frame: frame(source), recommended: cards(books), shelves }
}

fn hops_page(source: Source) -> HopsPage<'static> {
    let address = |last: u8| (std::net::Ipv4Addr::new(10, 244, 1, last), 50_051).into();
    let endpoint = |last: u8, state: &str, usable: bool| Endpoint {
        address: address(last),
        state: state.to_owned(),
        usable,
        in_flight: 1,
    };
    let attempt = |last: u8, started_after, took, outcome: &str| Attempt {
        endpoint: address(last),
        started_after: Duration::from_micros(started_after),
        took: Duration::from_micros(took),
        outcome: outcome.to_owned(),
        answered: outcome == "OK",
    };
    HopsPage {
        frame: frame(source),
        node: Some("worker-1"),
        target: "recommendations-headless:50051",
        deadline: Duration::from_millis(250),
        resolution: Resolution {
            name: "recommendations-headless".to_owned(),
            addresses: vec![[10, 244, 1, 7].into(), [10, 244, 1, 8].into()],
            took: Some(Duration::from_micros(1_840)),
            age: Some(Duration::from_millis(2_300)),
            error: None,
        },
        endpoints: vec![
            endpoint(7, "ready", true),
            endpoint(8, "ready", true),
            endpoint(9, "breaker open", false),
        ],
        attempts: vec![attempt(7, 20, 1_400, "UNAVAILABLE"), attempt(8, 1_460, 2_310, "OK")],
        server: Some(Server {
            name: Some("recommendations-0".to_owned()),
            time: Some(Duration::from_micros(412)),
            strategy: Some("similar".to_owned()),
        }),
    }
}

fn hops_page_without_endpoints() -> HopsPage<'static> {
    let live = hops_page(Source::Default);
    let resolution = Resolution {
        addresses: Vec::new(),
        took: Some(Duration::from_secs(2)),
        error: Some("no answer from 10.96.0.10 within 2 s".to_owned()),
        ..live.resolution
    };
    HopsPage { node: None, resolution, endpoints: Vec::new(), attempts: Vec::new(), server: None, ..live }
}

/// Every kind of page, with something hostile in each field that a visitor or a catalogue can fill.
fn every_page() -> Vec<(&'static str, String)> {
    let hostile = [book(1, "<b onload=x>&'\""), book(2, "Plain"), book(3, "Third"), book(4, "Fourth")];
    let first = &hostile[0];
    let frame = frame(Source::Stale);
    let pager = Pager {
        first: 1,
        last: 4,
        total: 40,
        previous: None,
        next: Some("/search?q=%3Cb%3E&page=2".to_owned()),
    };
    let lines = vec![CartLine { book: first, cover: COVER, quantity: 2, amount: Money::pence(1500) }];
    let render = |page: &dyn askama::DynTemplate| page.dyn_render().unwrap();
    vec![
        ("home", render(&home(&hostile, Source::Stale))),
        (
            "category",
            render(&CategoryPage {
                frame,
                category: Category::Mystery,
                recommended: cards(&hostile),
                books: cards(&hostile),
                pager: pager.clone(),
            }),
        ),
        (
            "book",
            render(&BookPage {
                frame,
                book: first,
                cover: COVER,
                csrf: "<t>",
                similar: cards(&hostile[1..]),
            }),
        ),
        (
            "search",
            render(&SearchPage {
                frame,
                query: "<b onload=x>&'\"",
                results: cards(&hostile),
                pager,
                suggestions: cards(&hostile),
            }),
        ),
        (
            "for-you",
            render(&ForYouPage {
                frame,
                csrf: "<t>",
                saved: true,
                preferences: Category::ALL.map(|category| Preference { category, chosen: true }).to_vec(),
                recommended: cards(&hostile),
            }),
        ),
        (
            "cart",
            render(&CartPage {
                frame,
                csrf: "<t>",
                notice: Some("<b onload=x>".to_owned()),
                lines,
                total: Money::pence(1500),
                most_copies: 20,
                suggestions: cards(&hostile),
            }),
        ),
        ("hops", render(&hops_page(Source::Live))),
        ("hops without endpoints", render(&hops_page_without_endpoints())),
        ("about", render(&AboutPage { frame, books: 991 })),
        ("error", render(&ErrorPage { frame, status: 404, explanation: Some("<b onload=x>") })),
    ]
}

#[test]
fn the_front_page_has_three_bare_list_items_and_they_are_the_first_recommendations() {
    let books = books(15);
    let page = home(&books, Source::Live).render().unwrap();
    let bare: Vec<&str> = page.split("<li>").skip(1).filter_map(|rest| rest.split("</li>").next()).collect();
    assert_eq!(
        bare,
        [
            "<a href=\"/book/1\">Book 1</a>",
            "<a href=\"/book/2\">Book 2</a>",
            "<a href=\"/book/3\">Book 3</a>"
        ]
    );
    assert!(page.contains("<title>Online Books For You</title>"));
    assert_eq!(page.matches("class=\"card\"").count(), 12);
    assert_eq!(page.matches("<li class=\"shelf\">").count(), 14);
}

#[test]
fn the_visitor_is_told_calmly_when_the_list_is_not_live() {
    let books = books(3);
    for source in [Source::Stale, Source::Default, Source::None] {
        let page = home(&books, source).render().unwrap();
        let note = source.note().unwrap();
        assert!(page.contains(&format!("<p class=\"note\" role=\"status\">{note}</p>")), "{source:?}");
    }
    assert!(!home(&books, Source::Live).render().unwrap().contains("role=\"status\""));
}

#[test]
fn the_front_page_has_a_meaning_without_recommendations() {
    let page = home(&[], Source::None).render().unwrap();
    assert!(!page.contains("<li>"));
    assert_eq!(page.matches("<h1>").count(), 1);
    assert!(page.contains("/category/nature"));
}

#[test]
fn the_front_page_can_be_read_as_plain_text() {
    let books = books(2);
    let HomePage { frame, recommended, shelves } = home(&books, Source::Default);
    let text = HomeText { frame, recommended, shelves: shelves[..3].to_vec() };
    let text = text.render().unwrap();
    assert!(text.ends_with('\n'), "a shell's prompt would follow on the last line");
    insta::assert_snapshot!(text);
}

#[test]
fn what_came_from_outside_stays_text() {
    for (name, page) in every_page() {
        assert!(!page.contains("<b onload"), "{name}");
        assert!(!page.contains("\"<t>\""), "{name}");
    }
}

#[test]
fn pages_carry_no_script_no_inline_style_and_nothing_of_others() {
    for (name, page) in every_page() {
        for forbidden in ["<script", "<style", " style=", " onclick=", "http://", "https://"] {
            assert!(!page.contains(forbidden), "{name} contains {forbidden}");
        }
    }
}

#[test]
fn every_page_has_one_first_heading_its_landmarks_and_headings_in_order() {
    for (name, page) in every_page() {
        assert_eq!(page.matches("<h1>").count(), 1, "{name}");
        assert_eq!(page.matches("<main id=\"content\"").count(), 1, "{name}");
        assert!(page.contains("<html lang=\"en-GB\">") && page.contains("href=\"#content\""), "{name}");
        let levels: Vec<u32> = page
            .split("<h")
            .skip(1)
            .filter_map(|rest| rest.chars().next().and_then(|level| level.to_digit(10)))
            .collect();
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{name}: h{} follows h{}", pair[1], pair[0]);
        }
    }
}

#[test]
fn no_id_is_used_twice_and_every_control_has_a_label() {
    for (name, page) in every_page() {
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        for id in &ids {
            assert_eq!(ids.iter().filter(|other| other == &id).count(), 1, "{name}: {id}");
        }
        for input in page.split("<input ").skip(1).filter_map(|rest| rest.split('>').next()) {
            let hidden_or_wrapped = input.contains("type=\"hidden\"") || input.contains("type=\"checkbox\"");
            let labelled = ids
                .iter()
                .any(|id| input.contains(&format!("id=\"{id}\"")) && page.contains(&format!("for=\"{id}\"")));
            assert!(hidden_or_wrapped || labelled, "{name}: {input}");
        }
    }
}

#[test]
fn a_live_request_is_told_hop_by_hop() {
    insta::assert_snapshot!(told(&hops_page(Source::Live)));
}

#[test]
fn a_request_without_endpoints_is_told_hop_by_hop() {
    insta::assert_snapshot!(told(&hops_page_without_endpoints()));
}

#[test]
fn a_failed_hop_has_a_cross_and_a_word_besides_its_colour() {
    let page = hops_page_without_endpoints().render().unwrap();
    let picture =
        page.split("<figure class=\"picture\">").nth(1).and_then(|rest| rest.split("<figcaption>").next());
    insta::assert_snapshot!(picture.unwrap());
}

fn told(page: &HopsPage<'_>) -> String {
    let line = |hop: hops::Hop| {
        let took = hop.took.map(|took| format!(" [{}]", Milliseconds(took))).unwrap_or_default();
        let first =
            format!("{} {}: {}: {}{took}", hop.map.number, hop.map.title, hop.sight.word(), hop.brief);
        [vec![first], hop.facts].concat().join("\n   ")
    };
    page.hops().map(line).join("\n")
}

#[test]
fn durations_read_with_the_digits_that_matter() {
    let shown = |micros| Milliseconds(Duration::from_micros(micros)).to_string();
    assert_eq!(
        [shown(42), shown(1_840), shown(250_000), shown(2_300_000)],
        ["0.04 ms", "1.8 ms", "250 ms", "2.3 s"]
    );
    let span = |seconds| Span(Duration::from_secs(seconds)).to_string();
    assert_eq!(
        [span(5), span(725), span(7_384), span(273_600)],
        ["5 s", "12 min 5 s", "2 h 3 min", "3 d 4 h"]
    );
}

#[test]
fn an_authors_years_read_as_in_a_printed_catalogue() {
    let years = |born, died| {
        let author = Author { name: String::new(), born, died };
        words::LifeSpan::of(&author).map(|span| span.to_string())
    };
    assert_eq!(years(Some(1797), Some(1851)).as_deref(), Some("1797–1851"));
    assert_eq!(years(Some(-428), Some(-348)).as_deref(), Some("428–348 BC"));
    assert_eq!(years(Some(-43), Some(17)).as_deref(), Some("43 BC–17"));
    assert_eq!(years(Some(1951), None).as_deref(), Some("born 1951"));
    assert_eq!(years(None, None), None);
}
