//! Errors as RFC 9457 problem documents, in the shape of `docs/api-design.md`.

use std::time::Duration;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// A problem document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// A URI for this kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short name.
    pub title: &'static str,
    /// HTTP status.
    #[serde(serialize_with = "status_number")]
    #[schema(value_type = u16)]
    pub status: StatusCode,
    /// Stable code.
    pub code: &'static str,
    /// What happened.
    pub detail: String,
    /// What to do.
    pub action: &'static str,
    #[serde(skip)]
    retry_after: Option<Duration>,
}

fn status_number<S: serde::Serializer>(
    status: &StatusCode,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem of a stable code.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
        action: &'static str,
    ) -> Self {
        let kind = format!("urn:aurigraph:problem:{code}");
        Self {
            kind,
            title,
            status,
            code,
            detail: detail.into(),
            action,
            retry_after: None,
        }
    }

    /// A value that is not allowed.
    pub fn invalid_parameter(detail: impl Into<String>, action: &'static str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_parameter",
            "Invalid parameter",
            detail,
            action,
        )
    }

    /// Perhaps another site made a browser send it.
    pub fn cross_site() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "cross_site_request",
            "Not from this site",
            "the request lacks the header X-Requested-With: aurigraph, or comes from another origin",
            "Use the portal itself. A program sends X-Requested-With: aurigraph and no Origin.",
        )
    }

    /// Too many requests; try again after a while.
    pub fn too_busy(detail: impl Into<String>, retry_after: Duration) -> Self {
        let action = "Wait for the time that Retry-After says, then try again.";
        let status = StatusCode::TOO_MANY_REQUESTS;
        let problem = Self::new(status, "too_busy", "Too many requests", detail, action);
        Self {
            retry_after: Some(retry_after),
            ..problem
        }
    }

    /// The ledger cannot be reached or does not take submissions.
    pub fn not_ready(detail: impl Into<String>) -> Self {
        let action = "Look at /q/health, and try again when the node is ready.";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let problem = Self::new(status, "not_ready", "Not ready", detail, action);
        Self {
            retry_after: Some(Duration::from_secs(2)),
            ..problem
        }
    }

    /// The same, and after which time to ask again.
    #[must_use]
    pub const fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// The node's disk is full: it reads, and takes nothing.
    pub fn read_only(detail: impl Into<String>) -> Self {
        let action = "Free some room on the node's disk: it goes on by itself. Then ask again; /q/health says when.";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let problem = Self::new(status, "read_only", "Read only", detail, action);
        Self {
            retry_after: Some(Duration::from_secs(5)),
            ..problem
        }
    }

    /// An identity provider gave no answer that can be used.
    pub fn provider_silent(detail: impl Into<String>) -> Self {
        let action = "Try again in a while, or sign in another way. If it persists, tell the operator: the log says why.";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let (code, title) = ("provider_unreachable", "Provider not reached");
        let problem = Self::new(status, code, title, detail, action);
        Self {
            retry_after: Some(Duration::from_secs(5)),
            ..problem
        }
    }

    /// Something was sent to the ledger, which cannot say yet what became of it.
    pub fn outcome_unknown(detail: impl Into<String>, action: &'static str) -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let (code, title) = ("outcome_unknown", "Outcome not known");
        let problem = Self::new(status, code, title, detail, action);
        Self {
            retry_after: Some(Duration::from_secs(5)),
            ..problem
        }
    }

    /// Something went wrong that is not the client's fault. The log says what; the client is not told.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        tracing::error!(error = text, "a request to the portal failed");
        let action = "Try again; if it persists, tell the operator: the log says why.";
        let detail = "the portal cannot answer this request";
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Internal error",
            detail,
            action,
        )
    }

    /// There is nothing at this address.
    pub fn not_found(detail: impl Into<String>) -> Self {
        let action = "Look at /docs for what there is.";
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Not found",
            detail,
            action,
        )
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        let detail = rejection.body_text();
        let action = "Compare the request with the documentation at /docs.";
        match &rejection {
            JsonRejection::MissingJsonContentType(_) => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "Unsupported media type",
                detail,
                "Send JSON with the header Content-Type: application/json.",
            ),
            JsonRejection::JsonDataError(_) if detail.contains("unknown field") => Self::new(
                StatusCode::BAD_REQUEST,
                "unknown_field",
                "Unknown field",
                detail,
                action,
            ),
            JsonRejection::JsonDataError(_) => Self::invalid_parameter(detail, action),
            _ if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "payload_too_large",
                "Payload too large",
                detail,
                "Send less in one request.",
            ),
            _ => Self::new(
                StatusCode::BAD_REQUEST,
                "malformed_json",
                "Malformed JSON",
                detail,
                action,
            ),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let retry_after = self.retry_after;
        let mut response = (self.status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait) = retry_after {
            // Rounded up: a client that comes back too early would be refused again.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        response
    }
}
