//! The comparison with peers (`benches/peers`) is Python: its own tests run here, so that `make test` has them.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../benches/peers")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn its_own_tests_pass() {
    let output = Command::new("python3")
        .args(["-B", "-m", "unittest", "discover", "-s", "."])
        .current_dir(folder())
        .output()
        .expect("python3 is there: make test installs it");
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("Ran ") && !said.contains("Ran 0 tests"),
        "{said}"
    );
}

#[test]
fn the_script_starts_and_tells_wrong_usage_from_a_failure() {
    let run = |arguments: &[&str]| {
        Command::new(folder().join("run"))
            .args(arguments)
            .output()
            .expect("it is executable")
    };
    let help = run(&["--help"]);
    assert!(help.status.success() && said(&help).contains("--even-if-busy"));
    let unknown = run(&["--only", "oracle"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(said(&unknown).contains("there is no side 'oracle'"));
    let absent = run(&["--folder", "not-there"]);
    assert_eq!(absent.status.code(), Some(1));
    assert!(said(&absent).contains("there is no such folder"));
}
