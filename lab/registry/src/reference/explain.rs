//! Why a text names no image: the library only says that it does not.

/// The offending part of a name.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ReferenceError {
    /// Nothing, or nothing before the tag.
    #[error("the image `{0}` has no name")]
    Empty(String),
    /// What Docker takes for an image's id.
    #[error("`{0}` looks like the id of an image, and a name is needed")]
    Identifier(String),
    /// Longer than a registry keeps.
    #[error("the repository of the image `{text}` has {characters} characters, and 255 are allowed")]
    TooLong {
        /// The whole text.
        text: String,
        /// The repository's length.
        characters: usize,
    },
    /// The part before the first `/` is a host and no good one.
    #[error("the image `{text}` has the registry `{registry}`, which is neither HOST nor HOST:PORT")]
    Registry {
        /// The whole text.
        text: String,
        /// The offending part.
        registry: String,
    },
    /// A part of the path.
    #[error(
        "the image `{text}` has `{part}` in its path, where a-z, 0-9 and single `.`, `_`, `-` between them may stand"
    )]
    Path {
        /// The whole text.
        text: String,
        /// The offending part.
        part: String,
    },
    /// The part after `:`.
    #[error(
        "the image `{text}` has the tag `{tag}`, and a tag is 1 to 128 of A-Z, a-z, 0-9, `_`, `.`, `-`, not beginning with `.` or `-`"
    )]
    Tag {
        /// The whole text.
        text: String,
        /// The offending part.
        tag: String,
    },
    /// The part after `@`.
    #[error(
        "the image `{text}` has the digest `{digest}`, and a digest is `sha256:` and 64 hexadecimal digits"
    )]
    Digest {
        /// The whole text.
        text: String,
        /// The offending part.
        digest: String,
    },
    /// Nothing in particular.
    #[error("`{0}` is no name of an image")]
    Form(String),
}

pub(super) fn explain(text: &str) -> ReferenceError {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    let (name, tag) = match rest.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (rest, None),
    };
    let owned = text.to_owned();
    if name.is_empty() {
        return ReferenceError::Empty(owned);
    }
    if let Some(error) = name_error(text, name) {
        return error;
    }
    match (tag, digest) {
        (Some(tag), _) if !is_tag(tag) => ReferenceError::Tag { text: owned, tag: tag.to_owned() },
        (_, Some(digest)) => ReferenceError::Digest { text: owned, digest: digest.to_owned() },
        _ if name.len() > 255 => ReferenceError::TooLong { text: owned, characters: name.len() },
        _ => ReferenceError::Form(owned),
    }
}

fn name_error(text: &str, name: &str) -> Option<ReferenceError> {
    let text = text.to_owned();
    let path = match name.split_once('/') {
        Some((registry, path)) if is_host_like(registry) => {
            if !is_host(registry) {
                return Some(ReferenceError::Registry { text, registry: registry.to_owned() });
            }
            path
        }
        _ => name,
    };
    let part = path.split('/').find(|part| !is_component(part))?.to_owned();
    Some(ReferenceError::Path { text, part })
}

/// Docker's rule for telling `registry.io/name` from `person/name`.
fn is_host_like(first: &str) -> bool {
    first.contains(['.', ':']) || first == "localhost" || first.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn is_host(text: &str) -> bool {
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let number = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    host.split('.').all(label) && port.is_none_or(number)
}

/// `path-component` of the distribution specification: separators are `.`, `_`, `__` or any number of `-`.
fn is_component(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    word(*first)
        && word(*last)
        && bytes.chunk_by(|left, right| word(*left) == word(*right)).all(|run| {
            word(run[0]) || run == b"." || run == b"_" || run == b"__" || run.iter().all(|byte| *byte == b'-')
        })
}

fn is_tag(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    (1..=128).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with(['.', '-'])
}
