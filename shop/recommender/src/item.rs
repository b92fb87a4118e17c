//! The items, numbered by position so that everything else is an array.

use std::collections::HashMap;

/// What the model knows of a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What the rest of the world calls it.
    pub id: u32,
    /// Its one category.
    pub category: u8,
    /// Equal text is the same author.
    pub author: String,
    /// Equal text is the same subject.
    pub subjects: Vec<String>,
}

/// A place in the order in which the items were given.
pub(crate) type Position = usize;

/// The items with their words replaced by numbers.
#[derive(Debug)]
pub(crate) struct Items {
    ids: Vec<u32>,
    position_by_id: HashMap<u32, Position>,
    categories: Vec<u8>,
    authors: Vec<u32>,
    subjects: Vec<Box<[u32]>>,
    subject_names: Vec<String>,
}

impl Items {
    /// Keeps the first of several items with one id.
    pub(crate) fn new(given: impl IntoIterator<Item = Item>) -> Self {
        let (mut authors, mut subjects) = (Numbered::default(), Numbered::default());
        let mut items = Self {
            ids: Vec::new(),
            position_by_id: HashMap::new(),
            categories: Vec::new(),
            authors: Vec::new(),
            subjects: Vec::new(),
            subject_names: Vec::new(),
        };
        for item in given {
            if items.position_by_id.contains_key(&item.id) {
                continue;
            }
            items.position_by_id.insert(item.id, items.ids.len());
            items.ids.push(item.id);
            items.categories.push(item.category);
            items.authors.push(authors.number(item.author));
            let mut own: Vec<u32> =
                item.subjects.into_iter().map(|subject| subjects.number(subject)).collect();
            own.sort_unstable();
            own.dedup();
            items.subjects.push(own.into_boxed_slice());
        }
        items.subject_names = subjects.names;
        items
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn id(&self, position: Position) -> u32 {
        self.ids[position]
    }

    pub(crate) fn position(&self, id: u32) -> Option<Position> {
        self.position_by_id.get(&id).copied()
    }

    pub(crate) fn category(&self, position: Position) -> u8 {
        self.categories[position]
    }

    pub(crate) fn author(&self, position: Position) -> u32 {
        self.authors[position]
    }

    /// Sorted, each once.
    pub(crate) fn subjects(&self, position: Position) -> &[u32] {
        &self.subjects[position]
    }

    pub(crate) fn subject_name(&self, subject: u32) -> &str {
        &self.subject_names[subject as usize]
    }

    pub(crate) fn subject_count(&self) -> usize {
        self.subject_names.len()
    }
}

/// Numbers distinct names in the order in which they are first met.
#[derive(Default)]
struct Numbered {
    number_by_name: HashMap<String, u32>,
    names: Vec<String>,
}

impl Numbered {
    fn number(&mut self, name: String) -> u32 {
        if let Some(&number) = self.number_by_name.get(&name) {
            return number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.clone());
        self.number_by_name.insert(name, number);
        number
    }
}
