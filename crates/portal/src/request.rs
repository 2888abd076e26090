//! What the portal's handlers take from a request, each with a problem document for everything that does not fit.

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, RawPathParams, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// Bytes of a request's body, unless a route says otherwise.
pub const BODY_BYTES_MAX: usize = 16 * 1024;
/// Items of a list unless the client says how many.
const LIMIT_DEFAULT: u16 = 50;
/// The most items of a list.
const LIMIT_MAX: u16 = 200;

const ACTION: &str = "Compare the request with the documentation at /docs.";

/// A JSON object. Its type denies unknown fields.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let Json(body) = Json::<T>::from_request(request, state).await?;
        Ok(Self(body))
    }
}

/// Query parameters. Their type denies unknown fields.
pub struct Parameters<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(parameters)| Self(parameters))
            .map_err(|error| Problem::invalid_parameter(error.body_text(), ACTION))
    }
}

/// The one variable part of a path.
pub struct PathPart(pub String);

impl<S: Send + Sync> FromRequestParts<S> for PathPart {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(part) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|error| Problem::invalid_parameter(error.body_text(), ACTION))?;
        Ok(Self(part))
    }
}

/// The last of several variable parts of a path.
pub struct LastPathPart(pub String);

impl<S: Send + Sync> FromRequestParts<S> for LastPathPart {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|error| Problem::invalid_parameter(error.body_text(), ACTION))?;
        let last = path.iter().last().map(|(_, text)| text.to_owned());
        Ok(Self(last.unwrap_or_default()))
    }
}

/// How many items to list: 1 to 200, 50 if absent.
///
/// # Errors
/// If it is another number.
pub fn limit(asked: Option<u16>) -> Result<u16, Problem> {
    match asked {
        None => Ok(LIMIT_DEFAULT),
        Some(limit) if (1..=LIMIT_MAX).contains(&limit) => Ok(limit),
        Some(limit) => {
            let detail = format!("limit is 1 to {LIMIT_MAX}, not {limit}");
            Err(Problem::invalid_parameter(detail, ACTION))
        }
    }
}

/// The problem of a cursor that no list gave.
pub fn not_a_cursor() -> Problem {
    let detail = "cursor is none that this list gave";
    Problem::invalid_parameter(detail, "Begin again without a cursor.")
}
