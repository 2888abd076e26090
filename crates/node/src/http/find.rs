//! Finding a submission or block by what clients call it. Everything here reads the log or the index: call it from
//! [`super::extract::blocking`].

use std::sync::Arc;

use aurigraph_types::Digest;

use super::problem::Problem;
use super::render::Placed;
use crate::chain::{ChainError, FinalBlock};
use crate::node::Node;

/// Parses 64 lower-case hexadecimal digits.
pub fn digest(text: &str) -> Option<Digest> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let bytes: [u8; 32] = hex::decode(text).ok()?.try_into().ok()?;
    Some(Digest(bytes))
}

/// Like [`digest`], with a problem that names the thing.
pub fn digest_of(what: &str, text: &str) -> Result<Digest, Problem> {
    digest(text).ok_or_else(|| {
        Problem::invalid_parameter(format!("{what} is 64 lower-case hexadecimal digits"))
    })
}

/// A whole block that must exist, its outcome included.
pub fn block_with_outcome(node: &Node, height: u64) -> Result<Arc<FinalBlock>, Problem> {
    let block = whole_block(node, height)?;
    if block.outcome.is_none() {
        return Err(without_results(height));
    }
    Ok(block)
}

/// The problem of a block whose results are not known: only after a restart, for the moment until the next block.
pub fn without_results(height: u64) -> Problem {
    let detail = format!("the results of block {height} are ready with the next block");
    Problem::new("not_ready", detail, "Ask again in a moment.")
}

/// A whole block that must exist.
pub fn whole_block(node: &Node, height: u64) -> Result<Arc<FinalBlock>, Problem> {
    node.chain
        .block(height)?
        .ok_or_else(|| no_block(node, height))
}

/// A header that must exist.
pub fn header(node: &Node, height: u64) -> Result<Arc<FinalBlock>, Problem> {
    node.chain
        .header(height)?
        .ok_or_else(|| no_block(node, height))
}

/// What a list reads at a height; nothing if the block was pruned while the list was read, or is missing.
pub fn kept<T>(read: Result<Option<T>, ChainError>) -> Result<Option<T>, Problem> {
    match read {
        Err(ChainError::Pruned { .. } | ChainError::Removed { .. }) => Ok(None),
        other => Ok(other?),
    }
}

/// The first height, of those that are kept, whose block is not before a time; one above the tip if there is none.
///
/// Times of blocks never go back, so that some twenty headers are enough.
pub fn first_height_since(node: &Node, time_ms: u64) -> Result<u64, Problem> {
    let (mut low, mut high) = (
        node.chain.earliest_height(),
        node.chain.tip().height.get() + 1,
    );
    while low < high {
        let middle = low + (high - low) / 2;
        // What was pruned meanwhile is before everything that is kept.
        let header = kept(node.chain.header(middle))?;
        if header.is_none_or(|block| block.header.fields().time_ms < time_ms) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

fn no_block(node: &Node, height: u64) -> Problem {
    Problem::not_found(format!(
        "there is no block {height}; the latest is {}",
        node.chain.tip().height
    ))
}

/// A submission by its id.
pub struct Found {
    /// Its block, with outcome.
    pub block: Arc<FinalBlock>,
    /// Its position there.
    pub position: u32,
}

impl Found {
    /// Looks a submission up.
    pub fn submission(node: &Node, id: &Digest) -> Result<Self, Problem> {
        let (height, position) = node.history.find_submission(id)?.ok_or_else(|| {
            Problem::not_found(format!(
                "there is no transaction {id} in the blocks known here"
            ))
        })?;
        let block = block_with_outcome(node, height)?;
        Ok(Self { block, position })
    }

    /// The submission with its results.
    pub fn placed(&self) -> Placed<'_> {
        Placed::in_block(&self.block, self.position)
            .expect("the index names positions that the block has")
    }
}
