//! Options of the AWS CLI.

use std::collections::BTreeMap;

use super::usage;
use crate::Refusal;

/// Options without a value.
const FLAGS: [&str; 3] = ["--overwrite", "--with-decryption", "--only-show-errors"];

/// What follows a command.
#[derive(Debug, Default)]
pub(super) struct Arguments<'a> {
    options: BTreeMap<&'a str, &'a str>,
    flags: Vec<&'a str>,
    pub(super) operands: Vec<&'a str>,
}

impl<'a> Arguments<'a> {
    pub(super) fn read(words: &[&'a str]) -> Result<Self, Refusal> {
        let mut arguments = Self::default();
        let mut words = words.iter().copied();
        while let Some(word) = words.next() {
            if FLAGS.contains(&word) {
                arguments.flags.push(word);
            } else if word.starts_with("--") {
                let value = words.next().ok_or_else(|| usage(format!("`{word}` wants a value")))?;
                arguments.options.insert(word, value);
            } else {
                arguments.operands.push(word);
            }
        }
        Ok(arguments)
    }

    pub(super) fn is_set(&self, flag: &str) -> bool {
        self.flags.contains(&flag)
    }

    pub(super) fn option(&self, name: &str) -> Option<&'a str> {
        self.options.get(name).copied()
    }

    pub(super) fn needed(&self, name: &str) -> Result<&'a str, Refusal> {
        self.option(name).ok_or_else(|| usage(format!("the following arguments are required: {name}")))
    }

    /// Nothing but these: what is not looked at would be passed over.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        let all = self.options.keys().chain(&self.flags);
        match all.into_iter().find(|name| !known.contains(name)) {
            Some(name) => Err(usage(format!("the lab's AWS CLI does not know `{name}` here"))),
            None => Ok(()),
        }
    }
}
