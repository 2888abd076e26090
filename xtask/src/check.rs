//! `cargo xtask check`: every rule about the source that is not a test of behaviour.
//!
//! A check is a name, a way to mend what it finds, and a function that returns findings. Each prints one
//! line; findings follow it. The last line is `N passed, N failed`, which `make test` adds up.

mod dependencies;
mod drift;
mod imports;
mod length;
mod links;
mod metrics;
mod text;
mod tools;

use std::{process::ExitCode, time::Instant};

use crate::workspace::Workspace;

/// What a check found.
#[derive(Default)]
pub struct Findings {
    /// What makes it fail.
    pub failures: Vec<String>,
    /// What a person should know, without failing.
    pub warnings: Vec<String>,
}

impl Findings {
    /// Findings that all fail.
    pub fn failing(failures: Vec<String>) -> Self {
        Self {
            failures,
            warnings: Vec::new(),
        }
    }
}

struct Check {
    name: &'static str,
    what: &'static str,
    mend: &'static str,
    run: fn(&Workspace) -> anyhow::Result<Findings>,
}

/// Quick ones first: a person who waits sees the cheap mistakes at once.
const CHECKS: &[Check] = &[
    Check {
        name: "format",
        what: "Rust is formatted as rustfmt.toml says",
        mend: "make fmt",
        run: tools::format,
    },
    Check {
        name: "dependencies",
        what: "crates use only the crates that ARCHITECTURE.md allows, and Cargo.lock is up to date",
        mend: "move the code, or change the table in xtask/src/check/dependencies.rs with its reason",
        run: dependencies::check,
    },
    Check {
        name: "imports",
        what: "packages never import web or e2e, which never import each other",
        mend: "move what is shared into a package",
        run: imports::check,
    },
    Check {
        name: "length",
        what: "no source file above 700 lines; above 400 is a warning",
        mend: "split the file by subject",
        run: length::check,
    },
    Check {
        name: "text",
        what: "no paths of one machine and no addresses of package registries in tracked files",
        mend: "say it relative to the repository, or leave it out",
        run: text::check,
    },
    Check {
        name: "links",
        what: "links and file names in the documents lead somewhere",
        mend: "correct the link or the name",
        run: links::check,
    },
    Check {
        name: "metrics",
        what: "docs/metrics.md names every metric that a node exposes, and no other",
        mend: "describe the metric in docs/metrics.md, or take out what is gone",
        run: metrics::check,
    },
    Check {
        name: "openapi-schema",
        what: "openapi.json is valid by the official schema of OpenAPI 3.1",
        mend: "npm run check:openapi names the places; mend the code that describes them",
        run: tools::openapi_schema,
    },
    Check {
        name: "scripts",
        what: "shell scripts parse and are strict",
        mend: "begin with `set -euo pipefail`, and run `bash -n` on the file",
        run: tools::scripts,
    },
    Check {
        name: "lint",
        what: "oxlint finds nothing in the TypeScript",
        mend: "npm run lint",
        run: tools::lint,
    },
    Check {
        name: "types",
        what: "the TypeScript type-checks",
        mend: "npm run typecheck",
        run: tools::typecheck,
    },
    Check {
        name: "size",
        what: "the portal's first route stays below 250 kB gzipped",
        mend: "make build, then npm run check:size; load what is not needed at first lazily",
        run: tools::size,
    },
    Check {
        name: "clippy",
        what: "clippy finds nothing in the Rust, tests included",
        mend: "cargo clippy --workspace --all-targets --release",
        run: tools::clippy,
    },
    Check {
        name: "openapi",
        what: "openapi.json is what the code describes",
        mend: "cargo xtask openapi, then look at the difference",
        run: drift::openapi,
    },
    Check {
        name: "api-types",
        what: "the TypeScript types are what openapi.json says",
        mend: "npm run gen:api",
        run: drift::api_types,
    },
];

/// Prints the names of the checks.
pub fn list() {
    for check in CHECKS {
        println!("{:<16}{}", check.name, check.what);
    }
}

/// Runs all checks, or the one that is named.
pub fn run(workspace: &Workspace, only: Option<&str>) -> anyhow::Result<ExitCode> {
    let chosen: Vec<&Check> = CHECKS
        .iter()
        .filter(|check| only.is_none_or(|name| name == check.name))
        .collect();
    if chosen.is_empty() {
        anyhow::bail!("there is no such check; `cargo xtask check --list` names them");
    }
    let failed_count = chosen
        .iter()
        .filter(|check| !run_one(workspace, check))
        .count();
    println!(
        "{} passed, {failed_count} failed",
        chosen.len() - failed_count
    );
    Ok(if failed_count == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs one check and prints its line; true if it passed.
fn run_one(workspace: &Workspace, check: &Check) -> bool {
    let started = Instant::now();
    let findings = (check.run)(workspace)
        .unwrap_or_else(|error| Findings::failing(vec![format!("{error:#}")]));
    let passed = findings.failures.is_empty();
    let state = if passed { "ok" } else { "failed" };
    println!(
        "{state:<8}{:<16}{} ({:.1} s)",
        check.name,
        check.what,
        started.elapsed().as_secs_f64()
    );
    for warning in &findings.warnings {
        println!("        warning: {}", indent(warning));
    }
    for failure in &findings.failures {
        println!("        {}", indent(failure));
    }
    if !passed {
        println!("        mend it: {}", check.mend);
    }
    passed
}

fn indent(text: &str) -> String {
    text.trim_end().replace('\n', "\n        ")
}
