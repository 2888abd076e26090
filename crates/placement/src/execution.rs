//! Transfers of one dense asset executed by one thread, and by one thread for each shard: for measuring whether shards are worth it.
//!
//! The checks of a record are those of `crates/ledger/src/execute.rs`, in the same order, on the ledger's own arrays.
//!
//! A block on shards
//! 1. Every shard goes through all records, or through a list of its own if somebody divided them before, and takes those whose debited account is its own: it decides them against what the account
//!    surely has, which is its balance and the local credits so far, and debits it. A local credit is made at once, one to another
//!    shard is noted for it.
//! 2. All wait for one another. If nobody found a balance too small, every shard makes the credits that others noted for it.
//! 3. If somebody did, a credit that was still under way might have been enough: all take back what they did, and one thread executes
//!    the block record by record.
//!
//! Why the result is that of serial execution: in step 1 every account holds at most what it would hold at that record in serial
//! execution, if all records before it were funded there too. If all are funded against the smaller balances, then by induction they
//! are against the greater. Sums do not depend on their order, and a credit cannot overflow because the supply fits into 64 bits. All other
//! codes depend on the record and on what no transfer changes.

mod sharded;

use aurigraph_ledger::accounts::{FLAG_FROZEN, Hot};
use aurigraph_ledger::balances::DenseBalances;
use aurigraph_types::{AccountIndex, ResultCode, TransferRecord};

pub use sharded::{Division, ShardedBalances};

/// A rejected record of a block: its index, and why.
pub type Rejected = (u32, ResultCode);

/// Consecutive records under one signer.
#[derive(Clone, Copy, Debug)]
pub struct Block<'records> {
    /// Who signed them.
    pub signer: AccountIndex,
    /// The records, in order.
    pub records: &'records [TransferRecord],
}

/// What the checks of a record say, but for those of balances.
#[inline]
pub(crate) fn check(record: &TransferRecord, signer: AccountIndex, hot: &[Hot]) -> ResultCode {
    if record.asset.get() != 0 {
        return ResultCode::UnknownAsset;
    }
    let Some(debit) = hot.get(record.debit().usize()) else {
        return ResultCode::UnknownDebitAccount;
    };
    let Some(credit) = hot.get(record.credit().usize()) else {
        return ResultCode::UnknownCreditAccount;
    };
    if record.debit() == record.credit() {
        return ResultCode::SameAccount;
    }
    if record.amount_minor_units.get() == 0 {
        return ResultCode::ZeroAmount;
    }
    if record.debit() != signer && debit.custodian != signer.get() {
        return ResultCode::NotAuthorised;
    }
    if debit.flags & FLAG_FROZEN != 0 {
        return ResultCode::DebitAccountFrozen;
    }
    if credit.flags & FLAG_FROZEN != 0 {
        return ResultCode::CreditAccountFrozen;
    }
    ResultCode::Applied
}

/// All balances in one array, as the node has them.
#[derive(Clone, Debug)]
pub struct SerialBalances {
    balances: DenseBalances,
}

impl SerialBalances {
    /// Balances by account.
    ///
    /// # Panics
    /// If their sum does not fit into 64 bits: no supply is that large.
    pub fn new(balances: &[u64]) -> Self {
        assert_supply(balances);
        let mut dense = DenseBalances::default();
        dense.grow(balances.len());
        for (account, &balance) in balances.iter().enumerate() {
            dense.set(account, balance);
        }
        Self { balances: dense }
    }

    /// One balance.
    pub fn get(&self, account: AccountIndex) -> u64 {
        self.balances.get(account.usize())
    }

    /// Executes blocks, one after the other; returns what was rejected in each.
    pub fn execute(&mut self, hot: &[Hot], blocks: &[Block<'_>]) -> Vec<Vec<Rejected>> {
        blocks
            .iter()
            .map(|block| {
                let mut rejected = Vec::new();
                for (index, record) in block.records.iter().enumerate() {
                    let code = self.apply(record, block.signer, hot);
                    if !code.is_applied() {
                        rejected.push((index as u32, code));
                    }
                }
                rejected
            })
            .collect()
    }

    #[inline]
    fn apply(&mut self, record: &TransferRecord, signer: AccountIndex, hot: &[Hot]) -> ResultCode {
        let code = check(record, signer, hot);
        if !code.is_applied() {
            return code;
        }
        let (debit, credit) = (record.debit().usize(), record.credit().usize());
        let amount = record.amount_minor_units.get();
        let Some(debited) = self.balances.get(debit).checked_sub(amount) else {
            return ResultCode::InsufficientFunds;
        };
        let Some(credited) = self.balances.get(credit).checked_add(amount) else {
            return ResultCode::CreditOverflow;
        };
        self.balances.set(debit, debited);
        self.balances.set(credit, credited);
        ResultCode::Applied
    }
}

pub(crate) fn assert_supply(balances: &[u64]) {
    let supply = balances
        .iter()
        .try_fold(0_u64, |sum, balance| sum.checked_add(*balance));
    assert!(supply.is_some(), "the supply fits into 64 bits");
}
