//! `cargo xtask test`: every Rust test, several test executables at a time.
//!
//! ```text
//! cargo test --no-run ──▶ executables ──▶ queue ──▶ lane 1   operator ─────────────▶ payments ▶ …
//!                                              └──▶ lane 2   bench ──▶ kill ──▶ storage ▶ …
//! cargo test --doc
//! ```
//! `cargo test` runs them one after the other, and the long ones mostly wait: for a disk to fill, for a connection to be given up. What one
//! executable printed is shown in one piece when it has ended, with the time it took; the form is cargo's, so the counts are read alike.

use std::{
    collections::VecDeque,
    fs::{self, File},
    io::Write,
    path::PathBuf,
    process::{Command, ExitCode, Stdio},
    sync::Mutex,
    time::Instant,
};

use anyhow::{Context, bail};
use serde_json::Value;

use crate::workspace::Workspace;

/// Test executables at once. Each uses as many threads as there are cores, so more lanes would only make timeouts likelier.
const LANES: usize = 2;
/// Those that take longest are started first, so that no lane is left alone with one of them at the end.
const LONGEST: [&str; 5] = ["seeds", "operator", "bench", "kill", "storage"];
/// What chooses the same packages, features and profile in every call.
const CARGO_TEST: [&str; 4] = ["test", "--workspace", "--release", "--locked"];

/// One test executable.
struct TestExecutable {
    /// Name of the test target.
    target: String,
    /// Source file, relative to the root.
    source: String,
    path: PathBuf,
    /// The package's folder, in which cargo runs it.
    folder: PathBuf,
}

/// Builds and runs all tests; failure if one failed.
pub fn run(workspace: &Workspace) -> anyhow::Result<ExitCode> {
    let executables = build(workspace)?;
    let total = executables.len();
    let queue = Mutex::new(VecDeque::from(executables));
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES)
            .map(|_| scope.spawn(|| work(&queue, &failed)))
            .collect();
        lanes
            .into_iter()
            .try_for_each(|lane| lane.join().expect("a lane does not panic"))
    })?;
    let documentation = cargo(workspace)
        .args(CARGO_TEST)
        .args(["--doc", "--no-fail-fast"])
        .status()
        .context("cannot start cargo")?;
    let failed = failed.into_inner().expect("no lane panicked");
    if failed.is_empty() && documentation.success() {
        println!("\n{total} test executables and the examples in the documentation passed");
        return Ok(ExitCode::SUCCESS);
    }
    for source in failed {
        println!("failed: {source}");
    }
    Ok(ExitCode::FAILURE)
}

fn cargo(workspace: &Workspace) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(workspace.root());
    command
}

/// Compiles all tests; the longest come first.
fn build(workspace: &Workspace) -> anyhow::Result<Vec<TestExecutable>> {
    let output = cargo(workspace)
        .args(CARGO_TEST)
        .args(["--no-run", "--message-format=json-render-diagnostics"])
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!("the tests do not compile");
    }
    let messages = String::from_utf8(output.stdout).context("cargo printed no UTF-8")?;
    let mut executables = messages
        .lines()
        .filter_map(|line| test_executable(workspace, line).transpose())
        .collect::<anyhow::Result<Vec<_>>>()?;
    if executables.is_empty() {
        bail!("cargo named no test executable");
    }
    executables.sort_by_key(|executable| {
        let place = LONGEST.iter().position(|name| *name == executable.target);
        place.unwrap_or(LONGEST.len())
    });
    Ok(executables)
}

/// The test executable that a line of cargo's messages names, if it names one.
fn test_executable(workspace: &Workspace, line: &str) -> anyhow::Result<Option<TestExecutable>> {
    let message: Value = serde_json::from_str(line).context("cargo printed no JSON")?;
    let Some(path) = message["executable"].as_str() else {
        return Ok(None);
    };
    if message["profile"]["test"] != true {
        return Ok(None);
    }
    let text = |value: &Value| {
        let text = value.as_str().context("cargo's message lacks a field");
        text.map(str::to_owned)
    };
    let source = PathBuf::from(text(&message["target"]["src_path"])?);
    let manifest = PathBuf::from(text(&message["manifest_path"])?);
    let folder = manifest.parent().context("a manifest lies in a folder")?;
    Ok(Some(TestExecutable {
        target: text(&message["target"]["name"])?,
        source: source
            .strip_prefix(workspace.root())
            .unwrap_or(&source)
            .display()
            .to_string(),
        path: path.into(),
        folder: folder.to_path_buf(),
    }))
}

/// Takes executables from the queue until it is empty.
fn work(
    queue: &Mutex<VecDeque<TestExecutable>>,
    failed: &Mutex<Vec<String>>,
) -> anyhow::Result<()> {
    loop {
        let next = queue.lock().expect("no lane panicked").pop_front();
        let Some(executable) = next else {
            return Ok(());
        };
        let began = Instant::now();
        // A file and not a pipe: a process that a broken test leaves behind would hold a pipe open for ever.
        let output = executable.path.with_extension("output");
        let file =
            File::create(&output).with_context(|| format!("cannot create {}", output.display()))?;
        let status = Command::new(&executable.path)
            .current_dir(&executable.folder)
            .env("CARGO_MANIFEST_DIR", &executable.folder)
            .stdin(Stdio::null())
            .stdout(file.try_clone().context("cannot share a file")?)
            .stderr(file)
            .status()
            .with_context(|| format!("cannot start {}", executable.path.display()))?;
        let printed =
            fs::read(&output).with_context(|| format!("cannot read {}", output.display()))?;
        let printed = String::from_utf8_lossy(&printed);
        let mut out = std::io::stdout().lock();
        writeln!(
            out,
            "     Running {} ({:.1} s)\n{}",
            executable.source,
            began.elapsed().as_secs_f64(),
            printed.trim_end()
        )?;
        if !status.success() {
            writeln!(out, "error: {} ended with {status}", executable.source)?;
            let mut failed = failed.lock().expect("no lane panicked");
            failed.push(executable.source);
        }
    }
}
