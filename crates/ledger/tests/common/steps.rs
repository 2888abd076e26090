//! Random histories: abstract steps, and how they become intents in whatever state the history has reached by then.
//!
//! A step names roles ("an account in the signer's custody", "everything it has") instead of numbers, so that most of a random history
//! is applied and every kind of refusal occurs.

use aurigraph_types::{AccountIndex, Operation, Topic, TransferRecord};
use proptest::collection::vec;
use proptest::prelude::*;

use super::model::Model;
use super::{Content, Intent, KEYS, key, record};

/// Which sequence a step uses.
#[derive(Clone, Copy, Debug)]
pub enum SequenceChoice {
    /// This far above the highest.
    Above(u64),
    /// This far below the highest (or the highest itself): used, unused or stale.
    Below(u64),
}

/// Which account stands on one side of a record.
#[derive(Clone, Copy, Debug)]
pub enum AccountChoice {
    /// The signer.
    Signer,
    /// One in the signer's custody, if there is one, else the signer.
    InCustody(u32),
    /// Any that exists.
    Any(u32),
    /// One that does not.
    Unknown(u32),
}

/// How much a record moves.
#[derive(Clone, Copy, Debug)]
pub enum AmountChoice {
    /// This much.
    Fixed(u64),
    /// All that the debited account had before the submission.
    All,
    /// One more than that.
    MoreThanAll,
}

/// One record.
#[derive(Clone, Copy, Debug)]
pub struct RecordChoice {
    debit: AccountChoice,
    credit: AccountChoice,
    asset: u32,
    amount: AmountChoice,
}

/// What a step does.
#[derive(Clone, Debug)]
pub enum Action {
    /// A transfer.
    Transfer(RecordChoice),
    /// A batch.
    Batch(Vec<RecordChoice>),
    /// Registers keys by number.
    Register(Vec<usize>),
    /// Opens subaccounts.
    Open(u32),
    /// Grants custody.
    Grant(AccountChoice),
    /// Revokes it.
    Revoke,
    /// Freezes or unfreezes.
    SetFrozen(AccountChoice, bool),
    /// Puts a statement's hash on the ledger.
    Attest(u64),
}

/// One step of a history.
#[derive(Clone, Debug)]
pub struct Step {
    signer: u32,
    sequence: SequenceChoice,
    /// Last valid height, relative to the height at which the step is taken.
    valid_until: Option<i64>,
    action: Action,
    /// Whether a new block begins with this step.
    pub begins_block: bool,
}

fn accounts() -> impl Strategy<Value = AccountChoice> {
    prop_oneof![
        8 => any::<u32>().prop_map(AccountChoice::Any),
        1 => Just(AccountChoice::Signer),
        1 => (0_u32..4).prop_map(AccountChoice::Unknown),
    ]
}

fn records() -> impl Strategy<Value = RecordChoice> {
    let debit = prop_oneof![
        6 => Just(AccountChoice::Signer),
        4 => any::<u32>().prop_map(AccountChoice::InCustody),
        1 => any::<u32>().prop_map(AccountChoice::Any),
        1 => (0_u32..4).prop_map(AccountChoice::Unknown),
    ];
    let asset =
        prop_oneof![4 => Just(0_u32), 2 => Just(1), 3 => Just(2), 2 => Just(3), 1 => 4_u32..1_000];
    let amount = prop_oneof![
        12 => (1_u64..400).prop_map(AmountChoice::Fixed),
        2 => Just(AmountChoice::All),
        1 => Just(AmountChoice::MoreThanAll),
        1 => Just(AmountChoice::Fixed(0)),
        1 => (u64::MAX - 3..=u64::MAX).prop_map(AmountChoice::Fixed),
    ];
    (debit, accounts(), asset, amount).prop_map(|(debit, credit, asset, amount)| RecordChoice {
        debit,
        credit,
        asset,
        amount,
    })
}

fn actions() -> impl Strategy<Value = Action> {
    prop_oneof![
        8 => records().prop_map(Action::Transfer),
        // Hashing goes in groups of 64: some batches cross that border.
        6 => vec(records(), 1..12).prop_map(Action::Batch),
        1 => vec(records(), 60..140).prop_map(Action::Batch),
        1 => vec(0..KEYS, 1..4).prop_map(Action::Register),
        1 => (1_u32..4).prop_map(Action::Open),
        3 => accounts().prop_map(Action::Grant),
        1 => Just(Action::Revoke),
        2 => (accounts(), any::<bool>()).prop_map(|(account, frozen)| Action::SetFrozen(account, frozen)),
        1 => any::<u64>().prop_map(Action::Attest),
    ]
}

fn sequences() -> impl Strategy<Value = SequenceChoice> {
    prop_oneof![
        12 => Just(SequenceChoice::Above(1)),
        2 => (2_u64..40).prop_map(SequenceChoice::Above),
        1 => (1_000_u64..3_000).prop_map(SequenceChoice::Above),
        2 => (0_u64..50).prop_map(SequenceChoice::Below),
        1 => (1_020_u64..1_030).prop_map(SequenceChoice::Below),
    ]
}

/// A random step. The first accounts, which have roles and money, sign more often than others.
pub fn steps() -> impl Strategy<Value = Step> {
    let signer = prop_oneof![3 => 0_u32..6, 1 => any::<u32>()];
    let valid_until = prop_oneof![6 => Just(None), 3 => (0_i64..5).prop_map(Some), 1 => (-3_i64..0).prop_map(Some)];
    (
        signer,
        sequences(),
        valid_until,
        actions(),
        proptest::bool::weighted(0.3),
    )
        .prop_map(
            |(signer, sequence, valid_until, action, begins_block)| Step {
                signer,
                sequence,
                valid_until,
                action,
                begins_block,
            },
        )
}

impl Step {
    /// The intent that this step is, in the state that the model has reached.
    pub fn resolve(&self, model: &Model, height: u64) -> Intent {
        let signer = self.signer % model.accounts.len() as u32;
        let highest = model.highest(signer);
        let sequence = match self.sequence {
            SequenceChoice::Above(distance) => highest + distance,
            SequenceChoice::Below(distance) => highest.saturating_sub(distance).max(1),
        };
        let operation = |operation| Content::Operation(operation);
        let account = |choice: &AccountChoice| AccountIndex::new(choice.resolve(model, signer));
        let content = match &self.action {
            Action::Transfer(choice) => Content::Transfer(choice.resolve(model, signer)),
            Action::Batch(choices) => Content::Batch(
                choices
                    .iter()
                    .map(|choice| choice.resolve(model, signer))
                    .collect(),
            ),
            Action::Register(numbers) => operation(Operation::RegisterAccounts {
                keys: numbers
                    .iter()
                    .map(|&number| key(number).public_key().clone())
                    .collect(),
            }),
            Action::Open(count) => operation(Operation::OpenSubaccounts { count: *count }),
            Action::Grant(choice) => operation(Operation::GrantCustody {
                custodian: account(choice),
            }),
            Action::Revoke => operation(Operation::RevokeCustody),
            Action::Attest(number) => operation(Operation::Attest {
                topic: Topic::parse("a.topic").expect("a topic"),
                number: *number,
                hash: [3; 32],
            }),
            Action::SetFrozen(choice, frozen) => operation(Operation::SetFrozen {
                account: account(choice),
                frozen: *frozen,
            }),
        };
        let valid_until = self
            .valid_until
            .map(|offset| height.saturating_add_signed(offset).max(1));
        Intent {
            signer,
            sequence,
            valid_until,
            content,
        }
    }
}

impl AccountChoice {
    fn resolve(self, model: &Model, signer: u32) -> u32 {
        let count = model.accounts.len() as u32;
        match self {
            Self::Signer => signer,
            Self::InCustody(number) => {
                let held: Vec<u32> = (0..count)
                    .filter(|&account| model.accounts[account as usize].custodian == Some(signer))
                    .collect();
                if held.is_empty() {
                    signer
                } else {
                    held[number as usize % held.len()]
                }
            }
            Self::Any(number) => number % count,
            // The first index that is free, far away, and the one that means "none".
            Self::Unknown(0) => u32::MAX,
            Self::Unknown(number) => count + (number - 1) * 1_000_000,
        }
    }
}

impl RecordChoice {
    fn resolve(self, model: &Model, signer: u32) -> TransferRecord {
        let debit = self.debit.resolve(model, signer);
        let held = model.balance(self.asset, debit);
        let amount = match self.amount {
            AmountChoice::Fixed(amount) => amount,
            AmountChoice::All => held,
            AmountChoice::MoreThanAll => held.saturating_add(1),
        };
        record(
            debit,
            self.credit.resolve(model, signer),
            self.asset,
            amount,
        )
    }
}
