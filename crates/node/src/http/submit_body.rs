//! The body of a submission: its media type decides the form, and how long it may be.
//!
//! Bodies that are being read share a budget of bytes and must be complete in time: clients that send slowly, however many, cost a
//! bounded amount of memory. Once a body is read, the budget of ingest holds it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use utoipa::ToSchema;

use super::ApiState;
use super::problem::Problem;
use super::submit::BODY_BYTES_MAX;
use crate::ingest::Refusal;

/// Bytes of all bodies that may be read at the same time.
const READING_BYTES_MAX: usize = 128 * 1024 * 1024;
/// The budget is counted in pieces of this many bytes.
const PERMIT_BYTES: usize = 1024;
/// How long a body may take.
const READ_TIMEOUT: Duration = Duration::from_secs(20);

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

impl<const JSON_BYTES_MAX: usize> FromRequest<ApiState> for Body<JSON_BYTES_MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        if is_json(&request)? {
            read(request, state, JSON_BYTES_MAX).await.map(Self::Json)
        } else {
            read(request, state, BODY_BYTES_MAX)
                .await
                .map(Self::Canonical)
        }
    }
}

/// A small body of any media type that was read whole.
pub struct Small<const BYTES_MAX: usize>(pub Bytes);

impl<const BYTES_MAX: usize> FromRequest<ApiState> for Small<BYTES_MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        read(request, state, BYTES_MAX).await.map(Self)
    }
}

/// The budget of bodies that are being read at the same time.
pub fn budget() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(READING_BYTES_MAX / PERMIT_BYTES))
}

fn is_json(request: &Request) -> Result<bool, Problem> {
    let encoding = request.headers().get(CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(Problem::new(
            "unsupported_media_type",
            "the body has a Content-Encoding",
            "Send the body as it is, without compression.",
        ));
    }
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

async fn read(
    mut request: Request,
    state: &ApiState,
    limit_bytes: usize,
) -> Result<Bytes, Problem> {
    let length = request.headers().get(CONTENT_LENGTH);
    let announced = length.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limit_bytes as u64) {
        // Refused before a byte is read.
        return Err(Problem::too_large(limit_bytes));
    }
    let expected = announced.map_or(limit_bytes, |bytes| bytes as usize);
    let permits =
        u32::try_from(expected.div_ceil(PERMIT_BYTES)).expect("limits are far below 4 TiB");
    let held = state.body_budget.try_acquire_many(permits);
    let held = held.map_err(|_| Problem::from(Refusal::too_busy()))?;
    DefaultBodyLimit::max(limit_bytes).apply(&mut request);
    let complete = timeout(READ_TIMEOUT, Bytes::from_request(request, state)).await;
    drop(held);
    let Ok(read) = complete else {
        let detail = format!(
            "the body was not complete within {} s",
            READ_TIMEOUT.as_secs()
        );
        return Err(Problem::new(
            "request_timeout",
            detail,
            "Send the whole body without pausing.",
        ));
    };
    read.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(limit_bytes),
        _ => Problem::new(
            "malformed_submission",
            "the body ended before its announced length",
            "Send the whole body.",
        ),
    })
}
