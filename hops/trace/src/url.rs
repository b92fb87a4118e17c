//! The page that a visitor would open.

use std::fmt;
use std::str::FromStr;

use http::Uri;
use http::uri::Scheme;

/// An address for a GET.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Url {
    /// A name or an address, without brackets.
    pub host: String,
    /// Where none is given, 80, or 443 over TLS.
    pub port: u16,
    /// With the query.
    pub path: String,
    /// How it is asked for.
    pub scheme: UrlScheme,
    text: String,
}

/// How a page is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UrlScheme {
    /// As it is.
    Http,
    /// Over TLS.
    Https,
}

impl UrlScheme {
    /// Where nobody names another.
    fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// A text that is no URL that can be asked for.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum UrlError {
    /// No host, or not a URL at all.
    #[error("`{0}` is no URL of a page")]
    Unreadable(String),
    /// Another scheme than `http` and `https`.
    #[error("`{0}`: only pages over http and https are asked for")]
    Scheme(String),
}

impl FromStr for Url {
    type Err = UrlError;

    /// `http://host:port/path`; the scheme may be left out, and be `https`.
    fn from_str(text: &str) -> Result<Self, UrlError> {
        let unreadable = || UrlError::Unreadable(text.to_owned());
        let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let uri: Uri = whole.parse().map_err(|_| unreadable())?;
        let scheme = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTP => UrlScheme::Http,
            Some(scheme) if *scheme == Scheme::HTTPS => UrlScheme::Https,
            _ => return Err(UrlError::Scheme(text.to_owned())),
        };
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(unreadable)?;
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        // A port that is no number is not told as one.
        if uri.port().is_none() && authority != host {
            return Err(unreadable());
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self {
            host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            port: uri
                .port()
                .map_or(Ok(scheme.port()), |port| port.as_str().parse())
                .map_err(|_| unreadable())?,
            path: path.to_owned(),
            scheme,
            text: whole,
        })
    }
}

impl Url {
    /// For the `Host` header, as browsers write it (RFC 9110, 7.2).
    pub(crate) fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        if self.port == self.scheme.port() { host } else { format!("{host}:{}", self.port) }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Result<(String, u16, String), UrlError> {
        text.parse().map(|Url { host, port, path, .. }| (host, port, path))
    }

    #[test]
    fn a_scheme_a_port_and_a_path_may_be_left_out() {
        assert_eq!(parts("http://shop.example/a?b=c"), Ok(("shop.example".into(), 80, "/a?b=c".into())));
        assert_eq!(parts("10.0.1.11:30080"), Ok(("10.0.1.11".into(), 30080, "/".into())));
        assert_eq!(parts("http://[fd00::1]:8080"), Ok(("fd00::1".into(), 8080, "/".into())));
    }

    #[test]
    fn each_scheme_has_its_port_and_only_another_is_said_to_the_server() {
        assert_eq!(parts("https://shop.example/a"), Ok(("shop.example".into(), 443, "/a".into())));
        for (text, authority) in [
            ("https://shop.example", "shop.example"),
            ("https://shop.example:80", "shop.example:80"),
            ("http://shop.example:80", "shop.example"),
            ("http://shop.example:443", "shop.example:443"),
            ("http://[fd00::1]:8080", "[fd00::1]:8080"),
        ] {
            assert_eq!(text.parse::<Url>().unwrap().authority(), authority, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_asked_for_is_refused_by_its_name() {
        assert_eq!(
            parts("ftp://a").unwrap_err().to_string(),
            "`ftp://a`: only pages over http and https are asked for"
        );
        assert_eq!(parts("http://").unwrap_err().to_string(), "`http://` is no URL of a page");
        assert_eq!(parts("a b").unwrap_err().to_string(), "`a b` is no URL of a page");
        assert!(parts("a:99999").is_err());
    }
}
