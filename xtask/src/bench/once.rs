//! One run of `aurigraph bench --json`.

use anyhow::{Context, bail};
use serde_json::Value;

use crate::workspace::{Outcome, Workspace};

/// Runs a command line whose end are the arguments of `aurigraph bench`; `prefix` stands before the executable (`taskset -c 0`).
/// The inner error says why the run did not pass: such a run scores nothing.
pub fn once(
    workspace: &Workspace,
    prefix: &[String],
    executable: &str,
    arguments: &[String],
) -> anyhow::Result<Result<Value, String>> {
    let program = workspace.path(executable);
    if !program.exists() {
        bail!(
            "{} does not exist: `make build` makes it, --executable names another",
            program.display()
        );
    }
    let program = program.to_str().context("a path that is not UTF-8")?;
    let mut line: Vec<&str> = prefix.iter().map(String::as_str).collect();
    line.extend([program, "bench"]);
    line.extend(arguments.iter().map(String::as_str));
    line.push("--json");
    let outcome = workspace.capture(line[0], &line[1..])?;
    if !outcome.success {
        return Ok(Err(reason(&outcome)));
    }
    let result = serde_json::from_str(&outcome.stdout);
    let result = result.with_context(|| format!("{} printed no JSON", line.join(" ")))?;
    Ok(Ok(result))
}

/// The checks that did not pass, or else what was printed.
fn reason(outcome: &Outcome) -> String {
    let result: Value = serde_json::from_str(&outcome.stdout).unwrap_or_default();
    let checks = result["checks"].as_array().into_iter().flatten();
    let failed: Vec<String> = checks
        .filter(|check| check["passed"] == false)
        .map(|check| {
            let text = |name: &str| check[name].as_str().unwrap_or_default().to_owned();
            format!("{}: {}", text("name"), text("detail"))
        })
        .collect();
    match (failed.is_empty(), outcome.stderr.trim()) {
        (false, _) => failed.join("; "),
        (true, "") => outcome.text(),
        (true, stderr) => stderr.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_does_not_pass_says_which_check_or_what_was_printed() {
        let outcome = |stdout: &str, stderr: &str| Outcome {
            success: false,
            stdout: stdout.to_owned(),
            stderr: stderr.to_owned(),
        };
        let checks = r#"{"checks":[{"name":"a","passed":true},{"name":"supply","passed":false,"detail":"one less"}]}"#;
        assert_eq!(reason(&outcome(checks, "noise")), "supply: one less");
        assert_eq!(reason(&outcome("", "machine is busy\n")), "machine is busy");
    }
}
