//! The own ledger accounts.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Facts, Session};
use crate::identity::{Identity, IdentityError, SignedIn};
use crate::ids::LedgerAccountId;
use crate::ledger_accounts::LinkedAccount;
use crate::ledger_accounts::wire::{
    LedgerAccount, LedgerAccountChange, LedgerAccountList, LedgerChallenge, LedgerChallengeRequest,
    NewLedgerAccount,
};
use crate::problem::Problem;
use crate::request::{Body, PathPart};

pub(super) fn routes() -> OpenApiRouter<Arc<Identity>> {
    OpenApiRouter::new()
        .routes(routes!(list_own_ledger_accounts, link_own_ledger_account))
        .routes(routes!(challenge_own_ledger_account))
        .routes(routes!(rename_own_ledger_account))
        .routes(routes!(remove_own_ledger_account))
}

fn account_id(part: &str) -> Result<LedgerAccountId, IdentityError> {
    LedgerAccountId::parse(part).ok_or(IdentityError::NotFound {
        what: "ledger account",
    })
}

/// Whoever linked it is the user.
async fn names_of(
    identity: &Identity,
    session: &SignedIn,
) -> Result<HashMap<String, String>, IdentityError> {
    let user = identity.user(session).await?;
    Ok(HashMap::from([(user.user_id.to_string(), user.name)]))
}

async fn readable(
    identity: &Identity,
    session: &SignedIn,
    account: LinkedAccount,
) -> Result<Json<LedgerAccount>, IdentityError> {
    let names = names_of(identity, session).await?;
    Ok(Json(LedgerAccount::of(account, &names)))
}

/// The own ledger accounts
#[utoipa::path(
    get,
    path = "/api/v11/profile/ledger-accounts",
    tag = "identity",
    security(("session" = [])),
    responses(
        (status = 200, description = "The accounts", body = LedgerAccountList),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_own_ledger_accounts(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
) -> Result<Json<LedgerAccountList>, Problem> {
    let found = identity.ledger_accounts(&session).await?;
    let names = names_of(&identity, &session).await?;
    let listed = found.into_iter();
    Ok(Json(LedgerAccountList {
        ledger_accounts: listed
            .map(|account| LedgerAccount::of(account, &names))
            .collect(),
        next_cursor: None,
    }))
}

/// Begin to link a ledger account
///
/// Nothing changes before the statement is signed with the account's key.
#[utoipa::path(
    post,
    path = "/api/v11/profile/ledger-accounts/challenge",
    tag = "identity",
    security(("session" = [])),
    request_body = LedgerChallengeRequest,
    responses(
        (status = 200, description = "What is to be signed", body = LedgerChallenge),
        (status = 400, description = "The key is none", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many challenges are open", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn challenge_own_ledger_account(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Body(body): Body<LedgerChallengeRequest>,
) -> Result<Json<LedgerChallenge>, Problem> {
    let key = (body.scheme.as_str(), body.public_key.as_str());
    let challenge = identity.challenge_ledger_account(&session, key).await?;
    Ok(Json(challenge.into()))
}

/// Link a ledger account
#[utoipa::path(
    post,
    path = "/api/v11/profile/ledger-accounts",
    tag = "identity",
    security(("session" = [])),
    request_body = NewLedgerAccount,
    responses(
        (status = 201, description = "Linked", body = LedgerAccount),
        (status = 400, description = "No label, or the signature is not that of the key over the statement", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The address is linked already, or as many as possible are", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "The challenge was answered, is too old, or is not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn link_own_ledger_account(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    Body(body): Body<NewLedgerAccount>,
) -> Result<(StatusCode, Json<LedgerAccount>), Problem> {
    let given = (
        body.secret.as_str(),
        body.signature.as_str(),
        body.label.as_str(),
    );
    let linked = identity
        .link_ledger_account(&session, given, &facts)
        .await?;
    let answer = readable(&identity, &session, linked).await?;
    Ok((StatusCode::CREATED, answer))
}

/// Rename a ledger account
#[utoipa::path(
    patch,
    path = "/api/v11/profile/ledger-accounts/{accountId}",
    tag = "identity",
    security(("session" = [])),
    params(("accountId" = String, Path, description = "Which account")),
    request_body = LedgerAccountChange,
    responses(
        (status = 200, description = "The account as it is now", body = LedgerAccount),
        (status = 400, description = "No label", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such account of this user", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn rename_own_ledger_account(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    PathPart(id): PathPart,
    Body(body): Body<LedgerAccountChange>,
) -> Result<Json<LedgerAccount>, Problem> {
    let id = account_id(&id)?;
    let renamed = identity
        .rename_ledger_account(&session, &id, &body.label, &facts)
        .await?;
    Ok(readable(&identity, &session, renamed).await?)
}

/// Remove a ledger account
///
/// What its key signed before stays signed.
#[utoipa::path(
    post,
    path = "/api/v11/profile/ledger-accounts/{accountId}/remove",
    tag = "identity",
    security(("session" = [])),
    params(("accountId" = String, Path, description = "Which account")),
    responses(
        (status = 204, description = "It is linked no more"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such account of this user", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn remove_own_ledger_account(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    PathPart(id): PathPart,
) -> Result<StatusCode, Problem> {
    let id = account_id(&id)?;
    identity
        .remove_ledger_account(&session, &id, &facts)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
