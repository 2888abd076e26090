//! Runs simulations by seed; `cargo xtask simulate` builds and starts it.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use aurigraph_simulator::plan::Plan;
use aurigraph_simulator::run::{kinds, timed};
use clap::Parser;
use tracing_subscriber::EnvFilter;

/// Runs simulated clusters by seed, and ends with an error at the first one in which something does not hold.
#[derive(Debug, Parser)]
struct Options {
    /// How many seeds, one after the other.
    #[arg(long, default_value_t = 100, value_name = "NUMBER")]
    seeds: u64,
    /// The first one.
    #[arg(long, default_value_t = 1, value_name = "SEED")]
    start: u64,
    /// Only this one, with its plan.
    #[arg(long, value_name = "SEED", conflicts_with_all = ["seeds", "start"])]
    seed: Option<u64>,
    /// Threads; as many as there are cores if absent.
    #[arg(long, value_name = "NUMBER")]
    threads: Option<usize>,
    /// Goes on after a failure, and names all seeds that failed.
    #[arg(long)]
    keep_going: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    match options.seed {
        Some(seed) => one(seed),
        None => many(&options),
    }
}

fn one(seed: u64) -> ExitCode {
    // What engine and nodes say of it, if RUST_LOG asks for it.
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("off")),
        )
        .with_writer(std::io::stderr)
        .init();
    print!("{}", Plan::of_seed(seed));
    let (_, ended, took) = timed(seed);
    match ended {
        Ok(report) => {
            println!(
                "{report:#?}\nin {:.2} s: everything holds",
                took.as_secs_f64()
            );
            ExitCode::SUCCESS
        }
        Err(failure) => {
            println!(
                "after {:.2} s: {failure}\nfailed: seed {seed}",
                took.as_secs_f64()
            );
            ExitCode::FAILURE
        }
    }
}

fn many(options: &Options) -> ExitCode {
    let began = Instant::now();
    let threads = options
        .threads
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let next = AtomicU64::new(options.start);
    let end = options.start + options.seeds;
    let stop = AtomicBool::new(false);
    let (sender, results) = mpsc::channel();
    // Panics are told with their seed.
    std::panic::set_hook(Box::new(|_| {}));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next, stop) = (sender.clone(), &next, &stop);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end || sender.send((seed, timed(seed))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut failed = Vec::new();
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let (mut done, mut payments, mut acknowledged, mut heights) = (0_u64, 0, 0, 0);
        let (mut epochs, mut left, mut came_back) = (0, 0, 0);
        let mut told = Instant::now();
        let mut longest = Duration::ZERO;
        for (seed, (plan, ended, took)) in results {
            done += 1;
            longest = longest.max(took);
            for kind in kinds(&plan) {
                *counts.entry(kind).or_default() += 1;
            }
            match ended {
                Ok(report) => {
                    payments += report.payments;
                    acknowledged += report.acknowledged;
                    heights += report.height;
                    epochs += report.epochs;
                    left += report.left;
                    came_back += report.came_back;
                }
                Err(failure) => {
                    println!("seed {seed}: {failure}");
                    failed.push(seed);
                    stop.store(!options.keep_going, Ordering::Relaxed);
                }
            }
            if told.elapsed() > Duration::from_secs(10) {
                told = Instant::now();
                eprintln!(
                    "{done} of {} seeds, {:.0} s",
                    options.seeds,
                    began.elapsed().as_secs_f64()
                );
            }
        }
        println!(
            "{done} seeds from {}: {heights} blocks, {epochs} changes of validators in force ({left} left, {came_back} came back), {payments} payments, {acknowledged} acknowledged, in {:.0} s (the longest {:.1} s)",
            options.start,
            began.elapsed().as_secs_f64(),
            longest.as_secs_f64()
        );
        for (kind, count) in counts {
            println!("  {count:>5}  {kind}");
        }
        failed.sort_unstable();
        match failed.first() {
            None => {
                println!("everything holds in all of them");
                ExitCode::SUCCESS
            }
            Some(first) => {
                println!(
                    "failed: seeds {failed:?}; again with: cargo xtask simulate --seed {first}"
                );
                println!("failed: seed {first}");
                ExitCode::FAILURE
            }
        }
    })
}
