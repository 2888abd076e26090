//! Balances divided among shards, and the threads that execute blocks on them.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use aurigraph_ledger::accounts::Hot;
use aurigraph_ledger::balances::DenseBalances;
use aurigraph_types::{AccountIndex, ResultCode, TransferRecord};

use super::{Block, Rejected, assert_supply, check};
use crate::parts::{Placement, SHARDS_MAX};

/// Bits of a slot that number an account within its shard; the rest number the shard.
const SLOT_BITS: u32 = 26;
const SLOT_MASK: u32 = (1 << SLOT_BITS) - 1;
const _: () = assert!(SHARDS_MAX <= 1 << (32 - SLOT_BITS));

/// Turns of a loop that a thread waits for the others before it lets somebody else have the core.
const SPINS: u32 = 20_000;

/// Balances in one array for each shard.
#[derive(Debug)]
pub struct ShardedBalances {
    /// Where each account's balance is: shard and number within it.
    slots: Vec<u32>,
    shards: Vec<Own<DenseBalances>>,
}

/// What one shard writes all the time lies in cache lines of its own (two, because they are fetched in pairs): otherwise the shards
/// would take the line from one another with every record.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Own<T>(Mutex<T>);

impl<T> Own<T> {
    fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().expect("no other shard panicked")
    }
}

/// By shard, the indexes of the records of one block whose debited account is its own, ascending. Unknown accounts are the first shard's.
pub type Division = Vec<Vec<u32>>;

/// A credit for another shard: number within it, and amount.
type Credit = (u32, u64);

/// What the threads of one call share.
struct Run<'run> {
    balances: &'run ShardedBalances,
    hot: &'run [Hot],
    blocks: &'run [Block<'run>],
    /// By block; empty if every shard goes through all records.
    divisions: &'run [Division],
    barrier: SpinBarrier,
    /// By block: somebody found a balance too small.
    is_short: Vec<AtomicBool>,
    /// By parity of the block, noting shard and credited shard. Two, because one shard may be a block ahead of another.
    outboxes: [Vec<Own<Vec<Credit>>>; 2],
    /// By shard: what it rejected in each block.
    rejected: Vec<Own<Vec<Vec<Rejected>>>>,
}

impl ShardedBalances {
    /// Balances by account, divided as a placement says.
    ///
    /// # Panics
    /// If their sum does not fit into 64 bits, or there are more than 2^26 accounts: the ledger has no more either.
    pub fn new(balances: &[u64], placement: &Placement) -> Self {
        assert_supply(balances);
        assert!(
            balances.len() <= SLOT_MASK as usize + 1,
            "too many accounts"
        );
        let count = placement.shards().usize();
        let mut lengths = vec![0_u32; count];
        let mut slots = Vec::with_capacity(balances.len());
        for account in 0..balances.len() as u32 {
            let shard = placement.shard(AccountIndex::new(account));
            let length = &mut lengths[shard as usize];
            slots.push((u32::from(shard) << SLOT_BITS) | *length);
            *length += 1;
        }
        let mut shards: Vec<DenseBalances> = vec![DenseBalances::default(); count];
        for (shard, length) in shards.iter_mut().zip(lengths) {
            shard.grow(length as usize);
        }
        for (slot, &balance) in slots.iter().zip(balances) {
            shards[shard_of(*slot)].set(number_of(*slot), balance);
        }
        Self {
            slots,
            shards: shards
                .into_iter()
                .map(|shard| Own(Mutex::new(shard)))
                .collect(),
        }
    }

    /// One balance.
    pub fn get(&self, account: AccountIndex) -> u64 {
        let slot = self.slots[account.usize()];
        self.shards[shard_of(slot)].lock().get(number_of(slot))
    }

    /// Divides the records of a block among the shards, as whoever verifies them could.
    pub fn divide(&self, records: &[TransferRecord]) -> Division {
        let mut lists = vec![Vec::new(); self.shards.len()];
        for (index, record) in records.iter().enumerate() {
            let slot = self.slots.get(record.debit().usize());
            lists[slot.map_or(0, |slot| shard_of(*slot))].push(index as u32);
        }
        lists
    }

    /// Executes blocks, one after the other, with one thread for each shard; returns what was rejected in each, and how many blocks had
    /// to be executed by one thread. With `divisions`, one for each block, a shard reads only its own records; without any it goes
    /// through all. `ended` is called on each thread when it has done its part.
    ///
    /// # Panics
    /// If there are divisions, but not one for each block.
    pub fn execute(
        &mut self,
        hot: &[Hot],
        blocks: &[Block<'_>],
        divisions: &[Division],
        ended: impl Fn() + Sync,
    ) -> (Vec<Vec<Rejected>>, usize) {
        assert!(divisions.is_empty() || divisions.len() == blocks.len());
        let count = self.shards.len();
        let boxes = || (0..count * count).map(|_| Own::default()).collect();
        let run = Run {
            balances: self,
            hot,
            blocks,
            divisions,
            barrier: SpinBarrier::new(count),
            is_short: blocks.iter().map(|_| AtomicBool::new(false)).collect(),
            outboxes: [boxes(), boxes()],
            rejected: (0..count).map(|_| Own::default()).collect(),
        };
        std::thread::scope(|scope| {
            for shard in 0..count {
                let (run, ended) = (&run, &ended);
                scope.spawn(move || {
                    run.work(shard);
                    ended();
                });
            }
        });
        let serial = run
            .is_short
            .iter()
            .filter(|short| short.load(Ordering::Relaxed))
            .count();
        let mut merged = vec![Vec::new(); blocks.len()];
        for shard in &run.rejected {
            for (all, mut part) in merged.iter_mut().zip(std::mem::take(&mut *shard.lock())) {
                all.append(&mut part);
            }
        }
        for rejected in &mut merged {
            rejected.sort_unstable_by_key(|(index, _)| *index);
        }
        (merged, serial)
    }
}

impl Run<'_> {
    fn work(&self, shard: usize) {
        for (number, block) in self.blocks.iter().enumerate() {
            let outboxes = &self.outboxes[number % 2];
            let mut rejected = Vec::new();
            if !self.debit_own(shard, number, outboxes, &mut rejected) {
                self.is_short[number].store(true, Ordering::Relaxed);
            }
            self.barrier.wait();
            if self.is_short[number].load(Ordering::Relaxed) {
                self.take_back(shard, block, &rejected);
                rejected.clear();
                self.barrier.wait();
                if shard == 0 {
                    rejected = self.execute_serially(block);
                }
                self.barrier.wait();
            } else {
                self.credit_own(shard, outboxes);
            }
            self.rejected[shard].lock().push(rejected);
        }
    }

    /// Step 1; says whether every debit was funded. It goes on after one that was not, but that block will be taken back.
    fn debit_own(
        &self,
        shard: usize,
        number: usize,
        outboxes: &[Own<Vec<Credit>>],
        rejected: &mut Vec<Rejected>,
    ) -> bool {
        let count = self.balances.shards.len();
        let block = &self.blocks[number];
        let mut boxes: Vec<_> = outboxes[shard * count..(shard + 1) * count]
            .iter()
            .map(Own::lock)
            .collect();
        for outbox in &mut boxes {
            outbox.clear();
        }
        let mut debits = Debits {
            slots: &self.balances.slots,
            hot: self.hot,
            shard,
            own: self.balances.shards[shard].lock(),
            boxes,
            rejected,
            all_funded: true,
        };
        match self.divisions.get(number) {
            Some(division) => {
                for &index in &division[shard] {
                    debits.make(index, &block.records[index as usize], block.signer);
                }
            }
            None => {
                for (index, record) in block.records.iter().enumerate() {
                    debits.make(index as u32, record, block.signer);
                }
            }
        }
        debits.all_funded
    }

    /// Step 2.
    fn credit_own(&self, shard: usize, outboxes: &[Own<Vec<Credit>>]) {
        let count = self.balances.shards.len();
        let mut own = self.balances.shards[shard].lock();
        for from in 0..count {
            for &(number, amount) in outboxes[from * count + shard].lock().iter() {
                add(&mut own, number, amount);
            }
        }
    }

    /// Step 3: undoes this shard's part of step 1. The order does not matter: sums modulo 2^64 have none, and what comes out is what there
    /// was.
    fn take_back(&self, shard: usize, block: &Block<'_>, rejected: &[Rejected]) {
        let slots = &self.balances.slots;
        let mut own = self.balances.shards[shard].lock();
        let mine = |record: &TransferRecord| {
            let slot = slots.get(record.debit().usize()).copied();
            slot.filter(|slot| shard_of(*slot) == shard)
        };
        for (index, record) in block.records.iter().enumerate() {
            let is_rejected = rejected.binary_search_by_key(&(index as u32), |(at, _)| *at);
            let (Some(debit), Err(_)) = (mine(record), is_rejected) else {
                continue;
            };
            let amount = record.amount_minor_units.get();
            let debited = own.get(number_of(debit));
            own.set(number_of(debit), debited.wrapping_add(amount));
            let credit = slots[record.credit().usize()];
            if shard_of(credit) == shard {
                let credited = own.get(number_of(credit));
                own.set(number_of(credit), credited.wrapping_sub(amount));
            }
        }
    }

    /// Step 3: the whole block, record by record, by one thread.
    fn execute_serially(&self, block: &Block<'_>) -> Vec<Rejected> {
        let slots = &self.balances.slots;
        let mut shards: Vec<_> = self.balances.shards.iter().map(Own::lock).collect();
        let mut rejected = Vec::new();
        for (index, record) in block.records.iter().enumerate() {
            let mut code = check(record, block.signer, self.hot);
            if code.is_applied() {
                let debit = slots[record.debit().usize()];
                let amount = record.amount_minor_units.get();
                let from = &mut shards[shard_of(debit)];
                match from.get(number_of(debit)).checked_sub(amount) {
                    Some(debited) => {
                        from.set(number_of(debit), debited);
                        let credit = slots[record.credit().usize()];
                        add(&mut shards[shard_of(credit)], credit, amount);
                    }
                    None => code = ResultCode::InsufficientFunds,
                }
            }
            if !code.is_applied() {
                rejected.push((index as u32, code));
            }
        }
        rejected
    }
}

/// Step 1 of one shard.
struct Debits<'step> {
    slots: &'step [u32],
    hot: &'step [Hot],
    shard: usize,
    own: MutexGuard<'step, DenseBalances>,
    boxes: Vec<MutexGuard<'step, Vec<Credit>>>,
    rejected: &'step mut Vec<Rejected>,
    all_funded: bool,
}

impl Debits<'_> {
    /// Decides a record if its debited account is this shard's.
    #[inline]
    fn make(&mut self, index: u32, record: &TransferRecord, signer: AccountIndex) {
        let Some(&debit) = self.slots.get(record.debit().usize()) else {
            if self.shard == 0 {
                self.rejected.push((index, check(record, signer, self.hot)));
            }
            return;
        };
        if shard_of(debit) != self.shard {
            return;
        }
        let code = check(record, signer, self.hot);
        if !code.is_applied() {
            self.rejected.push((index, code));
            return;
        }
        let amount = record.amount_minor_units.get();
        let Some(debited) = self.own.get(number_of(debit)).checked_sub(amount) else {
            self.all_funded = false;
            self.rejected.push((index, ResultCode::InsufficientFunds));
            return;
        };
        self.own.set(number_of(debit), debited);
        let credit = self.slots[record.credit().usize()];
        if shard_of(credit) == self.shard {
            add(&mut self.own, credit, amount);
        } else {
            self.boxes[shard_of(credit)].push((credit & SLOT_MASK, amount));
        }
    }
}

const fn shard_of(slot: u32) -> usize {
    (slot >> SLOT_BITS) as usize
}

const fn number_of(slot: u32) -> usize {
    (slot & SLOT_MASK) as usize
}

#[inline]
fn add(balances: &mut DenseBalances, slot: u32, amount: u64) {
    let number = number_of(slot);
    let sum = balances.get(number).checked_add(amount);
    balances.set(number, sum.expect("the supply fits into 64 bits"));
}

/// Threads that meet often and wait briefly: they spin, and give the core away if it takes long. The library's barrier sleeps, which on
/// blocks of a millisecond costs more than they take.
#[derive(Debug)]
struct SpinBarrier {
    members: usize,
    arrived: AtomicUsize,
    generation: AtomicUsize,
}

impl SpinBarrier {
    const fn new(members: usize) -> Self {
        Self {
            members,
            arrived: AtomicUsize::new(0),
            generation: AtomicUsize::new(0),
        }
    }

    fn wait(&self) {
        let generation = self.generation.load(Ordering::Acquire);
        if self.arrived.fetch_add(1, Ordering::AcqRel) + 1 == self.members {
            self.arrived.store(0, Ordering::Relaxed);
            self.generation.store(generation + 1, Ordering::Release);
            return;
        }
        let mut spins = 0;
        while self.generation.load(Ordering::Acquire) == generation {
            if spins < SPINS {
                spins += 1;
                std::hint::spin_loop();
            } else {
                std::thread::yield_now();
            }
        }
    }
}
