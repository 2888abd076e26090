//! Operations: everything that is signed alone and is not a transfer.

use std::fmt;

use zerocopy::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::codec::{DecodeError, Reader};
use crate::governance::{Proposal, ProposalVote, decode_govern, encode_govern};
use crate::ids::AccountIndex;
use crate::key::{PublicKey, Scheme};
use crate::limits::{OPEN_SUBACCOUNTS_MAX, RECORD_BYTES, REGISTER_KEYS_MAX, TOPIC_BYTES_MAX};
use crate::registry_operation::RegistryOperation;

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Registers keys; each new one becomes an account with the next index. Needs the registrar role.
    RegisterAccounts {
        /// Keys, in the order of the indexes they get.
        keys: Vec<PublicKey>,
    },
    /// Opens subaccounts of the signer, under the signer's key and custody.
    OpenSubaccounts {
        /// How many.
        count: u32,
    },
    /// Lets another account sign for this one.
    GrantCustody {
        /// The account that may sign.
        custodian: AccountIndex,
    },
    /// Takes that back.
    RevokeCustody,
    /// Freezes or unfreezes an account. Needs the authority role.
    SetFrozen {
        /// The account concerned.
        account: AccountIndex,
        /// The new state.
        frozen: bool,
    },
    /// Brings validators' votes for a proposal. Needs no role: the votes are signed.
    Govern {
        /// What is proposed.
        proposal: Proposal,
        /// Votes for it, at least one.
        votes: Vec<ProposalVote>,
    },
    /// Puts the hash of a statement on the ledger, which from then on was made no later than its block. What it says is kept elsewhere. Needs no role.
    Attest {
        /// What it is about.
        topic: Topic,
        /// Its number there, by the signer's own count.
        number: u64,
        /// Its hash, made as the topic says.
        hash: [u8; 32],
    },
    /// Registers real-world assets, says what was found of them, or makes claims about accounts.
    Registry(RegistryOperation),
}

/// What a statement is about: 1 to 32 of `a-z`, `0-9`, `.` and `-`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Topic(Box<str>);

impl Topic {
    /// The topic of that name; nothing if it can be none.
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
        let is_one = (1..=TOPIC_BYTES_MAX).contains(&text.len()) && text.bytes().all(is_plain);
        is_one.then(|| Self(text.into()))
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Topic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Operation {
    /// The kind's number in encodings.
    pub const fn kind(&self) -> u16 {
        match self {
            Self::RegisterAccounts { .. } => 1,
            Self::OpenSubaccounts { .. } => 2,
            Self::GrantCustody { .. } => 3,
            Self::RevokeCustody => 4,
            Self::SetFrozen { .. } => 5,
            Self::Govern { .. } => 6,
            Self::Attest { .. } => 7,
            Self::Registry(operation) => operation.kind(),
        }
    }

    /// The kind's name in APIs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::RegisterAccounts { .. } => "register_accounts",
            Self::OpenSubaccounts { .. } => "open_subaccounts",
            Self::GrantCustody { .. } => "grant_custody",
            Self::RevokeCustody => "revoke_custody",
            Self::SetFrozen { .. } => "set_frozen",
            Self::Govern { .. } => "govern",
            Self::Attest { .. } => "attest",
            Self::Registry(operation) => operation.name(),
        }
    }

    /// Canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = self.kind().to_le_bytes().to_vec();
        match self {
            Self::RegisterAccounts { keys } => {
                let count = u32::try_from(keys.len())
                    .expect("a registration has at most REGISTER_KEYS_MAX keys");
                bytes.extend_from_slice(&count.to_le_bytes());
                for key in keys {
                    bytes.push(key.scheme().as_u8());
                    bytes.extend_from_slice(key.as_bytes());
                }
            }
            Self::OpenSubaccounts { count } => bytes.extend_from_slice(&count.to_le_bytes()),
            Self::GrantCustody { custodian } => {
                bytes.extend_from_slice(&custodian.get().to_le_bytes())
            }
            Self::RevokeCustody => {}
            Self::SetFrozen { account, frozen } => {
                bytes.extend_from_slice(&account.get().to_le_bytes());
                bytes.push(u8::from(*frozen));
            }
            Self::Govern { proposal, votes } => encode_govern(&mut bytes, proposal, votes),
            Self::Attest {
                topic,
                number,
                hash,
            } => {
                let length = u8::try_from(topic.as_str().len());
                bytes.push(length.expect("a topic has at most TOPIC_BYTES_MAX bytes"));
                bytes.extend_from_slice(topic.as_str().as_bytes());
                bytes.extend_from_slice(&number.to_le_bytes());
                bytes.extend_from_slice(hash);
            }
            Self::Registry(operation) => operation.encode_fields(&mut bytes),
        }
        bytes
    }

    /// Decodes canonical bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let operation = match reader.u16("operation kind")? {
            1 => Self::decode_register(&mut reader)?,
            2 => {
                let count = reader.u32("subaccount count")?;
                if count == 0 || count > OPEN_SUBACCOUNTS_MAX {
                    return Err(invalid("subaccount count", count, "1 to 65536"));
                }
                Self::OpenSubaccounts { count }
            }
            3 => Self::GrantCustody {
                custodian: AccountIndex::new(reader.u32("custodian")?),
            },
            4 => Self::RevokeCustody,
            5 => {
                let account = AccountIndex::new(reader.u32("account")?);
                let frozen = match reader.u8("frozen")? {
                    0 => false,
                    1 => true,
                    other => return Err(invalid("frozen", u32::from(other), "0 or 1")),
                };
                Self::SetFrozen { account, frozen }
            }
            6 => {
                let (proposal, votes) = decode_govern(&mut reader)?;
                Self::Govern { proposal, votes }
            }
            7 => Self::decode_attest(&mut reader)?,
            kind @ RegistryOperation::FIRST_KIND..=RegistryOperation::LAST_KIND => {
                Self::Registry(RegistryOperation::decode_fields(kind, &mut reader)?)
            }
            other => return Err(invalid("operation kind", u32::from(other), "1 to 16")),
        };
        reader.finish("operation")?;
        Ok(operation)
    }

    fn decode_register(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let count = reader.u32("key count")?;
        if count == 0 || count as usize > REGISTER_KEYS_MAX {
            return Err(invalid("key count", count, "1 to 10000"));
        }
        let mut keys = Vec::with_capacity((count as usize).min(reader.remaining() / 33));
        for _ in 0..count {
            let byte = reader.u8("key scheme")?;
            let scheme = Scheme::from_u8(byte)
                .ok_or_else(|| invalid("key scheme", u32::from(byte), "1, 2 or 3"))?;
            let key = PublicKey::new(scheme, reader.take(scheme.key_bytes(), "public key")?)
                .map_err(|_| invalid("public key", u32::from(byte), "a valid key of its scheme"))?;
            keys.push(key);
        }
        Ok(Self::RegisterAccounts { keys })
    }

    fn decode_attest(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let length = reader.u8("topic length")?;
        let allowed = "1 to 32 of a-z, 0-9, . and -";
        let refused = || invalid("topic", u32::from(length), allowed);
        if usize::from(length) > TOPIC_BYTES_MAX {
            return Err(refused());
        }
        let text = std::str::from_utf8(reader.take(usize::from(length), "topic")?);
        let topic = text.ok().and_then(Topic::parse).ok_or_else(refused)?;
        let number = reader.u64("statement number")?;
        let mut hash = [0; 32];
        hash.copy_from_slice(reader.take(32, "statement hash")?);
        Ok(Self::Attest {
            topic,
            number,
            hash,
        })
    }
}

fn invalid(field: &'static str, value: u32, allowed: &'static str) -> DecodeError {
    DecodeError::InvalidField {
        field,
        value: u64::from(value),
        allowed,
    }
}

/// The receipt of an operation, in the place of a transfer record.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned,
)]
#[repr(C)]
pub struct OperationReceipt {
    /// Who signed.
    pub signer: U32,
    /// First index assigned, or the account concerned; `0xffff_ffff` if none.
    pub account: U32,
    /// Indexes assigned.
    pub count: U32,
    /// Operation kind.
    pub kind: U16,
    /// Result code.
    pub result_code: U16,
    /// The submission's sequence.
    pub sequence: U64,
    /// Zeros.
    pub reserved: [u8; 40],
}

const _: () = assert!(size_of::<OperationReceipt>() == RECORD_BYTES);

impl OperationReceipt {
    /// As the 64 bytes of a receipt leaf.
    pub fn to_bytes(&self) -> [u8; RECORD_BYTES] {
        zerocopy::transmute!(*self)
    }

    /// From the 64 bytes of a receipt leaf.
    pub fn from_bytes(bytes: [u8; RECORD_BYTES]) -> Self {
        zerocopy::transmute!(bytes)
    }
}
