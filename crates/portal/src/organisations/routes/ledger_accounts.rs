//! The ledger accounts of an organisation.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{OrganisationError, Organisations};
use crate::access::{Allowed, OrganisationScope, may};
use crate::ids::LedgerAccountId;
use crate::ledger_accounts::LinkedAccount;
use crate::ledger_accounts::wire::{
    LedgerAccount, LedgerAccountChange, LedgerAccountList, LedgerChallenge, LedgerChallengeRequest,
    NewLedgerAccount,
};
use crate::problem::Problem;
use crate::request::{Body, LastPathPart};

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new()
        .routes(routes!(list_ledger_accounts, link_ledger_account))
        .routes(routes!(challenge_ledger_account))
        .routes(routes!(rename_ledger_account, remove_ledger_account))
}

fn account_id(part: &str) -> Result<LedgerAccountId, OrganisationError> {
    LedgerAccountId::parse(part).ok_or(OrganisationError::NotFound {
        what: "ledger account",
    })
}

async fn readable(
    organisations: &Organisations,
    scope: &OrganisationScope,
    account: LinkedAccount,
) -> Result<Json<LedgerAccount>, OrganisationError> {
    let names = organisations.names(scope).await?;
    Ok(Json(LedgerAccount::of(account, &names)))
}

/// Ledger accounts of an organisation
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/ledger-accounts",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("ledger_accounts.read"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    responses(
        (status = 200, description = "The accounts", body = LedgerAccountList),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_ledger_accounts(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadLedgerAccounts>,
) -> Result<Json<LedgerAccountList>, Problem> {
    let scope = &allowed.scope;
    let found = organisations.ledger_accounts(scope).await;
    let found = found.map_err(OrganisationError::from)?;
    let names = organisations.names(scope).await;
    let names = names.map_err(OrganisationError::from)?;
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
    path = "/api/v11/organisations/{organisationId}/ledger-accounts/challenge",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("ledger_accounts.change"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body = LedgerChallengeRequest,
    responses(
        (status = 200, description = "What is to be signed", body = LedgerChallenge),
        (status = 400, description = "The key is none", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many challenges are open", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn challenge_ledger_account(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeLedgerAccounts>,
    Body(body): Body<LedgerChallengeRequest>,
) -> Result<Json<LedgerChallenge>, Problem> {
    let key = (body.scheme.as_str(), body.public_key.as_str());
    let scope = &allowed.scope;
    let challenge = organisations.challenge_ledger_account(scope, key).await?;
    Ok(Json(challenge.into()))
}

/// Link a ledger account
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/ledger-accounts",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("ledger_accounts.change"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body = NewLedgerAccount,
    responses(
        (status = 201, description = "Linked", body = LedgerAccount),
        (status = 400, description = "No label, or the signature is not that of the key over the statement", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The address is linked already, or as many as possible are", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "The challenge was answered, is too old, or is not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn link_ledger_account(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeLedgerAccounts>,
    Body(body): Body<NewLedgerAccount>,
) -> Result<(StatusCode, Json<LedgerAccount>), Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let given = (
        body.secret.as_str(),
        body.signature.as_str(),
        body.label.as_str(),
    );
    let linked = organisations
        .link_ledger_account(&scope, given, &facts)
        .await?;
    let answer = readable(&organisations, &scope, linked).await?;
    Ok((StatusCode::CREATED, answer))
}

/// Rename a ledger account
#[utoipa::path(
    patch,
    path = "/api/v11/organisations/{organisationId}/ledger-accounts/{accountId}",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("ledger_accounts.change"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("accountId" = String, Path, description = "Which account")),
    request_body = LedgerAccountChange,
    responses(
        (status = 200, description = "The account as it is now", body = LedgerAccount),
        (status = 400, description = "No label", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or account, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn rename_ledger_account(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeLedgerAccounts>,
    LastPathPart(id): LastPathPart,
    Body(body): Body<LedgerAccountChange>,
) -> Result<Json<LedgerAccount>, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let id = account_id(&id)?;
    let renamed = organisations
        .rename_ledger_account(&scope, &id, &body.label, &facts)
        .await?;
    Ok(readable(&organisations, &scope, renamed).await?)
}

/// Remove a ledger account
///
/// Its payments that wait are not released any more.
#[utoipa::path(
    delete,
    path = "/api/v11/organisations/{organisationId}/ledger-accounts/{accountId}",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("ledger_accounts.change"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("accountId" = String, Path, description = "Which account")),
    responses(
        (status = 204, description = "It is linked no more"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it, or step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or account, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn remove_ledger_account(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeLedgerAccounts>,
    LastPathPart(id): LastPathPart,
) -> Result<StatusCode, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let id = account_id(&id)?;
    organisations
        .remove_ledger_account(&scope, &id, &facts)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
