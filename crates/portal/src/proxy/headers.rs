//! Which headers pass: all but those of one connection (RFC 9110, 7.6.1) and those that are nobody else's business.

use axum::http::header::{
    AUTHORIZATION, CONNECTION, COOKIE, FORWARDED, HOST, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION,
    SET_COOKIE, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

const OF_ONE_CONNECTION: [HeaderName; 8] = [
    CONNECTION,
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
    HeaderName::from_static("keep-alive"),
];

/// What a browser shows the portal and nobody else, and what a client could say about where it is.
const FOR_THE_PORTAL: [HeaderName; 7] = [
    COOKIE,
    AUTHORIZATION,
    FORWARDED,
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-proto"),
    // The node has its own name; hyper writes it.
    HOST,
];

/// Leaves what a node may see.
pub fn clean_request(headers: &mut HeaderMap, is_upgrade: bool) {
    remove_those_of_one_connection(headers);
    for name in FOR_THE_PORTAL {
        headers.remove(name);
    }
    if is_upgrade {
        headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    }
}

/// Leaves what a browser may see: a cookie of this origin is set by the portal alone.
pub fn clean_answer(headers: &mut HeaderMap) {
    remove_those_of_one_connection(headers);
    headers.remove(SET_COOKIE);
}

fn remove_those_of_one_connection(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named.into_iter().chain(OF_ONE_CONNECTION) {
        headers.remove(name);
    }
}

/// Whether a request asks for a WebSocket.
pub fn asks_for_websocket(headers: &HeaderMap) -> bool {
    let has = |name: &HeaderName, token: &str| {
        let values = headers.get_all(name).iter();
        let values = values.filter_map(|value| value.to_str().ok());
        values
            .flat_map(|value| value.split(','))
            .any(|found| found.trim().eq_ignore_ascii_case(token))
    };
    has(&CONNECTION, "upgrade") && has(&UPGRADE, "websocket")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        pairs.collect()
    }

    #[test]
    fn a_node_sees_no_cookie_and_nothing_of_one_connection() {
        let mut seen = headers(&[
            ("cookie", "__Host-aurigraph-session=secret"),
            ("authorization", "Bearer secret"),
            ("host", "portal.example"),
            ("x-forwarded-for", "192.0.2.7"),
            ("connection", "close, x-private"),
            ("x-private", "1"),
            ("transfer-encoding", "chunked"),
            ("accept", "application/json"),
            ("x-request-id", "7"),
        ]);
        clean_request(&mut seen, false);
        let expected = headers(&[("accept", "application/json"), ("x-request-id", "7")]);
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_browser_gets_no_cookie_of_a_node() {
        let mut seen = headers(&[
            ("set-cookie", "__Host-aurigraph-session=other"),
            ("connection", "keep-alive"),
            ("content-type", "application/json"),
        ]);
        clean_answer(&mut seen);
        assert_eq!(seen, headers(&[("content-type", "application/json")]));
    }

    #[test]
    fn a_websocket_is_asked_for_with_both_headers() {
        let asked = headers(&[
            ("connection", "keep-alive, Upgrade"),
            ("upgrade", "WebSocket"),
        ]);
        assert!(asks_for_websocket(&asked));
        assert!(!asks_for_websocket(&headers(&[("upgrade", "websocket")])));
        let other = headers(&[("connection", "upgrade"), ("upgrade", "h2c")]);
        assert!(!asks_for_websocket(&other));
    }
}
