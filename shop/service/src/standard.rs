//! The settings that every service has, and what they say.

use std::net::SocketAddr;

use crate::ShutdownTimes;
use crate::settings::{Values, parse};
use crate::telemetry::{Identity, LogFormat, LogOutput, TelemetryConfig, log_filter, otlp_endpoint};

/// The [`crate::settings::Section`]s of every service. The argument is the prefix of its variables, a literal:
/// `standard_section!("MARKETPLACE")`.
#[macro_export]
macro_rules! standard_section {
    ($prefix:literal) => {
        $crate::settings::Section {
            title: "Operations",
            settings: &[
                $crate::settings::Setting {
                    flag: "ops-listen",
                    env: concat!($prefix, "_OPS_LISTEN"),
                    default: "0.0.0.0:9464",
                    value_name: "ADDRESS",
                    help: "Serve /livez, /readyz, /startupz and /metrics there",
                    secret: false,
                },
                $crate::settings::Setting {
                    flag: "log-level",
                    env: "RUST_LOG",
                    default: "info",
                    value_name: "FILTER",
                    help: "What to log: a level, or levels by target like `info,shop_rpc=debug,request=off`",
                    secret: false,
                },
                $crate::settings::Setting {
                    flag: "log-format",
                    env: concat!($prefix, "_LOG_FORMAT"),
                    default: "json",
                    value_name: "FORMAT",
                    help: "`json`, one object a line, or `text` for people",
                    secret: false,
                },
                $crate::settings::Setting {
                    flag: "shutdown-unready",
                    env: concat!($prefix, "_SHUTDOWN_UNREADY"),
                    default: "5s",
                    value_name: "DURATION",
                    help: "After SIGTERM, how long to serve on while peers notice that /readyz says no",
                    secret: false,
                },
                $crate::settings::Setting {
                    flag: "shutdown-drain",
                    env: concat!($prefix, "_SHUTDOWN_DRAIN"),
                    default: "20s",
                    value_name: "DURATION",
                    help: "Then, how long requests in flight may take to end",
                    secret: false,
                },
                $crate::settings::Setting {
                    flag: "shutdown-flush",
                    env: concat!($prefix, "_SHUTDOWN_FLUSH"),
                    default: "2s",
                    value_name: "DURATION",
                    help: "Then, how long telemetry may take to leave",
                    secret: false,
                },
                $crate::settings::Setting {
                    flag: "otlp-endpoint",
                    env: "OTEL_EXPORTER_OTLP_ENDPOINT",
                    default: "",
                    value_name: "URL",
                    help: "Send traces to this OTLP/gRPC collector, like `http://collector:4317`; the other OTEL_ variables of traces hold, too",
                    secret: false,
                },
                $crate::settings::Setting {
                    flag: "pod-name",
                    env: "POD_NAME",
                    default: "",
                    value_name: "NAME",
                    help: "The pod this runs in, from the downward API",
                    secret: false,
                },
                $crate::settings::Setting {
                    flag: "pod-namespace",
                    env: "POD_NAMESPACE",
                    default: "",
                    value_name: "NAME",
                    help: "Its namespace",
                    secret: false,
                },
                $crate::settings::Setting {
                    flag: "node-name",
                    env: "NODE_NAME",
                    default: "",
                    value_name: "NAME",
                    help: "The node it runs on",
                    secret: false,
                },
            ],
        }
    };
}

/// What the rows of [`standard_section!`] say.
#[derive(Clone, Debug)]
pub struct Standard {
    /// Where the ops port listens.
    pub ops_listen: SocketAddr,
    /// The steps of a shutdown.
    pub shutdown: ShutdownTimes,
    /// Which lines to log: a level, or levels by target.
    pub log_filter: tracing_subscriber::filter::Targets,
    /// How a line looks.
    pub log_format: LogFormat,
    /// The collector of traces, if any.
    pub otlp_endpoint: Option<http::Uri>,
    /// Pod, namespace and node.
    pub identity: Identity,
}

impl Standard {
    /// Reads the rows.
    pub fn from_values(values: &mut Values) -> Self {
        Self {
            ops_listen: values.value("ops-listen", parse::socket_address),
            shutdown: ShutdownTimes {
                unready: values.value("shutdown-unready", parse::duration),
                drain: values.value("shutdown-drain", parse::duration),
                flush: values.value("shutdown-flush", parse::duration),
            },
            log_filter: values.value("log-level", log_filter),
            log_format: values
                .value("log-format", parse::one_of(&[("json", LogFormat::Json), ("text", LogFormat::Text)])),
            otlp_endpoint: values.get("otlp-endpoint", otlp_endpoint),
            identity: Identity {
                pod_name: values.get("pod-name", parse::text),
                pod_namespace: values.get("pod-namespace", parse::text),
                node_name: values.get("node-name", parse::text),
            },
        }
    }

    /// How a server reports about itself: logs on stdout.
    pub fn telemetry(&self, service_name: &'static str, service_version: &'static str) -> TelemetryConfig {
        TelemetryConfig {
            service_name,
            service_version,
            log_filter: self.log_filter.clone(),
            log_format: self.log_format,
            log_output: LogOutput::Stdout,
            otlp_endpoint: self.otlp_endpoint.clone(),
            identity: self.identity.clone(),
        }
    }
}
