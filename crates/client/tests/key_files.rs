//! Key files: frozen vectors, every altered field refused, bounds, and how they reach the disk.

#![allow(
    clippy::unwrap_used,
    reason = "a test that fails by panicking is a test that works"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use aurigraph_client::{KeyFile, KeyFileError};
use aurigraph_types::{Scheme, SigningKey};
use serde_json::{Value, json};

const VECTORS: &str = include_str!("vectors/key-files.json");

fn vectors() -> Vec<Value> {
    serde_json::from_str(VECTORS).unwrap()
}

fn parse(value: &Value) -> Result<KeyFile, KeyFileError> {
    KeyFile::parse(value.to_string().as_bytes())
}

#[test]
fn frozen_files_open_to_their_seeds() {
    let vectors = vectors();
    assert_eq!(vectors.len(), Scheme::ALL.len());
    for vector in &vectors {
        let file = parse(&vector["file"]).unwrap();
        let key = file.open(vector["passphrase"].as_str().unwrap()).unwrap();
        assert_eq!(hex::encode(key.seed()), vector["seed"].as_str().unwrap());
        assert_eq!(
            key.scheme().name(),
            vector["file"]["scheme"].as_str().unwrap()
        );
        assert_eq!(file.address(), key.public_key().address());
        let error = file.open("not the passphrase").unwrap_err();
        assert!(matches!(error, KeyFileError::WrongPassphrase), "{error}");
    }
}

#[test]
fn every_altered_field_is_refused() {
    let vector = &vectors()[0];
    let other = SigningKey::generate(Scheme::Ed25519);
    let other_key = json!(hex::encode(other.public_key().as_bytes()));
    let changes: [(&str, Value); 12] = [
        ("/format", json!("aurigraph-key-v2")),
        ("/scheme", json!("ml-dsa-65")),
        ("/publicKey", other_key),
        ("/address", json!("0".repeat(64))),
        ("/derivation/algorithm", json!("scrypt")),
        ("/derivation/memoryKib", json!(8_193)),
        ("/derivation/iterations", json!(2)),
        ("/derivation/lanes", json!(2)),
        ("/derivation/salt", json!("00".repeat(16))),
        ("/encryption/algorithm", json!("aes")),
        ("/encryption/nonce", json!("00".repeat(24))),
        ("/encryption/ciphertext", json!("00".repeat(48))),
    ];
    for (pointer, value) in changes {
        let mut file = vector["file"].clone();
        *file.pointer_mut(pointer).unwrap() = value;
        let opened =
            parse(&file).and_then(|file| file.open(vector["passphrase"].as_str().unwrap()));
        assert!(opened.is_err(), "{pointer}");
    }
    let mut file = vector["file"].clone();
    file["comment"] = json!("unknown fields are not for key files");
    assert!(matches!(parse(&file), Err(KeyFileError::Malformed { .. })));
}

#[test]
fn a_file_that_names_another_key_and_address_does_not_open() {
    let vector = &vectors()[0];
    let other = SigningKey::generate(Scheme::Ed25519);
    let mut file = vector["file"].clone();
    file["publicKey"] = json!(hex::encode(other.public_key().as_bytes()));
    file["address"] = json!(other.public_key().address());
    let error = parse(&file)
        .unwrap()
        .open(vector["passphrase"].as_str().unwrap())
        .unwrap_err();
    assert!(matches!(error, KeyFileError::WrongPassphrase), "{error}");
}

#[test]
fn absurd_costs_are_refused_before_any_work() {
    let vector = &vectors()[0];
    for (field, value) in [
        ("memoryKib", 4_294_967_295_u64),
        ("memoryKib", 1),
        ("iterations", 0),
        ("iterations", 1_000_000),
        ("lanes", 0),
        ("lanes", 17),
    ] {
        let mut file = vector["file"].clone();
        file["derivation"][field] = json!(value);
        let error = parse(&file).unwrap().open("does not matter").unwrap_err();
        assert!(
            matches!(error, KeyFileError::CostOutOfBounds { .. }),
            "{field} {value}: {error}"
        );
    }
}

#[test]
fn a_new_file_is_private_opens_again_and_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys/treasury.json");
    let key = SigningKey::generate(Scheme::Hybrid);
    let file = KeyFile::seal(&key, "correct horse battery staple").unwrap();
    file.write_new(&path).unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let read = KeyFile::read(&path).unwrap();
    let opened = read.open("correct horse battery staple").unwrap();
    assert_eq!(opened.public_key(), key.public_key());
    let again = file.write_new(&path).unwrap_err();
    assert!(matches!(again, KeyFileError::Exists { .. }), "{again}");
    let left: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
    assert_eq!(left.len(), 1, "no temporary file is left behind");
    assert!(
        !fs::read_to_string(&path)
            .unwrap()
            .contains(&hex::encode(key.seed()))
    );
}

#[test]
fn bad_input_is_named() {
    let key = SigningKey::generate(Scheme::Ed25519);
    assert!(matches!(
        KeyFile::seal(&key, "short"),
        Err(KeyFileError::PassphraseTooShort)
    ));
    for bytes in [
        &b""[..],
        b"{}",
        b"[]",
        b"\xff\xfe",
        b"{\"format\":\"aurigraph-key-v1\"}",
    ] {
        assert!(matches!(
            KeyFile::parse(bytes),
            Err(KeyFileError::Malformed { .. })
        ));
    }
    let folder = tempfile::tempdir().unwrap();
    let missing = KeyFile::read(&folder.path().join("none.json")).unwrap_err();
    assert!(missing.to_string().contains("none.json"), "{missing}");
    let large = folder.path().join("large.json");
    fs::write(&large, vec![b' '; 70_000]).unwrap();
    fs::set_permissions(&large, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(matches!(
        KeyFile::read(&large),
        Err(KeyFileError::Malformed { .. })
    ));
}

#[test]
fn a_file_that_others_can_get_at_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("treasury.key");
    let key = SigningKey::generate(Scheme::Ed25519);
    KeyFile::seal(&key, "correct horse battery staple")
        .unwrap()
        .write_new(&path)
        .unwrap();
    let with_mode = |mode| {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        KeyFile::read(&path)
    };
    for mode in [0o644, 0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o777] {
        let error = with_mode(mode).unwrap_err();
        assert!(matches!(error, KeyFileError::NotPrivate { .. }), "{error}");
        let message = error.to_string();
        assert!(message.contains(&format!("{mode:04o}")), "{message}");
        assert!(
            message.ends_with(&format!("chmod 600 {}", path.display())),
            "{message}"
        );
    }
    for mode in [0o600, 0o400, 0o700] {
        with_mode(mode).unwrap();
    }
}
