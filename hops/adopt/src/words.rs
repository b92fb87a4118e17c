//! What was found, for a person.

use std::fmt;

use crate::{Adoption, Existing};

impl fmt::Display for Adoption {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let there = self.existing.len();
        let asked = there + self.absent;
        match there {
            0 => writeln!(formatter, "none of {asked} objects that the plan creates is there already")?,
            _ => writeln!(formatter, "{there} of {asked} objects that the plan creates are there already")?,
        }
        for found in &self.existing {
            write_existing(formatter, found)?;
        }
        if !self.unseen.is_empty() {
            writeln!(formatter, "\nnot looked at:")?;
        }
        for unseen in &self.unseen {
            writeln!(formatter, "  {}: {}", unseen.address, unseen.reason)?;
        }
        if !self.unchecked.is_empty() {
            let count = self.unchecked.len();
            writeln!(
                formatter,
                "\nnot looked for in AWS: {count} resources; the commands that find them are in comments"
            )?;
        }
        Ok(())
    }
}

fn write_existing(formatter: &mut fmt::Formatter<'_>, found: &Existing) -> fmt::Result {
    writeln!(formatter, "\n{} {}", found.kind, found.full_name())?;
    writeln!(formatter, "  {}", found.address)?;
    writeln!(formatter, "  {}", found.made())?;
    let later: Vec<String> = found.managers.iter().skip(1).map(ToString::to_string).collect();
    if !later.is_empty() {
        writeln!(formatter, "  changed by {}", later.join(", "))?;
    }
    if found.differs.is_empty() {
        return writeln!(formatter, "  it is as the plan wants it");
    }
    writeln!(formatter, "  apply will change: {}", found.differs.join(", "))
}
