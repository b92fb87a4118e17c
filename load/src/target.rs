//! Where the requests go: a URL, the addresses behind its name, and whether they may be loaded.

mod guard;

use std::io;
use std::net::{IpAddr, SocketAddr};

use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, Uri};
use thiserror::Error;

pub use guard::{Guard, LAB_NETWORKS};

/// A URL whose addresses are known and permitted.
#[derive(Clone, Debug)]
pub struct Target {
    url: String,
    path: Uri,
    host_header: HeaderValue,
    addresses: Vec<SocketAddr>,
}

/// Why a URL is no target.
#[derive(Debug, Error)]
pub enum TargetError {
    /// Not a URL.
    #[error("`{url}` is not a URL")]
    Malformed {
        /// As it was given.
        url: String,
        /// What the parser said.
        #[source]
        source: http::uri::InvalidUri,
    },
    /// Another scheme than `http`, or none.
    #[error("`{url}` does not begin with `http://`")]
    Scheme {
        /// As it was given.
        url: String,
    },
    /// No host in it.
    #[error("`{url}` names no host")]
    NoHost {
        /// As it was given.
        url: String,
    },
    /// The host has no address.
    #[error("`{host}` does not resolve")]
    Unresolved {
        /// The name.
        host: String,
        /// What the resolver said; absent when it answered with no address.
        #[source]
        source: Option<io::Error>,
    },
    /// The host has an address that is not ours to load.
    #[error("{} neither loopback nor in a network of the lab", subject(host, *address))]
    Forbidden {
        /// The name.
        host: String,
        /// The first address outside.
        address: IpAddr,
    },
}

impl TargetError {
    /// What to try next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Malformed { .. } | Self::Scheme { .. } | Self::NoHost { .. } => {
                Some("a target looks like `http://localhost:5000/`; TLS is not spoken here".to_owned())
            }
            Self::Unresolved { .. } => None,
            Self::Forbidden { host, .. } => {
                Some(format!("if the machine is yours and may be loaded, say `--allow-target {host}`"))
            }
        }
    }
}

impl Target {
    /// Parses `url`, resolves its host once and has `guard` judge every address of the answer.
    ///
    /// # Errors
    /// See [`TargetError`]; one forbidden address among permitted ones forbids the whole name.
    pub async fn resolve(url: &str, guard: &Guard) -> Result<Self, TargetError> {
        let (authority, path) = split(url)?;
        let host = unbracketed(authority.host()).to_owned();
        let port = authority.port_u16().unwrap_or(80);
        let addresses = resolve(&host, port).await?;
        if let Some(address) = guard.first_forbidden(&host, &addresses) {
            return Err(TargetError::Forbidden { host, address });
        }
        let host_header = HeaderValue::from_str(without_user(&authority))
            .map_err(|_| TargetError::NoHost { url: url.to_owned() })?;
        Ok(Self { url: url.to_owned(), path, host_header, addresses })
    }

    /// The URL as it was given.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where connections go, in the resolver's order.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Path and query, as the request line carries them.
    pub(crate) fn path(&self) -> &Uri {
        &self.path
    }

    pub(crate) fn host_header(&self) -> &HeaderValue {
        &self.host_header
    }
}

fn split(url: &str) -> Result<(Authority, Uri), TargetError> {
    let parts = url
        .parse::<Uri>()
        .map_err(|source| TargetError::Malformed { url: url.to_owned(), source })?
        .into_parts();
    if parts.scheme != Some(Scheme::HTTP) {
        return Err(TargetError::Scheme { url: url.to_owned() });
    }
    let authority = parts
        .authority
        .filter(|authority| !authority.host().is_empty())
        .ok_or_else(|| TargetError::NoHost { url: url.to_owned() })?;
    let path = parts.path_and_query.unwrap_or_else(|| PathAndQuery::from_static("/"));
    Ok((authority, Uri::from(path)))
}

/// A name is not its address, and an address needs no saying twice.
fn subject(host: &str, address: IpAddr) -> String {
    if host == address.to_string() {
        format!("`{host}` is")
    } else {
        format!("`{host}` resolves to `{address}`, which is")
    }
}

async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, TargetError> {
    let unresolved = |source| TargetError::Unresolved { host: host.to_owned(), source };
    let found = tokio::net::lookup_host((host, port)).await;
    let addresses = found.map_err(|error| unresolved(Some(error)))?.collect::<Vec<_>>();
    if addresses.is_empty() { Err(unresolved(None)) } else { Ok(addresses) }
}

/// `[::1]` → `::1`, as resolvers want it.
fn unbracketed(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

fn without_user(authority: &Authority) -> &str {
    let text = authority.as_str();
    text.rsplit_once('@').map_or(text, |(_, host)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_literal_address_is_its_own_answer() {
        let target = Target::resolve("http://[::1]:5000/search?q=dune", &Guard::default()).await.unwrap();
        assert_eq!(target.addresses(), ["[::1]:5000".parse().unwrap()]);
        assert_eq!(target.path(), "/search?q=dune");
        assert_eq!(target.host_header(), "[::1]:5000");
    }

    #[tokio::test]
    async fn a_url_without_path_and_port_means_the_root_on_port_80() {
        let target = Target::resolve("http://127.0.0.1", &Guard::default()).await.unwrap();
        assert_eq!(target.addresses(), ["127.0.0.1:80".parse().unwrap()]);
        assert_eq!(target.path(), "/");
    }

    #[tokio::test]
    async fn what_is_no_target_is_refused_in_one_sentence() {
        let mut refusals = Vec::new();
        for url in
            ["", "localhost:5000", "https://localhost/", "http://", "http://192.0.2.7/", "/only/a/path"]
        {
            let error = Target::resolve(url, &Guard::default()).await.unwrap_err();
            refusals.push(error.to_string());
        }
        insta::assert_snapshot!(refusals.join("\n"));
    }
}
