//! Execution: one submission after the other, one record after the other, each with its own result code.
//!
//! Order of precedence is the order of the checks below and of `docs/protocol.md`.

use aurigraph_types::governance::{Parameter, REGISTRY_PROTOCOL_VERSION};
use aurigraph_types::hash::LANES;
use aurigraph_types::key::subaccount_address;
use aurigraph_types::limits::ACCOUNTS_MAX;
use aurigraph_types::operation::OperationReceipt;
use aurigraph_types::registry_operation::RegistryOperation;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{
    AccountIndex, ChainId, Digest, Domain, Height, Operation, PublicKey, ResultCode, Sequence,
    SubmissionKind, TransferRecord, merkle,
};
use zerocopy::little_endian::{U16, U32, U64};

use crate::accounts::{FLAG_ACCREDITOR, FLAG_AUTHORITY, FLAG_FROZEN, FLAG_REGISTRAR};
use crate::outcome::SubmissionOutcome;
use crate::receipts::hash_receipts;
use crate::registry::RegistryContext;
use crate::state::State;

/// The limit of accounts. Unit tests have a small one, so that they can reach it.
const ACCOUNT_LIMIT: usize = if cfg!(test) { 64 } else { ACCOUNTS_MAX };

/// Who does an operation, and where.
struct OperationContext {
    chain: ChainId,
    submission_id: Digest,
    height: Height,
    signer: AccountIndex,
    sequence: Sequence,
}

/// What an applied submission brought, besides its receipts.
#[derive(Debug)]
pub struct Applied {
    /// Codes and receipts root.
    pub outcome: SubmissionOutcome,
    /// Keys to be stored: the first new account's index and the keys of it and those after it, in order.
    pub registered: Vec<(AccountIndex, PublicKey)>,
    /// Subaccounts to be stored: first index and count; they share the signer's key.
    pub opened: Option<(AccountIndex, u32)>,
    /// The receipt whose hash is still to become the receipts root.
    pub(crate) receipt: Option<[u8; 64]>,
}

impl State {
    /// Whether a submission would be taken at a height, looking only at its header.
    pub fn check(
        &self,
        signer: AccountIndex,
        sequence: Sequence,
        valid_until: Option<Height>,
        height: Height,
    ) -> ResultCode {
        if valid_until.is_some_and(|last| height > last) {
            return ResultCode::Expired;
        }
        self.windows.check(signer, sequence)
    }

    /// Applies one submission of the block at `height`.
    ///
    /// # Panics
    /// If the signer does not exist: signatures are verified before.
    pub fn apply(&mut self, view: &SubmissionView<'_>, id: Digest, height: Height) -> Applied {
        let mut applied = self.apply_in_block(view, id, height);
        if let Some(receipt) = applied.receipt.take() {
            applied.outcome.receipts_root = Domain::ReceiptLeaf.hash(&receipt);
        }
        applied
    }

    /// [`Self::apply`], but the receipts root of a single transfer is still to be filled in, by [`crate::BlockOutcomeBuilder::push`].
    ///
    /// # Panics
    /// As [`Self::apply`].
    pub fn apply_in_block(
        &mut self,
        view: &SubmissionView<'_>,
        id: Digest,
        height: Height,
    ) -> Applied {
        let header = view.header();
        let signer = header.signer();
        self.begin_block(height)
            .expect("whoever executes asks first whether this software can");
        assert!(
            signer.usize() < self.accounts.len(),
            "the signature of an unknown account cannot have been verified"
        );
        let admitted = self.check(
            signer,
            header.sequence(),
            header.valid_until_height(),
            height,
        );
        if admitted.is_applied() {
            self.windows.mark(signer, header.sequence());
        }
        match header.kind() {
            SubmissionKind::Operation => {
                let operation = view.operation().expect("an operation carries one");
                let context = OperationContext {
                    chain: header.chain_id(),
                    submission_id: id,
                    height,
                    signer,
                    sequence: header.sequence(),
                };
                self.apply_operation(&operation, id, &context, admitted)
            }
            kind => {
                let records = view.records();
                let (receipts_root, rejected, receipt) = match records {
                    [record] => {
                        let (receipt, rejected) = self.apply_single(record, signer, admitted);
                        (Digest::ZERO, rejected, Some(receipt))
                    }
                    records => {
                        let (root, rejected) = self.apply_records(records, signer, admitted);
                        (root, rejected, None)
                    }
                };
                let outcome = SubmissionOutcome {
                    id,
                    kind,
                    receipt_count: records.len() as u32,
                    receipts_root,
                    rejected,
                    operation: None,
                };
                Applied {
                    outcome,
                    registered: Vec::new(),
                    opened: None,
                    receipt,
                }
            }
        }
    }

    /// Applies records and returns the root of their receipts and what was rejected.
    fn apply_records(
        &mut self,
        records: &[TransferRecord],
        signer: AccountIndex,
        admitted: ResultCode,
    ) -> (Digest, Vec<(u32, ResultCode)>) {
        let mut rejected = Vec::new();
        let mut leaves = vec![Digest::ZERO; records.len()];
        for (group, (records, leaves)) in records
            .chunks(LANES)
            .zip(leaves.chunks_mut(LANES))
            .enumerate()
        {
            let first_rejected = rejected.len();
            for (offset, record) in records.iter().enumerate() {
                let code = if admitted.is_applied() {
                    self.apply_record(record, signer)
                } else {
                    admitted
                };
                if !code.is_applied() {
                    rejected.push(((group * LANES + offset) as u32, code));
                }
            }
            hash_receipts(records, &rejected[first_rejected..], group * LANES, leaves);
        }
        (merkle::root(&leaves), rejected)
    }

    /// [`Self::apply_records`] of one record: its receipt, whose hash is the root.
    fn apply_single(
        &mut self,
        record: &TransferRecord,
        signer: AccountIndex,
        admitted: ResultCode,
    ) -> ([u8; 64], Vec<(u32, ResultCode)>) {
        let code = if admitted.is_applied() {
            self.apply_record(record, signer)
        } else {
            admitted
        };
        let rejected = if code.is_applied() {
            Vec::new()
        } else {
            vec![(0, code)]
        };
        (record.receipt_bytes(code), rejected)
    }

    /// Applies one transfer.
    #[inline]
    fn apply_record(&mut self, record: &TransferRecord, signer: AccountIndex) -> ResultCode {
        let asset = record.asset.get() as usize;
        let (debit, credit) = (record.debit().usize(), record.credit().usize());
        let amount = record.amount_minor_units.get();
        if asset >= self.supply.len() {
            return ResultCode::UnknownAsset;
        }
        let hot = self.accounts.hot();
        let Some(debit_hot) = hot.get(debit) else {
            return ResultCode::UnknownDebitAccount;
        };
        let Some(credit_hot) = hot.get(credit) else {
            return ResultCode::UnknownCreditAccount;
        };
        if debit == credit {
            return ResultCode::SameAccount;
        }
        if amount == 0 {
            return ResultCode::ZeroAmount;
        }
        if record.debit() != signer && debit_hot.custodian != signer.get() {
            return ResultCode::NotAuthorised;
        }
        if debit_hot.flags & FLAG_FROZEN != 0 {
            return ResultCode::DebitAccountFrozen;
        }
        if credit_hot.flags & FLAG_FROZEN != 0 {
            return ResultCode::CreditAccountFrozen;
        }
        if let Some(balances) = self.dense.get_mut(asset) {
            let Some(debited) = balances.get(debit).checked_sub(amount) else {
                return ResultCode::InsufficientFunds;
            };
            let Some(credited) = balances.get(credit).checked_add(amount) else {
                return ResultCode::CreditOverflow;
            };
            balances.set(debit, debited);
            balances.set(credit, credited);
            return ResultCode::Applied;
        }
        self.apply_sparse(record, amount)
    }

    fn apply_sparse(&mut self, record: &TransferRecord, amount: u64) -> ResultCode {
        let asset = record.asset_index();
        let Some(debited) = self.sparse.get(asset, record.debit()).checked_sub(amount) else {
            return ResultCode::InsufficientFunds;
        };
        let Some(credited) = self.sparse.get(asset, record.credit()).checked_add(amount) else {
            return ResultCode::CreditOverflow;
        };
        self.sparse.set(asset, record.debit(), debited);
        self.sparse.set(asset, record.credit(), credited);
        ResultCode::Applied
    }

    fn apply_operation(
        &mut self,
        operation: &Operation,
        id: Digest,
        context: &OperationContext,
        admitted: ResultCode,
    ) -> Applied {
        let (signer, sequence) = (context.signer, context.sequence);
        let mut registered = Vec::new();
        let mut opened = None;
        let result = if admitted.is_applied() {
            self.execute_operation(operation, context, &mut registered, &mut opened)
        } else {
            Err(admitted)
        };
        let ((account, count), code) = match result {
            Ok(effect) => (effect, ResultCode::Applied),
            Err(code) => ((AccountIndex::NONE, 0), code),
        };
        let receipt = OperationReceipt {
            signer: U32::new(signer.get()),
            account: U32::new(account.get()),
            count: U32::new(count),
            kind: U16::new(operation.kind()),
            result_code: U16::new(code.as_u16()),
            sequence: U64::new(sequence.get()),
            reserved: [0; 40],
        };
        let rejected = if code.is_applied() {
            Vec::new()
        } else {
            vec![(0, code)]
        };
        let outcome = SubmissionOutcome {
            id,
            kind: SubmissionKind::Operation,
            receipt_count: 1,
            receipts_root: Domain::ReceiptLeaf.hash(&receipt.to_bytes()),
            rejected,
            operation: Some(Box::new(receipt)),
        };
        Applied {
            outcome,
            registered,
            opened,
            receipt: None,
        }
    }

    /// Returns the account concerned and the number of indexes assigned.
    fn execute_operation(
        &mut self,
        operation: &Operation,
        context: &OperationContext,
        registered: &mut Vec<(AccountIndex, PublicKey)>,
        opened: &mut Option<(AccountIndex, u32)>,
    ) -> Result<(AccountIndex, u32), ResultCode> {
        let (signer, height) = (context.signer, context.height);
        match operation {
            Operation::RegisterAccounts { keys } => self.register(signer, keys, height, registered),
            Operation::OpenSubaccounts { count } => {
                let first = self.open_subaccounts(signer, *count, height)?;
                *opened = Some((first, *count));
                Ok((first, *count))
            }
            Operation::GrantCustody { custodian } => {
                if *custodian == signer {
                    return Err(ResultCode::SameAccount);
                }
                if custodian.usize() >= self.accounts.len() {
                    return Err(ResultCode::UnknownAccount);
                }
                self.accounts
                    .change(signer, |hot, _| hot.custodian = custodian.get());
                Ok((*custodian, 0))
            }
            Operation::RevokeCustody => {
                self.accounts
                    .change(signer, |hot, _| hot.custodian = AccountIndex::NONE.get());
                Ok((AccountIndex::NONE, 0))
            }
            Operation::SetFrozen { account, frozen } => {
                self.require_role(signer, FLAG_AUTHORITY)?;
                if account.usize() >= self.accounts.len() {
                    return Err(ResultCode::UnknownAccount);
                }
                self.accounts.change(*account, |hot, _| {
                    hot.flags = if *frozen {
                        hot.flags | FLAG_FROZEN
                    } else {
                        hot.flags & !FLAG_FROZEN
                    };
                });
                Ok((*account, 0))
            }
            Operation::Govern { proposal, votes } => {
                let voters = self.govern(&context.chain, proposal, votes, height)?;
                Ok((AccountIndex::NONE, voters))
            }
            // Its place in the block is all that it is for.
            Operation::Attest { .. } => Ok((AccountIndex::NONE, 0)),
            Operation::Registry(operation) => {
                let concerned = self.execute_registry(operation, context)?;
                Ok((concerned.unwrap_or(AccountIndex::NONE), 0))
            }
        }
    }

    fn execute_registry(
        &mut self,
        operation: &RegistryOperation,
        context: &OperationContext,
    ) -> Result<Option<AccountIndex>, ResultCode> {
        if self.governance.protocol_version(context.height) < REGISTRY_PROTOCOL_VERSION {
            return Err(ResultCode::NotActivated);
        }
        let flags = self.accounts.hot()[context.signer.usize()].flags;
        let context = RegistryContext {
            submission_id: context.submission_id,
            signer: context.signer,
            is_accreditor: flags & FLAG_ACCREDITOR != 0,
            account_count: self.accounts.len(),
            height: context.height,
            time_ms: self.block_time_ms,
        };
        self.registry.apply(operation, &context)
    }

    /// Most accounts that there may be in the block of a height.
    fn account_limit(&self, height: Height) -> usize {
        let decided = self
            .governance
            .parameter(Parameter::AccountsMax, height, height);
        usize::try_from(decided).map_or(ACCOUNT_LIMIT, |decided| decided.min(ACCOUNT_LIMIT))
    }

    fn require_role(&self, signer: AccountIndex, flag: u32) -> Result<(), ResultCode> {
        if self.accounts.hot()[signer.usize()].flags & flag == 0 {
            Err(ResultCode::NotAuthorised)
        } else {
            Ok(())
        }
    }

    fn register(
        &mut self,
        signer: AccountIndex,
        keys: &[PublicKey],
        height: Height,
        registered: &mut Vec<(AccountIndex, PublicKey)>,
    ) -> Result<(AccountIndex, u32), ResultCode> {
        self.require_role(signer, FLAG_REGISTRAR)?;
        if self.accounts.len() + keys.len() > self.account_limit(height) {
            return Err(ResultCode::AccountLimit);
        }
        for key in keys {
            let address = key.address();
            if self.find(&address).is_none() {
                let index = self.push_account(
                    address,
                    key.scheme(),
                    AccountIndex::NONE,
                    AccountIndex::NONE,
                );
                registered.push((index, key.clone()));
            }
        }
        let first = registered
            .first()
            .map_or(AccountIndex::NONE, |(index, _)| *index);
        Ok((first, registered.len() as u32))
    }

    fn open_subaccounts(
        &mut self,
        signer: AccountIndex,
        count: u32,
        height: Height,
    ) -> Result<AccountIndex, ResultCode> {
        let (_, cold) = self.accounts.get(signer).expect("the signer exists");
        let cold = *cold;
        let address = self.address(signer).expect("the signer exists");
        if self.accounts.len() + count as usize > self.account_limit(height) {
            return Err(ResultCode::AccountLimit);
        }
        if cold.parent != AccountIndex::NONE.get() {
            return Err(ResultCode::SubaccountOfSubaccount);
        }
        let first = AccountIndex::new(self.accounts.len() as u32);
        for number in cold.subaccounts + 1..=cold.subaccounts + count {
            self.push_account(
                subaccount_address(&address, number),
                cold.scheme,
                signer,
                signer,
            );
        }
        self.accounts
            .change(signer, |_, cold| cold.subaccounts += count);
        Ok(first)
    }
}

#[cfg(test)]
mod tests;
