//! Bytes that were durable and are not what was written: refused by name, never repaired by guessing.

use crate::blocks::{CHAIN, FOLDER, append, append_each, block, check_range, open, small_segments};
use aurigraph_storage::{
    BlockLog, DurableWitness, FaultyDisk, LogConfig, LogReader, StorageError, inspect_segment,
};
use std::path::{Path, PathBuf};

/// A log of many blocks over several segments, closed cleanly, with the files of its segments.
fn log_of(blocks: u64) -> (FaultyDisk, Vec<PathBuf>) {
    let disk = FaultyDisk::new();
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    append_each(&mut log, 0..blocks).unwrap();
    drop(log);
    let names = aurigraph_storage::Disk::list(&disk, Path::new(FOLDER)).unwrap();
    let segments = names.into_iter().filter(|name| name.ends_with(".log"));
    (
        disk,
        segments.map(|name| Path::new(FOLDER).join(name)).collect(),
    )
}

fn remove_indexes(disk: &FaultyDisk) {
    for name in aurigraph_storage::Disk::list(disk, Path::new(FOLDER)).unwrap() {
        if name.ends_with(".index") {
            aurigraph_storage::Disk::remove(disk, &Path::new(FOLDER).join(name)).unwrap();
        }
    }
}

fn assert_refused(
    disk: &FaultyDisk,
    config: &LogConfig,
    path: &Path,
    expected_offset: u64,
    what: &str,
) {
    let before = disk.content(path);
    match open(disk, config) {
        Err(StorageError::Corrupt {
            path: found,
            offset,
            ..
        }) => {
            assert_eq!((found.as_path(), offset), (path, expected_offset), "{what}");
        }
        Err(error) => panic!("{what}: {error}"),
        Ok((log, report)) => panic!("{what}: opened to {:?}, {report:?}", log.next_height()),
    }
    assert_eq!(
        disk.content(path),
        before,
        "{what}: a refused file must not be changed"
    );
}

/// Every field of the frame header, and bytes of the block header, the certificate, the body and the padding.
fn positions(frame: &aurigraph_storage::SegmentFrame) -> Vec<u64> {
    let end_of_data = 64 + (frame.header_bytes + frame.certificate_bytes + frame.body_bytes) as u64;
    let mut positions: Vec<u64> = (0..64).collect();
    positions.extend([64, 64 + 239, 64 + 240, 64 + 329, 64 + 330, end_of_data - 1]);
    if end_of_data < frame.frame_bytes {
        positions.extend([end_of_data, frame.frame_bytes - 1]);
    }
    positions
}

#[test]
fn a_flipped_bit_in_any_field_of_a_frame_that_is_not_the_last_is_refused_by_name() {
    let (disk, segments) = log_of(30);
    assert!(segments.len() >= 3);
    remove_indexes(&disk);
    for path in [&segments[0], &segments[1], segments.last().unwrap()] {
        let inspected = inspect_segment(&disk, path).unwrap();
        assert_eq!(inspected.problem, None);
        let frames = &inspected.frames[..inspected.frames.len() - 1];
        for frame in [frames.first(), frames.last()].into_iter().flatten() {
            for position in positions(frame) {
                disk.flip(
                    path,
                    (frame.offset + position) as usize,
                    1 << (position % 8),
                );
                let what = format!("block {} byte {position}", frame.height);
                assert_refused(&disk, &small_segments(), path, frame.offset, &what);
                disk.flip(
                    path,
                    (frame.offset + position) as usize,
                    1 << (position % 8),
                );
            }
        }
    }
    check_range(&open(&disk, &small_segments()).unwrap().0.reader(), 0, 29);
}

#[test]
fn the_last_frame_of_a_finished_segment_and_of_a_cleanly_closed_log_is_refused_too() {
    let (disk, segments) = log_of(30);
    let everything = LogConfig {
        verify_all_segments: true,
        ..small_segments()
    };
    for path in &segments {
        let frame = *inspect_segment(&disk, path).unwrap().frames.last().unwrap();
        for position in positions(&frame) {
            disk.flip(path, (frame.offset + position) as usize, 1);
            let what = format!("block {} byte {position}", frame.height);
            assert_refused(&disk, &everything, path, frame.offset, &what);
            disk.flip(path, (frame.offset + position) as usize, 1);
        }
    }
}

#[test]
fn a_log_that_ends_below_a_height_known_from_elsewhere_is_refused() {
    let (disk, segments) = log_of(10);
    remove_indexes(&disk);
    let path = segments.last().unwrap();
    let frame = *inspect_segment(&disk, path).unwrap().frames.last().unwrap();
    disk.flip(path, frame.offset as usize + 70, 1);
    let known = |height| LogConfig {
        known_durable: Some(DurableWitness {
            height,
            path: "/data/snapshots".into(),
        }),
        ..small_segments()
    };
    assert_refused(
        &disk,
        &known(9),
        path,
        frame.offset,
        "the snapshot knows block 9",
    );
    let (log, report) = open(&disk, &known(8)).unwrap();
    assert_eq!(
        (log.next_height(), report.torn_tail.unwrap().height),
        (Some(9), 9)
    );

    let empty = FaultyDisk::new();
    let message = open(&empty, &known(3)).err().unwrap().to_string();
    assert!(
        message.contains("holds no blocks, but /data/snapshots has block 3"),
        "{message}"
    );
}

#[test]
fn a_damaged_segment_header_is_refused() {
    let (disk, segments) = log_of(30);
    for path in &segments {
        for position in (0..80).chain([500, 4095]) {
            disk.flip(path, position, 0x20);
            assert_refused(
                &disk,
                &small_segments(),
                path,
                0,
                &format!("header byte {position}"),
            );
            disk.flip(path, position, 0x20);
        }
    }
}

#[test]
fn a_missing_or_renamed_segment_is_refused() {
    let (disk, segments) = log_of(40);
    let content = disk.content(&segments[1]).unwrap();
    aurigraph_storage::Disk::remove(&disk, &segments[1]).unwrap();
    let end = inspect_segment(&disk, &segments[0]).unwrap().end_offset;
    assert_refused(
        &disk,
        &small_segments(),
        &segments[0],
        end,
        "a missing segment",
    );

    let renamed = Path::new(FOLDER).join("segment-00000000000000000001.log");
    disk.set_content(&renamed, &content);
    assert!(matches!(
        open(&disk, &small_segments()),
        Err(StorageError::Corrupt { .. })
    ));
}

#[test]
fn another_chain_and_a_newer_version_are_refused() {
    let (disk, segments) = log_of(3);
    let other = BlockLog::open(disk.shared(), Path::new(FOLDER), [8; 32], small_segments());
    let message = other.err().unwrap().to_string();
    assert!(
        message.contains(&"07".repeat(32)) && message.contains(&"08".repeat(32)),
        "{message}"
    );

    let mut content = disk.content(&segments[0]).unwrap();
    content[8] = 2;
    let checksum = crc32fast::hash(&content[..4092]).to_le_bytes();
    content[4092..4096].copy_from_slice(&checksum);
    disk.set_content(&segments[0], &content);
    let refused = open(&disk, &small_segments());
    assert!(matches!(
        refused,
        Err(StorageError::UnsupportedVersion {
            found: 2,
            supported: 1,
            ..
        })
    ));
}

#[test]
fn the_message_names_file_offset_and_what_to_do() {
    let (disk, segments) = log_of(3);
    disk.flip(&segments[0], 4096 + 70, 1);
    let message = open(&disk, &small_segments()).err().unwrap().to_string();
    assert!(
        message.contains("segment-00000000000000000000.log is damaged at byte 4096"),
        "{message}"
    );
    assert!(
        message.contains("block 0 cannot be read, though block 1 at byte 8192 is intact"),
        "{message}"
    );
    assert!(
        message.contains("Restore this file from a backup"),
        "{message}"
    );
}

#[test]
fn damage_behind_an_index_is_found_when_the_block_is_read() {
    let (disk, segments) = log_of(30);
    let frame = inspect_segment(&disk, &segments[0]).unwrap().frames[1];
    disk.flip(&segments[0], frame.offset as usize + 64 + 400, 1);
    let (log, report) = open(&disk, &small_segments()).unwrap();
    assert_eq!(report.rebuilt_indexes, 0);
    let reader = log.reader();
    assert!(
        matches!(reader.read(1), Err(StorageError::Corrupt { offset, .. }) if offset == frame.offset)
    );
    reader.read_header(1).unwrap().unwrap();
    let mut blocks = reader.iter(0);
    assert_eq!(blocks.next().unwrap().unwrap().0, 0);
    assert!(matches!(
        blocks.next(),
        Some(Err(StorageError::Corrupt { .. }))
    ));
    assert!(blocks.next().is_none());
}

#[test]
fn a_missing_torn_or_foreign_index_is_built_again() {
    let (disk, segments) = log_of(30);
    let index = |path: &Path| path.with_extension("index");
    let of_the_first = disk.content(&index(&segments[0])).unwrap();
    for damage in 0..4 {
        match damage {
            0 => aurigraph_storage::Disk::remove(&disk, &index(&segments[0])).unwrap(),
            1 => disk.set_content(&index(&segments[0]), &of_the_first[..20]),
            2 => disk.flip(&index(&segments[0]), 73, 1),
            _ => disk.set_content(&index(&segments[1]), &of_the_first),
        }
        let (log, report) = open(&disk, &small_segments()).unwrap();
        assert_eq!(report.rebuilt_indexes, 1, "damage {damage}");
        check_range(&log.reader(), 0, 29);
        drop(log);
        assert_eq!(open(&disk, &small_segments()).unwrap().1.rebuilt_indexes, 0);
    }
    assert_eq!(disk.content(&index(&segments[0])).unwrap(), of_the_first);
}

#[test]
fn looking_at_a_log_changes_nothing() {
    let (disk, segments) = log_of(10);
    disk.flip(segments.last().unwrap(), 4096 + 9, 0xff);
    let operations = disk.operations();
    let inspected = inspect_segment(&disk, segments.last().unwrap()).unwrap();
    assert!(inspected.problem.is_some() && inspected.frames.is_empty());
    disk.flip(segments.last().unwrap(), 4096 + 9, 0xff);
    let opened =
        LogReader::open_read_only(disk.shared(), Path::new(FOLDER), &CHAIN, &small_segments());
    let (reader, report) = opened.unwrap();
    check_range(&reader, 0, 9);
    assert_eq!(
        (report.earliest_height, report.latest_height),
        (Some(0), Some(9))
    );
    assert_eq!(disk.operations(), operations);
}

#[test]
fn a_stale_index_of_a_clean_stop_does_not_hide_later_blocks() {
    let disk = FaultyDisk::new();
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    append_each(&mut log, 0..2).unwrap();
    drop(log);
    let stale = disk
        .content(&Path::new(FOLDER).join("segment-00000000000000000000.index"))
        .unwrap();
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    append_each(&mut log, 2..20).unwrap();
    drop(log);
    disk.set_content(
        &Path::new(FOLDER).join("segment-00000000000000000000.index"),
        &stale,
    );
    let (mut log, report) = open(&disk, &small_segments()).unwrap();
    assert_eq!(report.rebuilt_indexes, 1);
    check_range(&log.reader(), 0, 19);
    append(&mut log, &[block(20)]).unwrap();
}

#[test]
fn a_damaged_block_is_read_as_somebody_else_had_it_until_it_is_pruned() {
    let (disk, segments) = log_of(30);
    let frames = inspect_segment(&disk, &segments[0]).unwrap().frames;
    let frame = &frames[1];
    disk.flip(&segments[0], frame.offset as usize + 70, 4);
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    let reader = log.reader();
    let height = frame.height;
    assert!(reader.read(height).is_err() && reader.read_header(height).is_err());
    assert!(!reader.check(height).unwrap() && reader.check(height + 1).unwrap());
    let content = block(height);
    let parts: [&[u8]; 1] = [&content.body];
    let frame_of = aurigraph_storage::BlockFrame {
        height,
        header: &content.header,
        certificate: &content.certificate,
        body_parts: &parts,
    };
    reader.replace(&frame_of).unwrap();
    let read = reader.read(height).unwrap().unwrap();
    assert_eq!(read.header(), content.header);
    assert_eq!(read.certificate(), content.certificate);
    assert_eq!(read.body(), content.body);
    let head = reader.read_header(height).unwrap().unwrap();
    assert_eq!(head.header(), content.header);
    assert_eq!(head.certificate(), content.certificate);
    assert!(!reader.check(height).unwrap(), "the frame is as it was");
    let heights: Vec<_> = reader.iter(0).map(|read| read.unwrap().0).collect();
    assert_eq!(heights, (0..30).collect::<Vec<_>>());

    // One that is damaged itself counts for nothing.
    let path = Path::new(FOLDER).join(format!("replaced-{height:020}.block"));
    let length = disk.content(&path).unwrap().len();
    for at in [0, 9, 17, 30, 57, 69, 72, length - 1] {
        disk.flip(&path, at, 1);
        assert!(reader.read(height).is_err(), "byte {at}");
        disk.flip(&path, at, 1);
    }
    assert!(reader.read(height).is_ok());
    let last = inspect_segment(&disk, &segments[1]).unwrap().first_height;
    log.prune(last).unwrap();
    assert_eq!(disk.content(&path), None, "it goes with its height");
}
