//! A portal over a database of its own, a clock that a test sets, and a browser that keeps its cookies.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod authenticator;
pub mod document;
pub mod hostile_provider;
pub mod keys;
pub mod ledger_double;
pub mod passkeys;
pub mod people;
pub mod postgres;
pub mod real_provider;
pub mod sealed;
pub mod treasury;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::str::FromStr as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use aurigraph_portal::identity::oidc::settings::OidcProviderSettings;
use aurigraph_portal::mail::smtp::SmtpSettings;
use aurigraph_portal::outbound::OutboundSettings;
use aurigraph_portal::server::{Portal, PortalSettings};
use aurigraph_portal::store::StoreSettings;
use aurigraph_portal::time::Clock;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use serde_json::{Value, json};
use sqlx::AnyPool;
use sqlx::any::AnyConnectOptions;
use tempfile::TempDir;
use tower::ServiceExt as _;

/// A password that is taken.
pub const PASSWORD: &str = "velvet otter hums quietly";
/// Another one.
pub const OTHER_PASSWORD: &str = "copper lantern drifts north";
const BEGAN_AT_MS: i64 = 1_790_000_000_000;

/// A portal, and what a test needs around it.
pub struct TestPortal {
    pub portal: Portal,
    pub router: Router,
    pub folder: Arc<TempDir>,
    pub settings: PortalSettings,
    now_ms: Arc<AtomicI64>,
}

impl TestPortal {
    async fn open(postgres_url: Option<String>, smtp: Option<SmtpSettings>) -> Self {
        Self::open_with(postgres_url, (smtp, &[]), BEGAN_AT_MS).await
    }

    async fn open_with(
        postgres_url: Option<String>,
        (smtp, providers): (Option<SmtpSettings>, &[OidcProviderSettings]),
        now_ms: i64,
    ) -> Self {
        let folder = Arc::new(TempDir::new().unwrap());
        let settings = PortalSettings {
            folder: folder.path().join("portal"),
            postgres_url,
            public_url: "http://localhost:9003".into(),
            smtp,
            providers: providers.to_vec(),
            outbound: OutboundSettings::default(),
        };
        Self::over(folder, settings, Arc::new(AtomicI64::new(now_ms))).await
    }

    async fn over(folder: Arc<TempDir>, settings: PortalSettings, now_ms: Arc<AtomicI64>) -> Self {
        let clock = Clock::set_by(Arc::clone(&now_ms));
        let portal = Portal::open(settings.clone(), clock).await.unwrap();
        Self {
            router: portal.router(),
            portal,
            folder,
            settings,
            now_ms,
        }
    }

    /// Another process over the same data and clock.
    pub async fn another_process(&self) -> Self {
        let folder = Arc::clone(&self.folder);
        Self::over(folder, self.settings.clone(), Arc::clone(&self.now_ms)).await
    }

    /// A process over other data, with the same clock.
    pub async fn in_place(&self, store: StoreSettings) -> Self {
        let settings = PortalSettings {
            folder: store.folder,
            postgres_url: store.postgres_url,
            ..self.settings.clone()
        };
        let folder = Arc::clone(&self.folder);
        Self::over(folder, settings, Arc::clone(&self.now_ms)).await
    }

    /// Another process over the same data, with these identity providers.
    pub async fn with_providers(&self, providers: Vec<OidcProviderSettings>) -> Self {
        let settings = PortalSettings {
            providers,
            ..self.settings.clone()
        };
        let folder = Arc::clone(&self.folder);
        Self::over(folder, settings, Arc::clone(&self.now_ms)).await
    }

    /// Serves it on a port of this machine, with all that goes on beside requests.
    pub async fn serve(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = self
            .router
            .clone()
            .into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        tokio::spawn(self.portal.clone().run());
        address
    }

    pub fn later(&self, duration: Duration) {
        let milliseconds = duration.as_millis() as i64;
        self.now_ms.fetch_add(milliseconds, Ordering::Relaxed);
    }

    pub fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::Relaxed)
    }

    pub fn browser(&self) -> Browser {
        self.browser_at("192.0.2.1:5000")
    }

    pub fn browser_at(&self, address: &str) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            address: address.parse().unwrap(),
            now_ms: Arc::clone(&self.now_ms),
            api_key: None,
        }
    }

    /// A program with a key.
    pub fn program(&self, api_key: &str) -> Browser {
        Browser {
            api_key: Some(api_key.into()),
            ..self.browser()
        }
    }

    /// The newest mail to an address.
    pub async fn mail_to(&self, email: &str) -> Option<(String, String)> {
        let answer = self.browser().get("/api/v11/devnet/mails?limit=200").await;
        let mails = answer.json["mails"].as_array().unwrap().clone();
        let text = |mail: &Value, field: &str| mail[field].as_str().unwrap().to_owned();
        let found = mails.iter().find(|mail| mail["to"] == email);
        found.map(|mail| (text(mail, "subject"), text(mail, "text")))
    }

    /// What stands after `#` in the link of the newest mail to an address.
    pub async fn token_to(&self, email: &str) -> String {
        let (_, text) = self.mail_to(email).await.expect("a mail");
        let (_, token) = text.split_once('#').expect("a link");
        token.split_whitespace().next().unwrap().to_owned()
    }

    /// Signs somebody up. The browser is signed in.
    pub async fn new_user(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        let asked = browser
            .post("/api/v11/auth/sign-up", json!({ "email": email }))
            .await;
        assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.json);
        let token = self.token_to(email).await;
        let body = json!({ "token": token, "name": "Ada Lovelace", "password": PASSWORD });
        let done = browser.post("/api/v11/auth/complete-sign-up", body).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.json);
        browser
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The stable code; in the form of SCIM, which has none, what the words stand for.
    pub fn code(&self) -> &str {
        let words = [
            ("nobody is signed in", "not_signed_in"),
            (
                "your roles in this organisation do not allow",
                "not_allowed",
            ),
            (
                "the request lacks the header X-Requested-With",
                "cross_site_request",
            ),
            (
                "this needs a session that was confirmed",
                "step_up_required",
            ),
        ];
        let detail = self.json["detail"].as_str().unwrap_or("");
        let of_scim = || {
            words
                .into_iter()
                .find(|(words, _)| detail.starts_with(words))
        };
        match self.json["code"].as_str() {
            Some(code) => code,
            None => of_scim().map_or("", |(_, code)| code),
        }
    }
}

/// Keeps cookies as a browser does.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    pub address: SocketAddr,
    now_ms: Arc<AtomicI64>,
    /// A key of a program, which is shown instead of cookies.
    pub api_key: Option<String>,
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn send(&mut self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = Request::builder()
            .method(&method)
            .uri(path)
            .header(HOST, "localhost:9003")
            .header(USER_AGENT, "Mozilla/5.0 (test)")
            .extension(ConnectInfo(self.address));
        if let Some(key) = &self.api_key {
            request = request.header(AUTHORIZATION, format!("Bearer {key}"));
        } else if method != Method::GET {
            request = request.header("x-requested-with", "aurigraph");
        }
        if !self.cookies.is_empty() {
            let pairs = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            request = request.header(COOKIE, pairs.collect::<Vec<_>>().join("; "));
        }
        let body = match body {
            Some(body) => {
                request = request.header(CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.raw(request.body(body).unwrap()).await
    }

    pub async fn raw(&mut self, request: Request<Body>) -> Answer {
        // No two requests come in the same millisecond.
        self.now_ms.fetch_add(1, Ordering::Relaxed);
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, rest) = text.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
        let bytes = to_bytes(body, 10 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            json: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            bytes: bytes.to_vec(),
        }
    }

    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        let body = json!({ "email": email, "password": password });
        self.post("/api/v11/auth/sign-in", body).await
    }

    /// Confirms the session with the password, and a code if there is a second factor.
    pub async fn step_up(&mut self, password: &str, code: Option<&str>) -> Answer {
        let body = json!({ "currentPassword": password, "code": code });
        self.post("/api/v11/auth/step-up", body).await
    }

    /// The same where it has to succeed.
    pub async fn stepped_up(&mut self) {
        let answer = self.step_up(PASSWORD, None).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    }

    pub async fn is_signed_in(&mut self) -> bool {
        let answer = self.get("/api/v11/auth/session").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
        !answer.json["session"].is_null()
    }
}

/// Runs a test on SQLite and then on PostgreSQL.
pub async fn on_both<Fut: Future<Output = ()>>(test: impl Fn(TestPortal) -> Fut) {
    test(TestPortal::open(None, None).await).await;
    test(TestPortal::open(Some(postgres::new_database()), None).await).await;
}

/// The same with mails that are sent.
pub async fn on_both_with(smtp: Option<SmtpSettings>, mut test: impl AsyncFnMut(TestPortal)) {
    test(TestPortal::open(None, smtp.clone()).await).await;
    test(TestPortal::open(Some(postgres::new_database()), smtp).await).await;
}

/// Runs a test on both, with identity providers and a clock that shows the time: providers have one of their own.
pub async fn on_both_with_providers<Fut: Future<Output = ()>>(
    providers: &[OidcProviderSettings],
    test: impl Fn(TestPortal) -> Fut,
) {
    for postgres in [false, true] {
        let url = postgres.then(postgres::new_database);
        test(TestPortal::open_with(url, (None, providers), real_now_ms()).await).await;
    }
}

/// A portal on SQLite alone, with identity providers.
pub async fn on_sqlite_with_providers(providers: &[OidcProviderSettings]) -> TestPortal {
    TestPortal::open_with(None, (None, providers), real_now_ms()).await
}

pub fn real_now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap().as_millis() as i64
}

/// A portal on SQLite alone, where a test looks into its file.
pub async fn on_sqlite() -> TestPortal {
    on_sqlite_with(None).await
}

/// The same with mails that are sent.
pub async fn on_sqlite_with(smtp: Option<SmtpSettings>) -> TestPortal {
    TestPortal::open(None, smtp).await
}

/// A connection of somebody who has the database and not the portal.
pub async fn database(portal: &TestPortal) -> AnyPool {
    let url = portal.settings.postgres_url.clone().unwrap_or_else(|| {
        let file = portal.settings.folder.join("portal.db");
        format!("sqlite://{}", file.display())
    });
    AnyPool::connect_with(AnyConnectOptions::from_str(&url).unwrap())
        .await
        .unwrap()
}
