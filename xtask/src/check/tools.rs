//! Checks that other tools make: rustfmt, clippy, oxlint, the TypeScript compiler, the OpenAPI validator, bash.

use anyhow::Context;

use super::Findings;
use crate::workspace::Workspace;

pub fn format(workspace: &Workspace) -> anyhow::Result<Findings> {
    let outcome = workspace.capture("cargo", &["fmt", "--all", "--", "--check", "-l"])?;
    let root = workspace.root().display().to_string() + "/";
    let unformatted: Vec<String> = outcome
        .stdout
        .lines()
        .map(|line| line.replace(&root, ""))
        .collect();
    if !outcome.success && unformatted.is_empty() {
        return Ok(Findings::failing(vec![outcome.text()]));
    }
    Ok(Findings::failing(unformatted))
}

/// Clippy in the release profile, which the build has compiled the dependencies for (decision 0001).
pub fn clippy(workspace: &Workspace) -> anyhow::Result<Findings> {
    let arguments = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--release",
        "--locked",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ];
    judge(workspace, "cargo", &arguments)
}

pub fn lint(workspace: &Workspace) -> anyhow::Result<Findings> {
    judge(workspace, "npm", &["run", "--silent", "lint"])
}

pub fn typecheck(workspace: &Workspace) -> anyhow::Result<Findings> {
    judge(workspace, "npm", &["run", "--silent", "typecheck"])
}

/// Validates the committed document; whether it is what the code describes is another check.
pub fn openapi_schema(workspace: &Workspace) -> anyhow::Result<Findings> {
    judge(workspace, "npm", &["run", "--silent", "check:openapi"])
}

/// Measures what the last `make build` left in `web/dist`.
pub fn size(workspace: &Workspace) -> anyhow::Result<Findings> {
    if !workspace.path("web/dist/index.html").is_file() {
        return Ok(Findings::failing(vec!["web/dist is not built".to_owned()]));
    }
    judge(workspace, "npm", &["run", "--silent", "check:size"])
}

/// Every bash script parses and stops at the first error.
pub fn scripts(workspace: &Workspace) -> anyhow::Result<Findings> {
    let mut failures = Vec::new();
    for file in workspace.files()? {
        let text = if file.ends_with(".sh") || file == ".ci/run" {
            workspace.read(&file)?
        } else {
            continue;
        };
        if !text.contains("set -euo pipefail") {
            failures.push(format!("{file} does not `set -euo pipefail`"));
        }
        let outcome = workspace.capture("bash", &["-n", &file]).context("bash")?;
        if !outcome.success {
            failures.push(outcome.text());
        }
    }
    Ok(Findings::failing(failures))
}

fn judge(workspace: &Workspace, program: &str, arguments: &[&str]) -> anyhow::Result<Findings> {
    let outcome = workspace.capture(program, arguments)?;
    let failures = if outcome.success {
        Vec::new()
    } else {
        vec![outcome.text()]
    };
    Ok(Findings::failing(failures))
}
