//! The command line of `cargo xtask bench`.

use anyhow::{Context, bail};

/// What to do with the scenarios.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Name them.
    List,
    /// Run them.
    Run,
    /// Run them and keep the result as the baseline of this machine class.
    WriteBaseline,
    /// Run them and compare with the baseline.
    Compare,
    /// Compare an earlier run's summary with the baseline.
    CompareFile(String),
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub mode: Mode,
    /// Scenarios by name; all if none is named.
    pub only: Vec<String>,
    /// Seconds of each load.
    pub duration: Option<u64>,
    /// How often each scenario is run.
    pub rounds: Option<usize>,
    /// Folder of the results, relative to the root.
    pub out: String,
    /// What is measured, relative to the root.
    pub executable: String,
    /// Another baseline than that of the machine class.
    pub baseline: Option<String>,
    /// Passed on to `aurigraph bench`.
    pub allows_busy_machine: bool,
}

impl Options {
    /// Reads the arguments after `bench`.
    pub fn parse(arguments: &[&str]) -> anyhow::Result<Self> {
        let mut options = Self {
            mode: Mode::Run,
            only: Vec::new(),
            duration: None,
            rounds: None,
            out: "target/bench".to_owned(),
            executable: "bin/aurigraph".to_owned(),
            baseline: None,
            allows_busy_machine: false,
        };
        let mut rest = arguments.iter().copied().peekable();
        while let Some(argument) = rest.next() {
            let mut value = || {
                let value = rest.next_if(|next| !next.starts_with("--"));
                value.with_context(|| format!("{argument} needs a value"))
            };
            match argument {
                "--list" => options.set_mode(Mode::List)?,
                "--write-baseline" => options.set_mode(Mode::WriteBaseline)?,
                "--compare" => {
                    let mode =
                        value().map_or(Mode::Compare, |file| Mode::CompareFile(file.to_owned()));
                    options.set_mode(mode)?;
                }
                "--only" => options.only.push(value()?.to_owned()),
                "--duration" => options.duration = Some(number(argument, value()?)?),
                "--rounds" => options.rounds = Some(number(argument, value()?)? as usize),
                "--out" => options.out = value()?.to_owned(),
                "--executable" => options.executable = value()?.to_owned(),
                "--baseline" => options.baseline = Some(value()?.to_owned()),
                "--allow-busy-machine" => options.allows_busy_machine = true,
                _ => bail!("unknown argument of bench: {argument}"),
            }
        }
        Ok(options)
    }

    fn set_mode(&mut self, mode: Mode) -> anyhow::Result<()> {
        if self.mode != Mode::Run {
            bail!("--list, --write-baseline and --compare exclude one another");
        }
        self.mode = mode;
        Ok(())
    }
}

/// Reads the value of an option that is a whole number above 0.
pub fn number(name: &str, text: &str) -> anyhow::Result<u64> {
    match text.parse() {
        Ok(value) if value > 0 => Ok(value),
        _ => bail!("{name} is {text}; it must be a whole number above 0"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparing_takes_a_file_or_runs() {
        let mode = |arguments: &[&str]| Options::parse(arguments).map(|options| options.mode);
        assert_eq!(mode(&[]).unwrap(), Mode::Run);
        assert_eq!(
            mode(&["--compare", "--rounds", "5"]).unwrap(),
            Mode::Compare
        );
        assert_eq!(
            mode(&["--compare", "a.json"]).unwrap(),
            Mode::CompareFile("a.json".to_owned())
        );
        assert!(mode(&["--compare", "--write-baseline"]).is_err());
    }

    #[test]
    fn what_is_wrong_is_named() {
        for arguments in [
            &["--rounds", "none"][..],
            &["--duration"],
            &["--duration", "0"],
            &["--onyl"],
        ] {
            let error = Options::parse(arguments).unwrap_err().to_string();
            assert!(error.contains(arguments[0]), "{error}");
        }
    }
}
