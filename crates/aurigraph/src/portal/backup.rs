//! `aurigraph portal backup` and `restore`: everything a portal keeps, in one file.

use std::path::PathBuf;

use aurigraph_portal::audit::ChainReport;
use aurigraph_portal::backup::{BackupSummary, Progress, export, import};
use aurigraph_portal::time::Clock;
use clap::Args;
use indicatif::ProgressBar;
use serde_json::{Map, Value, json};

use super::file::PortalFile;
use super::runtime;
use crate::output::OutputOptions;
use crate::progress;

/// Writes everything that a portal keeps into one file, also while it runs; the wrapping keys are not in it.
///
/// Personal data and secrets stay sealed. To put it back, the file `wrapping-keys` is needed as well: keep a copy of it elsewhere.
#[derive(Args, Debug)]
pub struct Options {
    /// The portal's configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The file to write; it must not be there yet.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// Puts a copy back into an empty database, of SQLite or PostgreSQL whichever it came from.
///
/// The whole file is read and checked before anything is written, and everything is written or nothing. `wrapping-keys` must lie in the data folder.
#[derive(Args, Debug)]
pub struct RestoreOptions {
    /// The portal's configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The copy.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

/// A bar that appears with the first word about progress.
fn shown(bar: &ProgressBar) -> impl FnMut(Progress) {
    |done| {
        bar.set_length(done.total);
        bar.set_position(done.done);
    }
}

impl Options {
    /// Makes the copy.
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let store = PortalFile::read(&self.config)?.store()?;
        let bar = progress::bar(0, "copying rows");
        let clock = Clock::system();
        let copied = export(&store, &self.to, &clock, shown(&bar));
        let copied = runtime()?.block_on(copied);
        bar.finish_and_clear();
        let summary = copied?;
        let file = self.to.display().to_string();
        output.print(&json_of(&summary, &file), || {
            let keys = summary.wrapping_keys.join(", ");
            format!(
                "{file}: {} rows of {} tables, {} bytes, schema {}\n\
                 BLAKE3 {}\n\
                 The wrapping keys are not in it. To put it back, {} is needed with the keys {keys}: keep a copy of it, apart from this one.\n",
                summary.rows(),
                summary.tables.len(),
                summary.bytes,
                summary.schema_version,
                summary.hash,
                store.wrapping_keys_file().display(),
            )
        })?;
        Ok(())
    }
}

impl RestoreOptions {
    /// Puts it back.
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let store = PortalFile::read(&self.config)?.store()?;
        let bar = progress::bar(0, "putting rows back");
        let restored = import(&store, &self.from, Clock::system(), shown(&bar));
        let restored = runtime()?.block_on(restored);
        bar.finish_and_clear();
        let restored = restored?;
        let summary = restored.summary;
        let mut json = json_of(&summary, &self.from.display().to_string());
        let lines = match restored.audit {
            ChainReport::Holds { lines, head } => {
                json["auditLines"] = lines.into();
                json["auditHead"] = head.into();
                lines
            }
            ChainReport::Broken { .. } => 0,
        };
        output.print(&json, || {
            format!(
                "{} rows of {} tables are back as of {}; the audit log holds, with {lines} lines.\n\
                 Sessions of that moment that have not ended are open again.\n",
                summary.rows(),
                summary.tables.len(),
                summary.created_at,
            )
        })?;
        Ok(())
    }
}

fn json_of(summary: &BackupSummary, file: &str) -> Value {
    let tables = summary.tables.iter();
    let tables: Map<String, Value> = tables
        .map(|(name, rows)| (name.clone(), (*rows).into()))
        .collect();
    json!({
        "file": file,
        "bytes": summary.bytes,
        "blake3": summary.hash,
        "schemaVersion": summary.schema_version,
        "createdAt": summary.created_at,
        "rows": summary.rows(),
        "tables": tables,
        "wrappingKeys": summary.wrapping_keys,
        "wrappingKeysIncluded": false,
    })
}
