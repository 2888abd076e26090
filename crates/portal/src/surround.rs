//! What surrounds every route of a portal process, as a node surrounds its own: request ids, headers, panics, and parameters that nobody knows.

use std::any::Any;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::problem::Problem;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest request id that is taken over.
const REQUEST_ID_MAX: usize = 128;

#[derive(Clone)]
struct Surrounding {
    without_parameters: Arc<HashSet<String>>,
    requests: Arc<AtomicU64>,
}

/// Puts it around all routes. `without_parameters` names the patterns of routes that take none.
pub fn wrap(router: Router, without_parameters: HashSet<String>) -> Router {
    let surrounding = Surrounding {
        without_parameters: Arc::new(without_parameters),
        requests: Arc::default(),
    };
    router
        .method_not_allowed_fallback(method_not_allowed)
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(from_fn_with_state(surrounding, surround))
}

async fn surround(
    State(surrounding): State<Surrounding>,
    mut request: Request,
    next: Next,
) -> Response {
    let given = request.headers().get(REQUEST_ID);
    let given = given.filter(|id| is_request_id(id)).cloned();
    let id = given.unwrap_or_else(|| {
        HeaderValue::from(surrounding.requests.fetch_add(1, Ordering::Relaxed) + 1)
    });
    // A node that the request is passed on to calls it the same.
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let mut response = match unknown_parameter(&surrounding, &request) {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id);
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn unknown_parameter(surrounding: &Surrounding, request: &Request) -> Option<Problem> {
    let query = request.uri().query().filter(|query| !query.is_empty())?;
    let route = request.extensions().get::<MatchedPath>()?.as_str();
    if !surrounding.without_parameters.contains(route) {
        return None;
    }
    let name = query.split(['=', '&']).next().unwrap_or_default();
    let name: String = name.chars().take(100).collect();
    Some(Problem::new(
        StatusCode::BAD_REQUEST,
        "unknown_field",
        "Unknown field",
        format!("{route} takes no parameters; unknown field `{name}`"),
        "Remove the parameter: nothing that is sent is silently ignored.",
    ))
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
    let error = std::io::Error::other(format!("a handler panicked: {reason}"));
    Problem::internal(&error).into_response()
}

async fn method_not_allowed(method: Method, uri: Uri) -> Problem {
    let path: String = uri.path().chars().take(200).collect();
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "Method not allowed",
        format!("{path} has no method {method}"),
        "Use a method that the Allow header names.",
    )
}
