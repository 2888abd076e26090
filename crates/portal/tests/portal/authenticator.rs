//! A browser and an authenticator in one: it makes keys and signs with them as WebAuthn says, or otherwise where a test wants that.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha1::Digest as _;
use sha2::Sha256;

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const HAS_KEY: u8 = 0x40;

/// One passkey, and how its browser and device behave.
#[derive(Clone)]
pub struct Authenticator {
    key: SigningKey,
    /// The credential's id.
    pub id: Vec<u8>,
    /// What the portal called the user when the passkey was made.
    pub user_handle: Option<Vec<u8>>,
    /// How often it signed; one that does not count says 0.
    pub count: u32,
    /// Whether it counts.
    pub counts: bool,
    /// Whether it recognises its owner.
    pub verifies_user: bool,
    /// Where the browser is.
    pub origin: String,
    /// Signs another challenge than the one it was given.
    pub other_challenge: Option<String>,
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field}: {value}"))
}

impl Authenticator {
    /// A device with a new key.
    pub fn new() -> Self {
        let mut key = [0; 32];
        let mut id = vec![0; 32];
        getrandom::fill(&mut key).unwrap();
        getrandom::fill(&mut id).unwrap();
        // Almost every number is a key, and this makes it one for sure.
        key[0] = 1;
        Self {
            key: SigningKey::from_slice(&key).unwrap(),
            id,
            user_handle: None,
            count: 0,
            counts: true,
            verifies_user: true,
            origin: "http://localhost:9003".into(),
            other_challenge: None,
        }
    }

    /// `navigator.credentials.create`: the options' user is remembered.
    pub fn create(&mut self, options: &Value) -> Value {
        let handle = URL_SAFE_NO_PAD
            .decode(text(&options["user"], "id"))
            .unwrap();
        self.user_handle = Some(handle);
        let mut data = self.data(text(&options["rp"], "id"), HAS_KEY);
        data.extend([0; 16]);
        data.extend((self.id.len() as u16).to_be_bytes());
        data.extend(&self.id);
        data.extend(self.cose_key());
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x59");
        object.extend((data.len() as u16).to_be_bytes());
        object.extend(data);
        json!({
            "id": encode(&self.id),
            "rawId": encode(&self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": encode(self.client_data("webauthn.create", options)),
                "attestationObject": encode(object),
                "transports": ["internal", "something-new"],
            },
        })
    }

    /// `navigator.credentials.get`.
    pub fn get(&mut self, options: &Value) -> Value {
        let data = self.data(text(options, "rpId"), 0);
        let client_data = self.client_data("webauthn.get", options);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client_data));
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": encode(&self.id),
            "rawId": encode(&self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": encode(client_data),
                "authenticatorData": encode(data),
                "signature": encode(signature.to_der().as_bytes()),
                "userHandle": self.user_handle.as_ref().map(encode),
            },
        })
    }

    fn data(&mut self, relying_party: &str, flags: u8) -> Vec<u8> {
        if self.counts {
            self.count += 1;
        }
        let verified = if self.verifies_user { USER_VERIFIED } else { 0 };
        let mut data = Sha256::digest(relying_party).to_vec();
        data.push(USER_PRESENT | verified | flags);
        data.extend(self.count.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = self.other_challenge.as_deref();
        let challenge = challenge.unwrap_or_else(|| text(options, "challenge"));
        let data = json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }

    /// {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
    fn cose_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        key.extend_from_slice(x);
        key.extend([0x22, 0x58, 0x20]);
        key.extend_from_slice(y);
        key
    }
}
