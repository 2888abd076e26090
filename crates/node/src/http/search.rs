//! `/api/v11/search`: one field for heights, hashes, addresses, account indexes and names.

use aurigraph_types::{AccountIndex, Address, Digest};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::extract::{Parameters, blocking};
use super::find;
use super::problem::Problem;
use crate::node::Node;

/// Characters of a search text.
const TEXT_MAX: usize = 200;
/// Accounts found by name, at most.
const NAMES_MAX: usize = 10;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(search))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// A height, a hash (of a block, transaction or receipt), an address, an account index, or a part of an account's name.
    q: String,
}

/// What something found is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum SearchKind {
    /// A block; its id is the height.
    Block,
    /// A transaction; its id is the hash.
    Transaction,
    /// An account; its id is the address.
    Account,
}

/// Something found.
#[derive(Debug, Serialize, ToSchema)]
struct SearchResult {
    /// What it is.
    kind: SearchKind,
    /// How its resource is named.
    id: String,
    /// For people.
    label: String,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
struct SearchAnswer {
    /// The best matches first; empty if there is none.
    results: Vec<SearchResult>,
}

/// Finds blocks, transactions and accounts.
#[utoipa::path(get, path = "/api/v11/search", tag = "blockchain", security(()), params(SearchQuery), responses(
    (status = 200, description = "What was found.", body = SearchAnswer)
))]
async fn search(
    State(node): State<Node>,
    Parameters(query): Parameters<SearchQuery>,
) -> Result<Json<SearchAnswer>, Problem> {
    let text = query.q.trim().to_owned();
    if text.is_empty() || text.chars().count() > TEXT_MAX {
        return Err(Problem::invalid_parameter(format!(
            "q has 1 to {TEXT_MAX} characters"
        )));
    }
    // A receipt id is searched as its transaction.
    let hash = text
        .split_once('-')
        .map_or(text.as_str(), |(hash, _)| hash)
        .to_ascii_lowercase();
    let digest = find::digest(&hash);
    let number = Some(&text)
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse::<u64>().ok());
    let mut results = Vec::new();
    if digest.is_some() || number.is_some() {
        let reader = node.clone();
        results = blocking(move || in_the_log(&reader, digest, number)).await?;
    }
    results.extend(accounts(&node, digest, number, &text));
    Ok(Json(SearchAnswer { results }))
}

fn in_the_log(
    node: &Node,
    digest: Option<Digest>,
    number: Option<u64>,
) -> Result<Vec<SearchResult>, Problem> {
    let mut results = Vec::new();
    let block = |height: u64| SearchResult {
        kind: SearchKind::Block,
        id: height.to_string(),
        label: format!("Block {height}"),
    };
    let kept = node.chain.earliest_height()..=node.chain.tip().height.get();
    results.extend(number.filter(|height| kept.contains(height)).map(block));
    if let Some(digest) = digest {
        results.extend(node.history.find_block(&digest)?.map(block));
        results.extend(
            node.history
                .find_submission(&digest)?
                .map(|(height, _)| SearchResult {
                    kind: SearchKind::Transaction,
                    id: digest.to_string(),
                    label: format!("Transaction in block {height}"),
                }),
        );
    }
    Ok(results)
}

fn accounts(
    node: &Node,
    digest: Option<Digest>,
    number: Option<u64>,
    text: &str,
) -> Vec<SearchResult> {
    let genesis = &node.chain.constants.genesis;
    let wanted = text.to_lowercase();
    let named = genesis
        .accounts
        .iter()
        .enumerate()
        .filter(|(_, account)| account.name.to_lowercase().contains(&wanted));
    let named: Vec<_> = named
        .map(|(index, _)| AccountIndex::new(index as u32))
        .take(NAMES_MAX)
        .collect();
    let by_number = number
        .and_then(|number| u32::try_from(number).ok())
        .map(AccountIndex::new);
    let by_address = digest.and_then(|digest| node.accounts.find(&Address(digest)));
    let mut indexes: Vec<_> = by_address
        .into_iter()
        .chain(by_number)
        .chain(named)
        .collect();
    indexes.dedup();
    let known = indexes
        .into_iter()
        .filter_map(|index| Some((index, node.accounts.address(index)?)));
    let label = |index: AccountIndex| match genesis.accounts.get(index.usize()) {
        Some(account) => format!("{} (account {index})", account.name),
        None => format!("Account {index}"),
    };
    let results = known.map(|(index, address)| SearchResult {
        kind: SearchKind::Account,
        id: address.to_string(),
        label: label(index),
    });
    results.collect()
}
