//! `cargo xtask simulate`: whole clusters under simulated time, network and disk, by seed.

use std::process::{Command, ExitCode};

use anyhow::{Context, bail};

use crate::workspace::Workspace;

/// Seeds that a release must pass.
const RELEASE_GOAL: &str = "2000";

/// Builds the simulator and hands the options on.
pub fn run(workspace: &Workspace, options: &[&str]) -> anyhow::Result<ExitCode> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let options: Vec<&str> = match options {
        ["--release-goal"] => vec!["--seeds", RELEASE_GOAL, "--start", "1", "--keep-going"],
        options if options.contains(&"--release-goal") => {
            bail!("--release-goal takes no other option")
        }
        options => options.to_vec(),
    };
    let status = Command::new(program)
        .current_dir(workspace.root())
        .args(["run", "--quiet", "--release", "--locked"])
        .args(["--package", "aurigraph-simulator", "--"])
        .args(options)
        .status()
        .context("cannot start cargo")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
