//! What is proposed, as the API shows it.

use aurigraph_ledger::{Governance, ProposalRecord};
use aurigraph_types::governance::{Action, Seat};
use aurigraph_types::{Height, PublicKey};
use serde::Serialize;
use utoipa::ToSchema;

use crate::epochs::index_of;
use crate::node::Node;

/// What is proposed.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProposedAction {
    /// `set_parameter`, `activate_protocol`, `set_role` or `set_validators`.
    #[schema(example = "set_parameter")]
    kind: &'static str,
    /// Name of the parameter (`set_parameter`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    parameter: Option<&'static str>,
    /// Its value (`set_parameter`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    value: Option<u64>,
    /// The version (`activate_protocol`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    version: Option<u32>,
    /// Index of the account (`set_role`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    account: Option<u32>,
    /// `registrar` or `authority` (`set_role`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    role: Option<&'static str>,
    /// Whether the account is to have the role (`set_role`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    granted: Option<bool>,
    /// The epoch that ends by it (`set_validators`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    epoch: Option<u64>,
    /// All validators that there are to be, in order (`set_validators`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    validators: Option<Vec<ProposedValidator>>,
    /// Validators of the epoch that ends which are none any more (`set_validators`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    removed_validators: Option<Vec<RemovedValidator>>,
}

/// A validator that is to be one.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProposedValidator {
    /// Its Ed25519 key.
    public_key: String,
    /// Where it listens for other validators.
    #[schema(example = "10.0.0.4:7003")]
    address: String,
    /// Its name in the genesis file; null if it is not there.
    name: Option<String>,
    /// Whether it is none in the epoch that ends.
    is_new: bool,
}

/// A validator that is to be none any more.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RemovedValidator {
    /// Its Ed25519 key.
    public_key: String,
    /// Its name in the genesis file; null if it is not there.
    name: Option<String>,
}

/// An epoch that was decided and has not begun.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NextEpochView {
    /// Its number.
    epoch: u64,
    /// Its first block.
    first_height: u64,
    /// How many decide in it.
    validator_count: u64,
    /// Id of the proposal by which it begins.
    proposal_id: String,
}

impl NextEpochView {
    /// The one that comes after that of the next block, if one was decided.
    pub(super) fn of(governance: &Governance, next_height: Height) -> Option<Self> {
        let next = governance
            .next_epoch()
            .filter(|next| next.first > next_height)?;
        let is_it = |record: &&ProposalRecord| {
            let changes = matches!(record.proposal.action, Action::SetValidators { .. });
            changes && record.accepted.is_some_and(|one| !one.is_in_force)
        };
        let record = governance.proposals().iter().find(is_it)?;
        Some(Self {
            epoch: next.number,
            first_height: next.first.get(),
            validator_count: next.validators.validators().len() as u64,
            proposal_id: record.id.to_string(),
        })
    }
}

/// The name of a key in the genesis file.
pub(super) fn name_of(node: &Node, public_key: &str) -> Option<String> {
    let mut listed = node.chain.constants.genesis.validators.iter();
    let found = listed.find(|one| one.public_key.eq_ignore_ascii_case(public_key));
    found.map(|one| one.name.clone())
}

impl ProposedAction {
    /// An action, seen against the validators of now.
    pub(super) fn of(node: &Node, action: &Action) -> Self {
        let kind = action.name();
        match action {
            Action::SetParameter { parameter, value } => Self {
                kind,
                parameter: Some(parameter.name()),
                value: Some(*value),
                ..Self::default()
            },
            Action::ActivateProtocol { version } => Self {
                kind,
                version: Some(*version),
                ..Self::default()
            },
            Action::SetRole {
                account,
                role,
                granted,
            } => Self {
                kind,
                account: Some(account.get()),
                role: Some(role.name()),
                granted: Some(*granted),
                ..Self::default()
            },
            Action::SetValidators { epoch, seats } => Self {
                kind,
                epoch: Some(*epoch),
                ..Self::of_seats(node, *epoch, seats)
            },
        }
    }

    fn of_seats(node: &Node, epoch: u64, seats: &[Seat]) -> Self {
        let epochs = node.chain.epochs.now();
        let ends = epochs.get(epoch);
        let was_there =
            |key: &PublicKey| ends.is_some_and(|ends| index_of(&ends.validators, key).is_some());
        let proposed = seats.iter().map(|seat| {
            let public_key = hex::encode(seat.public_key.as_bytes());
            ProposedValidator {
                name: name_of(node, &public_key),
                public_key,
                address: seat.address.to_string(),
                is_new: !was_there(&seat.public_key),
            }
        });
        let stays = |key: &PublicKey| seats.iter().any(|seat| seat.public_key == *key);
        let before = ends.map_or(&[][..], |ends| ends.validators.validators());
        let removed = before
            .iter()
            .filter(|info| !stays(&info.public_key))
            .map(|info| {
                let public_key = hex::encode(info.public_key.as_bytes());
                RemovedValidator {
                    name: name_of(node, &public_key),
                    public_key,
                }
            });
        Self {
            validators: Some(proposed.collect()),
            removed_validators: Some(removed.collect()),
            ..Self::default()
        }
    }
}
