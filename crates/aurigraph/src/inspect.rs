//! `aurigraph inspect`: what is in a data folder, file by file. Reads only and takes no lock, so it works beside a running node;
//! what such a node is writing at this moment shows as an unfinished end.

mod block;
mod files;
mod keys;
mod segment;
mod snapshot;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::output::OutputOptions;

/// Look into blocks, segments, snapshots and key files
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  aurigraph inspect segment data/                       every segment of a data folder
  aurigraph inspect block data/ --height 12             header, certificate and submissions of a block
  aurigraph inspect snapshot data/snapshots/*.snap
  aurigraph inspect keys data/keys.dat --json

Nothing is changed. Beside a running node the last frame may still be being written.

Exit codes: 0 everything that was read is sound, 1 something is damaged or cannot be read, 2 wrong usage.")]
pub struct Options {
    #[command(subcommand)]
    what: What,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Subcommand, Debug)]
enum What {
    /// One block: header, certificate, submissions
    #[command(after_help = "Example:\n  aurigraph inspect block data/ --height 12")]
    Block {
        /// Data folder, or one segment file
        path: PathBuf,
        /// The block's height; the latest if absent
        #[arg(long, value_name = "NUMBER")]
        height: Option<u64>,
    },
    /// Segment files: blocks with heights, sizes, checksums
    #[command(after_help = "Example:\n  aurigraph inspect segment data/ --blocks")]
    Segment {
        /// Data folders or segment files
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// List every block, not only a line for each file
        #[arg(long)]
        blocks: bool,
    },
    /// Snapshot files: sections, counts, state root
    #[command(after_help = "Example:\n  aurigraph inspect snapshot data/")]
    Snapshot {
        /// Data folders or snapshot files
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// The file of public keys
    #[command(after_help = "Example:\n  aurigraph inspect keys data/ --list")]
    Keys {
        /// Data folder or key file
        path: PathBuf,
        /// List every key
        #[arg(long)]
        list: bool,
    },
}

impl Options {
    /// How results are printed.
    pub const fn output(&self) -> OutputOptions {
        self.output
    }

    /// Runs the command.
    pub fn run(&self) -> anyhow::Result<()> {
        match &self.what {
            What::Block { path, height } => block::inspect(self.output, path, *height),
            What::Segment { paths, blocks } => segment::inspect(self.output, paths, *blocks),
            What::Snapshot { paths } => snapshot::inspect(self.output, paths),
            What::Keys { path, list } => keys::inspect(self.output, path, *list),
        }
    }
}
