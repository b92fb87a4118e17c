//! What the words of a failed pull mean.
//!
//! They are the words of containerd and of whoever serves the registry's protocol; kubelet hands them on.

use hops_model::Outcome;

/// The order counts: Docker Hub's 429 says that pulls are `denied` too, and a missing platform ends with `not found`.
const WORDS: &[(Outcome, &[&str])] = &[
    (
        Outcome::NoPlatform,
        &[
            "no match for platform in manifest",
            "no matching manifest for",
            "does not match the specified platform",
        ],
    ),
    (Outcome::WrongPlatform, &["exec format error"]),
    (Outcome::RateLimited, &["toomanyrequests", "too many requests", "429 ", "pull rate limit"]),
    (
        Outcome::ImageDenied,
        &[
            "pull access denied",
            "unauthorized",
            "insufficient_scope",
            "authorization failed",
            "authentication required",
            "no basic auth credentials",
            "401 ",
            "403 ",
            "forbidden",
            "denied",
        ],
    ),
    (
        Outcome::RegistryUnreachable,
        &[
            "dial tcp",
            "no such host",
            "i/o timeout",
            "connection refused",
            "connection reset",
            "deadline exceeded",
            "tls handshake",
            "x509:",
            "temporary failure in name resolution",
            "server gave http response",
            "unexpected eof",
            "500 ",
            "502 ",
            "503 ",
            "504 ",
        ],
    ),
    (
        Outcome::ImageMissing,
        &[
            "not found",
            "manifest unknown",
            "name unknown",
            "404 ",
            "invalid reference",
            "couldn't parse image",
            "not present with pull policy",
        ],
    ),
];

/// What a failed pull says. [`Outcome::ImageMissing`] where it says nothing: it cannot be pulled.
pub(super) fn outcome(reason: &str, message: &str) -> Outcome {
    let text = message.to_ascii_lowercase();
    let found = WORDS.iter().find(|(_, words)| words.iter().any(|word| text.contains(word)));
    match found {
        Some((outcome, _)) => *outcome,
        None if reason == "RegistryUnavailable" => Outcome::RegistryUnreachable,
        None => Outcome::ImageMissing,
    }
}

/// Whether a waiting container waits for its image, and is not going to get it at once.
pub(super) fn is_pull_failure(reason: &str) -> bool {
    matches!(
        reason,
        "ErrImagePull"
            | "ImagePullBackOff"
            | "InvalidImageName"
            | "ErrImageNeverPull"
            | "ImageInspectError"
            | "RegistryUnavailable"
            | "SignatureValidationFailed"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_failed_pull_are_told_apart() {
        for (message, expected) in [
            (
                "rpc error: code = NotFound desc = failed to pull and unpack image \"docker.io/shop/marketplace:2\": \
                 no match for platform in manifest: not found",
                Outcome::NoPlatform,
            ),
            (
                "Back-off pulling image \"x:2\": ErrImagePull: failed to pull and unpack image \"x:2\": \
                 failed to resolve reference \"x:2\": no match for platform in manifest: not found",
                Outcome::NoPlatform,
            ),
            ("failed to resolve reference \"docker.io/shop/nothing:1\": not found", Outcome::ImageMissing),
            (
                "pull access denied, repository does not exist or may require authorization: server message: \
                 insufficient_scope: authorization failed",
                Outcome::ImageDenied,
            ),
            ("unexpected status from HEAD request: 401 Unauthorized", Outcome::ImageDenied),
            (
                "429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit",
                Outcome::RateLimited,
            ),
            (
                "failed to do request: Head \"https://r/v2/\": dial tcp: lookup r: no such host",
                Outcome::RegistryUnreachable,
            ),
            ("dial tcp 10.0.0.9:5000: i/o timeout", Outcome::RegistryUnreachable),
            ("Back-off pulling image \"x\"", Outcome::ImageMissing),
        ] {
            assert_eq!(outcome("ErrImagePull", message), expected, "{message}");
        }
    }
}
