//! W3C Trace Context (`traceparent`, `tracestate`) and `x-request-id`, in and out.

use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use crate::request::{RequestContext, X_REQUEST_ID};

/// The caller's place in a trace: <https://www.w3.org/TR/trace-context/>.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// What vendors add to it. Passed on as it came, unless it is longer than 512 bytes.
pub const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// What the specification asks everybody to pass on at least (§3.3.1.5). A longer one is dropped: callees limit their
/// headers, and a visitor must not be able to make them refuse our calls.
const MAX_STATE_BYTES: usize = 512;

/// A place in a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    /// The trace, the same in every service that a request reaches.
    pub trace_id: TraceId,
    /// The span: here the caller's, or our own.
    pub span_id: SpanId,
    /// Whether the caller records the trace.
    pub sampled: bool,
    /// The `tracestate` that came along.
    pub state: Option<HeaderValue>,
}

impl TraceContext {
    /// A new span in the trace of `parent`, or in a new trace without one. Nothing is exported for it.
    pub(crate) fn below(parent: Option<Self>) -> Self {
        let span_id = SpanId::from(fastrand::u64(1..));
        match parent {
            Some(parent) => Self { span_id, ..parent },
            None => {
                Self { trace_id: TraceId::from(fastrand::u128(1..)), span_id, sampled: false, state: None }
            }
        }
    }

    /// The value of `traceparent`.
    pub fn to_header(&self) -> HeaderValue {
        let flags = u8::from(self.sampled);
        let text = format!("00-{}-{}-{flags:02x}", self.trace_id, self.span_id);
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
    }

    pub(crate) fn from_span(context: &SpanContext, state: Option<HeaderValue>) -> Self {
        Self {
            trace_id: context.trace_id(),
            span_id: context.span_id(),
            sampled: context.is_sampled(),
            state,
        }
    }

    /// As the parent of a span that will be exported.
    pub(crate) fn to_remote_span(&self) -> SpanContext {
        let flags = TraceFlags::default().with_sampled(self.sampled);
        let state = self.state.as_ref().and_then(|state| state.to_str().ok()?.parse::<TraceState>().ok());
        SpanContext::new(self.trace_id, self.span_id, flags, true, state.unwrap_or_default())
    }
}

/// The caller's place in its trace, if it sent a valid one.
pub fn extract(headers: &HeaderMap) -> Option<TraceContext> {
    let parent = parse(headers.get(TRACEPARENT)?.to_str().ok()?)?;
    let state = headers.get(TRACESTATE).filter(|state| state.len() <= MAX_STATE_BYTES).cloned();
    Some(TraceContext { state, ..parent })
}

/// Puts the current request's trace and request id into the headers of an outgoing call. Outside a request and
/// outside an exported span nothing is added.
pub fn inject(headers: &mut HeaderMap) {
    let request = RequestContext::current();
    let state = request.as_ref().and_then(|request| request.trace().state.clone());
    let exported = tracing::Span::current().context();
    let span = exported.span().span_context().clone();
    let trace = if span.is_valid() {
        Some(TraceContext::from_span(&span, state))
    } else {
        request.as_ref().map(|request| request.trace().clone())
    };
    if let Some(trace) = trace {
        headers.insert(TRACEPARENT, trace.to_header());
        if let Some(state) = trace.state {
            headers.insert(TRACESTATE, state);
        }
    }
    if let Some(request) = request {
        headers.insert(X_REQUEST_ID, request.id().to_header());
    }
}

/// `00-{trace id}-{span id}-{flags}`. Later versions may append fields, version `ff` is forbidden, and an id of
/// zeros means none.
fn parse(text: &str) -> Option<TraceContext> {
    let mut parts = text.split('-');
    let version = hex(parts.next()?, 2)?;
    let trace_id = hex(parts.next()?, 32)?;
    let span_id = u64::try_from(hex(parts.next()?, 16)?).ok()?;
    let flags = hex(parts.next()?, 2)?;
    let has_more = parts.next().is_some();
    if version == 0xff || (version == 0 && has_more) || trace_id == 0 || span_id == 0 {
        return None;
    }
    Some(TraceContext {
        trace_id: TraceId::from(trace_id),
        span_id: SpanId::from(span_id),
        sampled: flags & 1 == 1,
        state: None,
    })
}

/// Exactly `length` lower-case hexadecimal digits.
fn hex(text: &str, length: usize) -> Option<u128> {
    let is_lower_hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if text.len() == length && is_lower_hex { u128::from_str_radix(text, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EXAMPLE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn the_example_of_the_recommendation_comes_out_as_it_went_in() {
        let context = parse(EXAMPLE).unwrap();
        assert!(context.sampled);
        assert_eq!(context.to_header(), EXAMPLE);
    }

    #[test]
    fn a_state_that_is_too_long_to_pass_on_is_dropped_and_the_trace_is_kept() {
        let mut headers = HeaderMap::new();
        headers.insert(TRACEPARENT, EXAMPLE.parse().unwrap());
        headers.insert(TRACESTATE, format!("a={}", "x".repeat(MAX_STATE_BYTES - 2)).parse().unwrap());
        assert!(extract(&headers).unwrap().state.is_some());
        headers.insert(TRACESTATE, format!("a={}", "x".repeat(MAX_STATE_BYTES - 1)).parse().unwrap());
        assert_eq!(extract(&headers).unwrap().state, None);
    }

    #[test]
    fn what_the_recommendation_forbids_is_taken_for_nothing() {
        let zeros_16 = "0".repeat(16);
        let zeros_32 = "0".repeat(32);
        for bad in [
            "",
            "00",
            &EXAMPLE.replace("00-4", "ff-4"),
            &EXAMPLE.to_uppercase(),
            &format!("{EXAMPLE}-extra"),
            &format!("00-{zeros_32}-00f067aa0ba902b7-01"),
            &format!("00-4bf92f3577b34da6a3ce929d0e0e4736-{zeros_16}-01"),
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_later_version_may_bring_more_fields() {
        let later = EXAMPLE.replace("00-4", "01-4") + "-more";
        assert!(parse(&later).is_some());
    }

    proptest! {
        #[test]
        fn no_header_makes_the_parser_panic(text in ".{0,80}") {
            let _ = parse(&text);
        }
    }
}
