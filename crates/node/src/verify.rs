//! Signature verification on all cores, before anything is ordered.
//!
//! A thread takes what waits, up to [`ED25519_BATCH`] submissions or [`TURN_BYTES_MAX`], and verifies the Ed25519 signatures in it together. So one
//! transfer that comes alone is verified alone and at once, and the more there is to do, the less each costs. (The rule is that of group commit: no
//! timer, the size follows from the queue.) A bad signature is found and refused by itself; its neighbours pay for the search, about as much as for
//! verifying them once more. ML-DSA and hybrid signatures have no batch form.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use aurigraph_types::key::{ED25519_BATCH, Ed25519Batch};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{ChainId, Digest, PublicKey};
use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use crate::ingest::{Refusal, SubmissionResult};
use crate::key_directory::{KeyDirectory, VerifyingKey};
use crate::measure::Measurements;
use crate::refused_before::RefusedBefore;
use crate::replica::CoreEvent;
use crate::verified_before::{Signed, VerifiedBefore};

/// Bytes that one turn of a thread takes, so that the threads share large requests out.
const TURN_BYTES_MAX: usize = 256 << 10;

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
    /// Whether another validator sent it on: then it goes no further.
    pub is_forwarded: bool,
}

/// One submission of a unit.
#[derive(Debug)]
pub struct Checked {
    /// Canonical bytes.
    pub bytes: Bytes,
    /// Submission id.
    pub id: Digest,
    /// Set when it was refused before ordering; apart, because that is rare.
    pub refused: Option<Box<Refusal>>,
    /// Whether it is known to be final: it was sent again, and was answered before.
    pub is_replay: bool,
}

/// What the verifiers need.
#[derive(Debug)]
pub struct Verifier {
    /// The chain.
    pub chain_id: ChainId,
    /// Keys of accounts.
    pub keys: Arc<KeyDirectory>,
    /// What needs no verification.
    pub refused_before: Arc<RefusedBefore>,
    /// Counts what is verified.
    pub measurements: Arc<Measurements>,
    /// What was verified a moment ago. A validator among others sees each signature twice or more; a node alone sees it once and has no such memory.
    pub verified_before: Option<VerifiedBefore>,
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
                    while let Some(mut turn) = next_turn(&units) {
                        verifier.verify(&mut turn);
                        let sent = turn
                            .into_iter()
                            .filter_map(Unit::answer_if_refused)
                            .try_for_each(|unit| core.send(CoreEvent::Unit(unit)));
                        if sent.is_err() {
                            break;
                        }
                    }
                })
        })
        .collect()
}

/// Waits for a unit and takes along what else waits, as far as it fits into a turn. Nothing when no more can come.
fn next_turn(units: &Receiver<Unit>) -> Option<Vec<Unit>> {
    let first = units.recv().ok()?;
    let (mut submissions, mut bytes) = (first.submissions.len(), first.bytes());
    let mut turn = vec![first];
    while submissions < ED25519_BATCH && bytes < TURN_BYTES_MAX {
        let Ok(unit) = units.try_recv() else { break };
        submissions += unit.submissions.len();
        bytes += unit.bytes();
        turn.push(unit);
    }
    Some(turn)
}

impl Unit {
    /// Answers it at once if nothing of it can be in a block; else it goes on.
    pub fn answer_if_refused(self) -> Option<Self> {
        let is_refused =
            |submission: &Checked| submission.refused.is_some() || submission.is_replay;
        if !self.submissions.iter().all(is_refused) {
            return Some(self);
        }
        let result = |submission: Checked| match submission.refused {
            Some(refusal) => SubmissionResult::Refused {
                id: submission.id,
                refusal: *refusal,
            },
            None => SubmissionResult::AlreadyApplied { id: submission.id },
        };
        // A client that left does not need the answer.
        let _ = self
            .reply
            .send(self.submissions.into_iter().map(result).collect());
        None
    }

    /// Refuses all of it.
    pub fn refuse(self, refusal: &Refusal) {
        let result = |submission: Checked| match submission.refused {
            Some(refusal) => SubmissionResult::Refused {
                id: submission.id,
                refusal: *refusal,
            },
            None => SubmissionResult::Refused {
                id: submission.id,
                refusal: refusal.clone(),
            },
        };
        // A client that left does not need the answer.
        let _ = self
            .reply
            .send(self.submissions.into_iter().map(result).collect());
    }

    fn bytes(&self) -> usize {
        let submissions = self.submissions.iter();
        submissions.map(|submission| submission.bytes.len()).sum()
    }
}

/// Ed25519 signatures that wait to be verified together, with what is remembered of those that verify.
#[derive(Default)]
pub struct SignatureBatch {
    batch: Ed25519Batch,
    /// One for each, where there is a memory.
    signed: Vec<Signed>,
}

/// The same with whose they are: unit and place in it.
#[derive(Default)]
struct Waiting {
    batch: SignatureBatch,
    places: Vec<(usize, usize)>,
}

impl Verifier {
    /// Fills in ids and refusals.
    pub fn verify(&self, units: &mut [Unit]) {
        let mut waiting = Waiting::default();
        for number in 0..units.len() {
            identify(&mut units[number].submissions);
            let is_alone = units[number].submissions.len() == 1;
            for index in 0..units[number].submissions.len() {
                let submission = &mut units[number].submissions[index];
                self.verify_or_queue(submission, (number, index), is_alone, &mut waiting);
                if waiting.batch.len() == ED25519_BATCH {
                    std::mem::take(&mut waiting).verify(units, self);
                }
            }
        }
        waiting.verify(units, self);
    }

    fn verify_or_queue(
        &self,
        submission: &mut Checked,
        place: (usize, usize),
        is_alone: bool,
        waiting: &mut Waiting,
    ) {
        if submission.refused.is_some() {
            return;
        }
        let view = SubmissionView::of_decoded(&submission.bytes);
        match self.check_key(&view) {
            Err(refusal) => submission.refused = Some(Box::new(refusal)),
            Ok(_) if self.refused_before.is_stale(view.header()) => {
                submission.refused = Some(Box::new(Refusal::stale(view.header())));
            }
            // In a unit with others it goes the usual way.
            Ok(_) if is_alone && self.refused_before.is_final(view.header(), &submission.id) => {
                submission.is_replay = true;
            }
            Ok(key) => {
                let (id, signature) = (&submission.id, view.signature());
                match self.verify_signature(key, id, signature, &mut waiting.batch) {
                    Found::Valid => {}
                    Found::Invalid => {
                        submission.refused = Some(Box::new(Refusal::signature_invalid()));
                    }
                    Found::Queued => waiting.places.push(place),
                }
            }
        }
    }

    /// Verifies a signature, unless that was done before, or adds it to those that are verified together. Key and signature are of one scheme.
    pub fn verify_signature(
        &self,
        key: VerifyingKey,
        id: &Digest,
        signature: &[u8],
        batch: &mut SignatureBatch,
    ) -> Found {
        let before = self.verified_before.as_ref();
        let before = before.map(|before| (before, before.signed(&key, id, signature)));
        if let Some((before, signed)) = &before
            && before.contains(signed)
        {
            return Found::Valid;
        }
        match key {
            VerifyingKey::Ed25519(key) => {
                let signature = signature.try_into();
                let signature = signature.expect("the header's scheme fixes the length");
                batch.batch.queue(key, id, signature);
                batch.signed.extend(before.map(|(_, signed)| signed));
                Found::Queued
            }
            VerifyingKey::Other(scheme, key) => {
                self.measurements.signatures_verified(1);
                if PublicKey::verify_with(scheme, &key, id, signature).is_err() {
                    return Found::Invalid;
                }
                if let Some((before, signed)) = before {
                    before.learn(&signed);
                }
                Found::Valid
            }
        }
    }

    fn check_key(&self, view: &SubmissionView<'_>) -> Result<VerifyingKey, Refusal> {
        let header = view.header();
        if header.chain_id() != self.chain_id {
            return Err(Refusal::wrong_chain(self.chain_id));
        }
        let key = self
            .keys
            .verifying_key(header.signer())
            .map_err(|error| Refusal::internal(&error))?;
        let Some(key) = key else {
            return Err(Refusal::signer_unknown(header.signer()));
        };
        if key.scheme() != header.scheme() {
            return Err(Refusal::scheme_mismatch(header.scheme(), key.scheme()));
        }
        Ok(key)
    }
}

/// What a signature is found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It verifies.
    Valid,
    /// It does not.
    Invalid,
    /// It waits for others that are verified together with it.
    Queued,
}

/// Fills in the ids, or why the bytes are no submission.
fn identify(submissions: &mut [Checked]) {
    let mut places = Vec::with_capacity(submissions.len());
    let mut views = Vec::with_capacity(submissions.len());
    let mut malformed = Vec::new();
    for (place, submission) in submissions.iter().enumerate() {
        match SubmissionView::decode(&submission.bytes) {
            Ok(view) => {
                places.push(place);
                views.push(view);
            }
            Err(error) => malformed.push((place, error)),
        }
    }
    let ids = SubmissionView::ids(&views);
    for (place, id) in places.into_iter().zip(ids) {
        submissions[place].id = id;
    }
    for (place, error) in malformed {
        submissions[place].refused = Some(Box::new(Refusal::malformed(error)));
    }
}

impl SignatureBatch {
    /// How many wait.
    pub const fn len(&self) -> usize {
        self.batch.len()
    }

    /// Whether none waits.
    pub const fn is_empty(&self) -> bool {
        self.batch.is_empty()
    }

    /// Whether all of them verify; if not, which of them does not is not looked for.
    pub fn is_valid(self, verifier: &Verifier) -> bool {
        verifier.measurements.signatures_verified(self.len());
        let is_valid = self.batch.is_valid();
        if is_valid && let Some(before) = &verifier.verified_before {
            self.signed.iter().for_each(|signed| before.learn(signed));
        }
        is_valid
    }

    /// The places of those that do not verify, in order.
    fn invalid(self, verifier: &Verifier) -> Vec<usize> {
        verifier.measurements.signatures_verified(self.len());
        let invalid = self.batch.invalid();
        if let Some(before) = &verifier.verified_before {
            let signed = self.signed.iter().enumerate();
            signed
                .filter(|(place, _)| invalid.binary_search(place).is_err())
                .for_each(|(_, signed)| before.learn(signed));
        }
        invalid
    }
}

impl Waiting {
    fn verify(self, units: &mut [Unit], verifier: &Verifier) {
        for invalid in self.batch.invalid(verifier) {
            let (unit, index) = self.places[invalid];
            units[unit].submissions[index].refused = Some(Box::new(Refusal::signature_invalid()));
        }
    }
}
