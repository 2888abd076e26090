//! What a command prints: one JSON object or text on standard output, and everything else on standard error.

use std::io::{self, Write};

use clap::Args;
use serde_json::Value;

use crate::failure::Outcome;

/// `--json`, on every command that a script would call.
#[derive(Args, Clone, Copy, Debug)]
pub struct OutputOptions {
    /// Print one JSON object on standard output and nothing else there.
    #[arg(long, global = true, help_heading = "Output")]
    json: bool,
}

impl OutputOptions {
    /// Prints the result in the form asked for. The text is only made when it is needed.
    pub fn print(self, json: &Value, text: impl FnOnce() -> String) -> io::Result<()> {
        let text = if self.json { json.to_string() } else { text() };
        let mut output = io::stdout().lock();
        output.write_all(text.as_bytes())?;
        if !text.ends_with('\n') {
            output.write_all(b"\n")?;
        }
        output.flush()
    }

    /// Reports a failure: a sentence with its causes for people, and a JSON object for scripts that asked for one.
    pub fn print_failure(options: Option<Self>, error: &anyhow::Error, outcome: Outcome) {
        let texts: Vec<String> = error.chain().map(ToString::to_string).collect();
        note(&format!("aurigraph: {}", texts.join(": ")));
        if options.is_some_and(|options| options.json) {
            print_failure_object(&texts[0], &texts[1..], outcome);
        }
    }
}

/// The one form of every failure with `--json`.
pub fn print_failure_object(message: &str, causes: &[String], outcome: Outcome) {
    let object = serde_json::json!({
        "error": { "outcome": outcome.name(), "message": message, "causes": causes }
    });
    // Standard output may be closed; the exit code still says what happened.
    let _ = OutputOptions { json: true }.print(&object, String::new);
}

/// A line for people, on standard error. If nobody can read it, nothing depends on it.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
