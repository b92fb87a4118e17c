//! One JSON object a line: when, how grave, where from, what, and the ids of the request it belongs to.

use std::fmt;
use std::io::Write as _;

use serde::Serialize;
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

/// The fields of a span and their values as JSON.
struct SpanFields(Vec<(&'static str, Vec<u8>)>);

impl JsonLayer {
    pub(super) fn new(writer: LogWriter) -> Self {
        Self { writer }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for JsonLayer {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = SpanFields(Vec::new());
        attributes.record(&mut Recorder(&mut fields));
        span.extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(fields) = span.extensions_mut().get_mut::<SpanFields>() {
            record.record(&mut Recorder(fields));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let mut line = Line::begin(metadata.level().as_str(), metadata.target());
        event.record(&mut Recorder(&mut line));
        // A request's own line says everything itself.
        if metadata.target() != REQUEST_TARGET {
            line.put_scope(context.event_scope(event));
        }
        self.writer.write_line(&line.end());
    }
}

/// A line in the making. A name appears once: what an event says beats its spans, and an inner span the outer ones.
struct Line {
    text: Vec<u8>,
    names: Vec<&'static str>,
}

impl Line {
    fn begin(level: &str, target: &str) -> Self {
        let mut timestamp = String::with_capacity(32);
        // Writing to a `String` cannot fail.
        let _ = SystemTime.format_time(&mut Writer::new(&mut timestamp));
        let mut line = Self { text: Vec::with_capacity(512), names: Vec::with_capacity(16) };
        line.text.extend_from_slice(b"{\"timestamp\":\"");
        line.text.extend_from_slice(timestamp.as_bytes());
        line.text.extend_from_slice(b"\"");
        line.put("level", level);
        line.put("target", target);
        line
    }

    /// Appends what is known from around the event: the fields of its spans, and the ids of the request being served.
    fn put_scope<S: for<'a> LookupSpan<'a>>(&mut self, scope: Option<Scope<'_, S>>) {
        for span in scope.into_iter().flatten() {
            if let Some(SpanFields(fields)) = span.extensions().get() {
                for (name, value) in fields {
                    self.put_json(name, value);
                }
            }
        }
        if let Some(request) = RequestContext::current() {
            self.put("trace_id", &format_args!("{}", request.trace().trace_id));
            self.put("span_id", &format_args!("{}", request.trace().span_id));
            self.put("request_id", request.id().as_str());
        }
    }

    /// Appends a member whose value is JSON already.
    fn put_json(&mut self, name: &'static str, value: &[u8]) {
        if self.begin_member(name) {
            self.text.extend_from_slice(value);
        }
    }

    /// False if the name has been there.
    fn begin_member(&mut self, name: &'static str) -> bool {
        let is_new = !self.names.contains(&name);
        if is_new {
            self.names.push(name);
            self.text.push(b',');
            put_value(&mut self.text, name);
            self.text.push(b':');
        }
        is_new
    }

    fn end(mut self) -> Vec<u8> {
        self.text.extend_from_slice(b"}\n");
        self.text
    }
}

/// Takes the fields of an event or a span.
trait Sink {
    fn put(&mut self, name: &'static str, value: &(impl Serialize + ?Sized));

    /// Takes many at once, as members of a JSON object.
    fn put_members(&mut self, members: &dyn fmt::Debug);
}

impl Sink for Line {
    fn put(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) {
        if self.begin_member(name) {
            put_value(&mut self.text, value);
        }
    }

    fn put_members(&mut self, members: &dyn fmt::Debug) {
        // Writing to a `Vec` cannot fail.
        let _ = write!(self.text, ",{members:?}");
    }
}

impl Sink for SpanFields {
    fn put(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) {
        let mut json = Vec::new();
        put_value(&mut json, value);
        self.0.retain(|(present, _)| *present != name);
        self.0.push((name, json));
    }

    /// Only the line of a request has such a field.
    fn put_members(&mut self, _: &dyn fmt::Debug) {}
}

fn put_value(text: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    // Writing to a `Vec` cannot fail, and what comes here has no other way to.
    let _ = serde_json::to_writer(text, value);
}

struct Recorder<'a, S>(&'a mut S);

impl<S: Sink> Visit for Recorder<'_, S> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.put(field.name(), &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.put(field.name(), &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.put(field.name(), &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.put(field.name(), &value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.put(field.name(), value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == MEMBERS_FIELD {
            self.0.put_members(value);
        } else {
            self.0.put(field.name(), &format_args!("{value:?}"));
        }
    }
}
