//! Why something about provisioning was refused, and every refusal below its addresses in the form of SCIM (RFC 7644, 3.12).

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::organisations::OrganisationError;
use crate::problem::Problem;
use crate::store::StoreError;

/// What answers are made of.
pub(super) const MEDIA_TYPE: &str = "application/scim+json";
const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
/// What stands in every address of it.
const PATH_PART: &str = "/scim/v2/";
/// Longer than any problem document.
const PROBLEM_BYTES_MAX: usize = 64 * 1024;

/// What kind of request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    InvalidFilter,
    InvalidPath,
    InvalidSyntax,
    InvalidValue,
    Mutability,
    NoTarget,
    TooMany,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::InvalidPath => "invalidPath",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidValue => "invalidValue",
            Self::Mutability => "mutability",
            Self::NoTarget => "noTarget",
            Self::TooMany => "tooMany",
        }
    }
}

/// A refusal or a fault.
#[derive(Debug, thiserror::Error)]
pub(super) enum ScimError {
    #[error(transparent)]
    Organisation(#[from] OrganisationError),
    #[error("{1}")]
    Request(Kind, String),
    #[error("{0}")]
    Taken(String),
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error(
        "no identity provider provisions this organisation: the operator of the portal names its id in `provisions` of an [[oidc]] provider"
    )]
    NoDirectory,
}

impl ScimError {
    pub(super) fn of(kind: Kind, detail: impl Into<String>) -> Self {
        Self::Request(kind, detail.into())
    }

    pub(super) fn value(detail: impl Into<String>) -> Self {
        Self::of(Kind::InvalidValue, detail)
    }
}

impl From<StoreError> for ScimError {
    fn from(error: StoreError) -> Self {
        Self::Organisation(error.into())
    }
}

impl From<sqlx::Error> for ScimError {
    fn from(error: sqlx::Error) -> Self {
        Self::Organisation(error.into())
    }
}

fn document(status: StatusCode, kind: Option<&str>, detail: &str) -> Value {
    let mut document = json!({
        "schemas": [ERROR], "status": status.as_u16().to_string(), "detail": detail,
    });
    if let Some(kind) = kind {
        document["scimType"] = json!(kind);
    }
    document
}

impl IntoResponse for ScimError {
    fn into_response(self) -> Response {
        let detail = self.to_string();
        let (status, kind) = match self {
            // The layer below makes the form.
            Self::Organisation(error) => return Problem::from(error).into_response(),
            Self::Request(kind, _) => (StatusCode::BAD_REQUEST, Some(kind.as_str())),
            Self::Taken(_) => (StatusCode::CONFLICT, Some("uniqueness")),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, None),
            Self::NoDirectory => (StatusCode::FORBIDDEN, None),
        };
        answer(status, &document(status, kind, &detail))
    }
}

/// An answer in SCIM's media type.
pub(super) fn answer(status: StatusCode, document: &Value) -> Response {
    let mut response = (status, document.to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Gives refusals below the addresses of SCIM its form, whoever refused.
pub(crate) async fn in_scim_form(request: Request, next: Next) -> Response {
    let is_scim = request.uri().path().contains(PATH_PART);
    let response = next.run(request).await;
    let kind = response.headers().get(CONTENT_TYPE);
    if !is_scim || kind.is_none_or(|kind| kind != "application/problem+json") {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, PROBLEM_BYTES_MAX).await.unwrap_or_default();
    let problem: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let text = |name: &str| problem[name].as_str().unwrap_or_default();
    let kind = match (text("code"), parts.status) {
        ("malformed_json", _) => Some("invalidSyntax"),
        (_, StatusCode::BAD_REQUEST) => Some("invalidValue"),
        _ => None,
    };
    let detail = format!("{}. {}", text("detail"), text("action"));
    let document = document(parts.status, kind, &detail);
    parts
        .headers
        .insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(document.to_string()))
}
