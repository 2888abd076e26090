//! Compares placements on synthetic traffic: learns from some epochs, then counts the local transfers of the next one.
//!
//! ```text
//! cargo run --release -p aurigraph-placement --example compare -- [--shards 2] [--accounts 20000] [--transfers 400000] [--epochs 4] [--seed 1] [--traffic NAME] [--json]
//! ```
#![allow(
    clippy::disallowed_types,
    reason = "the time that a placement takes is measured here and goes into no placement"
)]

use std::process::ExitCode;
use std::time::Instant;

use aurigraph_placement::balance::TOLERANCE_PERMILLE;
use aurigraph_placement::optimum::by_communities;
use aurigraph_placement::streaming::{Heuristic, stream};
use aurigraph_placement::{
    AccountGraph, Learner, LearnerSettings, LoadLimit, Placement, ShardCount, Synthetic, Traffic,
    Transfer, Workload, hindsight_optimum,
};
use serde_json::{Value, json};

/// Starts of the off-line optimum.
const STARTS: usize = 6;
/// Epochs' worth of further transfers from which it is found what could be known at best.
const KNOWABLE_EPOCHS: usize = 8;

struct Options {
    shards: ShardCount,
    accounts: usize,
    transfers: usize,
    epochs: usize,
    seed: u64,
    traffic: Option<String>,
    json: bool,
}

/// One line of the table.
struct Row {
    workload: String,
    method: &'static str,
    local_share: f64,
    share_of_hindsight: f64,
    share_of_knowable: f64,
    imbalance: f64,
    /// Share of the accounts placed before that the last re-placement moved; only the learned placement has one.
    moved_share: Option<f64>,
    /// For each edge of the graph it was made from.
    nanoseconds_per_edge: Option<f64>,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::from(2);
        }
    };
    if !options.json {
        println!(
            "synthetic traffic: {} accounts, {} transfers an epoch, {} epochs to learn from, {} shards, seed {}",
            options.accounts,
            options.transfers,
            options.epochs,
            options.shards.usize(),
            options.seed
        );
        println!(
            "| traffic | placement | local | of hindsight | of knowable | fullest shard | moved | ns an edge |\n|---|---|---|---|---|---|---|---|"
        );
    }
    let mut rows = Vec::new();
    let asked_for = |workload: &Workload| {
        options
            .traffic
            .as_ref()
            .is_none_or(|name| workload.name().starts_with(name.as_str()))
    };
    for workload in Workload::ALL.into_iter().filter(asked_for) {
        let compared = compare(workload, &options);
        if !options.json {
            compared.iter().for_each(print);
        }
        rows.extend(compared);
    }
    if options.json {
        let rows: Vec<Value> = rows.iter().map(as_json).collect();
        let document = json!({
            "synthetic": true,
            "shards": options.shards.usize(),
            "accounts": options.accounts,
            "transfers_per_epoch": options.transfers,
            "epochs_learned": options.epochs,
            "seed": options.seed,
            "rows": rows,
        });
        println!("{document:#}");
    }
    ExitCode::SUCCESS
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        shards: ShardCount::new(2).expect("two shards are supported"),
        accounts: 20_000,
        transfers: 400_000,
        epochs: 4,
        seed: 1,
        traffic: None,
        json: false,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        if name == "--json" {
            options.json = true;
            continue;
        }
        let value = arguments.next().ok_or(format!("{name} needs a value"))?;
        if name == "--traffic" {
            options.traffic = Some(value);
            continue;
        }
        let number: usize = value
            .parse()
            .map_err(|_| format!("{name} needs a whole number, not {value}"))?;
        match name.as_str() {
            "--shards" => {
                options.shards = ShardCount::new(number).map_err(|error| error.to_string())?;
            }
            "--accounts" if number >= 200 => options.accounts = number,
            "--transfers" if number >= 1 => options.transfers = number,
            "--epochs" if number >= 1 => options.epochs = number,
            "--seed" => options.seed = number as u64,
            _ => return Err(format!("{name} {value} is not understood")),
        }
    }
    Ok(options)
}

fn compare(workload: Workload, options: &Options) -> Vec<Row> {
    let shards = options.shards;
    let mut synthetic = Synthetic::new(workload, options.accounts, options.seed);
    let mut learner = Learner::new(shards, LearnerSettings::default());
    let mut seen = Traffic::default();
    let mut replacement = None;
    let mut learned_ns = 0.0;
    for _ in 0..options.epochs {
        let epoch = synthetic.next_epoch(options.transfers);
        seen.add(&Traffic::of_transfers(&epoch));
        let began = Instant::now();
        let made = learner.end_epoch(&epoch);
        learned_ns = began.elapsed().as_nanos() as f64 / made.remembered_pairs as f64;
        replacement = Some(made);
    }
    let replacement = replacement.expect("there is an epoch");
    let before = synthetic.clone();
    let held_out = synthetic.next_epoch(options.transfers);

    let mut placements = vec![("hashing", Placement::hashed(shards, options.accounts), None)];
    let graph = AccountGraph::new(&seen, options.accounts);
    let limit = LoadLimit::new(&graph, shards.usize(), TOLERANCE_PERMILLE);
    for (name, heuristic, passes) in [
        ("LDG", Heuristic::Ldg, 1),
        ("Fennel", Heuristic::Fennel, 1),
        ("restreamed LDG", Heuristic::Ldg, 10),
        ("restreamed Fennel", Heuristic::Fennel, 10),
    ] {
        let began = Instant::now();
        let placement = stream(&graph, shards, limit, heuristic, passes);
        let ns = began.elapsed().as_nanos() as f64 / graph.edge_count() as f64;
        placements.push((name, placement, Some(ns)));
    }
    placements.push(("learned", learner.placement().clone(), Some(learned_ns)));

    let knowable = knowable_optimum(&before, options);
    let (hindsight, hindsight_ns) =
        hindsight(&held_out, &synthetic, &placements, &knowable, options);
    let hindsight_local = hindsight.quality(&held_out).local_transfers as f64;
    let knowable_local = knowable.quality(&held_out).local_transfers as f64;
    let row = |method, placement: &Placement, transfers: &[Transfer], ns| {
        let quality = placement.quality(transfers);
        let local = quality.local_transfers as f64;
        Row {
            workload: workload.name(),
            method,
            local_share: local / quality.transfers as f64,
            share_of_hindsight: local / hindsight_local,
            share_of_knowable: local / knowable_local,
            imbalance: quality.imbalance_permille() as f64 / 1_000.0,
            moved_share: (method == "learned").then(|| {
                replacement.moved_accounts as f64 / replacement.known_accounts.max(1) as f64
            }),
            nanoseconds_per_edge: ns,
        }
    };
    let mut rows: Vec<Row> = placements
        .iter()
        .map(|(method, placement, ns)| row(*method, placement, &held_out, *ns))
        .collect();
    rows.push(row("optimum, knowable", &knowable, &held_out, None));
    rows.push(row(
        "optimum, hindsight",
        &hindsight,
        &held_out,
        Some(hindsight_ns),
    ));
    // The same placement on as many transfers of the same process: what of it was chance.
    let again = synthetic.more(options.transfers, options.seed ^ 0xA6A1);
    rows.push(row("hindsight, next draw", &hindsight, &again, None));
    rows
}

/// The best placement for somebody who knows how the traffic is made as the held-out epoch begins, but not its transfers.
fn knowable_optimum(before: &Synthetic, options: &Options) -> Placement {
    let sample = before.more(options.transfers * KNOWABLE_EPOCHS, options.seed ^ 0x5EED);
    let graph = AccountGraph::new(&Traffic::of_transfers(&sample), options.accounts);
    let limit = LoadLimit::new(&graph, options.shards.usize(), TOLERANCE_PERMILLE);
    let planted = by_communities(&graph, options.shards, limit, before.community_of());
    hindsight_optimum(
        &graph,
        options.shards,
        limit,
        &[&planted],
        STARTS,
        options.seed,
    )
}

/// The best placement that was found for the held-out transfers themselves, and what it took for each edge.
fn hindsight(
    held_out: &[Transfer],
    synthetic: &Synthetic,
    placements: &[(&'static str, Placement, Option<f64>)],
    knowable: &Placement,
    options: &Options,
) -> (Placement, f64) {
    let graph = AccountGraph::new(&Traffic::of_transfers(held_out), options.accounts);
    let limit = LoadLimit::new(&graph, options.shards.usize(), TOLERANCE_PERMILLE);
    let planted = by_communities(&graph, options.shards, limit, synthetic.community_of());
    let mut candidates = vec![&planted, knowable];
    candidates.extend(placements.iter().map(|(_, placement, _)| placement));
    let began = Instant::now();
    let best = hindsight_optimum(
        &graph,
        options.shards,
        limit,
        &candidates,
        STARTS,
        options.seed,
    );
    let ns = began.elapsed().as_nanos() as f64 / graph.edge_count() as f64;
    (best, ns)
}

fn print(row: &Row) {
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    println!(
        "| {} | {} | {} | {} | {} | {:.3} | {} | {} |",
        row.workload,
        row.method,
        percent(row.local_share),
        percent(row.share_of_hindsight),
        percent(row.share_of_knowable),
        row.imbalance,
        row.moved_share.map_or_else(String::new, percent),
        row.nanoseconds_per_edge
            .map_or_else(String::new, |ns| format!("{ns:.0}")),
    );
}

fn as_json(row: &Row) -> Value {
    json!({
        "traffic": row.workload,
        "placement": row.method,
        "local_share": row.local_share,
        "share_of_hindsight_optimum": row.share_of_hindsight,
        "share_of_knowable_optimum": row.share_of_knowable,
        "fullest_shard_by_mean": row.imbalance,
        "moved_share": row.moved_share,
        "nanoseconds_per_edge": row.nanoseconds_per_edge,
    })
}
