//! The shelves of the shop.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A shelf.
///
/// The numbers equal those of `marketplace.recommendations.v1.Category`, whose 0 means no category and has no
/// counterpart here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i32)]
#[expect(missing_docs, reason = "the title says it")]
pub enum Category {
    Mystery = 1,
    ScienceFiction = 2,
    SelfHelp = 3,
    History = 4,
    Children = 5,
    Travel = 6,
    Poetry = 7,
    Biography = 8,
    Humour = 9,
    Classics = 10,
    Science = 11,
    Nature = 12,
    Adventure = 13,
}

impl Category {
    /// Every category, by number.
    pub const ALL: [Self; 13] = [
        Self::Mystery,
        Self::ScienceFiction,
        Self::SelfHelp,
        Self::History,
        Self::Children,
        Self::Travel,
        Self::Poetry,
        Self::Biography,
        Self::Humour,
        Self::Classics,
        Self::Science,
        Self::Nature,
        Self::Adventure,
    ];

    /// As in addresses and in the catalogue file: lower case, words joined by hyphens.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Mystery => "mystery",
            Self::ScienceFiction => "science-fiction",
            Self::SelfHelp => "self-help",
            Self::History => "history",
            Self::Children => "children",
            Self::Travel => "travel",
            Self::Poetry => "poetry",
            Self::Biography => "biography",
            Self::Humour => "humour",
            Self::Classics => "classics",
            Self::Science => "science",
            Self::Nature => "nature",
            Self::Adventure => "adventure",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Mystery => "Mystery",
            Self::ScienceFiction => "Science fiction",
            Self::SelfHelp => "Self-help",
            Self::History => "History",
            Self::Children => "Children",
            Self::Travel => "Travel",
            Self::Poetry => "Poetry",
            Self::Biography => "Biography",
            Self::Humour => "Humour",
            Self::Classics => "Classics",
            Self::Science => "Science",
            Self::Nature => "Nature",
            Self::Adventure => "Adventure",
        }
    }

    /// The number that the protobuf contract uses, 1 to 13.
    pub fn number(self) -> i32 {
        self as i32
    }

    /// The category of exactly this [`slug`](Self::slug).
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.slug() == slug)
    }

    /// The category of this [`number`](Self::number); `None` for 0 and for numbers of a later contract.
    pub fn from_number(number: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.number() == number)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.title())
    }
}

#[cfg(test)]
mod tests {
    use super::Category;

    #[test]
    fn every_category_is_found_by_its_slug_and_by_its_number() {
        for category in Category::ALL {
            assert_eq!(Category::from_slug(category.slug()), Some(category));
            assert_eq!(Category::from_number(category.number()), Some(category));
        }
        assert_eq!(Category::from_number(0), None);
        assert_eq!(Category::from_number(14), None);
        assert_eq!(Category::from_slug("Mystery"), None);
    }
}
