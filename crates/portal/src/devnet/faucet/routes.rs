//! The faucet's two routes.

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use aurigraph_client::api::{BulkFaucetReply, FaucetReply};
use aurigraph_types::{Amount, PublicKey, Scheme};
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequest, Request, State};
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::{Extension, Json};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{BULK_AMOUNT_MAX, BULK_KEYS_MAX, BULK_TRANSFERS_MAX, Faucet, FaucetError};
use crate::problem::Problem;
use crate::surroundings::whole_body;

/// A hybrid key has 3,968 digits.
const ONE_BODY_BYTES_MAX: usize = 16 * 1024;
/// Ten thousand hybrid keys, with names and punctuation.
const BULK_BODY_BYTES_MAX: usize = 48 * 1024 * 1024;

/// The faucet's routes, to be given their state with `with_state(faucet)`.
pub fn routes() -> OpenApiRouter<Arc<Faucet>> {
    let one = OpenApiRouter::new()
        .routes(routes!(fund_one))
        .layer(DefaultBodyLimit::max(ONE_BODY_BYTES_MAX))
        .layer(from_fn(whole_body::<ONE_BODY_BYTES_MAX>));
    let bulk = OpenApiRouter::new()
        .routes(routes!(fund_many))
        .layer(DefaultBodyLimit::max(BULK_BODY_BYTES_MAX))
        .layer(from_fn(whole_body::<BULK_BODY_BYTES_MAX>));
    one.merge(bulk)
}

/// A public key to register and fund.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct FaucetKey {
    /// `ed25519`, `ml-dsa-65` or `hybrid`.
    #[schema(example = "ed25519")]
    scheme: String,
    /// Hexadecimal.
    public_key: String,
}

/// Public keys to register and fund.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct FaucetBulkRequest {
    /// 1 to 10,000 different keys.
    accounts: Vec<FaucetKey>,
    /// Minor units of each asset for each key; the faucet's own amount if absent.
    amount_minor_units: Option<String>,
    /// So many of the first assets for each key; one if absent.
    #[schema(minimum = 1)]
    assets: Option<u32>,
}

/// An account by index and address.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FaucetAccount {
    /// Dense index.
    index: u32,
    /// Address.
    address: String,
}

/// An amount that an account received.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FaucetFunded {
    /// Asset code.
    asset: String,
    /// Minor units.
    amount: String,
    /// Digits after the decimal point.
    decimals: u8,
}

/// One key's account and what it received.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FaucetAnswer {
    /// The key's account.
    account: FaucetAccount,
    /// What it received.
    funded: Vec<FaucetFunded>,
    /// The funding submission.
    transaction_hash: String,
    /// Receipt of its first transfer.
    receipt_id: String,
}

/// Many keys' accounts and what each received.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FaucetBulkAnswer {
    /// The accounts, in the order of the keys.
    accounts: Vec<FaucetAccount>,
    /// What each received.
    funded: Vec<FaucetFunded>,
    /// The submissions: registrations first, then funding.
    transaction_hashes: Vec<String>,
}

impl From<aurigraph_client::api::AccountRef> for FaucetAccount {
    fn from(account: aurigraph_client::api::AccountRef) -> Self {
        Self {
            index: account.index,
            address: account.address.to_string(),
        }
    }
}

impl From<aurigraph_client::api::Funded> for FaucetFunded {
    fn from(funded: aurigraph_client::api::Funded) -> Self {
        Self {
            asset: funded.asset,
            amount: funded.amount,
            decimals: funded.decimals,
        }
    }
}

impl From<FaucetReply> for FaucetAnswer {
    fn from(reply: FaucetReply) -> Self {
        Self {
            account: reply.account.into(),
            funded: each_into(reply.funded),
            transaction_hash: reply.transaction_hash.to_string(),
            receipt_id: reply.receipt_id,
        }
    }
}

impl From<BulkFaucetReply> for FaucetBulkAnswer {
    fn from(reply: BulkFaucetReply) -> Self {
        let hashes = reply.transaction_hashes.iter();
        Self {
            accounts: each_into(reply.accounts),
            funded: each_into(reply.funded),
            transaction_hashes: hashes.map(ToString::to_string).collect(),
        }
    }
}

fn each_into<A: Into<B>, B>(items: Vec<A>) -> Vec<B> {
    items.into_iter().map(Into::into).collect()
}

type Created<A> = Result<(StatusCode, Json<A>), Problem>;

/// Reads the body, of which `parse` makes the question, or says what is wrong with it.
async fn read<B: DeserializeOwned, Q>(
    request: Request,
    parse: impl FnOnce(&B) -> Result<Q, String>,
) -> Result<Q, Problem> {
    let Json(body) = Json::<B>::from_request(request, &()).await?;
    Ok(parse(&body).map_err(|reason| FaucetError::Invalid { reason })?)
}

/// Answers with what was given.
fn created<A>(reply: Result<impl Into<A>, FaucetError>) -> Created<A> {
    Ok((StatusCode::CREATED, Json(reply?.into())))
}

/// Register a key and receive demo funds
///
/// Development networks only. A key that is registered already keeps its account and is funded again, at most once a minute. The
/// funds are final when the request is answered.
#[utoipa::path(
    post,
    path = "/api/v11/devnet/faucet",
    tag = "devnet",
    security(()),
    request_body = FaucetKey,
    responses(
        (status = 201, description = "Registered and funded", body = FaucetAnswer),
        (status = 400, description = "Not a key", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Asked too often", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The ledger is not ready, or its disk is full", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn fund_one(
    State(faucet): State<Arc<Faucet>>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    request: Request,
) -> Created<FaucetAnswer> {
    let key = read(request, parse_key).await?;
    let from: Option<IpAddr> = peer.map(|Extension(ConnectInfo(address))| address.ip());
    created(faucet.fund_one(key, from).await)
}

/// Register many keys and fund them
///
/// Development networks only. Up to 10,000 keys; each receives the same amount of the first asset, or of so many as are asked for. At most four such requests
/// are worked on at once.
#[utoipa::path(
    post,
    path = "/api/v11/devnet/faucet/bulk",
    tag = "devnet",
    security(()),
    request_body = FaucetBulkRequest,
    responses(
        (status = 201, description = "Registered and funded", body = FaucetBulkAnswer),
        (status = 400, description = "Not keys, or not that many", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Four such requests are under way", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The ledger is not ready, or its disk is full", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn fund_many(
    State(faucet): State<Arc<Faucet>>,
    request: Request,
) -> Created<FaucetBulkAnswer> {
    // Before the body is read: four bodies of this size are the most that is held in memory.
    let _permit = faucet.bulk.try_acquire().map_err(|_| {
        let what = "four bulk requests are under way";
        FaucetError::TooOften {
            what,
            wait: Duration::from_secs(1),
        }
    })?;
    let (keys, amount, assets) = read(request, parse_bulk).await?;
    created(faucet.fund_many(keys, amount, assets).await)
}

fn parse_key(key: &FaucetKey) -> Result<PublicKey, String> {
    let scheme = Scheme::from_name(&key.scheme).ok_or_else(|| {
        format!(
            "scheme {:?} is not ed25519, ml-dsa-65 or hybrid",
            key.scheme
        )
    })?;
    let bytes =
        hex::decode(&key.public_key).map_err(|_| "publicKey is not hexadecimal".to_owned())?;
    PublicKey::new(scheme, &bytes).map_err(|error| error.to_string())
}

/// Keys, the amount for each, and of how many assets.
type Bulk = (Vec<PublicKey>, Option<Amount>, usize);

fn parse_bulk(body: &FaucetBulkRequest) -> Result<Bulk, String> {
    let count = body.accounts.len();
    if !(1..=BULK_KEYS_MAX).contains(&count) {
        return Err(format!(
            "there are {count} accounts; 1 to {BULK_KEYS_MAX} are allowed"
        ));
    }
    let mut seen = HashSet::with_capacity(count);
    let mut keys = Vec::with_capacity(count);
    for (position, key) in body.accounts.iter().enumerate() {
        let key = parse_key(key).map_err(|reason| format!("accounts[{position}]: {reason}"))?;
        if !seen.insert(key.address()) {
            return Err(format!("accounts[{position}]: the key is there twice"));
        }
        keys.push(key);
    }
    let amount = body.amount_minor_units.as_deref().map(|text| match text.parse() {
        Ok(amount @ 1..=BULK_AMOUNT_MAX) => Ok(Amount::new(amount)),
        _ => Err(format!("amountMinorUnits is {text:?}; a whole number from 1 to {BULK_AMOUNT_MAX} is allowed")),
    });
    let assets = body.assets.map_or(1, |assets| assets as usize);
    if assets == 0 || assets.saturating_mul(count) > BULK_TRANSFERS_MAX {
        return Err(format!(
            "assets is {assets}; at least one, and at most {BULK_TRANSFERS_MAX} transfers to all accounts together are allowed"
        ));
    }
    Ok((keys, amount.transpose()?, assets))
}
