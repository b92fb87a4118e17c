//! The shelves that a visitor chose.

use shop_catalog::Category;

/// Shelves in the order of [`Category::ALL`], each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interests(Vec<Category>);

impl Interests {
    /// The shelves with these slugs; what is no slug is left out.
    pub fn from_slugs<'a>(slugs: impl IntoIterator<Item = &'a str>) -> Self {
        let slugs: Vec<&str> = slugs.into_iter().collect();
        let chosen = |category: &Category| slugs.contains(&category.slug());
        Self(Category::ALL.into_iter().filter(chosen).collect())
    }

    /// The shelves chosen.
    pub fn categories(&self) -> &[Category] {
        &self.0
    }

    /// Whether the shelf was chosen.
    pub fn contains(&self, category: Category) -> bool {
        self.0.contains(&category)
    }

    /// As in the cookie: slugs with a dot between them.
    pub fn encode(&self) -> String {
        self.0.iter().map(|category| category.slug()).collect::<Vec<_>>().join(".")
    }

    /// Reads what [`Interests::encode`] wrote.
    pub fn decode(value: &str) -> Self {
        Self::from_slugs(value.split('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shelves_come_back_in_order_once_each_and_strangers_are_left_out() {
        let chosen = Interests::from_slugs(["poetry", "nonsense", "mystery", "poetry"]);
        assert_eq!(chosen.categories(), [Category::Mystery, Category::Poetry]);
        assert_eq!(Interests::decode(&chosen.encode()), chosen);
        assert_eq!(Interests::decode(""), Interests::default());
    }
}
