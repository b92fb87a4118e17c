//! Are the API server's certificate and clock of today?

use hops_model::{Family, Observation, Outcome};
use jiff::{SignedDuration, Timestamp};

use crate::{Certificate, Clock, Snapshot, Target};

/// `Date` has whole seconds, and clocks that differ by less than this have broken nothing yet.
const SKEW: SignedDuration = SignedDuration::from_secs(5);

/// One observation of each certificate that is known, and one of the clock.
pub fn observe(snapshot: &Snapshot, _target: &Target) -> Vec<Observation> {
    let now = snapshot.now();
    let server = snapshot.certificate.map(|one| judge("the API server", "API server", one, now));
    let client = snapshot.client_certificate.map(|one| judge("the kubeconfig", "kubeconfig", one, now));
    let clock = snapshot.clock.map(|clock| compare(clock, &snapshot.server));
    [server, client, clock].into_iter().flatten().collect()
}

fn judge(whose: &str, subject: &str, certificate: Certificate, now: Timestamp) -> Observation {
    let date = |date: Option<Timestamp>| date.map_or_else(|| "?".to_owned(), |date| format!("{date:.0}"));
    let (from, until) = (date(certificate.not_before), date(certificate.not_after));
    let (outcome, seen) = if certificate.has_expired(now) {
        (Outcome::Expired, format!("the certificate of {whose} has expired on {until}"))
    } else if certificate.is_to_come(now) {
        (Outcome::NotYetValid, format!("the certificate of {whose} is valid from {from}, which is to come"))
    } else {
        (Outcome::Ok, format!("the certificate of {whose} is valid until {until}"))
    };
    let observation =
        Observation::new(Family::Certificates, format!("certificate of {subject}"), outcome, seen);
    if outcome == Outcome::Ok {
        return observation;
    }
    let dates = [("not_before", certificate.not_before), ("not_after", certificate.not_after)];
    dates.into_iter().fold(observation, |observation, (key, date)| match date {
        Some(date) => observation.fact(key, format!("{date:.0}")),
        None => observation,
    })
}

fn compare(clock: Clock, server: &str) -> Observation {
    let skew = skew(clock);
    let say =
        |outcome, seen: String| Observation::new(Family::Certificates, "clock of API server", outcome, seen);
    if skew.abs() < SKEW {
        return say(Outcome::Ok, "the clock of the API server agrees with this machine's".to_owned());
    }
    let seconds = skew.as_secs();
    let seen = if seconds > 0 {
        format!("the clock of {server} is {seconds} s ahead of this machine's")
    } else {
        format!("the clock of {server} is {} s behind this machine's", -seconds)
    };
    say(Outcome::ClockSkew, seen).fact("skew", format!("{seconds} s"))
}

/// By how much the server's clock is ahead, at least: its answer took its time somewhere between question and answer.
fn skew(clock: Clock) -> SignedDuration {
    let earliest = clock.server;
    let latest = clock.server + SignedDuration::from_secs(1);
    if earliest > clock.answered {
        earliest.duration_since(clock.answered)
    } else if latest < clock.asked {
        latest.duration_since(clock.asked)
    } else {
        SignedDuration::ZERO
    }
}

#[cfg(test)]
mod tests;
