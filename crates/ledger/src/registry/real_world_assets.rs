//! Real-world assets: what the state has of one.

use aurigraph_types::codec::{DecodeError, Reader};
use aurigraph_types::real_world_asset::Country;
use aurigraph_types::registry::RegistrySection;
use aurigraph_types::registry_operation::{AssetState, Finding};
use aurigraph_types::{AccountIndex, Digest, Height};

use super::section::Record;

/// A real-world asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RealWorldAsset {
    /// Who registered it.
    pub issuer: AccountIndex,
    /// Whose it is.
    pub owner: AccountIndex,
    /// Block of its registration.
    pub registered_at: Height,
    /// Number of its kind.
    pub kind: u16,
    /// Whose law holds for it.
    pub jurisdiction: Country,
    /// How often something was said of it.
    pub version: u32,
    /// Hash of what is said now.
    pub content_hash: Digest,
    /// How complete that is, in hundredths.
    pub completeness_percent: u8,
    /// Whether it can be used.
    pub state: AssetState,
    /// What was found last.
    pub verification: Option<Verification>,
}

/// What a verifier found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Who.
    pub verifier: AccountIndex,
    /// The verifier's tier at that time.
    pub tier: u8,
    /// Of which version.
    pub version: u32,
    /// What.
    pub finding: Finding,
    /// In which block.
    pub at: Height,
    /// From when on it does not count any more, Unix milliseconds; 0 if it has no end.
    pub expires_ms: u64,
}

/// What a reader is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerificationStatus {
    /// Nobody looked at it, or whoever did took it back.
    Pending,
    /// A verifier looks at it.
    InReview,
    /// It is as it is said.
    Verified,
    /// It is not.
    Rejected,
    /// It was verified, and that ended.
    Expired,
    /// Something else is said of it since it was looked at.
    Changed,
}

impl VerificationStatus {
    /// Its name in APIs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::InReview => "IN_REVIEW",
            Self::Verified => "VERIFIED",
            Self::Rejected => "REJECTED",
            Self::Expired => "EXPIRED",
            Self::Changed => "CHANGED",
        }
    }
}

impl RealWorldAsset {
    /// Whether it is verified, at a time.
    pub fn status(&self, now_ms: u64) -> VerificationStatus {
        let Some(verification) = &self.verification else {
            return VerificationStatus::Pending;
        };
        if verification.version != self.version {
            return VerificationStatus::Changed;
        }
        let is_over = verification.expires_ms != 0 && now_ms >= verification.expires_ms;
        match verification.finding {
            Finding::InReview => VerificationStatus::InReview,
            Finding::Rejected => VerificationStatus::Rejected,
            Finding::Verified if is_over => VerificationStatus::Expired,
            Finding::Verified => VerificationStatus::Verified,
        }
    }
}

impl Record for RealWorldAsset {
    const SECTION: RegistrySection = RegistrySection::RealWorldAssets;

    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(96);
        bytes.extend_from_slice(&self.issuer.get().to_le_bytes());
        bytes.extend_from_slice(&self.owner.get().to_le_bytes());
        bytes.extend_from_slice(&self.registered_at.get().to_le_bytes());
        bytes.extend_from_slice(&self.kind.to_le_bytes());
        bytes.extend_from_slice(self.jurisdiction.as_bytes());
        bytes.extend_from_slice(&self.version.to_le_bytes());
        bytes.extend_from_slice(&self.content_hash.0);
        bytes.push(self.completeness_percent);
        bytes.push(self.state as u8);
        if let Some(verification) = &self.verification {
            bytes.extend_from_slice(&verification.verifier.get().to_le_bytes());
            bytes.push(verification.tier);
            bytes.extend_from_slice(&verification.version.to_le_bytes());
            bytes.push(verification.finding as u8);
            bytes.extend_from_slice(&verification.at.get().to_le_bytes());
            bytes.extend_from_slice(&verification.expires_ms.to_le_bytes());
        }
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        decode(bytes).ok().flatten()
    }
}

fn decode(bytes: &[u8]) -> Result<Option<RealWorldAsset>, DecodeError> {
    let mut reader = Reader::new(bytes);
    let issuer = AccountIndex::new(reader.u32("issuer")?);
    let owner = AccountIndex::new(reader.u32("owner")?);
    let registered_at = Height::new(reader.u64("height")?);
    let kind = reader.u16("kind")?;
    let country: [u8; 2] = reader.array("country")?;
    let version = reader.u32("version")?;
    let content_hash = Digest(reader.array("content hash")?);
    let completeness_percent = reader.u8("completeness")?;
    let state = AssetState::from_u8(reader.u8("state")?);
    let verification = match reader.remaining() {
        0 => None,
        _ => {
            let Some(verification) = decode_verification(&mut reader)? else {
                return Ok(None);
            };
            Some(verification)
        }
    };
    reader.finish("asset")?;
    let (Some(jurisdiction), Some(state)) = (Country::from_bytes(country), state) else {
        return Ok(None);
    };
    Ok(Some(RealWorldAsset {
        issuer,
        owner,
        registered_at,
        kind,
        jurisdiction,
        version,
        content_hash,
        completeness_percent,
        state,
        verification,
    }))
}

fn decode_verification(reader: &mut Reader<'_>) -> Result<Option<Verification>, DecodeError> {
    let verifier = AccountIndex::new(reader.u32("verifier")?);
    let tier = reader.u8("tier")?;
    let version = reader.u32("version")?;
    let Some(finding) = Finding::from_u8(reader.u8("finding")?) else {
        return Ok(None);
    };
    Ok(Some(Verification {
        verifier,
        tier,
        version,
        finding,
        at: Height::new(reader.u64("height")?),
        expires_ms: reader.u64("end")?,
    }))
}
