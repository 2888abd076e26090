//! Files of results in JSON, read back.

use std::fs;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

/// Reads a file that `cargo xtask COMMAND` wrote.
pub fn read<T>(
    file: &Path,
    command: &str,
    from_json: impl FnOnce(&Value) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_str(&text)
        .map_err(anyhow::Error::from)
        .and_then(|value| from_json(&value))
        .with_context(|| format!("{} is no result of `cargo xtask {command}`", file.display()))
}

/// A text in an object.
pub fn text(value: &Value, name: &str) -> anyhow::Result<String> {
    let text = value[name].as_str().map(str::to_owned);
    text.with_context(|| format!("{name} is missing"))
}
