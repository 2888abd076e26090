//! Frozen formats: files that were written once and committed must read back, and writing the same content must give the same bytes.
//!
//! `AURIGRAPH_WRITE_VECTORS=1 cargo test -p aurigraph-storage vectors` writes them again, which only a new format version may need.

use crate::blocks::{CHAIN, append, block, block_of, check};
use aurigraph_storage::{
    BlockLog, Disk, FaultyDisk, KeyFile, LogConfig, RealDisk, SnapshotStore, inspect_segment,
};
use std::path::{Path, PathBuf};

const WRITE_VARIABLE: &str = "AURIGRAPH_WRITE_VECTORS";
/// The name that the frozen segment has in a data folder.
const SEGMENT: &str = "segment-00000000000000000007.log";
const SALT: u64 = 0x0123_4567_89ab_cdef;

fn vector(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(name)
}

/// Compares with the committed file, or writes it if that is asked for.
fn check_vector(name: &str, content: &[u8]) {
    let path = vector(name);
    if std::env::var_os(WRITE_VARIABLE).is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
    }
    let frozen = std::fs::read(&path).unwrap();
    let difference = frozen
        .iter()
        .zip(content)
        .position(|(one, other)| one != other);
    assert_eq!(
        difference, None,
        "{name} differs from the frozen format at this byte"
    );
    assert_eq!(frozen.len(), content.len(), "the length of {name}");
}

fn log_config() -> LogConfig {
    LogConfig {
        segment_bytes: 32 << 10,
        fixed_salt: Some(SALT),
        ..LogConfig::default()
    }
}

#[test]
fn the_segment_and_its_index_are_frozen() {
    let disk = FaultyDisk::new();
    let folder = Path::new("/segments");
    let (mut log, _) = BlockLog::open(disk.shared(), folder, CHAIN, log_config()).unwrap();
    append(&mut log, &[block(7)]).unwrap();
    append(
        &mut log,
        &[block_of(8, 0), block_of(9, 1), block_of(10, 5000)],
    )
    .unwrap();
    drop(log);
    let index = "segment-00000000000000000007.index";
    check_vector("segment.bin", &disk.content(&folder.join(SEGMENT)).unwrap());
    check_vector(
        "segment-index.bin",
        &disk.content(&folder.join(index)).unwrap(),
    );
}

#[test]
fn the_index_of_a_finished_segment_and_the_pruning_record_are_frozen() {
    let disk = FaultyDisk::new();
    let folder = Path::new("/segments");
    let (mut log, _) = BlockLog::open(disk.shared(), folder, CHAIN, log_config()).unwrap();
    append(&mut log, &[block_of(7, 9000)]).unwrap();
    append(&mut log, &[block_of(8, 9000)]).unwrap();
    assert_eq!(
        log.prune(8).unwrap().segments,
        0,
        "block 8 is in the first segment, too"
    );
    append(&mut log, &[block_of(9, 20_000)]).unwrap();
    let index = disk.content(&folder.join("segment-00000000000000000007.index"));
    check_vector("segment-index-finished.bin", &index.unwrap());
    assert_eq!(log.prune(9).unwrap().segments, 1);
    let record = disk.content(&folder.join("pruned-below")).unwrap();
    check_vector("pruned-below.bin", &record);

    // The position of every field, as docs/storage-format.md says it.
    assert_eq!(record.len(), 8192);
    for copy in record.chunks(4096) {
        assert_eq!(
            (&copy[..8], &copy[8..16]),
            (&b"AURPRUNE"[..], &[1, 0, 0, 0, 0, 0, 0, 0][..])
        );
        assert_eq!(
            (&copy[16..32], &copy[32..64]),
            (
                &[9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
                &CHAIN[..]
            )
        );
        assert_eq!(copy[64..68], crc32fast::hash(&copy[..64]).to_le_bytes());
    }
}

#[test]
fn a_segment_that_does_not_say_how_long_it_was_made_reads_back() {
    let bytes = std::fs::read(vector("segment-of-unknown-length.bin")).unwrap();
    let disk = FaultyDisk::new();
    disk.set_content(&Path::new("/segments").join(SEGMENT), &bytes);
    let (mut log, report) =
        BlockLog::open(disk.shared(), Path::new("/segments"), CHAIN, log_config()).unwrap();
    assert_eq!((report.torn_tail, report.missing_blocks), (None, None));
    check(&log.reader(), &block_of(10, 5000));
    append(&mut log, &[block(11)]).unwrap();
}

#[test]
fn the_frozen_segment_reads_back() {
    let path = vector("segment.bin");
    let inspected = inspect_segment(&RealDisk, &path).unwrap();
    assert_eq!(
        (inspected.chain_id, inspected.first_height, inspected.salt),
        (CHAIN, 7, SALT)
    );
    assert_eq!((inspected.frames.len(), inspected.problem), (4, None));

    // The position of every field, as docs/storage-format.md says it.
    let bytes = std::fs::read(&path).unwrap();
    let u16_at = |offset: usize| u16::from_le_bytes(bytes[offset..offset + 2].try_into().unwrap());
    let u32_at = |offset: usize| u32::from_le_bytes(bytes[offset..offset + 4].try_into().unwrap());
    let u64_at = |offset: usize| u64::from_le_bytes(bytes[offset..offset + 8].try_into().unwrap());
    assert_eq!(&bytes[..8], b"AURSEGMT");
    assert_eq!(
        (u16_at(8), u64_at(16), u64_at(24), &bytes[32..64]),
        (1, 7, SALT, &CHAIN[..])
    );
    assert_eq!(u64_at(64), bytes.len() as u64);
    assert_eq!(u32_at(4092), crc32fast::hash(&bytes[..4092]));
    let (second, third) = (
        inspected.frames[1].offset as usize,
        inspected.frames[2].offset as usize,
    );
    assert_eq!(&bytes[third..third + 8], b"AURFRAME");
    assert_eq!(
        (
            u16_at(third + 8),
            u32_at(third + 12),
            u32_at(third + 16),
            u32_at(third + 20)
        ),
        (1, 240, 90, 1)
    );
    assert_eq!(
        (u64_at(third + 24), u64_at(third + 32), u64_at(third + 40)),
        (9, 8, SALT)
    );
    assert_eq!(
        u32_at(third + 48),
        u32_at(second + 60),
        "the checksum of the frame before"
    );
    assert_eq!(
        u32_at(third + 52),
        crc32fast::hash(&bytes[third + 64..third + 64 + 330])
    );
    assert_eq!(
        u32_at(third + 56),
        crc32fast::hash(&bytes[third + 64 + 330..third + 64 + 331])
    );
    assert_eq!(
        u32_at(third + 60),
        crc32fast::hash(&bytes[third..third + 60])
    );

    let disk = FaultyDisk::new();
    disk.set_content(&Path::new("/segments").join(SEGMENT), &bytes);
    let (log, _) =
        BlockLog::open(disk.shared(), Path::new("/segments"), CHAIN, log_config()).unwrap();
    check(&log.reader(), &block(7));
    check(&log.reader(), &block_of(10, 5000));
}

#[test]
fn the_snapshot_is_frozen_and_reads_back() {
    let disk = FaultyDisk::new();
    let store = SnapshotStore::open(disk.shared(), Path::new("/snapshots"), CHAIN).unwrap();
    let mut writer = store.begin(7).unwrap();
    writer.begin_section("accounts").unwrap();
    writer.write(&[0xaa; 300]).unwrap();
    writer.begin_section("empty").unwrap();
    writer.begin_section("a name of 24 bytes, just").unwrap();
    writer.write(b"content").unwrap();
    let path = writer.finish().unwrap();
    check_vector("snapshot.bin", &disk.content(&path).unwrap());

    let frozen = FaultyDisk::new();
    frozen.set_content(&path, &std::fs::read(vector("snapshot.bin")).unwrap());
    let store = SnapshotStore::open(frozen.shared(), Path::new("/snapshots"), CHAIN).unwrap();
    let snapshot = store.load_latest().unwrap().0.unwrap();
    assert_eq!(snapshot.height(), 7);
    assert_eq!(snapshot.read_section("accounts").unwrap(), [0xaa; 300]);
    assert_eq!(
        snapshot.read_section("a name of 24 bytes, just").unwrap(),
        b"content"
    );
}

#[test]
fn the_key_file_is_frozen_and_reads_back() {
    let disk = FaultyDisk::new();
    let path = Path::new("/keys.dat");
    let keys = KeyFile::open(&disk, path, &CHAIN, 0).unwrap();
    let first = keys.append(1, &[1; 32]).unwrap();
    let second = keys.append(3, &[3; 1984]).unwrap();
    keys.sync().unwrap();
    check_vector("keys.bin", &disk.content(path).unwrap());

    let frozen = FaultyDisk::new();
    frozen.set_content(path, &std::fs::read(vector("keys.bin")).unwrap());
    let keys = KeyFile::open(&frozen, path, &CHAIN, 0).unwrap();
    assert_eq!(
        (first, second),
        (KeyFile::EMPTY_LENGTH, KeyFile::EMPTY_LENGTH + 41)
    );
    assert_eq!(
        (
            keys.read(first).unwrap().scheme,
            &*keys.read(first).unwrap().bytes
        ),
        (1, &[1; 32][..])
    );
    assert_eq!(
        (
            keys.read(second).unwrap().scheme,
            &*keys.read(second).unwrap().bytes
        ),
        (3, &[3; 1984][..])
    );
    assert!(
        frozen
            .list(Path::new("/"))
            .unwrap()
            .contains(&"keys.dat".to_owned())
    );
}
