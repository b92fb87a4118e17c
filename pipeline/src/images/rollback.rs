//! Back to what ran before.

use serde::Serialize;

use super::Images;

/// What is to be deployed again.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Return {
    /// All images, for the same roots.
    pub images: Images,
    /// Those that change.
    pub replaced: Vec<Replaced>,
    /// Those of which there was none before: they stay.
    pub kept: Vec<String>,
}

/// An image that is replaced.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Replaced {
    /// Its name.
    pub name: String,
    /// The one that failed, as `REPOSITORY@DIGEST`.
    pub from: String,
    /// The one that ran before.
    pub to: String,
}

/// Why there is no way back.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StayError {
    /// Nothing ran before.
    #[error("there is nothing to go back to: no image ran before")]
    NoPrevious,
    /// The same ran before.
    #[error(
        "there is nothing to go back to: the same images ran before, so it is not the images that failed"
    )]
    Same,
}

/// From what failed to what ran before.
///
/// # Errors
/// When nothing ran before, or the same did.
pub fn go_back(previous: &Images, failed: &Images) -> Result<Return, StayError> {
    if previous.images.is_empty() {
        return Err(StayError::NoPrevious);
    }
    let mut images = previous.clone();
    let (mut replaced, mut kept) = (Vec::new(), Vec::new());
    for (name, image) in &failed.images {
        match previous.images.get(name) {
            Some(before) if before == image => {}
            Some(before) => {
                let (from, to) = (image.to_string(), before.to_string());
                replaced.push(Replaced { name: name.clone(), from, to });
            }
            None => {
                images.images.insert(name.clone(), image.clone());
                kept.push(name.clone());
            }
        }
    }
    if replaced.is_empty() { Err(StayError::Same) } else { Ok(Return { images, replaced, kept }) }
}
