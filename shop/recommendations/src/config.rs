//! What this service can be told. The table is the `--help`; defaults stand there and nowhere else.

use std::{convert::Infallible, net::SocketAddr, path::PathBuf, time::Duration};

use shop_service::{
    Standard,
    settings::{Environment, Invocation, Section, Setting, Settings, Values, parse},
    standard_section,
};

use crate::store::Location;

/// Every flag and variable of `recommendations`.
pub const SETTINGS: Settings = Settings {
    program: "recommendations",
    version: env!("CARGO_PKG_VERSION"),
    about: "Recommends books over gRPC and learns from what visitors do",
    env_prefixes: &["RECOMMENDATIONS_"],
    // The storefront's: where it finds this service.
    foreign_env: &["RECOMMENDATIONS_HOST"],
    sections: &[SERVICE, LIMITS, standard_section!("RECOMMENDATIONS")],
};

const SERVICE: Section = Section {
    title: "Service",
    settings: &[
        Setting {
            flag: "listen",
            env: "RECOMMENDATIONS_LISTEN",
            default: "0.0.0.0:50051",
            value_name: "ADDRESS",
            help: "Serve gRPC there",
            secret: false,
        },
        Setting {
            flag: "data",
            env: "RECOMMENDATIONS_DATA",
            default: "",
            value_name: "DIRECTORY",
            help: "Keep events in this directory; `memory` keeps them until the process ends",
            secret: false,
        },
        Setting {
            flag: "catalog",
            env: "RECOMMENDATIONS_CATALOG",
            default: "",
            value_name: "FILE",
            help: "Read the books from this file instead of the built-in catalogue, and again when it changes",
            secret: false,
        },
        Setting {
            flag: "catalog-check",
            env: "RECOMMENDATIONS_CATALOG_CHECK",
            default: "5s",
            value_name: "DURATION",
            help: "How often to look whether the catalogue file changed",
            secret: false,
        },
        Setting {
            flag: "reflection",
            env: "RECOMMENDATIONS_REFLECTION",
            default: "false",
            value_name: "",
            help: "Tell clients like grpcurl the protobuf contract (gRPC reflection v1)",
            secret: false,
        },
    ],
};

const LIMITS: Section = Section {
    title: "Limits",
    settings: &[
        Setting {
            flag: "max-deadline",
            env: "RECOMMENDATIONS_MAX_DEADLINE",
            default: "1s",
            value_name: "DURATION",
            help: "The longest that a call may take, whatever its own deadline says",
            secret: false,
        },
        Setting {
            flag: "max-in-flight",
            env: "RECOMMENDATIONS_MAX_IN_FLIGHT",
            default: "512",
            value_name: "NUMBER",
            help: "Calls at work at once, over all connections; one more is refused with RESOURCE_EXHAUSTED",
            secret: false,
        },
        Setting {
            flag: "max-streams",
            env: "RECOMMENDATIONS_MAX_STREAMS",
            default: "256",
            value_name: "NUMBER",
            help: "Calls at once on one connection",
            secret: false,
        },
        Setting {
            flag: "max-request",
            env: "RECOMMENDATIONS_MAX_REQUEST",
            default: "64KiB",
            value_name: "SIZE",
            help: "The largest request message",
            secret: false,
        },
        Setting {
            flag: "max-waiting-writes",
            env: "RECOMMENDATIONS_MAX_WAITING_WRITES",
            default: "1024",
            value_name: "NUMBER",
            help: "RecordEvents calls that may wait for the disk; one more is refused with RESOURCE_EXHAUSTED",
            secret: false,
        },
        Setting {
            flag: "max-connection-age",
            env: "RECOMMENDATIONS_MAX_CONNECTION_AGE",
            default: "5min",
            value_name: "DURATION",
            help: "Ask a client to connect anew after this time, so that it meets new replicas",
            secret: false,
        },
        Setting {
            flag: "max-connection-grace",
            env: "RECOMMENDATIONS_MAX_CONNECTION_GRACE",
            default: "30s",
            value_name: "DURATION",
            help: "Then, how long calls on the old connection may take to end",
            secret: false,
        },
    ],
};

/// A validated configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where gRPC is served.
    pub listen: SocketAddr,
    /// Where events are kept.
    pub data: Location,
    /// The catalogue file; the built-in catalogue without one.
    pub catalog: Option<PathBuf>,
    /// How often to look whether the catalogue file changed.
    pub catalog_check: Duration,
    /// Whether clients may ask for the contract.
    pub reflection: bool,
    /// What protects the service from its callers.
    pub limits: Limits,
    /// What every service of the shop can be told.
    pub standard: Standard,
}

/// What protects the service from its callers.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The longest that a call may take.
    pub deadline: Duration,
    /// Calls at work at once, over all connections.
    pub in_flight: usize,
    /// Calls at once on one connection.
    pub streams_per_connection: u32,
    /// The largest request message, in bytes.
    pub request_bytes: usize,
    /// `RecordEvents` calls that may wait for the disk.
    pub waiting_writes: usize,
    /// When a client is asked to connect anew.
    pub connection_age: Duration,
    /// How long calls may take to end then.
    pub connection_grace: Duration,
}

impl Config {
    /// Reads the table's values. Mistakes are noted in `values`.
    pub fn from_values(values: &mut Values) -> Self {
        let data = values.get("data", location).unwrap_or_else(|| {
            values.problem("data", "missing: name a directory, or `memory` to keep no event");
            Location::Memory
        });
        Self {
            listen: values.value("listen", parse::socket_address),
            data,
            catalog: values.get("catalog", parse::path),
            catalog_check: values.value("catalog-check", some_duration),
            reflection: values.value("reflection", parse::boolean),
            limits: Limits::from_values(values),
            standard: Standard::from_values(values),
        }
    }

    /// The defaults, with events kept at `data`: for a process that hosts this service beside others.
    pub fn hosted(data: Location) -> Self {
        let Invocation::Run(mut values) = SETTINGS.read([], &Environment::default()) else {
            unreachable!("no flag asks for anything but to run")
        };
        let config = Self::from_values(&mut values);
        Self { data, ..config }
    }
}

impl Limits {
    fn from_values(values: &mut Values) -> Self {
        Self {
            deadline: values.value("max-deadline", some_duration),
            in_flight: values.value("max-in-flight", parse::number_in(1..=100_000)),
            streams_per_connection: values.value("max-streams", parse::number_in(1..=100_000)),
            request_bytes: values.value("max-request", parse::byte_size),
            waiting_writes: values.value("max-waiting-writes", parse::number_in(1..=100_000)),
            connection_age: values.value("max-connection-age", some_duration),
            connection_grace: values.value("max-connection-grace", parse::duration),
        }
    }
}

/// `memory` or a directory. A directory of that name is written `./memory`.
#[expect(clippy::unnecessary_wraps, reason = "the settings table wants parsers that may refuse")]
fn location(text: &str) -> Result<Location, Infallible> {
    Ok(if text == "memory" { Location::Memory } else { Location::Directory(PathBuf::from(text)) })
}

/// A duration that is not zero.
fn some_duration(text: &str) -> Result<Duration, parse::ParseError> {
    match parse::duration(text)? {
        Duration::ZERO => Err(parse::ParseError("a duration that is not zero".to_owned())),
        duration => Ok(duration),
    }
}

#[cfg(test)]
mod tests;
