//! Goal: nobody changes what the command line says by accident.
//! Method: the help of every command is compared with a file under `tests/golden`. After an intended change write them again with
//! `AURIGRAPH_WRITE_GOLDEN=1 cargo test --release -p aurigraph --test help`.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use std::fs;
use std::path::Path;

const COMMANDS: &[&[&str]] = &[
    &["bench"],
    &["inspect"],
    &["inspect", "block"],
    &["inspect", "segment"],
    &["inspect", "snapshot"],
    &["inspect", "keys"],
    &["node"],
    &["node", "genesis"],
    &["node", "run"],
    &["portal"],
    &["portal", "administrator"],
    &["portal", "administrator", "add"],
    &["portal", "administrator", "remove"],
    &["portal", "administrator", "list"],
    &["portal", "serve"],
    &["portal", "backup"],
    &["portal", "plan"],
    &["portal", "plans"],
    &["portal", "restore"],
    &["portal", "rotate-wrapping-key"],
    &["verify-proof"],
    &["wallet"],
    &["wallet", "new"],
    &["wallet", "show"],
    &["wallet", "register"],
    &["wallet", "grant-custody"],
    &["wallet", "revoke-custody"],
    &["wallet", "send"],
    &["wallet", "pay"],
    &["wallet", "sign"],
    &["wallet", "submit"],
    &["wallet", "history"],
    &["wallet", "balance"],
];

#[test]
fn every_help_text_is_the_agreed_one() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for command in COMMANDS {
        let mut arguments = command.to_vec();
        arguments.push("--help");
        let text = common::aurigraph(&golden, &arguments).expect_code(0).stdout;
        let path = golden.join(format!("{}.txt", command.join("-")));
        if std::env::var_os("AURIGRAPH_WRITE_GOLDEN").is_some() {
            fs::write(&path, &text).expect("the golden folder is writable");
        }
        let agreed = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(text, agreed, "{}", path.display());
    }
}

#[test]
fn the_version_names_the_target() {
    let run = common::aurigraph(Path::new("."), &["--version"]).expect_code(0);
    assert!(
        run.stdout
            .starts_with(concat!("aurigraph ", env!("CARGO_PKG_VERSION"), " (")),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("linux"), "{}", run.stdout);
}

#[test]
fn wrong_usage_ends_with_2() {
    common::aurigraph(Path::new("."), &["wallet", "send"]).expect_code(2);
    common::aurigraph(Path::new("."), &["bench", "--batch-size", "70000"]).expect_code(2);
}
