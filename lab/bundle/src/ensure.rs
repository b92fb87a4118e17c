//! From whatever is there to a whole bundle.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tokio_util::sync::CancellationToken;

use crate::blocking::blocking;
use crate::build::Build;
use crate::bundle::Bundle;
use crate::check::{State, States, check};
use crate::error::BundleError;
use crate::event::{Event, Events};
use crate::host::Host;
use crate::lock::Lock;
use crate::nft::Nft;
use crate::parts::Product;
use crate::record::Record;
use crate::set::Set;
use crate::toolbox::{Job, Toolbox};
use crate::version_key::version_key;

/// One call: what is to be made, where, with what, and who hears of it.
#[derive(Clone, Copy)]
struct Attempt<'a> {
    set: Set,
    directory: &'a Path,
    host: &'a Host,
    events: &'a Events<'a>,
    cancelled: &'a CancellationToken,
}

/// What one look at a bundle's directory gave.
struct Look {
    record: Record,
    states: States,
    nft: Option<Nft>,
}

/// As [`Bundle::ensure`], on a machine and in a directory that the caller names.
pub(crate) async fn ensure(
    bundles: &Path,
    set: Set,
    host: &Host,
    events: &Events<'_>,
    cancelled: &CancellationToken,
) -> Result<Bundle, BundleError> {
    let version_key = version_key(set);
    let directory = bundles.join(&version_key);
    let attempt = Attempt { set, directory: &directory, host, events, cancelled };
    let look = attempt.look().await?;
    let record = if look.is_whole() {
        attempt.tell(&look);
        look.record
    } else {
        match attempt.repair(&look.states).await {
            Err(error) if look.is_usable() => attempt.keep(error).await?,
            repaired => repaired?,
        }
    };
    Ok(Bundle::of_record(set, directory, version_key, &record))
}

impl Attempt<'_> {
    async fn look(self) -> Result<Look, BundleError> {
        let (set, directory, nft) = (self.set, self.directory.to_owned(), self.host.find("nft"));
        blocking(move || look_blocking(set, &directory, nft)).await
    }

    /// Looks again once nobody else builds: another process may have done it all.
    async fn repair(self, states: &States) -> Result<Record, BundleError> {
        let taken = Lock::take(self.directory, self.events, self.cancelled).await;
        let _lock = taken.map_err(|error| unrepairable(error, self.directory, states))?;
        let look = self.look().await?;
        self.tell(&look);
        if look.is_whole() { Ok(look.record) } else { self.build(look).await }
    }

    async fn build(self, look: Look) -> Result<Record, BundleError> {
        let Self { set, directory, host, events, cancelled } = self;
        let jobs = self.jobs(&look);
        let toolbox = &Toolbox::gather(set, host, &jobs, look.nft, directory).await?;
        let record = Mutex::new(look.record);
        let build = Build { directory, host, toolbox, events, cancelled, record };
        build.run(jobs).await?;
        Ok(build.record.into_inner().expect("nobody panics with the record in hand"))
    }

    /// Each part with those of its products that are not as they should be.
    fn jobs(self, look: &Look) -> Vec<Job> {
        let is_wanted =
            |name| look.states.iter().any(|(product, state)| product.name == name && *state != State::Sound);
        let parts = self.set.parts().iter();
        parts
            .map(|part| (part, part.products.iter().filter(|product| is_wanted(product.name)).collect()))
            .filter(|(_, products): &Job| !products.is_empty())
            .collect()
    }

    fn tell(self, look: &Look) {
        for product in look.in_state(State::Damaged) {
            let path = self.directory.join(product.output());
            (self.events)(Event::Damaged { name: product.name.to_owned(), path });
        }
        let jobs = self.jobs(look);
        for part in self.set.parts().iter().filter(|part| !jobs.iter().any(|(job, _)| job.name == part.name))
        {
            (self.events)(Event::Cached { part: part.name });
        }
    }

    /// What could not be made anew may still serve: a failed build can have changed what is there.
    async fn keep(self, error: BundleError) -> Result<Record, BundleError> {
        let look = self.look().await?;
        if matches!(error, BundleError::Cancelled) || !look.is_usable() {
            return Err(error);
        }
        for product in look.in_state(State::Outdated) {
            let (name, path) = (product.name.to_owned(), self.directory.join(product.output()));
            (self.events)(Event::Kept { name, path, reason: error.to_string() });
        }
        Ok(look.record)
    }
}

fn look_blocking(set: Set, directory: &Path, nft: Option<PathBuf>) -> Result<Look, BundleError> {
    let nft = nft.map(|program| Nft::look(&program)).transpose()?;
    let record = Record::read(directory)?;
    let states = check(set.parts(), directory, &record, nft.as_ref());
    Ok(Look { record, states, nft })
}

impl Look {
    fn is_whole(&self) -> bool {
        self.states.iter().all(|(_, state)| *state == State::Sound)
    }

    /// An image with another machine's nft serves, but is not what would be made here.
    fn is_usable(&self) -> bool {
        self.states.iter().all(|(_, state)| matches!(state, State::Sound | State::Outdated))
    }

    fn in_state(&self, wanted: State) -> impl Iterator<Item = &'static Product> {
        self.states.iter().filter(move |(_, state)| *state == wanted).map(|(product, _)| *product)
    }
}

/// A directory that cannot be written is no trouble until something in it must be.
fn unrepairable(error: BundleError, directory: &Path, states: &States) -> BundleError {
    let BundleError::Directory { source, .. } = &error else { return error };
    if !matches!(source.kind(), std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem)
    {
        return error;
    }
    let named = |wanted: State, state: &'static str| {
        states.iter().find(|(_, found)| *found == wanted).map(|(product, _)| BundleError::Unrepairable {
            name: product.name.to_owned(),
            state,
            directory: directory.to_owned(),
        })
    };
    // An empty directory is not called a damaged bundle.
    let begun = states.iter().any(|(_, state)| *state != State::Missing);
    let missing = || named(State::Missing, "missing").filter(|_| begun);
    named(State::Damaged, "damaged").or_else(missing).unwrap_or(error)
}

#[cfg(test)]
mod tests;
