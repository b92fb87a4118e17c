//! One line of a catalogue file: from values to a book.

use super::errors::{ParseErrors, Problem, excerpt};
use super::{
    COLUMNS, MAX_LIFE_YEARS, MAX_NAME_BYTES, MAX_SENTENCE_BYTES, MAX_SUBJECTS, PRICE_MINOR_UNITS, YEARS,
};
use crate::{Author, Book, BookId, Category, Money};

/// The values of a line, and where to say what is wrong with them.
pub(super) struct Row<'a> {
    values: [&'a str; COLUMNS.len()],
    line: usize,
    errors: &'a mut ParseErrors,
}

/// The years of a line, as far as they are given.
struct Years {
    born: Option<i32>,
    died: Option<i32>,
    published: Option<i32>,
}

impl<'a> Row<'a> {
    /// Parts a line at its tabs.
    pub(super) fn split(text: &'a str, line: usize, errors: &'a mut ParseErrors) -> Option<Self> {
        let found = text.split('\t').count();
        if found != COLUMNS.len() {
            errors.add(line, "row", Problem::WrongValueCount { found });
            return None;
        }
        let mut values = [""; COLUMNS.len()];
        for (value, part) in values.iter_mut().zip(text.split('\t')) {
            *value = part.trim();
        }
        Some(Self { values, line, errors })
    }

    /// The book, when nothing is wrong with it. Every value is looked at, also after a mistake.
    pub(super) fn book(&mut self) -> Option<Book> {
        let [id, title, author, born, died, category, year, price, subjects, sentence] = self.values;
        let id = self.id(id);
        let title = self.text("title", title, MAX_NAME_BYTES);
        let author = self.text("author", author, MAX_NAME_BYTES);
        let years = self.years(born, died, year);
        let category = self.category(category);
        let price = self.price(price);
        let subjects = self.subjects(subjects);
        let sentence = match sentence {
            "" => Some(None),
            sentence => self.text("sentence", sentence, MAX_SENTENCE_BYTES).map(Some),
        };
        let years = years?;
        Some(Book {
            id: id?,
            title: title?,
            author: Author { name: author?, born: years.born, died: years.died },
            category: category?,
            subjects: subjects?,
            year: years.published,
            price: price?,
            sentence: sentence?,
        })
    }

    fn id(&mut self, value: &str) -> Option<BookId> {
        let found: u32 = self.number("id", value)?;
        if found == 0 || i32::try_from(found).is_err() {
            return self.refuse("id", Problem::IdOutOfRange { found });
        }
        Some(BookId(found))
    }

    fn category(&mut self, value: &str) -> Option<Category> {
        match Category::from_slug(value) {
            Some(category) => Some(category),
            None => self.refuse("category", Problem::UnknownCategory { found: excerpt(value) }),
        }
    }

    fn price(&mut self, value: &str) -> Option<Money> {
        let found: u32 = self.number("price", value)?;
        if !PRICE_MINOR_UNITS.contains(&found) {
            return self.refuse("price", Problem::PriceOutOfRange { found });
        }
        Some(Money::pence(found))
    }

    fn subjects(&mut self, value: &str) -> Option<Vec<String>> {
        let mut subjects = Vec::new();
        let mut parts: Vec<&str> = value.split(';').map(str::trim).collect();
        if parts == [""] {
            parts.clear();
        }
        if parts.len() > MAX_SUBJECTS {
            return self.refuse("subjects", Problem::TooManySubjects { found: parts.len() });
        }
        for part in parts {
            let subject = self.text("subjects", part, MAX_NAME_BYTES)?;
            if subjects.contains(&subject) {
                return self.refuse("subjects", Problem::RepeatedSubject { subject: excerpt(&subject) });
            }
            subjects.push(subject);
        }
        Some(subjects)
    }

    fn years(&mut self, born: &str, died: &str, year: &str) -> Option<Years> {
        let (born, died, year) = (self.year("born", born), self.year("died", died), self.year("year", year));
        let is_life = self.check_life(born.flatten(), died.flatten());
        let is_work = self.check_publication(born.flatten(), year.flatten());
        is_life.and(is_work)?;
        Some(Years { born: born?, died: died?, published: year? })
    }

    fn check_life(&mut self, born: Option<i32>, died: Option<i32>) -> Option<()> {
        match born.zip(died) {
            Some((born, died)) if died < born => self.refuse("died", Problem::DiedBeforeBirth { born, died }),
            Some((born, died)) if died - born > MAX_LIFE_YEARS => {
                self.refuse("died", Problem::LivedTooLong { born, died })
            }
            _ => Some(()),
        }
    }

    fn check_publication(&mut self, born: Option<i32>, year: Option<i32>) -> Option<()> {
        match born.zip(year) {
            Some((born, year)) if year < born => {
                self.refuse("year", Problem::PublishedBeforeBirth { born, year })
            }
            _ => Some(()),
        }
    }

    #[expect(clippy::option_option, reason = "a mistake is not an empty value")]
    fn year(&mut self, field: &'static str, value: &str) -> Option<Option<i32>> {
        if value.is_empty() {
            return Some(None);
        }
        let found: i32 = self.number(field, value)?;
        if !YEARS.contains(&found) {
            return self.refuse(field, Problem::YearOutOfRange { found });
        }
        Some(Some(found))
    }

    fn number<N: std::str::FromStr>(&mut self, field: &'static str, value: &str) -> Option<N> {
        match value.parse() {
            Ok(number) => Some(number),
            Err(_) if value.is_empty() => self.refuse(field, Problem::Empty),
            Err(_) => self.refuse(field, Problem::NotANumber { found: excerpt(value) }),
        }
    }

    fn text(&mut self, field: &'static str, value: &str, limit: usize) -> Option<String> {
        if value.is_empty() {
            return self.refuse(field, Problem::Empty);
        }
        if value.len() > limit {
            return self.refuse(field, Problem::TooLong { bytes: value.len(), limit });
        }
        if let Some(found) = value.chars().find(|c| c.is_control()) {
            return self.refuse(field, Problem::ControlCharacter { found });
        }
        Some(value.to_owned())
    }

    fn refuse<T>(&mut self, field: &'static str, problem: Problem) -> Option<T> {
        self.errors.add(self.line, field, problem);
        None
    }
}
