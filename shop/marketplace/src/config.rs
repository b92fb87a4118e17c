//! What the storefront can be told, by flag or by environment.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use shop_rpc::Target;
use shop_service::{
    Standard,
    settings::{Environment, Invocation, Section, Setting, Settings, Values, parse},
    standard_section,
};

use crate::{
    cookies::{KEY_BYTES, Keyring},
    identity::Identity,
    stock::CuratedLists,
};

/// The port of recommendations when its host is given without one.
pub const RECOMMENDATIONS_PORT: u16 = 50_051;

/// Every setting of the storefront: flags, variables and `--help` in one table.
pub const SETTINGS: Settings = Settings {
    program: "marketplace",
    version: env!("CARGO_PKG_VERSION"),
    about: "The storefront of Nine Hops: server-rendered pages that never fail for want of recommendations",
    env_prefixes: &["MARKETPLACE_"],
    foreign_env: &[],
    sections: &[STOREFRONT, RECOMMENDATIONS, standard_section!("MARKETPLACE")],
};

const STOREFRONT: Section = Section {
    title: "Storefront",
    settings: &[
        Setting {
            flag: "listen",
            env: "MARKETPLACE_LISTEN",
            default: "0.0.0.0:5000",
            value_name: "ADDRESS",
            help: "Serve the shop there",
            secret: false,
        },
        Setting {
            flag: "max-connections",
            env: "MARKETPLACE_MAX_CONNECTIONS",
            default: "1024",
            value_name: "NUMBER",
            help: "How many connections to serve at once; more wait to be accepted",
            secret: false,
        },
        Setting {
            flag: "catalog",
            env: "MARKETPLACE_CATALOG",
            default: "",
            value_name: "FILE",
            help: "Sell the books of this file and follow its changes; without it, those compiled in",
            secret: false,
        },
        Setting {
            flag: "catalog-check",
            env: "MARKETPLACE_CATALOG_CHECK",
            default: "5s",
            value_name: "DURATION",
            help: "How often to look whether the catalogue file changed",
            secret: false,
        },
        Setting {
            flag: "curated",
            env: "MARKETPLACE_CURATED",
            default: "on",
            value_name: "SWITCH",
            help: "`on` shows a curated list when nothing better is at hand, `off` one sentence",
            secret: false,
        },
        Setting {
            flag: "cookie-key",
            env: "MARKETPLACE_COOKIE_KEY",
            default: "",
            value_name: "TEXT",
            help: "Sign cookies with this, the same on every replica: 64 characters or more, such as from `openssl \
                   rand -base64 48`; without it, with a key that ends with the process",
            secret: true,
        },
        Setting {
            flag: "trust-proxy",
            env: "MARKETPLACE_TRUST_PROXY",
            default: "false",
            value_name: "",
            help: "Believe X-Forwarded-Proto: only a proxy that sets it can reach this port",
            secret: false,
        },
        Setting {
            flag: "public-url",
            env: "MARKETPLACE_PUBLIC_URL",
            default: "",
            value_name: "URL",
            help: "The shop's address for sitemap.xml, like `https://books.example`; without it, from the Host header",
            secret: false,
        },
        Setting {
            flag: "pod-ip",
            env: "POD_IP",
            default: "",
            value_name: "ADDRESS",
            help: "The address of the pod this runs in, from the downward API",
            secret: false,
        },
    ],
};

const RECOMMENDATIONS: Section = Section {
    title: "Recommendations",
    settings: &[
        Setting {
            flag: "recommendations-host",
            env: "RECOMMENDATIONS_HOST",
            default: "localhost",
            value_name: "HOST[:PORT]",
            help: "Where recommendations listens, port 50051 unless given; best a name with an address for each replica",
            secret: false,
        },
        Setting {
            flag: "rpc-deadline",
            env: "MARKETPLACE_RPC_DEADLINE",
            default: "250ms",
            value_name: "DURATION",
            help: "How long a page waits for recommendations, retry included",
            secret: false,
        },
        Setting {
            flag: "event-deadline",
            env: "MARKETPLACE_EVENT_DEADLINE",
            default: "2s",
            value_name: "DURATION",
            help: "How long storing events in the background may take",
            secret: false,
        },
        Setting {
            flag: "resolve-every",
            env: "MARKETPLACE_RESOLVE_EVERY",
            default: "5s",
            value_name: "DURATION",
            help: "How often to ask for the addresses of recommendations",
            secret: false,
        },
        Setting {
            flag: "nameserver",
            env: "MARKETPLACE_NAMESERVER",
            default: "",
            value_name: "ADDRESS",
            help: "Ask this DNS server; without it, those of the system",
            secret: false,
        },
    ],
};

/// The settings as values.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the shop listens.
    pub listen: SocketAddr,
    /// Connections served at once.
    pub max_connections: usize,
    /// The catalogue's file; absent for the one compiled in.
    pub catalog: Option<PathBuf>,
    /// How often to look whether the file changed.
    pub catalog_check: Duration,
    /// Whether the ladder has its curated rung.
    pub curated: CuratedLists,
    /// Signs cookies; absent for a key that ends with the process.
    pub keyring: Option<Keyring>,
    /// Whether `X-Forwarded-Proto` is believed.
    pub trust_proxy: bool,
    /// The shop's address without a slash at the end; absent to take it from the request.
    pub public_url: Option<String>,
    /// Pod and node.
    pub identity: Identity,
    /// Where recommendations is.
    pub target: Target,
    /// For one call of a page.
    pub rpc_deadline: Duration,
    /// For one call of the outbox.
    pub event_deadline: Duration,
    /// Between two questions for the target's addresses.
    pub resolve_every: Duration,
    /// Absent for the system's DNS servers.
    pub nameserver: Option<SocketAddr>,
    /// Ops port, shutdown, telemetry.
    pub standard: Standard,
}

impl Config {
    /// The defaults, with recommendations at `target`: for a process that hosts the storefront beside others.
    pub fn hosted(target: Target) -> Self {
        let Invocation::Run(mut values) = SETTINGS.read([], &Environment::default()) else {
            unreachable!("no flag asks for anything but to run")
        };
        Self { target, ..Self::from_values(&mut values) }
    }

    /// Reads the rows of [`SETTINGS`].
    pub fn from_values(values: &mut Values) -> Self {
        let standard = Standard::from_values(values);
        let node = standard.identity.node_name.clone();
        let identity =
            Identity::new(standard.identity.pod_name.clone(), node, values.get("pod-ip", parse::text));
        Self {
            listen: values.value("listen", parse::socket_address),
            max_connections: values.value("max-connections", parse::number_in(1..=100_000)),
            catalog: values.get("catalog", parse::path),
            catalog_check: values.value("catalog-check", some_duration),
            curated: values
                .value("curated", parse::one_of(&[("on", CuratedLists::On), ("off", CuratedLists::Off)])),
            keyring: values.get("cookie-key", keyring),
            trust_proxy: values.value("trust-proxy", parse::boolean),
            public_url: values.get("public-url", public_url),
            identity,
            target: values
                .value("recommendations-host", |text: &str| Target::parse(text, RECOMMENDATIONS_PORT)),
            rpc_deadline: values.value("rpc-deadline", some_duration),
            event_deadline: values.value("event-deadline", some_duration),
            resolve_every: values.value("resolve-every", some_duration),
            nameserver: values.get("nameserver", parse::socket_address),
            standard,
        }
    }
}

/// A duration that is not zero.
fn some_duration(text: &str) -> Result<Duration, parse::ParseError> {
    match parse::duration(text)? {
        Duration::ZERO => Err(parse::ParseError("a duration that is not zero".to_owned())),
        duration => Ok(duration),
    }
}

fn keyring(text: &str) -> Result<Keyring, parse::ParseError> {
    Keyring::from_secret(&text.to_owned().into())
        .ok_or_else(|| parse::ParseError(format!("{KEY_BYTES} characters or more")))
}

/// An origin: scheme and authority, without a path.
fn public_url(text: &str) -> Result<String, parse::ParseError> {
    let expected = || parse::ParseError("an address like `https://books.example`, without a path".to_owned());
    let uri: http::Uri = text.parse().map_err(|_| expected())?;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    let is_origin = uri.authority().is_some() && uri.path() == "/" && uri.query().is_none();
    if is_web && is_origin { Ok(text.trim_end_matches('/').to_owned()) } else { Err(expected()) }
}

#[cfg(test)]
mod tests {
    use shop_service::settings::Start;

    use super::*;

    fn configured(variables: &[(&str, &str)]) -> Result<Config, String> {
        let environment = variables.iter().copied().collect::<Environment>();
        match SETTINGS.start([], &environment, Config::from_values) {
            Ok(Start::Run(config)) => Ok(config),
            Ok(Start::Print(text)) => panic!("{text}"),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn the_defaults_are_those_of_the_contract() {
        let config = configured(&[]).unwrap();
        assert_eq!(config.listen, "0.0.0.0:5000".parse().unwrap());
        assert_eq!(config.standard.ops_listen, "0.0.0.0:9464".parse().unwrap());
        assert_eq!(config.target.to_string(), "localhost:50051");
        assert_eq!(config.rpc_deadline, Duration::from_millis(250));
    }

    #[test]
    fn every_mistake_is_told_by_name_and_none_shows_the_key() {
        let error = configured(&[
            ("RECOMMENDATIONS_HOST", "http://recommendations:50051"),
            ("MARKETPLACE_COOKIE_KEY", "sesame"),
            ("MARKETPLACE_CURATED", "maybe"),
            ("MARKETPLACE_PUBLIC_URL", "https://books.example/shop"),
            ("MARKETPLACE_LISTN", "0.0.0.0:80"),
        ])
        .unwrap_err();
        for name in [
            "RECOMMENDATIONS_HOST",
            "MARKETPLACE_COOKIE_KEY",
            "MARKETPLACE_CURATED",
            "MARKETPLACE_PUBLIC_URL",
            "MARKETPLACE_LISTN",
        ] {
            assert!(error.contains(name), "{name} is missing in: {error}");
        }
        assert!(!error.contains("sesame"), "{error}");
    }
}
