//! The validators as the engine knows them, and certificates as the ledger does.
//!
//! The engine orders validators by key, the ledger as the genesis file lists them: indexes are translated here and nowhere else.

use aurigraph_types::certificate::{Certificate, CertificateError, Subject, Vote};
use aurigraph_types::proposal;
use aurigraph_types::{BlockHeader, ChainId, SigningKey, ValidatorSet};
use bytes::Bytes;
use commonware_codec::DecodeExt;
use commonware_codec::types::lazy::Lazy;
use commonware_consensus::simplex::scheme::ed25519::Scheme;
use commonware_consensus::simplex::types::{Finalization, Proposal};
use commonware_consensus::types::{Epoch, Round, View};
use commonware_cryptography::blake3;
use commonware_cryptography::certificate::Signers;
use commonware_cryptography::ed25519::certificate::Certificate as EngineCertificate;
use commonware_cryptography::ed25519::{PrivateKey, PublicKey, Signature};
use commonware_utils::Participant;
use commonware_utils::ordered::Set;

use crate::block::{CommitteeBlock, Payload};

/// Most validators of a committee: each sends whole blocks to all the others.
pub const VALIDATORS_OF_A_COMMITTEE_MAX: usize = 20;

/// Why validators are no committee.
#[derive(Debug, thiserror::Error)]
pub enum CommitteeError {
    /// Too many.
    #[error("{count} validators are too many: a committee has at most 20")]
    TooMany {
        /// How many there are.
        count: usize,
    },
    /// A vote weighs more than another.
    #[error("validator {validator} has voting power {power}: in a committee each has 1")]
    Power {
        /// Its index.
        validator: usize,
        /// Its power.
        power: u64,
    },
    /// A key is no point of the curve.
    #[error("the key of validator {validator} cannot be used")]
    Key {
        /// Its index.
        validator: usize,
    },
    /// The set itself.
    #[error(transparent)]
    Set(#[from] CertificateError),
}

/// A committee of one chain and epoch.
#[derive(Clone, Debug)]
pub struct Committee {
    chain: ChainId,
    epoch: u64,
    set: ValidatorSet,
    participants: Set<PublicKey>,
    /// The index in the set of each participant.
    order: Vec<u16>,
}

impl Committee {
    /// Checks size, powers and keys.
    pub fn new(chain: ChainId, epoch: u64, set: ValidatorSet) -> Result<Self, CommitteeError> {
        let count = set.validators().len();
        if count > VALIDATORS_OF_A_COMMITTEE_MAX {
            return Err(CommitteeError::TooMany { count });
        }
        let mut keys = Vec::with_capacity(count);
        for (validator, info) in set.validators().iter().enumerate() {
            let power = info.voting_power;
            if power != 1 {
                return Err(CommitteeError::Power { validator, power });
            }
            let bytes = Bytes::copy_from_slice(info.public_key.as_bytes());
            let key = PublicKey::decode(bytes).map_err(|_| CommitteeError::Key { validator })?;
            keys.push(key);
        }
        let participants = Set::from_iter_dedup(keys.iter().cloned());
        let index_of = |participant: &PublicKey| {
            let index = keys.iter().position(|key| key == participant);
            index.expect("each participant is a validator") as u16
        };
        let order = participants.iter().map(index_of).collect();
        Ok(Self {
            chain,
            epoch,
            set,
            participants,
            order,
        })
    }

    /// The chain.
    pub const fn chain(&self) -> ChainId {
        self.chain
    }

    /// The epoch.
    pub const fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The validators.
    pub const fn validators(&self) -> &ValidatorSet {
        &self.set
    }

    /// Who leads a view, by its index in the validator set: validators take turns, as the engine's round robin has it.
    pub fn leader(&self, view: u64) -> u16 {
        let turn = self.epoch.wrapping_add(view) % self.order.len() as u64;
        self.order[turn as usize]
    }

    /// The engine's keys, in the order of the validator set.
    pub(crate) fn keys(&self) -> impl Iterator<Item = PublicKey> {
        (0..self.order.len()).map(|index| {
            let place = self.order.iter().position(|of| usize::from(*of) == index);
            let place = place.expect("each validator is a participant");
            let key = self.participants.get(place);
            key.expect("as many participants as validators").clone()
        })
    }

    /// The index in the validator set of one of the engine's participants.
    pub(crate) fn validator(&self, participant: Participant) -> u16 {
        self.order[participant.get() as usize]
    }

    /// The index in the validator set of a key.
    pub(crate) fn validator_of_key(&self, key: &PublicKey) -> Option<u16> {
        let place = self.participants.position(key)?;
        Some(self.order[place])
    }

    /// Signs as the validator with this key; only verifies without one, or with a key that is not in the committee.
    pub(crate) fn scheme(&self, key: Option<&PrivateKey>) -> Scheme {
        let namespace = proposal::namespace(&self.chain);
        key.and_then(|key| Scheme::signer(&namespace, self.participants.clone(), key.clone()))
            .unwrap_or_else(|| Scheme::verifier(&namespace, self.participants.clone()))
    }

    /// The engine's certificate as the ledger keeps it. `None` if a signature in it is malformed, which the engine lets pass in none that it verified.
    pub(crate) fn certificate(
        &self,
        block: &CommitteeBlock,
        finalization: &Finalization<Scheme, Payload>,
    ) -> Option<Certificate> {
        let decided = &finalization.proposal;
        let certificate = &finalization.certificate;
        let mut votes = Vec::with_capacity(certificate.signatures.len());
        for (participant, signature) in certificate.signers.iter().zip(&certificate.signatures) {
            votes.push(Vote {
                validator: self.validator(participant),
                signature: signature.get()?.as_ref().try_into().ok()?,
            });
        }
        votes.sort_unstable_by_key(|vote| vote.validator);
        Some(Certificate {
            epoch: decided.round.epoch().get(),
            view: decided.round.view().get(),
            subject: Subject::Proposal(block.proposal(decided.parent.get())),
            votes,
        })
    }
}

impl Committee {
    /// A certificate as the engine knows it; the other way round of [`Self::certificate`]. `None` if it is not one of a committee.
    pub(crate) fn finalization(
        &self,
        header: &BlockHeader,
        certificate: &Certificate,
    ) -> Option<Finalization<Scheme, Payload>> {
        let Subject::Proposal(proposal) = &certificate.subject else {
            return None;
        };
        let payload = proposal::payload(
            &header.hash(),
            &proposal.parent_payload,
            &proposal.body_hash,
        );
        let mut votes = Vec::with_capacity(certificate.votes.len());
        for vote in &certificate.votes {
            let place = self.order.iter().position(|of| *of == vote.validator)?;
            let signature = Bytes::copy_from_slice(&vote.signature);
            votes.push((place, Signature::decode(signature).ok()?));
        }
        votes.sort_unstable_by_key(|(place, _)| *place);
        let participants = u32::try_from(self.order.len()).ok()?;
        let signers = votes
            .iter()
            .map(|(place, _)| Participant::from_usize(*place));
        Some(Finalization {
            proposal: Proposal::new(
                Round::new(Epoch::new(certificate.epoch), View::new(certificate.view)),
                View::new(proposal.parent_view),
                blake3::Digest(payload.0),
            ),
            certificate: EngineCertificate {
                signers: Signers::new(participants, signers).ok()?,
                signatures: votes
                    .into_iter()
                    .map(|(_, signature)| Lazy::from(signature))
                    .collect(),
            },
        })
    }
}

/// A validator's key as the engine uses it.
///
/// # Panics
/// If it is no Ed25519 key: validators have no others.
pub(crate) fn private_key(key: &SigningKey) -> PrivateKey {
    PrivateKey::decode(Bytes::copy_from_slice(key.seed()))
        .expect("validators vote with Ed25519 keys")
}
