//! `/api/v11/accounts/{address}`: an account, and the proof of a balance.

use std::time::Duration;

use aurigraph_ledger::{AccountView, State as LedgerState};
use aurigraph_types::proof::Proof;
use aurigraph_types::{AccountIndex, Address, AssetIndex};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout_at};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::dto::{AccountRef, Balance};
use super::extract::{Parameters, PathPart, blocking};
use super::find;
use super::problem::Problem;
use super::proof::{Carrier, ProofDocument, Proved, assemble};
use super::render::Directory;
use crate::node::Node;

/// How long a balance proof waits for the header that commits to it.
/// Headers that are looked at for the one that commits to a state.
const PROOF_HEADERS_MAX: u64 = 8;
const PROOF_WAIT: Duration = Duration::from_secs(3);

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(account))
        .routes(routes!(balance_proof))
}

/// How a path names an account.
#[derive(Clone, Copy, Debug)]
pub(super) enum AccountName {
    Address(Address),
    Index(AccountIndex),
}

impl AccountName {
    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        if let Some(digest) = find::digest(text) {
            return Ok(Self::Address(Address(digest)));
        }
        let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(index) if is_plain => Ok(Self::Index(AccountIndex::new(index))),
            _ => Err(Problem::invalid_parameter(
                "an account is named by its address of 64 hexadecimal digits or its index",
            )),
        }
    }

    /// The account, if a final block has it.
    pub(super) fn find_final(self, node: &Node) -> Option<AccountIndex> {
        match self {
            Self::Address(address) => node.accounts.find(&address),
            Self::Index(index) => node.accounts.address(index).map(|_| index),
        }
    }

    fn find(self, state: &LedgerState) -> Option<AccountIndex> {
        match self {
            Self::Address(address) => state.find(&address),
            Self::Index(index) => state.address(index).map(|_| index),
        }
    }
}

pub(super) fn no_account(name: &str) -> Problem {
    Problem::not_found(format!("there is no account {name}"))
}

/// An account with its balances.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Account {
    /// Dense index.
    index: u32,
    /// Address, 64 hexadecimal digits.
    address: String,
    /// Its name in the genesis file; null if it is not listed there.
    name: Option<String>,
    /// `ed25519`, `ml-dsa-65` or `hybrid`.
    signature_scheme: &'static str,
    /// Public key.
    public_key: String,
    /// Whether transfers from and to it are refused.
    frozen: bool,
    /// `registrar` and `authority`, if it has these roles.
    roles: Vec<&'static str>,
    /// Who may sign for it besides itself.
    custodian: Option<AccountRef>,
    /// The primary account, if it is a subaccount.
    parent: Option<AccountRef>,
    /// Subaccounts opened.
    subaccount_count: u32,
    /// The lowest sequence above all used ones, as a decimal string; null once 18446744073709551615 was used.
    #[schema(required)]
    next_sequence: Option<String>,
    /// Balances that are not zero, and zero ones of assets outside the dense arrays that it held before.
    balances: Vec<Balance>,
    /// The height these figures belong to.
    height: u64,
}

/// One account, by address or index.
#[utoipa::path(get, path = "/api/v11/accounts/{address}", tag = "accounts", security(()),
    params(("address" = String, Path, description = "Address of 64 hexadecimal digits, or index.")),
    responses((status = 200, description = "The account.", body = Account), (status = 404, description = "There is no such account."))
)]
async fn account(
    State(node): State<Node>,
    PathPart(text): PathPart,
) -> Result<Json<Account>, Problem> {
    let name = AccountName::parse(&text)?;
    let (height, view) = node
        .queries
        .ask(move |state| state.account(name.find(state)?))
        .await?;
    let view = view.ok_or_else(|| no_account(&text))?;
    let directory = Directory::of(&node, view.custodian.into_iter().chain(view.parent));
    blocking(move || {
        let key = node
            .keys
            .key(view.index)
            .map_err(|error| Problem::internal(&error))?;
        let (_, key) = key.ok_or_else(|| no_account(&text))?;
        Ok(Json(describe(&node, &directory, &view, &key, height)))
    })
    .await
}

fn describe(
    node: &Node,
    directory: &Directory,
    view: &AccountView,
    key: &[u8],
    height: u64,
) -> Account {
    let genesis = &node.chain.constants.genesis;
    let roles = [
        (view.is_registrar, "registrar"),
        (view.is_authority, "authority"),
        (view.is_accreditor, "accreditor"),
    ];
    let balances = view.balances.iter().filter_map(|(index, amount)| {
        let asset = genesis.assets.get(index.get() as usize)?;
        Some(Balance {
            asset: asset.code.clone(),
            asset_index: index.get(),
            decimals: asset.decimals,
            amount: amount.to_string(),
        })
    });
    Account {
        index: view.index.get(),
        address: view.address.to_string(),
        name: genesis
            .accounts
            .get(view.index.usize())
            .map(|account| account.name.clone()),
        signature_scheme: view.scheme.name(),
        public_key: hex::encode(key),
        frozen: view.frozen,
        roles: roles
            .into_iter()
            .filter(|(has, _)| *has)
            .map(|(_, name)| name)
            .collect(),
        custodian: view.custodian.map(|index| directory.account(index)),
        parent: view.parent.map(|index| directory.account(index)),
        subaccount_count: view.subaccount_count,
        next_sequence: view.next_sequence.map(|sequence| sequence.to_string()),
        balances: balances.collect(),
        height,
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct BalanceProofQuery {
    /// Asset code, such as `EUR`.
    asset: String,
}

/// The proof of one balance, verified off-line with `aurigraph verify-proof`.
#[utoipa::path(get, path = "/api/v11/accounts/{address}/proof", tag = "proofs", security(()),
    params(("address" = String, Path, description = "Address of 64 hexadecimal digits, or index."), BalanceProofQuery),
    responses(
        (status = 200, description = "The proof.", body = ProofDocument),
        (status = 404, description = "There is no such account or asset, or the account never held the asset."),
    )
)]
async fn balance_proof(
    State(node): State<Node>,
    PathPart(text): PathPart,
    Parameters(query): Parameters<BalanceProofQuery>,
) -> Result<Json<Proof>, Problem> {
    let name = AccountName::parse(&text)?;
    let code = query.asset;
    let Some(asset) = node.chain.constants.genesis.asset_by_code(&code) else {
        return Err(Problem::not_found(format!(
            "there is no asset {code:.20}; /api/v11/assets lists them"
        )));
    };
    let asset = AssetIndex::new(asset as u32);
    let label = code.clone();
    let look = move |state: &LedgerState| {
        let account = name.find(state);
        let proof = account.and_then(|account| state.prove_balance(account, asset, &label));
        (state.root(), account.is_some(), proof)
    };
    let (height, (root, exists, proof)) = node.queries.ask_committed(look).await?;
    if !exists {
        return Err(no_account(&text));
    }
    let proof = proof.ok_or_else(|| {
        Problem::not_found(format!(
            "account {text} never held {code}: there is no leaf to prove"
        ))
    })?;
    let carrier = header_with_state(&node, height, root).await?;
    Ok(Json(assemble(
        &node.chain,
        &carrier,
        Proved::Balance(proof),
    )))
}

/// The header that commits to the state after `height`: that of the height itself if its block changed nothing, else a later one, which
/// always follows. In a committee it may commit to a later state at once; then the caller asks again and is shown that one.
async fn header_with_state(
    node: &Node,
    height: u64,
    root: aurigraph_types::Digest,
) -> Result<Carrier, Problem> {
    let deadline = Instant::now() + PROOF_WAIT;
    let mut tips = node.chain.watch_tip();
    for candidate in height..=height + PROOF_HEADERS_MAX {
        if !matches!(
            timeout_at(deadline, tips.wait_for(|tip| *tip >= candidate)).await,
            Ok(Ok(_))
        ) {
            break;
        }
        let reader = node.clone();
        let found = blocking(move || {
            let block = find::header(&reader, candidate)?;
            if block.header.fields().state_root != root {
                return Ok(Err(block.header.fields().executed_height.get()));
            }
            Ok(Ok(Carrier::of(&reader, block)?))
        })
        .await?;
        match found {
            Ok(Some(carrier)) => return Ok(carrier),
            Ok(None) => {}
            Err(committed) if committed > height => break,
            Err(_) => {}
        }
    }
    let detail = format!("the block that commits to the state of height {height} is not final yet");
    Err(Problem::new("not_ready", detail, "Ask again in a moment."))
}
