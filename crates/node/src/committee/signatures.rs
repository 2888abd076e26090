//! Verifies the signatures of blocks that others proposed, on threads of their own: each validator verifies each signature itself.

use std::sync::Arc;
use std::thread::JoinHandle;

use aurigraph_consensus::CommitteeBlock;
use aurigraph_types::Digest;
use aurigraph_types::key::{ED25519_BATCH, ED25519_BLOCK_BATCH};
use aurigraph_types::submission::SubmissionView;
use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender};
use tokio::sync::oneshot;

use super::parsed::ParsedBlock;
use crate::verify::{Found, SignatureBatch, Verifier};

/// Blocks that are verified at once: one, and the next one while the first ends.
const BLOCKS_AT_ONCE: usize = 2;

/// What the signatures of a block are found to be.
#[derive(Debug)]
pub enum Signatures {
    /// All verify.
    Valid(Arc<ParsedBlock>),
    /// One does not, or the block is malformed: never valid.
    Invalid,
    /// A signer is not known here, at least not yet.
    SignerUnknown,
}

/// A block to verify, and where the finding goes.
#[derive(Debug)]
pub struct SignaturesJob {
    /// The block.
    pub block: Arc<CommitteeBlock>,
    /// Where the finding goes.
    pub reply: oneshot::Sender<Signatures>,
}

/// Starts the threads. They end when every sender of jobs is gone.
pub fn start(
    verifier: &Arc<Verifier>,
    threads: usize,
) -> std::io::Result<(Sender<SignaturesJob>, Vec<JoinHandle<()>>)> {
    let (jobs, waiting) = crossbeam_channel::unbounded();
    let handles = (0..BLOCKS_AT_ONCE)
        .map(|number| {
            let (verifier, waiting): (_, Receiver<SignaturesJob>) =
                (Arc::clone(verifier), waiting.clone());
            std::thread::Builder::new()
                .name(format!("verify-block-{number}"))
                .spawn(move || {
                    for job in waiting {
                        // The engine left the view.
                        if job.reply.is_closed() {
                            continue;
                        }
                        let found = verify(&verifier, &job.block, threads);
                        // It may have left it meanwhile.
                        let _ = job.reply.send(found);
                    }
                })
        })
        .collect::<Result<_, _>>()?;
    Ok((jobs, handles))
}

/// Cuts a block apart and verifies every signature in it, on several threads if they are many.
pub fn verify(verifier: &Verifier, block: &CommitteeBlock, threads: usize) -> Signatures {
    let parsed = match ParsedBlock::parse(block) {
        Ok(parsed) => parsed,
        Err(error) => {
            tracing::warn!(%error, height = block.header().height().get(), "a proposed block is invalid");
            return Signatures::Invalid;
        }
    };
    let each = parsed
        .submissions
        .len()
        .div_ceil(threads)
        .max(ED25519_BATCH);
    let parts = parsed.submissions.chunks(each).zip(parsed.ids.chunks(each));
    let findings: Vec<_> = std::thread::scope(|scope| {
        let mut handles = Vec::new();
        let mut first = None;
        for (submissions, ids) in parts {
            // The last part is verified here.
            if let Some((submissions, ids)) = first.replace((submissions, ids)) {
                handles.push(scope.spawn(move || verify_part(verifier, submissions, ids)));
            }
        }
        let last = first.map(|(submissions, ids)| verify_part(verifier, submissions, ids));
        let joined = handles
            .into_iter()
            .map(|handle| handle.join().expect("verification does not panic"));
        last.into_iter().chain(joined).collect()
    });
    if findings.contains(&Part::Invalid) {
        Signatures::Invalid
    } else if findings.contains(&Part::SignerUnknown) {
        Signatures::SignerUnknown
    } else {
        Signatures::Valid(Arc::new(parsed))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Valid,
    Invalid,
    SignerUnknown,
}

fn verify_part(verifier: &Verifier, submissions: &[Bytes], ids: &[Digest]) -> Part {
    // All of one size.
    let batches = submissions.len().div_ceil(ED25519_BLOCK_BATCH).max(1);
    let batch = submissions.len().div_ceil(batches);
    let mut waiting = SignatureBatch::default();
    for (bytes, id) in submissions.iter().zip(ids) {
        let view = SubmissionView::of_decoded(bytes);
        let header = view.header();
        if header.chain_id() != verifier.chain_id {
            return Part::Invalid;
        }
        let key = match verifier.keys.verifying_key(header.signer()) {
            Ok(Some(key)) if key.scheme() == header.scheme() => key,
            Ok(Some(_)) => return Part::Invalid,
            Ok(None) => return Part::SignerUnknown,
            Err(error) => {
                tracing::error!(%error, "a key cannot be read: this block is not voted for");
                return Part::SignerUnknown;
            }
        };
        let found = verifier.verify_signature(key, id, view.signature(), &mut waiting);
        if found == Found::Invalid {
            return Part::Invalid;
        }
        if waiting.len() == batch && !std::mem::take(&mut waiting).is_valid(verifier) {
            return Part::Invalid;
        }
    }
    if waiting.is_valid(verifier) {
        Part::Valid
    } else {
        Part::Invalid
    }
}
