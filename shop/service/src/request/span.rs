use http::HeaderMap;
use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt as _;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use super::{RequestContext, RequestId};
use crate::telemetry::propagation::{self, TraceContext};

/// The context of a request that arrived with `headers`. `span` is the one that will be exported for it; when none
/// will be, it is disabled and the ids are made up, so that log lines of all services can be joined nevertheless.
pub(super) fn enter(headers: &HeaderMap, span: &Span) -> RequestContext {
    let caller = propagation::extract(headers);
    let trace = if span.is_disabled() { TraceContext::below(caller) } else { export(caller, span) };
    RequestContext::new(RequestId::of(headers), trace)
}

fn export(caller: Option<TraceContext>, span: &Span) -> TraceContext {
    let state = caller.as_ref().and_then(|caller| caller.state.clone());
    if let Some(caller) = &caller {
        // Refused only if the span was started already, and it was made a moment ago.
        let _ = span.set_parent(Context::new().with_remote_span_context(caller.to_remote_span()));
    }
    let context = span.context();
    let exported = context.span().span_context().clone();
    if exported.is_valid() { TraceContext::from_span(&exported, state) } else { TraceContext::below(caller) }
}
