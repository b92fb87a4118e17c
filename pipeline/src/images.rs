//! Which images run: by digest, never by tag.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Digest, DigestError};

mod metadata;
mod repository;
mod rollback;

pub use rollback::{Replaced, Return, StayError, go_back};

/// Images by their names, as the roots of `deploy/live` take them from `images.auto.tfvars.json`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Images {
    /// By the last part of their repository's name.
    pub images: BTreeMap<String, Image>,
}

/// One image.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// With its registry: `docker.io/ninehops/marketplace`.
    pub repository: String,
    /// Of its index, or of its manifest where there is one processor only.
    pub digest: Digest,
}

/// What is no image, or not one.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ImagesError {
    /// Not two parts.
    #[error("`{0}` is no image: it must be like `docker.io/ninehops/marketplace=sha256:…`")]
    Argument(String),
    /// A tag means another image tomorrow.
    #[error("`{0}` has a tag, and what runs is decided by digests alone")]
    Tag(String),
    /// It is no name of a repository.
    #[error("`{0}` is no repository: it must be like `docker.io/ninehops/marketplace`")]
    Repository(String),
    /// It is no digest.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// Two digests for one name.
    #[error("`{name}` is named twice, as {first} and as {second}")]
    Twice {
        /// The image's name.
        name: String,
        /// What came first.
        first: String,
        /// What came then.
        second: String,
    },
    /// The file is something else.
    #[error("it names no images by digest: {0}")]
    Form(String),
}

impl Images {
    /// Of an `images.auto.tfvars.json`.
    ///
    /// # Errors
    /// When it is something else, or has an image that is not known by its digest alone.
    pub fn parse(bytes: &[u8]) -> Result<Self, ImagesError> {
        let images: Self =
            serde_json::from_slice(bytes).map_err(|error| ImagesError::Form(error.to_string()))?;
        for (name, image) in &images.images {
            if repository::normal(&image.repository)? != image.repository {
                return Err(ImagesError::Repository(image.repository.clone()));
            }
            if !repository::is_name(name) {
                return Err(ImagesError::Form(format!("`{}` is no name of an image", repository::cut(name))));
            }
        }
        Ok(images)
    }

    /// Adds `REPOSITORY=DIGEST`.
    ///
    /// # Errors
    /// When it is something else, or there is another digest under its name.
    pub fn add_argument(&mut self, argument: &str) -> Result<(), ImagesError> {
        let parts = argument.split_once('=').ok_or_else(|| ImagesError::Argument(repository::cut(argument)));
        let (repository, digest) = parts?;
        self.add(repository::normal(repository)?, digest.parse()?)
    }

    /// Adds what `docker buildx build --metadata-file` or `docker buildx bake --metadata-file` wrote.
    ///
    /// # Errors
    /// When it names no image with its digest, or there is another digest under its name.
    pub fn add_metadata(&mut self, bytes: &[u8]) -> Result<(), ImagesError> {
        for (repository, digest) in metadata::built(bytes)? {
            self.add(repository, digest)?;
        }
        Ok(())
    }

    /// What is given takes the place of what was under the same name; the rest stays.
    pub fn replace(&mut self, given: Self) {
        self.images.extend(given.images);
    }

    /// As JSON, with a line break at its end. The same images give the same bytes.
    pub fn to_json(&self) -> String {
        format!("{:#}\n", serde_json::json!(self))
    }

    fn add(&mut self, repository: String, digest: Digest) -> Result<(), ImagesError> {
        let name = repository.rsplit('/').next().unwrap_or_default().to_owned();
        if !repository::is_name(&name) {
            return Err(ImagesError::Repository(repository));
        }
        let image = Image { repository, digest };
        match self.images.get(&name) {
            Some(first) if *first != image => {
                let (first, second) = (first.to_string(), image.to_string());
                Err(ImagesError::Twice { name, first, second })
            }
            _ => {
                self.images.insert(name, image);
                Ok(())
            }
        }
    }
}

impl std::fmt::Display for Image {
    /// As a pod names it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}@{}", self.repository, self.digest)
    }
}

#[cfg(test)]
mod tests;
