//! Why the exam could not be held.

use std::io;
use std::path::PathBuf;

use lab_cluster::{DownError, LabError, UpError};
use lab_deploy::DeployError;
use lab_faults::FaultError;

/// Why the exam, or one case of it, could not be held.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExamError {
    /// A lab did not boot.
    #[error("a lab for the exam does not come up")]
    Up(#[from] UpError),
    /// A lab did not go.
    #[error("a lab of the exam is still there")]
    Down(#[from] DownError),
    /// The shop was not deployed.
    #[error("the shop does not get onto the exam's lab")]
    Deploy(#[source] Box<DeployError>),
    /// The lab does not do what it is told.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// Something cannot be broken or mended.
    #[error(transparent)]
    Fault(#[from] FaultError),
    /// A file or a process.
    #[error("cannot {doing} `{}`", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// Something that was waited for.
    #[error("{what} did not come about; last seen was {seen}")]
    NotCome {
        /// What.
        what: String,
        /// What was there instead.
        seen: String,
    },
    /// The program did not answer as it should.
    #[error("`ninehops {arguments}` {how}")]
    Program {
        /// What it was told.
        arguments: String,
        /// How it ended, and what it said.
        how: String,
    },
    /// An image cannot be made or pushed.
    #[error("an image for the exam cannot be made: {0}")]
    Image(String),
    /// A fix cannot be applied as it is printed.
    #[error("the printed fix cannot be applied as it stands: {0}")]
    Cure(String),
    /// There is no such case.
    #[error("there is no case `{0}`")]
    UnknownCase(String),
    /// Somebody interrupted.
    #[error("interrupted")]
    Cancelled,
}

impl From<DeployError> for ExamError {
    fn from(error: DeployError) -> Self {
        Self::Deploy(Box::new(error))
    }
}

impl ExamError {
    /// With what caused it.
    pub(crate) fn in_words(&self) -> String {
        let mut words = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            words = format!("{words}: {cause}");
            source = cause.source();
        }
        words
    }

    /// What to do next.
    pub fn hint(&self, invocation: &str) -> Option<String> {
        match self {
            Self::Up(error) => error.hint(),
            Self::Down(error) => error.hint(),
            Self::Deploy(error) => error.hint(invocation),
            Self::Lab(error) => error.hint(),
            Self::Fault(error) => error.hint(),
            Self::UnknownCase(_) => Some("`ninehops lab exam --list` has them all".to_owned()),
            _ => None,
        }
    }
}
