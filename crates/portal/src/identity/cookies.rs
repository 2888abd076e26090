//! The cookies. The prefix `__Host-` makes browsers refuse them from anybody but this very host, over TLS or from the machine itself.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use std::time::Duration;

use crate::secret::Secret;

/// Opens a session.
pub const SESSION_COOKIE: &str = "__Host-aurigraph-session";
/// Says that somebody signed in with this browser before.
pub const BROWSER_COOKIE: &str = "__Host-aurigraph-browser";

/// Opens the second step of signing in.
pub const WAITING_COOKIE: &str = "__Host-aurigraph-sign-in";

/// Completes a sign-in at a provider.
pub const PROVIDER_COOKIE: &str = "__Host-aurigraph-provider";

/// The one secret of that name which a request carries. Two different ones are none: nobody can slip one in beside the real one.
pub fn read(headers: &HeaderMap, name: &str) -> Option<Secret> {
    let mut found: Option<&str> = None;
    let lines = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    for pair in lines.flat_map(|line| line.split(';')) {
        let Some((given, value)) = pair.trim().split_once('=') else {
            continue;
        };
        if given != name {
            continue;
        }
        if found.is_some_and(|found| found != value) {
            return None;
        }
        found = Some(value);
    }
    Secret::parse(found?)
}

/// Sets a cookie.
pub fn set(name: &str, secret: &Secret, lasts: Duration) -> HeaderValue {
    let text = format!(
        "{name}={}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Lax",
        secret.reveal().as_str(),
        lasts.as_secs()
    );
    let mut value = HeaderValue::from_str(&text).expect("base64 and numbers are visible ASCII");
    value.set_sensitive(true);
    value
}

/// Takes a cookie away.
pub fn remove(name: &str) -> HeaderValue {
    let text = format!("{name}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).expect("it is visible ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        let lines = lines
            .iter()
            .map(|line| (COOKIE, HeaderValue::from_str(line).unwrap()));
        lines.collect()
    }

    #[test]
    fn a_cookie_is_read_and_two_different_ones_are_none() {
        let (one, other) = (Secret::random(), Secret::random());
        let (a, b) = (one.reveal(), other.reveal());
        let pair = |value: &str| format!("{SESSION_COOKIE}={value}");
        let found = |lines: &[&str]| read(&headers(lines), SESSION_COOKIE);
        assert_eq!(
            found(&[&format!("theme=dark; {}", pair(&a))]),
            Some(one.clone())
        );
        assert_eq!(found(&[&pair(&a), &pair(&a)]), Some(one.clone()));
        assert_eq!(found(&[&pair(&a), &pair(&b)]), None);
        assert_eq!(found(&[&format!("{}; {}", pair(&b), pair(&a))]), None);
        assert_eq!(found(&[&format!("x{}", pair(&a))]), None);
        assert_eq!(found(&["theme"]), None);
        let set = set(SESSION_COOKIE, &one, Duration::from_secs(60));
        let text = set.to_str().unwrap();
        assert!(
            text.starts_with("__Host-") && text.contains("; Path=/;") && !text.contains("Domain")
        );
        assert!(text.ends_with("Secure; HttpOnly; SameSite=Lax"));
    }
}
