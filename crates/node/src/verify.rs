//! Signature verification on all cores, before ordering.
//!
//! A unit is the submissions of one request. Its Ed25519 signatures are verified together; if that fails, the halves are tried, so that
//! one bad signature costs its neighbours a logarithm and not everything. ML-DSA and hybrid signatures have no batch form.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use aurigraph_types::key::{ED25519_KEY_BYTES, ED25519_SIGNATURE_BYTES, Ed25519Batch};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{ChainId, Digest, PublicKey, Scheme};
use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use crate::ingest::{Refusal, SubmissionResult};
use crate::key_directory::KeyDirectory;
use crate::replica::CoreEvent;

/// Signatures verified together: larger batches gain little and delay the first answer.
const ED25519_BATCH: usize = 512;

/// Submissions of one request, on their way.
#[derive(Debug)]
pub struct Unit {
    /// Each submission's bytes and id, once known.
    pub submissions: Vec<Checked>,
    /// When it was admitted.
    pub admitted_at: Instant,
    /// Its share of the ingest budget, given back when the unit is answered.
    pub permit: OwnedSemaphorePermit,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Vec<SubmissionResult>>,
}

/// One submission of a unit.
#[derive(Debug)]
pub struct Checked {
    /// Canonical bytes.
    pub bytes: Bytes,
    /// Submission id.
    pub id: Digest,
    /// Set when it was refused before ordering.
    pub refused: Option<Refusal>,
}

/// What the verifiers need.
#[derive(Debug)]
pub struct Verifier {
    /// The chain.
    pub chain_id: ChainId,
    /// Keys of accounts.
    pub keys: Arc<KeyDirectory>,
}

/// Starts `threads` threads that verify units and pass them to the core. They end when `units` is closed.
pub fn start(
    verifier: &Arc<Verifier>,
    threads: usize,
    units: &Receiver<Unit>,
    core: &Sender<CoreEvent>,
) -> std::io::Result<Vec<JoinHandle<()>>> {
    (0..threads)
        .map(|number| {
            let (verifier, units, core) = (Arc::clone(verifier), units.clone(), core.clone());
            std::thread::Builder::new()
                .name(format!("verify-{number}"))
                .spawn(move || {
                    for mut unit in units {
                        verifier.verify(&mut unit.submissions);
                        if core.send(CoreEvent::Unit(unit)).is_err() {
                            break;
                        }
                    }
                })
        })
        .collect()
}

/// An Ed25519 signature that waits to be verified with others.
struct Waiting {
    index: usize,
    key: [u8; ED25519_KEY_BYTES],
    digest: Digest,
    signature: [u8; ED25519_SIGNATURE_BYTES],
}

impl Verifier {
    /// Fills in ids and refusals.
    pub fn verify(&self, submissions: &mut [Checked]) {
        let mut waiting = Vec::new();
        for (index, submission) in submissions.iter_mut().enumerate() {
            let view = match SubmissionView::decode(&submission.bytes) {
                Ok(view) => view,
                Err(error) => {
                    submission.refused = Some(Refusal::malformed(error));
                    continue;
                }
            };
            submission.id = view.id();
            match self.check_key(&view) {
                Err(refusal) => submission.refused = Some(refusal),
                Ok((Scheme::Ed25519, key)) => waiting.push(Waiting {
                    index,
                    key: key[..]
                        .try_into()
                        .expect("the key file holds keys of their scheme's length"),
                    digest: submission.id,
                    signature: view
                        .signature()
                        .try_into()
                        .expect("the header's scheme fixes the length"),
                }),
                Ok((scheme, key)) => {
                    let verified = PublicKey::new(scheme, &key)
                        .is_ok_and(|key| key.verify(&submission.id, view.signature()).is_ok());
                    if !verified {
                        submission.refused = Some(Refusal::signature_invalid());
                    }
                }
            }
        }
        for group in waiting.chunks(ED25519_BATCH) {
            verify_group(group, submissions);
        }
    }

    fn check_key(&self, view: &SubmissionView<'_>) -> Result<(Scheme, Arc<[u8]>), Refusal> {
        let header = view.header();
        if header.chain_id() != self.chain_id {
            return Err(Refusal::wrong_chain(self.chain_id));
        }
        let key = self
            .keys
            .key(header.signer())
            .map_err(|error| Refusal::internal(&error))?;
        let Some((scheme, key)) = key else {
            return Err(Refusal::signer_unknown(header.signer()));
        };
        if scheme != header.scheme() {
            return Err(Refusal::scheme_mismatch(header.scheme(), scheme));
        }
        Ok((scheme, key))
    }
}

/// Verifies a group together, and by halves if that fails.
fn verify_group(group: &[Waiting], submissions: &mut [Checked]) {
    if group.is_empty() {
        return;
    }
    let mut batch = Ed25519Batch::new();
    for waiting in group {
        batch.queue(&waiting.key, &waiting.digest, &waiting.signature);
    }
    if batch.verify() {
        return;
    }
    if let [only] = group {
        submissions[only.index].refused = Some(Refusal::signature_invalid());
        return;
    }
    let (left, right) = group.split_at(group.len() / 2);
    verify_group(left, submissions);
    verify_group(right, submissions);
}
