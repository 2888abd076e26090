//! Who may read `/metrics`: a program on this machine, or one that shows the key. They say how busy a node is, and for whom.
//!
//! A request that a proxy on this machine passed on (`X-Forwarded-For`, `Forwarded`) is not from this machine.

use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::ConnectInfo;
use axum::http::header::{AUTHORIZATION, FORWARDED};
use axum::http::{Extensions, HeaderMap};

/// Fewer characters can be guessed.
const KEY_CHARACTERS_MIN: usize = 20;
const FILE_BYTES_MAX: u64 = 4_096;

/// The key with which metrics are read from other machines; only its hash is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct MetricsKey([u8; 32]);

impl std::fmt::Debug for MetricsKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("MetricsKey")
    }
}

fn hash(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
    bytes
}

impl MetricsKey {
    /// The key of a file that its owner alone can read.
    pub fn read(path: &Path) -> io::Result<Self> {
        let refused = |why: &str| io::Error::other(format!("{}: {why}", path.display()));
        let metadata = std::fs::metadata(path).map_err(|error| refused(&error.to_string()))?;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(refused("others can read the key: chmod 600"));
        }
        if metadata.len() > FILE_BYTES_MAX {
            return Err(refused("it is too long for a key"));
        }
        let text = std::fs::read_to_string(path).map_err(|error| refused(&error.to_string()))?;
        let text = text.trim();
        if text.len() < KEY_CHARACTERS_MIN || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(refused(
                "a key has 20 characters or more, without blanks: openssl rand -hex 32 makes one",
            ));
        }
        Ok(Self(hash(text)))
    }

    fn is(&self, shown: &str) -> bool {
        verify_slices_are_equal(&self.0, &hash(shown)).is_ok()
    }
}

/// Whether a request may read the metrics.
pub fn may_read(key: Option<&MetricsKey>, extensions: &Extensions, headers: &HeaderMap) -> bool {
    let shown = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|value| value.strip_prefix("Bearer "));
    if let (Some(key), Some(shown)) = (key, shown) {
        return key.is(shown.trim());
    }
    let was_passed_on = headers.contains_key(FORWARDED) || headers.contains_key("x-forwarded-for");
    // Without a connection it is this process that asks.
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    let is_here = peer.is_none_or(|peer| peer.0.ip().to_canonical().is_loopback());
    is_here && !was_passed_on
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;

    use axum::http::HeaderValue;

    use super::*;

    const KEY: &str = "0123456789abcdef0123";

    fn asked(key: Option<&MetricsKey>, peer: &str, header: Option<(&'static str, &str)>) -> bool {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(peer.parse::<SocketAddr>().expect("an address")));
        let headers = header.map(|(name, value)| {
            let value = HeaderValue::from_str(value).expect("a value");
            (axum::http::HeaderName::from_static(name), value)
        });
        may_read(key, &extensions, &headers.into_iter().collect())
    }

    #[test]
    fn this_machine_and_the_key_and_nobody_else() {
        let key = MetricsKey(hash(KEY));
        let bearer = format!("Bearer {KEY}");
        for (key, peer, header, holds) in [
            (None, "127.0.0.1:5000", None, true),
            (None, "[::1]:5000", None, true),
            (None, "[::ffff:127.0.0.1]:5000", None, true),
            (None, "192.0.2.1:5000", None, false),
            (
                None,
                "192.0.2.1:5000",
                Some(("authorization", bearer.as_str())),
                false,
            ),
            (
                None,
                "127.0.0.1:5000",
                Some(("x-forwarded-for", "127.0.0.1")),
                false,
            ),
            (
                None,
                "127.0.0.1:5000",
                Some(("forwarded", "for=192.0.2.1")),
                false,
            ),
            (Some(&key), "192.0.2.1:5000", None, false),
            (Some(&key), "127.0.0.1:5000", None, true),
            (
                Some(&key),
                "192.0.2.1:5000",
                Some(("authorization", bearer.as_str())),
                true,
            ),
            (
                Some(&key),
                "192.0.2.1:5000",
                Some(("authorization", "Bearer 0123")),
                false,
            ),
            (
                Some(&key),
                "192.0.2.1:5000",
                Some(("authorization", KEY)),
                false,
            ),
        ] {
            assert_eq!(asked(key, peer, header), holds, "{key:?} {peer} {header:?}");
        }
    }

    #[test]
    fn a_key_is_a_file_of_its_owner() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key");
        let with = |text: &str, mode| {
            std::fs::write(&path, text).expect("written");
            std::fs::set_permissions(&path, Permissions::from_mode(mode)).expect("set");
            MetricsKey::read(&path)
        };
        assert!(with(&format!("{KEY}\n"), 0o600).is_ok_and(|key| key.is(KEY)));
        for (text, mode) in [
            (KEY, 0o644),
            ("short", 0o600),
            ("", 0o600),
            ("a key with blanks in it", 0o600),
        ] {
            assert!(with(text, mode).is_err(), "{text} {mode:o}");
        }
        assert!(MetricsKey::read(&folder.path().join("none")).is_err());
    }
}
