//! What `BuildKit` writes of what it has built.

use serde_json::{Map, Value};

use super::{ImagesError, repository};
use crate::Digest;

const DIGEST: &str = "containerimage.digest";
const NAME: &str = "image.name";

/// Repositories and digests: of one build, or of the targets of a bake.
pub(super) fn built(bytes: &[u8]) -> Result<Vec<(String, Digest)>, ImagesError> {
    let document: Map<String, Value> =
        serde_json::from_slice(bytes).map_err(|error| ImagesError::Form(error.to_string()))?;
    if document.contains_key(DIGEST) {
        return Ok(vec![one(&document)?]);
    }
    let targets = document.values().filter_map(Value::as_object);
    let built: Vec<_> =
        targets.filter(|target| target.contains_key(DIGEST)).map(one).collect::<Result<_, _>>()?;
    if built.is_empty() {
        return Err(ImagesError::Form(format!("there is no `{DIGEST}`; was it pushed?")));
    }
    Ok(built)
}

fn one(target: &Map<String, Value>) -> Result<(String, Digest), ImagesError> {
    let missing = |key| ImagesError::Form(format!("beside `{DIGEST}` there is no `{key}`; was it pushed?"));
    let text = |key| target.get(key).and_then(Value::as_str).ok_or_else(|| missing(key));
    let digest = text(DIGEST)?.parse()?;
    let mut names = text(NAME)?.split(',').map(|name| repository::normal(without_tag(name.trim())));
    let first = names.next().unwrap_or_else(|| Err(missing(NAME)))?;
    for name in names {
        let name = name?;
        if name != first {
            return Err(ImagesError::Form(format!("one digest is for `{first}` and `{name}`")));
        }
    }
    Ok((first, digest))
}

/// A build may have been tagged, too; what runs is its digest.
fn without_tag(name: &str) -> &str {
    match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => repository,
        _ => name,
    }
}
