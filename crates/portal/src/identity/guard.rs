//! What surrounds every route of the portal that a browser's cookie opens: another site may not make a browser do something here.
//!
//! A request that changes something carries the header `X-Requested-With: aurigraph`, which no form and no link can send and which another origin may
//! send only with this one's leave, and does not come from another origin. Together with `SameSite=Lax` that is two walls more than are needed.

use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::problem::Problem;

const REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses what another site may have sent.
pub async fn guard(request: Request, next: Next) -> Response {
    let is_safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    // A program shows its key and has no cookies: then there is nothing that another site could make use of.
    let headers = request.headers();
    let is_program = headers.contains_key(AUTHORIZATION) && !headers.contains_key(COOKIE);
    if is_safe || is_program || is_from_here(request.headers()) {
        return next.run(request).await;
    }
    Problem::cross_site().into_response()
}

fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if text(&REQUESTED_WITH) != Some("aurigraph") {
        return false;
    }
    is_own_origin(headers) && text(&FETCH_SITE).is_none_or(|site| site == "same-origin")
}

/// Whether a request names no origin, or this one. A browser always names one when it opens a WebSocket.
pub(crate) fn is_own_origin(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    let Some(origin) = text(&ORIGIN) else {
        return true;
    };
    let host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    host.is_some() && host == text(&HOST)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn is_taken(pairs: &[(&'static str, &'static str)]) -> bool {
        let pairs = pairs.iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        is_from_here(&pairs.collect())
    }

    #[test]
    fn only_what_this_site_sent_is_taken() {
        let ours = ("x-requested-with", "aurigraph");
        let host = ("host", "ledger.example:9003");
        assert!(is_taken(&[ours, host]));
        assert!(is_taken(&[
            ours,
            host,
            ("origin", "https://ledger.example:9003")
        ]));
        assert!(is_taken(&[ours, host, ("sec-fetch-site", "same-origin")]));
        for refused in [
            &[host][..],
            &[("x-requested-with", "XMLHttpRequest"), host],
            &[ours, host, ("origin", "https://evil.example")],
            &[ours, host, ("origin", "https://ledger.example")],
            &[
                ours,
                host,
                ("origin", "https://ledger.example:9003.evil.example"),
            ],
            &[ours, host, ("origin", "null")],
            &[ours, ("origin", "https://ledger.example:9003")],
            &[ours, host, ("sec-fetch-site", "cross-site")],
            &[ours, host, ("sec-fetch-site", "same-site")],
            &[
                ours,
                host,
                ("origin", "https://ledger.example:9003"),
                ("sec-fetch-site", "cross-site"),
            ],
        ] {
            assert!(!is_taken(refused), "{refused:?}");
        }
    }
}
