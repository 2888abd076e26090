//! The command line of `cargo xtask curves`.

use anyhow::{Context, bail};

use crate::bench::number;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Name the curves and do nothing else.
    pub lists: bool,
    /// Curves by name; all if none is named.
    pub only: Vec<String>,
    /// Seconds of each load.
    pub duration_seconds: u64,
    /// How often each point is run.
    pub rounds: usize,
    /// Run points again whose results are there.
    pub again: bool,
    /// Folder of the results, relative to the root.
    pub out: String,
    /// Write the report there instead of measuring.
    pub report: Option<String>,
    /// What is measured, relative to the root.
    pub executable: String,
    /// Passed on to `aurigraph bench`.
    pub allows_busy_machine: bool,
}

impl Options {
    /// Reads the arguments after `curves`.
    pub fn parse(arguments: &[&str]) -> anyhow::Result<Self> {
        let mut options = Self {
            lists: false,
            only: Vec::new(),
            duration_seconds: 5,
            rounds: 1,
            again: false,
            out: "target/curves".to_owned(),
            report: None,
            executable: "bin/aurigraph".to_owned(),
            allows_busy_machine: false,
        };
        let mut rest = arguments.iter().copied().peekable();
        while let Some(argument) = rest.next() {
            let mut value = || {
                let value = rest.next_if(|next| !next.starts_with("--"));
                value.with_context(|| format!("{argument} needs a value"))
            };
            match argument {
                "--list" => options.lists = true,
                "--only" => options.only.push(value()?.to_owned()),
                "--duration" => options.duration_seconds = number(argument, value()?)?,
                "--rounds" => options.rounds = number(argument, value()?)? as usize,
                "--again" => options.again = true,
                "--out" => options.out = value()?.to_owned(),
                "--report" => options.report = Some(value()?.to_owned()),
                "--executable" => options.executable = value()?.to_owned(),
                "--allow-busy-machine" => options.allows_busy_machine = true,
                _ => bail!("unknown argument of curves: {argument}"),
            }
        }
        if options.again && options.report.is_some() {
            bail!("--report measures nothing, so --again has no meaning beside it");
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_have_defaults() {
        let options = Options::parse(&[]).unwrap();
        assert_eq!((options.duration_seconds, options.rounds), (5, 1));
        assert_eq!(options.out, "target/curves");
        let line = [
            "--only", "cores", "--only", "skew", "--rounds", "3", "--report", "there",
        ];
        let options = Options::parse(&line).unwrap();
        assert_eq!(options.only, ["cores", "skew"]);
        assert_eq!(options.rounds, 3);
        assert_eq!(options.report.as_deref(), Some("there"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for arguments in [
            &["--rounds", "0"][..],
            &["--duration"],
            &["--onyl"],
            &["--again", "--report", "there"],
        ] {
            let error = Options::parse(arguments).unwrap_err().to_string();
            assert!(error.contains(arguments[0]), "{error}");
        }
    }
}
