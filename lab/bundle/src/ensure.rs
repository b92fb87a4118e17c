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
use crate::parts::PARTS;
use crate::record::Record;
use crate::toolbox::{Job, Toolbox};
use crate::version_key::version_key;

/// What one look at a bundle's directory gave.
struct Look {
    record: Record,
    states: States,
    nft: Option<Nft>,
}

/// As [`Bundle::ensure`], on a machine and in a directory that the caller names.
pub(crate) async fn ensure(
    bundles: &Path,
    host: &Host,
    events: &Events<'_>,
    cancelled: &CancellationToken,
) -> Result<Bundle, BundleError> {
    let version_key = version_key();
    let directory = bundles.join(&version_key);
    let look = look(&directory, host).await?;
    let record = if look.is_whole() {
        look.tell(&directory, events);
        look.record
    } else {
        repair(&look.states, &directory, host, events, cancelled).await?
    };
    Ok(Bundle::of_record(directory, version_key, &record))
}

/// Looks again once nobody else builds: another process may have done it all.
async fn repair(
    states: &States,
    directory: &Path,
    host: &Host,
    events: &Events<'_>,
    cancelled: &CancellationToken,
) -> Result<Record, BundleError> {
    let taken = Lock::take(directory, events, cancelled).await;
    let _lock = taken.map_err(|error| unrepairable(error, directory, states))?;
    let look = look(directory, host).await?;
    look.tell(directory, events);
    if look.is_whole() { Ok(look.record) } else { look.build(directory, host, events, cancelled).await }
}

async fn look(directory: &Path, host: &Host) -> Result<Look, BundleError> {
    let (directory, nft) = (directory.to_owned(), host.find("nft"));
    blocking(move || look_blocking(&directory, nft)).await
}

fn look_blocking(directory: &Path, nft: Option<PathBuf>) -> Result<Look, BundleError> {
    let nft = nft.map(|program| Nft::look(&program)).transpose()?;
    let record = Record::read(directory)?;
    let states = check(directory, &record, nft.as_ref());
    Ok(Look { record, states, nft })
}

impl Look {
    fn is_whole(&self) -> bool {
        self.states.iter().all(|(_, state)| *state == State::Sound)
    }

    fn tell(&self, directory: &Path, events: &Events<'_>) {
        for (program, _) in self.states.iter().filter(|(_, state)| *state == State::Damaged) {
            let path = directory.join(program.output());
            events(Event::Damaged { name: program.name.to_owned(), path });
        }
        let jobs = self.jobs();
        for part in PARTS.iter().filter(|part| !jobs.iter().any(|(job, _)| job.name == part.name)) {
            events(Event::Cached { part: part.name });
        }
    }

    /// Each part with those of its programs that are not as they should be.
    fn jobs(&self) -> Vec<Job> {
        let is_wanted =
            |name| self.states.iter().any(|(program, state)| program.name == name && *state != State::Sound);
        PARTS
            .iter()
            .map(|part| (part, part.programs.iter().filter(|program| is_wanted(program.name)).collect()))
            .filter(|(_, programs): &Job| !programs.is_empty())
            .collect()
    }

    async fn build(
        self,
        directory: &Path,
        host: &Host,
        events: &Events<'_>,
        cancelled: &CancellationToken,
    ) -> Result<Record, BundleError> {
        let jobs = self.jobs();
        let toolbox = &Toolbox::gather(host, &jobs, self.nft, directory).await?;
        let record = Mutex::new(self.record);
        let build = Build { directory, host, toolbox, events, cancelled, record };
        build.run(jobs).await?;
        Ok(build.record.into_inner().expect("nobody panics with the record in hand"))
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
        states.iter().find(|(_, found)| *found == wanted).map(|(program, _)| BundleError::Unrepairable {
            name: program.name.to_owned(),
            state,
            directory: directory.to_owned(),
        })
    };
    // An empty directory is not called a damaged bundle.
    let begun = states.iter().any(|(_, state)| *state != State::Missing);
    let missing = || named(State::Missing, "missing").filter(|_| begun);
    named(State::Damaged, "damaged")
        .or_else(|| named(State::Outdated, "made with another `nft`"))
        .or_else(missing)
        .unwrap_or(error)
}

#[cfg(test)]
mod tests;
