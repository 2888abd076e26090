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

    /// Reports a failure: a JSON object for scripts, a sentence with its causes for people.
    pub fn print_failure(options: Option<Self>, error: &anyhow::Error, outcome: Outcome) {
        if let Some(options) = options.filter(|options| options.json) {
            let causes: Vec<String> = error.chain().skip(1).map(ToString::to_string).collect();
            let object = serde_json::json!({
                "error": { "outcome": outcome.name(), "message": error.to_string(), "causes": causes }
            });
            // Standard output may be closed; the exit code still says what happened.
            let _ = options.print(&object, String::new);
        } else {
            let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
            note(&format!("aurigraph: {}", causes.join(": ")));
        }
    }
}

/// A line for people, on standard error. If nobody can read it, nothing depends on it.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
