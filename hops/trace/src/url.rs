//! The page that a visitor would open.

use std::fmt;
use std::str::FromStr;

use http::Uri;
use http::uri::Scheme;

/// An address for a GET over plain HTTP.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Url {
    /// A name or an address, without brackets.
    pub host: String,
    /// 80 where none is given.
    pub port: u16,
    /// With the query.
    pub path: String,
    text: String,
}

/// A text that is no URL that can be asked for.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum UrlError {
    /// No host, or not a URL at all.
    #[error("`{0}` is no URL of a page")]
    Unreadable(String),
    /// Another scheme than `http`.
    #[error("`{0}`: only pages over plain http are asked for")]
    Scheme(String),
}

impl FromStr for Url {
    type Err = UrlError;

    /// `http://host:port/path`; the scheme may be left out.
    fn from_str(text: &str) -> Result<Self, UrlError> {
        let unreadable = || UrlError::Unreadable(text.to_owned());
        let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let uri: Uri = whole.parse().map_err(|_| unreadable())?;
        if uri.scheme() != Some(&Scheme::HTTP) {
            return Err(UrlError::Scheme(text.to_owned()));
        }
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(unreadable)?;
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        // A port that is no number is not told as one.
        if uri.port().is_none() && authority != host {
            return Err(unreadable());
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self {
            host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            port: uri.port().map_or(Ok(80), |port| port.as_str().parse()).map_err(|_| unreadable())?,
            path: path.to_owned(),
            text: whole,
        })
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
    fn what_cannot_be_asked_for_is_refused_by_its_name() {
        assert_eq!(
            parts("https://a").unwrap_err().to_string(),
            "`https://a`: only pages over plain http are asked for"
        );
        assert_eq!(parts("http://").unwrap_err().to_string(), "`http://` is no URL of a page");
        assert_eq!(parts("a b").unwrap_err().to_string(), "`a b` is no URL of a page");
        assert!(parts("a:99999").is_err());
    }
}
