//! `cargo xtask test`: every Rust test, several test executables at a time.
//!
//! ```text
//! cargo test --no-run ──▶ executables ──▶ queue ──▶ lane 1   operator ─────────────▶ payments ▶ …
//!                                              └──▶ lane 2   bench ──▶ kill ──▶ storage ▶ …
//! failed tests, once more, one at a time
//! cargo test --doc
//! ```
//! `cargo test` runs them one after the other, and the long ones mostly wait: for a disk to fill, for a connection to be given up. What one
//! executable printed is shown in one piece when it has ended, with the time it took.
//!
//! Many tests drive real processes against the clock, on machines that others share. One that failed is therefore run
//! once more with nothing beside it. Passed then, it does not fail the run, and is named at its end as unsteady: a
//! fault to look for. With `AURIGRAPH_TESTS_STRICT=1` (`make test-long`) there
//! is no second try. The last line is `N passed, N failed`.

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
/// So many failed tests are tried once more; more of them are no chance.
const SECOND_TRIES: usize = 8;
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

/// What the executables reported so far.
#[derive(Default)]
struct Outcome {
    passed: u64,
    /// Tests that passed only at the second try, as `file: test`.
    unsteady: Vec<String>,
    /// Tests that failed, as `file: test`.
    failed: Vec<String>,
    /// Executables with failed tests, or that ended without saying which.
    to_try_again: Vec<(TestExecutable, Vec<String>)>,
}

/// Builds and runs all tests; failure if one failed.
pub fn run(workspace: &Workspace) -> anyhow::Result<ExitCode> {
    let strict = std::env::var_os("AURIGRAPH_TESTS_STRICT").is_some_and(|value| value == "1");
    let queue = Mutex::new(VecDeque::from(build(workspace)?));
    let outcome = Mutex::new(Outcome::default());
    std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES)
            .map(|_| scope.spawn(|| work(&queue, &outcome)))
            .collect();
        lanes
            .into_iter()
            .try_for_each(|lane| lane.join().expect("a lane does not panic"))
    })?;
    let mut outcome = outcome.into_inner().expect("no lane panicked");
    let to_try_again = std::mem::take(&mut outcome.to_try_again);
    let failures: usize = to_try_again.iter().map(|(_, tests)| tests.len()).sum();
    let again = !strict && failures <= SECOND_TRIES;
    for (executable, tests) in to_try_again {
        for test in tests {
            let name = format!("{}: {test}", executable.source);
            if again && passes_alone(&executable, &test)? {
                outcome.passed += 1;
                outcome.unsteady.push(name);
            } else {
                outcome.failed.push(name);
            }
        }
    }
    documentation(workspace, &mut outcome)?;
    for name in &outcome.unsteady {
        println!("unsteady, passed only at the second try: {name}");
    }
    for name in &outcome.failed {
        println!("failed: {name}");
    }
    println!("{} passed, {} failed", outcome.passed, outcome.failed.len());
    Ok(if outcome.failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs the examples in the documentation.
fn documentation(workspace: &Workspace, outcome: &mut Outcome) -> anyhow::Result<()> {
    let output = cargo(workspace)
        .args(CARGO_TEST)
        .args(["--doc", "--no-fail-fast"])
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    let printed = String::from_utf8_lossy(&output.stdout);
    println!("{printed}");
    outcome.passed += passed(&printed);
    let failed = failed_tests(&printed);
    if !output.status.success() && failed.is_empty() {
        outcome.failed.push("examples in the documentation".into());
    }
    outcome.failed.extend(failed);
    Ok(())
}

/// How many tests passed, by the lines `test result: ok. 3 passed; …` of what libtest printed.
fn passed(printed: &str) -> u64 {
    printed
        .lines()
        .filter_map(|line| line.strip_prefix("test result: "))
        .filter_map(|line| {
            line.split_once(". ")?
                .1
                .split_once(" passed")?
                .0
                .parse::<u64>()
                .ok()
        })
        .sum()
}

/// The names of the tests that failed: in each of libtest's reports, what stands between its last line `failures:`
/// and `test result:`. The first such line begins with what the tests printed, which may look like anything.
fn failed_tests(printed: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut list = Vec::new();
    for line in printed.lines() {
        if line == "failures:" {
            list.clear();
        } else if line.starts_with("test result: ") {
            names.append(&mut list);
        } else if let Some(name) = line.strip_prefix("    ") {
            list.push(name.to_owned());
        }
    }
    names
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
fn work(queue: &Mutex<VecDeque<TestExecutable>>, outcome: &Mutex<Outcome>) -> anyhow::Result<()> {
    loop {
        let next = queue.lock().expect("no lane panicked").pop_front();
        let Some(executable) = next else {
            return Ok(());
        };
        let report = execute(&executable, &[])?;
        let mut outcome = outcome.lock().expect("no lane panicked");
        outcome.passed += passed(&report.printed);
        if report.succeeded {
            continue;
        }
        let failed = failed_tests(&report.printed);
        if failed.is_empty() {
            let name = format!("{}: ended without naming a test", executable.source);
            outcome.failed.push(name);
        } else {
            outcome.to_try_again.push((executable, failed));
        }
    }
}

/// Runs one failed test again, with nothing beside it.
fn passes_alone(executable: &TestExecutable, test: &str) -> anyhow::Result<bool> {
    println!("once more, alone: {}: {test}", executable.source);
    let report = execute(executable, &["--exact", test])?;
    Ok(report.succeeded && passed(&report.printed) == 1)
}

/// What one executable did.
struct Report {
    succeeded: bool,
    printed: String,
}

/// Runs a test executable, and shows what it printed when it has ended.
fn execute(executable: &TestExecutable, arguments: &[&str]) -> anyhow::Result<Report> {
    let began = Instant::now();
    // A file and not a pipe: a process that a broken test leaves behind would hold a pipe open for ever.
    let output = executable.path.with_extension("output");
    let file =
        File::create(&output).with_context(|| format!("cannot create {}", output.display()))?;
    let status = Command::new(&executable.path)
        .args(arguments)
        .current_dir(&executable.folder)
        .env("CARGO_MANIFEST_DIR", &executable.folder)
        .stdin(Stdio::null())
        .stdout(file.try_clone().context("cannot share a file")?)
        .stderr(file)
        .status()
        .with_context(|| format!("cannot start {}", executable.path.display()))?;
    let printed = fs::read(&output).with_context(|| format!("cannot read {}", output.display()))?;
    let printed = String::from_utf8_lossy(&printed).into_owned();
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
    }
    Ok(Report {
        succeeded: status.success(),
        printed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "
running 3 tests
test a::one ... ok
test a::two ... FAILED

failures:

---- a::two stdout ----
    the ledger has a fork

failures:
    a::two
    a::three

test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s
";

    #[test]
    fn a_report_tells_who_failed() {
        assert_eq!(failed_tests(REPORT), ["a::two", "a::three"]);
        assert_eq!(passed(REPORT), 1);
        let two = "test result: ok. 3 passed; 0 failed\ntest result: ok. 12 passed; 0 failed\n";
        assert!(failed_tests(two).is_empty());
        assert_eq!(passed(two), 15);
    }
}
