//! The security headers of the web application.
//!
//! Invariants
//! - Nothing `unsafe-…` in the policy; inline scripts and styles run only with the nonce of their own response.
//! - A nonce is 16 bytes from the operating system and is used for one response.

use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const NONCE_BYTES: usize = 16;

/// The policy of everything that is not a page: it can load nothing, and nobody may frame it.
const POLICY_WITHOUT_CONTENT: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/// What a person's browser need not hand to a page of a ledger.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), \
    geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()";

/// A value that allows the inline code of one response.
pub struct Nonce(String);

impl Nonce {
    /// A fresh nonce.
    pub fn fresh() -> Self {
        let mut bytes = [0; NONCE_BYTES];
        getrandom::fill(&mut bytes).expect("the operating system provides randomness");
        Self(STANDARD.encode(bytes))
    }

    /// Base64, as it goes into attributes and the policy.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn policy(&self) -> HeaderValue {
        let nonce = &self.0;
        let policy = format!(
            "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; \
             font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'"
        );
        HeaderValue::try_from(policy).expect("Base64 and the fixed text are visible ASCII")
    }
}

/// Adds every security header. A page has a nonce, other files have none.
pub fn secure(headers: &mut HeaderMap, nonce: Option<&Nonce>) {
    let policy = match nonce {
        Some(nonce) => nonce.policy(),
        None => HeaderValue::from_static(POLICY_WITHOUT_CONTENT),
    };
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    let fixed: [(HeaderName, &str); 6] = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    ];
    for (name, value) in fixed {
        let value = HeaderValue::try_from(value).expect("fixed values are visible ASCII");
        headers.insert(name, value);
    }
}
