//! Files stay short enough to be read in one go.

use super::Findings;
use crate::workspace::Workspace;

const WARN_LINES: usize = 400;
const FAIL_LINES: usize = 700;

const EXTENSIONS: &[&str] = &[
    "rs", "ts", "tsx", "mts", "js", "mjs", "css", "sh", "proto", "py",
];

/// Written by a generator, for a compiler to read.
const GENERATED: &[&str] = &[crate::openapi::TYPES];

pub fn check(workspace: &Workspace) -> anyhow::Result<Findings> {
    let mut findings = Findings::default();
    for file in workspace.files()? {
        let is_source = file
            .rsplit_once('.')
            .is_some_and(|(_, extension)| EXTENSIONS.contains(&extension));
        if !is_source || GENERATED.contains(&file.as_str()) || file.contains("/generated/") {
            continue;
        }
        let lines = workspace.read(&file)?.lines().count();
        if lines > FAIL_LINES {
            findings.failures.push(format!("{file} has {lines} lines"));
        } else if lines > WARN_LINES {
            findings.warnings.push(format!("{file} has {lines} lines"));
        }
    }
    Ok(findings)
}
