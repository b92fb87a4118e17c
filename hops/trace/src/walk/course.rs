//! How far a trace has come, and what it asks next.

use std::collections::BTreeSet;

use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use hops_kube::Snapshot;
use hops_model::{Access, Observation, Unseen};
use hops_report::{Asked, hops};
use tokio::time::Instant;

use super::{
    Begun, Look, SECOND_LOOK, SECOND_LOOK_BESIDE_AGENTS, Step, from_api, listen, present, say_the_same,
    second_look,
};
use crate::agents::{Looks, PAUSE, Roll, roll};
use crate::confirm::{confirm, has_faults, unconfirmed};
use crate::external::{self, Answers};
use crate::install::in_the_pod_network;
use crate::narration::Narration;
use crate::report::{Heard, Started};
use crate::source::Source;
use crate::targets::closed_to_agents;
use crate::{Event, Events, Options, sides};

/// Agents of a dead node are not waited for longer than for two epochs of the others.
const PATIENCE_WITH_THE_SILENT: std::time::Duration = std::time::Duration::from_secs(9);

/// Everything that is known on the way.
pub(crate) struct Course<'a> {
    options: &'a Options,
    started: Started,
    begun: &'a Begun,
    events: Events<'a>,
    narration: Narration<'a>,
    waiting_for: BTreeSet<Source>,
    first_api: Answers,
    first_external: Option<Answers>,
    second: Option<Box<Look>>,
    after_agents: Option<Box<Snapshot>>,
    is_checking_presence: bool,
    roll: Roll,
    looks: Looks,
    sides: Vec<(Source, Answers)>,
    asked: Vec<Asked>,
}

impl<'a> Course<'a> {
    pub(crate) fn new(options: &'a Options, started: Started, begun: &'a Begun, events: Events<'a>) -> Self {
        let first_api = from_api(&begun.snapshot, begun.target.as_ref());
        let mut roll = roll(&begun.snapshot);
        if let Some(target) = &begun.target {
            roll.unseen.extend(closed_to_agents(
                &begun.snapshot,
                target,
                &in_the_pod_network(&begun.snapshot),
            ));
        }
        let since = by_the_clusters_clock(started, begun);
        let looks = Looks::new(roll.pods.iter().cloned(), since);
        let mut course = Self {
            options,
            started,
            begun,
            events,
            narration: Narration::new(events),
            waiting_for: BTreeSet::from([Source::Api, Source::External]),
            first_api,
            first_external: None,
            second: None,
            after_agents: None,
            is_checking_presence: false,
            roll,
            looks,
            sides: Vec::new(),
            asked: Vec::new(),
        };
        course.note(Access::Api);
        course
    }

    /// What is asked at once.
    pub(crate) fn first_questions(&mut self) -> Vec<LocalBoxFuture<'a, Step>> {
        let begun = self.begun;
        let mut questions =
            vec![async move { Step::FirstExternal(external::ask(&begun.questions).await) }.boxed_local()];
        if !self.roll.pods.is_empty() {
            self.waiting_for.insert(Source::Agents);
            questions.push(listen(begun, self.looks.wanting(), Instant::now()).boxed_local());
        }
        for (source, question) in sides::questions(self.options, begun) {
            self.waiting_for.insert(source);
            questions.push(async move { Step::Side(source, question.await) }.boxed_local());
        }
        questions
    }

    pub(crate) fn is_done(&self) -> bool {
        self.waiting_for.is_empty()
    }

    /// Takes an answer and returns what is asked because of it.
    pub(crate) fn take(&mut self, step: Step) -> Vec<LocalBoxFuture<'a, Step>> {
        let next = match step {
            Step::FirstExternal(answers) => self.first_external(answers),
            Step::SecondLook(look) => self.second_look(look),
            Step::Agents(readings) => {
                for reading in readings {
                    self.looks.take(reading);
                }
                self.agents()
            }
            Step::Present(snapshot) => {
                self.after_agents = Some(snapshot);
                self.waiting_for.remove(&Source::Agents);
                Vec::new()
            }
            Step::Side(source, answers) => {
                self.note(if source == Source::Plans { Access::Static } else { Access::External });
                self.sides.push((source, answers));
                self.waiting_for.remove(&source);
                Vec::new()
            }
        };
        self.tell();
        next
    }

    fn first_external(&mut self, answers: Answers) -> Vec<LocalBoxFuture<'a, Step>> {
        self.note(Access::External);
        let faults = has_faults(&answers.observations) || has_faults(&self.first_api.observations);
        self.first_external = Some(answers);
        if !faults {
            self.waiting_for.remove(&Source::Api);
            self.waiting_for.remove(&Source::External);
            return Vec::new();
        }
        let (pause, begun) = (self.pause(), self.begun);
        (self.events)(Event::Waiting("a second look at what seems wrong"));
        let due = self.started.instant + pause;
        vec![async move { Step::SecondLook(Box::new(second_look(begun, due).await)) }.boxed_local()]
    }

    fn pause(&self) -> std::time::Duration {
        if self.waiting_for.contains(&Source::Agents) { SECOND_LOOK_BESIDE_AGENTS } else { SECOND_LOOK }
    }

    fn second_look(&mut self, look: Box<Look>) -> Vec<LocalBoxFuture<'a, Step>> {
        self.second = Some(look);
        self.waiting_for.remove(&Source::Api);
        self.waiting_for.remove(&Source::External);
        self.agents()
    }

    /// Whether the agents have said enough; if not, they are heard again.
    fn agents(&mut self) -> Vec<LocalBoxFuture<'a, Step>> {
        if !self.waiting_for.contains(&Source::Agents) || self.is_checking_presence {
            return Vec::new();
        }
        if self.agents_are_done() {
            self.note(Access::PodAgent);
            if !has_faults(&self.looks.newest(&self.present())) {
                self.waiting_for.remove(&Source::Agents);
                return Vec::new();
            }
            // Whom they complain of may have left since they were told of them.
            let begun = self.begun;
            self.is_checking_presence = true;
            return vec![
                async move { Step::Present(Box::new(begun.cluster.snapshot().await)) }.boxed_local(),
            ];
        }
        (self.events)(Event::Waiting("the agents' answers"));
        vec![listen(self.begun, self.looks.wanting(), Instant::now() + PAUSE).boxed_local()]
    }

    fn agents_are_done(&self) -> bool {
        let wanting = self.looks.wanting();
        wanting.is_empty()
            || (self.looks.all_spoke() && self.is_named_without_agents())
            || (self.looks.speakers_are_done() && self.started.instant.elapsed() > PATIENCE_WITH_THE_SILENT)
    }

    /// When what is known without agents names the cause, and one epoch of theirs says nothing else.
    fn is_named_without_agents(&self) -> bool {
        let Some((api, external)) = self.confirmed() else { return false };
        let mut known: Vec<Observation> = api.into_iter().chain(external).collect();
        let without = hops_model::diagnose(&known, &[]);
        known.extend(self.looks.newest(&self.present()));
        say_the_same(&without, &hops_model::diagnose(&known, &[]))
    }

    /// What the API server and the network said, each fault twice; `None` before that is known.
    fn confirmed(&self) -> Option<(Vec<Observation>, Vec<Observation>)> {
        let first_external = self.first_external.as_ref()?;
        let first = (&self.first_api.observations, &first_external.observations);
        if let Some(second) = &self.second {
            let api = confirm(first.0, second.api.observations.clone());
            return Some((api, confirm(first.1, second.external.observations.clone())));
        }
        let faults = has_faults(first.0) || has_faults(first.1);
        (!faults).then(|| (first.0.clone(), first.1.clone()))
    }

    fn present(&self) -> BTreeSet<std::net::IpAddr> {
        let second = self.second.as_ref().map(|look| &look.snapshot);
        present(self.after_agents.as_deref().or(second).unwrap_or(&self.begun.snapshot))
    }

    fn tell(&mut self) {
        let heard = self.heard();
        self.narration.tell(&hops(&heard.observations, &heard.unseen), &self.waiting_for);
    }

    /// Everything, as it stands.
    fn heard(&self) -> Heard {
        let mut heard = Heard {
            cluster: None,
            target: None,
            observations: Vec::new(),
            unseen: self.roll.unseen.clone(),
            asked: self.asked.clone(),
            cut_short: !self.is_done(),
        };
        self.hear_looks(&mut heard);
        if self.roll.pods.is_empty() {
            // Nobody to hear.
        } else {
            let verdicts = self.looks.verdicts(&self.present());
            heard.observations.extend(verdicts.observations);
            heard.unseen.extend(verdicts.unseen);
        }
        for (_, answers) in &self.sides {
            heard.observations.extend(answers.observations.clone());
            heard.unseen.extend(answers.unseen.clone());
        }
        heard
    }

    fn hear_looks(&self, heard: &mut Heard) {
        let last_api = self.second.as_ref().map_or(&self.first_api, |look| &look.api);
        heard.unseen.extend(last_api.unseen.clone());
        let last_external = self.second.as_ref().map(|look| &look.external).or(self.first_external.as_ref());
        heard.unseen.extend(last_external.map(|answers| answers.unseen.clone()).unwrap_or_default());
        if let Some((api, external)) = self.confirmed() {
            heard.observations.extend(api.into_iter().chain(external));
            return;
        }
        let external = self.first_external.as_ref().map(|answers| answers.observations.clone());
        let all = self.first_api.observations.iter().cloned().chain(external.unwrap_or_default());
        let (good, doubtful) = unconfirmed(all.collect());
        heard.observations.extend(good);
        heard.unseen.extend(not_confirmed(&doubtful));
    }

    pub(crate) fn finish(mut self) -> Heard {
        let heard = self.heard();
        let told = hops(&heard.observations, &heard.unseen);
        self.narration.tell(&told, &BTreeSet::new());
        heard
    }

    fn note(&mut self, access: Access) {
        if !self.asked.iter().any(|asked| asked.access == access) {
            self.asked.push(Asked { access, took_ms: self.started.elapsed_ms(), answers: 0 });
        }
    }
}

fn not_confirmed(doubtful: &[Observation]) -> Option<Unseen> {
    let first = doubtful.first()?;
    let mut families: Vec<_> = doubtful.iter().map(|seen| seen.family).collect();
    families.sort_unstable();
    families.dedup();
    let reason = format!("there was no time for a second look after: {}", first.seen);
    Some(Unseen { families, reason, way_out: Some("trace again".to_owned()) })
}

/// Nodes write their own time into their lines; that of the API server's is the nearest to it that is known.
fn by_the_clusters_clock(started: Started, begun: &Begun) -> jiff::Timestamp {
    let Some(clock) = begun.snapshot.clock else { return started.timestamp };
    let ahead = clock.server.duration_since(clock.answered);
    // The header has whole seconds: less than two are none.
    if ahead.abs().as_secs() < 2 { started.timestamp } else { started.timestamp + ahead }
}
