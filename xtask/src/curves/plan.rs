//! The curves: what each varies, and the command line of each of its points.

use anyhow::bail;

use super::options::Options;

/// How the horizontal axis is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    Logarithmic,
    Linear,
    /// Names in a row, with no distance between them that means anything.
    Names,
}

/// Which option is varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Varied {
    Accounts,
    Assets,
    Streams,
    BatchSize,
    Signers,
    Skew,
    History,
    Cores,
}

/// One curve.
pub struct Curve {
    pub name: &'static str,
    pub title: &'static str,
    /// What is varied and what stays, for the report.
    pub what: &'static str,
    pub x_title: &'static str,
    pub axis: Axis,
    /// Whether latencies are drawn, too; the table always has them.
    pub draws_latency: bool,
    varied: Varied,
}

/// One point, run once a round. That of the history becomes as many points as it has loads.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Names the point in files and tables.
    pub label: String,
    pub x: f64,
    /// Those of `aurigraph bench` that differ between points.
    arguments: Vec<String>,
    /// Only on the first so many cores.
    pub cores: Option<usize>,
    /// Measured loads in one run.
    pub loads: u64,
}

/// Loads in one node, one after the other, of the curve over the history.
const HISTORY_LOADS: u64 = 6;
/// The largest batch that sixteen streams send: smaller ones need more in flight for the node to have work.
const SMALL_BATCH_MAX: u64 = 1_000;

/// In the order in which a round runs them and the report shows them.
pub const CURVES: &[Curve] = &[
    Curve {
        name: "accounts",
        title: "Number of accounts",
        what: "Accounts that pay each other, all alike. Everything else is as the profile has it.",
        x_title: "accounts",
        axis: Axis::Logarithmic,
        draws_latency: false,
        varied: Varied::Accounts,
    },
    Curve {
        name: "assets",
        title: "Number of assets",
        what: "Assets that the accounts hold, each account one of them. A devnet keeps balances of the first three in arrays, of the others in maps.",
        x_title: "assets",
        axis: Axis::Logarithmic,
        draws_latency: false,
        varied: Varied::Assets,
    },
    Curve {
        name: "streams",
        title: "Concurrent streams",
        what: "Streams with a connection each, in batches of 2,000.",
        x_title: "streams",
        axis: Axis::Logarithmic,
        draws_latency: true,
        varied: Varied::Streams,
    },
    Curve {
        name: "batch-size",
        title: "Batch size",
        what: "Transfers under one signature. Batches of 1,000 and fewer are sent by 16 streams with 4 in flight on each, larger ones by as \
               many as the profile has: the two parts differ in more than the size.",
        x_title: "transfers in a batch",
        axis: Axis::Logarithmic,
        draws_latency: true,
        varied: Varied::BatchSize,
    },
    Curve {
        name: "signers",
        title: "Number of signers",
        what: "Keys that sign the batches, each for a slice of the accounts of its own; 64 streams, batches of 2,000.",
        x_title: "signers",
        axis: Axis::Logarithmic,
        draws_latency: false,
        varied: Varied::Signers,
    },
    Curve {
        name: "skew",
        title: "Skew of the accounts",
        what: "Which accounts are used more than others: all alike, by Zipf's law, or one that takes part in every transfer.",
        x_title: "skew",
        axis: Axis::Names,
        draws_latency: false,
        varied: Varied::Skew,
    },
    Curve {
        name: "history",
        title: "Length of the history",
        what: "Six loads, one after the other in the same node, without pause to clear anything: what it has in its log and index before each.",
        x_title: "transfers of the loads before",
        axis: Axis::Linear,
        draws_latency: true,
        varied: Varied::History,
    },
    Curve {
        name: "cores",
        title: "Processor cores",
        what: "Cores that client and node share, by `taskset`.",
        x_title: "cores",
        axis: Axis::Linear,
        draws_latency: false,
        varied: Varied::Cores,
    },
];

/// Those that were named, or all.
pub fn chosen(only: &[String]) -> anyhow::Result<Vec<&'static Curve>> {
    for name in only {
        if !CURVES.iter().any(|curve| curve.name == name) {
            bail!("there is no curve {name}: `cargo xtask curves --list` names them");
        }
    }
    let is_chosen = |curve: &&Curve| only.is_empty() || only.iter().any(|name| name == curve.name);
    Ok(CURVES.iter().filter(is_chosen).collect())
}

impl Curve {
    /// Its points in order, on a machine with so many cores.
    pub fn points(&self, cores: usize) -> Vec<Point> {
        let numbers = |option: &str, values: &[u64], rest: &[&str]| {
            let point = |value: &u64| {
                let mut arguments = vec![option.to_owned(), value.to_string()];
                arguments.extend(rest.iter().map(|&word| word.to_owned()));
                Point::new(value.to_string(), *value as f64, arguments)
            };
            values.iter().map(point).collect::<Vec<_>>()
        };
        match self.varied {
            Varied::Accounts => {
                numbers("--accounts", &[10_000, 100_000, 1_000_000, 10_000_000], &[])
            }
            Varied::Assets => numbers("--assets", &[1, 3, 6, 30, 300, 3_000], &[]),
            Varied::Streams => numbers(
                "--threads",
                &[1, 2, 4, 16, 64, 256],
                &["--batch-size", "2000"],
            ),
            Varied::BatchSize => {
                let sizes = [1, 10, 100, 1_000, 10_000, 20_000, 65_536];
                let (small, large) =
                    sizes.split_at(sizes.partition_point(|size| *size <= SMALL_BATCH_MAX));
                let mut points =
                    numbers("--batch-size", small, &["--threads", "16", "--window", "4"]);
                points.extend(numbers("--batch-size", large, &[]));
                points
            }
            Varied::Signers => {
                let rest = ["--threads", "64", "--batch-size", "2000"];
                numbers("--signers", &[1, 10, 100, 1_000, 10_000], &rest)
            }
            Varied::Skew => {
                let point = |(position, &skew): (usize, &&str)| {
                    let arguments = vec!["--skew".to_owned(), skew.to_owned()];
                    Point::new(skew.to_owned(), position as f64, arguments)
                };
                ["uniform", "zipf", "hot"]
                    .iter()
                    .enumerate()
                    .map(point)
                    .collect()
            }
            Varied::History => {
                // Transfers of a warm-up are in the history, but in no result.
                let arguments = ["--warm-up", "0", "--repeat"].map(str::to_owned);
                let mut point = Point::new("loads".to_owned(), 0.0, arguments.to_vec());
                point.arguments.push(HISTORY_LOADS.to_string());
                point.loads = HISTORY_LOADS;
                vec![point]
            }
            Varied::Cores => {
                let point = |cores: usize| Point {
                    cores: Some(cores),
                    ..Point::new(cores.to_string(), cores as f64, Vec::new())
                };
                (1..=cores).map(point).collect()
            }
        }
    }
}

impl Point {
    fn new(label: String, x: f64, arguments: Vec<String>) -> Self {
        Self {
            label,
            x,
            arguments,
            cores: None,
            loads: 1,
        }
    }

    /// What stands before the executable.
    pub fn prefix(&self) -> Vec<String> {
        let Some(cores) = self.cores else {
            return Vec::new();
        };
        let list: Vec<String> = (0..cores).map(|core| core.to_string()).collect();
        vec!["taskset".to_owned(), "-c".to_owned(), list.join(",")]
    }

    /// Its arguments after `aurigraph bench`.
    pub fn arguments(&self, options: &Options) -> Vec<String> {
        let duration = options.duration_seconds.to_string();
        let common = [
            "--profile",
            "ultra-high",
            "--signatures",
            "batch-ml-dsa-65",
            "--duration",
            &duration,
        ];
        let mut arguments: Vec<String> = common.iter().map(|&word| word.to_owned()).collect();
        arguments.extend(self.arguments.iter().cloned());
        if options.allows_busy_machine {
            arguments.push("--allow-busy-machine".to_owned());
        }
        arguments
    }

    /// The whole command line, from the root of the repository.
    pub fn command(&self, options: &Options) -> String {
        let mut words = self.prefix();
        words.extend([options.executable.clone(), "bench".to_owned()]);
        words.extend(self.arguments(options));
        words.push("--json".to_owned());
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_has_a_command_line_of_its_own() {
        let options = Options::parse(&["--duration", "7"]).unwrap();
        for curve in CURVES {
            let mut commands: Vec<_> = curve
                .points(4)
                .iter()
                .map(|point| point.command(&options))
                .collect();
            let all = commands.len();
            commands.sort();
            commands.dedup();
            assert_eq!(commands.len(), all, "{}", curve.name);
        }
        let cores = chosen(&["cores".to_owned()]).unwrap()[0].points(3);
        assert_eq!(
            cores[1].command(&options),
            "taskset -c 0,1 bin/aurigraph bench --profile ultra-high --signatures batch-ml-dsa-65 --duration 7 --json"
        );
        assert_eq!(cores.len(), 3);
        let sizes = chosen(&["batch-size".to_owned()]).unwrap()[0].points(3);
        assert!(
            sizes[3]
                .command(&options)
                .contains("--batch-size 1000 --threads 16 --window 4")
        );
        assert!(!sizes[4].command(&options).contains("--threads"));
        assert!(chosen(&["curve".to_owned()]).is_err());
    }
}
