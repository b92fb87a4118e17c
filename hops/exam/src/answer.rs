//! What the program said.

use hops_model::{CauseId, Diagnosis, Finding, FixText, Verdict};
use serde::Deserialize;

use crate::case::name;
use crate::error::ExamError;
use crate::program::Ran;

/// The part of `ninehops trace --json` that is judged.
#[derive(Debug, Deserialize)]
struct Document {
    diagnosis: Diagnosis,
}

/// A verdict with what it is worth to a shell.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) diagnosis: Diagnosis,
    pub(crate) exit: i32,
}

impl Answer {
    /// # Errors
    /// When the program failed, or its document is not what it promises.
    pub(crate) fn read(ran: &Ran) -> Result<Self, ExamError> {
        match serde_json::from_str::<Document>(&ran.stdout) {
            Ok(Document { diagnosis }) => Ok(Self { diagnosis, exit: ran.exit }),
            Err(_) if ran.stdout.trim().is_empty() => Err(ran.failed()),
            Err(error) => Err(ExamError::Program {
                arguments: ran.arguments.clone(),
                how: format!("printed JSON of another form: {error}"),
            }),
        }
    }

    /// What is named, in order.
    pub(crate) fn causes(&self) -> Vec<CauseId> {
        self.diagnosis.findings.iter().map(|finding| finding.cause).collect()
    }

    /// What fits as well as something else.
    pub(crate) fn candidates(&self) -> Vec<CauseId> {
        self.diagnosis.candidates.iter().map(|finding| finding.cause).collect()
    }

    /// Of the first cause, or of the likeliest.
    pub(crate) fn fix(&self) -> Option<&FixText> {
        self.first().map(|finding| &finding.fix)
    }

    fn first(&self) -> Option<&Finding> {
        self.diagnosis.findings.first().or(self.diagnosis.candidates.first())
    }

    /// In a few words.
    pub(crate) fn words(&self) -> String {
        let list = |causes: Vec<CauseId>| causes.into_iter().map(name).collect::<Vec<_>>().join(", ");
        match self.diagnosis.verdict {
            Verdict::Healthy => "healthy".to_owned(),
            Verdict::Named => list(self.causes()),
            Verdict::Ambiguous => format!("ambiguous: {}", list(self.candidates())),
            Verdict::CannotTell => "cannot tell".to_owned(),
        }
    }
}
