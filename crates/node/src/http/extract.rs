//! What handlers take from a request, with a problem document for everything that does not fit.

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// Items of a list unless the client says how many.
const LIMIT_DEFAULT: usize = 50;
/// The most items of a list.
const LIMIT_MAX: usize = 200;

/// Query parameters. Their type denies unknown fields.
pub struct Parameters<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(parameters)| Self(parameters))
            .map_err(|error: QueryRejection| of_message("the query", &error.body_text()))
    }
}

/// The one variable part of a path.
pub struct PathPart(pub String);

impl<S: Send + Sync> FromRequestParts<S> for PathPart {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(part)) => Ok(Self(part)),
            Err(_) => Err(Problem::invalid_parameter(
                "the path is not percent-encoded UTF-8",
            )),
        }
    }
}

/// The problem of a deserializer's message about `place`.
pub fn of_message(place: &str, message: &str) -> Problem {
    // serde has no typed error: the beginning of its message is its documented form.
    let reason = message
        .rsplit_once("query string: ")
        .map_or(message, |(_, reason)| reason);
    if reason.contains("unknown field") {
        let action = "Remove the field or parameter: nothing that is sent is silently ignored.";
        return Problem::new("unknown_field", format!("{place}: {reason}"), action);
    }
    Problem::invalid_parameter(format!("{place}: {reason}"))
}

/// How many items to list: 1 to 200, 50 if absent.
pub fn limit(asked: Option<usize>) -> Result<usize, Problem> {
    match asked {
        None => Ok(LIMIT_DEFAULT),
        Some(limit) if (1..=LIMIT_MAX).contains(&limit) => Ok(limit),
        Some(limit) => Err(Problem::invalid_parameter(format!(
            "limit is 1 to {LIMIT_MAX}, not {limit}"
        ))),
    }
}

/// Runs a read of the log or the history index where it does not hold up other requests.
pub async fn blocking<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(read).await {
        Ok(result) => result,
        Err(error) => Err(Problem::internal(&error)),
    }
}
