//! The body of a submission: its media type decides the form, and how long it may be.

use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use bytes::Bytes;
use utoipa::ToSchema;

use super::problem::Problem;
use super::submit::BODY_BYTES_MAX;

/// The canonical bytes of one submission.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct Canonical(#[allow(dead_code)] Vec<u8>);

/// A body that was read whole. JSON may have `JSON_BYTES_MAX` bytes.
pub enum Body<const JSON_BYTES_MAX: usize> {
    /// `application/json`.
    Json(Bytes),
    /// `application/octet-stream`.
    Canonical(Bytes),
}

impl<S: Send + Sync, const JSON_BYTES_MAX: usize> FromRequest<S> for Body<JSON_BYTES_MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if is_json(&request)? {
            read(request, state, JSON_BYTES_MAX).await.map(Self::Json)
        } else {
            read(request, state, BODY_BYTES_MAX)
                .await
                .map(Self::Canonical)
        }
    }
}

fn is_json(request: &Request) -> Result<bool, Problem> {
    let text = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(true);
    }
    if essence.eq_ignore_ascii_case("application/octet-stream") {
        return Ok(false);
    }
    Err(Problem::new(
        "unsupported_media_type",
        format!("Content-Type is {essence:?}"),
        "Send application/json, or the canonical bytes as application/octet-stream.",
    ))
}

async fn read<S: Send + Sync>(
    mut request: Request,
    state: &S,
    limit_bytes: usize,
) -> Result<Bytes, Problem> {
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limit_bytes as u64) {
        // Refused before a byte is read.
        return Err(Problem::too_large(limit_bytes));
    }
    DefaultBodyLimit::max(limit_bytes).apply(&mut request);
    Bytes::from_request(request, state)
        .await
        .map_err(|error| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(limit_bytes),
            _ => Problem::new(
                "malformed_submission",
                "the body ended before its announced length",
                "Send the whole body.",
            ),
        })
}
