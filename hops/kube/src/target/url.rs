//! The host and the port of what a visitor types.

use http::Uri;

/// Where a URL leads.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Address {
    pub(super) host: String,
    pub(super) port: u16,
}

/// Reads `http://host:port/path`, `https://host`, `host:port` and `host`; IPv6 addresses in brackets.
pub(super) fn address(url: &str) -> Option<Address> {
    let with_scheme = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
    let uri: Uri = with_scheme.parse().ok()?;
    let default = match uri.scheme_str()? {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let host = uri.host()?.trim_matches(['[', ']']).to_ascii_lowercase();
    Some(Address { host, port: uri.port_u16().unwrap_or(default) })
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_read_from_whatever_a_browser_would_take() {
        for (url, expected) in [
            ("http://10.0.0.5:30080/books?x=1", Some(("10.0.0.5", 30080))),
            ("https://shop.example", Some(("shop.example", 443))),
            ("10.0.0.5:30080", Some(("10.0.0.5", 30080))),
            ("Node", Some(("node", 80))),
            ("http://[fd00::1]:30080/", Some(("fd00::1", 30080))),
            ("ftp://a", None),
            ("http://", None),
            ("", None),
        ] {
            let read = address(url);
            let read = read.as_ref().map(|address| (address.host.as_str(), address.port));
            assert_eq!(read, expected, "{url}");
        }
    }
}
