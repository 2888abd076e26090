//! A real OpenID provider, and somebody who signs in there: npm oidc-provider, started for each test, or a Keycloak that runs already.
//!
//! `OIDC_TEST=keycloak` takes the second: `OIDC_ISSUER`, `OIDC_CLIENT_ID`, `OIDC_CLIENT_SECRET`, `OIDC_USER`, `OIDC_PASSWORD`. Its client has to allow the address
//! `http://localhost:9003/api/v11/auth/oidc/callback`.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use aurigraph_portal::identity::oidc::settings::OidcProviderSettings;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, Response, Url, redirect};
use serde_json::json;
use tempfile::TempDir;

pub const CALLBACK: &str = "http://localhost:9003/api/v11/auth/oidc/callback";
const CLIENT_SECRET: &str = "a secret of the tests, 32 bytes or more";
/// Pages on the way of one sign-in.
const PAGES_MAX: usize = 20;

/// A provider that is there.
pub struct RealProvider {
    pub settings: OidcProviderSettings,
    pub user: String,
    pub password: String,
    /// What a logout token comes to.
    pub back_channel: Option<TcpListener>,
    started: Option<Started>,
    _folder: TempDir,
}

struct Started {
    child: Child,
    port: u16,
    back_channel_uri: String,
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn start(port: u16, back_channel_uri: &str) -> Child {
    let root = repository();
    assert!(
        root.join("node_modules/oidc-provider").exists(),
        "npm's oidc-provider is needed for this test and is not installed: run `npm ci` (make test does)"
    );
    let own_node = root.join("node_modules/.bin/node");
    let node = if own_node.exists() {
        own_node
    } else {
        "node".into()
    };
    let mut child = Command::new(node)
        .arg(root.join("crates/portal/tests/oidc/provider.mjs"))
        .env("PORT", port.to_string())
        .env("REDIRECT_URI", CALLBACK)
        .env("POST_LOGOUT_URI", "http://localhost:9003/")
        .env("BACK_CHANNEL_URI", back_channel_uri)
        .env("CLIENT_SECRET", CLIENT_SECRET)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("node starts");
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    let is_ready = output.any(|line| line.is_ok_and(|line| line == "ready"));
    // What it says later is read as well: otherwise it could say nothing any more.
    std::thread::spawn(move || output.for_each(drop));
    assert!(is_ready, "oidc-provider did not start on port {port}");
    child
}

impl RealProvider {
    /// The one that `OIDC_TEST` names.
    pub fn start() -> Self {
        match std::env::var("OIDC_TEST").as_deref() {
            Ok("keycloak") => Self::keycloak(),
            Err(_) | Ok("oidc-provider") => Self::oidc_provider(),
            Ok(other) => panic!("OIDC_TEST is oidc-provider or keycloak, not {other}"),
        }
    }

    /// npm's, which can be ended and made to forget.
    pub fn oidc_provider() -> Self {
        let port = free_port();
        let back_channel = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = back_channel.local_addr().unwrap();
        let back_channel_uri =
            format!("http://{address}/api/v11/auth/oidc/real/back-channel-logout");
        let child = start(port, &back_channel_uri);
        let started = Started {
            child,
            port,
            back_channel_uri,
        };
        let issuer = format!("http://localhost:{port}");
        let mut provider = Self::of(&issuer, "portal", CLIENT_SECRET, ("ada", "any"));
        provider.back_channel = Some(back_channel);
        provider.started = Some(started);
        provider
    }

    fn keycloak() -> Self {
        let given = |name: &str| {
            std::env::var(name).unwrap_or_else(|_| panic!("OIDC_TEST=keycloak needs {name}"))
        };
        let user = (given("OIDC_USER"), given("OIDC_PASSWORD"));
        let client = (given("OIDC_CLIENT_ID"), given("OIDC_CLIENT_SECRET"));
        let user = (user.0.as_str(), user.1.as_str());
        Self::of(&given("OIDC_ISSUER"), &client.0, &client.1, user)
    }

    fn of(issuer: &str, client_id: &str, secret: &str, user: (&str, &str)) -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("client-secret");
        std::fs::write(&file, secret).unwrap();
        let inside = Url::parse(issuer).unwrap().origin().ascii_serialization();
        let settings = json!({
            "id": "real", "name": "Real provider", "issuer": issuer, "client_id": client_id,
            "client_secret_file": file, "internal_host": inside,
        });
        Self {
            settings: serde_json::from_value(settings).unwrap(),
            user: user.0.into(),
            password: user.1.into(),
            back_channel: None,
            started: None,
            _folder: folder,
        }
    }

    /// Whether the test started it.
    pub const fn is_ours(&self) -> bool {
        self.started.is_some()
    }

    /// Ends it. It forgets everybody.
    pub fn stop(&mut self) {
        let started = self
            .started
            .as_mut()
            .expect("only a provider of this test is ended");
        let _ = started.child.kill();
        let _ = started.child.wait();
    }

    /// Starts it again.
    pub fn start_again(&mut self) {
        let started = self
            .started
            .as_mut()
            .expect("only a provider of this test is started");
        started.child = start(started.port, &started.back_channel_uri);
    }

    /// Somebody's browser, as far as the provider sees it.
    pub fn visitor(&self) -> Visitor {
        // Whoever was first is as good.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy();
        Visitor {
            client: client.build().unwrap(),
            cookies: BTreeMap::new(),
            user: self.user.clone(),
            password: self.password.clone(),
        }
    }
}

/// Goes through the pages of a provider as a browser does.
pub struct Visitor {
    client: Client,
    cookies: BTreeMap<String, String>,
    pub user: String,
    pub password: String,
}

/// A form on a page.
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(
        value
            .replace("&amp;", "&")
            .replace("&#x3D;", "=")
            .replace("&#39;", "'"),
    )
}

fn form(page: &str) -> Option<Form> {
    let (_, rest) = page.split_once("<form")?;
    let (head, rest) = rest.split_once('>')?;
    let body = rest.split("</form>").next()?;
    let inputs = body.split("<input").skip(1).filter_map(|tag| {
        let tag = tag.split('>').next()?;
        Some((
            attribute(tag, "name")?,
            attribute(tag, "value").unwrap_or_default(),
        ))
    });
    Some(Form {
        action: attribute(head, "action")?,
        fields: inputs.collect(),
    })
}

impl Visitor {
    async fn send(&mut self, method: Method, url: &str, body: Option<String>) -> Response {
        let pairs = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let cookies = pairs.collect::<Vec<_>>().join("; ");
        let mut request = self.client.request(method, url).header(COOKIE, cookies);
        if let Some(body) = body {
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body);
        }
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, rest) = text.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.insert(name.into(), value.into());
        }
        response
    }

    /// What this provider's form asks for: the login form of each is its own.
    fn fill(&self, form: &mut Form) {
        for (name, value) in &mut form.fields {
            match name.as_str() {
                "login" | "username" => value.clone_from(&self.user),
                "password" => value.clone_from(&self.password),
                _ => {}
            }
        }
        // The confirmation of signing out is a button beside the form.
        if form.fields.iter().any(|(name, _)| name == "xsrf") {
            form.fields.push(("logout".into(), "yes".into()));
        }
    }

    /// Goes from an address through all pages until one leads to the portal: path and query of that.
    pub async fn visit(&mut self, url: &str) -> String {
        let mut url = Url::parse(url).unwrap();
        let mut body = None;
        for _ in 0..PAGES_MAX {
            let method = if body.is_some() {
                Method::POST
            } else {
                Method::GET
            };
            let response = self.send(method, url.as_str(), body.take()).await;
            if let Some(location) = response.headers().get(LOCATION) {
                url = url.join(location.to_str().unwrap()).unwrap();
                if url.as_str().starts_with("http://localhost:9003/") {
                    return url[url::Position::BeforePath..].to_owned();
                }
                continue;
            }
            let status = response.status();
            let page = response.text().await.unwrap();
            let mut form = form(&page).unwrap_or_else(|| panic!("{status} without a form: {page}"));
            self.fill(&mut form);
            url = url.join(&form.action).unwrap();
            let mut fields = url::form_urlencoded::Serializer::new(String::new());
            body = Some(fields.extend_pairs(&form.fields).finish());
        }
        panic!("more than {PAGES_MAX} pages: {url}");
    }
}
