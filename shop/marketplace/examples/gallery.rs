//! Writes every page with sample data and a sheet of all covers as static files, to look at while designing.
//!
//! `cargo run -p marketplace --example gallery -- DIRECTORY`, then open `DIRECTORY/index.html` in a browser.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use askama::Template;
use marketplace::covers;
use marketplace::views::hops::{Attempt, Endpoint, Resolution, Server};
use marketplace::views::{
    AboutPage, Answers, BookPage, Card, CartLine, CartPage, CategoryPage, ErrorPage, ForYouPage, Frame,
    HomePage, HomeText, HopsPage, Pager, Preference, Reason, ReplicaSeen, SearchPage, Shelf, Source,
    StatusPage,
};
use shop_catalog::{Book, Catalog, Category, Money};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let directory = std::env::args_os().nth(1).ok_or("usage: gallery DIRECTORY")?;
    let directory = Path::new(&directory);
    std::fs::create_dir_all(directory)?;
    std::fs::write(directory.join("shop.css"), include_str!("../assets/shop.css"))?;
    std::fs::write(directory.join("favicon.svg"), include_str!("../assets/favicon.svg"))?;
    let gallery = Gallery::new(Catalog::embedded());
    let mut index = String::from("<!doctype html><title>Gallery</title><ul>");
    for (name, content) in gallery.pages()? {
        std::fs::write(directory.join(name), content)?;
        write!(index, "<li><a href=\"{name}\">{name}</a>")?;
    }
    std::fs::write(directory.join("index.html"), index)?;
    Ok(())
}

struct Gallery {
    catalog: &'static Catalog,
    covers: Vec<String>,
}

impl Gallery {
    fn new(catalog: &'static Catalog) -> Self {
        Self { catalog, covers: catalog.books().iter().map(covers::svg).collect() }
    }

    fn pages(&self) -> Result<Vec<(&'static str, String)>, Failure> {
        Ok(vec![
            ("home.html", self.home(Source::Live, 15).render()?),
            ("home-default.html", self.home(Source::Default, 15).render()?),
            ("home-none.html", self.home(Source::None, 0).render()?),
            ("home.txt", self.home_text().render()?),
            ("category.html", self.category().render()?),
            ("book.html", self.book().render()?),
            ("search.html", self.search("moon").render()?),
            ("search-nothing.html", self.search("zzzz").render()?),
            ("for-you.html", self.for_you().render()?),
            ("cart.html", self.cart(3).render()?),
            ("cart-empty.html", self.cart(0).render()?),
            ("hops.html", hops(true).render()?),
            ("hops-failed.html", hops(false).render()?),
            ("status.html", self.status().render()?),
            ("about.html", AboutPage { frame: frame("/about"), books: self.catalog.books().len() }.render()?),
            ("error.html", ErrorPage { frame: frame("/x"), status: 404, explanation: None }.render()?),
            ("covers.html", self.sheet()?),
        ])
    }

    fn card<'a>(&'a self, book: &'a Book) -> Card<'a> {
        let position = self.catalog.books().iter().position(|other| other.id == book.id).unwrap_or(0);
        Card { book, cover: &self.covers[position], reason: None }
    }

    fn cards<'a>(&'a self, books: impl Iterator<Item = &'a Book>, count: usize) -> Vec<Card<'a>> {
        books.take(count).map(|book| self.card(book)).collect()
    }

    fn scattered(&self, count: usize) -> Vec<Card<'_>> {
        let every = self.catalog.books().len() / count.max(1);
        self.cards(self.catalog.books().iter().step_by(every.max(1)), count)
    }

    fn shelves(&self) -> Vec<Shelf> {
        self.catalog.categories().map(|(category, count)| Shelf { category, count }).collect()
    }

    fn home(&self, source: Source, count: usize) -> HomePage<'_> {
        let frame = Frame { source: Some(source), ..frame("/") };
        HomePage { frame, recommended: self.scattered(count), shelves: self.shelves() }
    }

    fn home_text(&self) -> HomeText<'_> {
        HomeText { frame: frame("/"), recommended: self.scattered(6), shelves: self.shelves() }
    }

    fn category(&self) -> CategoryPage<'_> {
        let category = Category::ScienceFiction;
        let books = || self.catalog.in_category(category);
        CategoryPage {
            frame: Frame { shelf: Some(category), ..frame("/category/science-fiction") },
            category,
            recommended: self.cards(books().skip(9), 6),
            books: self.cards(books(), 24),
            pager: pager("/category/science-fiction", 24, books().count()),
        }
    }

    fn book(&self) -> BookPage<'_> {
        let book = &self.catalog.books()[0];
        let mut similar = self.cards(self.catalog.in_category(book.category).skip(1), 6);
        let reasons = [
            Reason::SameAuthor(&book.author.name),
            Reason::BecauseYouViewed(&book.title),
            Reason::SameSubject("Detective and mystery stories"),
            Reason::SameCategory(book.category),
        ];
        for (card, reason) in similar.iter_mut().zip(reasons.into_iter().cycle()) {
            card.reason = Some(reason);
        }
        BookPage {
            frame: Frame { shelf: Some(book.category), ..frame("/book/1") },
            book,
            cover: self.card(book).cover,
            csrf: "token",
            similar,
        }
    }

    fn search<'a>(&'a self, query: &'a str) -> SearchPage<'a> {
        let found = self.catalog.search(query);
        SearchPage {
            frame: frame("/search"),
            query,
            pager: pager("/search?q=moon", 12, found.len()),
            results: self.cards(found.into_iter(), 12),
            suggestions: self.scattered(6),
        }
    }

    fn for_you(&self) -> ForYouPage<'_> {
        let preferences = Category::ALL.into_iter();
        ForYouPage {
            frame: frame("/for-you"),
            csrf: "token",
            saved: true,
            preferences: preferences
                .map(|category| Preference { category, chosen: category.number() % 4 == 1 })
                .collect(),
            recommended: self.scattered(12),
        }
    }

    fn cart(&self, count: usize) -> CartPage<'_> {
        let line = |card: Card<'_>| card.book.price.times(2).unwrap_or(card.book.price);
        let lines: Vec<CartLine<'_>> = self
            .scattered(count)
            .into_iter()
            .map(|card| CartLine { book: card.book, cover: card.cover, quantity: 2, amount: line(card) })
            .collect();
        let total = lines.iter().fold(Money::pence(0), |sum, line| sum.plus(line.amount).unwrap_or(sum));
        CartPage {
            frame: frame("/cart"),
            csrf: "token",
            notice: (count > 0).then(|| "“The Maltese Falcon” is in your cart.".to_owned()),
            lines,
            total,
            most_copies: 20,
            suggestions: self.scattered(6),
        }
    }

    fn status(&self) -> StatusPage<'_> {
        StatusPage {
            frame: frame("/status"),
            version: "0.1.0",
            uptime: Duration::from_secs(7_384),
            node: Some("worker-1"),
            catalog_version: self.catalog.version(),
            books: self.catalog.books().len(),
            deadline: Duration::from_millis(250),
            resolution: resolution(None),
            endpoints: endpoints(),
            replicas: vec![ReplicaSeen {
                name: "recommendations-6d9f7-x2x8q".to_owned(),
                calls: 12_044,
                last_seen: Duration::from_secs(2),
            }],
            strategy: Some("similar"),
            model_version: Some("similarity-1"),
            last_source: Some(Source::Live),
            answers: Answers { live: 24_100, stale: 12, default: 3, none: 0 },
        }
    }

    fn sheet(&self) -> Result<String, Failure> {
        let mut sheet = String::from(
            "<!doctype html><title>Covers</title><link rel=\"stylesheet\" href=\"shop.css\"><main>",
        );
        for category in Category::ALL {
            let spines = covers::spines(category);
            write!(sheet, "<h2>{category}</h2><ul class=\"shelves\"><li class=\"shelf\">{spines}</ul>")?;
            sheet += "<ul class=\"grid\">";
            for card in self.cards(self.catalog.in_category(category), usize::MAX) {
                write!(sheet, "<li class=\"card\">{}", card.cover)?;
            }
            sheet += "</ul>";
        }
        Ok(sheet + "</main>")
    }
}

fn frame(canonical: &'static str) -> Frame<'static> {
    Frame {
        stylesheet: "shop.css",
        favicon: "favicon.svg",
        canonical,
        cart_count: 2,
        shelf: None,
        source: Some(Source::Live),
        request_id: "0199f0a2-7c1b-7d1e-9a44-5b7d3c2f1e00",
        served_by: "marketplace-5c8f9d7b6-kq2mz",
    }
}

fn pager(path: &str, shown: usize, total: usize) -> Pager {
    let next = (shown < total).then(|| format!("{path}?page=2"));
    Pager { first: 1, last: shown.min(total), total, previous: None, next }
}

fn resolution(error: Option<&str>) -> Resolution {
    Resolution {
        name: "recommendations-headless".to_owned(),
        addresses: vec![[10, 244, 1, 17].into(), [10, 244, 2, 9].into(), [10, 244, 2, 31].into()],
        took: Some(if error.is_some() { Duration::from_secs(2) } else { Duration::from_micros(1_840) }),
        age: Some(Duration::from_millis(2_300)),
        error: error.map(str::to_owned),
    }
}

fn endpoints() -> Vec<Endpoint> {
    let states = [("ready", true), ("ready", true), ("breaker open", false)];
    let addresses = resolution(None).addresses;
    let known = addresses.into_iter().zip(states);
    known
        .map(|(address, (state, usable))| Endpoint {
            address: (address, 50_051).into(),
            state: state.to_owned(),
            usable,
            in_flight: 1,
        })
        .collect()
}

fn hops(live: bool) -> HopsPage<'static> {
    let source = if live { Source::Live } else { Source::Stale };
    let attempt = |endpoint: usize, started_after, took, outcome: &str| Attempt {
        endpoint: endpoints()[endpoint].address,
        started_after: Duration::from_micros(started_after),
        took: Duration::from_micros(took),
        outcome: outcome.to_owned(),
        answered: outcome == "OK",
    };
    let attempts = if live {
        vec![attempt(0, 20, 1_400, "UNAVAILABLE"), attempt(1, 1_460, 2_310, "OK")]
    } else {
        vec![attempt(2, 20, 250_000, "DEADLINE_EXCEEDED")]
    };
    HopsPage {
        frame: Frame { source: Some(source), ..frame("/hops") },
        node: Some("worker-1"),
        target: "recommendations-headless:50051",
        deadline: Duration::from_millis(250),
        resolution: resolution((!live).then_some("no answer from 10.96.0.10 within 2 s")),
        endpoints: endpoints(),
        attempts,
        server: live.then(|| Server {
            name: Some("recommendations-6d9f7-x2x8q".to_owned()),
            time: Some(Duration::from_micros(412)),
            strategy: Some("similar".to_owned()),
        }),
    }
}
