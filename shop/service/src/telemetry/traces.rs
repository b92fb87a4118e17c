//! Export of traces by OTLP over gRPC, in batches, from a thread of its own.

use std::time::Duration;

use http::Uri;
use opentelemetry::KeyValue;
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::resource::EnvResourceDetector;
use opentelemetry_sdk::trace::SdkTracerProvider;
use uuid::Uuid;

use super::{InitError, TelemetryConfig};

/// How long one batch may take. Meanwhile spans queue, and beyond the queue they are dropped.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);

/// A collector's address that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the address of an OTLP/gRPC collector like `http://collector:4317`")]
pub struct EndpointError;

/// Parses `OTEL_EXPORTER_OTLP_ENDPOINT`. TLS is not offered: the collector runs next to us.
///
/// # Errors
/// Anything but `http://host[:port]`.
pub fn otlp_endpoint(text: &str) -> Result<Uri, EndpointError> {
    let uri: Uri = text.parse().map_err(|_| EndpointError)?;
    let is_plain = uri.scheme_str() == Some("http") && uri.path() == "/" && uri.query().is_none();
    if is_plain { Ok(uri) } else { Err(EndpointError) }
}

/// The provider, if there is a collector. Nothing is connected yet, and no thread exists without one.
///
/// Sampling follows `OTEL_TRACES_SAMPLER`, by default the caller's wish and else everything.
pub(super) fn provider(config: &TelemetryConfig) -> Result<Option<SdkTracerProvider>, InitError> {
    let Some(endpoint) = &config.otlp_endpoint else { return Ok(None) };
    let exporter = SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint.to_string())
        .with_timeout(EXPORT_TIMEOUT)
        .build()
        .map_err(|source| InitError::Exporter { endpoint: endpoint.clone(), source })?;
    Ok(Some(
        SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource(config)).build(),
    ))
}

/// Who we are. `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` have the last word.
fn resource(config: &TelemetryConfig) -> Resource {
    let identity = &config.identity;
    let known = [
        ("service.namespace", identity.pod_namespace.as_deref()),
        ("k8s.namespace.name", identity.pod_namespace.as_deref()),
        ("k8s.pod.name", identity.pod_name.as_deref()),
        ("k8s.node.name", identity.node_name.as_deref()),
    ];
    Resource::builder_empty()
        .with_attributes([
            KeyValue::new("service.name", config.service_name),
            KeyValue::new("service.version", config.service_version),
            KeyValue::new("service.instance.id", Uuid::now_v7().to_string()),
        ])
        .with_attributes(
            known.into_iter().filter_map(|(key, value)| Some(KeyValue::new(key, value?.to_owned()))),
        )
        .with_detector(Box::new(EnvResourceDetector::new()))
        .build()
}
