//! `cargo xtask`: the single door to what people and CI run besides `make`.
//!
//! Each subcommand sits in a file of its own; this one only reads the command line.
//! Nothing here changes the working tree except `openapi`, `bench --write-baseline` and `curves --report`, which say what they wrote.

mod bench;
mod check;
mod curves;
mod doctor;
mod json_file;
mod openapi;
mod simulate;
mod test;
mod workspace;

use std::process::ExitCode;

use workspace::Workspace;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  doctor                What this machine has and lacks, with the command that installs it.
  check [--only NAME]   Formatting, lints, types, dependency rule, drift, links. --list names them.
  test                  Every Rust test, several test executables at a time.
  bench [OPTIONS]       Run the benchmark's scenarios (--list names them), results in target/bench.
                        --only NAME, --duration SECONDS, --rounds NUMBER, --out FOLDER, --executable PATH,
                        --allow-busy-machine; --write-baseline keeps the result for this machine class;
                        --compare fails on a regression beyond noise, with a FILE of an earlier run without
                        running anything; --baseline FILE names another one than the machine class's.
  curves [OPTIONS]      Measure scaling curves (--list names them), one JSON file a run in target/curves; goes on where
                        it was stopped. --only NAME, --duration SECONDS, --rounds NUMBER, --again, --out FOLDER,
                        --executable PATH, --allow-busy-machine; --report FOLDER measures nothing and writes
                        README.md and one SVG a curve there, from the results that are in --out.
  simulate [OPTIONS]    Whole clusters under simulated time, network, disk and Byzantine validators, by seed: --seeds NUMBER
                        --start SEED, --seed SEED for one with its plan, --threads NUMBER, --keep-going; --release-goal
                        runs what a release must pass. The seed that failed is on the last line.
  openapi               Write openapi.json from the code, and the TypeScript types from it.
  help                  This text.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> anyhow::Result<ExitCode> {
    match arguments {
        ["doctor"] => doctor::run(&Workspace::find()?),
        ["check"] => check::run(&Workspace::find()?, None),
        ["check", "--list"] => {
            check::list();
            Ok(ExitCode::SUCCESS)
        }
        ["check", "--only", name] => check::run(&Workspace::find()?, Some(name)),
        ["bench", options @ ..] => bench::run(&Workspace::find()?, options),
        ["curves", options @ ..] => curves::run(&Workspace::find()?, options),
        ["simulate", options @ ..] => simulate::run(&Workspace::find()?, options),
        ["test"] => test::run(&Workspace::find()?),
        ["openapi"] => openapi::write(&Workspace::find()?).map(|()| ExitCode::SUCCESS),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            eprint!(
                "xtask: unknown command line: {}\n\n{USAGE}",
                arguments.join(" ")
            );
            Ok(ExitCode::from(2))
        }
    }
}
