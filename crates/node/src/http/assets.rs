//! `/api/v11/assets`: what can be transferred.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::cursor::{self, List, Scope};
use super::extract::{Parameters, limit};
use super::problem::Problem;
use crate::node::Node;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct AssetsQuery {
    /// Assets to list, 1 to 200; 50 if absent.
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// An asset of the genesis file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Asset {
    /// Index in transfer records.
    index: u32,
    /// Short code.
    #[schema(example = "EUR")]
    code: String,
    /// Name, for people.
    name: String,
    /// Digits after the decimal point.
    decimals: u8,
    /// Whether every account has a place for its balance.
    dense: bool,
    /// Minor units in circulation, as a decimal string.
    total_supply: String,
}

/// A page of assets.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AssetList {
    /// The assets, by index.
    assets: Vec<Asset>,
    /// Where the next page begins; null at the end.
    next_cursor: Option<String>,
}

/// The assets of this ledger, by index.
#[utoipa::path(get, operation_id = "list_assets", path = "/api/v11/assets", tag = "accounts", security(()), params(AssetsQuery), responses(
    (status = 200, description = "A page of assets.", body = AssetList)
))]
async fn list(
    State(node): State<Node>,
    Parameters(query): Parameters<AssetsQuery>,
) -> Result<Json<AssetList>, Problem> {
    let limit = limit(query.limit)?;
    let from = query
        .cursor
        .as_deref()
        .map(|text| cursor::decode::<1>(List::Assets, Scope::NONE, text))
        .transpose()?;
    let from = usize::try_from(from.map_or(0, |[index]| index)).unwrap_or(usize::MAX);
    let tip = node.chain.tip();
    let genesis = &node.chain.constants.genesis;
    let assets = genesis
        .assets
        .iter()
        .zip(&*tip.supply)
        .enumerate()
        .skip(from)
        .take(limit);
    let assets: Vec<_> = assets
        .map(|(index, (asset, supply))| Asset {
            index: index as u32,
            code: asset.code.clone(),
            name: asset.name.clone(),
            decimals: asset.decimals,
            dense: (index as u32) < genesis.dense_assets,
            total_supply: supply.to_string(),
        })
        .collect();
    let next = assets
        .last()
        .map(|asset| asset.index as usize + 1)
        .filter(|next| *next < genesis.assets.len());
    Ok(Json(AssetList {
        assets,
        next_cursor: next.map(|next| cursor::encode(List::Assets, Scope::NONE, &[next as u64])),
    }))
}
