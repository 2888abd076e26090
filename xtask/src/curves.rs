//! `cargo xtask curves`: how rate and cost of a transfer change with one thing at a time, and a report with pictures.
//!
//! ```text
//! rounds × curves × points ─▶ aurigraph bench --json ─▶ one JSON file a run in --out ─ --report ─▶ README.md and one SVG a curve
//! ```
//! A file is written as soon as its run ends, so that a measurement goes on where it was stopped. Rounds are interleaved, so that a
//! disturbance of a minute does not fall on one point alone. A run that does not pass scores nothing: it is kept as a gap with its reason.

mod options;
mod plan;
mod report;
mod results;
mod scale;
mod svg;
#[cfg(test)]
mod tests;

use std::{
    fs,
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use serde_json::Value;

use crate::{
    bench::{Origin, once},
    workspace::Workspace,
};
use options::Options;
use plan::{CURVES, Curve, Point};
use results::Record;

/// Runs the command; `arguments` are those after `curves`.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> anyhow::Result<ExitCode> {
    let options = Options::parse(arguments)?;
    if options.lists {
        for curve in CURVES {
            println!("{:<12}{}", curve.name, curve.title);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let curves = plan::chosen(&options.only)?;
    let out = workspace.path(&options.out);
    if let Some(folder) = &options.report {
        let mut records = results::read_all(&out)?;
        records.retain(|record| curves.iter().any(|curve| curve.name == record.curve));
        let folder = workspace.path(folder);
        let written = report::write(&folder, &records)?;
        println!(
            "written: {} and {written} pictures beside it",
            folder.join("README.md").display()
        );
        return Ok(ExitCode::SUCCESS);
    }
    let gaps = measure(workspace, &options, &curves)?;
    println!("results: {}", out.display());
    println!(
        "`cargo xtask curves --out {} --report FOLDER` writes the report",
        options.out
    );
    if gaps > 0 {
        eprintln!("{gaps} runs did not pass; the next call runs them again");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// One run that is to be made.
struct Task {
    curve: &'static Curve,
    point: Point,
    round: usize,
}

/// Makes every run whose result is not there yet; returns how many did not pass.
fn measure(
    workspace: &Workspace,
    options: &Options,
    curves: &[&'static Curve],
) -> anyhow::Result<usize> {
    let out = workspace.path(&options.out);
    fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    let tasks = tasks(options, curves, &out)?;
    let has_taskset = workspace.capture("taskset", &["--version"]).is_ok();
    let mut progress = Progress::default();
    let mut gaps = 0;
    for (position, task) in tasks.iter().enumerate() {
        eprintln!(
            "{} of {}: {} {}, round {} ({})",
            position + 1,
            tasks.len(),
            task.curve.name,
            task.point.label,
            task.round,
            progress.left(options, &tasks[position..])
        );
        let started = Instant::now();
        let outcome = if task.point.cores.is_some() && !has_taskset {
            Err("taskset is missing: it is part of util-linux".to_owned())
        } else {
            let arguments = task.point.arguments(options);
            once(
                workspace,
                &task.point.prefix(),
                &options.executable,
                &arguments,
            )?
        };
        match &outcome {
            Ok(_) => progress.add(options, task, started.elapsed()),
            Err(reason) => {
                gaps += 1;
                eprintln!("  a gap, because it did not pass: {reason}");
            }
        }
        let origin = Origin::of(workspace, outcome.as_ref().unwrap_or(&Value::Null))?;
        let record = Record {
            curve: task.curve.name.to_owned(),
            label: task.point.label.clone(),
            round: task.round,
            command: task.point.command(options),
            commit: origin.commit,
            date: origin.date,
            outcome,
        };
        record.write(&out)?;
    }
    Ok(gaps)
}

/// All runs in order, without those that passed before.
fn tasks(options: &Options, curves: &[&'static Curve], out: &Path) -> anyhow::Result<Vec<Task>> {
    let cores = std::thread::available_parallelism()
        .context("the number of cores is not known")?
        .get();
    let mut tasks = Vec::new();
    for round in 1..=options.rounds {
        for &curve in curves {
            for point in curve.points(cores) {
                let file = results::file(out, curve.name, &point.label, round);
                if options.again || !file.exists() {
                    tasks.push(Task {
                        curve,
                        point,
                        round,
                    });
                    continue;
                }
                let record = Record::read(&file)?;
                if record.outcome.is_err() {
                    tasks.push(Task {
                        curve,
                        point,
                        round,
                    });
                } else if record.command != point.command(options) {
                    bail!(
                        "{} was measured by another command ({}): --again measures anew, --out names another folder",
                        file.display(),
                        record.command
                    );
                }
            }
        }
    }
    Ok(tasks)
}

/// How long runs take beside their loads.
#[derive(Default)]
struct Progress {
    runs: u32,
    beside_loads: Duration,
}

impl Progress {
    fn load(options: &Options, task: &Task) -> Duration {
        Duration::from_secs(options.duration_seconds * task.point.loads)
    }

    fn add(&mut self, options: &Options, task: &Task, took: Duration) {
        self.runs += 1;
        self.beside_loads += took.saturating_sub(Self::load(options, task));
    }

    fn left(&self, options: &Options, tasks: &[Task]) -> String {
        let loads: Duration = tasks.iter().map(|task| Self::load(options, task)).sum();
        let runs = u32::try_from(tasks.len()).unwrap_or(u32::MAX);
        match self.beside_loads.checked_div(self.runs) {
            Some(mean) => format!("about {} s left", (loads + mean * runs).as_secs()),
            None => format!("more than {} s left", loads.as_secs()),
        }
    }
}
