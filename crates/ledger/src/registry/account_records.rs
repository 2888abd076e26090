//! What is on record about accounts: verifiers and claims.

use aurigraph_types::AccountIndex;
use aurigraph_types::codec::{DecodeError, Reader};
use aurigraph_types::limits::{VERIFIER_COUNTRIES_MAX, VERIFIER_TIER_MAX};
use aurigraph_types::real_world_asset::Country;
use aurigraph_types::registry::RegistrySection;

use super::section::Record;

/// An account that may verify assets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierRecord {
    /// 1 to 3; 0 if it may not any more.
    pub tier: u8,
    /// Whose law it knows, ascending; everybody's if it is empty.
    pub countries: Vec<Country>,
}

impl VerifierRecord {
    /// Whether it may verify an asset there.
    pub fn may_verify(&self, country: &Country) -> bool {
        self.tier > 0 && (self.countries.is_empty() || self.countries.contains(country))
    }
}

impl Record for VerifierRecord {
    const SECTION: RegistrySection = RegistrySection::Verifiers;

    fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![self.tier];
        for country in &self.countries {
            bytes.extend_from_slice(country.as_bytes());
        }
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (tier, countries) = bytes.split_first()?;
        let (pairs, rest) = countries.as_chunks::<2>();
        if *tier > VERIFIER_TIER_MAX || !rest.is_empty() || pairs.len() > VERIFIER_COUNTRIES_MAX {
            return None;
        }
        let countries = pairs.iter().copied().map(Country::from_bytes);
        let countries: Vec<Country> = countries.collect::<Option<_>>()?;
        let ascend = countries.is_sorted_by(|one, other| one < other);
        ascend.then_some(Self {
            tier: *tier,
            countries,
        })
    }
}

/// Something that is said about an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRecord {
    /// Who says it.
    pub issuer: AccountIndex,
    /// Where it holds.
    pub country: Option<Country>,
    /// From when on it does not count any more, Unix milliseconds; 0 if it has no end.
    pub expires_ms: u64,
    /// Whether it was taken back.
    pub is_revoked: bool,
}

impl ClaimRecord {
    /// Whether it counts at a time.
    pub const fn counts(&self, now_ms: u64) -> bool {
        !self.is_revoked && (self.expires_ms == 0 || now_ms < self.expires_ms)
    }
}

impl Record for ClaimRecord {
    const SECTION: RegistrySection = RegistrySection::Claims;

    fn encode(&self) -> Vec<u8> {
        let mut bytes = self.issuer.get().to_le_bytes().to_vec();
        bytes.extend_from_slice(&self.country.map_or([0; 2], |country| *country.as_bytes()));
        bytes.extend_from_slice(&self.expires_ms.to_le_bytes());
        bytes.push(u8::from(self.is_revoked));
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        decode_claim(bytes).ok().flatten()
    }
}

fn decode_claim(bytes: &[u8]) -> Result<Option<ClaimRecord>, DecodeError> {
    let mut reader = Reader::new(bytes);
    let issuer = AccountIndex::new(reader.u32("issuer")?);
    let country: [u8; 2] = reader.array("country")?;
    let expires_ms = reader.u64("end")?;
    let is_revoked = reader.u8("revoked")?;
    reader.finish("claim")?;
    let country = match country {
        [0, 0] => None,
        letters => match Country::from_bytes(letters) {
            Some(country) => Some(country),
            None => return Ok(None),
        },
    };
    Ok((is_revoked <= 1).then_some(ClaimRecord {
        issuer,
        country,
        expires_ms,
        is_revoked: is_revoked == 1,
    }))
}
