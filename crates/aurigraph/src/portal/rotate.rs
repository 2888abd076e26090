//! `aurigraph portal rotate-wrapping-key`: a new key around the keys, without writing a row of a user anew.

use std::path::PathBuf;

use aurigraph_portal::store::rotation::{BATCH, Rotation, WrappingKeyUse};
use clap::Args;
use serde_json::json;

use super::file::PortalFile;
use super::runtime;
use crate::output::OutputOptions;
use crate::progress;

/// Makes a new wrapping key and wraps the keys of all users anew, also while the portal runs.
///
/// It may be broken off at any time: the next run goes on. The old key stays in the file, because copies of the database that were made before need it;
/// --delete-unused takes those out that wrap nothing any more.
#[derive(Args, Debug)]
pub struct Options {
    /// The portal's configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Make no new key; take those out of the file that wrap nothing in the database.
    #[arg(long)]
    delete_unused: bool,
}

impl Options {
    /// Exchanges the key.
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let store = PortalFile::read(&self.config)?.store()?;
        let runtime = runtime()?;
        let (rotation, wrapped, deleted) = runtime.block_on(async {
            if self.delete_unused {
                let rotation = Rotation::look(&store).await?;
                let deleted = rotation.delete_unused().await?;
                return Ok((rotation, 0, deleted));
            }
            let rotation = Rotation::begin(&store).await?;
            let bar = progress::bar(rotation.left().await?, "wrapping keys anew");
            let mut wrapped = 0;
            loop {
                match rotation.step(BATCH).await? {
                    0 => break,
                    some => wrapped += some,
                }
                bar.set_position(wrapped);
            }
            bar.finish_and_clear();
            anyhow::Ok((rotation, wrapped, Vec::new()))
        })?;
        let uses = runtime.block_on(rotation.uses())?;
        let keys: Vec<_> = uses
            .iter()
            .map(|key| {
                json!({ "name": key.name, "isCurrent": key.is_current, "dataKeys": key.data_keys })
            })
            .collect();
        let json = json!({
            "current": rotation.current(),
            "wentOn": rotation.goes_on(),
            "wrappedAnew": wrapped,
            "deleted": deleted,
            "keys": keys,
            "file": store.wrapping_keys_file().display().to_string(),
        });
        output.print(&json, || {
            let mut text = if self.delete_unused {
                deleted_text(&deleted)
            } else {
                let how = if rotation.goes_on() {
                    "went on with"
                } else {
                    "made"
                };
                format!(
                    "{how} wrapping key {}; {wrapped} keys are wrapped anew\n",
                    rotation.current()
                )
            };
            text += &keys_text(&uses);
            text += &format!(
                "Copy {} again, apart from the database.\n",
                store.wrapping_keys_file().display()
            );
            text
        })?;
        Ok(())
    }
}

fn deleted_text(deleted: &[String]) -> String {
    match deleted {
        [] => "no key of the file is without use\n".into(),
        some => format!("no longer in the file: {}\n", some.join(", ")),
    }
}

fn keys_text(uses: &[WrappingKeyUse]) -> String {
    let lines = uses.iter().map(|key| {
        let what = match (key.is_current, key.data_keys) {
            (true, _) => "wraps what is new",
            (false, 0) => {
                "wraps nothing here; --delete-unused takes it out, once no copy of the database from before is kept"
            }
            (false, _) => "must stay: run the command again",
        };
        format!("  {} wraps {} keys, {what}\n", key.name, key.data_keys)
    });
    lines.collect()
}
