//! From what was seen and said to findings.

use hops_model::{CauseId, Facts, Family, Observation, Outcome, Unseen, cause, finding};
use hops_plan::{Direction, Level, Plan, Seen, Setup, observe};
use hops_report::{
    PREFLIGHT_SCHEMA_VERSION, PlanFacts, PreflightFinding, PreflightLevel, PreflightReport, PreflightVerdict,
};
use jiff::Timestamp;

use crate::images::Wanted;
use crate::{cures, mtu};

/// What somebody who was asked has said.
#[derive(Debug, Default)]
pub struct Said {
    /// What they saw.
    pub observations: Vec<Observation>,
    /// What nobody asked them.
    pub unseen: Vec<Unseen>,
    /// What they were asked and could not say.
    pub doubts: Vec<Unseen>,
}

impl Said {
    /// Nobody was asked; nothing is to be said where there was nothing to ask.
    pub(crate) fn not_asked(unseen: Unseen, nothing_to_ask: bool) -> Self {
        let unseen = if nothing_to_ask { Vec::new() } else { vec![unseen] };
        Self { unseen, ..Self::default() }
    }

    pub(crate) fn doubt(unseen: Unseen) -> Self {
        Self { doubts: vec![unseen], ..Self::default() }
    }
}

/// Puts together what plans show and what others said of them.
pub fn judge(
    plans: &[Plan],
    setup: &Setup,
    wanted: &Wanted,
    images: Said,
    existing: Said,
) -> PreflightReport {
    let seen = observe(plans, setup);
    let mut report = PreflightReport {
        schema_version: PREFLIGHT_SCHEMA_VERSION,
        ninehops: env!("CARGO_PKG_VERSION").to_owned(),
        started: Timestamp::UNIX_EPOCH,
        took_ms: 0,
        plans: plans.iter().map(facts).collect(),
        verdict: PreflightVerdict::Clean,
        findings: Vec::new(),
        fine: Vec::new(),
        unseen: Vec::new(),
    };
    add_static(&seen, setup, &mut report);
    add_mtu(setup, &mut report);
    let plan_doubts = undecided(&seen, plans);
    for said in [&images, &existing] {
        add_said(&said.observations, wanted, &mut report);
    }
    let doubts =
        plan_doubts || !images.doubts.is_empty() || !existing.doubts.is_empty() || !wanted.unseen.is_empty();
    report.unseen.extend(seen.unseen);
    report.unseen.extend(wanted.unseen.iter().cloned());
    for said in [images, existing] {
        report.unseen.extend(said.doubts);
        report.unseen.extend(said.unseen);
    }
    report.findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let wrong = report.findings.iter().any(|finding| finding.level > PreflightLevel::Note);
    report.verdict = match (wrong, doubts) {
        (true, _) => PreflightVerdict::Findings,
        (false, true) => PreflightVerdict::CannotTell,
        (false, false) => PreflightVerdict::Clean,
    };
    report
}

fn facts(plan: &Plan) -> PlanFacts {
    PlanFacts {
        file: plan.file.display().to_string(),
        terraform: plan.terraform_version.clone(),
        resources: plan.remaining().count(),
        creates: plan.created().count(),
    }
}

/// Plans of Kubernetes alone need no security groups; anything else that stays unknown could be a fault.
fn undecided(seen: &Seen, plans: &[Plan]) -> bool {
    let objects = plans.iter().any(|plan| plan.objects().next().is_some());
    let nothing_at_all = seen.sights.is_empty() && !objects;
    let complete = plans.iter().all(|plan| plan.complete);
    let about_rules = seen.unseen.iter().any(|unseen| !unseen.reason.starts_with("no plan has"));
    nothing_at_all || !complete || about_rules
}

fn add_static(seen: &Seen, setup: &Setup, report: &mut PreflightReport) {
    for sight in &seen.sights {
        let observation = &sight.observation;
        let Some(id) = cause_of(observation.outcome, setup) else {
            report.fine.push(observation.seen.clone());
            continue;
        };
        let level = match sight.level {
            Level::Error => PreflightLevel::Error,
            Level::Warning => PreflightLevel::Warning,
            Level::Note => PreflightLevel::Note,
        };
        let mut found = found(id, level, observation, sight.addresses.clone());
        // A cause's own title is about what is admitted.
        if sight.direction == Direction::Out {
            "the security group does not let out what nodes need of each other".clone_into(&mut found.title);
        }
        if let Some(cure) = cures::of(sight) {
            found.fix = cure;
        }
        found.file = sight.file.as_ref().map(|file| file.display().to_string());
        report.findings.push(found);
    }
}

fn add_mtu(setup: &Setup, report: &mut PreflightReport) {
    let Some((breaks, said, origin)) = mtu::judge(setup) else { return };
    let level = if breaks { PreflightLevel::Error } else { PreflightLevel::Note };
    let observation = Observation::new(Family::Links, "pods' MTU", Outcome::MtuTooLarge, said);
    report.findings.push(found(CauseId::MtuMismatch, level, &observation, vec![origin]));
}

fn add_said(observations: &[Observation], wanted: &Wanted, report: &mut PreflightReport) {
    let mut fine = 0;
    for observation in observations {
        let Some(id) = cause_of(observation.outcome, &Setup::default()) else {
            fine += 1;
            continue;
        };
        let fact = |facts: &Facts, key: &str| facts.get(key).cloned();
        let mut addresses: Vec<_> = fact(&observation.facts, "address").into_iter().collect();
        if let Some(image) = fact(&observation.facts, "image") {
            addresses.extend(wanted.origins(&image));
            addresses.push(image);
        }
        report.findings.push(found(id, PreflightLevel::Error, observation, addresses));
    }
    if fine > 0 {
        let family = observations.first().map(|observation| observation.family);
        report.fine.push(match family {
            Some(Family::ImagePlatforms) => format!("{fine} images have what the nodes' processors need"),
            _ => format!("{fine} objects that are to be created are not there yet"),
        });
    }
}

fn found(
    id: CauseId,
    level: PreflightLevel,
    observation: &Observation,
    addresses: Vec<String>,
) -> PreflightFinding {
    let row = cause(id);
    let told = finding(id, std::slice::from_ref(observation));
    let rule = serde_json::to_value(id).ok().and_then(|name| name.as_str().map(str::to_owned));
    PreflightFinding {
        rule: rule.unwrap_or_default(),
        level,
        cause: id,
        title: told.title,
        message: observation.seen.clone(),
        addresses,
        hop: row.hop,
        fix: told.fix,
        file: None,
        sources: told.sources,
    }
}

/// The cause that an answer means when nothing is applied yet.
fn cause_of(outcome: Outcome, setup: &Setup) -> Option<CauseId> {
    let bgp = setup.travel.as_ref().is_some_and(|travel| travel.bgp);
    Some(match outcome {
        Outcome::NoSelfRule if bgp => CauseId::NoSelfRuleBgp,
        Outcome::NoSelfRule => CauseId::NoSelfRule,
        Outcome::NoIpInIpRule => CauseId::NoIpInIpRule,
        Outcome::NoVxlanRule => CauseId::NoVxlanRule,
        Outcome::NoBgpRule => CauseId::NoBgpRule,
        Outcome::NoTyphaRule => CauseId::NoTyphaRule,
        Outcome::NoKubeletRule => CauseId::NoKubeletRule,
        Outcome::NoNodePortRule => CauseId::NoNodePortRule,
        Outcome::MixedRules => CauseId::RulesFight,
        Outcome::SourceDestCheck => CauseId::SourceDestCheck,
        Outcome::HopLimit => CauseId::ImdsHopLimit,
        Outcome::Overlap => CauseId::CidrOverlap,
        Outcome::NoPlatform => CauseId::ImagePlatformMissing,
        Outcome::WrongPlatform => CauseId::ImageWrongArchitecture,
        Outcome::ImageMissing | Outcome::ImageDenied => CauseId::ImageUnavailable,
        Outcome::RateLimited => CauseId::ImageRateLimit,
        Outcome::Exists => CauseId::AlreadyExists,
        _ => return None,
    })
}
