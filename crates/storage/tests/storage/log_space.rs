//! Room: full disks, pruning, segments that are used again, blocks larger than a segment, and appends out of order.

use crate::blocks::{
    FOLDER, append, append_each, block, block_of, check, check_range, open, small_segments,
};
use aurigraph_storage::{CrashOutcome, Disk, Fault, FaultyDisk, LogConfig, StorageError};
use std::path::Path;

#[test]
fn a_full_disk_at_a_new_segment_is_reported_and_passes() {
    let disk = FaultyDisk::new();
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    disk.set_capacity_bytes(100 << 10);
    let mut height = 0;
    let error = loop {
        match append(&mut log, &[block(height)]) {
            Ok(()) => height += 1,
            Err(error) => break error,
        }
    };
    assert!(error.is_full() && height > 0, "{error}");
    assert!(error.to_string().contains("the disk is full"), "{error}");
    assert!(
        append(&mut log, &[block(height)]).unwrap_err().is_full(),
        "still full"
    );
    check_range(&log.reader(), 0, height - 1);
    assert!(
        disk.list(Path::new(FOLDER))
            .unwrap()
            .iter()
            .all(|name| !name.ends_with(".tmp"))
    );

    disk.set_capacity_bytes(usize::MAX);
    append_each(&mut log, height..height + 20).unwrap();
    drop(log);
    check_range(
        &open(&disk, &small_segments()).unwrap().0.reader(),
        0,
        height + 19,
    );
}

#[test]
fn a_full_disk_in_the_middle_of_a_write_leaves_the_log_as_it_was() {
    for torn_bytes in [0, 512, 4096, 5000, 8192, 12_288, 16_000] {
        for crash in [false, true] {
            let disk = FaultyDisk::new();
            let (mut log, _) = open(&disk, &small_segments()).unwrap();
            append_each(&mut log, 0..3).unwrap();
            disk.fail_at(disk.operations() + 1, Fault::TornNoSpace(torn_bytes));
            let failed = [
                block_of(3, 100),
                block_of(4, 100),
                block_of(5, 100),
                block_of(6, 100),
            ];
            assert!(append(&mut log, &failed).unwrap_err().is_full());
            assert_eq!(log.reader().latest_height(), Some(2));
            if crash {
                drop(log);
                disk.restart(CrashOutcome::LoseUnsynced);
                log = open(&disk, &small_segments()).unwrap().0;
                assert_eq!(
                    log.next_height(),
                    Some(3),
                    "what was reported as not stored is not stored"
                );
            }
            append_each(&mut log, 3..5).unwrap();
            std::mem::forget(log);
            let (log, report) = open(&disk, &small_segments()).unwrap();
            assert_eq!((log.next_height(), report.torn_tail), (Some(5), None));
            check_range(&log.reader(), 0, 4);
        }
    }
}

#[test]
fn leftovers_that_could_not_be_erased_at_once_are_erased_first() {
    let disk = FaultyDisk::new();
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    append_each(&mut log, 0..3).unwrap();
    let operations = disk.operations();
    disk.fail_at(operations + 1, Fault::TornNoSpace(8192));
    disk.fail_at(operations + 2, Fault::NoSpace);
    disk.fail_at(operations + 3, Fault::NoSpace);
    assert!(
        append(&mut log, &[block_of(3, 100), block_of(4, 100)])
            .unwrap_err()
            .is_full()
    );
    assert!(
        append(&mut log, &[block_of(3, 5000)])
            .unwrap_err()
            .is_full(),
        "nothing is written before they are erased"
    );
    append(&mut log, &[block(3)]).unwrap();
    std::mem::forget(log);
    check_range(&open(&disk, &small_segments()).unwrap().0.reader(), 0, 3);
}

#[test]
fn any_other_failure_closes_the_log_until_it_is_opened_again() {
    // 1 is the write, 2 the sync. A full disk at the sync is no better: nobody knows what is on the disk.
    for (operation, fault) in [(1, Fault::Error), (2, Fault::Error), (2, Fault::NoSpace)] {
        let disk = FaultyDisk::new();
        let (mut log, _) = open(&disk, &small_segments()).unwrap();
        append_each(&mut log, 0..3).unwrap();
        disk.fail_at(disk.operations() + operation, fault);
        let error = append(&mut log, &[block(3)]).unwrap_err();
        assert!(matches!(error, StorageError::Io { .. }), "{error}");
        assert!(matches!(
            append(&mut log, &[block(3)]),
            Err(StorageError::Closed { .. })
        ));
        assert_eq!(
            log.reader().latest_height(),
            Some(2),
            "what is not durable is not visible"
        );
        drop(log);
        disk.restart(CrashOutcome::LoseUnsynced);
        let (mut log, _) = open(&disk, &small_segments()).unwrap();
        append_each(&mut log, 3..5).unwrap();
        check_range(&log.reader(), 0, 4);
    }
}

#[test]
fn pruning_removes_whole_segments_and_reads_say_so() {
    let disk = FaultyDisk::new();
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    append_each(&mut log, 10..60).unwrap();
    let reader = log.reader();
    let before = reader.bytes_on_disk();
    assert_eq!(log.prune(5).unwrap().segments, 0);
    let pruned = log.prune(40).unwrap();
    let earliest = pruned.earliest_height.unwrap();
    assert!(pruned.segments > 1 && earliest <= 40 && earliest > 10);
    assert!(reader.bytes_on_disk() < before);
    assert!(
        matches!(reader.read(10), Err(StorageError::Pruned { height: 10, earliest: found }) if found == earliest)
    );
    assert!(matches!(
        reader.read_header(11),
        Err(StorageError::Pruned { .. })
    ));
    assert!(matches!(
        reader.iter(12).next(),
        Some(Err(StorageError::Pruned { .. }))
    ));
    check_range(&reader, earliest, 59);

    assert!(
        log.prune(u64::MAX).unwrap().earliest_height.is_some(),
        "the last segment stays"
    );
    append_each(&mut log, 60..70).unwrap();
    let earliest = reader.earliest_height().unwrap();
    drop(log);
    check_range(
        &open(&disk, &small_segments()).unwrap().0.reader(),
        earliest,
        69,
    );
}

#[test]
fn pruning_to_a_size_keeps_what_is_still_needed() {
    let disk = FaultyDisk::new();
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    append_each(&mut log, 0..100).unwrap();
    let reader = log.reader();
    let before = reader.bytes_on_disk();
    log.prune_to_bytes(before, 100).unwrap();
    assert_eq!(reader.earliest_height(), Some(0));
    log.prune_to_bytes(before / 2, 100).unwrap();
    assert!(reader.bytes_on_disk() <= before / 2 && reader.earliest_height() > Some(0));
    let earliest = reader.earliest_height().unwrap();
    log.prune_to_bytes(0, earliest).unwrap();
    assert_eq!(
        reader.earliest_height(),
        Some(earliest),
        "nothing at or above the height to keep is removed"
    );
    log.prune_to_bytes(0, u64::MAX).unwrap();
    check(&reader, &block(99));
}

#[test]
fn pruned_segments_are_used_again_and_their_old_blocks_are_not_seen() {
    let config = LogConfig {
        spare_segments: 2,
        ..small_segments()
    };
    let disk = FaultyDisk::new();
    let (mut log, _) = open(&disk, &config).unwrap();
    append_each(&mut log, 0..60).unwrap();
    let segments = |disk: &FaultyDisk| disk.list(Path::new(FOLDER)).unwrap();
    log.prune(50).unwrap();
    assert_eq!(
        segments(&disk)
            .iter()
            .filter(|name| name.starts_with("spare-"))
            .count(),
        2
    );
    drop(log);

    let (mut log, _) = open(&disk, &config).unwrap();
    for height in 60..100 {
        append_each(&mut log, [height]).unwrap();
        // At every length, the end of the segment is followed by what was there in its earlier life.
        let opened = aurigraph_storage::LogReader::open_read_only(
            disk.shared(),
            Path::new(FOLDER),
            &crate::blocks::CHAIN,
            &config,
        );
        let (reader, report) = opened.unwrap();
        assert_eq!(
            (reader.latest_height(), report.torn_tail),
            (Some(height), None)
        );
    }
    assert!(
        segments(&disk)
            .iter()
            .all(|name| !name.starts_with("spare-")),
        "the spares were used"
    );
    let earliest = log.reader().earliest_height().unwrap();
    check_range(&log.reader(), earliest, 99);

    log.prune(95).unwrap();
    let before = log.reader().bytes_on_disk();
    let freed = log.release_spares().unwrap();
    assert!(freed > 0 && log.reader().bytes_on_disk() == before - freed);
}

#[test]
fn a_block_larger_than_a_segment_gets_a_segment_of_its_size() {
    let disk = FaultyDisk::new();
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    append(&mut log, &[block_of(0, 300_000)]).unwrap();
    append(&mut log, &[block_of(1, 10)]).unwrap();
    append(&mut log, &[block_of(2, 500_000)]).unwrap();
    drop(log);
    let (log, _) = open(&disk, &small_segments()).unwrap();
    for (height, size) in [(0, 300_000), (1, 10), (2, 500_000)] {
        check(&log.reader(), &block_of(height, size));
    }
    assert_eq!(log.reader().iter(0).count(), 3);
}

#[test]
fn an_empty_segment_that_is_too_small_grows() {
    let disk = FaultyDisk::new();
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    // The segment is there, its first append failed.
    disk.fail_at(disk.operations() + 7, Fault::TornNoSpace(0));
    let mut failed = false;
    for size in [100, 100_000] {
        failed |= append(&mut log, &[block_of(0, size)]).is_err_and(|error| error.is_full());
        if failed {
            break;
        }
    }
    let next = log.next_height().unwrap_or(0);
    append(&mut log, &[block_of(next, 400_000)]).unwrap();
    check(&log.reader(), &block_of(next, 400_000));
    drop(log);
    check(
        &open(&disk, &small_segments()).unwrap().0.reader(),
        &block_of(next, 400_000),
    );
}

#[test]
fn heights_must_follow_and_sizes_must_fit() {
    let disk = FaultyDisk::new();
    let (mut log, report) = open(&disk, &small_segments()).unwrap();
    assert_eq!((report.earliest_height, report.latest_height), (None, None));
    let reader = log.reader();
    assert_eq!(
        (
            reader.earliest_height(),
            reader.latest_height(),
            reader.read(0).unwrap()
        ),
        (None, None, None)
    );
    append(&mut log, &[]).unwrap();
    append_each(&mut log, [5]).unwrap();
    for wrong in [vec![block(5)], vec![block(7)], vec![block(6), block(8)]] {
        let error = append(&mut log, &wrong).unwrap_err();
        assert!(matches!(error, StorageError::OutOfOrder { .. }), "{error}");
    }
    let huge = vec![0; 1 << 20];
    let parts: Vec<&[u8]> = std::iter::repeat_n(huge.as_slice(), 1025).collect();
    let frame = aurigraph_storage::BlockFrame {
        height: 6,
        header: &[],
        certificate: &[],
        body_parts: &parts,
    };
    assert!(matches!(
        log.append(&[frame]),
        Err(StorageError::TooLarge { .. })
    ));
    append_each(&mut log, [6]).unwrap();
    check_range(&reader, 5, 6);
}

#[test]
fn the_way_of_small_appends_is_written_ahead_and_that_of_large_ones_is_not() {
    let disk = FaultyDisk::new();
    let config = LogConfig {
        segment_bytes: 8 << 20,
        ..LogConfig::default()
    };
    let (mut log, _) = open(&disk, &config).unwrap();
    append_each(&mut log, 0..3).unwrap();
    assert!(log.needs_write_ahead());
    log.write_ahead();
    assert!(!log.needs_write_ahead(), "there is enough for now");
    let large = block_of(3, 300 << 10);
    append(&mut log, std::slice::from_ref(&large)).unwrap();
    log.write_ahead();
    let operations = disk.operations();
    log.write_ahead();
    assert_eq!(disk.operations(), operations, "a large append came last");
    append_each(&mut log, 4..1_200).unwrap();
    assert!(log.needs_write_ahead(), "what was written ahead is used up");
    log.write_ahead();
    drop(log);
    let (log, report) = open(&disk, &config).unwrap();
    assert_eq!(report.torn_tail, None, "zeros are no torn tail");
    check(&log.reader(), &large);
    (4..1_200).for_each(|height| check(&log.reader(), &block(height)));
}
