//! Goal: keys and signatures work without a network, and nothing is overwritten or signed unasked.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;

use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{PublicKey, Scheme};
use common::aurigraph;
use serde_json::json;

const CHAIN_ID: &str = "abababababababababababababababababababababababababababababababab";

#[test]
fn a_key_is_made_shown_and_never_overwritten() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for scheme in Scheme::ALL.map(Scheme::name) {
        let file = format!("{scheme}.key");
        let made = aurigraph(
            folder.path(),
            &[
                "wallet", "new", "--scheme", scheme, "--key", &file, "--json",
            ],
        );
        let made = made.expect_code(0).json();
        let mode = fs::metadata(folder.path().join(&file))
            .expect("written")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        let before = fs::read(folder.path().join(&file)).expect("readable");
        aurigraph(folder.path(), &["wallet", "new", "--key", &file]).expect_code(2);
        assert_eq!(
            fs::read(folder.path().join(&file)).expect("readable"),
            before
        );
        let shown = aurigraph(
            folder.path(),
            &["wallet", "show", "--key", &file, "--offline", "--json"],
        );
        let shown = shown.expect_code(0).json();
        assert_eq!(
            (&shown["address"], &shown["scheme"]),
            (&made["address"], &json!(scheme))
        );
        assert_eq!(shown["registration"], "not_asked");
    }
}

#[test]
fn what_is_signed_off_line_verifies() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = aurigraph(
        folder.path(),
        &[
            "wallet", "new", "--scheme", "hybrid", "--key", "cold.key", "--json",
        ],
    );
    let made = made.expect_code(0).json();
    let sign = |extra: &[&str], out: &str| {
        let mut arguments = vec![
            "wallet",
            "sign",
            "--key",
            "cold.key",
            "--chain-id",
            CHAIN_ID,
            "--account",
            "7",
        ];
        arguments.extend(["--sequence", "5", "--out", out]);
        arguments.extend(extra);
        aurigraph(folder.path(), &arguments)
    };
    let transfer = [
        "transfer",
        "--to",
        "9",
        "--asset",
        "0",
        "--amount",
        "1250",
        "--reference",
        "INV-7",
    ];
    sign(&transfer, "unasked.bin").expect_code(2);
    assert!(!folder.path().join("unasked.bin").exists());

    let agreed: Vec<&str> = ["--yes"].into_iter().chain(transfer).collect();
    let run = sign(&agreed, "payment.bin").expect_code(0);
    assert!(
        run.stderr
            .contains("Pay 1250 minor units of asset 0 from account 7 to account 9"),
        "{}",
        run.stderr
    );
    sign(&agreed, "payment.bin").expect_code(2);

    let bytes = fs::read(folder.path().join("payment.bin")).expect("signed");
    let view = SubmissionView::decode(&bytes).expect("a submission");
    assert_eq!(view.header().sequence().get(), 5);
    assert_eq!(view.records()[0].reference_trimmed(), b"INV-7");
    let key = hex::decode(made["publicKey"].as_str().expect("text")).expect("hexadecimal");
    let key = PublicKey::new(Scheme::Hybrid, &key).expect("a key");
    key.verify(&view.id(), view.signature())
        .expect("signed by this key");
}

#[test]
fn a_wrong_passphrase_and_a_dead_node_are_said() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    aurigraph(
        folder.path(),
        &["wallet", "new", "--scheme", "ed25519", "--key", "a.key"],
    )
    .expect_code(0);
    fs::write(folder.path().join("wrong"), "another passphrase\n").expect("writable");
    let arguments = [
        "wallet",
        "sign",
        "--key",
        "a.key",
        "--passphrase-file",
        "wrong",
        "--chain-id",
        CHAIN_ID,
    ];
    let rest = [
        "--account",
        "7",
        "--sequence",
        "1",
        "--out",
        "x",
        "--yes",
        "revoke-custody",
    ];
    let all: Vec<&str> = arguments.into_iter().chain(rest).collect();
    let run = aurigraph(folder.path(), &all).expect_code(2);
    assert!(run.stderr.contains("passphrase"), "{}", run.stderr);

    // Port 1 is reserved; nobody serves there.
    let run = aurigraph(
        folder.path(),
        &[
            "wallet",
            "balance",
            "--key",
            "a.key",
            "--http",
            "http://127.0.0.1:1",
            "--json",
        ],
    );
    assert_eq!(
        run.expect_code(1).json()["error"]["outcome"],
        json!("failed")
    );

    // What the key file says is shown, and that nobody answered is not taken for a key without an account.
    let show = ["wallet", "show", "--key", "a.key", "--json"];
    let run = aurigraph(
        folder.path(),
        &[&show[..], &["--http", "http://127.0.0.1:1"]].concat(),
    )
    .expect_code(0);
    let shown = run.json();
    assert_eq!(
        (&shown["registration"], &shown["account"]),
        (&json!("unknown"), &json!(null))
    );
    let reason = shown["registrationError"].as_str().expect("text");
    assert!(reason.contains("does not answer"), "{reason}");
    assert!(run.stderr.contains(reason), "{}", run.stderr);
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let make = ["wallet", "new", "--scheme", "ed25519", "--key", "a.key"];
    aurigraph(folder.path(), &make).expect_code(0);
    let show = ["wallet", "show", "--key", "a.key", "--offline"];
    for mode in [0o644, 0o640, 0o604, 0o620, 0o601] {
        let open = fs::Permissions::from_mode(mode);
        fs::set_permissions(folder.path().join("a.key"), open).expect("our own file");
        let run = aurigraph(folder.path(), &show).expect_code(2);
        assert!(
            run.stderr.contains("chmod 600 a.key") && run.stderr.contains(&format!("{mode:04o}")),
            "{}",
            run.stderr
        );
    }
    for mode in [0o600, 0o400] {
        let private = fs::Permissions::from_mode(mode);
        fs::set_permissions(folder.path().join("a.key"), private).expect("our own file");
        aurigraph(folder.path(), &show).expect_code(0);
    }
}
