//! Payments of an organisation: proposed, decided, released.

mod wire;

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::payments::{
    About, Decision, Filter, Page, PaymentRefused, SUBMISSION_BYTES_MAX, State as PaymentState,
    statement,
};
use super::super::{OrganisationError, Organisations};
use crate::access::{Action, Allowed, OrganisationScope, may};
use crate::ids::{LedgerAccountId, PaymentId};
use crate::problem::Problem;
use crate::request::{self, Body, LastPathPart, Parameters};
use wire::{
    Payment, PaymentDecisionItem, PaymentDetail, PaymentList, PaymentTransfer, ReleasedPayment,
};

/// Two digits a byte, and what surrounds them.
const PROPOSAL_BYTES_MAX: usize = 2 * SUBMISSION_BYTES_MAX + 1_024;

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new()
        .routes(routes!(list_payments, propose_payment))
        .layer(DefaultBodyLimit::max(PROPOSAL_BYTES_MAX))
        .routes(routes!(payment))
        .routes(routes!(decide_payment))
        .routes(routes!(release_payment))
}

/// In which order.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum PaymentOrder {
    /// The newest first.
    #[default]
    Desc,
    /// The oldest first.
    Asc,
}

/// Which payments.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct PaymentsQuery {
    /// `waiting`, `approved`, `rejected`, `released` or `expired`.
    state: Option<String>,
    /// The id of whoever proposed them.
    proposed_by: Option<String>,
    /// Only those that move this asset.
    asset_index: Option<u32>,
    /// Only those that wait for a decision of whoever asks.
    waiting_for_me: Option<bool>,
    /// By the time of the proposal; `desc` if absent.
    #[param(inline)]
    order: Option<PaymentOrder>,
    /// 1 to 200, 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// Where the page before ended.
    cursor: Option<String>,
}

fn cursor(text: &str) -> Result<(i64, String), Problem> {
    let read = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (ms, id) = text.split_once(' ')?;
        Some((ms.parse().ok()?, PaymentId::parse(id)?.to_string()))
    };
    read().ok_or_else(request::not_a_cursor)
}

fn payment_id(part: &str) -> Result<PaymentId, OrganisationError> {
    PaymentId::parse(part).ok_or(OrganisationError::NotFound { what: "payment" })
}

impl PaymentsQuery {
    fn filter(&self, scope: &OrganisationScope) -> Result<Filter, Problem> {
        let state = self.state.as_deref().map(|text| {
            PaymentState::parse(text).ok_or_else(|| {
                let detail = "state is waiting, approved, rejected, released or expired";
                Problem::invalid_parameter(detail, "Correct the value.")
            })
        });
        let for_me = self.waiting_for_me.unwrap_or_default();
        Ok(Filter {
            state: state.transpose()?,
            proposed_by: self.proposed_by.clone(),
            asset: self.asset_index,
            waiting_for: for_me.then(|| scope.principal().id().to_owned()),
        })
    }
}

/// Payments
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/payments",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("payments.read"))),
    params(("organisationId" = String, Path, description = "Which organisation"), PaymentsQuery),
    responses(
        (status = 200, description = "A page of them", body = PaymentList),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_payments(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadPayments>,
    Parameters(query): Parameters<PaymentsQuery>,
) -> Result<Json<PaymentList>, Problem> {
    let scope = &allowed.scope;
    let limit = request::limit(query.limit)?;
    let page = Page {
        oldest_first: query.order.unwrap_or_default() == PaymentOrder::Asc,
        after: query.cursor.as_deref().map(cursor).transpose()?,
        limit: limit + 1,
    };
    let filter = query.filter(scope)?;
    let mut found = organisations
        .payments(scope, &filter, &page)
        .await
        .map_err(OrganisationError::from)?;
    let is_more = found.len() > usize::from(limit);
    found.truncate(usize::from(limit));
    let last = found.last().filter(|_| is_more);
    let next_cursor = last.map(|last| {
        let text = format!("{} {}", last.proposed_at.ms(), last.payment_id);
        URL_SAFE_NO_PAD.encode(text)
    });
    let names = organisations
        .names(scope)
        .await
        .map_err(OrganisationError::from)?;
    let payments = found.into_iter().map(|found| Payment::of(found, &names));
    Ok(Json(PaymentList {
        payments: payments.collect(),
        next_cursor,
    }))
}

/// A payment that is to be approved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewPayment {
    /// Canonical bytes of a signed transfer or batch in hexadecimal digits, 64 KiB at most. A linked ledger account pays and signs.
    signed_submission: String,
}

/// Propose a payment
///
/// It is signed already, and kept here until it is approved. If no approvals are needed it is approved at once.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/payments",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("payments.propose"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body = NewPayment,
    responses(
        (status = 201, description = "It is kept; its state says whether it waits", body = Payment),
        (status = 400, description = "It is no payment of a linked ledger account", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It was here before, or as many as possible are open", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 64 KiB", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn propose_payment(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProposePayments>,
    Body(body): Body<NewPayment>,
) -> Result<(StatusCode, Json<Payment>), Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let not_hexadecimal = || PaymentRefused::NotAPayment("it is not in hexadecimal digits".into());
    let bytes = hex::decode(&body.signed_submission).map_err(|_| not_hexadecimal())?;
    let kept = organisations
        .propose_payment(&scope, &bytes, &facts)
        .await?;
    let names = organisations
        .names(&scope)
        .await
        .map_err(OrganisationError::from)?;
    Ok((StatusCode::CREATED, Json(Payment::of(kept, &names))))
}

/// A payment
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/payments/{paymentId}",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("payments.read"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("paymentId" = String, Path, description = "Which payment")),
    responses(
        (status = 200, description = "With every transfer, what was signed, and who decided", body = PaymentDetail),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or payment, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn payment(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadPayments>,
    LastPathPart(id): LastPathPart,
) -> Result<Json<PaymentDetail>, Problem> {
    let scope = &allowed.scope;
    let id = payment_id(&id)?;
    let (found, content, decoded) = organisations.payment(scope, &id).await?;
    let decisions = organisations
        .decisions(scope, &id)
        .await
        .map_err(OrganisationError::from)?;
    let names = organisations
        .names(scope)
        .await
        .map_err(OrganisationError::from)?;
    let user_id = scope.principal().user_id().filter(|user_id| {
        let is_theirs = found.proposed_by == user_id.as_str();
        let has_decided = decisions.iter().any(|one| one.user_id == user_id.as_str());
        found.state == PaymentState::Waiting
            && !is_theirs
            && !has_decided
            && organisations.may(scope, Action::ApprovePayments)
    });
    let words = |decision| {
        let about = About {
            public_url: organisations.identity().public_url(),
            organisation_id: scope.organisation_id().as_str(),
            payment_id: id.as_str(),
            user_id: user_id?.as_str(),
        };
        Some(statement(&about, decision, &decoded))
    };
    let (approve_statement, reject_statement) = (words(Decision::Approve), words(Decision::Reject));
    let decisions = decisions.into_iter();
    let transfers = decoded.transfers.into_iter();
    Ok(Json(PaymentDetail {
        payment: Payment::of(found, &names),
        transfers: transfers.map(PaymentTransfer::from).collect(),
        content: hex::encode(content),
        decisions: decisions
            .map(|one| PaymentDecisionItem::of(one, &names))
            .collect(),
        approve_statement,
        reject_statement,
    }))
}

/// A decision, signed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewPaymentDecision {
    /// What is decided.
    decision: Decision,
    /// The ledger account of whoever decides, from their profile, whose key signs.
    account_id: String,
    /// The signature over the hash of the statement with the label `aurigraph/v1/portal-statement`, in hexadecimal digits.
    signature: String,
}

/// Decide about a payment
///
/// Somebody other than whoever proposed it approves or rejects it, with a key of their own that is not the one that pays. One rejection ends it.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/payments/{paymentId}/decisions",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("payments.approve"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("paymentId" = String, Path, description = "Which payment")),
    request_body = NewPaymentDecision,
    responses(
        (status = 200, description = "The payment as it is now", body = Payment),
        (status = 400, description = "The signature is not that of the key over the statement", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it, it is the own payment, or the key is not linked or is the one that pays", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or payment, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It does not wait, or the same person or key decided already", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn decide_payment(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ApprovePayments>,
    LastPathPart(id): LastPathPart,
    Body(body): Body<NewPaymentDecision>,
) -> Result<Json<Payment>, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let id = payment_id(&id)?;
    let account_id = LedgerAccountId::parse(&body.account_id).ok_or(PaymentRefused::NotYourKey)?;
    let given = (body.decision, &account_id, body.signature.as_str());
    let decided = organisations
        .decide_payment(&scope, &id, given, &facts)
        .await?;
    let names = organisations
        .names(&scope)
        .await
        .map_err(OrganisationError::from)?;
    Ok(Json(Payment::of(decided, &names)))
}

/// Take an approved payment
///
/// The bytes are to be submitted to the ledger. Until the payment expires they can be taken again; the ledger takes them once.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/payments/{paymentId}/release",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("payments.propose"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("paymentId" = String, Path, description = "Which payment")),
    responses(
        (status = 200, description = "The signed submission", body = ReleasedPayment),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or payment, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is not approved, or its account is not linked any more", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn release_payment(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProposePayments>,
    LastPathPart(id): LastPathPart,
) -> Result<Json<ReleasedPayment>, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let id = payment_id(&id)?;
    let (released, bytes) = organisations.release_payment(&scope, &id, &facts).await?;
    let names = organisations
        .names(&scope)
        .await
        .map_err(OrganisationError::from)?;
    Ok(Json(ReleasedPayment {
        payment: Payment::of(released, &names),
        signed_submission: hex::encode(bytes),
    }))
}
