//! What organisations register on the ledger, as sections of records: `docs/decisions/0025-real-world-assets.md`.
//!
//! ```text
//! signed operation ─▶ Registry::apply ─▶ real-world assets ─┐
//!                                        verifiers         ─┼─▶ root
//!                                        claims            ─┘
//! ```
//!
//! Invariants
//! - An operation changes all that it should or nothing; its result code says why nothing.
//! - What is said of an asset is never overwritten: each version has a number and a hash, and a verification names both.
//! - A registry in which nothing was ever registered has the zero root.

mod account_records;
mod apply;
mod real_world_assets;
pub mod section;

pub use account_records::{ClaimRecord, VerifierRecord};
pub use apply::RegistryContext;
pub use real_world_assets::{RealWorldAsset, Verification, VerificationStatus};
pub use section::{Record, Section};

use aurigraph_types::registry::{RegistryKey, RegistrySection};
use aurigraph_types::registry_operation::ClaimTopic;
use aurigraph_types::{AccountIndex, Digest, Domain};

/// Names of the sections in snapshots.
pub(crate) const SECTIONS: [&str; 3] = [
    "state/registry/assets",
    "state/registry/verifiers",
    "state/registry/claims",
];

/// All sections.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    assets: Section<RealWorldAsset>,
    verifiers: Section<VerifierRecord>,
    claims: Section<ClaimRecord>,
}

impl Registry {
    /// Real-world assets.
    pub const fn assets(&self) -> &Section<RealWorldAsset> {
        &self.assets
    }

    /// Verifiers.
    pub const fn verifiers(&self) -> &Section<VerifierRecord> {
        &self.verifiers
    }

    /// Claims about accounts.
    pub const fn claims(&self) -> &Section<ClaimRecord> {
        &self.claims
    }

    /// Whether nothing was ever registered.
    pub const fn is_empty(&self) -> bool {
        self.assets.is_empty() && self.verifiers.is_empty() && self.claims.is_empty()
    }

    /// The asset of an id.
    pub fn asset(&self, id: &Digest) -> Option<&RealWorldAsset> {
        self.assets.get(&RegistryKey::new(id.0)?)
    }

    /// Whether a claim about an account counts at a time.
    pub fn has_claim(&self, account: AccountIndex, topic: ClaimTopic, now_ms: u64) -> bool {
        let key = RegistryKey::of_account(account, topic as u16);
        self.claims
            .get(&key)
            .is_some_and(|claim| claim.counts(now_ms))
    }

    /// Restores all sections; nothing if one is malformed or names an account that does not exist.
    pub(crate) fn from_sections<'a>(
        accounts: usize,
        mut section: impl FnMut(&str) -> &'a [u8],
    ) -> Option<Self> {
        let registry = Self {
            assets: Section::from_bytes(section(SECTIONS[0]))?,
            verifiers: Section::from_bytes(section(SECTIONS[1]))?,
            claims: Section::from_bytes(section(SECTIONS[2]))?,
        };
        let is_there = |account: &AccountIndex| account.usize() < accounts;
        let is_sound = registry.assets.iter().all(|(_, asset)| {
            let verifier = asset.verification.as_ref().map(|found| found.verifier);
            let named = [Some(asset.issuer), Some(asset.owner), verifier];
            named.iter().flatten().all(is_there)
        });
        is_sound.then_some(registry)
    }

    /// All sections as bytes, for snapshots.
    pub(crate) fn to_sections(&self) -> [(&'static str, Vec<u8>); 3] {
        [
            (SECTIONS[0], self.assets.to_bytes()),
            (SECTIONS[1], self.verifiers.to_bytes()),
            (SECTIONS[2], self.claims.to_bytes()),
        ]
    }

    /// Hashes what changed and returns the root; zero if nothing was ever registered.
    pub fn commit(&mut self) -> Digest {
        let roots = [
            (RegistrySection::RealWorldAssets, self.assets.commit()),
            (RegistrySection::Verifiers, self.verifiers.commit()),
            (RegistrySection::Claims, self.claims.commit()),
        ];
        if self.is_empty() {
            return Digest::ZERO;
        }
        let mut bytes = Vec::with_capacity(roots.len() * 33);
        for (section, root) in roots {
            bytes.push(section as u8);
            bytes.extend_from_slice(&root.0);
        }
        Domain::Registry.hash(&bytes)
    }
}

#[cfg(test)]
mod tests;
