//! Execution on shards gives what serial execution gives: every balance and every result code, whatever the placement.

use aurigraph_ledger::accounts::{FLAG_FROZEN, Hot};
use aurigraph_placement::execution::{Block, Division, SerialBalances, ShardedBalances};
use aurigraph_placement::{Placement, ShardCount};
use aurigraph_types::{AccountIndex, Amount, AssetIndex, ResultCode, TransferRecord};
use proptest::prelude::*;

const ACCOUNTS: u32 = 12;
const SIGNER: AccountIndex = AccountIndex::new(0);

/// Account 10 is frozen, account 11 has not given custody.
fn hot() -> Vec<Hot> {
    (0..ACCOUNTS)
        .map(|account| Hot {
            custodian: if account == 11 {
                u32::MAX
            } else {
                SIGNER.get()
            },
            flags: if account == 10 { FLAG_FROZEN } else { 0 },
        })
        .collect()
}

fn record(debit: u32, credit: u32, asset: u32, amount: u64) -> TransferRecord {
    TransferRecord::new(
        AccountIndex::new(debit),
        AccountIndex::new(credit),
        AssetIndex::new(asset),
        Amount::new(amount),
    )
}

/// Executes both ways, compares everything, and returns the codes and how many blocks were executed twice.
fn compare(
    balances: &[u64],
    placement: &Placement,
    blocks: &[Vec<TransferRecord>],
) -> (Vec<Vec<(u32, ResultCode)>>, usize) {
    let hot = hot();
    let blocks: Vec<Block<'_>> = blocks
        .iter()
        .map(|records| Block {
            signer: SIGNER,
            records,
        })
        .collect();
    let mut serial = SerialBalances::new(balances);
    let mut sharded = ShardedBalances::new(balances, placement);
    let expected = serial.execute(&hot, &blocks);
    let mut divided = ShardedBalances::new(balances, placement);
    let (rejected, twice) = sharded.execute(&hot, &blocks, &[], || {});
    assert_eq!(rejected, expected);
    let divisions: Vec<Division> = blocks
        .iter()
        .map(|block| divided.divide(block.records))
        .collect();
    assert_eq!(
        divided.execute(&hot, &blocks, &divisions, || {}),
        (rejected.clone(), twice)
    );
    for account in (0..ACCOUNTS).map(AccountIndex::new) {
        assert_eq!(sharded.get(account), serial.get(account), "{account}");
        assert_eq!(divided.get(account), serial.get(account), "{account}");
    }
    (rejected, twice)
}

fn one_account_a_shard(shards: usize) -> Placement {
    let count = ShardCount::new(shards).expect("few shards");
    let shard_of = (0..ACCOUNTS as usize).map(|account| (account % shards) as u8);
    Placement::from_bytes(count, shard_of.collect()).expect("they exist")
}

#[test]
fn money_that_comes_from_another_shard_can_be_spent_in_the_same_block() {
    let mut balances = vec![0; ACCOUNTS as usize];
    balances[1] = 100;
    // 1 pays 2 on the other shard, which passes it on within its own: funded only after the credit has come.
    let block = vec![record(1, 2, 0, 100), record(2, 4, 0, 60)];
    let (rejected, twice) = compare(&balances, &one_account_a_shard(2), &[block]);
    assert_eq!(rejected, [vec![]]);
    assert_eq!(twice, 1, "the block is executed again by one thread");
}

#[test]
fn a_block_is_taken_back_also_when_the_supply_is_the_greatest_there_can_be() {
    let mut balances = vec![0; ACCOUNTS as usize];
    balances[0] = u64::MAX;
    let mut block = Vec::new();
    for _ in 0..4 {
        block.push(record(0, 2, 0, u64::MAX));
        block.push(record(2, 0, 0, u64::MAX));
    }
    block.push(record(3, 1, 0, 1));
    let (rejected, twice) = compare(&balances, &one_account_a_shard(2), &[block]);
    assert_eq!(rejected, [vec![(8, ResultCode::InsufficientFunds)]]);
    assert_eq!(twice, 1);
}

#[test]
fn funded_blocks_are_executed_once() {
    let balances = vec![1_000; ACCOUNTS as usize];
    let block: Vec<TransferRecord> = (0..9)
        .map(|account| record(account, account + 1, 0, 5))
        .collect();
    let (rejected, twice) = compare(&balances, &one_account_a_shard(3), &vec![block; 5]);
    assert!(rejected.iter().all(Vec::is_empty));
    assert_eq!(twice, 0);
}

#[test]
fn every_result_code_of_a_record_comes_out_at_its_place() {
    let balances = vec![10; ACCOUNTS as usize];
    let block = vec![
        record(1, 2, 7, 1),
        record(99, 2, 0, 1),
        record(1, 99, 0, 1),
        record(3, 3, 0, 1),
        record(3, 4, 0, 0),
        record(11, 4, 0, 1),
        record(10, 4, 0, 1),
        record(4, 10, 0, 1),
        record(5, 6, 0, 11),
        record(5, 6, 0, 10),
    ];
    let (rejected, _) = compare(&balances, &one_account_a_shard(2), &[block]);
    let expected = [
        ResultCode::UnknownAsset,
        ResultCode::UnknownDebitAccount,
        ResultCode::UnknownCreditAccount,
        ResultCode::SameAccount,
        ResultCode::ZeroAmount,
        ResultCode::NotAuthorised,
        ResultCode::DebitAccountFrozen,
        ResultCode::CreditAccountFrozen,
        ResultCode::InsufficientFunds,
    ];
    let expected: Vec<(u32, ResultCode)> = (0..).zip(expected).collect();
    assert_eq!(rejected, [expected]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn shards_and_one_thread_agree(
        balances in prop::collection::vec(0_u64..60, ACCOUNTS as usize),
        blocks in prop::collection::vec(
            prop::collection::vec((0_u32..14, 0_u32..14, 0_u32..20, 0_u64..40), 0..40), 1..5),
        shards in 1_usize..5,
    ) {
        let blocks: Vec<Vec<TransferRecord>> = blocks
            .iter()
            .map(|records| {
                let asset = |drawn: u32| u32::from(drawn == 0);
                records
                    .iter()
                    .map(|&(debit, credit, drawn, amount)| record(debit, credit, asset(drawn), amount))
                    .collect()
            })
            .collect();
        compare(&balances, &one_account_a_shard(shards), &blocks);
    }
}
