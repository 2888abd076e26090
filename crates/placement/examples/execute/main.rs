//! Executes held-out synthetic transfers by one thread, on shards by hashing and on shards by the learned placement, and says what each costs.
//!
//! ```text
//! cargo run --release -p aurigraph-placement --example execute -- [--accounts 65536] [--transfers 1600000] [--shards 2] [--rounds 7] [--json]
//! ```
//! Processor time is read from `/proc`, so this runs on Linux only.
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "time is what this measures; it goes into no placement"
)]

mod ledger;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use aurigraph_ledger::accounts::Hot;
use aurigraph_placement::execution::{Block, Division, SerialBalances, ShardedBalances};
use aurigraph_placement::{
    Learner, LearnerSettings, Placement, ShardCount, Synthetic, Transfer, Workload,
};
use aurigraph_types::{AccountIndex, Amount, AssetIndex, TransferRecord};
use serde_json::{Value, json};

/// Minor units that each account has at first.
const BALANCE: u64 = 1_000_000_000;
/// Records under one signature.
const BATCH_RECORDS: usize = 20_000;
/// Times that a sample goes through all blocks, so that it lasts long enough to be measured.
const PASSES: usize = 4;
/// The signer of everything: it has the custody of all other accounts.
const SIGNER: AccountIndex = AccountIndex::new(0);

struct Options {
    accounts: usize,
    transfers: usize,
    shards: ShardCount,
    rounds: usize,
    json: bool,
}

/// What one way of execution took.
struct Figure {
    traffic: String,
    block_records: usize,
    beside: bool,
    way: String,
    local_share: Option<f64>,
    transfers_per_second: f64,
    cpu_ns_per_transfer: f64,
    /// Cores that the busy neighbour got meanwhile.
    neighbour_cores: Option<f64>,
    serial_share: Option<f64>,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::from(2);
        }
    };
    let mut figures = Vec::new();
    for workload in [Workload::Communities(990), Workload::Zipf] {
        figures.extend(measure(workload, &options));
    }
    let (apply_ns, commit_ns) = ledger::costs(options.accounts, options.transfers);
    if options.json {
        let rows: Vec<Value> = figures.iter().map(as_json).collect();
        let document = json!({
            "synthetic": true,
            "accounts": options.accounts,
            "shards": options.shards.usize(),
            "rounds": options.rounds,
            "ledger_apply_ns_per_transfer": apply_ns,
            "ledger_commit_ns_per_transfer": commit_ns,
            "rows": rows,
        });
        println!("{document:#}");
        return ExitCode::SUCCESS;
    }
    println!(
        "synthetic traffic, {} accounts, {} shards; median of {} rounds\n\n| traffic | block | neighbour | execution | local | transfers/s | CPU ns a transfer | neighbour's cores | blocks executed twice |\n|---|---|---|---|---|---|---|---|---|",
        options.accounts,
        options.shards.usize(),
        options.rounds
    );
    figures.iter().for_each(print);
    println!(
        "\nthe ledger itself, uniform traffic in batches of {BATCH_RECORDS}: State::apply {apply_ns:.1} ns a transfer, State::commit after each 200,000 {commit_ns:.1} ns a transfer"
    );
    ExitCode::SUCCESS
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        accounts: 65_536,
        transfers: 1_600_000,
        shards: ShardCount::new(2).expect("two shards are supported"),
        rounds: 7,
        json: false,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        if name == "--json" {
            options.json = true;
            continue;
        }
        let value = arguments.next().ok_or(format!("{name} needs a value"))?;
        let number: usize = value
            .parse()
            .map_err(|_| format!("{name} needs a whole number, not {value}"))?;
        match name.as_str() {
            "--shards" => {
                options.shards = ShardCount::new(number).map_err(|error| error.to_string())?;
            }
            "--accounts" if (200..=65_536).contains(&number) => options.accounts = number,
            "--transfers" if number >= 200_000 => options.transfers = number,
            "--rounds" if number >= 1 => options.rounds = number,
            _ => return Err(format!("{name} {value} is not understood")),
        }
    }
    Ok(options)
}

fn measure(workload: Workload, options: &Options) -> Vec<Figure> {
    let mut synthetic = Synthetic::new(workload, options.accounts, 1);
    let mut learner = Learner::new(options.shards, LearnerSettings::default());
    for _ in 0..3 {
        learner.end_epoch(&synthetic.next_epoch(options.transfers));
    }
    let held_out = synthetic.next_epoch(options.transfers);
    let records = records(&held_out);
    let placements = [
        (
            "hashed",
            Placement::hashed(options.shards, options.accounts),
        ),
        ("learned", learner.placement().clone()),
    ];
    let funded = vec![BALANCE; options.accounts];
    // An account without money pays in about one of ten thousand transfers.
    let mut short = funded.clone();
    for account in short.iter_mut().step_by(10_000) {
        *account = 0;
    }
    let mut figures = Vec::new();
    for block_records in [20_000, 200_000] {
        for beside in [false, true] {
            let run = Comparison {
                options,
                placements: &placements,
                held_out: &held_out,
                records: &records,
                block_records,
                beside,
                traffic: workload.name(),
            };
            figures.extend(run.figures(&funded, ""));
            if !beside && block_records == BATCH_RECORDS {
                let lacking = run.figures(&short, ", 1 in 10,000 without funds");
                figures.extend(lacking);
            }
        }
    }
    figures
}

struct Comparison<'run> {
    options: &'run Options,
    placements: &'run [(&'static str, Placement)],
    held_out: &'run [Transfer],
    records: &'run [TransferRecord],
    block_records: usize,
    beside: bool,
    traffic: String,
}

/// Wall time, processor time, neighbour's processor time, all in nanoseconds.
type Sample = (u64, u64, u64);

impl Comparison<'_> {
    /// One thread and every placement, in turns, so that a slow moment of the machine hits all alike. Stops if their results differ.
    fn figures(&self, balances: &[u64], remark: &str) -> Vec<Figure> {
        let hot = vec![
            Hot {
                custodian: SIGNER.get(),
                flags: 0
            };
            balances.len()
        ];
        let blocks: Vec<Block<'_>> = (0..PASSES)
            .flat_map(|_| self.records.chunks(self.block_records))
            .map(|records| Block {
                signer: SIGNER,
                records,
            })
            .collect();
        let mut serial = SerialBalances::new(balances);
        // Every placement twice: shards that go through all records, and shards for which the records were divided beforehand.
        let mut sharded: Vec<(ShardedBalances, Vec<Division>)> = Vec::new();
        for (_, placement) in self.placements {
            let state = ShardedBalances::new(balances, placement);
            let divide = |block: &Block<'_>| state.divide(block.records);
            let divisions = blocks.iter().map(divide).collect();
            sharded.push((ShardedBalances::new(balances, placement), Vec::new()));
            sharded.push((state, divisions));
        }
        let mut samples: Vec<Vec<Sample>> = vec![Vec::new(); sharded.len() + 1];
        let mut serial_blocks = vec![0; sharded.len()];
        for _ in 0..self.options.rounds {
            let mut expected = Vec::new();
            samples[0].push(timed(self.beside, |cpu| {
                expected = serial.execute(&hot, &blocks);
                cpu.fetch_add(thread_cpu_ns(), Ordering::Relaxed);
            }));
            for (way, (balances, divisions)) in sharded.iter_mut().enumerate() {
                let mut rejected = Vec::new();
                samples[way + 1].push(timed(self.beside, |cpu| {
                    let ended = || {
                        cpu.fetch_add(thread_cpu_ns(), Ordering::Relaxed);
                    };
                    (rejected, serial_blocks[way]) =
                        balances.execute(&hot, &blocks, divisions, ended);
                }));
                assert!(rejected == expected, "the same records are rejected");
            }
        }
        for account in (0..balances.len() as u32).map(AccountIndex::new) {
            let expected = serial.get(account);
            assert!(
                sharded
                    .iter()
                    .all(|(shards, _)| shards.get(account) == expected)
            );
        }
        let mut ways = vec![(format!("1 thread{remark}"), None, None)];
        for (way, serial_blocks) in serial_blocks.into_iter().enumerate() {
            let (name, placement) = &self.placements[way / 2];
            let quality = placement.quality(self.held_out);
            let local = quality.local_transfers as f64 / quality.transfers as f64;
            let divided = if way % 2 == 1 { ", divided before" } else { "" };
            let shards = self.options.shards.usize();
            ways.push((
                format!("{shards} shards, {name}{divided}{remark}"),
                Some(local),
                Some(serial_blocks as f64 / blocks.len() as f64),
            ));
        }
        ways.into_iter()
            .zip(&samples)
            .map(|((way, local_share, serial_share), samples)| {
                let (wall, cpu, neighbour) = median(samples);
                let transfers = (self.records.len() * PASSES) as f64;
                Figure {
                    traffic: self.traffic.clone(),
                    block_records: self.block_records,
                    beside: self.beside,
                    way,
                    local_share,
                    transfers_per_second: transfers / (wall as f64 / 1e9),
                    cpu_ns_per_transfer: cpu as f64 / transfers,
                    neighbour_cores: self.beside.then(|| neighbour as f64 / wall as f64),
                    serial_share,
                }
            })
            .collect()
    }
}

/// Runs something on threads of its own, beside a busy one if asked; it adds up the processor time of its threads.
fn timed(beside: bool, work: impl FnOnce(&AtomicU64) + Send) -> Sample {
    let (cpu, neighbour, stop) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    let mut wall = 0;
    std::thread::scope(|scope| {
        if beside {
            scope.spawn(|| {
                let mut state = 1_u64;
                while !stop.load(Ordering::Relaxed) {
                    for _ in 0..1_000 {
                        state = std::hint::black_box(state.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 7);
                    }
                }
                neighbour.store(thread_cpu_ns(), Ordering::Relaxed);
            });
        }
        let began = Instant::now();
        let worker = scope.spawn(|| work(&cpu));
        worker.join().expect("the work does not panic");
        wall = began.elapsed().as_nanos() as u64;
        stop.store(true, Ordering::Relaxed);
    });
    (
        wall,
        cpu.load(Ordering::Relaxed),
        neighbour.load(Ordering::Relaxed),
    )
}

/// Processor time of the calling thread since it began.
fn thread_cpu_ns() -> u64 {
    // Giving the core away brings the kernel's account up to date; it is otherwise as old as the last tick.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")
        .expect("Linux tells a thread's processor time");
    let first = text
        .split_whitespace()
        .next()
        .expect("it is the first word");
    first.parse().expect("it is a number")
}

/// The sample with the median wall time.
fn median(samples: &[Sample]) -> Sample {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

fn records(transfers: &[Transfer]) -> Vec<TransferRecord> {
    transfers
        .iter()
        .enumerate()
        .map(|(number, transfer)| {
            let amount = Amount::new(1 + number as u64 % 100);
            TransferRecord::new(transfer.debit, transfer.credit, AssetIndex::new(0), amount)
        })
        .collect()
}

fn print(figure: &Figure) {
    println!(
        "| {} | {} | {} | {} | {} | {:.1} million | {:.1} | {} | {} |",
        figure.traffic,
        figure.block_records,
        if figure.beside { "busy" } else { "none" },
        figure.way,
        figure
            .local_share
            .map_or_else(String::new, |share| format!("{:.1} %", share * 100.0)),
        figure.transfers_per_second / 1e6,
        figure.cpu_ns_per_transfer,
        figure
            .neighbour_cores
            .map_or_else(String::new, |cores| format!("{cores:.2}")),
        figure
            .serial_share
            .map_or_else(String::new, |share| format!("{:.0} %", share * 100.0)),
    );
}

fn as_json(figure: &Figure) -> Value {
    json!({
        "traffic": figure.traffic,
        "block_records": figure.block_records,
        "busy_neighbour": figure.beside,
        "execution": figure.way,
        "local_share": figure.local_share,
        "transfers_per_second": figure.transfers_per_second,
        "cpu_ns_per_transfer": figure.cpu_ns_per_transfer,
        "neighbour_cores": figure.neighbour_cores,
        "share_of_blocks_executed_twice": figure.serial_share,
    })
}
