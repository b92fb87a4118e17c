//! What a registry wants to know before it answers (RFC 9110 §11.6.1, and the token scheme of distribution).

/// How to ask again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Challenge {
    /// With a token that is fetched elsewhere.
    Bearer {
        /// Where.
        realm: String,
        /// For whom the token shall be.
        service: Option<String>,
    },
    /// With name and password.
    Basic,
}

impl Challenge {
    /// The first scheme of a `WWW-Authenticate` header that we speak.
    pub(crate) fn read(header: &str) -> Option<Self> {
        let mut rest = header;
        while let Some((scheme, parameters, behind)) = scheme(rest) {
            let value = |key: &str| parameters.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
            let value = |key: &str| value(key).map(|(_, value)| value.clone());
            if scheme.eq_ignore_ascii_case("bearer")
                && let Some(realm) = value("realm")
            {
                return Some(Self::Bearer { realm, service: value("service") });
            }
            if scheme.eq_ignore_ascii_case("basic") {
                return Some(Self::Basic);
            }
            rest = behind;
        }
        None
    }
}

type Parameters = Vec<(String, String)>;

/// One scheme with its parameters, and what follows it.
fn scheme(text: &str) -> Option<(&str, Parameters, &str)> {
    let (scheme, mut rest) = token(text.trim_start_matches([' ', '\t', ',']))?;
    let mut parameters = Vec::new();
    while let Some((name, value, behind)) = parameter(rest.trim_start_matches([' ', '\t', ','])) {
        parameters.push((name.to_owned(), value));
        rest = behind;
    }
    Some((scheme, parameters, rest))
}

/// `name=value` or `name="value"`, and what follows.
fn parameter(text: &str) -> Option<(&str, String, &str)> {
    let (name, rest) = token(text)?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    if let Some(quoted) = rest.strip_prefix('"') {
        let (value, behind) = unquoted(quoted);
        return Some((name, value, behind));
    }
    let (value, behind) = token(rest)?;
    Some((name, value.to_owned(), behind))
}

fn token(text: &str) -> Option<(&str, &str)> {
    let end = text.find([' ', '\t', ',', '=', '"']).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// Up to the closing quotation mark, which may be missing.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &text[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bearer(realm: &str, service: Option<&str>) -> Challenge {
        Challenge::Bearer { realm: realm.to_owned(), service: service.map(str::to_owned) }
    }

    #[test]
    fn what_registries_send_is_understood() {
        let hub = r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push""#;
        assert_eq!(
            Challenge::read(hub),
            Some(bearer("https://auth.docker.io/token", Some("registry.docker.io")))
        );
        let terse = "bearer  realm=https://a.example/token";
        assert_eq!(Challenge::read(terse), Some(bearer("https://a.example/token", None)));
        assert_eq!(Challenge::read(r#"Basic realm="https://a.example/""#), Some(Challenge::Basic));
    }

    #[test]
    fn the_first_scheme_that_we_speak_is_taken() {
        let both = r#"Negotiate, Digest realm="x", nonce="a,b", Bearer realm="https://a.example", Basic"#;
        assert_eq!(Challenge::read(both), Some(bearer("https://a.example", None)));
        assert_eq!(Challenge::read(r#"Bearer service="x", Basic realm="y""#), Some(Challenge::Basic));
        assert_eq!(Challenge::read("Negotiate"), None);
        assert_eq!(Challenge::read(""), None);
    }

    proptest! {
        #[test]
        fn no_header_is_too_strange_to_read(header in ".{0,200}", shaped in "(Bearer|Basic|X)?( ?[a-z]{0,4}=?\"?[a-z\\\\,]{0,4}\"?,?){0,6}") {
            let _ = Challenge::read(&header);
            let _ = Challenge::read(&shaped);
        }

        #[test]
        fn what_is_quoted_comes_out_as_it_went_in(realm in "[ -~]{1,40}") {
            let quoted = realm.replace('\\', r"\\").replace('"', "\\\"");
            prop_assert_eq!(Challenge::read(&format!("Bearer realm=\"{quoted}\", service=\"s\"")), Some(bearer(&realm, Some("s"))));
        }
    }
}
