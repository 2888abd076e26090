//! Signed tokens: which signatures count, and what they sign.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey as _, JsonWebKeyAlgorithm};
use serde_json::Value;

use super::mapping::Claims;

/// Longest token that is looked at.
pub const TOKEN_BYTES_MAX: usize = 12 * 1024;

/// Signatures with a key of which the public half is known. Neither `none` nor those with a shared secret: a public key could be taken for that secret.
pub const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtProblem {
    /// Not a signed token of an allowed kind.
    Form,
    /// Signed with a key that is not known: perhaps a newer one.
    UnknownKey,
    /// The signature is somebody else's.
    Signature,
}

fn json_of(part: &str) -> Option<Claims> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    match serde_json::from_slice(&bytes).ok()? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// The claims of a token whose signature was verified elsewhere.
pub fn claims_of_verified(token: &str) -> Option<Claims> {
    json_of(token.split('.').nth(1)?)
}

/// The claims of a token, if one of the keys signed it. `types` are those that its header may name.
pub fn verified(
    token: &str,
    keys: &CoreJsonWebKeySet,
    types: &[&str],
) -> Result<Claims, JwtProblem> {
    let parts: Vec<_> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        return Err(JwtProblem::Form);
    };
    if token.len() > TOKEN_BYTES_MAX {
        return Err(JwtProblem::Form);
    }
    let head = json_of(header).ok_or(JwtProblem::Form)?;
    // Keys that a token brings along, or names, are never used; and what is critical is not understood here.
    let brings_a_key = ["jwk", "jku", "x5u", "x5c", "crit", "cty"]
        .iter()
        .any(|name| head.contains_key(*name));
    let is_of_type = head.get("typ").is_none_or(|typ| {
        let typ = typ.as_str().unwrap_or("?").to_ascii_lowercase();
        types.contains(&typ.strip_prefix("application/").unwrap_or(&typ))
    });
    if brings_a_key || !is_of_type {
        return Err(JwtProblem::Form);
    }
    let algorithm = head.get("alg").cloned().unwrap_or_default();
    let algorithm: CoreJwsSigningAlgorithm =
        serde_json::from_value(algorithm).map_err(|_| JwtProblem::Form)?;
    if !ALGORITHMS.contains(&algorithm) {
        return Err(JwtProblem::Form);
    }
    let key_id = head.get("kid").and_then(Value::as_str);
    let fits = |key: &&openidconnect::core::CoreJsonWebKey| {
        let is_named = key_id.is_none() || key.key_id().map(|id| id.as_str()) == key_id;
        let is_for_it = match key.signing_alg() {
            JsonWebKeyAlgorithm::Unspecified => true,
            JsonWebKeyAlgorithm::Algorithm(of_key) => *of_key == algorithm,
            JsonWebKeyAlgorithm::Unsupported => false,
        };
        is_named && is_for_it
    };
    let candidates: Vec<_> = keys.keys().iter().filter(fits).collect();
    if candidates.is_empty() {
        return Err(JwtProblem::UnknownKey);
    }
    let signed = &token.as_bytes()[..header.len() + 1 + payload.len()];
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| JwtProblem::Form)?;
    // The library also looks whether the key is of the kind that the algorithm needs.
    let is_signed = |key: &&openidconnect::core::CoreJsonWebKey| {
        key.verify_signature(&algorithm, signed, &signature).is_ok()
    };
    if !candidates.iter().any(is_signed) {
        return Err(JwtProblem::Signature);
    }
    json_of(payload).ok_or(JwtProblem::Form)
}
