//! Gets a block that is damaged here from another validator.
//!
//! Its header must have the hash that the next block names, and its payload must be the one of a certificate: its own, or that of the next block.
//! What the block before it did is believed if it has the receipts root of a certified header.

use std::sync::Arc;

use aurigraph_consensus::{BlockLimits, CommitteeBlock};
use aurigraph_ledger::BlockOutcome;
use aurigraph_storage::{BlockFrame, StorageError};
use aurigraph_types::certificate::Subject;
use aurigraph_types::{BlockHeader, Certificate, Epochs, merkle};

use super::parsed::ParsedBlock;
use super::transfer::fetch::{Ask, FetchError};
use super::transfer::wire::{Answer, BlockParts, Request};
use crate::chain::Chain;

/// Headers after a block among which the one is that commits to the block before it.
const COMMITTED_WITHIN: u64 = 64;

/// Why a block was not replaced.
#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    /// The other validator did not give it.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It gave something else.
    #[error("node {from} gave another block")]
    Other {
        /// Which validator.
        from: u16,
    },
    /// What is needed to judge it is damaged as well.
    #[error("the blocks after it are needed to judge it")]
    NotKnown,
    /// This node's disk.
    #[error("it cannot be written")]
    Storage(#[from] StorageError),
}

/// Asks one validator for a block and keeps it beside the damaged one.
pub fn repair(
    chain: &Arc<Chain>,
    epochs: &Epochs,
    limits: &BlockLimits,
    ask: &mut impl Ask,
    from: u16,
    height: u64,
) -> Result<(), RepairError> {
    let next = chain
        .header(height + 1)
        .ok()
        .flatten()
        .ok_or(RepairError::NotKnown)?;
    let Answer::Block(parts) = ask.ask(from, &Request::Block { height })? else {
        return Err(FetchError::NoAnswer { from }.into());
    };
    let block = CommitteeBlock::from_bytes(parts.block.clone(), limits)
        .filter(|block| block.header().hash() == next.header.fields().parent)
        .filter(|block| is_whole(block, &parts, epochs, &next.certificate))
        .ok_or(RepairError::Other { from })?;
    let annex = if is_true(chain, height, &parts.annex) {
        &parts.annex[..]
    } else {
        &[]
    };
    chain.log().replace(&BlockFrame {
        height,
        header: &block.header().to_bytes(),
        certificate: &parts.certificate,
        body_parts: &[block.body(), annex],
    })?;
    Ok(())
}

/// Whether every byte of a block is covered by votes: in its own certificate, or through the payload that the next one names.
fn is_whole(
    block: &CommitteeBlock,
    parts: &BlockParts,
    epochs: &Epochs,
    next_certificate: &[u8],
) -> bool {
    if !parts.certificate.is_empty() {
        return certificate_of(epochs, block, &parts.certificate).is_some();
    }
    let next = Certificate::decode(next_certificate);
    let named = next.ok().and_then(|certificate| match certificate.subject {
        Subject::Proposal(proposal) => Some(proposal.parent_payload),
        Subject::Block => None,
    });
    named == Some(block.payload())
}

/// The certificate of a block, if it is a quorum's and covers every byte of it; a single validator's does not cover signatures of submissions.
pub fn certificate_of(
    epochs: &Epochs,
    block: &CommitteeBlock,
    bytes: &[u8],
) -> Option<Certificate> {
    let certificate = Certificate::decode(bytes).ok()?;
    let header = block.header();
    let (epoch, chain) = (epochs.of(header.height()), epochs.chain());
    let set = &epoch.validators;
    let is_own = match certificate.subject {
        Subject::Proposal(proposal) => proposal == block.proposal(proposal.parent_view),
        // What a single validator signs is the header, which has the hash of what was submitted.
        Subject::Block => set.validators().len() == 1 && ParsedBlock::parse(block).is_ok(),
    };
    let verified = certificate.verify(set, &chain, header.height(), &header.hash());
    let is_of_epoch = certificate.epoch == epoch.number && header.fields().epoch == epoch.number;
    (verified.is_ok() && is_own && is_of_epoch).then_some(certificate)
}

/// Whether an annex says what a certified header says of the block before.
fn is_true(chain: &Chain, height: u64, annex: &[u8]) -> bool {
    let Some(before) = height.checked_sub(1) else {
        return annex.is_empty();
    };
    let outcome = BlockOutcome::decode(annex).ok();
    let Some((_, outcome)) = outcome.filter(|(of, _)| of.get() == before) else {
        return false;
    };
    let Some((parent, header)) = committing(chain, before) else {
        return false;
    };
    let roots: Option<Vec<_>> = (parent + 1..=header.fields().executed_height.get())
        .map(|at| {
            if at == before {
                return Some(outcome.receipts_root());
            }
            let block = chain.block_once(at).ok().flatten()?;
            Some(block.outcome.as_ref()?.receipts_root())
        })
        .collect();
    roots.is_some_and(|roots| merkle::root(&roots) == header.fields().receipts_root)
}

/// The header that commits to the receipts of a height, and the height that its parent commits to.
fn committing(chain: &Chain, height: u64) -> Option<(u64, BlockHeader)> {
    let header = |at: u64| Some(chain.header(at).ok().flatten()?.header);
    (height + 1..=height + COMMITTED_WITHIN).find_map(|at| {
        let own = header(at)?;
        let parent = header(at - 1)?.fields().executed_height.get();
        let covers = parent < height && own.fields().executed_height.get() >= height;
        covers.then_some((parent, own))
    })
}
