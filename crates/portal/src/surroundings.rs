//! What surrounds every route of the portal: a body comes as it is and within a time, and a wrong method is answered as everything else is.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::problem::Problem;

/// How long a request may take from its headers to the headers of its answer, the body included.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// Refuses bodies that would have to be unpacked first, and gives up on those that do not come.
pub async fn surround(request: Request, next: Next) -> Response {
    let encoding = request.headers().get(CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Unsupported media type",
            "the body has a Content-Encoding",
            "Send it as it is.",
        )
        .into_response();
    }
    match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => timed_out().into_response(),
    }
}

/// Gives up on a body that does not come whole in time; the answer may take longer.
pub async fn whole_body<const BYTES_MAX: usize>(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let too_large = || {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "payload_too_large",
            "Payload too large",
            format!("a body has {BYTES_MAX} bytes at most here"),
            "Send less at once.",
        )
    };
    let announced = parts.headers.get(CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|bytes: u64| bytes > BYTES_MAX as u64) {
        return too_large().into_response();
    }
    match tokio::time::timeout(ANSWER_WITHIN, to_bytes(body, BYTES_MAX)).await {
        Ok(Ok(bytes)) => {
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Ok(Err(_)) => too_large().into_response(),
        Err(_) => timed_out().into_response(),
    }
}

fn timed_out() -> Problem {
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        "request_timeout",
        "Request timeout",
        "the request was not complete in time, or could not be answered in time",
        "Look whether it was done before you send it again.",
    )
}

/// The answer to a method that a route does not have.
pub async fn method_not_allowed() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "Method not allowed",
        "this address does not answer that method",
        "The header Allow says which there are; compare with the documentation at /docs.",
    )
}
