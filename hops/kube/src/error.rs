//! Why there is no connection, or no answer.

/// Why the API server could not be asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KubeError {
    /// Something that the caller cannot branch on.
    #[error("{0}")]
    Other(String),
}
