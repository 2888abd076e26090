//! Goal: a network that cannot start says what to do, once, and leaves nothing behind.
//! Method: the real executable on a taken port, with damaged or missing files, and on disks that cannot be written.

mod small_disk;

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use aurigraph_node::recovery::initialise;
use aurigraph_types::{Scheme, SigningKey};
use small_disk::SmallDisk;
use tempfile::TempDir;

/// Starts a network that must not start; returns what it said.
fn refusal(folder: &Path, http: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_aurigraph"))
        .args(["dev", "--http", http, "--grpc", "127.0.0.1:0", "--data-dir"])
        .arg(folder)
        .env("RUST_LOG", "off")
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_taken_port_is_told_once_with_the_option_that_chooses_another() {
    let folder = TempDir::new().expect("a folder");
    let other = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = other.local_addr().expect("it is bound").to_string();
    let data = folder.path().join("network");
    let told = refusal(&data, &address);
    assert!(
        told.contains("end it, or choose another address with --http"),
        "{told}"
    );
    assert_eq!(told.matches("already in use").count(), 1, "{told}");
    assert!(!data.exists(), "nothing was set up");
}

#[test]
fn a_genesis_file_that_cannot_be_read_is_told_once() {
    let folder = TempDir::new().expect("a folder");
    initialise(folder.path(), b"{", &SigningKey::generate(Scheme::Ed25519)).expect("it is empty");
    let told = refusal(folder.path(), "127.0.0.1:0");
    assert!(told.contains("genesis.json"), "{told}");
    assert_eq!(told.matches("cannot be read as JSON").count(), 1, "{told}");
    assert_eq!(told.matches("EOF while parsing").count(), 1, "{told}");
}

/// A folder with a validator's key and a genesis file.
fn set_up(folder: &Path) {
    initialise(folder, b"{", &SigningKey::generate(Scheme::Ed25519)).expect("it is empty");
    let genesis = aurigraph_portal::devnet::setup::create_devnet(
        folder,
        "test",
        SigningKey::generate(Scheme::Ed25519).public_key(),
        1,
        0,
    );
    let genesis = serde_json::to_vec(&genesis.expect("it can be written").genesis).expect("JSON");
    fs::write(folder.join("genesis.json"), genesis).expect("a file");
}

#[test]
fn a_validator_key_that_others_can_read_starts_nothing() {
    let folder = TempDir::new().expect("a folder");
    set_up(folder.path());
    let key = folder.path().join("validator.key");
    for mode in [0o644, 0o640] {
        fs::set_permissions(&key, fs::Permissions::from_mode(mode)).expect("our file");
        let told = refusal(folder.path(), "127.0.0.1:0");
        let command = format!("chmod 600 {}", key.display());
        assert!(told.contains(&command), "{told}");
    }
}

#[test]
fn a_missing_validator_key_is_not_answered_with_the_command_that_was_called() {
    let folder = TempDir::new().expect("a folder");
    set_up(folder.path());
    fs::remove_file(folder.path().join("validator.key")).expect("it was there");
    let told = refusal(folder.path(), "127.0.0.1:0");
    assert!(
        told.contains("validator.key is missing") && told.contains("backup"),
        "{told}"
    );
    assert!(!told.contains("aurigraph dev"), "{told}");
}

#[test]
fn a_new_network_on_a_full_or_read_only_disk_says_what_to_do_and_leaves_no_folder() {
    for (options, expected) in [
        ("size=16k", "there is no room"),
        ("ro", "mounted read-only"),
    ] {
        let folder = TempDir::new().expect("a folder");
        let Some(_disk) = SmallDisk::mount_with(folder.path(), options) else {
            eprintln!(
                "NOT TESTED: a disk that cannot be written, because this user may not mount one"
            );
            return;
        };
        if options != "ro" {
            let ballast = fs::File::create(folder.path().join("ballast")).expect("a file");
            let filled = std::io::copy(&mut std::io::repeat(0), &mut &ballast);
            assert!(filled.is_err(), "the disk is full");
        }
        let told = refusal(&folder.path().join("a/network"), "127.0.0.1:0");
        assert!(
            told.contains(expected) && told.contains("--data-dir"),
            "{told}"
        );
        assert!(!folder.path().join("a").exists(), "an empty folder is left");
    }
}

#[test]
fn a_file_in_the_way_is_left_alone() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("network");
    fs::write(&file, b"mine").expect("a file");
    let told = refusal(&file, "127.0.0.1:0");
    assert!(told.contains("there is a file of this name"), "{told}");
    assert_eq!(fs::read(&file).expect("it is there"), b"mine");
}
