//! Errors as RFC 9457 problem documents: a stable code, what happened, what to do.

use aurigraph_types::codec::DecodeError;
use axum::Json;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::dto::Receipt;
use super::submit::BatchAnswer;
use crate::chain::ChainError;
use crate::history::{HistoryQueryError, with_causes};
use crate::ingest::{OutcomeUnknown, Refusal};
use crate::query::Unanswered;

/// Seconds after which a busy node is worth another try.
const RETRY_BUSY_SECONDS: u64 = 1;
/// Seconds after which a node that takes nothing is worth another try.
const RETRY_UNAVAILABLE_SECONDS: u64 = 5;

/// Code of what is refused because the registrar of nodes revoked the sender's key.
pub const NODE_REVOKED: &str = "node_revoked";

/// A problem document (RFC 9457).
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// A URI for this kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "urn:aurigraph:problem:not_found")]
    pub kind: String,
    /// Short name of the kind.
    pub title: &'static str,
    /// HTTP status.
    #[schema(example = 404)]
    pub status: u16,
    /// Stable code.
    #[schema(example = "not_found")]
    pub code: &'static str,
    /// What happened.
    pub detail: String,
    /// What to do.
    pub action: String,
    /// With `pruned` and `removed`: the first height that is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub earliest_height: Option<u64>,
    /// With `already_applied`: the original receipt (of the first record), while it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub receipt: Option<Box<Receipt>>,
    /// With `already_applied` for a batch: the original answer, while it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub batch: Option<Box<BatchAnswer>>,
}

/// A problem on its way to a client. Boxed: it travels through every handler's result.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    document: Box<ProblemDocument>,
    headers: HeaderMap,
}

fn title(code: &str) -> &'static str {
    match code {
        "malformed_json" => "Malformed JSON",
        "malformed_submission" => "Malformed submission",
        "unknown_field" => "Unknown field",
        "signature_invalid" => "Signature does not verify",
        "signer_unknown" => "Unknown signer",
        "scheme_mismatch" => "Wrong signature scheme",
        "wrong_chain" => "Wrong chain",
        "metrics_key_needed" => "Key needed",
        NODE_REVOKED => "Node revoked",
        "node_certificate_needed" => "Certificate needed",
        "not_found" => "Not found",
        "method_not_allowed" => "Method not allowed",
        "already_applied" => "Already applied",
        "stale_sequence" => "Stale sequence",
        "expired" => "Expired",
        "pruned" => "Pruned",
        "removed" => "Removed",
        "request_timeout" => "Request timeout",
        "payload_too_large" => "Payload too large",
        "unsupported_media_type" => "Unsupported media type",
        "upgrade_required" => "Upgrade required",
        "too_busy" => "Too busy",
        "read_only" => "Read only",
        OutcomeUnknown::CODE => "Outcome not known",
        "not_ready" => "Not ready",
        "bad_gateway" => "False answer of another node",
        "invalid_parameter" => "Invalid parameter",
        _ => "Internal error",
    }
}

fn status(code: &str) -> StatusCode {
    match code {
        "malformed_json" | "malformed_submission" | "invalid_parameter" | "unknown_field" => {
            StatusCode::BAD_REQUEST
        }
        "signature_invalid" | "signer_unknown" | "scheme_mismatch" | "wrong_chain" => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        "metrics_key_needed" => StatusCode::UNAUTHORIZED,
        NODE_REVOKED | "node_certificate_needed" => StatusCode::FORBIDDEN,
        "not_found" => StatusCode::NOT_FOUND,
        "method_not_allowed" => StatusCode::METHOD_NOT_ALLOWED,
        "already_applied" | "stale_sequence" | "expired" => StatusCode::CONFLICT,
        "pruned" | "removed" => StatusCode::GONE,
        "request_timeout" => StatusCode::REQUEST_TIMEOUT,
        "payload_too_large" => StatusCode::PAYLOAD_TOO_LARGE,
        "unsupported_media_type" => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "upgrade_required" => StatusCode::UPGRADE_REQUIRED,
        "too_busy" => StatusCode::TOO_MANY_REQUESTS,
        "bad_gateway" => StatusCode::BAD_GATEWAY,
        "read_only" | "not_ready" | OutcomeUnknown::CODE => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl Problem {
    /// A problem of a stable code; status and title follow from it.
    pub fn new(code: &'static str, detail: impl Into<String>, action: impl Into<String>) -> Self {
        let mut headers = HeaderMap::new();
        let retry_after = match code {
            "too_busy" => Some(RETRY_BUSY_SECONDS),
            "read_only" | "not_ready" | OutcomeUnknown::CODE => Some(RETRY_UNAVAILABLE_SECONDS),
            _ => None,
        };
        if let Some(seconds) = retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        let document = ProblemDocument {
            kind: format!("urn:aurigraph:problem:{code}"),
            title: title(code),
            status: status(code).as_u16(),
            code,
            detail: detail.into(),
            action: action.into(),
            earliest_height: None,
            receipt: None,
            batch: None,
        };
        Self {
            document: Box::new(document),
            headers,
        }
    }

    /// A parameter or field with a value that is not allowed.
    pub fn invalid_parameter(detail: impl Into<String>) -> Self {
        Self::new(
            "invalid_parameter",
            detail,
            "Correct the value; /docs says what each one may be.",
        )
    }

    /// Nothing of this name.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(
            "not_found",
            detail,
            "Check the identifier; if it is new, it may not be final yet.",
        )
    }

    /// A block that is not kept any more.
    pub fn pruned(height: u64, earliest_height: u64) -> Self {
        let detail =
            format!("block {height} was pruned; the earliest block kept here is {earliest_height}");
        let mut problem = Self::new(
            "pruned",
            detail,
            "Ask a node or an archive that keeps older history.",
        );
        problem.document.earliest_height = Some(earliest_height);
        problem
    }

    /// A block that should be kept, and whose segment somebody removed.
    pub fn removed(height: u64, earliest_height: u64) -> Self {
        let detail = format!(
            "block {height} is missing here: it was not pruned, its segment was removed; the earliest block there is here is {earliest_height}"
        );
        let mut problem = Self::new(
            "removed",
            detail,
            "Tell the operator, who can restore the segment from a backup; /q/health names the missing blocks.",
        );
        problem.document.earliest_height = Some(earliest_height);
        problem
    }

    /// More bytes than one request may have.
    pub fn too_large(limit_bytes: usize) -> Self {
        let detail = format!("the request's body is larger than {limit_bytes} bytes");
        Self::new(
            "payload_too_large",
            detail,
            "Split it into smaller requests, or send the canonical bytes.",
        )
    }

    /// Something went wrong that is not the client's fault. The log says what; the client is not told.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = with_causes(error), "a request failed");
        Self::new(
            "internal",
            "the node cannot answer this request",
            "Try again; if it persists, tell the operator: the log says why.",
        )
    }

    /// With the original receipt, and the original answer if it was a batch.
    #[must_use]
    pub fn with_original(mut self, receipt: Receipt, batch: Option<BatchAnswer>) -> Self {
        self.document.receipt = Some(Box::new(receipt));
        self.document.batch = batch.map(Box::new);
        self
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.code, refusal.detail, refusal.action)
    }
}

impl From<DecodeError> for Problem {
    fn from(error: DecodeError) -> Self {
        Refusal::malformed(error).into()
    }
}

impl From<ChainError> for Problem {
    fn from(error: ChainError) -> Self {
        match error {
            ChainError::Pruned { height, earliest } => Self::pruned(height, earliest),
            ChainError::Removed { height, earliest } => Self::removed(height, earliest),
            other => Self::internal(&other),
        }
    }
}

impl From<HistoryQueryError> for Problem {
    fn from(error: HistoryQueryError) -> Self {
        match error {
            HistoryQueryError::Chain(error) => error.into(),
            HistoryQueryError::Repairing | HistoryQueryError::Behind { .. } => Self::new(
                "not_ready",
                error.to_string(),
                "Try again in some seconds; submissions and blocks are not affected.",
            ),
            other @ HistoryQueryError::Index(_) => Self::internal(&other),
        }
    }
}

impl From<OutcomeUnknown> for Problem {
    fn from(unknown: OutcomeUnknown) -> Self {
        Self::new(
            OutcomeUnknown::CODE,
            unknown.to_string(),
            OutcomeUnknown::ACTION,
        )
    }
}

impl From<Unanswered> for Problem {
    fn from(error: Unanswered) -> Self {
        let detail = error.to_string();
        match error {
            Unanswered::Stopped => Self::new(
                "not_ready",
                detail,
                "Look at /q/health, and ask again when the node is ready.",
            ),
            Unanswered::LogStuck { .. } => Self::new(
                "read_only",
                detail,
                "Ask again when /q/health is UP. Blocks, transactions, receipts and histories can be read meanwhile.",
            ),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.document.status).expect("it was made from a StatusCode");
        let mut response = (status, self.headers, Json(self.document)).into_response();
        response.headers_mut().insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}
