//! The one line of a compiler's talk that says what is wrong.

use std::fs;
use std::path::Path;

use crate::error::BundleError;

/// Parts of a line about a network that is not there, in the words of Go's `net` and of `cmd/go`.
const NETWORK: [&str; 9] = [
    "dial tcp",
    "no such host",
    "i/o timeout",
    "connection refused",
    "network is unreachable",
    "TLS handshake",
    "proxyconnect",
    "module lookup disabled",
    "toolchain not available",
];

/// Why a build failed, from its log.
pub(crate) fn explain(part: &'static str, log: &Path) -> BundleError {
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    match network_line(&text) {
        Some(reason) => BundleError::Fetch { part, reason },
        None => BundleError::Build { part, reason: line_that_matters(&text), log: log.to_owned() },
    }
}

fn network_line(text: &str) -> Option<String> {
    talk(text).find(|line| NETWORK.iter().any(|words| line.contains(words))).map(without_prefix)
}

/// A full disk explains everything after it; else the first line that is no heading.
fn line_that_matters(text: &str) -> String {
    talk(text)
        .find(|line| line.contains("no space left on device"))
        .or_else(|| talk(text).next())
        .map_or_else(|| "it said nothing".to_owned(), without_prefix)
}

fn talk(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("go: downloading "))
}

fn without_prefix(line: &str) -> String {
    line.strip_prefix("go: ").unwrap_or(line).trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_that_is_not_reached_is_said_in_one_line() {
        let text = "go: downloading k8s.io/api v0.36.3\n\
            go: k8s.io/api@v0.36.3: Get \"https://proxy.example/k8s.io/api/@v/v0.36.3.mod\": dial tcp: lookup \
            proxy.example: no such host\nmore\n";
        insta::assert_snapshot!(network_line(text).unwrap(), @r#"k8s.io/api@v0.36.3: Get "https://proxy.example/k8s.io/api/@v/v0.36.3.mod": dial tcp: lookup proxy.example: no such host"#);
    }

    #[test]
    fn headings_and_downloads_are_no_reason() {
        let text = "go: downloading a v1\n# github.com/seccomp/libseccomp-golang\n# [pkg-config --cflags]\n\
            Package libseccomp was not found in the pkg-config search path.\n";
        assert_eq!(network_line(text), None);
        assert_eq!(line_that_matters(text), "Package libseccomp was not found in the pkg-config search path");
        assert_eq!(line_that_matters(""), "it said nothing");
    }

    #[test]
    fn a_full_disk_is_said_before_what_follows_from_it() {
        let text = "# a\nlink: failed\nwrite /tmp/x: no space left on device\n";
        assert_eq!(line_that_matters(text), "write /tmp/x: no space left on device");
    }
}
