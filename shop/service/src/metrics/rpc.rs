//! `rpc.server.call.duration` and `rpc.client.call.duration`.

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Unit;
use tonic::Code;

use super::{DURATION_BUCKETS, Registry};

const RPC_SYSTEM_NAME: &str = "grpc";

/// The metrics of one gRPC server. Clones count into the same series.
#[derive(Clone, Debug)]
pub struct RpcServerMetrics {
    duration: Family<ServerLabels, Histogram, fn() -> Histogram>,
}

/// The metrics of gRPC clients. Clones count into the same series.
#[derive(Clone, Debug)]
pub struct RpcClientMetrics {
    duration: Family<ClientLabels, Histogram, fn() -> Histogram>,
}

/// What a client knows of a call that ended.
#[derive(Clone, Debug)]
pub struct RpcClientCall<'a> {
    /// `package.Service/Method`, without a leading slash.
    pub method: &'a str,
    /// How the call ended, as the caller saw it.
    pub code: Code,
    /// The name that was asked for, not the address that answered: there may be thousands of those.
    pub server_address: &'a Arc<str>,
    /// The port that was asked for.
    pub server_port: u16,
    /// From the first attempt to the answer.
    pub took: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ServerLabels {
    rpc_system_name: &'static str,
    rpc_method: &'static str,
    rpc_response_status_code: &'static str,
    error_type: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ClientLabels {
    rpc_system_name: &'static str,
    rpc_method: String,
    rpc_response_status_code: &'static str,
    error_type: &'static str,
    server_address: Arc<str>,
    server_port: u16,
}

impl RpcServerMetrics {
    /// Registers the metrics.
    pub fn new(registry: &Registry) -> Self {
        let duration = duration_family();
        registry.register(
            "rpc.server.call.duration",
            Some(Unit::Seconds),
            "Duration of incoming calls",
            duration.clone(),
        );
        Self { duration }
    }

    pub(crate) fn observe(&self, method: &'static str, code: Code, took: Duration) {
        let labels = ServerLabels {
            rpc_system_name: RPC_SYSTEM_NAME,
            rpc_method: method,
            rpc_response_status_code: code_name(code),
            error_type: if is_server_error(code) { code_name(code) } else { "" },
        };
        self.duration.get_or_create(&labels).observe(took.as_secs_f64());
    }
}

impl RpcClientMetrics {
    /// Registers the metrics.
    pub fn new(registry: &Registry) -> Self {
        let duration = duration_family();
        registry.register(
            "rpc.client.call.duration",
            Some(Unit::Seconds),
            "Duration of outgoing calls",
            duration.clone(),
        );
        Self { duration }
    }

    /// Counts a call that ended.
    pub fn observe(&self, call: &RpcClientCall<'_>) {
        let labels = ClientLabels {
            rpc_system_name: RPC_SYSTEM_NAME,
            rpc_method: call.method.to_owned(),
            rpc_response_status_code: code_name(call.code),
            error_type: if call.code == Code::Ok { "" } else { code_name(call.code) },
            server_address: Arc::clone(call.server_address),
            server_port: call.server_port,
        };
        self.duration.get_or_create(&labels).observe(call.took.as_secs_f64());
    }
}

fn duration_family<S: Clone + std::hash::Hash + Eq>() -> Family<S, Histogram, fn() -> Histogram> {
    Family::new_with_constructor((|| Histogram::new(DURATION_BUCKETS)) as fn() -> Histogram)
}

/// The codes that the conventions count as the server's fault; the others are the caller's.
pub(crate) fn is_server_error(code: Code) -> bool {
    matches!(
        code,
        Code::Unknown
            | Code::DeadlineExceeded
            | Code::Unimplemented
            | Code::Internal
            | Code::Unavailable
            | Code::DataLoss
    )
}

/// The name that gRPC gives the code: `DEADLINE_EXCEEDED`.
pub fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
