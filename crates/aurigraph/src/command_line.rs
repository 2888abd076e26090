//! A command line that cannot be read, told to people and to scripts alike.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;

use crate::failure::Outcome;
use crate::output::print_failure_object;

/// Prints what is wrong, or the help or version that was asked for, and gives the exit code.
pub fn report(error: &clap::Error, arguments: impl Iterator<Item = OsString>) -> ExitCode {
    // If nobody can read it, the exit code still says what happened.
    let _ = error.print();
    if !error.use_stderr() {
        return ExitCode::SUCCESS;
    }
    if asks_for_json(arguments) {
        print_failure_object(&message(error), &[], Outcome::Usage);
    }
    Outcome::Usage.exit_code()
}

/// Whether `--json` is among the arguments. They could not be parsed, so this is all that is known of them.
fn asks_for_json(arguments: impl Iterator<Item = OsString>) -> bool {
    arguments
        .take_while(|argument| argument != "--")
        .any(|argument| argument == "--json")
}

/// What is wrong in one sentence: without the usage, and without the words that lead to the help.
fn message(error: &clap::Error) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return "no command is named".to_owned();
    }
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let end = ["\nUsage:", "\nFor more information"]
        .into_iter()
        .filter_map(|rest| text.find(rest))
        .min()
        .unwrap_or(text.len());
    text[..end].split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_json(arguments: &[&str]) -> bool {
        asks_for_json(arguments.iter().map(OsString::from))
    }

    #[test]
    fn json_is_asked_for_before_the_end_of_options() {
        assert!(is_json(&["aurigraph", "wallet", "--json", "send"]));
        assert!(!is_json(&["aurigraph", "wallet", "send"]));
        assert!(!is_json(&["aurigraph", "inspect", "--", "--json"]));
    }

    #[test]
    fn a_message_is_one_sentence() {
        let command = || {
            clap::Command::new("pay")
                .arg(clap::Arg::new("to").long("to").required(true))
                .arg(clap::Arg::new("asset").long("asset").required(true))
        };
        let error = command().try_get_matches_from(["pay"]).unwrap_err();
        assert_eq!(
            message(&error),
            "the following required arguments were not provided: --to <to> --asset <asset>"
        );
        let error = command()
            .try_get_matches_from(["pay", "--too"])
            .unwrap_err();
        assert!(
            message(&error).starts_with("unexpected argument '--too' found"),
            "{}",
            message(&error)
        );
    }
}
