use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::request::Parts;

use super::RequestId;
use crate::telemetry::propagation::{self, TraceContext};

tokio::task_local! {
    pub(super) static CURRENT: RequestContext;
}

/// What is known of the request being served. In its extensions, and [`RequestContext::current`] in its task.
///
/// As an axum extractor it never fails: without the layer, as in a test of one handler, it is made up.
#[derive(Clone, Debug)]
pub struct RequestContext(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: RequestId,
    trace: TraceContext,
    fields: Mutex<Vec<(&'static str, FieldValue)>>,
}

/// What a handler may add to its log line.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    /// Words from a set known when the program is built; never a visitor's.
    Text(Cow<'static, str>),
    /// A count.
    Number(u64),
    /// A measurement; the field's name says the unit.
    Decimal(f64),
    /// A fact.
    Flag(bool),
}

impl RequestContext {
    pub(crate) fn new(id: RequestId, trace: TraceContext) -> Self {
        Self(Arc::new(Inner { id, trace, fields: Mutex::default() }))
    }

    fn made_up(headers: &HeaderMap) -> Self {
        Self::new(RequestId::of(headers), TraceContext::below(propagation::extract(headers)))
    }

    /// The request that the current task serves, if it serves one.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    /// The request's id.
    pub fn id(&self) -> &RequestId {
        &self.0.id
    }

    /// This service's span in the request's trace.
    pub fn trace(&self) -> &TraceContext {
        &self.0.trace
    }

    /// Adds a field to the request's log line; a second value for the same name replaces the first.
    ///
    /// Names are written like `source` or `rpc_attempts` and differ from those that every line has. What a visitor
    /// typed does not belong here.
    pub fn add(&self, name: &'static str, value: impl Into<FieldValue>) {
        let mut fields = self.0.fields.lock().unwrap_or_else(PoisonError::into_inner);
        fields.retain(|(present, _)| *present != name);
        fields.push((name, value.into()));
    }

    /// The added fields as members of a JSON object, without its braces: the field `fields` of a request's line.
    pub(crate) fn members(&self) -> Option<String> {
        let fields = self.0.fields.lock().unwrap_or_else(PoisonError::into_inner);
        if fields.is_empty() {
            return None;
        }
        let members: Vec<_> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        Some(members.join(","))
    }
}

impl<S: Sync> FromRequestParts<S> for RequestContext {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or_else(|| Self::made_up(&parts.headers)))
    }
}

/// As JSON.
impl fmt::Display for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{}", serde_json::Value::from(text.as_ref())),
            Self::Number(number) => write!(f, "{number}"),
            // JSON has no infinities: they become null.
            Self::Decimal(number) => write!(f, "{}", serde_json::Value::from(*number)),
            Self::Flag(flag) => write!(f, "{flag}"),
        }
    }
}

impl From<&'static str> for FieldValue {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for FieldValue {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<u64> for FieldValue {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for FieldValue {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<f64> for FieldValue {
    fn from(number: f64) -> Self {
        Self::Decimal(number)
    }
}

impl From<bool> for FieldValue {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}
