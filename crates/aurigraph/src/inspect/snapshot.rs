//! Snapshot files: sections with sizes and digests, what they count, and the state root they claim.

use std::path::{Path, PathBuf};

use aurigraph_storage::{RealDisk, Snapshot};
use serde_json::{Value, json};

use super::files::{self, SNAPSHOT};
use crate::failure::ReportedFailure;
use crate::output::OutputOptions;
use crate::progress;
use crate::table::{Align, Table, fields, grouped};

/// Sections that are lists: name, what they list, bytes of an entry.
const COUNTED_SECTIONS: [(&str, &str, u64); 4] = [
    ("state/accounts", "accounts", 64),
    ("state/windows", "sequence windows", 144),
    ("state/sparse", "sparse balances", 16),
    ("state/supply", "assets", 8),
];

struct Looked {
    path: PathBuf,
    result: Result<Contents, String>,
}

struct Contents {
    height: u64,
    chain_id: String,
    file_bytes: u64,
    state_root: Option<String>,
    counts: Vec<(&'static str, u64)>,
    sections: Vec<(String, u64, String)>,
}

/// Runs `inspect snapshot`.
pub fn inspect(output: OutputOptions, paths: &[PathBuf]) -> anyhow::Result<()> {
    let mut snapshots = Vec::new();
    for path in paths {
        snapshots.extend(files::find(SNAPSHOT, path)?);
    }
    let bar = progress::bar(snapshots.len() as u64, "checking");
    let looked: Vec<Looked> = snapshots
        .into_iter()
        .map(|path| {
            let result = read(&path).map_err(|error| error.to_string());
            bar.inc(1);
            Looked { path, result }
        })
        .collect();
    bar.finish_and_clear();
    output.print(&as_json(&looked), || as_text(&looked))?;
    if looked.iter().all(|file| file.result.is_ok()) {
        Ok(())
    } else {
        Err(ReportedFailure::FAILED.into())
    }
}

fn read(path: &Path) -> Result<Contents, aurigraph_storage::StorageError> {
    let snapshot = Snapshot::open(&RealDisk, path, None)?;
    snapshot.verify()?;
    let sections = snapshot.sections();
    let length_of = |name: &str| {
        sections
            .iter()
            .find(|section| section.name == name)
            .map(|section| section.length)
    };
    let counts = COUNTED_SECTIONS
        .iter()
        .filter_map(|(section, what, entry_bytes)| Some((*what, length_of(section)? / entry_bytes)))
        .collect();
    let state_root = match length_of("state/root") {
        Some(32) => Some(hex::encode(snapshot.read_section("state/root")?)),
        _ => None,
    };
    Ok(Contents {
        height: snapshot.height(),
        chain_id: hex::encode(snapshot.chain_id()),
        file_bytes: snapshot.file_bytes(),
        state_root,
        counts,
        sections: sections
            .iter()
            .map(|section| {
                (
                    section.name.clone(),
                    section.length,
                    hex::encode(section.digest),
                )
            })
            .collect(),
    })
}

fn as_json(looked: &[Looked]) -> Value {
    let snapshots: Vec<Value> = looked
        .iter()
        .map(|file| match &file.result {
            Ok(contents) => {
                let sections: Vec<Value> = contents
                    .sections
                    .iter()
                    .map(|(name, bytes, digest)| json!({ "name": name, "bytes": bytes, "digest": digest }))
                    .collect();
                let counts: serde_json::Map<String, Value> =
                    contents.counts.iter().map(|(what, count)| ((*what).to_owned(), json!(count))).collect();
                json!({
                    "path": file.path, "sound": true, "height": contents.height, "chainId": contents.chain_id,
                    "stateRoot": contents.state_root, "fileBytes": contents.file_bytes, "counts": counts,
                    "sections": sections,
                })
            }
            Err(error) => json!({ "path": file.path, "sound": false, "problem": error }),
        })
        .collect();
    json!({ "sound": looked.iter().all(|file| file.result.is_ok()), "snapshots": snapshots })
}

fn as_text(looked: &[Looked]) -> String {
    let mut text = String::new();
    for file in looked {
        if !text.is_empty() {
            text.push('\n');
        }
        text += &format!("{}\n", file.path.display());
        match &file.result {
            Ok(contents) => text += &contents_text(contents),
            Err(error) => text += &format!("DAMAGED: {error}\n"),
        }
    }
    text
}

fn contents_text(contents: &Contents) -> String {
    let mut pairs = vec![
        ("height", grouped(contents.height)),
        ("chain id", contents.chain_id.clone()),
        (
            "state root",
            contents
                .state_root
                .clone()
                .unwrap_or_else(|| "not in this file".to_owned()),
        ),
        ("file bytes", grouped(contents.file_bytes)),
    ];
    pairs.extend(
        contents
            .counts
            .iter()
            .map(|(what, count)| (*what, grouped(*count))),
    );
    let mut table = Table::new(&[
        ("section", Align::Left),
        ("bytes", Align::Right),
        ("digest", Align::Left),
    ]);
    for (name, bytes, digest) in &contents.sections {
        table.row([
            name.clone(),
            grouped(*bytes),
            format!("{}… ok", &digest[..16]),
        ]);
    }
    format!("{}{}", fields(&pairs), table.render())
}
