//! One case.

use std::path::Path;

use serde_json::{Value, json};

use super::opinions;
use crate::answer::Answer;
use crate::breaking::{self, Undo};
use crate::by_hand;
use crate::case::{Agent, Break, Case, Cure, Expects, Group};
use crate::cluster::Cluster;
use crate::error::ExamError;
use crate::program::failed;
use crate::report::Row;
use crate::stage::{Held, Stage};
use crate::{cure, event::Event, judge, shown};

/// Holds one case.
pub(super) struct Sitting<'a> {
    pub(super) held: Held<'a>,
    pub(super) traces: Option<&'a Path>,
}

/// What is known of a case so far.
#[derive(Default)]
struct Course {
    undo: Vec<Undo>,
    got: Option<Answer>,
    seconds: Option<f64>,
    after_the_fix: Option<Answer>,
    wrong: Option<String>,
}

impl Sitting<'_> {
    /// The row, and whether the lab is as before.
    pub(super) async fn hold(&self, stage: &mut Stage, case: &Case) -> (Row, Result<(), ExamError>) {
        let mut course = Course::default();
        let held = self.run(stage, case, &mut course).await;
        // What is broken is mended though somebody interrupts.
        let patient = Held { cancelled: &tokio_util::sync::CancellationToken::new(), ..self.held };
        self.doing("mending");
        let cluster = stage.cluster(patient);
        let mut mended = breaking::undo_all(cluster, &mut course.undo).await;
        if !self.held.cancelled.is_cancelled() {
            mended = mended.and(shown::whole(stage.cluster(self.held)).await);
        }
        if let Err(error) = held {
            course.wrong.get_or_insert_with(|| error.in_words());
        }
        (row(stage, case, course), mended)
    }

    async fn run(&self, stage: &mut Stage, case: &Case, course: &mut Course) -> Result<(), ExamError> {
        stage.look_again()?;
        if let Some(nodes) = case.dns_on {
            self.doing("placing CoreDNS");
            place_dns(stage.cluster(self.held), nodes, &mut course.undo).await?;
        }
        if case.agent == Agent::Installed {
            self.doing("telling the agent");
        }
        stage.set_agent(self.held, case.agent).await?;
        if case.dns_on.is_some() && case.group == Group::Four && !case.quick {
            self.control(stage, case, course).await?;
        }
        self.doing("breaking");
        let cluster = stage.cluster(self.held);
        for broken in &case.breaks {
            breaking::make(cluster, broken, &mut course.undo).await?;
        }
        self.doing("waiting until it shows");
        for sight in &case.shown {
            shown::wait(cluster, sight).await?;
        }
        let plan = self.plan(cluster, case).await?;
        self.doing("asking the program");
        let (answer, seconds) = self.ask(stage, case, plan.as_ref(), "").await?;
        course.seconds = Some(seconds);
        course.wrong = judge::wrong(&case.expects, &answer);
        course.got = Some(answer.clone());
        if case.cure == Cure::None || course.wrong.is_some() {
            return Ok(());
        }
        self.cured(stage, case, &answer, plan.as_ref(), course).await
    }

    /// Nothing is broken yet, and nothing may be named.
    async fn control(&self, stage: &Stage, case: &Case, course: &mut Course) -> Result<(), ExamError> {
        self.doing("asking before anything is broken");
        let (answer, _) = self.ask(stage, case, None, "-before").await?;
        if let Some(wrong) = judge::wrong(&Expects::Healthy, &answer) {
            course.wrong = Some(format!("before anything was broken: {}: {wrong}", answer.words()));
        }
        Ok(())
    }

    async fn cured(
        &self,
        stage: &mut Stage,
        case: &Case,
        answer: &Answer,
        plan: Option<&Value>,
        course: &mut Course,
    ) -> Result<(), ExamError> {
        self.doing("doing what the fix says");
        let (program, reader) = (self.held.program, stage.kubeconfig(case.agent));
        if let (Some(plan), Some(fix)) = (plan, answer.fix()) {
            course.wrong = opinions::of_existing(program, &reader, plan, &fix.text).await?;
        }
        let cluster = stage.cluster(self.held);
        let plan = cure::apply(cluster, program, case, answer, plan).await?;
        shown::whole(cluster).await?;
        stage.set_agent(self.held, case.agent).await?;
        self.doing("asking again");
        let (after, _) = self.ask(stage, case, plan.as_ref(), "-after").await?;
        if let Some(wrong) = judge::wrong(&Expects::Healthy, &after) {
            course.wrong.get_or_insert(format!("after the fix: {}: {wrong}", after.words()));
        }
        if let Some(plan) = &plan {
            let wrong = opinions::of_imported(program, &reader, plan).await?;
            course.wrong = course.wrong.take().or(wrong);
        }
        course.after_the_fix = Some(after);
        Ok(())
    }

    /// Asks the program, and keeps what it printed if that is wanted.
    async fn ask(
        &self,
        stage: &Stage,
        case: &Case,
        plan: Option<&Value>,
        when: &str,
    ) -> Result<(Answer, f64), ExamError> {
        let file = plan.map(write_plan).transpose()?;
        let plan = file.as_ref().map(|file| file.path().display().to_string());
        let plan: Vec<&str> = plan.iter().flat_map(|path| ["--plan", path]).collect();
        let arguments = [&["trace", "--json"], plan.as_slice()].concat();
        let ran = self.held.program.run(&arguments, &stage.kubeconfig(case.agent)).await?;
        if let Some(directory) = self.traces {
            for (end, text) in [("json", &ran.stdout), ("txt", &ran.stderr)] {
                let path = directory.join(format!("{}{when}.{end}", case.name));
                std::fs::write(&path, text).map_err(failed("write", &path))?;
            }
        }
        Ok((Answer::read(&ran)?, ran.took.as_secs_f64()))
    }

    /// That of a Terraform which does not know what was made by hand; none where nothing was.
    async fn plan(&self, cluster: Cluster<'_>, case: &Case) -> Result<Option<Value>, ExamError> {
        let unknown = case.breaks.iter().find_map(|broken| match broken {
            Break::ByHand(objects) => Some(*objects),
            Break::Fault("foreign-object", _) => Some(&["namespace/marketplace", "service/marketplace"][..]),
            _ => None,
        });
        match unknown {
            Some(objects) => Ok(Some(by_hand::plan(cluster, objects).await?)),
            None => Ok(None),
        }
    }

    fn doing(&self, what: &'static str) {
        (self.held.events)(Event::Doing(what));
    }
}

/// One `CoreDNS` pod on each of these nodes and nowhere else.
async fn place_dns(cluster: Cluster<'_>, nodes: &[&str], undo: &mut Vec<Undo>) -> Result<(), ExamError> {
    let hostname = "kubernetes.io/hostname";
    let on = json!({ "matchExpressions": [{ "key": hostname, "operator": "In", "values": nodes }] });
    let apart = json!({
        "labelSelector": { "matchLabels": { "k8s-app": "kube-dns" } },
        "matchLabelKeys": ["pod-template-hash"],
        "topologyKey": hostname,
    });
    let patch = json!({ "spec": {
        "replicas": nodes.len(),
        "template": { "spec": { "affinity": {
            "nodeAffinity": { "requiredDuringSchedulingIgnoredDuringExecution": { "nodeSelectorTerms": [on] } },
            "podAntiAffinity": {
                "preferredDuringSchedulingIgnoredDuringExecution": null,
                "requiredDuringSchedulingIgnoredDuringExecution": [apart],
            },
        } } },
    } });
    let (namespace, object) = ("kube-system", "deployment/coredns");
    breaking::make(cluster, &Break::Patch { namespace, object, patch }, undo).await?;
    shown::whole(cluster).await
}

pub(super) fn write_plan(plan: &Value) -> Result<tempfile::NamedTempFile, ExamError> {
    let problem = || failed("write", Path::new("a plan"));
    let file = tempfile::Builder::new().suffix(".json").tempfile().map_err(problem())?;
    std::fs::write(file.path(), plan.to_string()).map_err(problem())?;
    Ok(file)
}

fn row(stage: &Stage, case: &Case, course: Course) -> Row {
    let said = |answer: Option<Answer>| answer.map(|answer| answer.words());
    Row {
        group: case.group,
        case: case.name.clone(),
        nodes: stage.workers + 1,
        agent: case.agent == Agent::Installed,
        expected: case.expects.to_string(),
        got: said(course.got).unwrap_or_else(|| "nothing".to_owned()),
        seconds: course.seconds,
        after_the_fix: said(course.after_the_fix),
        wrong: course.wrong,
    }
}
