//! `cargo xtask bench`: named scenarios of `aurigraph bench`, their results as ratios, and whether they became worse.
//!
//! ```text
//! scenarios × rounds (A B C, A B C, …) ─▶ one JSON file a run ─▶ ratios to what the machine did in the same run
//!                                                                  │
//!          benches/baselines/MACHINE-CLASS.json ◀─ --write-baseline │ --compare ─▶ table; fails on a regression
//! ```
//! A rate depends on the machine and on the hour; a ratio to a calibration of the same run depends far less on both. Rounds are
//! interleaved, so that a disturbance of a minute does not fall on one scenario alone. A run whose checks fail scores nothing.

mod baseline;
mod compare;
mod figures;
mod once;
mod options;
mod scenarios;

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context, anyhow, bail};
use serde_json::Value;

use crate::workspace::Workspace;
use baseline::Measured;
use options::{Mode, Options};
use scenarios::{SCENARIOS, Scenario};

pub use baseline::Origin;
pub use figures::Values;
pub use once::once;
pub use options::number;

/// Fewer rounds say nothing about noise.
const ROUNDS_MIN: usize = 3;
/// All rounds as one file, in the form of a baseline.
const SUMMARY: &str = "summary.json";

/// Runs the command; `arguments` are those after `bench`.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> anyhow::Result<ExitCode> {
    let options = Options::parse(arguments)?;
    match &options.mode {
        Mode::List => {
            for scenario in SCENARIOS {
                println!("{:<20}{}", scenario.name, scenario.what);
            }
            Ok(ExitCode::SUCCESS)
        }
        Mode::CompareFile(file) => {
            let measured = Measured::read(Path::new(file))?;
            compare(workspace, &options, &measured)
        }
        Mode::Run | Mode::WriteBaseline | Mode::Compare => {
            let measured = measure(workspace, &options)?;
            let summary = workspace.path(&options.out).join(SUMMARY);
            measured.write(&summary)?;
            print!("{}", measured.text());
            println!("written: {}", summary.display());
            match options.mode {
                Mode::WriteBaseline => {
                    let file = baseline_file(workspace, &options, &measured);
                    measured.write(&file)?;
                    println!("written: {}", file.display());
                    Ok(ExitCode::SUCCESS)
                }
                Mode::Compare => compare(workspace, &options, &measured),
                _ => Ok(ExitCode::SUCCESS),
            }
        }
    }
}

fn baseline_file(
    workspace: &Workspace,
    options: &Options,
    measured: &Measured,
) -> std::path::PathBuf {
    let default = || {
        let class = &measured.origin.machine_class;
        workspace.path(&format!("benches/baselines/{class}.json"))
    };
    options
        .baseline
        .as_ref()
        .map_or_else(default, |file| workspace.path(file))
}

fn compare(
    workspace: &Workspace,
    options: &Options,
    measured: &Measured,
) -> anyhow::Result<ExitCode> {
    let file = baseline_file(workspace, options, measured);
    if !file.exists() {
        bail!(
            "there is no baseline for this machine class ({}); `cargo xtask bench --write-baseline` on a quiet machine, at the commit to \
             compare with, writes {}",
            measured.origin.machine_class,
            file.display()
        );
    }
    let baseline = Measured::read(&file)?;
    let comparison = compare::compare(&baseline, measured);
    print!("{}", comparison.text());
    Ok(if comparison.has_regression() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Runs all rounds of the scenarios that were chosen.
fn measure(workspace: &Workspace, options: &Options) -> anyhow::Result<Measured> {
    let chosen = scenarios::chosen(&options.only)?;
    let rounds = options.rounds.unwrap_or(match options.mode {
        Mode::Run => 1,
        _ => ROUNDS_MIN,
    });
    if rounds < ROUNDS_MIN && !matches!(options.mode, Mode::Run) {
        bail!("--rounds is {rounds}; a baseline and a comparison need {ROUNDS_MIN} at least");
    }
    let folder = workspace.path(&options.out);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut measured: Option<Measured> = None;
    for round in 1..=rounds {
        let mut rates = Vec::new();
        for scenario in &chosen {
            eprintln!("round {round} of {rounds}: {}", scenario.name);
            let arguments = scenario.arguments(options, &rates)?;
            let result = bench(workspace, options, scenario, &arguments)?;
            let file = folder.join(format!("{}-{round}.json", scenario.name));
            fs::write(&file, format!("{result:#}\n"))
                .with_context(|| format!("cannot write {}", file.display()))?;
            let rate = result["transfers_per_second"].as_f64();
            rates.push((scenario.name, rate.context("a result without a rate")?));
            if measured.is_none() {
                measured = Some(Measured::new(Origin::of(workspace, &result)?));
            }
            let measured = measured.as_mut().expect("made above");
            measured.add(scenario, &arguments, &result)?;
        }
    }
    measured.context("no scenario was run")
}

/// One run of `aurigraph bench`. One that did not pass is an error: it scores nothing.
fn bench(
    workspace: &Workspace,
    options: &Options,
    scenario: &Scenario,
    arguments: &[String],
) -> anyhow::Result<Value> {
    let outcome = once(workspace, &[], &options.executable, arguments)?;
    outcome.map_err(|reason| {
        anyhow!(
            "{} scores nothing, because it did not pass:\n{reason}",
            scenario.name
        )
    })
}

#[cfg(test)]
mod tests {
    use super::baseline::tests::measured;
    use super::figures::Figure;
    use super::*;

    #[test]
    fn comparing_files_fails_on_a_regression_and_passes_noise() {
        let workspace = Workspace::find().unwrap();
        let folder = std::env::temp_dir().join(format!("aurigraph-xtask-{}", std::process::id()));
        let file = |name: &str, values: &[f64]| {
            let file = folder.join(name);
            measured("hot", Figure::RateByBlake3, values)
                .write(&file)
                .unwrap();
            file.to_str().unwrap().to_owned()
        };
        let baseline = file("baseline.json", &[0.100, 0.101, 0.099]);
        let judge = |name, values: &[f64]| {
            let now = file(name, values);
            run(&workspace, &["--compare", &now, "--baseline", &baseline]).unwrap()
        };
        let noise = judge("noise.json", &[0.094, 0.097, 0.090]);
        let regression = judge("regression.json", &[0.080, 0.081, 0.079]);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(noise, ExitCode::SUCCESS);
        assert_eq!(regression, ExitCode::FAILURE);
    }
}
