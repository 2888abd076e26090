//! `/api/v11/receipts/{id}`: what happened to one record, and the proof of it.

use aurigraph_types::proof::{Proof, ReceiptProof};
use aurigraph_types::{Digest, merkle};
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::dto::Receipt;
use super::extract::{PathPart, blocking};
use super::find::{self, Found};
use super::problem::Problem;
use super::proof::{Carrier, Proved, assemble};
use super::render::Directory;
use crate::chain::FinalBlock;
use crate::node::Node;

/// How far behind its block the header that commits to it may lie. One, with a single validator.
const PROOF_HEADERS_MAX: u64 = 8;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(receipt))
}

/// What happened to one record, with its proof once a later header commits to it.
#[utoipa::path(get, path = "/api/v11/receipts/{id}", tag = "proofs", security(()),
    params(("id" = String, Path, description = "`<hash>`, or `<hash>-<index>` for a record of a batch.")),
    responses(
        (status = 200, description = "The receipt.", body = Receipt),
        (status = 404, description = "There is no such record."),
        (status = 410, description = "Its block was pruned, or its segment was removed."),
    )
)]
async fn receipt(
    State(node): State<Node>,
    PathPart(id): PathPart,
) -> Result<Json<Receipt>, Problem> {
    let (id, index) = parse_id(&id)?;
    let reader = node.clone();
    let (found, proof) = blocking(move || {
        let found = Found::submission(&reader, &id)?;
        let count = found.placed().receipt_count();
        if index >= count {
            return Err(Problem::not_found(format!(
                "the transaction has {count} records; there is no record {index}"
            )));
        }
        let proof = prove(&reader, &found, index)?;
        Ok((found, proof))
    })
    .await?;
    let placed = found.placed();
    let mut accounts = placed.accounts();
    accounts.extend(placed.accounts_of_record(index));
    let directory = Directory::of(&node, accounts);
    let mut receipt = placed.receipt(&node, &directory, index);
    if let Some((height, proof)) = proof {
        receipt.proof_ready_at_height = height;
        receipt.proof = Some(proof);
    }
    Ok(Json(receipt))
}

fn parse_id(text: &str) -> Result<(Digest, u32), Problem> {
    let (hash, index) = text.split_once('-').unwrap_or((text, "0"));
    let id = find::digest_of("the hash of a receipt id", hash)?;
    let is_plain = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
    let index = index.parse().ok().filter(|_| is_plain);
    index.map(|index| (id, index)).ok_or_else(|| {
        Problem::invalid_parameter(
            "a receipt id is <hash> or <hash>-<index>, the index a whole number",
        )
    })
}

/// The proof of one record and the height whose header carries it, once that header is final.
fn prove(node: &Node, found: &Found, index: u32) -> Result<Option<(u64, Proof)>, Problem> {
    let Some((block, parent_committed)) = committing_header(node, found.block.height().get())?
    else {
        return Ok(None);
    };
    let Some(carrier) = Carrier::of(node, block)? else {
        return Ok(None);
    };
    let outcome = found
        .block
        .outcome
        .as_ref()
        .expect("a found block has its outcome");
    let submission = &outcome.submissions[found.position as usize];
    let (record, path) = submission.receipt(&found.placed().view, index);
    let mut entry_path = merkle::path(&outcome.entries(), found.position as usize);
    let mut entry_index = found.position;
    // A header that commits to several heights has a tree over their roots: its path goes on where that of the height ends.
    let committed = carrier.block.header.fields().executed_height.get();
    if committed - parent_committed > 1 {
        let first = parent_committed + 1;
        let mut roots = Vec::new();
        for height in first..=committed {
            let block = find::block_with_outcome(node, height)?;
            let outcome = block.outcome.as_ref().expect("it was asked for");
            roots.push(outcome.receipts_root());
        }
        let place = found.block.height().get() - first;
        entry_index |= (place as u32) << entry_path.len();
        entry_path.extend(merkle::path(&roots, place as usize));
    }
    let receipt = ReceiptProof {
        record: hex::encode(record),
        index,
        count: submission.receipt_count,
        path,
        submission_id: submission.id,
        submission_kind: submission.kind.as_u8(),
        entry_index,
        entry_path,
    };
    let height = carrier.block.height().get();
    let proof = assemble(&node.chain, &carrier, Proved::Receipt(receipt));
    Ok(Some((height, proof)))
}

/// The first header that commits to the results of `height`, and the height that its parent commits to.
fn committing_header(
    node: &Node,
    height: u64,
) -> Result<Option<(std::sync::Arc<FinalBlock>, u64)>, Problem> {
    let committed = |block: &FinalBlock| block.header.fields().executed_height.get();
    let tip = node.chain.tip().height.get();
    let mut before = committed(&*find::header(node, height)?);
    for later in height + 1..=tip.min(height + PROOF_HEADERS_MAX) {
        let block = find::header(node, later)?;
        let now = committed(&block);
        if now >= height {
            return Ok(Some((block, before)));
        }
        before = now;
    }
    Ok(None)
}
