//! Somebody who has the database and the wrapping keys: reads and writes a user's sealed columns, in the form of crates/portal/src/store/sealing.rs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sqlx::{Any, AnyPool};

use super::{TestPortal, database};

/// What a value is bound to: owner, column and row.
fn bound_to(parts: [&str; 3]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend((part.len() as u64).to_le_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes
}

fn open(cipher: &XChaCha20Poly1305, place: [&str; 3], sealed: &str) -> Vec<u8> {
    let bytes = STANDARD_NO_PAD.decode(sealed).unwrap();
    let (nonce, sealed) = bytes.split_first_chunk::<24>().unwrap();
    let payload = Payload {
        msg: sealed,
        aad: &bound_to(place),
    };
    cipher.decrypt(&XNonce::from(*nonce), payload).unwrap()
}

fn seal(cipher: &XChaCha20Poly1305, place: [&str; 3], plain: &str) -> String {
    let mut nonce = [0; 24];
    getrandom::fill(&mut nonce).unwrap();
    let payload = Payload {
        msg: plain.as_bytes(),
        aad: &bound_to(place),
    };
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).unwrap();
    STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
}

/// The password's hash of one user.
pub struct StoredHash {
    pub pool: AnyPool,
    pub user_id: String,
    cipher: XChaCha20Poly1305,
}

impl StoredHash {
    pub async fn of(portal: &TestPortal, user_id: &str) -> Self {
        let pool = database(portal).await;
        let (name, wrapped): (String, String) =
            sqlx::query_as::<Any, _>("SELECT wrapped_by, wrapped FROM data_keys WHERE owner = $1")
                .bind(user_id.to_owned())
                .fetch_one(&pool)
                .await
                .unwrap();
        let file = portal.settings.folder.join("wrapping-keys");
        let lines = std::fs::read_to_string(file).unwrap();
        let mut lines = lines.lines().filter_map(|line| line.split_once(' '));
        let (_, digits) = lines.find(|(other, _)| *other == name).unwrap();
        let wrapping = hex::decode(digits).unwrap();
        let wrapping = XChaCha20Poly1305::new_from_slice(&wrapping).unwrap();
        let key = open(&wrapping, [user_id, "data_keys.wrapped", user_id], &wrapped);
        Self {
            cipher: XChaCha20Poly1305::new_from_slice(&key).unwrap(),
            user_id: user_id.to_owned(),
            pool,
        }
    }

    fn place(&self) -> [&str; 3] {
        [&self.user_id, "users.password", &self.user_id]
    }

    /// The column as it is.
    pub async fn column(&self) -> String {
        let (sealed,): (String,) =
            sqlx::query_as::<Any, _>("SELECT password FROM users WHERE user_id = $1")
                .bind(self.user_id.clone())
                .fetch_one(&self.pool)
                .await
                .unwrap();
        sealed
    }

    pub async fn read(&self) -> String {
        let opened = open(&self.cipher, self.place(), &self.column().await);
        String::from_utf8(opened).unwrap()
    }

    /// Seals a hash for its column.
    pub fn sealed(&self, hash: &str) -> String {
        seal(&self.cipher, self.place(), hash)
    }

    pub async fn write(&self, hash: &str) {
        sqlx::query::<Any>("UPDATE users SET password = $1 WHERE user_id = $2")
            .bind(self.sealed(hash))
            .bind(self.user_id.clone())
            .execute(&self.pool)
            .await
            .unwrap();
    }
}
