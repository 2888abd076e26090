//! The form in which results are kept: for each scenario its ratios in every round, and where, when and of what they were taken.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, bail};
use serde_json::{Map, Value, json};

use super::figures::{Figure, Values};
use super::scenarios::Scenario;
use crate::json_file;
use crate::workspace::Workspace;

/// Where, when and of what something was measured. Names no machine, only its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Processor, cores and file system, as a file name.
    pub machine_class: String,
    pub commit: String,
    pub date: String,
}

impl Origin {
    /// Of a result that was measured just now.
    pub fn of(workspace: &Workspace, result: &Value) -> anyhow::Result<Self> {
        let line = |program: &str, arguments: &[&str]| {
            let outcome = workspace.capture(program, arguments)?;
            if !outcome.success {
                bail!("{program} {}: {}", arguments.join(" "), outcome.text());
            }
            Ok(outcome.stdout.trim().to_owned())
        };
        Ok(Self {
            machine_class: machine_class(result),
            commit: line(
                "git",
                &[
                    "describe",
                    "--always",
                    "--dirty",
                    "--abbrev=12",
                    "--exclude=*",
                ],
            )?,
            date: line("date", &["-u", "+%Y-%m-%d"])?,
        })
    }
}

/// Kind of machine: results of one kind compare, ratios included, and those of different kinds do not.
fn machine_class(result: &Value) -> String {
    let machine = &result["machine"];
    let text = |value: &Value| value.as_str().unwrap_or("unknown").to_owned();
    let words = [
        text(&machine["processor"]),
        machine["cores"].to_string(),
        "cores".to_owned(),
        text(&result["file_system"]),
    ];
    let mut class = String::new();
    for character in words.join(" ").chars() {
        if character.is_ascii_alphanumeric() {
            class.push(character.to_ascii_lowercase());
        } else if !class.ends_with('-') {
            class.push('-');
        }
    }
    class.trim_matches('-').to_owned()
}

/// One scenario's rounds.
#[derive(Clone, Debug, Default, PartialEq)]
struct Rounds {
    command: String,
    figures: BTreeMap<&'static str, Vec<f64>>,
    /// For readers: rates and latencies of this machine at that hour. Nothing is judged by them.
    absolute: BTreeMap<String, Vec<f64>>,
}

/// What is told for readers beside the ratios.
const ABSOLUTE: [&str; 9] = [
    "transfers_per_second",
    "latency_p50_ms",
    "latency_p99_ms",
    "cpu_seconds_per_million",
    "blake3_batch_limit_per_second",
    "execution_limit_per_second",
    "signature_limit_per_second",
    "memory_copy_bytes_per_second",
    "fdatasync_p50_ms",
];

/// All scenarios of a measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    pub origin: Origin,
    scenarios: BTreeMap<String, Rounds>,
}

impl Measured {
    /// Nothing yet.
    pub fn new(origin: Origin) -> Self {
        Self {
            origin,
            scenarios: BTreeMap::new(),
        }
    }

    /// Adds a round of a scenario.
    pub fn add(
        &mut self,
        scenario: &Scenario,
        arguments: &[String],
        result: &Value,
    ) -> anyhow::Result<()> {
        let rounds = self.scenarios.entry(scenario.name.to_owned()).or_default();
        rounds.command = format!("aurigraph bench {}", arguments.join(" "));
        for figure in scenario.figures {
            let value = figure
                .value(result)
                .with_context(|| scenario.name.to_owned())?;
            rounds.figures.entry(figure.name()).or_default().push(value);
        }
        for name in ABSOLUTE {
            if let Some(value) = result[name].as_f64() {
                rounds
                    .absolute
                    .entry(name.to_owned())
                    .or_default()
                    .push(value);
            }
        }
        Ok(())
    }

    /// Every figure of every scenario.
    pub fn figures(&self) -> impl Iterator<Item = (&str, Figure, Values)> {
        self.scenarios.iter().flat_map(|(scenario, rounds)| {
            let figures = rounds.figures.iter().filter_map(|(name, values)| {
                Some((Figure::by_name(name)?, Values(values.clone())))
            });
            figures.map(move |(figure, values)| (scenario.as_str(), figure, values))
        })
    }

    /// One figure of one scenario.
    pub fn figure(&self, scenario: &str, figure: Figure) -> Option<Values> {
        let values = self.scenarios.get(scenario)?.figures.get(figure.name())?;
        Some(Values(values.clone()))
    }

    /// For people, one line a figure.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{}, commit {}\n",
            self.origin.machine_class, self.origin.commit
        );
        for (scenario, figure, values) in self.figures() {
            text += &format!(
                "{scenario:<20}{:<28}{:>10.3}  ± {:.1} %\n",
                figure.name(),
                values.median(),
                values.relative_deviation() * 100.0
            );
        }
        text
    }

    pub fn as_json(&self) -> Value {
        let object = |values: &mut dyn Iterator<Item = (String, Value)>| {
            Value::Object(values.collect::<Map<_, _>>())
        };
        let scenarios = object(&mut self.scenarios.iter().map(|(name, rounds)| {
            let figures = rounds
                .figures
                .iter()
                .map(|(name, values)| (name.to_string(), Values(values.clone()).as_json()));
            let absolute = rounds
                .absolute
                .iter()
                .map(|(name, values)| (name.clone(), Values(values.clone()).as_json()));
            let value = json!({
                "command": rounds.command,
                "figures": object(&mut { figures }),
                "absolute": object(&mut { absolute }),
            });
            (name.clone(), value)
        }));
        json!({
            "machine_class": self.origin.machine_class,
            "commit": self.origin.commit,
            "date": self.origin.date,
            "scenarios": scenarios,
        })
    }

    /// Writes it as a file.
    pub fn write(&self, file: &Path) -> anyhow::Result<()> {
        let cannot = || format!("cannot write {}", file.display());
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).with_context(cannot)?;
        }
        fs::write(file, format!("{:#}\n", self.as_json())).with_context(cannot)
    }

    /// Reads such a file.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        json_file::read(file, "bench", Self::from_json)
    }

    fn from_json(value: &Value) -> anyhow::Result<Self> {
        let text = |name: &str| json_file::text(value, name);
        let numbers = |of: &Value| -> anyhow::Result<Vec<f64>> {
            let values = of["values"].as_array().context("values are missing")?;
            let numbers = values.iter().map(Value::as_f64).collect::<Option<Vec<_>>>();
            let numbers = numbers.context("a value is no number")?;
            if numbers.is_empty() {
                bail!("a figure has no values");
            }
            Ok(numbers)
        };
        let mut scenarios = BTreeMap::new();
        let listed = value["scenarios"].as_object();
        for (name, scenario) in listed.context("scenarios are missing")? {
            let mut rounds = Rounds {
                command: scenario["command"].as_str().unwrap_or_default().to_owned(),
                ..Rounds::default()
            };
            let figures = scenario["figures"].as_object();
            for (figure, values) in figures.with_context(|| format!("{name} has no figures"))? {
                // One that this version does not know any more is not compared.
                if let Some(figure) = Figure::by_name(figure) {
                    let values = numbers(values).with_context(|| name.clone())?;
                    rounds.figures.insert(figure.name(), values);
                }
            }
            for (figure, values) in scenario["absolute"].as_object().into_iter().flatten() {
                rounds.absolute.insert(figure.clone(), numbers(values)?);
            }
            scenarios.insert(name.clone(), rounds);
        }
        Ok(Self {
            origin: Origin {
                machine_class: text("machine_class")?,
                commit: text("commit")?,
                date: text("date")?,
            },
            scenarios,
        })
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// One scenario with one figure.
    pub fn measured(scenario: &str, figure: Figure, values: &[f64]) -> Measured {
        let rounds = Rounds {
            command: "aurigraph bench".to_owned(),
            figures: BTreeMap::from([(figure.name(), values.to_vec())]),
            absolute: BTreeMap::from([("fdatasync_p50_ms".to_owned(), vec![0.1, 0.2])]),
        };
        Measured {
            origin: Origin {
                machine_class: "abacus-2-cores-ext4".to_owned(),
                commit: "0123456789ab".to_owned(),
                date: "2026-01-01".to_owned(),
            },
            scenarios: BTreeMap::from([(scenario.to_owned(), rounds)]),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let before = measured("hot", Figure::CpuByBlake3, &[1.5, 1.25, 1.0]);
        assert_eq!(Measured::from_json(&before.as_json()).unwrap(), before);
        let error = Measured::from_json(&json!({ "scenarios": {} })).unwrap_err();
        assert!(error.to_string().contains("machine_class"), "{error}");
    }

    #[test]
    fn a_machine_class_is_a_file_name_without_names_of_machines() {
        let result = json!({ "machine": { "processor": "AMD EPYC 9B14 @ 2.6GHz", "cores": 2 }, "file_system": "ext4" });
        assert_eq!(machine_class(&result), "amd-epyc-9b14-2-6ghz-2-cores-ext4");
        let unknown = json!({ "machine": { "processor": null, "cores": 4 }, "file_system": null });
        assert_eq!(machine_class(&unknown), "unknown-4-cores-unknown");
    }
}
