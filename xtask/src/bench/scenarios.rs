//! The scenarios: each is a command line of `aurigraph bench` and the ratios that it is judged by.

use anyhow::{Context, bail};

use super::figures::Figure;
use super::options::Options;

/// Seconds of each load, unless the command line says otherwise.
const DURATION_SECONDS: u64 = 10;

/// One command line and what is looked at in its result.
pub struct Scenario {
    pub name: &'static str,
    pub what: &'static str,
    arguments: &'static [&'static str],
    /// The load is paced at half the rate that this scenario had in the same round.
    half_of: Option<&'static str>,
    pub figures: &'static [Figure],
}

const BATCH: &[Figure] = &[
    Figure::RateByBlake3,
    Figure::RateByExecution,
    Figure::CpuByBlake3,
    Figure::LogBytes,
];
const EACH: &[Figure] = &[
    Figure::RateByVerification,
    Figure::CpuByVerification,
    Figure::LogBytes,
];
const LATENCY: &[Figure] = &[Figure::LatencyP50ByFdatasync, Figure::LatencyP99ByFdatasync];

/// In the order in which a round runs them.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "batch-ml-dsa-65",
        what: "batches of 20,000 under one ML-DSA-65 signature, two streams",
        arguments: &["--profile", "ultra-high", "--signatures", "batch-ml-dsa-65"],
        half_of: None,
        figures: BATCH,
    },
    Scenario {
        name: "half-load",
        what: "half of that rate, paced: latency with room to spare",
        arguments: &["--profile", "standard", "--signatures", "batch-ml-dsa-65"],
        half_of: Some("batch-ml-dsa-65"),
        figures: LATENCY,
    },
    Scenario {
        name: "batch-ed25519",
        what: "batches of 20,000 under one Ed25519 signature",
        arguments: &["--profile", "ultra-high", "--signatures", "batch-ed25519"],
        half_of: None,
        figures: BATCH,
    },
    Scenario {
        name: "many-signers",
        what: "1,000 signers over 64 connections, batches of 2,000",
        arguments: &[
            "--profile",
            "ultra-high",
            "--signers",
            "1000",
            "--threads",
            "64",
            "--batch-size",
            "2000",
            "--window",
            "8",
        ],
        half_of: None,
        figures: BATCH,
    },
    Scenario {
        name: "many-signers-tls",
        what: "the same over TLS",
        arguments: &[
            "--profile",
            "ultra-high",
            "--signers",
            "1000",
            "--threads",
            "64",
            "--batch-size",
            "2000",
            "--window",
            "8",
            "--tls",
        ],
        half_of: None,
        figures: BATCH,
    },
    Scenario {
        name: "zipf",
        what: "a few accounts have most of the transfers",
        arguments: &["--profile", "ultra-high", "--skew", "zipf"],
        half_of: None,
        figures: BATCH,
    },
    Scenario {
        name: "hot",
        what: "one account takes part in every transfer",
        arguments: &["--profile", "ultra-high", "--skew", "hot"],
        half_of: None,
        figures: BATCH,
    },
    Scenario {
        name: "each-ed25519",
        what: "every transfer under its own Ed25519 signature",
        arguments: &["--profile", "ultra-high", "--signatures", "each-ed25519"],
        half_of: None,
        figures: EACH,
    },
    Scenario {
        name: "each-ml-dsa-65",
        what: "every transfer under its own ML-DSA-65 signature",
        arguments: &["--profile", "ultra-high", "--signatures", "each-ml-dsa-65"],
        half_of: None,
        figures: EACH,
    },
    Scenario {
        name: "invalid-signatures",
        what: "one of 1,024 Ed25519 signatures is invalid",
        arguments: &[
            "--profile",
            "ultra-high",
            "--signatures",
            "each-ed25519",
            "--invalid-signatures-every",
            "1024",
            "--batch-size",
            "512",
        ],
        half_of: None,
        figures: EACH,
    },
    Scenario {
        name: "one-client",
        what: "one client with one transfer at a time",
        arguments: &[
            "--profile",
            "standard",
            "--signatures",
            "each-ed25519",
            "--threads",
            "1",
            "--window",
            "1",
            "--batch-size",
            "1",
        ],
        half_of: None,
        figures: LATENCY,
    },
];

impl Scenario {
    /// Its arguments after `aurigraph bench`. `rates` are those of the scenarios before it in this round.
    pub fn arguments(
        &self,
        options: &Options,
        rates: &[(&str, f64)],
    ) -> anyhow::Result<Vec<String>> {
        let mut arguments: Vec<String> = self.arguments.iter().map(ToString::to_string).collect();
        let duration = options.duration.unwrap_or(DURATION_SECONDS);
        arguments.extend(["--duration".to_owned(), duration.to_string()]);
        if let Some(whole) = self.half_of {
            let rate = rates.iter().find(|(name, _)| *name == whole);
            let (_, rate) = rate.with_context(|| format!("{whole} was not run before"))?;
            arguments.extend(["--rate".to_owned(), format!("{:.0}", rate / 2.0)]);
        }
        if options.allows_busy_machine {
            arguments.push("--allow-busy-machine".to_owned());
        }
        Ok(arguments)
    }
}

/// The scenarios with these names and those that they need, all if there are no names.
pub fn chosen(names: &[String]) -> anyhow::Result<Vec<&'static Scenario>> {
    for name in names {
        if !SCENARIOS.iter().any(|scenario| scenario.name == name) {
            bail!("there is no scenario {name}; `cargo xtask bench --list` names them");
        }
    }
    let is_named = |name: &str| names.is_empty() || names.iter().any(|named| named == name);
    let is_needed = |name| {
        let needs = |scenario: &&Scenario| scenario.half_of == Some(name);
        SCENARIOS
            .iter()
            .filter(needs)
            .any(|scenario| is_named(scenario.name))
    };
    Ok(SCENARIOS
        .iter()
        .filter(|scenario| is_named(scenario.name) || is_needed(scenario.name))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_that_needs_another_brings_it_along_and_is_paced_by_it() {
        let chosen = chosen(&["half-load".to_owned()]).unwrap();
        let names: Vec<_> = chosen.iter().map(|scenario| scenario.name).collect();
        assert_eq!(names, ["batch-ml-dsa-65", "half-load"]);
        let options = Options::parse(&["--duration", "3"]).unwrap();
        let rates = [("batch-ml-dsa-65", 8_000_001.0)];
        let arguments = chosen[1].arguments(&options, &rates).unwrap().join(" ");
        assert!(
            arguments.ends_with("--duration 3 --rate 4000000"),
            "{arguments}"
        );
        assert!(chosen[1].arguments(&options, &[]).is_err());
    }

    #[test]
    fn names_are_unique_and_wrong_ones_are_refused() {
        for scenario in SCENARIOS {
            let same = SCENARIOS.iter().filter(|other| other.name == scenario.name);
            assert_eq!(same.count(), 1);
        }
        assert!(chosen(&["batch".to_owned()]).is_err());
        assert_eq!(chosen(&[]).unwrap().len(), SCENARIOS.len());
    }
}
