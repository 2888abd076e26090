//! The report: one section a curve, with its picture, its table and the command of each point. Every figure comes from the results.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, bail};
use serde_json::Value;

use super::{
    plan::{CURVES, Curve},
    results::{Measured, QUANTITIES, Quantity, Record, points},
    svg,
};
use crate::bench::Values;

/// Writes `README.md` and one SVG a measured curve; returns how many curves.
pub fn write(folder: &Path, records: &[Record]) -> anyhow::Result<usize> {
    if records.is_empty() {
        bail!("there are no results yet: `cargo xtask curves` measures");
    }
    let files = files(records);
    let cannot = || format!("cannot write to {}", folder.display());
    fs::create_dir_all(folder).with_context(cannot)?;
    for (name, content) in &files {
        fs::write(folder.join(name), content).with_context(cannot)?;
    }
    Ok(files.len() - 1)
}

/// Name and content of every file of the report.
pub fn files(records: &[Record]) -> Vec<(String, String)> {
    let cores = most_cores(records);
    let mut text = heading(records, cores);
    let mut files = Vec::new();
    for curve in CURVES {
        let points = points(curve, cores, records);
        text += &format!("\n## {}\n{}\n\n", curve.title, curve.what);
        if points.is_empty() {
            text += "Not measured.\n";
            continue;
        }
        let reading = reading(&points);
        let picture = format!("{}.svg", curve.name);
        text += &format!("![{}: {reading}]({picture})\n\n{reading}\n\n", curve.title);
        text += &table(curve, &points);
        files.push((picture, svg::draw(curve, &points, &reading)));
    }
    files.push(("README.md".to_owned(), text));
    files
}

fn results(records: &[Record]) -> impl Iterator<Item = &Value> {
    records
        .iter()
        .filter_map(|record| record.outcome.as_ref().ok())
}

/// A run on some cores knows of those alone, so the machine has as many as the run with most.
fn most_cores(records: &[Record]) -> usize {
    let cores = results(records).filter_map(|result| result["machine"]["cores"].as_u64());
    cores.max().unwrap_or(1) as usize
}

fn heading(records: &[Record], cores: usize) -> String {
    let distinct = |of: &dyn Fn(&Record) -> String| {
        let all: BTreeSet<String> = records.iter().map(of).collect();
        all.into_iter().collect::<Vec<_>>().join(", ")
    };
    let machines: BTreeSet<String> = results(records)
        .map(|result| {
            let word = |value: &Value| value.as_str().unwrap_or("not known").to_owned();
            let memory = result["machine"]["memory_bytes"].as_f64();
            format!(
                "{}, {cores} cores, {} of memory, file system {}",
                word(&result["machine"]["processor"]),
                memory.map_or_else(
                    || "an amount that is not known".to_owned(),
                    |bytes| format!("{:.1} GiB", bytes / f64::from(1 << 30))
                ),
                word(&result["file_system"])
            )
        })
        .collect();
    let machines = match machines.len() {
        0 => "not known, because no run passed".to_owned(),
        1 => machines.into_iter().collect(),
        _ => format!(
            "several, so points do not compare: {}",
            machines.into_iter().collect::<Vec<_>>().join("; ")
        ),
    };
    let others: Vec<f64> = results(records)
        .filter_map(|result| result["other_processes_cores"].as_f64())
        .collect();
    let load = others.iter().copied().reduce(f64::max).map_or_else(
        || "not known".to_owned(),
        |most| {
            let median = Values(others).median();
            format!("{median:.2} cores in the median run, {most:.2} at most")
        },
    );
    let rounds = records
        .iter()
        .map(|record| record.round)
        .max()
        .unwrap_or_default();
    format!(
        "# Scaling curves\nHow rate and cost of a transfer change with one thing at a time. Written by `cargo xtask curves --report`: every \
         figure here comes from runs of `aurigraph bench`, whose definition of a transfer holds (signed, final, executed, on the disk).\n\n\
         | | |\n|---|---|\n| Machine | {} |\n| Commit | {} |\n| Date (UTC) | {} |\n| Other processes during the loads | {load} |\n\
         | Rounds | {rounds}; with several, figures are medians and ranges (bars in the pictures) run from the lowest to the highest |\n\n\
         Client and node share the machine. A run that did not pass has no figure: it is a gap, with its reason.\n",
        cell(&machines),
        distinct(&|record| record.commit.clone()),
        distinct(&|record| record.date.clone()),
    )
}

/// What the figures say, in a sentence that follows from them alone.
fn reading(points: &[Measured]) -> String {
    let sentence = |quantity: Quantity, name: &str, unit: &str| {
        let known = || {
            points
                .iter()
                .filter_map(move |point| Some((point.median(quantity)?, &point.label)))
        };
        let lowest = known().min_by(|left, right| left.0.total_cmp(&right.0))?;
        let highest = known().max_by(|left, right| left.0.total_cmp(&right.0))?;
        if known().count() < 2 || lowest.0 <= 0.0 {
            return None;
        }
        Some(format!(
            "The highest {name} ({} {unit}, at {}) is {:.2} times the lowest ({}, at {}).",
            figure(highest.0),
            highest.1,
            highest.0 / lowest.0,
            figure(lowest.0),
            lowest.1
        ))
    };
    let sentences = [
        sentence(Quantity::Rate, "rate", "transfers a second"),
        sentence(Quantity::Cost, "cost", "processor seconds for a million"),
    ];
    let known: Vec<String> = sentences.into_iter().flatten().collect();
    if known.is_empty() {
        "Fewer than two points have figures.".to_owned()
    } else {
        known.join(" ")
    }
}

fn table(curve: &Curve, points: &[Measured]) -> String {
    let mut text = format!(
        "| {} | transfers a second | processor seconds for a million | latency p50, ms | latency p99, ms | cores of other processes | |\n\
         |---|---|---|---|---|---|---|\n",
        curve.x_title
    );
    for point in points {
        text += &format!("| {} ", point.label);
        for quantity in QUANTITIES {
            let value = match point.spread(quantity) {
                Some([lowest, median, highest]) if lowest < highest => format!(
                    "{} ({} to {})",
                    figure(median),
                    figure(lowest),
                    figure(highest)
                ),
                Some([_, median, _]) => figure(median),
                None => "—".to_owned(),
            };
            text += &format!("| {value} ");
        }
        let gaps = point.gaps.iter().map(|gap| format!("gap: {}", cell(gap)));
        text += &format!("| {} |\n", gaps.collect::<Vec<_>>().join("; "));
    }
    let mut commands: Vec<&str> = points
        .iter()
        .filter_map(|point| point.command.as_deref())
        .collect();
    commands.dedup();
    text + &format!("\n```\n{}\n```\n", commands.join("\n"))
}

/// On one line and without what would end a cell.
fn cell(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('|', "\\|")
}

/// Whole and in groups of three where it is large, else with the digits that matter.
fn figure(value: f64) -> String {
    if value < 100.0 {
        return format!("{value:.3}");
    }
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
