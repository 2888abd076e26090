//! Goal: whoever calls a command wrongly is told what is wrong, a person in words and a script in the one JSON form.
//! Method: the real executable, called wrongly; no node runs.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use std::path::Path;

use common::{Run, aurigraph, aurigraph_with};
use serde_json::json;

/// Nobody serves on port 1.
const NOWHERE: &str = "127.0.0.1:1";

fn usage_error(arguments: &[&str]) -> Run {
    let run = aurigraph(Path::new("."), arguments).expect_code(2);
    assert!(!run.stderr.is_empty(), "{arguments:?} says nothing");
    run
}

#[test]
fn every_wrong_usage_is_answered_in_one_form_with_json() {
    for (arguments, part) in [
        (&["wallet", "send"][..], "--amount <DECIMAL>"),
        (&["wallet"], "subcommand"),
        (&["wallet", "show", "--key", "a", "--ofline"], "--ofline"),
        (&["bench", "--duration", "soon"], "--duration"),
        (&["bench", "--http", NOWHERE], "--grpc"),
        (&["bench", "--batch-size", "70000"], "--batch-size"),
        (&["inspect", "block"], "<PATH>"),
        (&["inspect", "block", "nowhere"], "nowhere"),
        (&["verify-proof"], "<FILE>"),
        (&["verify-proof", "nowhere.json"], "nowhere.json"),
        (&["wallet", "show", "--key", "nowhere.key"], "nowhere.key"),
        (&["nothing"], "nothing"),
    ] {
        assert_eq!(usage_error(arguments).stdout, "", "{arguments:?}");
        let with_json: Vec<&str> = arguments.iter().copied().chain(["--json"]).collect();
        let object = usage_error(&with_json).json();
        assert_eq!(object["error"]["outcome"], json!("usage"), "{arguments:?}");
        assert!(object["error"]["causes"].is_array(), "{arguments:?}");
        let message = object["error"]["message"].as_str().expect("text");
        assert!(message.contains(part), "{arguments:?}: {message}");
        assert!(!message.contains('\n'), "{message}");
        assert!(!message.contains("Usage:"), "{message}");
    }
}

#[test]
fn help_and_version_are_no_errors() {
    for arguments in [&["--version"][..], &["wallet", "pay", "--json", "--help"]] {
        let run = aurigraph(Path::new("."), arguments).expect_code(0);
        assert!(!run.stdout.starts_with('{'), "{}", run.stdout);
        assert_eq!(run.stderr, "");
    }
}

#[test]
fn what_is_no_address_is_refused_by_the_name_of_its_option() {
    let balance = ["wallet", "balance", "--account", "2", "--asset", "EUR"];
    for (command, http, grpc, named) in [
        (&["bench"][..], NOWHERE, "https://localhost", "--grpc"),
        (&["bench"], NOWHERE, "localhost", "--grpc"),
        (&["bench"], "ftp://localhost", NOWHERE, "--http"),
        (&balance, NOWHERE, "localhost", "--grpc"),
        (&balance, "ftp://localhost:9003", NOWHERE, "--http"),
    ] {
        let arguments = [command, &["--http", http, "--grpc", grpc, "--json"]].concat();
        let object = usage_error(&arguments).json();
        let message = object["error"]["message"].as_str().expect("text");
        assert!(message.contains(named), "{arguments:?}: {message}");
        assert!(message.contains("http://HOST:PORT"), "{message}");
    }
}

#[test]
fn an_address_needs_no_scheme_and_its_earlier_names_are_understood() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let balance = ["wallet", "balance", "--account", "2", "--json"];
    let is_asked = |run: Run| {
        let object = run.expect_code(1).json();
        let text = object["error"].to_string();
        assert!(text.contains("http://127.0.0.1:1"), "{text}");
    };
    for option in ["--http", "--url"] {
        is_asked(aurigraph(
            folder.path(),
            &[&balance[..], &[option, NOWHERE]].concat(),
        ));
    }
    for variable in ["AURIGRAPH_HTTP", "AURIGRAPH_URL"] {
        is_asked(aurigraph_with(
            folder.path(),
            &balance,
            &[(variable, NOWHERE)],
        ));
    }
    let bench = ["bench", "--http", NOWHERE, "--grpc", NOWHERE, "--json"];
    is_asked(aurigraph(folder.path(), &bench));
}

#[test]
fn an_empty_variable_is_not_set_and_a_wrong_one_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let balance = ["wallet", "balance", "--account", "2", "--json"];
    for variables in [
        [("AURIGRAPH_HTTP", ""), ("AURIGRAPH_URL", NOWHERE)],
        [("AURIGRAPH_HTTP", NOWHERE), ("AURIGRAPH_GRPC", "")],
    ] {
        let run = aurigraph_with(folder.path(), &balance, &variables).expect_code(1);
        let text = run.json()["error"].to_string();
        assert!(text.contains("http://127.0.0.1:1"), "{text}");
    }
    for variable in ["AURIGRAPH_HTTP", "AURIGRAPH_GRPC"] {
        let wrong = [(variable, "ftp://localhost:9003")];
        let run = aurigraph_with(folder.path(), &balance, &wrong).expect_code(2);
        let text = run.json()["error"]["message"].to_string();
        assert!(
            text.contains(variable) && text.contains("http://HOST:PORT"),
            "{text}"
        );
    }
    // On the command line nothing is not an address.
    let run = aurigraph(folder.path(), &[&balance[..], &["--http", ""]].concat());
    let text = run.expect_code(2).json()["error"]["message"].to_string();
    assert!(text.contains("--http"), "{text}");
}
