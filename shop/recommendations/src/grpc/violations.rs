//! Collects everything that is wrong with a request, so that a client learns it in one round.

use shop_api::{
    status::{ApiError, FieldViolation},
    v1,
};
use shop_catalog::Category;

/// Sizes of pages: what 0 means and what more is taken for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageSizes {
    pub(crate) default: usize,
    pub(crate) max: usize,
}

/// The most violations that are listed: the answer travels in headers, which clients limit to 8 KiB or 16 KiB.
const MAX_LISTED: usize = 30;

/// The fields refused so far.
#[derive(Debug, Default)]
pub(crate) struct Violations {
    listed: Vec<FieldViolation>,
    further: usize,
}

impl Violations {
    /// Refuses a field.
    pub(crate) fn add(&mut self, field: impl Into<String>, description: impl Into<String>) {
        self.list(FieldViolation::new(field, description));
    }

    /// Takes the value, or the violation instead of it.
    pub(crate) fn take<T: Default>(&mut self, value: Result<T, FieldViolation>) -> T {
        value.unwrap_or_else(|violation| {
            self.list(violation);
            T::default()
        })
    }

    /// Refuses a list of more than `max` items.
    pub(crate) fn at_most_items<T>(&mut self, field: &str, items: &[T], max: usize) {
        if items.len() > max {
            self.add(field, format!("must hold at most {max} items, not {}", items.len()));
        }
    }

    /// Refuses a text of more than `max` bytes.
    pub(crate) fn at_most_bytes(&mut self, field: &str, text: &str, max: usize) {
        if text.len() > max {
            self.add(field, format!("must be at most {max} bytes, not {}", text.len()));
        }
    }

    /// Refuses an empty text and one of more than `max` bytes.
    pub(crate) fn some_bytes(&mut self, field: &str, text: &str, max: usize) {
        if text.is_empty() {
            self.add(field, format!("must be 1 to {max} bytes"));
        }
        self.at_most_bytes(field, text, max);
    }

    /// The page size that counts: 0 means the default, too much means the most, negative is refused (AIP-158).
    pub(crate) fn page_size(&mut self, requested: i32, sizes: PageSizes) -> usize {
        match usize::try_from(requested) {
            Ok(0) => sizes.default,
            Ok(size) => size.min(sizes.max),
            Err(_) => {
                self.add("page_size", "must not be negative");
                sizes.default
            }
        }
    }

    /// The category asked for; `None` for all of them.
    pub(crate) fn category(&mut self, number: i32) -> Option<Category> {
        if number == v1::Category::Unspecified as i32 {
            return None;
        }
        let category = Category::from_number(number);
        if category.is_none() {
            self.add("category", format!("must be a category of the contract, not {number}"));
        }
        category
    }

    /// Nothing, or all that was refused.
    pub(crate) fn finish(mut self) -> Result<(), ApiError> {
        if self.further > 0 {
            let further = format!("has {} more fields that are wrong", self.further);
            self.listed.push(FieldViolation::new("", further));
        }
        if self.listed.is_empty() { Ok(()) } else { Err(ApiError::InvalidArgument(self.listed)) }
    }

    fn list(&mut self, violation: FieldViolation) {
        if self.listed.len() < MAX_LISTED {
            self.listed.push(violation);
        } else {
            self.further += 1;
        }
    }
}
