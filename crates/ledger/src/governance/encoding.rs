//! Governance as bytes: what its root is the hash of, and what a snapshot has.

use aurigraph_types::codec::{DecodeError, Reader};
use aurigraph_types::governance::{PROPOSAL_BYTES_MAX, Proposal, address_bytes, address_from};
use aurigraph_types::limits::VALIDATORS_MAX;
use aurigraph_types::{Digest, Height, PublicKey, Scheme, ValidatorInfo, ValidatorSet};

use super::{Accepted, Base, Governance, ProposalRecord};

/// Version of the encoding in the first epoch, and later.
const VERSION: u16 = 1;
const LATER_VERSION: u16 = 2;
/// More proposals than there can be.
const RECORDS_MAX: usize = 1 << 20;

impl Governance {
    /// Canonical bytes.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let version = if self.epoch == 0 {
            VERSION
        } else {
            LATER_VERSION
        };
        let mut bytes = version.to_le_bytes().to_vec();
        bytes.extend_from_slice(&[0, 0]);
        if version == LATER_VERSION {
            bytes.extend_from_slice(&self.epoch.to_le_bytes());
            bytes.extend_from_slice(&self.epoch_first.get().to_le_bytes());
        }
        bytes.extend_from_slice(&self.base.protocol_version.to_le_bytes());
        bytes.extend_from_slice(&self.base.block_bytes_max.to_le_bytes());
        bytes.extend_from_slice(&self.base.accounts_max.to_le_bytes());
        let validators = self.validators.validators();
        bytes.extend_from_slice(&(validators.len() as u32).to_le_bytes());
        for validator in validators {
            bytes.extend_from_slice(validator.public_key.as_bytes());
            bytes.extend_from_slice(&validator.voting_power.to_le_bytes());
        }
        for address in &self.addresses {
            bytes.extend_from_slice(&address_bytes(address));
        }
        bytes.extend_from_slice(&(self.records.len() as u32).to_le_bytes());
        for record in &self.records {
            let proposal = record.proposal.encode();
            bytes.extend_from_slice(&record.id.0);
            bytes.extend_from_slice(&record.proposed_at.get().to_le_bytes());
            let (at, effective, state) = match record.accepted {
                None => (0, 0, 0),
                Some(accepted) => (
                    accepted.at.get(),
                    accepted.effective.get(),
                    1 + u16::from(accepted.is_in_force),
                ),
            };
            bytes.extend_from_slice(&at.to_le_bytes());
            bytes.extend_from_slice(&effective.to_le_bytes());
            bytes.extend_from_slice(&state.to_le_bytes());
            bytes.extend_from_slice(&(record.voters.len() as u16).to_le_bytes());
            bytes.extend_from_slice(&(proposal.len() as u32).to_le_bytes());
            bytes.extend_from_slice(&proposal);
            for voter in &record.voters {
                bytes.extend_from_slice(voter.as_bytes());
            }
        }
        bytes
    }

    /// Reads canonical bytes; nothing if they are none.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut governance = decode(bytes).ok()??;
        governance.look_ahead();
        (governance.encode() == bytes).then_some(governance)
    }
}

fn decode(bytes: &[u8]) -> Result<Option<Governance>, DecodeError> {
    let mut reader = Reader::new(bytes);
    let version = reader.u16("version")?;
    if version != VERSION && version != LATER_VERSION {
        return Ok(None);
    }
    reader.u16("padding")?;
    let (epoch, epoch_first) = if version == LATER_VERSION {
        (
            reader.u64("epoch")?,
            reader.u64("first height of the epoch")?,
        )
    } else {
        (0, 0)
    };
    let base = Base {
        protocol_version: reader.u32("protocol version")?,
        block_bytes_max: reader.u64("block bytes")?,
        accounts_max: reader.u64("accounts")?,
    };
    let count = reader.u32("validator count")? as usize;
    if count > VALIDATORS_MAX {
        return Ok(None);
    }
    let mut validators = Vec::with_capacity(count);
    for _ in 0..count {
        let Some(public_key) = key(&mut reader)? else {
            return Ok(None);
        };
        validators.push(ValidatorInfo {
            public_key,
            voting_power: reader.u64("voting power")?,
        });
    }
    let Ok(validators) = ValidatorSet::new(validators) else {
        return Ok(None);
    };
    let mut addresses = Vec::new();
    if epoch > 0 {
        for _ in 0..count {
            addresses.push(address_from(&reader.array("validator address")?)?);
        }
    }
    let count = reader.u32("proposal count")? as usize;
    if count > RECORDS_MAX {
        return Ok(None);
    }
    let mut records = Vec::new();
    for _ in 0..count {
        match record(&mut reader)? {
            Some(record) => records.push(record),
            None => return Ok(None),
        }
    }
    reader.finish("governance")?;
    Ok(Some(Governance {
        epoch,
        epoch_first: Height::new(epoch_first),
        validators,
        addresses,
        base,
        records,
        next_due: None,
        next_epoch: None,
        root: None,
    }))
}

fn record(reader: &mut Reader<'_>) -> Result<Option<ProposalRecord>, DecodeError> {
    let id = Digest(reader.array("proposal id")?);
    let proposed_at = Height::new(reader.u64("height of the first vote")?);
    let at = Height::new(reader.u64("height of acceptance")?);
    let effective = Height::new(reader.u64("effective height")?);
    let state = reader.u16("state")?;
    let voters = usize::from(reader.u16("voters")?);
    let length = reader.u32("proposal length")? as usize;
    if voters > VALIDATORS_MAX || length > PROPOSAL_BYTES_MAX || state > 2 {
        return Ok(None);
    }
    let proposal = Proposal::decode(reader.take(length, "proposal")?)?;
    let mut keys = Vec::with_capacity(voters);
    for _ in 0..voters {
        match key(reader)? {
            Some(key) => keys.push(key),
            None => return Ok(None),
        }
    }
    Ok(Some(ProposalRecord {
        id,
        proposal,
        proposed_at,
        voters: keys,
        accepted: (state > 0).then_some(Accepted {
            at,
            effective,
            is_in_force: state == 2,
        }),
    }))
}

fn key(reader: &mut Reader<'_>) -> Result<Option<PublicKey>, DecodeError> {
    Ok(PublicKey::new(Scheme::Ed25519, reader.take(32, "key")?).ok())
}
