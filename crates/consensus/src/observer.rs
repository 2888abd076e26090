//! What validators were seen to do: votes, skipped views, and proofs that one contradicted itself.

use aurigraph_types::Digest;
use bytes::Bytes;
use commonware_actor::Feedback;
use commonware_codec::Encode;
use commonware_consensus::simplex::scheme::ed25519::Scheme;
use commonware_consensus::simplex::types::{Activity, Attributable as _};
use commonware_consensus::{Reporter, Viewable as _};

use commonware_cryptography::ed25519::certificate::Certificate;

use crate::block::Payload;
use crate::committee::Committee;
use crate::ledger::Ledger;

/// A kind of vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoteKind {
    /// The block is valid.
    Notarize,
    /// The view took too long.
    Nullify,
    /// The block is on disk and may become final.
    Finalize,
}

/// Signed by the validator itself: two votes of which an honest one sends one at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its index in the validator set.
    pub validator: u16,
    /// The view of both votes.
    pub view: u64,
    /// What they are, in words.
    pub what: &'static str,
    /// Both votes with their signatures, in the engine's encoding.
    pub votes: Bytes,
}

/// Something that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Observation {
    /// A validator voted. The engine has not verified it if it came late.
    Vote {
        /// Its index in the validator set.
        validator: u16,
        /// The view.
        view: u64,
        /// What it voted for.
        kind: VoteKind,
    },
    /// A quorum notarized a block: the next view begins.
    Notarized {
        /// The view.
        view: u64,
        /// Whose votes are in the certificate.
        voters: Vec<u16>,
    },
    /// A quorum skipped a view.
    Skipped {
        /// The view.
        view: u64,
        /// Who led it.
        leader: u16,
    },
    /// A quorum finalised a block.
    Finalised {
        /// The view.
        view: u64,
        /// Who led it.
        leader: u16,
        /// Its payload.
        payload: Digest,
        /// Whose votes are in the certificate.
        voters: Vec<u16>,
    },
    /// A validator contradicted itself.
    Evidence(Evidence),
}

/// Passes what the engine reports to the ledger.
#[derive(Clone)]
pub(crate) struct Observer<L> {
    pub(crate) ledger: L,
    pub(crate) committee: Committee,
}

impl<L: Ledger> Observer<L> {
    fn voters(&self, certificate: &Certificate) -> Vec<u16> {
        let signers = certificate.signers.iter();
        signers
            .map(|signer| self.committee.validator(signer))
            .collect()
    }

    fn observation(&self, activity: &Activity<Scheme, Payload>) -> Option<Observation> {
        let view = activity.view().get();
        let vote = |signer, kind| Observation::Vote {
            validator: self.committee.validator(signer),
            view,
            kind,
        };
        let evidence = |signer, what, votes| {
            Observation::Evidence(Evidence {
                validator: self.committee.validator(signer),
                view,
                what,
                votes,
            })
        };
        Some(match activity {
            Activity::Notarize(seen) => vote(seen.signer(), VoteKind::Notarize),
            Activity::Nullify(seen) => vote(seen.signer(), VoteKind::Nullify),
            Activity::Finalize(seen) => vote(seen.signer(), VoteKind::Finalize),
            Activity::Notarization(seen) => Observation::Notarized {
                view,
                voters: self.voters(&seen.certificate),
            },
            Activity::Nullification(_) => Observation::Skipped {
                view,
                leader: self.committee.leader(view),
            },
            Activity::Finalization(seen) => Observation::Finalised {
                view,
                leader: self.committee.leader(view),
                payload: Digest(seen.proposal.payload.0),
                voters: self.voters(&seen.certificate),
            },
            Activity::ConflictingNotarize(seen) => {
                evidence(seen.signer(), "two blocks notarized", seen.encode())
            }
            Activity::ConflictingFinalize(seen) => {
                evidence(seen.signer(), "two blocks finalised", seen.encode())
            }
            Activity::NullifyFinalize(seen) => evidence(
                seen.signer(),
                "the view skipped and its block finalised",
                seen.encode(),
            ),
            Activity::Certification(_) => return None,
        })
    }
}

impl<L: Ledger> Reporter for Observer<L> {
    type Activity = Activity<Scheme, Payload>;

    fn report(&mut self, activity: Self::Activity) -> Feedback {
        if let Some(observation) = self.observation(&activity) {
            self.ledger.observe(observation);
        }
        Feedback::Ok
    }
}
