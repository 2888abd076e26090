//! The load: the same payments for every machine, drawn from a fixed seed, and the clocks around them.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// Transfers that are signed ahead at a time; the clocks stand still meanwhile.
const SIGNED_AHEAD: usize = 10_000;

/// What is asked for.
pub struct Settings {
    /// Accounts that pay one another; each has a key of its own.
    pub accounts: usize,
    /// How long the machine works, by the wall clock.
    pub duration: Duration,
    /// Whether the machine checks a signature for every transfer.
    pub signed: bool,
}

/// Who pays whom, by the accounts' numbers.
pub struct Payment {
    pub from: usize,
    pub to: usize,
    /// In the machine's smallest unit. Different in consecutive payments, so that no two transfers are the same.
    pub amount: u64,
}

/// A virtual machine with accounts in memory.
pub trait Machine {
    /// A transfer as its client sends it.
    type Transfer;

    /// Makes the client's part: outside the clocks.
    fn prepare(&mut self, payments: &[Payment]) -> Vec<Self::Transfer>;

    /// Checks and executes one transfer; false if it was refused.
    fn apply(&mut self, transfer: Self::Transfer) -> bool;

    /// The sum of the balances of all accounts.
    fn sum_of_balances(&mut self) -> u128;

    /// What each applied transfer takes out of the balances for ever.
    fn fee_burnt(&self) -> u64;
}

/// What came out.
pub struct Measured {
    pub applied: u64,
    pub refused: u64,
    pub wall: Duration,
    /// Of the one thread, in the same stretches.
    pub cpu: Duration,
    pub balances_expected: u128,
    pub balances_found: u128,
}

impl Measured {
    /// Whether every transfer was applied and no money came or went.
    pub fn passed(&self) -> bool {
        self.refused == 0 && self.applied > 0 && self.balances_expected == self.balances_found
    }
}

/// Loads the machine until it has worked for as long as asked.
pub fn measure<M: Machine>(machine: &mut M, settings: &Settings) -> Measured {
    let before = machine.sum_of_balances();
    let mut payments = Payments::new(settings);
    let (mut applied, mut refused) = (0, 0);
    let (mut wall, mut cpu) = (Duration::ZERO, Duration::ZERO);
    while wall < settings.duration {
        let drawn: Vec<Payment> = (0..SIGNED_AHEAD).map(|_| payments.draw()).collect();
        let transfers = machine.prepare(&drawn);
        let (wall_started, cpu_started) = (Instant::now(), thread_cpu());
        for transfer in transfers {
            if machine.apply(transfer) {
                applied += 1;
            } else {
                refused += 1;
            }
        }
        cpu += thread_cpu() - cpu_started;
        wall += wall_started.elapsed();
    }
    Measured {
        applied,
        refused,
        wall,
        cpu,
        balances_expected: before - u128::from(applied) * u128::from(machine.fee_burnt()),
        balances_found: machine.sum_of_balances(),
    }
}

/// Processor time of this thread so far.
fn thread_cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Payments between two different accounts, drawn evenly.
struct Payments {
    accounts: u64,
    state: u64,
    drawn: u64,
}

impl Payments {
    fn new(settings: &Settings) -> Self {
        Self {
            accounts: settings.accounts as u64,
            state: 1,
            drawn: 0,
        }
    }

    fn draw(&mut self) -> Payment {
        let from = self.next() % self.accounts;
        let to = (from + 1 + self.next() % (self.accounts - 1)) % self.accounts;
        self.drawn += 1;
        Payment {
            from: from as usize,
            to: to as usize,
            amount: 1 + self.drawn % 1_000,
        }
    }

    /// SplitMix64: <https://prng.di.unimi.it/splitmix64.c>.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
