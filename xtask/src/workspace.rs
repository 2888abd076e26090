//! Where the repository is, which files it tracks, and how its tools are started.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};

/// The checkout that this program was built from.
pub struct Workspace {
    root: PathBuf,
}

/// What a tool printed and whether it succeeded.
pub struct Outcome {
    pub success: bool,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// Both streams, for a person to read.
    pub fn text(&self) -> String {
        let mut text = self.stdout.trim_end().to_owned();
        if !self.stderr.trim().is_empty() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(self.stderr.trim_end());
        }
        text
    }
}

impl Workspace {
    /// Finds the root from the manifest folder that cargo passes at run time, so that a binary reused
    /// from another clone's build still works on the checkout it was started in.
    pub fn find() -> anyhow::Result<Self> {
        let manifest_folder = std::env::var_os("CARGO_MANIFEST_DIR")
            .context("start this as `cargo xtask`, so that cargo says where the repository is")?;
        let root = Path::new(&manifest_folder)
            .parent()
            .context("the xtask folder has no parent")?
            .to_path_buf();
        Ok(Self { root })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the repository.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The text of a file inside the repository.
    pub fn read(&self, relative: &str) -> anyhow::Result<String> {
        std::fs::read_to_string(self.path(relative))
            .with_context(|| format!("cannot read {relative}"))
    }

    /// Tracked files and new files that are not ignored, relative to the root, that exist on disk.
    /// New files count, so that a check says before a commit what it would say after it.
    pub fn files(&self) -> anyhow::Result<Vec<String>> {
        let listing = self.capture(
            "git",
            &[
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ],
        )?;
        if !listing.success {
            bail!("git ls-files failed: {}", listing.stderr.trim());
        }
        let mut files: Vec<String> = listing
            .stdout
            .split('\0')
            .filter(|file| !file.is_empty() && self.path(file).is_file())
            .map(str::to_owned)
            .collect();
        files.sort_unstable();
        files.dedup();
        Ok(files)
    }

    /// A command that runs in the root. The node that the lock file pins comes before the machine's own.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("PATH", self.search_path());
        command
    }

    /// Runs a command to its end and keeps what it printed.
    pub fn capture(&self, program: &str, arguments: &[&str]) -> anyhow::Result<Outcome> {
        let output = self
            .command(program)
            .args(arguments)
            .output()
            .with_context(|| format!("cannot start {program}: see `cargo xtask doctor`"))?;
        Ok(Outcome {
            success: output.status.success(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    fn search_path(&self) -> OsString {
        let mut folders = vec![self.path("node_modules/.bin")];
        if let Some(path) = std::env::var_os("PATH") {
            folders.extend(std::env::split_paths(&path));
        }
        std::env::join_paths(folders).expect("the folders come from PATH and hold no separator")
    }
}
