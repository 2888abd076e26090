//! The rules: who may do what, and what it changes.

use aurigraph_types::real_world_asset::{AssetContent, completeness_percent, first_kind_of};
use aurigraph_types::registry::RegistryKey;
use aurigraph_types::registry_operation::{AssetState, ClaimTopic, Finding, RegistryOperation};
use aurigraph_types::{AccountIndex, Digest, Height, ResultCode};

use super::Registry;
use super::account_records::{ClaimRecord, VerifierRecord};
use super::real_world_assets::{RealWorldAsset, Verification};

/// Who does it, where and when.
#[derive(Clone, Copy, Debug)]
pub struct RegistryContext {
    /// Id of the submission.
    pub submission_id: Digest,
    /// Who signed.
    pub signer: AccountIndex,
    /// Whether that account may make claims about others, and say who may verify.
    pub is_accreditor: bool,
    /// How many accounts there are.
    pub account_count: usize,
    /// The block.
    pub height: Height,
    /// The block's time, Unix milliseconds.
    pub time_ms: u64,
}

impl Registry {
    /// Does one operation; the account that it concerns beside the signer.
    ///
    /// # Errors
    /// Why nothing was changed.
    pub fn apply(
        &mut self,
        operation: &RegistryOperation,
        context: &RegistryContext,
    ) -> Result<Option<AccountIndex>, ResultCode> {
        match operation {
            RegistryOperation::RegisterAsset { content } => self.register(content, context),
            RegistryOperation::UpdateAsset {
                asset,
                version,
                content,
            } => self.update(asset, *version, content, context),
            RegistryOperation::TransferAsset { asset, owner } => {
                self.transfer(asset, *owner, context)
            }
            RegistryOperation::SetAssetState { asset, state } => {
                self.set_state(asset, *state, context)
            }
            RegistryOperation::VerifyAsset {
                asset,
                version,
                content_hash,
                finding,
                expires_ms,
            } => self.verify(
                asset,
                (*version, content_hash),
                (*finding, *expires_ms),
                context,
            ),
            RegistryOperation::WithdrawVerification { asset } => self.withdraw(asset, context),
            RegistryOperation::SetClaim {
                account,
                topic,
                country,
                expires_ms,
            } => {
                let claim = ClaimRecord {
                    issuer: context.signer,
                    country: *country,
                    expires_ms: *expires_ms,
                    is_revoked: false,
                };
                self.set_claim(*account, *topic, claim, context)
            }
            RegistryOperation::RevokeClaim { account, topic } => {
                self.revoke_claim(*account, *topic, context)
            }
            RegistryOperation::SetVerifier {
                account,
                tier,
                countries,
            } => {
                let verifier = VerifierRecord {
                    tier: *tier,
                    countries: countries.clone(),
                };
                self.set_verifier(*account, verifier, context)
            }
        }
    }

    fn register(
        &mut self,
        content: &AssetContent,
        context: &RegistryContext,
    ) -> Result<Option<AccountIndex>, ResultCode> {
        if !self.has_claim(context.signer, ClaimTopic::Issuer, context.time_ms) {
            return Err(ResultCode::NotAuthorised);
        }
        check_content(content)?;
        let key = RegistryKey::new(context.submission_id.0).ok_or(ResultCode::RegistryFull)?;
        let asset = RealWorldAsset {
            issuer: context.signer,
            owner: context.signer,
            registered_at: context.height,
            kind: content.kind,
            jurisdiction: content.jurisdiction,
            version: 1,
            content_hash: content.hash(),
            completeness_percent: completeness_percent(content),
            state: AssetState::Active,
            verification: None,
        };
        if self.assets.insert(key, asset) {
            Ok(None)
        } else {
            Err(ResultCode::RegistryFull)
        }
    }

    fn update(
        &mut self,
        id: &Digest,
        version: u32,
        content: &AssetContent,
        context: &RegistryContext,
    ) -> Result<Option<AccountIndex>, ResultCode> {
        let asset = self.owned(id, context)?;
        let next = asset.version.checked_add(1);
        if asset.state != AssetState::Active {
            return Err(ResultCode::AssetNotActive);
        }
        if asset.version != version {
            return Err(ResultCode::OtherVersion);
        }
        if asset.kind != content.kind {
            return Err(ResultCode::ContentRefused);
        }
        check_content(content)?;
        let hash = content.hash();
        if hash == asset.content_hash {
            return Err(ResultCode::NothingChanges);
        }
        let next = next.ok_or(ResultCode::RegistryFull)?;
        self.change_asset(id, |asset| {
            asset.version = next;
            asset.content_hash = hash;
            asset.jurisdiction = content.jurisdiction;
            asset.completeness_percent = completeness_percent(content);
        });
        Ok(None)
    }

    fn transfer(
        &mut self,
        id: &Digest,
        owner: AccountIndex,
        context: &RegistryContext,
    ) -> Result<Option<AccountIndex>, ResultCode> {
        let asset = self.owned(id, context)?;
        check_account(owner, context)?;
        if asset.state != AssetState::Active {
            return Err(ResultCode::AssetNotActive);
        }
        if asset.owner == owner {
            return Err(ResultCode::NothingChanges);
        }
        self.change_asset(id, |asset| asset.owner = owner);
        Ok(Some(owner))
    }

    fn set_state(
        &mut self,
        id: &Digest,
        state: AssetState,
        context: &RegistryContext,
    ) -> Result<Option<AccountIndex>, ResultCode> {
        let asset = self.owned(id, context)?;
        if asset.state == AssetState::Retired {
            return Err(ResultCode::AssetNotActive);
        }
        if asset.state == state {
            return Err(ResultCode::NothingChanges);
        }
        self.change_asset(id, |asset| asset.state = state);
        Ok(None)
    }

    fn verify(
        &mut self,
        id: &Digest,
        (version, content_hash): (u32, &Digest),
        (finding, expires_ms): (Finding, u64),
        context: &RegistryContext,
    ) -> Result<Option<AccountIndex>, ResultCode> {
        let asset = self.known(id)?;
        let key = RegistryKey::of_account(context.signer, 0);
        let verifier = self.verifiers.get(&key);
        let verifier = verifier.filter(|verifier| verifier.may_verify(&asset.jurisdiction));
        // Nobody verifies what is theirs.
        let is_own = [asset.owner, asset.issuer].contains(&context.signer);
        let Some(verifier) = verifier.filter(|_| !is_own) else {
            return Err(ResultCode::NotAuthorised);
        };
        if asset.state != AssetState::Active {
            return Err(ResultCode::AssetNotActive);
        }
        if asset.version != version || asset.content_hash != *content_hash {
            return Err(ResultCode::OtherVersion);
        }
        let owner = asset.owner;
        let verification = Verification {
            verifier: context.signer,
            tier: verifier.tier,
            version,
            finding,
            at: context.height,
            expires_ms,
        };
        self.change_asset(id, |asset| asset.verification = Some(verification));
        Ok(Some(owner))
    }

    fn withdraw(
        &mut self,
        id: &Digest,
        context: &RegistryContext,
    ) -> Result<Option<AccountIndex>, ResultCode> {
        let asset = self.known(id)?;
        let own = asset.verification.as_ref();
        if own.is_none_or(|verification| verification.verifier != context.signer) {
            return Err(ResultCode::NotAuthorised);
        }
        let owner = asset.owner;
        self.change_asset(id, |asset| asset.verification = None);
        Ok(Some(owner))
    }

    fn set_claim(
        &mut self,
        account: AccountIndex,
        topic: ClaimTopic,
        claim: ClaimRecord,
        context: &RegistryContext,
    ) -> Result<Option<AccountIndex>, ResultCode> {
        check_accredited(account, context)?;
        let key = RegistryKey::of_account(account, topic as u16);
        let is_changed = self.claims.change(&key, |record| *record = claim.clone());
        if is_changed || self.claims.insert(key, claim) {
            Ok(Some(account))
        } else {
            Err(ResultCode::RegistryFull)
        }
    }

    fn set_verifier(
        &mut self,
        account: AccountIndex,
        verifier: VerifierRecord,
        context: &RegistryContext,
    ) -> Result<Option<AccountIndex>, ResultCode> {
        check_accredited(account, context)?;
        let key = RegistryKey::of_account(account, 0);
        let replace = |record: &mut VerifierRecord| *record = verifier.clone();
        if self.verifiers.change(&key, replace) || self.verifiers.insert(key, verifier) {
            Ok(Some(account))
        } else {
            Err(ResultCode::RegistryFull)
        }
    }

    fn revoke_claim(
        &mut self,
        account: AccountIndex,
        topic: ClaimTopic,
        context: &RegistryContext,
    ) -> Result<Option<AccountIndex>, ResultCode> {
        check_accredited(account, context)?;
        let key = RegistryKey::of_account(account, topic as u16);
        if self.claims.get(&key).is_none_or(|claim| claim.is_revoked) {
            return Err(ResultCode::NothingChanges);
        }
        self.claims.change(&key, |claim| {
            claim.is_revoked = true;
            claim.issuer = context.signer;
        });
        Ok(Some(account))
    }

    fn known(&self, id: &Digest) -> Result<&RealWorldAsset, ResultCode> {
        self.asset(id).ok_or(ResultCode::UnknownRealWorldAsset)
    }

    fn owned(&self, id: &Digest, context: &RegistryContext) -> Result<&RealWorldAsset, ResultCode> {
        let asset = self.known(id)?;
        if asset.owner == context.signer {
            Ok(asset)
        } else {
            Err(ResultCode::NotAuthorised)
        }
    }

    fn change_asset(&mut self, id: &Digest, change: impl FnOnce(&mut RealWorldAsset)) {
        let key = RegistryKey::new(id.0);
        let changed = key.is_some_and(|key| self.assets.change(&key, change));
        assert!(changed, "an asset that was looked at is there");
    }
}

/// Whether the signer may say something about this account.
const fn check_accredited(
    account: AccountIndex,
    context: &RegistryContext,
) -> Result<(), ResultCode> {
    if context.is_accreditor {
        check_account(account, context)
    } else {
        Err(ResultCode::NotAuthorised)
    }
}

const fn check_account(account: AccountIndex, context: &RegistryContext) -> Result<(), ResultCode> {
    if account.usize() < context.account_count {
        Ok(())
    } else {
        Err(ResultCode::UnknownAccount)
    }
}

fn check_content(content: &AssetContent) -> Result<(), ResultCode> {
    let kind = first_kind_of(content.kind).ok_or(ResultCode::ContentRefused)?;
    kind.check(content).map_err(|_| ResultCode::ContentRefused)
}
