//! Whether an answer is the right one.

use hops_model::{CauseId, Verdict};

use crate::answer::Answer;
use crate::case::Expects;

/// What is wrong with an answer; `None` if nothing is.
pub(crate) fn wrong(expects: &Expects, answer: &Answer) -> Option<String> {
    exit(answer).or_else(|| verdict(expects, answer))
}

/// The exit code says the same as the document.
fn exit(answer: &Answer) -> Option<String> {
    let expected = match answer.diagnosis.verdict {
        Verdict::Healthy => 0,
        Verdict::Named => 1,
        Verdict::Ambiguous | Verdict::CannotTell => 3,
    };
    let found = answer.exit;
    (found != expected).then(|| format!("exit code {found} where the verdict means {expected}"))
}

fn verdict(expects: &Expects, answer: &Answer) -> Option<String> {
    let causes = answer.causes();
    match expects {
        Expects::Named(cause, fix) => not_first(*cause, &causes).or_else(|| fix_lacks(fix, answer)),
        Expects::Likeliest(cause, others) => match answer.diagnosis.verdict {
            Verdict::Ambiguous => not_likeliest(*cause, others, &answer.candidates()),
            _ => not_first(*cause, &causes),
        },
        Expects::Both(one, other) => {
            let both = [*one, *other];
            if let Some(missing) = both.iter().find(|cause| !causes.contains(cause)) {
                return Some(format!("{} is not named", crate::case::name(*missing)));
            }
            let third = causes.iter().find(|cause| !both.contains(cause));
            third.map(|cause| format!("{} is named as well", crate::case::name(*cause)))
        }
        Expects::Healthy => {
            (answer.diagnosis.verdict != Verdict::Healthy).then(|| "nothing is broken".to_owned())
        }
        Expects::CannotTell(cause) => match answer.diagnosis.verdict {
            Verdict::Ambiguous | Verdict::CannotTell => None,
            Verdict::Healthy => Some("a broken lab is called healthy".to_owned()),
            Verdict::Named => not_first(*cause, &causes),
        },
    }
}

fn not_first(cause: CauseId, causes: &[CauseId]) -> Option<String> {
    (causes.first() != Some(&cause)).then(|| format!("{} is not named first", crate::case::name(cause)))
}

fn not_likeliest(cause: CauseId, others: &[CauseId], candidates: &[CauseId]) -> Option<String> {
    if candidates.first() != Some(&cause) {
        return Some(format!("{} is not the likeliest", crate::case::name(cause)));
    }
    let strange = candidates[1..].iter().find(|candidate| !others.contains(candidate));
    strange.map(|candidate| format!("{} does not fit", crate::case::name(*candidate)))
}

fn fix_lacks(words: &[String], answer: &Answer) -> Option<String> {
    let text = answer.fix().map(|fix| fix.text.as_str()).unwrap_or_default();
    let missing = words.iter().find(|word| !text.contains(*word));
    missing.map(|word| format!("the fix lacks `{word}`"))
}

#[cfg(test)]
mod tests {
    use hops_model::{CauseId as Cause, Diagnosis, Finding, FixKind, FixText, Hop};

    use super::*;

    fn answer(verdict: Verdict, causes: &[Cause]) -> Answer {
        let finding = |cause: &Cause| Finding {
            cause: *cause,
            title: String::new(),
            hop: Hop::Dns,
            why: String::new(),
            evidence: Vec::new(),
            explains: Vec::new(),
            fix: FixText {
                kind: FixKind::Words,
                text: "ip_protocol = \"-1\"".into(),
                summary: String::new(),
            },
            sources: Vec::new(),
        };
        let all: Vec<_> = causes.iter().map(finding).collect();
        let (findings, candidates) = match verdict {
            Verdict::Named => (all, Vec::new()),
            _ => (Vec::new(), all),
        };
        let exit = match verdict {
            Verdict::Healthy => 0,
            Verdict::Named => 1,
            _ => 3,
        };
        let (beside, unexplained, unseen) = (Vec::new(), Vec::new(), Vec::new());
        let diagnosis = Diagnosis { verdict, findings, candidates, beside, unexplained, next: None, unseen };
        Answer { diagnosis, exit }
    }

    fn named(cause: Cause, fix: &str) -> Expects {
        Expects::Named(cause, vec![fix.to_owned()])
    }

    #[test]
    fn the_first_that_is_named_counts_and_its_fix() {
        let said = answer(Verdict::Named, &[Cause::NoSelfRule, Cause::WrongName]);
        assert_eq!(wrong(&named(Cause::NoSelfRule, "-1"), &said), None);
        let second = wrong(&named(Cause::WrongName, "-1"), &said);
        assert_eq!(second.as_deref(), Some("wrong-name is not named first"));
        let fix = wrong(&named(Cause::NoSelfRule, "4789"), &said);
        assert_eq!(fix.as_deref(), Some("the fix lacks `4789`"));
    }

    #[test]
    fn a_cause_among_several_is_not_named() {
        let said = answer(Verdict::Ambiguous, &[Cause::NoNodePortRule, Cause::NoRoute]);
        assert!(wrong(&named(Cause::NoNodePortRule, ""), &said).is_some());
        assert_eq!(wrong(&Expects::Likeliest(Cause::NoNodePortRule, &[Cause::NoRoute]), &said), None);
        assert!(wrong(&Expects::Likeliest(Cause::NoRoute, &[Cause::NoNodePortRule]), &said).is_some());
        assert!(wrong(&Expects::Likeliest(Cause::NoNodePortRule, &[]), &said).is_some());
    }

    #[test]
    fn two_at_once_are_both_named_and_no_third() {
        let both = Expects::Both(Cause::WrongName, Cause::NoSelfRule);
        let said = |causes: &[Cause]| answer(Verdict::Named, causes);
        assert_eq!(wrong(&both, &said(&[Cause::NoSelfRule, Cause::WrongName])), None);
        assert!(wrong(&both, &said(&[Cause::NoSelfRule])).is_some());
        assert!(wrong(&both, &said(&[Cause::NoSelfRule, Cause::WrongName, Cause::DnsDown])).is_some());
    }

    #[test]
    fn who_sees_too_little_may_be_right_but_neither_wrong_nor_content() {
        let blind = Expects::CannotTell(Cause::NoVxlanRule);
        assert_eq!(wrong(&blind, &answer(Verdict::CannotTell, &[])), None);
        assert_eq!(wrong(&blind, &answer(Verdict::Named, &[Cause::NoVxlanRule])), None);
        assert!(wrong(&blind, &answer(Verdict::Named, &[Cause::DnsDown])).is_some());
        assert!(wrong(&blind, &answer(Verdict::Healthy, &[])).is_some());
    }

    #[test]
    fn a_healthy_lab_has_no_cause_not_even_a_doubt() {
        assert_eq!(wrong(&Expects::Healthy, &answer(Verdict::Healthy, &[])), None);
        assert!(wrong(&Expects::Healthy, &answer(Verdict::CannotTell, &[])).is_some());
    }

    #[test]
    fn an_exit_code_that_says_something_else_is_wrong() {
        let said = Answer { exit: 0, ..answer(Verdict::Named, &[Cause::NoSelfRule]) };
        assert!(wrong(&named(Cause::NoSelfRule, ""), &said).unwrap().starts_with("exit code 0"));
    }
}
