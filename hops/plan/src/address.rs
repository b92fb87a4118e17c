//! Where something is in a configuration: `module.net["a"].aws_security_group.nodes[0]`.

use std::fmt;
use std::str::FromStr;

mod parse;

pub(crate) use parse::quoted_index;

/// An address of one instance of a resource.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Address {
    /// The modules that lead to it, the outermost first. Empty in the root module.
    pub modules: Vec<ModuleStep>,
    /// Whether Terraform makes it or only reads it.
    pub mode: Mode,
    /// Its type: `kubernetes_manifest`.
    pub kind: String,
    /// Its name in the configuration.
    pub name: String,
    /// Which one of several.
    pub index: Option<Index>,
}

/// One instance of one call of a module.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ModuleStep {
    /// The call's name.
    pub name: String,
    /// Which one of several.
    pub index: Option<Index>,
}

/// Which one of those that `count` or `for_each` make.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Index {
    /// By `count`.
    Number(u64),
    /// By `for_each`.
    Key(String),
}

/// Whether Terraform makes something or only reads it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Mode {
    /// `resource`.
    Managed,
    /// `data`.
    Data,
}

/// A text that is no address.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{text}` is no address of a resource")]
pub struct AddressError {
    text: String,
}

impl Address {
    /// The names of the modules that lead to it, without indices: the place in the configuration.
    pub fn module_names(&self) -> Vec<&str> {
        self.modules.iter().map(|step| step.name.as_str()).collect()
    }

    /// `TYPE.NAME`, with `data.` where it is read: how its own module refers to it.
    pub fn reference(&self) -> String {
        let data = if self.mode == Mode::Data { "data." } else { "" };
        format!("{data}{}.{}", self.kind, self.name)
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        parse::address(text).ok_or_else(|| AddressError { text: text.chars().take(200).collect() })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.modules {
            write!(formatter, "module.{}", step.name)?;
            write_index(formatter, step.index.as_ref())?;
            formatter.write_str(".")?;
        }
        formatter.write_str(&self.reference())?;
        write_index(formatter, self.index.as_ref())
    }
}

fn write_index(formatter: &mut fmt::Formatter<'_>, index: Option<&Index>) -> fmt::Result {
    index.map_or(Ok(()), |index| write!(formatter, "[{index}]"))
}

impl fmt::Display for Index {
    /// As Terraform writes it, in a form that its own language reads.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Key(key) => {
                let escaped = key
                    .replace('\\', "\\\\")
                    .replace('"', "\\\"")
                    .replace('\n', "\\n")
                    .replace('\r', "\\r")
                    .replace('\t', "\\t")
                    .replace("${", "$${")
                    .replace("%{", "%%{");
                write!(formatter, "\"{escaped}\"")
            }
        }
    }
}

#[cfg(test)]
mod tests;
