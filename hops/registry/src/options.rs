//! Whom to ask, as whom, and for how long.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use reqwest::Url;

use crate::Credentials;

const DOCKER_HUB: &str = "docker.io";
const DOCKER_HUB_HOST: &str = "registry-1.docker.io";

/// Whom to ask, as whom, and for how long.
#[derive(Clone, Debug)]
pub struct Options {
    /// Other places for the images of a registry.
    pub mirrors: Vec<Mirror>,
    /// For registries that want to know who asks. Without, everybody is anonymous.
    pub credentials: Credentials,
    /// For each request.
    pub request_limit: Duration,
    /// For all requests of one image together.
    pub image_limit: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            mirrors: Vec::new(),
            credentials: Credentials::default(),
            request_limit: Duration::from_secs(5),
            image_limit: Duration::from_secs(10),
        }
    }
}

/// A place that stands for a registry: `docker.io=http://127.0.0.1:5000`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mirror {
    registry: String,
    base: Url,
}

/// What is no mirror.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is no mirror: it is REGISTRY=URL, as in `docker.io=http://127.0.0.1:5000`")]
pub struct MirrorError(String);

impl Mirror {
    /// The registry that it stands for.
    pub fn registry(&self) -> &str {
        &self.registry
    }
}

impl FromStr for Mirror {
    type Err = MirrorError;

    fn from_str(text: &str) -> Result<Self, MirrorError> {
        let wrong = || MirrorError(text.to_owned());
        let (registry, url) = text.split_once('=').ok_or_else(wrong)?;
        let base: Url = url.parse().map_err(|_| wrong())?;
        let plain = matches!(base.scheme(), "http" | "https")
            && base.has_host()
            && base.username().is_empty()
            && base.password().is_none()
            && base.query().is_none();
        if registry.is_empty() || registry.contains('/') || !plain {
            return Err(wrong());
        }
        Ok(Self { registry: registry.to_owned(), base })
    }
}

impl fmt::Display for Mirror {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.registry, self.base)
    }
}

impl Options {
    /// Where the images of a registry are asked for, without `/v2/` and without a slash at the end.
    pub(crate) fn base(&self, registry: &str) -> String {
        let mirror = self.mirrors.iter().find(|mirror| mirror.registry == registry);
        if let Some(mirror) = mirror {
            return mirror.base.as_str().trim_end_matches('/').to_owned();
        }
        let host = if registry == DOCKER_HUB { DOCKER_HUB_HOST } else { registry };
        let scheme = if is_this_machine(host) { "http" } else { "https" };
        format!("{scheme}://{host}")
    }
}

/// A registry of this machine speaks plain HTTP, to Docker and containerd too.
fn is_this_machine(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_registry_has_its_place() {
        let mirrors = ["quay.io=http://127.0.0.1:5000/", "ghcr.io=https://m.example/ghcr"];
        let mirrors = mirrors.map(|mirror| mirror.parse().unwrap()).to_vec();
        let options = Options { mirrors, ..Options::default() };
        for (registry, base) in [
            ("docker.io", "https://registry-1.docker.io"),
            ("quay.io", "http://127.0.0.1:5000"),
            ("ghcr.io", "https://m.example/ghcr"),
            ("localhost:5000", "http://localhost:5000"),
            ("127.0.0.1:80", "http://127.0.0.1:80"),
            ("localhost.example", "https://localhost.example"),
        ] {
            assert_eq!(options.base(registry), base);
        }
    }

    #[test]
    fn what_is_no_mirror_is_said_so() {
        for text in [
            "docker.io",
            "=http://a.example",
            "docker.io=a.example:5000",
            "docker.io=ftp://a.example",
            "docker.io/library=http://a.example",
            "docker.io=http://user:word@a.example",
            "docker.io=http://a.example/?x=1",
        ] {
            assert_eq!(text.parse::<Mirror>(), Err(MirrorError(text.to_owned())));
        }
    }
}
