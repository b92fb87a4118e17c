//! The one table that says what an error means, by which gRPC code it travels and which HTTP status
//! stands for it.
//!
//! A status carries `google.rpc` details ([AIP-193]): `BadRequest` names every field that was refused,
//! `ResourceInfo` what was not found, `RetryInfo` when to come back, and `RequestInfo` is always there.
//! Messages are fixed sentences: nothing of a process's inside can leak through them.
//!
//! [AIP-193]: https://google.aip.dev/193

use std::{fmt, time::Duration};

use http::StatusCode;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// Why a call failed, as a client may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// The request can never succeed as it is. Holds every field that is wrong, not only the first.
    InvalidArgument(Vec<FieldViolation>),
    /// The thing that the request names does not exist.
    NotFound {
        /// The kind of thing, for example `book`.
        resource_type: &'static str,
        /// Its name as the client wrote it.
        name: String,
    },
    /// The method does not exist here.
    Unimplemented,
    /// Too much is asked of this process at present.
    ResourceExhausted {
        /// How long the client should wait before it tries again.
        retry_after: Duration,
    },
    /// The process cannot answer at present.
    Unavailable {
        /// How long the client should wait before it tries again.
        retry_after: Duration,
    },
    /// The caller's time, or the longest that the server allows, ran out.
    DeadlineExceeded,
    /// The caller gave up.
    Cancelled,
    /// The fault is ours; the log knows more under the request id.
    Internal,
}

/// One field that was refused, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldViolation {
    /// The path of the field from the request, for example `events[3].user_id`.
    pub field: String,
    /// What the field must be, for people.
    pub description: String,
}

impl FieldViolation {
    /// Says that `field` is wrong because of `description`.
    pub fn new(field: impl Into<String>, description: impl Into<String>) -> Self {
        Self { field: field.into(), description: description.into() }
    }
}

impl ApiError {
    /// The gRPC code of this error. Never `UNKNOWN`.
    pub fn code(&self) -> Code {
        match self {
            Self::InvalidArgument(_) => Code::InvalidArgument,
            Self::NotFound { .. } => Code::NotFound,
            Self::Unimplemented => Code::Unimplemented,
            Self::ResourceExhausted { .. } => Code::ResourceExhausted,
            Self::Unavailable { .. } => Code::Unavailable,
            Self::DeadlineExceeded => Code::DeadlineExceeded,
            Self::Cancelled => Code::Cancelled,
            Self::Internal => Code::Internal,
        }
    }

    /// The status that goes over the wire, with its details and the id under which the log knows the request.
    pub fn into_status(self, request_id: &str) -> Status {
        let (code, message) = (self.code(), self.to_string());
        let mut details = ErrorDetails::new();
        details.set_request_info(request_id, "");
        match self {
            Self::InvalidArgument(violations) => {
                for violation in violations {
                    details.add_bad_request_violation(violation.field, violation.description);
                }
            }
            Self::NotFound { resource_type, name } => {
                details.set_resource_info(resource_type, name, "", "");
            }
            Self::ResourceExhausted { retry_after } | Self::Unavailable { retry_after } => {
                details.set_retry_info(Some(retry_after));
            }
            Self::Unimplemented | Self::DeadlineExceeded | Self::Cancelled | Self::Internal => {}
        }
        Status::with_error_details(code, message, details)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidArgument(violations) => {
                f.write_str("the request is not valid")?;
                for (index, violation) in violations.iter().enumerate() {
                    let separator = if index == 0 { ": " } else { "; " };
                    write!(f, "{separator}`{}` {}", violation.field, violation.description)?;
                }
                Ok(())
            }
            Self::NotFound { resource_type, name } => write!(f, "there is no {resource_type} `{name}`"),
            Self::Unimplemented => f.write_str("there is no such method"),
            Self::ResourceExhausted { .. } => f.write_str("too many requests at present"),
            Self::Unavailable { .. } => f.write_str("the service cannot answer at present"),
            Self::DeadlineExceeded => f.write_str("the time for this request ran out"),
            Self::Cancelled => f.write_str("the caller gave up"),
            Self::Internal => f.write_str("the service failed"),
        }
    }
}

impl std::error::Error for ApiError {}

/// The HTTP status that stands for a gRPC code, after [`google.rpc.Code`]'s own table.
///
/// [`google.rpc.Code`]: https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
pub fn http_status(code: Code) -> StatusCode {
    match code {
        Code::Ok => StatusCode::OK,
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => StatusCode::BAD_REQUEST,
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::PermissionDenied => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::AlreadyExists | Code::Aborted => StatusCode::CONFLICT,
        Code::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
        // 499 is what proxies write when the client closed the connection; the registry has no number for it.
        Code::Cancelled => StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST),
        Code::Unknown | Code::Internal | Code::DataLoss => StatusCode::INTERNAL_SERVER_ERROR,
        Code::Unimplemented => StatusCode::NOT_IMPLEMENTED,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
    }
}
