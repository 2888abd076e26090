//! Runs the real executable.

#![allow(dead_code, reason = "each test file uses the part it needs")]

pub mod namespaces;
pub mod network;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Passphrase of every key that tests make.
pub const PASSPHRASE: &str = "a passphrase of tests";

/// What a run of the executable brought.
pub struct Run {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Run {
    /// Standard output as the one JSON object that it must be.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!("{error}\nstdout: {}\nstderr: {}", self.stdout, self.stderr)
        })
    }

    /// Itself, if it ended with this code.
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout: {}\nstderr: {}",
            self.stdout, self.stderr
        );
        self
    }
}

/// Runs `aurigraph` in a folder.
pub fn aurigraph(folder: &Path, arguments: &[&str]) -> Run {
    aurigraph_with(folder, arguments, &[])
}

/// The same with variables in its environment.
pub fn aurigraph_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_aurigraph"))
        .args(arguments)
        .current_dir(folder)
        .env("AURIGRAPH_PASSPHRASE", PASSPHRASE)
        .env("COLUMNS", "100")
        .env_remove("AURIGRAPH_HTTP")
        .env_remove("AURIGRAPH_URL")
        .env_remove("AURIGRAPH_GRPC")
        .env_remove("AURIGRAPH_CA_CERTIFICATE")
        .envs(variables.iter().copied())
        .stdin(std::process::Stdio::null())
        .output()
        .expect("the executable was built for this test");
    Run {
        code: output.status.code().expect("it ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}
