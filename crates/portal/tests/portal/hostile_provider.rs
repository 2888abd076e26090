//! An OpenID provider that says and signs whatever a test wants.

use std::net::SocketAddr;
use std::sync::Arc;

use aurigraph_portal::identity::oidc::settings::OidcProviderSettings;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::Router;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Answer, Browser, real_now_ms};

pub const SECRET: &str = "the client's secret at the hostile provider";

/// For whom access tokens are.
pub const AUDIENCE: &str = "aurigraph-api";

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// As it should be.
    Well,
    /// By a key that is not published, under the name of one that is.
    ByAnother,
    /// With HMAC, and the public key as the secret.
    WithThePublicKey,
    /// With HMAC, and the client's secret.
    WithTheSecret,
    /// Not at all.
    Not,
}

/// What is said next.
#[derive(Clone, Debug)]
pub struct Says {
    pub header: Value,
    pub claims: Value,
    pub signed: Signed,
    /// Beside or instead of tokens.
    pub token_answer: Option<(u16, Value)>,
    pub refresh_token: Option<String>,
    pub user_info: Option<Value>,
    pub has_id_token: bool,
}

struct Keys {
    published: EcdsaKeyPair,
    name: String,
}

pub struct Hostile {
    pub address: SocketAddr,
    pub settings: OidcProviderSettings,
    state: Arc<Shared>,
    _folder: TempDir,
}

struct Shared {
    issuer: String,
    says_issuer: bool,
    keys: Mutex<Keys>,
    says: Mutex<Says>,
    /// Forms that came to the token endpoint.
    asked: Mutex<Vec<Vec<(String, String)>>>,
    keys_asked: Mutex<usize>,
}

fn new_key() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

impl Shared {
    fn sign(&self, header: &Value, claims: &Value, signed: Signed) -> String {
        let keys = self.keys.lock();
        let mut head = json!({ "alg": "ES256", "kid": keys.name, "typ": "JWT" });
        if matches!(signed, Signed::WithThePublicKey | Signed::WithTheSecret) {
            head["alg"] = json!("HS256");
        }
        if signed == Signed::Not {
            head["alg"] = json!("none");
        }
        for (name, value) in header.as_object().unwrap() {
            head[name] = value.clone();
        }
        let input = format!("{}.{}", encoded(&head), encoded(claims));
        let by = |key: &EcdsaKeyPair| {
            let signature = key.sign(&SystemRandom::new(), input.as_bytes());
            signature.unwrap().as_ref().to_vec()
        };
        let with = |secret: &[u8]| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
            hmac::sign(&key, input.as_bytes()).as_ref().to_vec()
        };
        let signature = match signed {
            Signed::Well => by(&keys.published),
            Signed::ByAnother => by(&new_key()),
            Signed::WithThePublicKey => with(keys.published.public_key().as_ref()),
            Signed::WithTheSecret => with(SECRET.as_bytes()),
            Signed::Not => Vec::new(),
        };
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

async fn discovery(State(shared): State<Arc<Shared>>) -> Response {
    let issuer = &shared.issuer;
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "end_session_endpoint": format!("{issuer}/end"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "none", "HS256"],
        "authorization_response_iss_parameter_supported": shared.says_issuer,
    });
    axum::Json(document).into_response()
}

async fn keys(State(shared): State<Arc<Shared>>) -> Response {
    *shared.keys_asked.lock() += 1;
    let keys = shared.keys.lock();
    let point = keys.published.public_key().as_ref();
    let key = json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": keys.name,
        "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]),
    });
    axum::Json(json!({ "keys": [key] })).into_response()
}

async fn token(
    State(shared): State<Arc<Shared>>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    shared.asked.lock().push(form);
    let says = shared.says.lock().clone();
    if let Some((status, answer)) = says.token_answer {
        let status = StatusCode::from_u16(status).unwrap();
        return (status, axum::Json(answer)).into_response();
    }
    let mut answer =
        json!({ "access_token": "an access token", "token_type": "Bearer", "expires_in": 60 });
    if says.has_id_token {
        answer["id_token"] = json!(shared.sign(&says.header, &says.claims, says.signed));
    }
    if let Some(refresh_token) = says.refresh_token {
        answer["refresh_token"] = json!(refresh_token);
    }
    axum::Json(answer).into_response()
}

async fn user_info(State(shared): State<Arc<Shared>>) -> Response {
    match shared.says.lock().user_info.clone() {
        Some(claims) => axum::Json(claims).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Hostile {
    /// One of its own.
    pub async fn start(id: &str) -> Self {
        Self::start_with(id, true).await
    }

    /// `says_issuer`: whether answers say from whom they are.
    pub async fn start_with(id: &str, says_issuer: bool) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let issuer = format!("http://{address}");
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("client-secret");
        std::fs::write(&file, SECRET).unwrap();
        let settings = json!({
            "id": id, "name": format!("Provider {id}"), "issuer": issuer, "client_id": "portal",
            "client_secret_file": file, "internal_host": issuer, "second_factor_amr": ["mfa"], "audience": AUDIENCE,
        });
        let state = Arc::new(Shared {
            issuer,
            says_issuer,
            keys: Mutex::new(Keys {
                published: new_key(),
                name: "first".into(),
            }),
            says: Mutex::new(Says {
                header: json!({}),
                claims: json!({}),
                signed: Signed::Well,
                token_answer: None,
                refresh_token: None,
                user_info: None,
                has_id_token: true,
            }),
            asked: Mutex::default(),
            keys_asked: Mutex::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(user_info))
            .with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            settings: serde_json::from_value(settings).unwrap(),
            state,
            _folder: folder,
        }
    }

    pub fn issuer(&self) -> &str {
        &self.state.issuer
    }

    /// Says from now on what is sound, for a subject and a nonce.
    pub fn says_well(&self, subject: &str, nonce: &str) {
        let now = real_now_ms() / 1_000;
        let mut says = self.state.says.lock();
        says.header = json!({});
        says.signed = Signed::Well;
        says.token_answer = None;
        says.has_id_token = true;
        says.claims = json!({
            "iss": self.state.issuer, "sub": subject, "aud": "portal", "exp": now + 3_600, "iat": now, "nonce": nonce,
            "email": format!("{subject}@hostile.example.org"), "email_verified": true, "name": format!("Name of {subject}"),
            "sid": format!("session of {subject}"),
        });
    }

    /// Changes what is said.
    pub fn says(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.state.says.lock());
    }

    /// Signs a logout token.
    pub fn logout_token(&self, change: impl FnOnce(&mut Says)) -> String {
        let now = real_now_ms() / 1_000;
        let mut says = self.state.says.lock().clone();
        says.header = json!({ "typ": "logout+jwt" });
        says.signed = Signed::Well;
        says.claims = json!({
            "iss": self.state.issuer, "aud": "portal", "iat": now, "exp": now + 120, "jti": format!("{:?}", std::time::Instant::now()),
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        change(&mut says);
        self.state.sign(&says.header, &says.claims, says.signed)
    }

    /// Signs an access token.
    pub fn access_token(&self, subject: &str, change: impl FnOnce(&mut Says)) -> String {
        let now = real_now_ms() / 1_000;
        let mut says = self.state.says.lock().clone();
        says.header = json!({ "typ": "at+jwt" });
        says.signed = Signed::Well;
        says.claims = json!({
            "iss": self.state.issuer, "sub": subject, "aud": AUDIENCE, "iat": now, "exp": now + 300, "auth_time": now,
            "client_id": "mobile", "scope": "openid",
        });
        change(&mut says);
        self.state.sign(&says.header, &says.claims, says.signed)
    }

    /// Publishes another key.
    pub fn changes_key(&self, name: &str) {
        *self.state.keys.lock() = Keys {
            published: new_key(),
            name: name.into(),
        };
    }

    pub fn keys_asked(&self) -> usize {
        *self.state.keys_asked.lock()
    }

    /// What came to the token endpoint.
    pub fn asked(&self) -> Vec<Vec<(String, String)>> {
        self.state.asked.lock().clone()
    }
}

pub fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.json);
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// State and nonce of a sign-in that a browser begins.
pub async fn begin(
    browser: &mut Browser,
    provider: &Hostile,
    return_to: Value,
) -> (String, String) {
    let path = format!("/api/v11/auth/oidc/{}/begin", provider.settings.id);
    let answer = browser.post(&path, json!({ "returnTo": return_to })).await;
    going(&answer)
}

pub fn going(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    let url = url::Url::parse(answer.json["url"].as_str().unwrap()).unwrap();
    let value = |name: &str| {
        let found = url.query_pairs().find(|(key, _)| key == name);
        found.unwrap().1.into_owned()
    };
    assert_eq!(value("code_challenge_method"), "S256");
    assert_eq!(value("response_type"), "code");
    assert!(value("scope").split(' ').any(|scope| scope == "openid"));
    (value("state"), value("nonce"))
}

pub fn callback(provider: &Hostile, state: &str) -> String {
    let issuer: String =
        url::form_urlencoded::byte_serialize(provider.issuer().as_bytes()).collect();
    format!("/api/v11/auth/oidc/callback?code=c&state={state}&iss={issuer}")
}

/// A whole sign-in, of which the provider says what the test changes.
pub async fn sign_in(
    browser: &mut Browser,
    provider: &Hostile,
    subject: &str,
    change: impl FnOnce(&mut Says),
) -> String {
    let (state, nonce) = begin(browser, provider, json!("/profile")).await;
    provider.says_well(subject, &nonce);
    provider.says(change);
    location(&browser.get(&callback(provider, &state)).await)
}
