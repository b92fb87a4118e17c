//! What happens around every request: an id, a place in a trace, one log line, metrics.
//!
//! [`RequestLayer`] does it for HTTP routes, [`RpcServerLayer`] for gRPC services. Between them and the handler
//! travels a [`RequestContext`]; a handler that knows more about what happened adds it to the line with
//! [`RequestContext::add`]. Neither line nor metric carries a path, a query or anything else that a visitor wrote.

pub use self::context::{FieldValue, RequestContext};
pub use self::http::{RequestFuture, RequestLayer, RequestService};
pub use self::id::{RequestId, X_REQUEST_ID};
pub use self::rpc::{RpcBody, RpcFuture, RpcServerLayer, RpcServerService};

mod context;
mod http;
mod id;
mod rpc;
mod span;
