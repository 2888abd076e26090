//! Serves the built web application, which is part of the executable.
//!
//! ```text
//! /assets/NAME-HASH.js ─▶ the file, for a year        /  /blocks/7  … ─▶ index.html with a fresh nonce
//! /other/file          ─▶ the file, revalidated       /api/…  /q/…    ─▶ 404 problem document: never a page
//! ```
//! Files are compressed once, when the application is loaded; the page is not, because it differs in every response.

mod headers;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;

use crate::problem::Problem;
use headers::{Nonce, secure};

/// What index.html has where the nonce belongs.
const NONCE_MARK: &str = "__CSP_NONCE__";
/// First parts of the portal's own addresses (web/app/routes.tsx): they are pages for every client that does not ask for something else.
const PAGES: [&str; 20] = [
    "blocks",
    "transactions",
    "accounts",
    "assets",
    "validators",
    "network",
    "governance",
    "sign-in",
    "sign-up",
    "complete-sign-up",
    "reset-password",
    "confirm-email",
    "profile",
    "inbox",
    "organisations",
    "administration",
    "nodes",
    "send",
    "docs",
    "verify",
];
/// Vite names the files in this folder by their content.
const HASHED_FOLDER: &str = "assets/";
/// Paths under these belong to programs: a page would be a wrong answer there.
const PROGRAM_PATHS: [&str; 3] = ["/api", "/q", "/metrics"];
/// Below this, compression saves less than its header costs.
const COMPRESS_BYTES_MIN: usize = 1_024;

const NOT_BUILT: &str = "This executable was built without the web application. Run `make build`, which builds both. \
    The interfaces under /api/v11 work all the same.\n";

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Embedded;

/// The application's files, ready to be served.
pub struct WebApplication {
    files: HashMap<String, WebFile>,
    /// index.html, cut where the nonce goes; absent if the application was not built.
    page: Option<Vec<String>>,
}

struct WebFile {
    plain: Bytes,
    gzip: Option<Bytes>,
    content_type: HeaderValue,
    etag: HeaderValue,
    cache_control: &'static str,
}

impl WebApplication {
    /// The application inside this executable.
    pub fn embedded() -> Self {
        let files = Embedded::iter().filter_map(|name| {
            let file = Embedded::get(&name)?;
            Some((name.into_owned(), Bytes::from(file.data.into_owned())))
        });
        Self::from_files(files)
    }

    /// An application of these files: names relative to its root.
    pub fn from_files(files: impl IntoIterator<Item = (String, Bytes)>) -> Self {
        let mut files: HashMap<_, _> = files.into_iter().collect();
        let page = files.remove("index.html").map(|page| {
            let text = String::from_utf8_lossy(&page);
            text.split(NONCE_MARK).map(str::to_owned).collect()
        });
        let files = files.into_iter().map(|(name, plain)| {
            let file = WebFile::new(&name, plain);
            (name, file)
        });
        Self {
            files: files.collect(),
            page,
        }
    }

    /// Whether there is anything to serve.
    pub const fn is_built(&self) -> bool {
        self.page.is_some()
    }

    /// Routes that answer everything which other routes do not: mount it last.
    pub fn into_router<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        Router::new().fallback(serve).with_state(Arc::new(self))
    }

    fn respond(&self, request: &Request) -> Response {
        let path = request.uri().path();
        if is_program_path(path) {
            return plain_secured(
                Problem::not_found(format!("there is nothing at {path}")).into_response(),
            );
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return plain_secured(method_not_allowed(path));
        }
        let name = path.trim_start_matches('/');
        if let Some(file) = self.files.get(name) {
            return plain_secured(file.respond(request.headers()));
        }
        if is_hashed_file(name) {
            return plain_secured(
                Problem::not_found(format!("there is nothing at {path}")).into_response(),
            );
        }
        let is_page = name.is_empty() || name == "index.html";
        let is_known = PAGES.contains(&name.split('/').next().unwrap_or_default());
        let is_page = is_page || (is_known && accepts_anything(request.headers()));
        if is_page || (!name.starts_with(HASHED_FOLDER) && accepts_page(request.headers())) {
            return self.page();
        }
        plain_secured(Problem::not_found(format!("there is nothing at {path}")).into_response())
    }

    fn page(&self) -> Response {
        let Some(parts) = &self.page else {
            let text = [
                (CONTENT_TYPE, "text/plain; charset=utf-8"),
                (CACHE_CONTROL, "no-store"),
            ];
            return plain_secured(
                (StatusCode::SERVICE_UNAVAILABLE, text, NOT_BUILT).into_response(),
            );
        };
        let nonce = Nonce::fresh();
        let html = parts.join(nonce.as_str());
        let fields = [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CACHE_CONTROL, "no-store"),
        ];
        let mut response = (fields, html).into_response();
        secure(response.headers_mut(), Some(&nonce));
        response
    }
}

impl WebFile {
    fn new(name: &str, plain: Bytes) -> Self {
        let guessed = mime_guess::from_path(name).first_or_octet_stream();
        let content_type = match guessed.type_().as_str() {
            "text" => format!("{guessed}; charset=utf-8"),
            _ => guessed.to_string(),
        };
        // Tells versions of one file apart; nobody gains by forging it.
        let mut hasher = DefaultHasher::new();
        plain.hash(&mut hasher);
        let etag = format!("\"{:x}-{:016x}\"", plain.len(), hasher.finish());
        let hashed = name.starts_with(HASHED_FOLDER);
        Self {
            gzip: compress(&plain),
            plain,
            content_type: HeaderValue::try_from(content_type)
                .expect("media types are visible ASCII"),
            etag: HeaderValue::try_from(etag).expect("a hash is visible ASCII"),
            cache_control: if hashed {
                "public, max-age=31536000, immutable"
            } else {
                "no-cache"
            },
        }
    }

    fn respond(&self, request: &HeaderMap) -> Response {
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(ETAG, self.etag.clone());
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(self.cache_control));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if request
            .get_all(IF_NONE_MATCH)
            .iter()
            .any(|known| known == self.etag)
        {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(CONTENT_TYPE, self.content_type.clone());
        let body = match &self.gzip {
            Some(gzip) if accepts_gzip(request) => {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                gzip.clone()
            }
            _ => self.plain.clone(),
        };
        *response.body_mut() = Body::from(body);
        response
    }
}

async fn serve(State(application): State<Arc<WebApplication>>, request: Request) -> Response {
    application.respond(&request)
}

fn plain_secured(mut response: Response) -> Response {
    secure(response.headers_mut(), None);
    response
}

fn method_not_allowed(path: &str) -> Response {
    let problem = Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "Method not allowed",
        format!("{path} can only be read"),
        "Use GET, or one of the routes that /docs lists.",
    );
    let mut response = problem.into_response();
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

fn is_program_path(path: &str) -> bool {
    PROGRAM_PATHS.iter().any(|prefix| {
        path.strip_prefix(prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Whether it can only be a file that Vite named, such as one of the version before: a page would be taken for a script. An asset's page has no dot in its name.
fn is_hashed_file(name: &str) -> bool {
    name.strip_prefix(HASHED_FOLDER)
        .is_some_and(|rest| rest.contains('.'))
}

/// Whether the client is a browser that navigates, not a program that would take the page for an answer.
fn accepts_page(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("text/html"))
}

/// Whether the client names no type that it wants, as `curl`, link checkers and probes do.
fn accepts_anything(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(ACCEPT).iter().peekable();
    values.peek().is_none() || values.any(|value| value.as_bytes().starts_with(b"*/*"))
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let refused = parts.any(|part| {
            part.strip_prefix("q=")
                .and_then(|weight| weight.parse().ok())
                == Some(0.0_f32)
        });
        named && !refused
    })
}

/// The compressed form, where it is worth having.
fn compress(plain: &Bytes) -> Option<Bytes> {
    if plain.len() < COMPRESS_BYTES_MIN {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).ok()?;
    let compressed = encoder.finish().ok()?;
    (compressed.len() < plain.len() * 9 / 10).then(|| Bytes::from(compressed))
}
