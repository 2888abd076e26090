//! The JSON of WebAuthn (W3C, level 3), as `PublicKeyCredential.parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON` and `toJSON` of browsers have it.
//! Bytes are base64 for addresses, without padding.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webauthn_rs::prelude::{
    CreationChallengeResponse, PublicKeyCredential, RegisterPublicKeyCredential,
};
use webauthn_rs_proto::{
    AuthenticatorAssertionResponseRaw, AuthenticatorAttestationResponseRaw, AuthenticatorTransport,
};

use super::super::passkeys::AssertionOptions;
use crate::problem::Problem;

/// The only type of credential that there is.
const PUBLIC_KEY: &str = "public-key";
const REQUIRED: &str = "required";
const ACTION: &str = "Send what the browser's toJSON() gave, and of it only these fields.";

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &str, field: &'static str) -> Result<Vec<u8>, Problem> {
    let decoded = URL_SAFE_NO_PAD.decode(text);
    decoded.map_err(|_| {
        Problem::invalid_parameter(format!("{field} is not base64 for addresses"), ACTION)
    })
}

fn check_kind(kind: &str) -> Result<(), Problem> {
    if kind == PUBLIC_KEY {
        return Ok(());
    }
    Err(Problem::invalid_parameter(
        format!("type is not {PUBLIC_KEY}"),
        ACTION,
    ))
}

/// For whom a passkey is.
#[derive(Serialize, ToSchema)]
struct PasskeyRelyingParty {
    /// The name in the portal's address.
    #[schema(example = "localhost")]
    id: String,
    /// How the portal is called.
    name: String,
}

/// Whose passkey it is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeyUser {
    /// Random bytes that stand for the user.
    id: String,
    /// E-mail address.
    name: String,
    /// Name.
    display_name: String,
}

/// A kind of key that is taken.
#[derive(Serialize, ToSchema)]
struct PasskeyParameters {
    /// Always `public-key`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// A number of COSE, as -7 for ES256.
    #[schema(example = -7)]
    alg: i64,
}

/// A credential that there is.
#[derive(Serialize, ToSchema)]
struct PasskeyDescriptor {
    /// Always `public-key`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Its id.
    id: String,
}

impl PasskeyDescriptor {
    fn of(id: &Vec<u8>) -> Self {
        Self {
            kind: PUBLIC_KEY,
            id: encode(id),
        }
    }
}

/// Which authenticators may make it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeySelection {
    /// Always `required`: it is found without an address.
    resident_key: &'static str,
    /// The same for older browsers.
    require_resident_key: bool,
    /// Always `required`: the device recognises its owner.
    user_verification: &'static str,
}

/// What else the browser is asked for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeyExtensions {
    /// Whether it can be found without an address.
    cred_props: bool,
    /// Always `userVerificationRequired`.
    credential_protection_policy: &'static str,
    /// Whether an authenticator that does not know it has to refuse.
    enforce_credential_protection_policy: bool,
}

/// For `navigator.credentials.create`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PasskeyCreationOptions {
    /// For whom.
    rp: PasskeyRelyingParty,
    /// Whose.
    user: PasskeyUser,
    /// What is signed.
    challenge: String,
    /// Kinds of keys, the best first.
    pub_key_cred_params: Vec<PasskeyParameters>,
    /// Milliseconds.
    timeout: u32,
    /// The user's passkeys: no device makes a second one.
    exclude_credentials: Vec<PasskeyDescriptor>,
    /// Which authenticators.
    authenticator_selection: PasskeySelection,
    /// Always `none`: which make the device is does not matter.
    attestation: &'static str,
    /// What else.
    extensions: PasskeyExtensions,
}

impl From<CreationChallengeResponse> for PasskeyCreationOptions {
    fn from(made: CreationChallengeResponse) -> Self {
        let made = made.public_key;
        let known = made.exclude_credentials.unwrap_or_default();
        let parameters = made.pub_key_cred_params.into_iter();
        Self {
            rp: PasskeyRelyingParty {
                id: made.rp.id,
                name: made.rp.name,
            },
            user: PasskeyUser {
                id: encode(made.user.id),
                name: made.user.name,
                display_name: made.user.display_name,
            },
            challenge: encode(made.challenge),
            pub_key_cred_params: parameters
                .map(|one| PasskeyParameters {
                    kind: PUBLIC_KEY,
                    alg: one.alg,
                })
                .collect(),
            timeout: made.timeout.unwrap_or_default(),
            exclude_credentials: known
                .iter()
                .map(|one| PasskeyDescriptor::of(&one.id))
                .collect(),
            authenticator_selection: PasskeySelection {
                resident_key: REQUIRED,
                require_resident_key: true,
                user_verification: REQUIRED,
            },
            attestation: "none",
            extensions: PasskeyExtensions {
                cred_props: true,
                credential_protection_policy: "userVerificationRequired",
                enforce_credential_protection_policy: false,
            },
        }
    }
}

/// For `navigator.credentials.get`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PasskeyRequestOptions {
    /// What is signed.
    challenge: String,
    /// Milliseconds.
    timeout: u32,
    /// The name in the portal's address.
    rp_id: String,
    /// Which passkeys count; empty if the passkey is to say whose it is.
    allow_credentials: Vec<PasskeyDescriptor>,
    /// Always `required`: the device recognises its owner.
    user_verification: &'static str,
}

impl From<AssertionOptions> for PasskeyRequestOptions {
    fn from(options: AssertionOptions) -> Self {
        let made = options.challenge.public_key;
        Self {
            challenge: encode(made.challenge),
            timeout: made.timeout.unwrap_or_default(),
            rp_id: made.rp_id,
            allow_credentials: options.allowed.iter().map(PasskeyDescriptor::of).collect(),
            user_verification: REQUIRED,
        }
    }
}

/// What an authenticator says of a new key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PasskeyAttestationResponse {
    /// What the browser saw: challenge, origin.
    #[serde(rename = "clientDataJSON")]
    client_data_json: String,
    /// The key, in CBOR.
    attestation_object: String,
    /// How the authenticator can be reached, as `internal` or `usb`.
    transports: Option<Vec<String>>,
}

/// A new credential.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct PasskeyAttestation {
    /// Its id.
    id: String,
    /// The same.
    raw_id: String,
    /// `public-key`.
    #[serde(rename = "type")]
    kind: String,
    /// What the authenticator says.
    response: PasskeyAttestationResponse,
}

impl TryFrom<PasskeyAttestation> for RegisterPublicKeyCredential {
    type Error = Problem;

    fn try_from(given: PasskeyAttestation) -> Result<Self, Problem> {
        check_kind(&given.kind)?;
        let response = given.response;
        // What nobody knows is left out: it is a hint.
        let transports = response.transports.map(|transports| {
            let known = transports.iter().filter_map(|one| {
                let quoted = serde_json::Value::String(one.clone());
                serde_json::from_value::<AuthenticatorTransport>(quoted).ok()
            });
            known.collect()
        });
        Ok(Self {
            raw_id: decode(&given.raw_id, "rawId")?,
            id: given.id,
            response: AuthenticatorAttestationResponseRaw {
                attestation_object: decode(&response.attestation_object, "attestationObject")?,
                client_data_json: decode(&response.client_data_json, "clientDataJSON")?,
                transports,
            },
            type_: given.kind,
            extensions: Default::default(),
        })
    }
}

/// What an authenticator signed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PasskeyAssertionResponse {
    /// What the browser saw: challenge, origin.
    #[serde(rename = "clientDataJSON")]
    client_data_json: String,
    /// What the authenticator saw: for whom, whether it recognised its owner, its count.
    authenticator_data: String,
    /// Over both.
    signature: String,
    /// The bytes that stand for the user; a passkey that signs in by itself gives them.
    user_handle: Option<String>,
}

/// A credential's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct PasskeyAssertion {
    /// Its id.
    id: String,
    /// The same.
    raw_id: String,
    /// `public-key`.
    #[serde(rename = "type")]
    kind: String,
    /// What was signed.
    response: PasskeyAssertionResponse,
}

impl TryFrom<PasskeyAssertion> for PublicKeyCredential {
    type Error = Problem;

    fn try_from(given: PasskeyAssertion) -> Result<Self, Problem> {
        check_kind(&given.kind)?;
        let response = given.response;
        let user_handle = response.user_handle.map(|text| decode(&text, "userHandle"));
        Ok(Self {
            raw_id: decode(&given.raw_id, "rawId")?,
            id: given.id,
            response: AuthenticatorAssertionResponseRaw {
                authenticator_data: decode(&response.authenticator_data, "authenticatorData")?,
                client_data_json: decode(&response.client_data_json, "clientDataJSON")?,
                signature: decode(&response.signature, "signature")?,
                user_handle: user_handle.transpose()?,
            },
            extensions: Default::default(),
            type_: given.kind,
        })
    }
}
