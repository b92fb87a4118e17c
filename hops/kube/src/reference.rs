//! Names of other services in the environment of a container.
//!
//! A value is taken for a name when it has a port or a scheme, or its variable says that it is one; `LOG_LEVEL=info`
//! is none. What is behind `valueFrom` is not looked at: it may be a secret.

use std::net::IpAddr;

use k8s_openapi::api::core::v1::{PodSpec, Service};

/// A name that a container is told to call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reference {
    /// Of which container.
    pub container: String,
    /// The variable's name.
    pub variable: String,
    /// Its value; what stands before an `@` is left out, as it may be a password.
    pub value: String,
    /// The host in the value, in lower case, with its final dot if it has one.
    pub host: String,
    /// The port in the value.
    pub port: Option<u16>,
    /// What stands before `:` or `://`, where the value has one: `http`, `dns`, `jdbc:postgresql`.
    pub scheme: Option<String>,
}

/// Endings of variables whose value is a name even without a port.
const SUFFIXES: &[&str] = &[
    "HOST",
    "HOSTS",
    "HOSTNAME",
    "ADDR",
    "ADDRESS",
    "ADDRESSES",
    "ENDPOINT",
    "ENDPOINTS",
    "TARGET",
    "SERVER",
    "SERVERS",
    "SERVICE",
    "UPSTREAM",
    "BACKEND",
    "URL",
    "URI",
    "DSN",
    "BROKER",
    "BROKERS",
    "PEER",
    "PEERS",
];

/// Beyond that a value is no list of names.
const LONGEST_VALUE: usize = 2048;

/// Every name in the environment of the containers of a pod, init containers included. Addresses and the pod itself
/// (`localhost`) are none.
pub fn references(spec: &PodSpec) -> Vec<Reference> {
    let containers = spec.containers.iter().chain(spec.init_containers.iter().flatten());
    let mut found = Vec::new();
    for container in containers {
        for variable in container.env.iter().flatten() {
            let Some(value) = &variable.value else { continue };
            for name in names(&variable.name, value) {
                found.push(Reference { container: container.name.clone(), ..name });
            }
        }
    }
    found
}

/// The Service that `host` means to a pod of `namespace`: `name`, `name.namespace`, `name.namespace.svc`, with or
/// without the cluster's domain, and names of single pods below a headless Service.
pub fn service<'a>(services: &'a [Service], host: &str, namespace: &str) -> Option<&'a Service> {
    candidates(host, namespace).into_iter().find_map(|(namespace, name)| {
        services.iter().find(|service| {
            service.metadata.name.as_deref() == Some(name)
                && service.metadata.namespace.as_deref() == Some(namespace)
        })
    })
}

/// `(namespace, name)` of every Service that `host` could mean to a pod of `namespace`, in the order of the search list.
pub fn candidates<'a>(host: &'a str, namespace: &'a str) -> Vec<(&'a str, &'a str)> {
    let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    let end = labels.iter().rposition(|label| *label == "svc").filter(|end| *end >= 2);
    match (end, labels.as_slice()) {
        (Some(2), [name, namespace, ..])
        | (Some(3), [_, name, namespace, ..])
        | (None, [_, name, namespace]) => vec![(namespace, name)],
        (None, [name]) => vec![(namespace, name)],
        (None, [first, second]) => vec![(namespace, second), (second, first)],
        _ => Vec::new(),
    }
}

fn names(variable: &str, value: &str) -> Vec<Reference> {
    if value.len() > LONGEST_VALUE {
        return Vec::new();
    }
    let says_so = says_so(variable);
    value.split(',').filter_map(|one| name(variable, one.trim(), says_so)).collect()
}

fn says_so(variable: &str) -> bool {
    let variable = variable.to_ascii_uppercase();
    SUFFIXES.iter().any(|suffix| {
        variable.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with(['_', '.', '-']))
    })
}

fn name(variable: &str, value: &str, says_so: bool) -> Option<Reference> {
    let (scheme, rest) = split_scheme(value);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (secret, authority) = match authority.rsplit_once('@') {
        Some((secret, authority)) => (Some(secret), authority),
        None => (None, authority),
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, Some(port.parse::<u16>().ok()?)),
        None => (authority, None),
    };
    let host = host.to_ascii_lowercase();
    let is_name = is_host(&host) && (port.is_some() || scheme.is_some() || says_so);
    is_name.then(|| Reference {
        container: String::new(),
        variable: variable.to_owned(),
        value: secret.map_or_else(|| value.to_owned(), |secret| value.replacen(&format!("{secret}@"), "", 1)),
        host,
        port,
        scheme: scheme.map(str::to_ascii_lowercase),
    })
}

/// `scheme://rest`, and gRPC's `dns:rest`, `dns:///rest`, `dns://server/rest`.
fn split_scheme(value: &str) -> (Option<&str>, &str) {
    if let Some(rest) = value.strip_prefix("dns:") {
        let rest = match rest.strip_prefix("//") {
            Some(rest) => rest.split_once('/').map_or(rest, |(_, rest)| rest),
            None => rest,
        };
        return (Some("dns"), rest);
    }
    match value.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
        _ => (None, value),
    }
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.:".contains(&byte))
}

/// A DNS name that is not an address and not this machine.
fn is_host(host: &str) -> bool {
    let bare = host.strip_suffix('.').unwrap_or(host);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    bare.len() <= 253
        && bare.split('.').all(is_label)
        && bare.bytes().any(|byte| byte.is_ascii_alphabetic())
        && bare.parse::<IpAddr>().is_err()
        && bare != "localhost"
        && !bare.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(variable: &str, value: &str) -> Option<(String, Option<u16>, Option<String>)> {
        let mut found = names(variable, value);
        assert!(found.len() < 2, "{found:?}");
        found.pop().map(|name| (name.host, name.port, name.scheme))
    }

    #[test]
    fn a_name_with_a_port_is_a_reference_whatever_its_variable_is_called() {
        assert_eq!(one("X", "recommendations:50051"), Some(("recommendations".into(), Some(50051), None)));
        assert_eq!(
            one("X", "http://r.shop.svc:80/a?b"),
            Some(("r.shop.svc".into(), Some(80), Some("http".into())))
        );
    }

    #[test]
    fn a_bare_word_is_one_only_if_its_variable_says_so() {
        assert_eq!(
            one("RECOMMENDATIONS_HOST", "recommendations"),
            Some(("recommendations".into(), None, None))
        );
        assert_eq!(one("DB_URL", "db.data"), Some(("db.data".into(), None, None)));
        assert_eq!(one("LOG_LEVEL", "info"), None);
        assert_eq!(one("GHOST", "info"), None);
    }

    #[test]
    fn targets_of_grpc_are_read_with_their_scheme() {
        for value in ["dns:///r:50051", "dns:r:50051", "dns://10.0.0.1/r:50051"] {
            assert_eq!(one("X", value), Some(("r".into(), Some(50051), Some("dns".into()))), "{value}");
        }
    }

    #[test]
    fn addresses_paths_and_the_pod_itself_are_no_names() {
        for value in
            ["0.0.0.0:80", "[::1]:80", "127.0.0.1:1", "localhost:80", "/etc/x:1", ":9464", "1:2", "", "a b"]
        {
            assert_eq!(one("LISTEN_ADDR", value), None, "{value}");
        }
    }

    #[test]
    fn a_list_has_several_names() {
        let hosts: Vec<_> = names("BROKERS", "a:9092, b:9092").into_iter().map(|name| name.host).collect();
        assert_eq!(hosts, ["a", "b"]);
    }

    #[test]
    fn a_password_in_a_value_is_not_kept() {
        let found = names("X", "postgres://me:hunter2@db.data:5432/shop");
        assert_eq!(found[0].value, "postgres://db.data:5432/shop");
        assert_eq!(found[0].host, "db.data");
    }

    #[test]
    fn every_form_of_a_services_name_leads_to_it() {
        for (host, expected) in [
            ("r", vec![("shop", "r")]),
            ("r.other", vec![("shop", "other"), ("other", "r")]),
            ("r.other.svc", vec![("other", "r")]),
            ("r.other.svc.cluster.local.", vec![("other", "r")]),
            ("pod-0.r.other.svc.cluster.local", vec![("other", "r")]),
            ("pod-0.r.other", vec![("other", "r")]),
            ("a.b.c.d.e", vec![]),
        ] {
            assert_eq!(candidates(host, "shop"), expected, "{host}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_value_is_too_strange_to_be_read(variable in ".{0,40}", value in ".{0,200}") {
            for name in names(&variable, &value) {
                proptest::prop_assert!(is_host(&name.host));
            }
        }
    }
}
