//! Addresses from text.

use super::{Address, Index, Mode, ModuleStep};

/// What is still to be read.
struct Rest<'a>(&'a str);

pub(super) fn address(text: &str) -> Option<Address> {
    let mut rest = Rest(text);
    let mut modules = Vec::new();
    while rest.take("module.") {
        let name = rest.name()?;
        let index = rest.index();
        modules.push(ModuleStep { name, index });
        rest.take(".").then_some(())?;
    }
    let mode = if rest.take("data.") { Mode::Data } else { Mode::Managed };
    let kind = rest.name()?;
    rest.take(".").then_some(())?;
    let name = rest.name()?;
    let index = rest.index();
    rest.0.is_empty().then_some(Address { modules, mode, kind, name, index })
}

/// A key in quotes and what follows its bracket.
pub(crate) fn quoted_index(text: &str) -> Option<(Index, &str)> {
    let mut rest = Rest(text.strip_prefix('"')?);
    let index = rest.key()?;
    rest.take("]").then_some((index, rest.0))
}

impl Rest<'_> {
    fn take(&mut self, prefix: &str) -> bool {
        let rest = self.0.strip_prefix(prefix);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn name(&mut self) -> Option<String> {
        let end = self.0.find(['.', '[']).unwrap_or(self.0.len());
        let (name, rest) = self.0.split_at(end);
        self.0 = rest;
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// An index where a bracket opens; what is malformed is left in place, where nothing can follow it.
    fn index(&mut self) -> Option<Index> {
        let before = self.0;
        let index = self.take("[").then(|| self.bracketed()).flatten();
        if index.is_none() {
            self.0 = before;
        }
        index
    }

    fn bracketed(&mut self) -> Option<Index> {
        let index = if self.take("\"") { self.key()? } else { self.number()? };
        self.take("]").then_some(index)
    }

    fn number(&mut self) -> Option<Index> {
        let end = self.0.find(']')?;
        let number = self.0[..end].parse().ok()?;
        self.0 = &self.0[end..];
        Some(Index::Number(number))
    }

    fn key(&mut self) -> Option<Index> {
        let mut key = String::new();
        loop {
            if self.take("$${") {
                key.push_str("${");
            } else if self.take("%%{") {
                key.push_str("%{");
            } else if self.take("\"") {
                return Some(Index::Key(key));
            } else {
                key.push(self.character()?);
            }
        }
    }

    fn character(&mut self) -> Option<char> {
        match self.next()? {
            '\\' => match self.next()? {
                'n' => Some('\n'),
                'r' => Some('\r'),
                't' => Some('\t'),
                'u' => self.code(4),
                'U' => self.code(8),
                other => Some(other),
            },
            other => Some(other),
        }
    }

    fn code(&mut self, digits: usize) -> Option<char> {
        let code = u32::from_str_radix(self.0.get(..digits)?, 16).ok()?;
        self.0 = &self.0[digits..];
        char::from_u32(code)
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.0.chars();
        let next = characters.next();
        self.0 = characters.as_str();
        next
    }
}
