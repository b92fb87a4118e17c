//! Names of repositories.

use super::ImagesError;

const LONGEST: usize = 255;
const LONGEST_NAME: usize = 63;

/// With its registry; that of Docker Hub is `docker.io`.
pub(super) fn normal(text: &str) -> Result<String, ImagesError> {
    let refused = || ImagesError::Repository(cut(text));
    if text.contains('@') || text.len() > LONGEST {
        return Err(refused());
    }
    let (first, rest) = text.split_once('/').unwrap_or(("", text));
    if rest.contains(':') {
        return Err(ImagesError::Tag(cut(text)));
    }
    let is_registry = first.contains(['.', ':']) || first == "localhost";
    let (registry, path) = match first {
        "" => return Err(refused()),
        "index.docker.io" => ("docker.io", rest),
        _ if is_registry => (first, rest),
        _ => ("docker.io", text),
    };
    let valid = is_host(registry) && path.split('/').all(is_part);
    // Docker's own images are nothing that is built here.
    let valid = valid && (registry != "docker.io" || path.contains('/'));
    valid.then(|| format!("{registry}/{path}")).ok_or_else(refused)
}

/// Of a text in an error, so much.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// A name that can stand for an image.
pub(super) fn is_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME && is_part(name)
}

fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    let port = port.is_none_or(|port| port.parse::<u16>().is_ok());
    port && !name.is_empty() && name.bytes().all(plain)
}

/// Small letters and digits, with `.`, `_` and `-` between them.
fn is_part(part: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = part.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    ends.into_iter().all(|end| end.is_some_and(|byte| letter(*byte)))
        && bytes.iter().all(|byte| letter(*byte) || b"._-".contains(byte))
}
