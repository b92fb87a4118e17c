//! One JSON object a line: when, how grave, where from, what, and the ids of the request it belongs to.

use std::fmt;
use std::io::Write as _;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::{LookupSpan, Scope};

use super::REQUEST_TARGET;
use super::writer::LogWriter;
use crate::request::RequestContext;

/// The field of a request's line whose value is a list of JSON members already: see [`RequestContext::members`].
const MEMBERS_FIELD: &str = "fields";

pub(super) struct JsonLayer {
    writer: LogWriter,
}

/// The fields of a span, as JSON members that each begin with a comma.
struct SpanMembers(Vec<u8>);

impl JsonLayer {
    pub(super) fn new(writer: LogWriter) -> Self {
        Self { writer }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for JsonLayer {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut members = Vec::new();
        attributes.record(&mut Members(&mut members));
        span.extensions_mut().insert(SpanMembers(members));
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(SpanMembers(members)) = span.extensions_mut().get_mut() {
            record.record(&mut Members(members));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut line = Vec::with_capacity(512);
        let metadata = event.metadata();
        push_head(&mut line, metadata.level().as_str(), metadata.target());
        event.record(&mut Members(&mut line));
        // A request's own line says everything itself.
        if metadata.target() != REQUEST_TARGET {
            push_scope(&mut line, context.event_scope(event));
        }
        line.extend_from_slice(b"}\n");
        self.writer.write_line(&line);
    }
}

fn push_head(line: &mut Vec<u8>, level: &str, target: &str) {
    let mut timestamp = String::with_capacity(32);
    // Writing to a `String` cannot fail.
    let _ = SystemTime.format_time(&mut Writer::new(&mut timestamp));
    line.extend_from_slice(b"{\"timestamp\":\"");
    line.extend_from_slice(timestamp.as_bytes());
    line.extend_from_slice(b"\"");
    let mut members = Members(line);
    members.push("level", level);
    members.push("target", target);
}

/// Appends what is known from around the event: the fields of its spans, and the ids of the request being served.
fn push_scope<S: for<'a> LookupSpan<'a>>(line: &mut Vec<u8>, scope: Option<Scope<'_, S>>) {
    for span in scope.into_iter().flatten() {
        if let Some(SpanMembers(members)) = span.extensions().get() {
            line.extend_from_slice(members);
        }
    }
    if let Some(request) = RequestContext::current() {
        let mut members = Members(line);
        members.push("trace_id", &format_args!("{}", request.trace().trace_id));
        members.push("span_id", &format_args!("{}", request.trace().span_id));
        members.push("request_id", request.id().as_str());
    }
}

/// Appends fields as JSON members.
struct Members<'a>(&'a mut Vec<u8>);

impl Members<'_> {
    fn push(&mut self, name: &str, value: &(impl serde::Serialize + ?Sized)) {
        self.0.push(b',');
        // Writing to a `Vec` cannot fail, and these types have no other way to.
        let _ = serde_json::to_writer(&mut *self.0, name);
        self.0.push(b':');
        let _ = serde_json::to_writer(&mut *self.0, value);
    }
}

impl Visit for Members<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.push(field.name(), &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.push(field.name(), &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.push(field.name(), &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.push(field.name(), &value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.push(field.name(), value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == MEMBERS_FIELD {
            let _ = write!(self.0, ",{value:?}");
        } else {
            self.push(field.name(), &format_args!("{value:?}"));
        }
    }
}
