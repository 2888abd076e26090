//! Epochs: which validators decided which blocks, from the genesis file on.
//!
//! ```text
//! genesis file: validators of epoch 0
//!                  │ decide
//!        blocks of epoch 0 … last one: its header names the hash of the next validators, its certificate is of those before
//!                                                                          │ decide
//!                                                                blocks of epoch 1 …
//! ```
//!
//! The validators root of a header is the hash of the validators that decide the *next* block. In all blocks of an epoch but the last these are
//! the same ones; the last one hands over. So whoever has the genesis file, and of each change the last header, its certificate and the keys
//! of those who come, knows who decides now: an [`EpochChange`] each.

use crate::block::BlockHeader;
use crate::certificate::{Certificate, CertificateError, Subject, ValidatorInfo, ValidatorSet};
use crate::codec::{DecodeError, Reader};
use crate::hash::Digest;
use crate::ids::{ChainId, Height};
use crate::key::{PublicKey, Scheme};
use crate::limits::{BLOCK_HEADER_BYTES, EPOCHS_BYTES_MAX, VALIDATORS_MAX};
use crate::proposal;

/// Version of the encoding.
const VERSION: u16 = 1;
/// Most bytes of a certificate of a full set.
const CERTIFICATE_BYTES_MAX: usize = 16 * 1024;
/// Bytes of a validator: key and power.
const VALIDATOR_BYTES: usize = 40;

/// The end of an epoch and who decides from there on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochChange {
    /// Header of the epoch's last block.
    pub header: BlockHeader,
    /// Its certificate, of the validators of that epoch.
    pub certificate: Certificate,
    /// The validators of the next epoch.
    pub validators: ValidatorSet,
}

/// Blocks that the same validators decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// Its number, from 0.
    pub number: u64,
    /// Its first block; 0 for the first epoch.
    pub first: Height,
    /// Who decides.
    pub validators: ValidatorSet,
}

/// Why a change does not follow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EpochError {
    /// It is not of this chain, epoch or height.
    #[error("the change of validators after epoch {epoch} does not follow: {reason}")]
    DoesNotFollow {
        /// The epoch that it should end.
        epoch: u64,
        /// What differs.
        reason: &'static str,
    },
    /// The validators of the epoch did not decide it.
    #[error("the change of validators after epoch {epoch} is not certified")]
    Certificate {
        /// The epoch that it should end.
        epoch: u64,
        /// Why.
        source: CertificateError,
    },
    /// It cannot be read.
    #[error("the changes of validators cannot be read")]
    Malformed(#[from] DecodeError),
}

/// The epochs of a chain, as far as they are known. Every change in it was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epochs {
    chain: ChainId,
    epochs: Vec<Epoch>,
    changes: Vec<EpochChange>,
}

impl EpochChange {
    /// What votes name of the last block: the next epoch begins after it.
    ///
    /// # Panics
    /// If the certificate signs something else, which none in [`Epochs`] does.
    pub fn payload(&self) -> Digest {
        let Subject::Proposal(proposal) = &self.certificate.subject else {
            panic!("the last block of an epoch is certified as a proposal");
        };
        proposal::payload(
            &self.header.hash(),
            &proposal.parent_payload,
            &proposal.body_hash,
        )
    }
}

impl Epochs {
    /// Begins with the validators of the genesis file.
    pub fn new(chain: ChainId, validators: ValidatorSet) -> Self {
        Self {
            chain,
            epochs: vec![Epoch {
                number: 0,
                first: Height::new(0),
                validators,
            }],
            changes: Vec::new(),
        }
    }

    /// The chain.
    pub const fn chain(&self) -> ChainId {
        self.chain
    }

    /// The last one that is known.
    pub fn latest(&self) -> &Epoch {
        self.epochs.last().expect("there is always one")
    }

    /// All of them, in order.
    pub fn all(&self) -> &[Epoch] {
        &self.epochs
    }

    /// The epoch of a number, if it is known.
    pub fn get(&self, number: u64) -> Option<&Epoch> {
        self.epochs.get(usize::try_from(number).ok()?)
    }

    /// The epoch of a height, as far as it is known.
    pub fn of(&self, height: Height) -> &Epoch {
        let begun = self.epochs.partition_point(|epoch| epoch.first <= height);
        &self.epochs[begun - 1]
    }

    /// Who decides the block of a height, as far as it is known.
    pub fn validators(&self, height: Height) -> &ValidatorSet {
        &self.of(height).validators
    }

    /// The changes, in order: that at index `e` ends epoch `e`.
    pub fn changes(&self) -> &[EpochChange] {
        &self.changes
    }

    /// Verifies a change and takes it.
    ///
    /// # Errors
    /// If it does not end the latest epoch, or is not certified by its validators.
    pub fn push(&mut self, change: EpochChange) -> Result<(), EpochError> {
        let fields = change.header.fields();
        let latest = self.latest();
        let epoch = latest.number;
        let differs = |reason| Err(EpochError::DoesNotFollow { epoch, reason });
        if fields.chain_id != self.chain {
            return differs("its chain");
        }
        if fields.epoch != epoch || change.certificate.epoch != epoch {
            return differs("its epoch");
        }
        if fields.height < latest.first || fields.height == Height::new(0) {
            return differs("its height");
        }
        // What votes name of it is what the next epoch begins after.
        if change.certificate.subject == Subject::Block {
            return differs("what its certificate signs");
        }
        if fields.validators_root != change.validators.root() {
            return differs("its validators");
        }
        change
            .certificate
            .verify(
                &latest.validators,
                &self.chain,
                fields.height,
                &change.header.hash(),
            )
            .map_err(|source| EpochError::Certificate { epoch, source })?;
        self.epochs.push(Epoch {
            number: epoch + 1,
            first: fields.height.next(),
            validators: change.validators.clone(),
        });
        self.changes.push(change);
        Ok(())
    }

    /// Takes all changes of `others` that follow those known here.
    ///
    /// # Errors
    /// If one does not follow; those before it are kept.
    pub fn extend(&mut self, others: &[EpochChange]) -> Result<(), EpochError> {
        let known = self.changes.len();
        // Changes are listed from the first epoch on: as many as are known here were verified before.
        for change in others.iter().skip(known) {
            self.push(change.clone())?;
        }
        Ok(())
    }

    /// Canonical bytes of all changes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = VERSION.to_le_bytes().to_vec();
        bytes.extend_from_slice(&[0, 0]);
        bytes.extend_from_slice(&(self.changes.len() as u32).to_le_bytes());
        for change in &self.changes {
            let certificate = change.certificate.encode();
            bytes.extend_from_slice(&change.header.to_bytes());
            bytes.extend_from_slice(&(certificate.len() as u32).to_le_bytes());
            bytes.extend_from_slice(&certificate);
            let validators = change.validators.validators();
            bytes.extend_from_slice(&(validators.len() as u32).to_le_bytes());
            for validator in validators {
                bytes.extend_from_slice(validator.public_key.as_bytes());
                bytes.extend_from_slice(&validator.voting_power.to_le_bytes());
            }
        }
        bytes
    }

    /// Reads what [`Self::encode`] wrote; nothing is verified by that ([`Self::extend`]).
    ///
    /// # Errors
    /// If it is too long or malformed.
    pub fn decode_changes(bytes: &[u8]) -> Result<Vec<EpochChange>, DecodeError> {
        if bytes.len() > EPOCHS_BYTES_MAX {
            return Err(invalid("bytes of changes", bytes.len(), "at most 8 MiB"));
        }
        let mut reader = Reader::new(bytes);
        let version = reader.u16("version of changes")?;
        if version != VERSION {
            return Err(invalid("version of changes", usize::from(version), "1"));
        }
        reader.u16("padding")?;
        let count = reader.u32("number of changes")?;
        let mut changes = Vec::new();
        for _ in 0..count {
            changes.push(decode_change(&mut reader)?);
        }
        reader.finish("changes of validators")?;
        Ok(changes)
    }
}

fn decode_change(reader: &mut Reader<'_>) -> Result<EpochChange, DecodeError> {
    let header = BlockHeader::decode(reader.take(BLOCK_HEADER_BYTES, "block header")?)?;
    let length = reader.u32("certificate length")? as usize;
    if length > CERTIFICATE_BYTES_MAX {
        return Err(invalid("certificate length", length, "at most 16384"));
    }
    let certificate = Certificate::decode(reader.take(length, "certificate")?)?;
    let count = reader.u32("validator count")? as usize;
    if count > VALIDATORS_MAX {
        return Err(invalid("validator count", count, "at most 100"));
    }
    let mut validators = Vec::with_capacity(count);
    for _ in 0..count {
        let mut validator = Reader::new(reader.take(VALIDATOR_BYTES, "validator")?);
        let key = validator.take(32, "validator key")?;
        validators.push(ValidatorInfo {
            public_key: PublicKey::new(Scheme::Ed25519, key)
                .map_err(|_| invalid("validator key", 0, "an Ed25519 key"))?,
            voting_power: validator.u64("voting power")?,
        });
    }
    let validators = ValidatorSet::new(validators)
        .map_err(|_| invalid("validators", count, "1 to 100 different ones"))?;
    Ok(EpochChange {
        header,
        certificate,
        validators,
    })
}

const fn invalid(field: &'static str, value: usize, allowed: &'static str) -> DecodeError {
    DecodeError::InvalidField {
        field,
        value: value as u64,
        allowed,
    }
}
