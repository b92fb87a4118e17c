//! What an error looks like on the wire and as an HTTP status.

use std::time::Duration;

use http::StatusCode;
use shop_api::status::{ApiError, FieldViolation, http_status};
use tonic::Code;
use tonic_types::StatusExt;

#[test]
fn every_refused_field_is_named() {
    let violations = vec![
        FieldViolation::new("page_size", "must not be negative"),
        FieldViolation::new("events[3].user_id", "must be 1 to 64 bytes"),
    ];
    let status = ApiError::InvalidArgument(violations).into_status("r-1");
    insta::assert_snapshot!(
        status.message(),
        @"the request is not valid: `page_size` must not be negative; `events[3].user_id` must be 1 to 64 bytes"
    );
    let bad_request = status.get_details_bad_request().unwrap();
    let fields: Vec<_> =
        bad_request.field_violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["page_size", "events[3].user_id"]);
}

#[test]
fn what_is_not_found_is_named() {
    let status = ApiError::NotFound { resource_type: "book", name: "4711".into() }.into_status("r-1");
    insta::assert_snapshot!(status.message(), @"there is no book `4711`");
    let resource = status.get_details_resource_info().unwrap();
    assert_eq!((resource.resource_type.as_str(), resource.resource_name.as_str()), ("book", "4711"));
}

#[test]
fn a_busy_server_says_when_to_come_back() {
    let retry_after = Duration::from_millis(200);
    for error in [ApiError::ResourceExhausted { retry_after }, ApiError::Unavailable { retry_after }] {
        let status = error.into_status("r-1");
        assert_eq!(status.get_details_retry_info().unwrap().retry_delay, Some(retry_after));
    }
}

#[test]
fn every_error_carries_its_request_id() {
    for error in every_error() {
        let code = error.code();
        let status = error.into_status("r-1");
        assert_eq!(status.code(), code);
        assert_eq!(status.get_details_request_info().unwrap().request_id, "r-1", "{code:?}");
        assert!(!status.message().is_empty());
    }
}

#[test]
fn no_error_of_ours_is_unknown_and_each_is_an_error_in_http() {
    for error in every_error() {
        assert_ne!(error.code(), Code::Unknown);
        assert!(http_status(error.code()).as_u16() >= 400, "{error:?}");
    }
}

#[test]
fn codes_have_the_http_status_of_the_specification() {
    let lines: Vec<_> =
        (0..=16).map(Code::from).map(|code| format!("{code:?} {}", http_status(code).as_u16())).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    Ok 200
    Cancelled 499
    Unknown 500
    InvalidArgument 400
    DeadlineExceeded 504
    NotFound 404
    AlreadyExists 409
    PermissionDenied 403
    ResourceExhausted 429
    FailedPrecondition 400
    Aborted 409
    OutOfRange 400
    Unimplemented 501
    Internal 500
    Unavailable 503
    DataLoss 500
    Unauthenticated 401
    ");
    assert_eq!(http_status(Code::Ok), StatusCode::OK);
}

fn every_error() -> [ApiError; 8] {
    let retry_after = Duration::from_secs(1);
    [
        ApiError::InvalidArgument(vec![]),
        ApiError::NotFound { resource_type: "book", name: "1".into() },
        ApiError::Unimplemented,
        ApiError::ResourceExhausted { retry_after },
        ApiError::Unavailable { retry_after },
        ApiError::DeadlineExceeded,
        ApiError::Cancelled,
        ApiError::Internal,
    ]
}
