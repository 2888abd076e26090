//! Governance: what validators decide by votes beside the order of blocks.
//!
//! ```text
//! proposal ─hash─▶ id ─signed by─▶ validators' keys: votes ─in─▶ an operation of any account ─▶ more than two thirds: accepted
//!                                                                                         └─ at its height: in force
//! ```
//!
//! A vote is the signature of a validator's Ed25519 key over the proposal's id, which covers the chain and every byte of the proposal: it counts once, on
//! one chain, until the proposal's last height.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use crate::certificate::{CertificateError, ValidatorInfo, ValidatorSet};
use crate::codec::{DecodeError, Reader};
use crate::hash::{Digest, Domain};
use crate::ids::{AccountIndex, ChainId, Height};
use crate::key::{ED25519_SIGNATURE_BYTES, PublicKey, Scheme, SigningKey};
use crate::limits::{ACCOUNTS_MAX, BLOCK_BODY_BYTES_MAX, VALIDATORS_MAX};

/// The protocol version of every chain at its beginning.
pub const FIRST_PROTOCOL_VERSION: u32 = 1;
/// The latest protocol version that this software knows. Version 2: roles of accounts are changed by governance. Version 3: validators are. Version 4: the registry.
pub const LATEST_PROTOCOL_VERSION: u32 = 4;
/// The protocol version from which on roles can be changed.
pub const ROLES_PROTOCOL_VERSION: u32 = 2;
/// The protocol version from which on validators can be changed.
pub const VALIDATORS_PROTOCOL_VERSION: u32 = 3;
/// The protocol version from which on there is a registry, and the role of an accreditor.
pub const REGISTRY_PROTOCOL_VERSION: u32 = 4;
/// Most validators that governance can name: each sends whole blocks to all the others.
pub const SEATS_MAX: usize = 20;
/// Blocks from the first vote on that a proposal can be open.
pub const PROPOSAL_BLOCKS_MAX: u64 = 10_000_000;
/// Most bytes of a proposal.
pub const PROPOSAL_BYTES_MAX: usize = 4 * 1024;
/// Bytes of a public key of a validator.
const KEY_BYTES: usize = 32;

/// A figure that validators can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u16)]
pub enum Parameter {
    /// Most bytes of a block's submissions, unless one alone has more.
    BlockBytesMax = 1,
    /// Most accounts of the ledger.
    AccountsMax = 2,
}

impl Parameter {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::BlockBytesMax, Self::AccountsMax];

    /// The number in encodings.
    pub const fn as_u16(self) -> u16 {
        self as u16
    }

    /// The parameter of a number.
    pub fn from_u16(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_u16() == number)
    }

    /// The name in APIs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BlockBytesMax => "block_bytes_max",
            Self::AccountsMax => "accounts_max",
        }
    }

    /// The parameter of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// What it is before anybody changes it: also the most it can be.
    pub const fn first_value(self) -> u64 {
        match self {
            Self::BlockBytesMax => BLOCK_BODY_BYTES_MAX as u64,
            Self::AccountsMax => ACCOUNTS_MAX as u64,
        }
    }

    /// The least it can be: with less, a network could not go on to change it back.
    pub const fn least_value(self) -> u64 {
        match self {
            Self::BlockBytesMax => 64 * 1024,
            Self::AccountsMax => 1,
        }
    }

    /// Whether it may have a value.
    pub const fn admits(self, value: u64) -> bool {
        value >= self.least_value() && value <= self.first_value()
    }
}

/// A role of an account that governance can give and take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum AccountRole {
    /// May register accounts.
    Registrar = 1,
    /// May freeze accounts.
    Authority = 2,
    /// May make claims about accounts, and say who may verify assets.
    Accreditor = 3,
}

impl AccountRole {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Registrar, Self::Authority, Self::Accreditor];

    /// The role of a number.
    pub fn from_u8(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|role| *role as u8 == number)
    }

    /// The name in APIs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Registrar => "registrar",
            Self::Authority => "authority",
            Self::Accreditor => "accreditor",
        }
    }

    /// The protocol version from which on governance can give it.
    pub const fn protocol_version(self) -> u32 {
        match self {
            Self::Registrar | Self::Authority => ROLES_PROTOCOL_VERSION,
            Self::Accreditor => REGISTRY_PROTOCOL_VERSION,
        }
    }

    /// The role of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A validator and where the others reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Its Ed25519 key.
    pub public_key: PublicKey,
    /// Where it listens for other validators.
    pub address: SocketAddr,
}

/// The validators of seats, each with power 1.
///
/// # Errors
/// If they are none, too many, or one is there twice.
pub fn validators_of_seats(seats: &[Seat]) -> Result<ValidatorSet, CertificateError> {
    let validators = seats.iter().map(|seat| ValidatorInfo {
        public_key: seat.public_key.clone(),
        voting_power: 1,
    });
    ValidatorSet::new(validators.collect())
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Changes a figure.
    SetParameter {
        /// Which.
        parameter: Parameter,
        /// What it is to be.
        value: u64,
    },
    /// Begins a protocol version. Nodes whose software does not know it stop before its height.
    ActivateProtocol {
        /// The version: one more than the one before.
        version: u32,
    },
    /// Gives a role to an account or takes it. From protocol version 2 on.
    SetRole {
        /// The account.
        account: AccountIndex,
        /// The role.
        role: AccountRole,
        /// Whether it is to have it.
        granted: bool,
    },
    /// Gives the network other validators: all that there are to be, in order. A new epoch begins with them. From protocol version 3 on.
    SetValidators {
        /// The epoch that ends by it: what was proposed before another change does not undo that one.
        epoch: u64,
        /// The validators.
        seats: Vec<Seat>,
    },
}

impl Action {
    /// The kind's number in encodings.
    pub const fn kind(&self) -> u16 {
        match self {
            Self::SetParameter { .. } => 1,
            Self::ActivateProtocol { .. } => 2,
            Self::SetRole { .. } => 3,
            Self::SetValidators { .. } => 4,
        }
    }

    /// The kind's name in APIs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SetParameter { .. } => "set_parameter",
            Self::ActivateProtocol { .. } => "activate_protocol",
            Self::SetRole { .. } => "set_role",
            Self::SetValidators { .. } => "set_validators",
        }
    }
}

/// Something that validators vote for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Tells apart proposals that are the same otherwise: whoever makes one chooses it.
    pub number: u64,
    /// First height at which it is in force, if it is accepted before.
    pub effective_height: Height,
    /// Last height at which votes are counted.
    pub expires_height: Height,
    /// What is to be done.
    pub action: Action,
}

/// A validator's vote for a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalVote {
    /// The validator's key.
    pub public_key: PublicKey,
    /// Its signature over the proposal's id.
    pub signature: [u8; ED25519_SIGNATURE_BYTES],
}

impl ProposalVote {
    /// Votes for a proposal.
    ///
    /// # Panics
    /// If the key is no Ed25519 key: validators have no others.
    pub fn sign(key: &SigningKey, id: &Digest) -> Self {
        let signature = key.sign(id).try_into();
        Self {
            public_key: key.public_key().clone(),
            signature: signature.expect("validators vote with Ed25519 keys"),
        }
    }

    /// Whether the signature is that key's over the proposal's id.
    pub fn is_valid(&self, id: &Digest) -> bool {
        self.public_key.verify(id, &self.signature).is_ok()
    }
}

impl Proposal {
    /// What votes sign.
    pub fn id(&self, chain: &ChainId) -> Digest {
        Domain::Proposal.hash_parts(&[&chain.0.0, &self.encode()])
    }

    /// Canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = self.number.to_le_bytes().to_vec();
        bytes.extend_from_slice(&self.effective_height.get().to_le_bytes());
        bytes.extend_from_slice(&self.expires_height.get().to_le_bytes());
        bytes.extend_from_slice(&self.action.kind().to_le_bytes());
        match &self.action {
            Action::SetParameter { parameter, value } => {
                bytes.extend_from_slice(&parameter.as_u16().to_le_bytes());
                bytes.extend_from_slice(&value.to_le_bytes());
            }
            Action::ActivateProtocol { version } => {
                bytes.extend_from_slice(&version.to_le_bytes());
            }
            Action::SetRole {
                account,
                role,
                granted,
            } => {
                bytes.extend_from_slice(&account.get().to_le_bytes());
                bytes.extend_from_slice(&[*role as u8, u8::from(*granted)]);
            }
            Action::SetValidators { epoch, seats } => {
                bytes.extend_from_slice(&epoch.to_le_bytes());
                bytes.extend_from_slice(&(seats.len() as u16).to_le_bytes());
                for seat in seats {
                    bytes.extend_from_slice(seat.public_key.as_bytes());
                    bytes.extend_from_slice(&address_bytes(&seat.address));
                }
            }
        }
        bytes
    }

    /// Reads canonical bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let proposal = Self {
            number: reader.u64("proposal number")?,
            effective_height: Height::new(reader.u64("effective height")?),
            expires_height: Height::new(reader.u64("expires height")?),
            action: Self::decode_action(&mut reader)?,
        };
        reader.finish("proposal")?;
        Ok(proposal)
    }

    fn decode_action(reader: &mut Reader<'_>) -> Result<Action, DecodeError> {
        match reader.u16("action kind")? {
            1 => {
                let number = reader.u16("parameter")?;
                let parameter = Parameter::from_u16(number)
                    .ok_or_else(|| invalid("parameter", u64::from(number), "1 or 2"))?;
                let value = reader.u64("parameter value")?;
                Ok(Action::SetParameter { parameter, value })
            }
            2 => Ok(Action::ActivateProtocol {
                version: reader.u32("protocol version")?,
            }),
            3 => {
                let account = AccountIndex::new(reader.u32("account")?);
                let number = reader.u8("role")?;
                let role = AccountRole::from_u8(number)
                    .ok_or_else(|| invalid("role", u64::from(number), "1 to 3"))?;
                let granted = match reader.u8("granted")? {
                    0 => false,
                    1 => true,
                    other => return Err(invalid("granted", u64::from(other), "0 or 1")),
                };
                Ok(Action::SetRole {
                    account,
                    role,
                    granted,
                })
            }
            4 => {
                let epoch = reader.u64("epoch")?;
                let count = usize::from(reader.u16("seat count")?);
                if count == 0 || count > SEATS_MAX {
                    return Err(invalid("seat count", count as u64, "1 to 20"));
                }
                let mut seats = Vec::with_capacity(count);
                for _ in 0..count {
                    let key = reader.take(KEY_BYTES, "validator key")?;
                    seats.push(Seat {
                        public_key: PublicKey::new(Scheme::Ed25519, key)
                            .map_err(|_| invalid("validator key", 0, "an Ed25519 key"))?,
                        address: address_from(&reader.array("validator address")?)?,
                    });
                }
                Ok(Action::SetValidators { epoch, seats })
            }
            other => Err(invalid("action kind", u64::from(other), "1 to 4")),
        }
    }
}

/// Bytes of an address: an IPv6 address, in which one of IPv4 is mapped, and the port, little-endian.
const ADDRESS_BYTES: usize = 18;

/// An address as bytes.
pub fn address_bytes(address: &SocketAddr) -> [u8; ADDRESS_BYTES] {
    let ip = match address.ip() {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    };
    let mut bytes = [0; ADDRESS_BYTES];
    bytes[..16].copy_from_slice(&ip.octets());
    bytes[16..].copy_from_slice(&address.port().to_le_bytes());
    bytes
}

/// Reads what [`address_bytes`] wrote.
pub fn address_from(bytes: &[u8; ADDRESS_BYTES]) -> Result<SocketAddr, DecodeError> {
    let (ip, port) = bytes.split_at(16);
    let ip: [u8; 16] = ip.try_into().expect("sixteen bytes");
    let port = u16::from_le_bytes(port.try_into().expect("two bytes"));
    if port == 0 {
        return Err(invalid("validator port", 0, "1 to 65535"));
    }
    Ok(SocketAddr::new(
        IpAddr::V6(Ipv6Addr::from(ip)).to_canonical(),
        port,
    ))
}

/// Appends a proposal and votes for it, as an operation carries them.
pub(crate) fn encode_govern(bytes: &mut Vec<u8>, proposal: &Proposal, votes: &[ProposalVote]) {
    let encoded = proposal.encode();
    let length = u16::try_from(encoded.len()).expect("a proposal is short");
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&encoded);
    let count = u16::try_from(votes.len()).expect("validators are few");
    bytes.extend_from_slice(&count.to_le_bytes());
    for vote in votes {
        bytes.extend_from_slice(vote.public_key.as_bytes());
        bytes.extend_from_slice(&vote.signature);
    }
}

/// Reads what [`encode_govern`] wrote.
pub(crate) fn decode_govern(
    reader: &mut Reader<'_>,
) -> Result<(Proposal, Vec<ProposalVote>), DecodeError> {
    let length = usize::from(reader.u16("proposal length")?);
    if length > PROPOSAL_BYTES_MAX {
        return Err(invalid("proposal length", length as u64, "at most 4096"));
    }
    let proposal = Proposal::decode(reader.take(length, "proposal")?)?;
    let count = usize::from(reader.u16("vote count")?);
    if count == 0 || count > VALIDATORS_MAX {
        return Err(invalid("vote count", count as u64, "1 to 100"));
    }
    let mut votes = Vec::with_capacity(count);
    for _ in 0..count {
        let key = reader.take(KEY_BYTES, "validator key")?;
        let public_key = PublicKey::new(Scheme::Ed25519, key)
            .map_err(|_| invalid("validator key", 0, "an Ed25519 key"))?;
        votes.push(ProposalVote {
            public_key,
            signature: reader.array("vote signature")?,
        });
    }
    Ok((proposal, votes))
}

const fn invalid(field: &'static str, value: u64, allowed: &'static str) -> DecodeError {
    DecodeError::InvalidField {
        field,
        value,
        allowed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_is_read_as_it_was_written_and_nothing_else_is() {
        let actions = [
            Action::SetParameter {
                parameter: Parameter::BlockBytesMax,
                value: 1 << 20,
            },
            Action::ActivateProtocol { version: 2 },
            Action::SetRole {
                account: AccountIndex::new(7),
                role: AccountRole::Authority,
                granted: true,
            },
            Action::SetValidators {
                epoch: 4,
                seats: ["127.0.0.1:7003", "[2001:db8::1]:65535"]
                    .iter()
                    .map(|address| Seat {
                        public_key: SigningKey::generate(Scheme::Ed25519).public_key().clone(),
                        address: address.parse().expect("an address"),
                    })
                    .collect(),
            },
        ];
        for action in actions {
            let proposal = Proposal {
                number: 3,
                effective_height: Height::new(100),
                expires_height: Height::new(200),
                action,
            };
            let bytes = proposal.encode();
            assert_eq!(Proposal::decode(&bytes), Ok(proposal.clone()));
            for length in 0..bytes.len() {
                assert!(Proposal::decode(&bytes[..length]).is_err());
            }
            assert!(Proposal::decode(&[&bytes[..], &[0]].concat()).is_err());
        }
    }

    #[test]
    fn a_vote_counts_for_one_proposal_on_one_chain() {
        let key = SigningKey::generate(Scheme::Ed25519);
        let mut proposal = Proposal {
            number: 1,
            effective_height: Height::new(10),
            expires_height: Height::new(20),
            action: Action::ActivateProtocol { version: 2 },
        };
        let chain = ChainId(Digest([1; 32]));
        let vote = ProposalVote::sign(&key, &proposal.id(&chain));
        assert!(vote.is_valid(&proposal.id(&chain)));
        assert!(!vote.is_valid(&proposal.id(&ChainId(Digest([2; 32])))));
        proposal.effective_height = Height::new(11);
        assert!(!vote.is_valid(&proposal.id(&chain)));
    }
}
