//! Tests of the key file.

use super::*;
use crate::disk::{CrashOutcome, Fault, FaultyDisk};

const PATH: &str = "/data/keys.dat";

fn open(disk: &FaultyDisk) -> KeyFile {
    KeyFile::open(disk, Path::new(PATH), &[7; 32], 1 << 20).unwrap()
}

fn key(number: u64) -> (u8, Vec<u8>) {
    match number % 3 {
        0 => (1, vec![number as u8; 32]),
        1 => (2, vec![number as u8; 1952]),
        _ => (3, vec![number as u8; 1984]),
    }
}

fn append(keys: &KeyFile, numbers: std::ops::Range<u64>) -> Vec<u64> {
    numbers
        .map(key)
        .map(|(scheme, bytes)| keys.append(scheme, &bytes).unwrap())
        .collect()
}

fn check(keys: &KeyFile, offsets: &[u64]) {
    for (number, offset) in offsets.iter().enumerate() {
        let (scheme, bytes) = key(number as u64);
        let stored = keys.read(*offset).unwrap();
        assert_eq!((stored.scheme, &*stored.bytes), (scheme, &*bytes));
    }
}

#[test]
fn keys_read_back_before_and_after_reopening() {
    let disk = FaultyDisk::new();
    let keys = open(&disk);
    assert!(keys.is_empty());
    let offsets = append(&keys, 0..600);
    check(&keys, &offsets);
    let length = keys.sync().unwrap();
    drop(keys);
    let keys = open(&disk);
    assert_eq!(keys.len(), length);
    check(&keys, &offsets);
    let before = keys.cache_statistics();
    keys.read(offsets[599]).unwrap();
    assert_eq!(keys.cache_statistics().hits, before.hits + 1);
    assert!(before.used_bytes <= 1 << 20);
}

#[test]
fn keys_behind_the_remembered_length_are_cut_and_replaced() {
    let disk = FaultyDisk::new();
    let keys = open(&disk);
    let offsets = append(&keys, 0..10);
    let length = keys.sync().unwrap();
    let cut = keys.append(1, &[0xee; 32]).unwrap();
    keys.read(cut).unwrap();
    keys.truncate_to(length).unwrap();
    assert!(
        keys.read(cut).is_err(),
        "a cut key must not come from the cache"
    );
    assert_eq!(keys.append(1, &[0xdd; 32]).unwrap(), cut);
    assert_eq!(&*keys.read(cut).unwrap().bytes, &[0xdd; 32]);
    check(&keys, &offsets);
    let message = keys.truncate_to(1 << 30).unwrap_err().to_string();
    assert!(
        message.contains("keys.dat") && message.contains("backup"),
        "{message}"
    );
}

#[test]
fn every_crash_point_keeps_what_was_synced() {
    for operation in 1..=5 {
        for seed in 0..8 {
            let disk = FaultyDisk::new();
            let keys = open(&disk);
            let offsets = append(&keys, 0..300);
            let length = keys.sync().unwrap();
            disk.fail_at(disk.operations() + operation, Fault::Crash);
            let _ =
                (0..600).try_for_each(|number| keys.append(1, &[number as u8; 1952]).map(|_| ()));
            let _ = keys.sync();
            disk.restart(CrashOutcome::Random { seed });
            let keys = open(&disk);
            keys.truncate_to(length).unwrap();
            check(&keys, &offsets);
        }
    }
}

#[test]
fn a_full_disk_is_reported_and_recovers() {
    let disk = FaultyDisk::new();
    let keys = open(&disk);
    let offsets = append(&keys, 0..100);
    disk.set_capacity_bytes(1000);
    assert!(keys.sync().unwrap_err().is_full());
    disk.set_capacity_bytes(usize::MAX);
    keys.sync().unwrap();
    check(&keys, &offsets);
    let reopened = open(&disk);
    check(&reopened, &offsets);
}

#[test]
fn damage_and_other_chains_are_refused() {
    let disk = FaultyDisk::new();
    let keys = open(&disk);
    let offset = append(&keys, 0..3)[1];
    keys.sync().unwrap();
    for position in [0, 4, 5, 1000, 1959] {
        disk.flip(Path::new(PATH), offset as usize + position, 4);
        assert!(
            matches!(open(&disk).read(offset), Err(StorageError::Corrupt { offset: found, .. }) if found == offset)
        );
        disk.flip(Path::new(PATH), offset as usize + position, 4);
    }
    let other = KeyFile::open(&disk, Path::new(PATH), &[8; 32], 0);
    assert!(matches!(other, Err(StorageError::WrongChain { .. })));
    disk.flip(Path::new(PATH), 20, 1);
    assert!(matches!(
        KeyFile::open(&disk, Path::new(PATH), &[7; 32], 0),
        Err(StorageError::Corrupt { .. })
    ));
}
