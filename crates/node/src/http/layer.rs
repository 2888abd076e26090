//! What surrounds every handler: request id, counting, response headers, panics, and the answers where there is no handler.

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue, Method, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;
use tower_http::catch_panic::CatchPanicLayer;

use super::ApiState;
use super::problem::Problem;
use super::server::ConnectionStanding;
use crate::standing::Refused;

/// Carries a request's id: the client's own, or one that is made here.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest request id that is taken over.
const REQUEST_ID_MAX: usize = 128;

/// Requests that read whole blocks, at once. Each may hold a block of tens of megabytes, read and decoded; more of them at once would
/// take memory and be no faster, because they wait for the same cores and the same disk.
pub const READERS_MAX: usize = 2;
/// How long such a request waits for its turn before it is told to come back.
const READER_WAIT: Duration = Duration::from_secs(5);
/// Beginnings of the routes that read blocks.
const READER_ROUTES: [&str; 5] = [
    "/api/v11/blockchain/blocks",
    "/api/v11/blockchain/transactions",
    "/api/v11/accounts/{address}/",
    "/api/v11/receipts/",
    "/api/v11/search",
];

/// Beginning of the routes that take submissions.
const SUBMISSION_ROUTES: [&str; 2] = [
    "/api/v11/blockchain/transactions",
    "/api/v11/network/submissions",
];

/// Puts the layers around all routes.
pub fn wrap(router: Router, state: ApiState) -> Router {
    router
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(from_fn_with_state(state, surround))
}

async fn surround(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    // The pattern, not the path: a client cannot make new label values.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str)
        .to_owned();
    let given = request
        .headers()
        .get(REQUEST_ID)
        .filter(|id| is_request_id(id))
        .cloned();
    let id = given.unwrap_or_else(|| HeaderValue::from(state.requests.next_id()));
    let unknown_query = request
        .uri()
        .query()
        .filter(|query| !query.is_empty() && state.without_parameters.contains(&route));
    let mut response = match unknown_query {
        Some(query) => unknown_parameter(&route, query).into_response(),
        None => in_turn(&state, &method, &route, request, next).await,
    };
    state
        .requests
        .record(&method, &route, response.status(), began.elapsed());
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// Runs the request; one that reads blocks when there is room for what it reads.
async fn in_turn(
    state: &ApiState,
    method: &Method,
    route: &str,
    request: Request,
    next: Next,
) -> Response {
    let reads_blocks = *method == Method::GET
        && READER_ROUTES
            .iter()
            .any(|beginning| route.starts_with(beginning));
    let submits = SUBMISSION_ROUTES
        .iter()
        .any(|beginning| route.starts_with(beginning));
    if *method == Method::POST && submits {
        return submit_in_turn(state, request, next).await;
    }
    if !reads_blocks {
        return next.run(request).await;
    }
    // Held until the answer is made: the block is in memory as long.
    match reader_turn(&state.readers).await {
        Ok(_turn) => next.run(request).await,
        Err(too_busy) => too_busy.into_response(),
    }
}

/// A turn of a request that reads whole blocks.
///
/// # Errors
/// `too_busy` if none comes within five seconds.
pub async fn reader_turn(readers: &Semaphore) -> Result<SemaphorePermit<'_>, Problem> {
    turn_within(readers, READER_WAIT).await
}

async fn turn_within(
    readers: &Semaphore,
    patience: Duration,
) -> Result<SemaphorePermit<'_>, Problem> {
    match timeout(patience, readers.acquire()).await {
        Ok(Ok(turn)) => Ok(turn),
        _ => Err(Problem::new(
            "too_busy",
            "too many requests read blocks at the same time",
            "Ask again after the time in Retry-After, with fewer requests at once.",
        )),
    }
}

/// Runs a submission when its connection's standing allows.
async fn submit_in_turn(state: &ApiState, request: Request, next: Next) -> Response {
    let new = || state.node.standings.connection();
    let standing = match request.extensions().get::<Arc<ConnectionStanding>>() {
        Some(standing) => Arc::clone(standing.get_or_init(new)),
        // Without a connection, nobody is held back.
        None => new(),
    };
    let bytes = request.headers().get(CONTENT_LENGTH);
    let bytes = bytes.and_then(|length| length.to_str().ok()?.parse().ok());
    standing.turn().await;
    standing.begin();
    let response = next.run(request).await;
    standing.answered(match response.status().as_u16() {
        200..300 => Refused::Little,
        429 | 500.. => Refused::ForReasonsOfTheNode,
        _ => Refused::Mostly {
            bytes: bytes.unwrap_or_default(),
        },
    });
    response
}

fn unknown_parameter(route: &str, query: &str) -> Problem {
    let name: String = query
        .split(['=', '&'])
        .next()
        .unwrap_or_default()
        .chars()
        .take(100)
        .collect();
    Problem::new(
        "unknown_field",
        format!("{route} takes no parameters; unknown field `{name}`"),
        "Remove the parameter: nothing that is sent is silently ignored.",
    )
}

fn is_request_id(value: &HeaderValue) -> bool {
    let bytes = value.as_bytes();
    (1..=REQUEST_ID_MAX).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic)
}

fn answer_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let reason = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Problem::internal(&std::io::Error::other(format!(
        "a handler panicked: {reason}"
    )))
    .into_response()
}

/// Any path of the interfaces that is not a route.
pub async fn no_such_route(uri: Uri) -> Problem {
    let path: String = uri.path().chars().take(200).collect();
    Problem::new(
        "not_found",
        format!("there is no route {path}"),
        "Look at /docs for what there is.",
    )
}

/// A route that has no such method.
pub async fn method_not_allowed(method: Method, uri: Uri) -> Problem {
    let path: String = uri.path().chars().take(200).collect();
    let detail = format!("{path} has no method {method}");
    Problem::new(
        "method_not_allowed",
        detail,
        "Use a method that the Allow header names.",
    )
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use axum::http::header::RETRY_AFTER;

    use super::*;

    #[tokio::test]
    async fn who_gets_no_turn_in_time_is_told_to_come_back() {
        let readers = Semaphore::new(READERS_MAX);
        let held = readers.try_acquire_many(READERS_MAX as u32).expect("free");
        let refused = turn_within(&readers, Duration::from_millis(20)).await;
        let answer = refused.expect_err("all turns are taken").into_response();
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(answer.headers().contains_key(RETRY_AFTER));
        drop(held);
        assert!(reader_turn(&readers).await.is_ok());
    }
}
