//! The rule of dependencies between our crates. A crate may use only what its row lists; what is not listed
//! fails, and so does a crate without a row. Siblings (ledger, storage, client) never know one another: they
//! meet in `crates/node/src/replica.rs`, so each can be read, tested and replaced alone.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use serde_json::Value;

use super::Findings;
use crate::workspace::Workspace;

struct Rule {
    name: &'static str,
    may_use: &'static [&'static str],
    /// Third-party crates that would break what the crate promises.
    never: &'static [&'static [&'static str]],
    reason: &'static str,
}

/// Clocks, disks, the network and threads: what a deterministic crate must not reach.
const OUTSIDE_WORLD: &[&str] = &[
    "tokio",
    "async-std",
    "smol",
    "reqwest",
    "hyper",
    "axum",
    "tonic",
    "chrono",
    "time",
    "jiff",
    "rustix",
    "libc",
    "tracing",
];

/// `aurigraph-types` makes keys and may use it; what computes state may not.
const RANDOMNESS: &[&str] = &["rand", "getrandom"];

/// Runtimes that would make a blocking crate asynchronous.
const RUNTIMES: &[&str] = &["tokio", "async-std", "smol"];

const RULES: &[Rule] = &[
    Rule {
        name: "aurigraph-types",
        may_use: &[],
        never: &[OUTSIDE_WORLD],
        reason: "the root: what is signed, hashed, sent and stored, without any I/O",
    },
    Rule {
        name: "aurigraph-ledger",
        may_use: &["aurigraph-types"],
        never: &[OUTSIDE_WORLD, RANDOMNESS],
        reason: "replicas must compute the same state, so it sees no clock, disk, network or randomness",
    },
    Rule {
        name: "aurigraph-storage",
        may_use: &["aurigraph-types"],
        never: &[RUNTIMES],
        reason: "knows positions and bytes, not what they mean",
    },
    Rule {
        name: "aurigraph-consensus",
        may_use: &["aurigraph-types"],
        never: &[],
        reason: "orders bytes, so that the engine can be replaced",
    },
    Rule {
        name: "aurigraph-client",
        may_use: &["aurigraph-types"],
        never: &[],
        reason: "partners link it: it must not bring a server along",
    },
    Rule {
        name: "aurigraph-node",
        may_use: &[
            "aurigraph-types",
            "aurigraph-ledger",
            "aurigraph-storage",
            "aurigraph-consensus",
            "aurigraph-client",
        ],
        never: &[],
        reason: "the one place where the siblings meet (replica.rs)",
    },
    Rule {
        name: "aurigraph-reports",
        may_use: &[],
        never: &[],
        reason: "documents from data; slow to compile, so alone",
    },
    Rule {
        name: "aurigraph-forecast",
        may_use: &[],
        never: &[OUTSIDE_WORLD, RANDOMNESS],
        reason: "pure functions over series",
    },
    Rule {
        name: "aurigraph-placement",
        may_use: &["aurigraph-types", "aurigraph-ledger"],
        never: &[OUTSIDE_WORLD, RANDOMNESS],
        reason: "pure functions over transfers; it executes them on the ledger's own arrays to be compared with it",
    },
    Rule {
        name: "aurigraph-portal",
        may_use: &[
            "aurigraph-types",
            "aurigraph-client",
            "aurigraph-reports",
            "aurigraph-forecast",
        ],
        never: &[],
        reason: "follows the ledger through the client as anybody would; a fault in it must not stop a validator",
    },
    Rule {
        name: "aurigraph-simulator",
        may_use: &[
            "aurigraph-types",
            "aurigraph-ledger",
            "aurigraph-storage",
            "aurigraph-consensus",
            "aurigraph-client",
            "aurigraph-node",
        ],
        never: &[],
        reason: "runs the node's own replica.rs under simulated time, disk and network",
    },
    Rule {
        name: "aurigraph-hostile",
        may_use: &["aurigraph-types"],
        never: &[],
        reason: "attacks what listens: it knows what an attacker does, and none of the code that it attacks",
    },
    Rule {
        name: "aurigraph",
        may_use: &[
            "aurigraph-types",
            "aurigraph-ledger",
            "aurigraph-storage",
            "aurigraph-node",
            "aurigraph-portal",
            "aurigraph-client",
            "aurigraph-hostile",
        ],
        never: &[],
        reason: "the executable: processes, and tools that read files of a node that is not running (inspect)",
    },
    Rule {
        name: "xtask",
        may_use: &[],
        never: &[RUNTIMES],
        reason: "must build in seconds and judge everyone alike",
    },
];

pub fn check(workspace: &Workspace) -> anyhow::Result<Findings> {
    let arguments = [
        "metadata",
        "--format-version",
        "1",
        "--no-deps",
        "--locked",
        "--offline",
    ];
    let outcome = workspace.capture("cargo", &arguments)?;
    if !outcome.success {
        bail!("cargo {}:\n{}", arguments.join(" "), outcome.text());
    }
    let metadata: Value = serde_json::from_str(&outcome.stdout)?;
    Ok(Findings::failing(judge(&metadata)?))
}

/// Compares the workspace that `cargo metadata` describes with [`RULES`].
fn judge(metadata: &Value) -> anyhow::Result<Vec<String>> {
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata lists no packages")?;
    let ours: BTreeSet<&str> = packages
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    let mut failures = Vec::new();
    for package in packages {
        let name = package["name"]
            .as_str()
            .context("a package without a name")?;
        let Some(rule) = RULES.iter().find(|rule| rule.name == name) else {
            failures.push(format!("{name} has no row in the table of dependencies"));
            continue;
        };
        let dependencies = package["dependencies"]
            .as_array()
            .context("no dependencies")?;
        for dependency in dependencies
            .iter()
            .filter_map(|dependency| dependency["name"].as_str())
        {
            if let Some(failure) = judge_edge(rule, dependency, ours.contains(dependency)) {
                failures.push(failure);
            }
        }
    }
    Ok(failures)
}

/// What is wrong with one crate using another, if anything. Build and test dependencies count too: a test
/// that needs a sibling belongs to the crate where the two meet.
fn judge_edge(rule: &Rule, dependency: &str, is_ours: bool) -> Option<String> {
    let forbidden = if is_ours {
        !rule.may_use.contains(&dependency)
    } else {
        rule.never.concat().contains(&dependency)
    };
    forbidden.then(|| format!("{} must not use {dependency}: {}", rule.name, rule.reason))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn workspace_of(edges: &[(&str, &[&str])]) -> Value {
        let packages: Vec<Value> = edges
            .iter()
            .map(|(name, uses)| {
                let dependencies: Vec<Value> =
                    uses.iter().map(|used| json!({ "name": used })).collect();
                json!({ "name": name, "dependencies": dependencies })
            })
            .collect();
        json!({ "packages": packages })
    }

    #[test]
    fn the_intended_edges_pass() {
        let metadata = workspace_of(&[
            ("aurigraph-types", &["blake3"]),
            ("aurigraph-ledger", &["aurigraph-types", "hashbrown"]),
            ("aurigraph-storage", &["aurigraph-types"]),
            (
                "aurigraph-node",
                &[
                    "aurigraph-ledger",
                    "aurigraph-storage",
                    "aurigraph-types",
                    "tokio",
                ],
            ),
        ]);
        assert_eq!(judge(&metadata).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn siblings_must_not_know_one_another() {
        let metadata = workspace_of(&[
            ("aurigraph-storage", &[]),
            ("aurigraph-ledger", &["aurigraph-storage"]),
        ]);
        let failures = judge(&metadata).unwrap();
        assert_eq!(failures.len(), 1, "{failures:?}");
        assert!(
            failures[0].starts_with("aurigraph-ledger must not use aurigraph-storage"),
            "{failures:?}"
        );
    }

    #[test]
    fn the_root_uses_none_of_ours() {
        let metadata = workspace_of(&[
            ("aurigraph-types", &["aurigraph-client"]),
            ("aurigraph-client", &[]),
        ]);
        assert_eq!(judge(&metadata).unwrap().len(), 1);
    }

    #[test]
    fn the_portal_reaches_the_ledger_only_through_the_client() {
        for forbidden in ["aurigraph-node", "aurigraph-ledger", "aurigraph-storage"] {
            let metadata = workspace_of(&[("aurigraph-portal", &[forbidden]), (forbidden, &[])]);
            assert_eq!(judge(&metadata).unwrap().len(), 1, "{forbidden}");
        }
    }

    #[test]
    fn a_deterministic_crate_must_not_reach_the_outside_world() {
        for forbidden in ["tokio", "getrandom", "jiff"] {
            let metadata = workspace_of(&[("aurigraph-ledger", &[forbidden])]);
            assert_eq!(judge(&metadata).unwrap().len(), 1, "{forbidden}");
        }
    }

    #[test]
    fn a_crate_without_a_row_fails() {
        let failures = judge(&workspace_of(&[("aurigraph-surprise", &[])])).unwrap();
        assert_eq!(
            failures,
            ["aurigraph-surprise has no row in the table of dependencies"]
        );
    }

    #[test]
    fn every_row_names_only_crates_that_have_rows() {
        for used in RULES.iter().flat_map(|rule| rule.may_use) {
            assert!(RULES.iter().any(|rule| rule.name == *used), "{used}");
        }
    }
}
