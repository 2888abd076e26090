//! Certificates: the votes that make a block final, beside its header and outside its hash.

use crate::block::BlockHeader;
use crate::codec::{DecodeError, Reader};
use crate::hash::{Digest, Domain};
use crate::ids::{ChainId, Height};
use crate::key::{ED25519_SIGNATURE_BYTES, PublicKey, Scheme, SigningKey};
use crate::limits::VALIDATORS_MAX;
use crate::proposal::Proposal;

/// Version of the certificate format.
pub const CERTIFICATE_VERSION: u16 = 1;
/// Ed25519 votes for a block: a single validator's.
pub const KIND_ED25519_VOTES: u8 = 1;
/// Ed25519 votes to finalise a proposal: a committee's.
pub const KIND_ED25519_FINALIZE_VOTES: u8 = 2;

/// A validator as light clients know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatorInfo {
    /// Ed25519 key that signs votes.
    pub public_key: PublicKey,
    /// Weight of its vote, at least 1.
    pub voting_power: u64,
}

/// The validators of an epoch, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatorSet {
    validators: Vec<ValidatorInfo>,
}

/// Why a validator set or certificate was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Too few or too many validators, no power, or keys of another scheme.
    #[error("invalid validator set: {0}")]
    InvalidSet(&'static str),
    /// A vote names a validator that is not there, or twice.
    #[error("vote of validator {validator} is out of order or unknown")]
    UnknownVoter {
        /// Its index.
        validator: u16,
    },
    /// A vote does not verify.
    #[error("the vote of validator {validator} does not verify")]
    InvalidVote {
        /// Its index.
        validator: u16,
    },
    /// The votes weigh too little.
    #[error("votes of power {power} of {total}: more than two thirds are needed")]
    NoQuorum {
        /// Power of the votes.
        power: u64,
        /// Power of all validators.
        total: u64,
    },
}

impl ValidatorSet {
    /// Checks counts, schemes and powers.
    pub fn new(validators: Vec<ValidatorInfo>) -> Result<Self, CertificateError> {
        if validators.is_empty() || validators.len() > VALIDATORS_MAX {
            return Err(CertificateError::InvalidSet(
                "1 to 100 validators are needed",
            ));
        }
        if validators
            .iter()
            .any(|validator| validator.public_key.scheme() != Scheme::Ed25519)
        {
            return Err(CertificateError::InvalidSet(
                "validators vote with Ed25519 keys",
            ));
        }
        // A limit on each power keeps the sum and its threefold far from overflow.
        if validators
            .iter()
            .any(|validator| validator.voting_power == 0 || validator.voting_power > 1 << 40)
        {
            return Err(CertificateError::InvalidSet("voting power is 1 to 2^40"));
        }
        for (index, validator) in validators.iter().enumerate() {
            if validators[..index]
                .iter()
                .any(|other| other.public_key == validator.public_key)
            {
                return Err(CertificateError::InvalidSet("a key is listed twice"));
            }
        }
        Ok(Self { validators })
    }

    /// The validators, by index.
    pub fn validators(&self) -> &[ValidatorInfo] {
        &self.validators
    }

    /// The validators root of block headers.
    pub fn root(&self) -> Digest {
        let count = u16::try_from(self.validators.len()).expect("at most 100 validators");
        let mut bytes = count.to_le_bytes().to_vec();
        for validator in &self.validators {
            bytes.extend_from_slice(validator.public_key.as_bytes());
            bytes.extend_from_slice(&validator.voting_power.to_le_bytes());
        }
        Domain::Validators.hash(&bytes)
    }

    /// Power of all validators.
    pub fn total_power(&self) -> u64 {
        self.validators
            .iter()
            .map(|validator| validator.voting_power)
            .sum()
    }

    /// Whether votes of this power make a quorum: more than two thirds.
    pub fn is_quorum(&self, power: u64) -> bool {
        power * 3 > self.total_power() * 2
    }
}

/// One validator's signature over a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Index in the validator set.
    pub validator: u16,
    /// Ed25519 signature over what the certificate's [`Subject`] says.
    pub signature: [u8; ED25519_SIGNATURE_BYTES],
}

/// A quorum's votes for one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Epoch of the validator set.
    pub epoch: u64,
    /// View in which the block was decided; a single validator counts heights.
    pub view: u64,
    /// What the votes sign.
    pub subject: Subject,
    /// Votes, ascending by validator.
    pub votes: Vec<Vote>,
}

/// What the votes of a certificate sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// [`vote_digest`]: a single validator needs no rounds.
    Block,
    /// The finalisation of a proposal ([`crate::proposal`]): a committee's votes.
    Proposal(Proposal),
}

impl Subject {
    const fn kind(&self) -> u8 {
        match self {
            Self::Block => KIND_ED25519_VOTES,
            Self::Proposal(_) => KIND_ED25519_FINALIZE_VOTES,
        }
    }
}

/// What a validator that decides alone signs for a block.
pub fn vote_digest(
    chain: &ChainId,
    epoch: u64,
    view: u64,
    height: Height,
    block: &Digest,
) -> Digest {
    Domain::Vote.hash_parts(&[
        &chain.0.0,
        &epoch.to_le_bytes(),
        &view.to_le_bytes(),
        &height.get().to_le_bytes(),
        &block.0,
    ])
}

impl Certificate {
    /// The certificate of a committee of one.
    ///
    /// # Panics
    /// If the key is not an Ed25519 key.
    pub fn by_single_validator(
        key: &SigningKey,
        chain: &ChainId,
        epoch: u64,
        height: Height,
        block: &Digest,
    ) -> Self {
        let view = height.get();
        let signature = key.sign(&vote_digest(chain, epoch, view, height, block));
        let signature = signature
            .try_into()
            .expect("validators vote with Ed25519 keys");
        Self {
            epoch,
            view,
            subject: Subject::Block,
            votes: vec![Vote {
                validator: 0,
                signature,
            }],
        }
    }

    /// The certificate of a committee of one for the last block of its epoch: it names every byte of the block, as a committee's does.
    ///
    /// # Panics
    /// If the key is not an Ed25519 key.
    pub fn of_proposal_by_single_validator(
        key: &SigningKey,
        chain: &ChainId,
        header: &BlockHeader,
        body_hash: Digest,
    ) -> Self {
        let (fields, hash) = (header.fields(), header.hash());
        let mut certificate = Self {
            epoch: fields.epoch,
            view: fields.height.get(),
            subject: Subject::Proposal(Proposal {
                parent_view: fields.height.get() - 1,
                parent_payload: Digest::ZERO,
                body_hash,
            }),
            votes: Vec::new(),
        };
        let signed = certificate.signed_bytes(chain, fields.height, &hash);
        let signature = key.sign_bytes(&signed).try_into();
        certificate.votes.push(Vote {
            validator: 0,
            signature: signature.expect("validators vote with Ed25519 keys"),
        });
        certificate
    }

    /// Checks every vote and the quorum.
    pub fn verify(
        &self,
        set: &ValidatorSet,
        chain: &ChainId,
        height: Height,
        block: &Digest,
    ) -> Result<(), CertificateError> {
        let signed = self.signed_bytes(chain, height, block);
        let mut power = 0;
        let mut lowest_next = 0;
        for vote in &self.votes {
            let validator = vote.validator;
            let Some(info) = set
                .validators()
                .get(usize::from(validator))
                .filter(|_| validator >= lowest_next)
            else {
                return Err(CertificateError::UnknownVoter { validator });
            };
            info.public_key
                .verify_bytes(&signed, &vote.signature)
                .map_err(|_| CertificateError::InvalidVote { validator })?;
            power += info.voting_power;
            lowest_next = validator + 1;
        }
        if set.is_quorum(power) {
            Ok(())
        } else {
            Err(CertificateError::NoQuorum {
                power,
                total: set.total_power(),
            })
        }
    }

    fn signed_bytes(&self, chain: &ChainId, height: Height, block: &Digest) -> Vec<u8> {
        match &self.subject {
            Subject::Block => vote_digest(chain, self.epoch, self.view, height, block)
                .0
                .to_vec(),
            Subject::Proposal(proposal) => {
                proposal.finalize_message(chain, self.epoch, self.view, block)
            }
        }
    }

    /// Canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let count = u16::try_from(self.votes.len()).expect("at most 100 validators");
        let mut bytes = CERTIFICATE_VERSION.to_le_bytes().to_vec();
        bytes.extend_from_slice(&[self.subject.kind(), 0]);
        bytes.extend_from_slice(&count.to_le_bytes());
        bytes.extend_from_slice(&[0, 0]);
        bytes.extend_from_slice(&self.epoch.to_le_bytes());
        bytes.extend_from_slice(&self.view.to_le_bytes());
        if let Subject::Proposal(proposal) = &self.subject {
            bytes.extend_from_slice(&proposal.parent_view.to_le_bytes());
            bytes.extend_from_slice(&proposal.parent_payload.0);
            bytes.extend_from_slice(&proposal.body_hash.0);
        }
        for vote in &self.votes {
            bytes.extend_from_slice(&vote.validator.to_le_bytes());
            bytes.extend_from_slice(&vote.signature);
        }
        bytes
    }

    /// Decodes canonical bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        expect_value(
            "certificate version",
            reader.u16("certificate version")?,
            CERTIFICATE_VERSION,
        )?;
        let kind = reader.u8("certificate kind")?;
        expect_value(
            "certificate padding",
            u16::from(reader.u8("certificate padding")?),
            0,
        )?;
        let count = usize::from(reader.u16("vote count")?);
        expect_value("certificate padding", reader.u16("certificate padding")?, 0)?;
        if count > VALIDATORS_MAX {
            return Err(DecodeError::InvalidField {
                field: "vote count",
                value: count as u64,
                allowed: "at most 100",
            });
        }
        let (epoch, view) = (reader.u64("epoch")?, reader.u64("view")?);
        let subject = match kind {
            KIND_ED25519_VOTES => Subject::Block,
            KIND_ED25519_FINALIZE_VOTES => Subject::Proposal(Proposal {
                parent_view: reader.u64("parent view")?,
                parent_payload: Digest(reader.array("parent payload")?),
                body_hash: Digest(reader.array("body hash")?),
            }),
            _ => {
                return Err(DecodeError::InvalidField {
                    field: "certificate kind",
                    value: u64::from(kind),
                    allowed: "1 or 2",
                });
            }
        };
        let mut votes = Vec::with_capacity(count);
        for _ in 0..count {
            votes.push(Vote {
                validator: reader.u16("validator")?,
                signature: reader.array("signature")?,
            });
        }
        reader.finish("certificate")?;
        Ok(Self {
            epoch,
            view,
            subject,
            votes,
        })
    }
}

fn expect_value(field: &'static str, actual: u16, expected: u16) -> Result<(), DecodeError> {
    if actual == expected {
        Ok(())
    } else {
        Err(DecodeError::InvalidField {
            field,
            value: u64::from(actual),
            allowed: "the value of this version",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn committee(size: usize) -> (Vec<SigningKey>, ValidatorSet) {
        let keys: Vec<_> = (0..size)
            .map(|_| SigningKey::generate(Scheme::Ed25519))
            .collect();
        let validators = keys
            .iter()
            .map(|key| ValidatorInfo {
                public_key: key.public_key().clone(),
                voting_power: 1,
            })
            .collect();
        (keys, ValidatorSet::new(validators).expect("a valid set"))
    }

    #[test]
    fn three_of_four_are_a_quorum_and_two_are_not() {
        let (keys, set) = committee(4);
        let chain = ChainId(Digest([7; 32]));
        let block = Digest([9; 32]);
        let digest = vote_digest(&chain, 0, 5, Height::new(5), &block);
        let vote = |index: usize| Vote {
            validator: index as u16,
            signature: keys[index].sign(&digest).try_into().expect("64 bytes"),
        };
        let three = Certificate {
            epoch: 0,
            view: 5,
            subject: Subject::Block,
            votes: vec![vote(0), vote(2), vote(3)],
        };
        assert_eq!(three.verify(&set, &chain, Height::new(5), &block), Ok(()));
        assert_eq!(Certificate::decode(&three.encode()), Ok(three.clone()));
        let two = Certificate {
            votes: vec![vote(0), vote(2)],
            ..three.clone()
        };
        assert_eq!(
            two.verify(&set, &chain, Height::new(5), &block),
            Err(CertificateError::NoQuorum { power: 2, total: 4 })
        );
        let repeated = Certificate {
            votes: vec![vote(0), vote(0), vote(0)],
            ..three.clone()
        };
        assert!(
            repeated
                .verify(&set, &chain, Height::new(5), &block)
                .is_err()
        );
        assert!(three.verify(&set, &chain, Height::new(6), &block).is_err());
    }
}
