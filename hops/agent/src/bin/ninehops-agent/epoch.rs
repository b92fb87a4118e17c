//! One epoch: targets, questions, a record.

use std::time::Duration;

use hops_agent::{HostShare, Mode, Record, Share};
use jiff::Timestamp;
use tokio::time::Instant;

use crate::host::Host;
use crate::settings::Settings;
use crate::watched::Watched;
use crate::{asked, host, pod};

/// An epoch ends in time for the next.
const LIMIT: Duration = Duration::from_millis(3500);

/// All that an agent remembers.
pub(crate) struct Agent {
    settings: Settings,
    watched: Watched,
    epochs: u64,
    /// Why nobody can ask it, if that is so.
    deaf: Option<String>,
    host: Host,
}

impl Agent {
    pub(crate) fn new(settings: Settings, deaf: Option<String>) -> Self {
        let watched = Watched::new(settings.targets.clone());
        Self { settings, watched, epochs: 0, deaf, host: Host::default() }
    }

    /// Asks once all that is to be asked.
    pub(crate) async fn epoch(&mut self) -> Record {
        self.watched.look();
        self.epochs += 1;
        let (targets, node) = (self.watched.targets(), self.settings.node.as_str());
        let (began, clock) = (Timestamp::now(), Instant::now());
        let mut answers = Vec::new();
        let questions = match self.settings.mode {
            Mode::Pod => pod::questions(targets, &Share::of(targets, node), &self.settings),
            Mode::Host => {
                answers = self.host.look(targets, node);
                host::questions(targets, &HostShare::of(targets, node), &self.settings)
            }
        };
        let (asked, dropped) = asked::all(questions, LIMIT).await;
        answers.extend(asked);
        let mut problems: Vec<String> = self.deaf.iter().cloned().collect();
        problems.extend(self.watched.problem().map(str::to_owned));
        if dropped > 0 {
            problems.push(format!("{dropped} questions were not done after {} ms", LIMIT.as_millis()));
        }
        Record {
            revision: targets.revision.clone(),
            epoch: self.epochs,
            node: node.to_owned(),
            mode: self.settings.mode,
            began,
            took_ms: u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX),
            observations: answers,
            problems,
            left_out: 0,
        }
    }
}
