//! References as Terraform writes them: `module.net["a"].group`, `aws_subnet.this[0].id`.

use crate::Index;

/// A reference in its steps.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Traversal {
    steps: Vec<Step>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Step {
    Name(String),
    Index(Index),
}

/// After each reference Terraform writes what contains it; those are left out.
pub(super) fn distinct(references: &[String]) -> Vec<Traversal> {
    let mut previous = "";
    let mut distinct = Vec::new();
    for reference in references {
        let container =
            previous.strip_prefix(reference.as_str()).is_some_and(|rest| rest.starts_with(['.', '[']));
        if !container {
            distinct.extend(Traversal::parse(reference));
        }
        previous = reference;
    }
    distinct
}

impl Traversal {
    fn parse(text: &str) -> Option<Self> {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix('[') {
                let (index, after) = index(inside)?;
                steps.push(Step::Index(index));
                rest = after.strip_prefix('.').unwrap_or(after);
            } else {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let (name, after) = rest.split_at(end);
                steps.push(Step::Name(name.to_owned()));
                rest = after.strip_prefix('.').unwrap_or(after);
            }
        }
        (!steps.is_empty()).then_some(Self { steps })
    }

    /// `var`, `module`, `each`, …, or the type of a resource.
    pub(super) fn head(&self) -> &str {
        match self.steps.first() {
            Some(Step::Name(name)) => name,
            _ => "",
        }
    }

    /// A resource or a module's output: something that has instances.
    pub(super) fn is_thing(&self) -> bool {
        !matches!(self.head(), "each" | "count" | "var" | "local" | "path" | "terraform" | "self" | "data")
    }

    /// `each.key` or `count.index`.
    pub(super) fn is_own_index(&self) -> bool {
        matches!((self.head(), self.name(1)), ("each", Some("key")) | ("count", Some("index")))
    }

    /// A resource or module as a whole, with all its instances.
    pub(super) fn is_whole(&self) -> bool {
        self.is_thing() && self.steps.len() == 2 && matches!(self.steps[1], Step::Name(_))
    }

    /// The name that is that many names behind the first.
    pub(super) fn name(&self, number: usize) -> Option<&str> {
        let mut names = self.steps.iter().filter_map(|step| match step {
            Step::Name(name) => Some(name.as_str()),
            Step::Index(_) => None,
        });
        names.nth(number)
    }

    /// `TYPE.NAME` of a resource.
    pub(super) fn reference(&self) -> String {
        format!("{}.{}", self.head(), self.name(1).unwrap_or_default())
    }

    /// The index of a resource.
    pub(super) fn index(&self) -> Option<&Index> {
        self.index_after(1)
    }

    /// The index of a module.
    pub(super) fn module_index(&self) -> Option<&Index> {
        self.index_after(1)
    }

    /// The index directly after a name.
    pub(super) fn index_after(&self, number: usize) -> Option<&Index> {
        let mut names = 0;
        for step in &self.steps {
            match step {
                Step::Name(_) => names += 1,
                Step::Index(index) if names == number + 1 => return Some(index),
                Step::Index(_) => {}
            }
        }
        None
    }

    /// What follows the first few steps, as text that begins with a dot unless it is empty.
    pub(super) fn rest(&self, skipped: usize) -> String {
        self.steps.iter().skip(skipped).map(Step::to_text).collect()
    }

    /// One instance of a whole, and what is taken of it.
    pub(super) fn indexed(&self, index: &Index, rest: &str) -> String {
        let whole: String = self.steps.iter().map(Step::to_text).collect();
        format!("{}[{index}]{rest}", whole.trim_start_matches('.'))
    }
}

impl Step {
    fn to_text(&self) -> String {
        match self {
            Self::Name(name) => format!(".{name}"),
            Self::Index(index) => format!("[{index}]"),
        }
    }
}

/// An index and what follows its bracket.
fn index(inside: &str) -> Option<(Index, &str)> {
    if !inside.starts_with('"') {
        let (number, rest) = inside.split_once(']')?;
        return Some((Index::Number(number.parse().ok()?), rest));
    }
    crate::address::quoted_index(inside)
}
