//! The name in a URL, as this machine resolves it.

use std::net::SocketAddr;
use std::time::Duration;

use hops_model::{Family, Unseen};

use crate::Url;

const LIMIT: Duration = Duration::from_secs(2);

/// Its first address.
pub(super) async fn resolve(url: &Url) -> Result<SocketAddr, Unseen> {
    let lookup = tokio::net::lookup_host((url.host.as_str(), url.port));
    let why = match tokio::time::timeout(LIMIT, lookup).await {
        Ok(Ok(mut addresses)) => match addresses.next() {
            Some(address) => return Ok(address),
            None => "the name has no address".to_owned(),
        },
        Ok(Err(error)) => reason(&error.to_string()),
        Err(_) => format!("no answer from DNS within {} s", LIMIT.as_secs()),
    };
    let reason = format!("`{}` cannot be resolved here: {why}", url.host);
    Err(Unseen { families: vec![Family::Page], reason, way_out: None })
}

/// `getaddrinfo` has numbers for its errors that differ between libraries, and the standard library keeps only the
/// words: of glibc, of musl.
fn reason(said: &str) -> String {
    let says = |words: &[&str]| words.iter().any(|words| said.contains(words));
    if says(&["Name or service not known", "Name does not resolve"]) {
        "there is no such name (NXDOMAIN)".to_owned()
    } else if says(&["No address associated", "Name has no usable address"]) {
        "the name has no address".to_owned()
    } else if says(&["Temporary failure", "Try again"]) {
        "no answer from DNS, or only a failure of its own".to_owned()
    } else {
        said.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_there_is_told_from_dns_that_does_not_answer() {
        let said = |words: &str| reason(&format!("failed to lookup address information: {words}"));
        for words in ["Name or service not known", "Name does not resolve"] {
            assert_eq!(said(words), "there is no such name (NXDOMAIN)");
        }
        for words in ["Temporary failure in name resolution", "Try again"] {
            assert_eq!(said(words), "no answer from DNS, or only a failure of its own");
        }
        assert_eq!(said("No address associated with hostname"), "the name has no address");
        assert!(said("Non-recoverable failure in name resolution").ends_with("in name resolution"));
    }

    #[tokio::test]
    async fn an_address_is_its_own_and_a_name_that_nobody_has_is_unseen_with_a_reason() {
        let url = |text: &str| text.parse::<Url>().unwrap();
        assert_eq!(resolve(&url("https://[::1]/")).await, Ok("[::1]:443".parse().unwrap()));
        let unseen = resolve(&url("http://shop.invalid/")).await.unwrap_err();
        assert_eq!(unseen.families, [Family::Page]);
        assert!(unseen.reason.starts_with("`shop.invalid` cannot be resolved here: "), "{}", unseen.reason);
    }
}
