//! What surrounds every request, whatever it is for: before any route is looked for, its path has to be written in the one way in which it can be written; after it, every
//! answer carries the headers that keep a browser from doing more with it than was meant.
//!
//! A path that can be written in two ways is read in two ways: by a proxy that guards a folder and by the server behind it, by a policy and by the router. So what is not in its
//! one form is refused here, and nobody has to agree on what it means (RFC 3986, section 6.2.2, says which forms are equivalent).

use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::response::Response;

use super::problem::Problem;

/// For what is no page: nothing of it is executed, framed or embedded. Pages have a policy of their own.
const NO_PAGE: &str =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// Two years, as browsers' lists of such sites ask for.
const TLS_ONLY: &str = "max-age=63072000; includeSubDomains";

/// Refuses a path that could be written otherwise.
///
/// # Errors
/// With what is wrong about it.
pub fn check_path(path: &str) -> Result<(), Problem> {
    match reason(path) {
        None => Ok(()),
        Some(reason) => Err(Problem::invalid_parameter(format!(
            "the path {reason}: write it in its one form"
        ))),
    }
}

fn reason(path: &str) -> Option<&'static str> {
    if path == "*" {
        // OPTIONS for the server as a whole.
        return None;
    }
    let Some(segments) = path.strip_prefix('/') else {
        return Some("does not begin with a slash");
    };
    let mut segments = segments.split('/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        if segment.is_empty() && !is_last {
            return Some("has two slashes side by side");
        }
        if matches!(segment, "." | "..") {
            return Some("has a segment of dots");
        }
        if segment.contains([';', '\\']) {
            return Some("has a semicolon or a backslash");
        }
        if let Some(reason) = reason_in_escapes(segment.as_bytes()) {
            return Some(reason);
        }
    }
    None
}

/// What a percent sign may stand before: a byte that could not be written plainly, and that is no part of what separates and ends paths.
fn reason_in_escapes(segment: &[u8]) -> Option<&'static str> {
    const NOT_HEXADECIMAL: &str = "has a percent sign without two hexadecimal digits after it";
    let mut plain = Vec::with_capacity(segment.len());
    let mut bytes = segment.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            plain.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let (Some(high), Some(low)) = (digit(), digit()) else {
            return Some(NOT_HEXADECIMAL);
        };
        let escaped = u8::try_from(high * 16 + low).expect("two hexadecimal digits are a byte");
        let is_plain = escaped.is_ascii_alphanumeric() || b"-._~".contains(&escaped);
        if is_plain || escaped.is_ascii_control() || b"/\\;%".contains(&escaped) {
            return Some("escapes what may not be, or need not be, escaped");
        }
        plain.push(escaped);
    }
    std::str::from_utf8(&plain)
        .is_err()
        .then_some("is not UTF-8")
}

/// Adds what the answer does not say itself.
pub fn finish(mut response: Response, is_tls: bool) -> Response {
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    add(CONTENT_SECURITY_POLICY, NO_PAGE);
    add(X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(X_FRAME_OPTIONS, "DENY");
    add(REFERRER_POLICY, "no-referrer");
    add(RESOURCE_POLICY, "same-origin");
    if is_tls {
        add(STRICT_TRANSPORT_SECURITY, TLS_ONLY);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_form() {
        for path in [
            "/",
            "*",
            "/api/v11/nodes",
            "/docs/",
            "/assets/index-D8d_3.js",
            "/q/health",
            "/search/Z%C3%BCrich",
            "/a%20b",
        ] {
            assert_eq!(reason(path), None, "{path}");
        }
        for path in [
            "",
            "api",
            "//",
            "//api/v11/nodes",
            "/api//v11/nodes",
            "/api/v11/nodes//",
            "/./api",
            "/api/../q/health",
            "/api/..",
            "/api/v11/nodes/.",
            "/api/v11/%6eodes",
            "/api%2fv11/nodes",
            "/api%2Fv11/nodes",
            "/api%5cv11",
            "/api\\v11",
            "/%2e%2e/etc/passwd",
            "/..%2fetc",
            "/%252e%252e/",
            "/api;v=1/nodes",
            "/api/v11/nodes;jsessionid=1",
            "/api%3bv",
            "/nodes%00.js",
            "/nodes%0d%0aSet-Cookie:x",
            "/%7f",
            "/%c0%ae%c0%ae/",
            "/%ff",
            "/%e0%80%af",
            "/%ed%a0%80",
            "/%",
            "/%2",
            "/%zz",
            "/%+1",
        ] {
            assert!(reason(path).is_some(), "{path}");
        }
    }

    #[test]
    fn what_an_answer_says_itself_stays() {
        let mut response = Response::default();
        let own = HeaderValue::from_static("default-src 'self'");
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, own.clone());
        let response = finish(response, true);
        assert_eq!(response.headers()[CONTENT_SECURITY_POLICY], own);
        assert_eq!(response.headers()[X_FRAME_OPTIONS], "DENY");
        assert_eq!(response.headers()[STRICT_TRANSPORT_SECURITY], TLS_ONLY);
        let plain = finish(Response::default(), false);
        assert!(!plain.headers().contains_key(STRICT_TRANSPORT_SECURITY));
        assert_eq!(plain.headers()[CONTENT_SECURITY_POLICY], NO_PAGE);
    }
}
