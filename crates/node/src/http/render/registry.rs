//! Operations of the registry as the interface shows them.

use aurigraph_types::Digest;
use aurigraph_types::registry_operation::RegistryOperation;

use crate::http::dto::Operation;

/// Fills in what an operation of the registry says; `submission_id` is the id of an asset that it registers.
pub(super) fn fill_in(
    shape: &mut Operation,
    operation: &RegistryOperation,
    submission_id: &Digest,
) {
    let asset = match operation {
        RegistryOperation::RegisterAsset { .. } => Some(submission_id),
        RegistryOperation::UpdateAsset { asset, .. }
        | RegistryOperation::TransferAsset { asset, .. }
        | RegistryOperation::SetAssetState { asset, .. }
        | RegistryOperation::VerifyAsset { asset, .. }
        | RegistryOperation::WithdrawVerification { asset } => Some(asset),
        RegistryOperation::SetClaim { .. }
        | RegistryOperation::RevokeClaim { .. }
        | RegistryOperation::SetVerifier { .. } => None,
    };
    shape.real_world_asset_id = asset.map(Digest::to_string);
    match operation {
        RegistryOperation::RegisterAsset { content } => {
            shape.name = Some(content.name.clone());
            shape.version = Some(1);
        }
        RegistryOperation::UpdateAsset {
            version, content, ..
        } => {
            shape.name = Some(content.name.clone());
            shape.version = version.checked_add(1);
        }
        RegistryOperation::TransferAsset { owner, .. } => shape.account = Some(owner.get()),
        RegistryOperation::SetAssetState { state, .. } => shape.state = Some(state.name()),
        RegistryOperation::VerifyAsset {
            version, finding, ..
        } => {
            shape.version = Some(*version);
            shape.finding = Some(finding.name());
        }
        RegistryOperation::WithdrawVerification { .. } => {}
        RegistryOperation::SetClaim { account, topic, .. }
        | RegistryOperation::RevokeClaim { account, topic } => {
            shape.account = Some(account.get());
            shape.claim = Some(topic.name());
        }
        RegistryOperation::SetVerifier { account, tier, .. } => {
            shape.account = Some(account.get());
            shape.tier = Some(*tier);
        }
    }
}
