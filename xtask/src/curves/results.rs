//! Results: one file a run, and what the files of a curve say together.
//!
//! A run that did not pass is kept with its reason and has no figures.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use serde_json::{Value, json};

use super::plan::{Curve, Point};
use crate::bench::Values;
use crate::json_file;

/// One run of one point.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub curve: String,
    pub label: String,
    pub round: usize,
    pub command: String,
    pub commit: String,
    pub date: String,
    /// What `aurigraph bench` printed, or why the run scores nothing.
    pub outcome: Result<Value, String>,
}

/// The file of a run.
pub fn file(folder: &Path, curve: &str, label: &str, round: usize) -> PathBuf {
    folder.join(format!("{curve}-{label}-{round}.json"))
}

impl Record {
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let file = file(folder, &self.curve, &self.label, self.round);
        let text = format!("{:#}\n", self.as_json());
        // Renamed when it is whole, so that a run that is stopped leaves no half of a file.
        let unfinished = file.with_extension("unfinished");
        fs::write(&unfinished, text)
            .and_then(|()| fs::rename(&unfinished, &file))
            .with_context(|| format!("cannot write {}", file.display()))
    }

    fn as_json(&self) -> Value {
        json!({
            "curve": self.curve,
            "point": self.label,
            "round": self.round,
            "command": self.command,
            "commit": self.commit,
            "date": self.date,
            "failure": self.outcome.as_ref().err(),
            "result": self.outcome.as_ref().ok(),
        })
    }

    /// Reads a file that [`Record::write`] wrote.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        json_file::read(file, "curves", Self::from_json)
    }

    fn from_json(value: &Value) -> anyhow::Result<Self> {
        let text = |name: &str| json_file::text(value, name);
        let outcome = match value["failure"].as_str() {
            Some(reason) => Err(reason.to_owned()),
            None if value["result"].is_object() => Ok(value["result"].clone()),
            None => Err("the file has no result".to_owned()),
        };
        Ok(Self {
            curve: text("curve")?,
            label: text("point")?,
            round: value["round"].as_u64().context("round is missing")? as usize,
            command: text("command")?,
            commit: text("commit")?,
            date: text("date")?,
            outcome,
        })
    }
}

/// Every result in a folder, by file name.
pub fn read_all(folder: &Path) -> anyhow::Result<Vec<Record>> {
    let cannot = || {
        format!(
            "cannot read {}: `cargo xtask curves` measures",
            folder.display()
        )
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(cannot)? {
        let file = entry.with_context(cannot)?.path();
        if file
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(file);
        }
    }
    files.sort();
    files.iter().map(|file| Record::read(file)).collect()
}

/// What is drawn and told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Transfers a second.
    Rate,
    /// Processor seconds of both sides for a million transfers.
    Cost,
    /// Median latency in milliseconds.
    LatencyP50,
    /// The latency in milliseconds that 99 % stay below.
    LatencyP99,
    /// Cores that other processes took meanwhile.
    OtherCores,
}

pub const QUANTITIES: [Quantity; 5] = [
    Quantity::Rate,
    Quantity::Cost,
    Quantity::LatencyP50,
    Quantity::LatencyP99,
    Quantity::OtherCores,
];

impl Quantity {
    /// Its value in a result, or in one of the loads of a result; `None` if it is not known there.
    fn of(self, load: &Value) -> Option<f64> {
        let field = |name: &str| load[name].as_f64();
        match self {
            Self::Rate => field("transfers_per_second"),
            Self::Cost => field("cpu_seconds_per_million").or_else(|| {
                let seconds = field("cpu_seconds_client")? + field("cpu_seconds_node")?;
                let accepted = field("accepted").filter(|accepted| *accepted > 0.0)?;
                Some(seconds / accepted * 1e6)
            }),
            Self::LatencyP50 => field("latency_p50_ms"),
            Self::LatencyP99 => field("latency_p99_ms"),
            Self::OtherCores => field("other_processes_cores")
                .or_else(|| Some(field("cpu_seconds_other")? / field("duration_seconds")?)),
        }
    }
}

/// One point over its rounds.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    pub label: String,
    pub x: f64,
    pub command: Option<String>,
    values: BTreeMap<Quantity, Vec<f64>>,
    /// Why it has no figures, or those of fewer rounds.
    pub gaps: Vec<String>,
}

impl Measured {
    /// Lowest, median and highest over the rounds; `None` for a gap.
    pub fn spread(&self, quantity: Quantity) -> Option<[f64; 3]> {
        let values = self.values.get(&quantity)?;
        let lowest = values.iter().copied().reduce(f64::min)?;
        let highest = values.iter().copied().reduce(f64::max)?;
        Some([lowest, Values(values.clone()).median(), highest])
    }

    pub fn median(&self, quantity: Quantity) -> Option<f64> {
        self.spread(quantity).map(|[_, median, _]| median)
    }

    fn add(&mut self, load: &Value) {
        for quantity in QUANTITIES {
            if let Some(value) = quantity.of(load) {
                self.values.entry(quantity).or_default().push(value);
            }
        }
    }
}

/// The points of a curve from its records; none if it was not measured at all.
pub fn points(curve: &Curve, cores: usize, records: &[Record]) -> Vec<Measured> {
    let records: Vec<&Record> = records
        .iter()
        .filter(|record| record.curve == curve.name)
        .collect();
    if records.is_empty() {
        return Vec::new();
    }
    let of_point = |point: &Point| {
        let records: Vec<_> = records
            .iter()
            .copied()
            .filter(|record| record.label == point.label)
            .collect();
        if point.loads > 1 {
            loads(&records)
        } else {
            vec![single(point, &records)]
        }
    };
    curve.points(cores).iter().flat_map(of_point).collect()
}

fn single(point: &Point, records: &[&Record]) -> Measured {
    let mut measured = Measured {
        label: point.label.clone(),
        x: point.x,
        ..Measured::default()
    };
    for record in records {
        measured.command = Some(record.command.clone());
        match &record.outcome {
            Ok(result) => measured.add(result),
            Err(reason) => measured.gaps.push(reason.clone()),
        }
    }
    if records.is_empty() {
        measured.gaps.push("not measured".to_owned());
    }
    measured
}

/// Loads of the same node: each is a point at the number of transfers that the loads before it made, the median of the rounds.
fn loads(records: &[&Record]) -> Vec<Measured> {
    let mut points: Vec<(Vec<f64>, Measured)> = Vec::new();
    let mut gaps = Vec::new();
    for record in records {
        let result = match &record.outcome {
            Ok(result) => result,
            Err(reason) => {
                gaps.push(reason.clone());
                continue;
            }
        };
        let mut before = 0.0;
        for (position, load) in result["repeats"]
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
        {
            if points.len() == position {
                points.push(Default::default());
            }
            points[position].0.push(before);
            points[position].1.add(load);
            before += load["accepted"].as_f64().unwrap_or(f64::NAN);
        }
    }
    if points.is_empty() {
        points.push((vec![0.0], Measured::default()));
    }
    let command = records.first().map(|record| record.command.clone());
    let finish = |(before, measured): (Vec<f64>, Measured)| {
        let x = Values(before).median();
        Measured {
            label: format!("{x:.0}"),
            x,
            command: command.clone(),
            gaps: gaps.clone(),
            ..measured
        }
    };
    points.into_iter().map(finish).collect()
}
