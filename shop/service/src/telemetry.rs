//! What a process says about itself: log lines, and traces for a collector if there is one.
//!
//! Logs are lines on stdout (JSON) or for people (text). They are written by a thread of their own: when nobody
//! reads them fast enough they are dropped and counted, and requests go on. Traces are made only when a collector is
//! configured; one that is absent or slow costs traces, never a request.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt;
use std::io;
use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::SdkTracerProvider;
use prometheus_client::metrics::counter::Counter;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

pub use self::filter::{FilterError, log_filter};
pub use self::traces::{EndpointError, otlp_endpoint};
use self::writer::LogWriter;
use crate::metrics::Registry;

mod filter;
mod json;
pub mod propagation;
mod traces;
mod writer;

#[cfg(test)]
mod tests;

/// The target of spans that exist only to be exported as traces.
pub(crate) const TRACE_TARGET: &str = "otel_span";

/// The target of the one line that is logged for each request.
pub const REQUEST_TARGET: &str = "request";

/// How long [`TelemetryGuard`] waits for the last lines when it is dropped without [`TelemetryGuard::flush`].
const LAST_LINES: Duration = Duration::from_millis(500);

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

/// Where log lines go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogOutput {
    /// Servers: the container's log.
    Stdout,
    /// Tools, whose stdout is their answer.
    Stderr,
}

/// Where a process runs, as the Kubernetes downward API says. All absent elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// `metadata.name`
    pub pod_name: Option<String>,
    /// `metadata.namespace`
    pub pod_namespace: Option<String>,
    /// `spec.nodeName`
    pub node_name: Option<String>,
}

/// What to report and to whom.
#[derive(Clone, Debug)]
pub struct TelemetryConfig {
    /// `service.name`
    pub service_name: &'static str,
    /// `service.version`
    pub service_version: &'static str,
    /// Which lines to log.
    pub log_filter: Targets,
    /// How they look.
    pub log_format: LogFormat,
    /// Where they go.
    pub log_output: LogOutput,
    /// The collector of traces. Without one, none are made.
    pub otlp_endpoint: Option<http::Uri>,
    /// Where this process runs.
    pub identity: Identity,
}

impl TelemetryConfig {
    /// For a tool at a terminal: warnings and errors as text on stderr, no traces.
    pub fn for_a_tool(service_name: &'static str, service_version: &'static str) -> Self {
        Self {
            service_name,
            service_version,
            log_filter: Targets::new().with_default(LevelFilter::WARN),
            log_format: LogFormat::Text,
            log_output: LogOutput::Stderr,
            otlp_endpoint: None,
            identity: Identity::default(),
        }
    }
}

/// Why telemetry could not be started.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The log thread could not be started.
    #[error("cannot start the log thread")]
    LogThread(#[source] io::Error),
    /// The exporter could not be built.
    #[error("cannot export traces to `{endpoint}`")]
    Exporter {
        /// The collector.
        endpoint: http::Uri,
        /// What the exporter says.
        #[source]
        source: opentelemetry_otlp::ExporterBuildError,
    },
    /// Something else in this process was first.
    #[error("this process has a tracing subscriber already")]
    SecondSubscriber(#[source] tracing_subscriber::util::TryInitError),
}

/// Keeps telemetry flowing. Dropped, it writes the lines that are pending.
pub struct TelemetryGuard {
    writer: LogWriter,
    traces: Option<SdkTracerProvider>,
}

/// Installs the subscriber and the panic hook of this process. With a collector it must be called in a runtime.
///
/// # Errors
/// See [`InitError`]. An absent collector is none.
pub fn init(config: &TelemetryConfig) -> Result<TelemetryGuard, InitError> {
    let writer = match config.log_output {
        LogOutput::Stdout => LogWriter::start(io::stdout()),
        LogOutput::Stderr => LogWriter::start(io::stderr()),
    }
    .map_err(InitError::LogThread)?;
    let guard = TelemetryGuard { writer, traces: traces::provider(config)? };
    guard.subscriber(config).try_init().map_err(InitError::SecondSubscriber)?;
    log_panics();
    Ok(guard)
}

/// The layer that writes log lines. Spans that exist for export only are none of its business.
fn log_layer<S>(format: LogFormat, filter: Targets, writer: &LogWriter) -> Box<dyn Layer<S> + Send + Sync>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    let filter = filter.with_target(TRACE_TARGET, LevelFilter::OFF);
    match format {
        LogFormat::Json => json::JsonLayer::new(writer.clone()).with_filter(filter).boxed(),
        LogFormat::Text => tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(writer.clone())
            .with_filter(filter)
            .boxed(),
    }
}

/// A panic becomes a log line instead of unstructured text on stderr.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        let reason = panic.payload_as_str().unwrap_or("not a text");
        // Empty unless RUST_BACKTRACE asks for it.
        let backtrace = Backtrace::capture();
        let backtrace = (backtrace.status() == BacktraceStatus::Captured).then(|| backtrace.to_string());
        tracing::error!(location, reason, backtrace, "panicked");
    }));
}

impl TelemetryGuard {
    fn subscriber(&self, config: &TelemetryConfig) -> impl tracing::Subscriber + Send + Sync + use<> {
        let export = self.traces.as_ref().map(|provider| {
            tracing_opentelemetry::layer()
                .with_tracer(provider.tracer(config.service_name))
                .with_location(false)
                .with_threads(false)
                .with_tracked_inactivity(false)
                .with_filter(Targets::new().with_target(TRACE_TARGET, LevelFilter::TRACE))
        });
        tracing_subscriber::registry()
            .with(log_layer(config.log_format, config.log_filter.clone(), &self.writer))
            .with(export)
    }

    /// Sends what is pending, traces first. The caller bounds the time: see [`crate::Lifecycle::run`].
    pub async fn flush(&self) {
        if let Some(traces) = self.traces.clone() {
            // The exporter blocks. A thread of its own, unlike one of the runtime's, cannot delay the exit.
            let (done, flushed) = tokio::sync::oneshot::channel();
            let thread = std::thread::Builder::new().name("flush-traces".to_owned()).spawn(move || {
                let _ = traces.shutdown();
                let _ = done.send(());
            });
            if thread.is_ok() {
                let _ = flushed.await;
            }
        }
        self.writer.flush(LAST_LINES);
    }

    /// Counts the log lines that were dropped because nobody read them fast enough.
    pub fn register(&self, registry: &Registry) {
        registry.register("log.lines.dropped", None, "Log lines dropped unwritten", self.dropped_lines());
    }

    fn dropped_lines(&self) -> Counter {
        self.writer.dropped_lines()
    }
}

impl Drop for TelemetryGuard {
    fn drop(&mut self) {
        self.writer.flush(LAST_LINES);
    }
}

impl fmt::Debug for TelemetryGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TelemetryGuard").field("traces", &self.traces.is_some()).finish_non_exhaustive()
    }
}
