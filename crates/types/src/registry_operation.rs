//! Operations of the registry: what issuers, verifiers and claim issuers sign.
//!
//! The bytes stand in `docs/decisions/0025-real-world-assets.md` until a ledger takes them; then in `docs/protocol.md`.

use crate::codec::{DecodeError, Reader};
use crate::hash::Digest;
use crate::ids::AccountIndex;
use crate::limits::{ASSET_CONTENT_BYTES_MAX, VERIFIER_COUNTRIES_MAX, VERIFIER_TIER_MAX};
use crate::real_world_asset::{AssetContent, Country};

/// One operation of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryOperation {
    /// Registers an asset: its id is that of this submission, its owner the signer, its version 1.
    RegisterAsset {
        /// What is said of it.
        content: AssetContent,
    },
    /// Says all of it anew, as the next version.
    UpdateAsset {
        /// Which asset.
        asset: Digest,
        /// The version that it follows.
        version: u32,
        /// What is said now.
        content: AssetContent,
    },
    /// Gives it another owner.
    TransferAsset {
        /// Which asset.
        asset: Digest,
        /// Whose it is from then on.
        owner: AccountIndex,
    },
    /// Suspends it, takes that back, or retires it for good.
    SetAssetState {
        /// Which asset.
        asset: Digest,
        /// Its state.
        state: AssetState,
    },
    /// Says what a verifier found of one version.
    VerifyAsset {
        /// Which asset.
        asset: Digest,
        /// The version that was looked at.
        version: u32,
        /// The hash of its content, so that nothing else can be meant.
        content_hash: Digest,
        /// What was found.
        finding: Finding,
        /// From when on it does not count any more, Unix milliseconds; 0 if it has no end.
        expires_ms: u64,
    },
    /// Takes the signer's own verification back.
    WithdrawVerification {
        /// Which asset.
        asset: Digest,
    },
    /// Says something about an account, in place of what was said before.
    SetClaim {
        /// About whom.
        account: AccountIndex,
        /// What.
        topic: ClaimTopic,
        /// Where it holds: the country of residence, of the licence; none if it names none.
        country: Option<Country>,
        /// From when on it does not count any more, Unix milliseconds; 0 if it has no end.
        expires_ms: u64,
    },
    /// Takes that back.
    RevokeClaim {
        /// About whom.
        account: AccountIndex,
        /// What.
        topic: ClaimTopic,
    },
    /// Says which assets an account may verify, in place of what was said before.
    SetVerifier {
        /// Which account.
        account: AccountIndex,
        /// 1 to 3; 0 if it may not verify any more.
        tier: u8,
        /// Whose law it knows, ascending; everybody's if it is empty.
        countries: Vec<Country>,
    },
}

/// Whether an asset can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum AssetState {
    /// It is.
    Active = 1,
    /// For a while it is not.
    Suspended = 2,
    /// Never again.
    Retired = 3,
}

impl AssetState {
    /// The state of a number.
    pub const fn from_u8(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Active),
            2 => Some(Self::Suspended),
            3 => Some(Self::Retired),
            _ => None,
        }
    }

    /// Its name in APIs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Retired => "retired",
        }
    }
}

/// What a verifier found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Finding {
    /// It is being looked at.
    InReview = 1,
    /// It is as it is said.
    Verified = 2,
    /// It is not.
    Rejected = 3,
}

impl Finding {
    /// The finding of a number.
    pub const fn from_u8(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::InReview),
            2 => Some(Self::Verified),
            3 => Some(Self::Rejected),
            _ => None,
        }
    }

    /// Its name in APIs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InReview => "in_review",
            Self::Verified => "verified",
            Self::Rejected => "rejected",
        }
    }
}

/// What a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum ClaimTopic {
    /// May register assets.
    Issuer = 1,
    /// Somebody knows who it is.
    KnownCustomer = 2,
    /// May hold what only professional investors may.
    Accredited = 3,
}

impl ClaimTopic {
    /// All.
    pub const ALL: [Self; 3] = [Self::Issuer, Self::KnownCustomer, Self::Accredited];

    /// The topic of a number.
    pub fn from_u16(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|one| *one as u16 == number)
    }

    /// Its name in APIs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::KnownCustomer => "kyc",
            Self::Accredited => "accredited",
        }
    }
}

impl RegistryOperation {
    /// The first kind's number in encodings; the others follow.
    pub const FIRST_KIND: u16 = 8;
    /// The last kind's number.
    pub const LAST_KIND: u16 = 16;

    /// The kind's number in encodings.
    pub const fn kind(&self) -> u16 {
        match self {
            Self::RegisterAsset { .. } => 8,
            Self::UpdateAsset { .. } => 9,
            Self::TransferAsset { .. } => 10,
            Self::SetAssetState { .. } => 11,
            Self::VerifyAsset { .. } => 12,
            Self::WithdrawVerification { .. } => 13,
            Self::SetClaim { .. } => 14,
            Self::RevokeClaim { .. } => 15,
            Self::SetVerifier { .. } => 16,
        }
    }

    /// The kind's name in APIs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::RegisterAsset { .. } => "register_asset",
            Self::UpdateAsset { .. } => "update_asset",
            Self::TransferAsset { .. } => "transfer_asset",
            Self::SetAssetState { .. } => "set_asset_state",
            Self::VerifyAsset { .. } => "verify_asset",
            Self::WithdrawVerification { .. } => "withdraw_verification",
            Self::SetClaim { .. } => "set_claim",
            Self::RevokeClaim { .. } => "revoke_claim",
            Self::SetVerifier { .. } => "set_verifier",
        }
    }

    /// Appends the fields that follow the kind.
    ///
    /// # Panics
    /// If a content is beyond its limits.
    pub fn encode_fields(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::RegisterAsset { content } => put_content(bytes, content),
            Self::UpdateAsset {
                asset,
                version,
                content,
            } => {
                bytes.extend_from_slice(&asset.0);
                bytes.extend_from_slice(&version.to_le_bytes());
                put_content(bytes, content);
            }
            Self::TransferAsset { asset, owner } => {
                bytes.extend_from_slice(&asset.0);
                bytes.extend_from_slice(&owner.get().to_le_bytes());
            }
            Self::SetAssetState { asset, state } => {
                bytes.extend_from_slice(&asset.0);
                bytes.push(*state as u8);
            }
            Self::VerifyAsset {
                asset,
                version,
                content_hash,
                finding,
                expires_ms,
            } => {
                bytes.extend_from_slice(&asset.0);
                bytes.extend_from_slice(&version.to_le_bytes());
                bytes.extend_from_slice(&content_hash.0);
                bytes.push(*finding as u8);
                bytes.extend_from_slice(&expires_ms.to_le_bytes());
            }
            Self::WithdrawVerification { asset } => bytes.extend_from_slice(&asset.0),
            Self::SetClaim {
                account,
                topic,
                country,
                expires_ms,
            } => {
                put_claim(bytes, *account, *topic);
                bytes.extend_from_slice(&country.map_or([0; 2], |country| *country.as_bytes()));
                bytes.extend_from_slice(&expires_ms.to_le_bytes());
            }
            Self::RevokeClaim { account, topic } => put_claim(bytes, *account, *topic),
            Self::SetVerifier {
                account,
                tier,
                countries,
            } => {
                bytes.extend_from_slice(&account.get().to_le_bytes());
                bytes.push(*tier);
                bytes.push(u8::try_from(countries.len()).expect("countries are limited"));
                for country in countries {
                    bytes.extend_from_slice(country.as_bytes());
                }
            }
        }
    }

    /// Reads the fields of a kind between [`Self::FIRST_KIND`] and [`Self::LAST_KIND`].
    ///
    /// # Errors
    /// If they are none, or the kind is another one.
    pub fn decode_fields(kind: u16, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match kind {
            8 => Self::RegisterAsset {
                content: take_content(reader)?,
            },
            9 => Self::UpdateAsset {
                asset: take_digest(reader, "asset")?,
                version: reader.u32("version")?,
                content: take_content(reader)?,
            },
            10 => Self::TransferAsset {
                asset: take_digest(reader, "asset")?,
                owner: AccountIndex::new(reader.u32("owner")?),
            },
            11 => {
                let asset = take_digest(reader, "asset")?;
                let number = reader.u8("asset state")?;
                let state = AssetState::from_u8(number);
                Self::SetAssetState {
                    asset,
                    state: state.ok_or_else(|| invalid("asset state", number.into(), "1 to 3"))?,
                }
            }
            12 => Self::decode_verify(reader)?,
            13 => Self::WithdrawVerification {
                asset: take_digest(reader, "asset")?,
            },
            14 => {
                let (account, topic) = take_claim(reader)?;
                Self::SetClaim {
                    account,
                    topic,
                    country: take_country(reader)?,
                    expires_ms: reader.u64("end")?,
                }
            }
            15 => {
                let (account, topic) = take_claim(reader)?;
                Self::RevokeClaim { account, topic }
            }
            16 => Self::decode_set_verifier(reader)?,
            other => return Err(invalid("operation kind", other.into(), "8 to 16")),
        })
    }

    fn decode_verify(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let asset = take_digest(reader, "asset")?;
        let version = reader.u32("version")?;
        let content_hash = take_digest(reader, "content hash")?;
        let number = reader.u8("finding")?;
        let finding = Finding::from_u8(number);
        Ok(Self::VerifyAsset {
            asset,
            version,
            content_hash,
            finding: finding.ok_or_else(|| invalid("finding", number.into(), "1 to 3"))?,
            expires_ms: reader.u64("end")?,
        })
    }
}

impl RegistryOperation {
    fn decode_set_verifier(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let account = AccountIndex::new(reader.u32("account")?);
        let tier = reader.u8("tier")?;
        if tier > VERIFIER_TIER_MAX {
            return Err(invalid("tier", tier.into(), "0 to 3"));
        }
        let count = reader.u8("country count")?;
        if usize::from(count) > VERIFIER_COUNTRIES_MAX {
            return Err(invalid("country count", count.into(), "at most 64"));
        }
        let mut countries: Vec<Country> = Vec::new();
        for _ in 0..count {
            let country = take_country(reader)?;
            let follows = |country: &Country| countries.last().is_none_or(|last| last < country);
            let Some(country) = country.filter(follows) else {
                let place = countries.len() as u64;
                return Err(invalid("country", place, "two letters A to Z, ascending"));
            };
            countries.push(country);
        }
        Ok(Self::SetVerifier {
            account,
            tier,
            countries,
        })
    }
}

fn put_content(bytes: &mut Vec<u8>, content: &AssetContent) {
    let content = content.encode();
    assert!(
        content.len() <= ASSET_CONTENT_BYTES_MAX,
        "a content is limited when it is made"
    );
    bytes.extend_from_slice(&(content.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&content);
}

fn take_content(reader: &mut Reader<'_>) -> Result<AssetContent, DecodeError> {
    let length = reader.u32("content length")?;
    if length as usize > ASSET_CONTENT_BYTES_MAX {
        return Err(invalid("content length", length.into(), "at most 32768"));
    }
    AssetContent::decode(reader.take(length as usize, "content")?)
}

fn put_claim(bytes: &mut Vec<u8>, account: AccountIndex, topic: ClaimTopic) {
    bytes.extend_from_slice(&account.get().to_le_bytes());
    bytes.extend_from_slice(&(topic as u16).to_le_bytes());
}

fn take_claim(reader: &mut Reader<'_>) -> Result<(AccountIndex, ClaimTopic), DecodeError> {
    let account = AccountIndex::new(reader.u32("account")?);
    let number = reader.u16("topic")?;
    let topic = ClaimTopic::from_u16(number);
    let topic = topic.ok_or_else(|| invalid("topic", number.into(), "1 to 3"))?;
    Ok((account, topic))
}

fn take_country(reader: &mut Reader<'_>) -> Result<Option<Country>, DecodeError> {
    let bytes: [u8; 2] = reader.array("country")?;
    if bytes == [0; 2] {
        return Ok(None);
    }
    let country = Country::from_bytes(bytes);
    let value = u64::from(u16::from_le_bytes(bytes));
    let refused = || invalid("country", value, "two letters A to Z, or two zeros");
    country.map(Some).ok_or_else(refused)
}

fn take_digest(reader: &mut Reader<'_>, field: &'static str) -> Result<Digest, DecodeError> {
    Ok(Digest(reader.array(field)?))
}

const fn invalid(field: &'static str, value: u64, allowed: &'static str) -> DecodeError {
    DecodeError::InvalidField {
        field,
        value,
        allowed,
    }
}
