//! What somebody took away: the end of the last segment, the newest segment, the oldest ones. A crash takes none of them.

use crate::blocks::{
    CHAIN, FOLDER, append, append_each, block_of, check_range, open, small_segments,
};
use aurigraph_storage::{
    Disk, DurableWitness, FaultyDisk, LogConfig, LogReader, StorageError, inspect_segment,
};
use std::path::{Path, PathBuf};

const RECORD: &str = "/data/segments/pruned-below";

fn segments(disk: &FaultyDisk) -> Vec<PathBuf> {
    let names = disk.list(Path::new(FOLDER)).unwrap();
    let segments = names
        .into_iter()
        .filter(|name| name.starts_with("segment-") && name.ends_with(".log"));
    segments.map(|name| Path::new(FOLDER).join(name)).collect()
}

/// A log of these blocks; a crash leaves it without the index that a clean stop writes.
fn log_of(blocks: u64, stopped_cleanly: bool) -> FaultyDisk {
    let disk = FaultyDisk::new();
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    append_each(&mut log, 0..blocks).unwrap();
    if stopped_cleanly {
        drop(log);
    } else {
        std::mem::forget(log);
    }
    disk
}

fn refusal(disk: &FaultyDisk) -> String {
    let before: Vec<_> = segments(disk)
        .iter()
        .map(|path| disk.content(path))
        .collect();
    let error = open(disk, &small_segments())
        .err()
        .expect("it must be refused");
    assert!(matches!(error, StorageError::Corrupt { .. }), "{error}");
    let after: Vec<_> = segments(disk)
        .iter()
        .map(|path| disk.content(path))
        .collect();
    assert_eq!(before, after, "a refused log must not be changed");
    error.to_string()
}

#[test]
fn a_last_segment_that_is_shorter_than_it_was_made_is_refused_wherever_it_ends() {
    for stopped_cleanly in [false, true] {
        let disk = log_of(4, stopped_cleanly);
        let path = segments(&disk).remove(0);
        let content = disk.content(&path).unwrap();
        for length in (0..content.len()).step_by(512) {
            disk.set_content(&path, &content[..length]);
            let message = refusal(&disk);
            assert!(message.contains(path.to_str().unwrap()), "{message}");
            assert!(message.contains("backup"), "{message}");
        }
        disk.set_content(&path, &content);
        check_range(&open(&disk, &small_segments()).unwrap().0.reader(), 0, 3);
    }
}

#[test]
fn the_message_says_what_is_missing_and_warns_of_making_the_file_longer() {
    let disk = log_of(4, false);
    let path = segments(&disk).remove(0);
    let content = disk.content(&path).unwrap();
    disk.set_content(&path, &content[..20_480]);
    let message = refusal(&disk);
    assert!(
        message.contains("has 20480 bytes and was made 65536 long"),
        "{message}"
    );
    assert!(message.contains("do not lengthen"), "{message}");
}

#[test]
fn a_missing_newest_segment_is_refused_and_named() {
    for stopped_cleanly in [false, true] {
        let disk = log_of(30, stopped_cleanly);
        let newest = segments(&disk).pop().unwrap();
        let first_height = inspect_segment(&disk, &newest).unwrap().first_height;
        disk.remove(&newest).unwrap();
        let message = refusal(&disk);
        let named = format!("the segment that begins with block {first_height}");
        assert!(message.contains(&named), "{message}");
    }
}

/// A segment as versions before the length was written down left it: 0 stands there.
fn forget_length(disk: &FaultyDisk, path: &Path) -> Vec<u8> {
    let mut content = disk.content(path).unwrap();
    content[64..72].fill(0);
    let checksum = crc32fast::hash(&content[..4092]).to_le_bytes();
    content[4092..4096].copy_from_slice(&checksum);
    disk.set_content(path, &content);
    content
}

#[test]
fn a_segment_of_unknown_length_is_refused_if_it_ends_within_a_block_or_a_page() {
    let disk = log_of(3, false);
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    append(&mut log, &[block_of(3, 9000)]).unwrap();
    std::mem::forget(log);
    let path = segments(&disk).remove(0);
    let last = *inspect_segment(&disk, &path)
        .unwrap()
        .frames
        .last()
        .unwrap();
    let content = forget_length(&disk, &path);
    let (start, end) = (
        last.offset as usize,
        (last.offset + last.frame_bytes) as usize,
    );
    for length in [start + 512, start + 4096, end - 4096, end - 1, end + 100] {
        disk.set_content(&path, &content[..length]);
        refusal(&disk);
        let inspected = inspect_segment(&disk, &path).unwrap();
        assert!(inspected.problem.is_some(), "{length}");
    }
    // What cannot be told from a segment of that length that nothing was written to.
    disk.set_content(&path, &content[..start]);
    assert_eq!(
        open(&disk, &small_segments()).unwrap().0.next_height(),
        Some(3)
    );
}

#[test]
fn a_file_that_knows_a_later_block_is_named_in_the_refusal() {
    let disk = log_of(4, false);
    let config = LogConfig {
        known_durable: Some(DurableWitness {
            height: 9,
            path: "/data/history".into(),
        }),
        ..small_segments()
    };
    let message = open(&disk, &config).err().unwrap().to_string();
    assert!(
        message.contains("the log ends at block 3, but /data/history has block 9"),
        "{message}"
    );
    assert!(message.contains("on purpose"), "{message}");
}

#[test]
fn the_oldest_segments_removed_by_hand_are_reported_until_they_are_back() {
    for pruned in [false, true] {
        let disk = FaultyDisk::new();
        let (mut log, _) = open(&disk, &small_segments()).unwrap();
        append_each(&mut log, 0..60).unwrap();
        let first_kept = if pruned {
            log.prune(20).unwrap().earliest_height.unwrap()
        } else {
            0
        };
        drop(log);
        let (log, report) = open(&disk, &small_segments()).unwrap();
        assert_eq!(
            (report.missing_blocks, log.reader().missing_blocks()),
            (None, None)
        );
        drop(log);

        let taken: Vec<_> = segments(&disk).drain(..2).collect();
        let contents: Vec<_> = taken
            .iter()
            .map(|path| disk.content(path).unwrap())
            .collect();
        taken.iter().for_each(|path| disk.remove(path).unwrap());
        for _ in 0..2 {
            let (log, report) = open(&disk, &small_segments()).unwrap();
            let earliest = log.reader().earliest_height().unwrap();
            let expected = Some(first_kept..=earliest - 1);
            assert_eq!(report.missing_blocks, expected);
            assert_eq!(log.reader().missing_blocks(), expected);
        }
        let looked =
            LogReader::open_read_only(disk.shared(), Path::new(FOLDER), &CHAIN, &small_segments());
        assert!(looked.unwrap().1.missing_blocks.is_some());

        for (path, content) in taken.iter().zip(&contents) {
            disk.set_content(path, content);
        }
        let (log, report) = open(&disk, &small_segments()).unwrap();
        assert_eq!(report.missing_blocks, None);
        check_range(&log.reader(), first_kept, 59);
    }
}

#[test]
fn what_is_pruned_later_is_not_missing_any_more() {
    let disk = log_of(60, true);
    let taken = segments(&disk).remove(0);
    disk.remove(&taken).unwrap();
    let (mut log, report) = open(&disk, &small_segments()).unwrap();
    assert!(report.missing_blocks.is_some());
    log.prune(40).unwrap();
    assert_eq!(log.reader().missing_blocks(), None);
    drop(log);
    assert_eq!(
        open(&disk, &small_segments()).unwrap().1.missing_blocks,
        None
    );
}

#[test]
fn a_log_of_before_the_record_goes_on_and_gets_one() {
    let disk = log_of(60, true);
    disk.remove(Path::new(RECORD)).unwrap();
    let gone = segments(&disk).remove(0);
    disk.remove(&gone).unwrap();
    let (log, report) = open(&disk, &small_segments()).unwrap();
    assert_eq!(report.missing_blocks, None, "it may have been pruned");
    let told = report.record_damage.expect("it is told");
    assert!(
        told.contains("pruned-below is missing") && told.contains("is not known"),
        "{told}"
    );
    drop(log);
    let gone = segments(&disk).remove(0);
    disk.remove(&gone).unwrap();
    assert!(
        open(&disk, &small_segments())
            .unwrap()
            .1
            .missing_blocks
            .is_some()
    );
}

#[test]
fn a_missing_record_of_a_whole_log_is_told_once_and_a_new_log_has_none_to_miss() {
    let disk = FaultyDisk::new();
    let (log, report) = open(&disk, &small_segments()).unwrap();
    assert_eq!(report.record_damage, None);
    drop(log);
    let disk = log_of(4, true);
    disk.remove(Path::new(RECORD)).unwrap();
    let (log, report) = open(&disk, &small_segments()).unwrap();
    let told = report.record_damage.expect("it is told");
    assert!(told.ends_with("pruned-below is missing"), "{told}");
    drop(log);
    let (_, report) = open(&disk, &small_segments()).unwrap();
    assert_eq!(report.record_damage, None);
}

#[test]
fn a_log_without_the_record_opens_and_is_pruned_on_a_full_disk() {
    let disk = log_of(60, true);
    disk.remove(Path::new(RECORD)).unwrap();
    disk.set_capacity_bytes(1);
    let (mut log, report) = open(&disk, &small_segments()).unwrap();
    assert_eq!(report.missing_blocks, None);
    assert!(log.prune(40).unwrap().segments > 0, "this makes the room");
    assert_eq!(log.reader().missing_blocks(), None);
}

#[test]
fn pruning_on_a_full_disk_needs_no_room() {
    let disk = log_of(60, true);
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    disk.set_capacity_bytes(1);
    let earliest = log.prune(40).unwrap().earliest_height.unwrap();
    drop(log);
    let (log, report) = open(&disk, &small_segments()).unwrap();
    assert_eq!(report.missing_blocks, None);
    assert_eq!(log.reader().earliest_height(), Some(earliest));
}

#[test]
fn a_damaged_record_is_reported_and_made_anew() {
    let disk = log_of(60, true);
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    log.prune(20).unwrap();
    drop(log);
    // One slot is enough.
    disk.flip(Path::new(RECORD), 20, 1);
    let (_, report) = open(&disk, &small_segments()).unwrap();
    assert_eq!((report.missing_blocks, report.record_damage), (None, None));
    disk.flip(Path::new(RECORD), 4096 + 20, 1);
    let (log, report) = open(&disk, &small_segments()).unwrap();
    assert!(report.record_damage.unwrap().contains("pruned-below"));
    drop(log);
    let (_, report) = open(&disk, &small_segments()).unwrap();
    assert_eq!((report.missing_blocks, report.record_damage), (None, None));
}
