//! The machine stops at every step of a scenario, and unsynced sectors survive in every combination that a seed chooses.

use crate::blocks::{
    FOLDER, append, append_each, block, block_of, check, check_range, open, small_segments,
};
use aurigraph_storage::{BlockLog, CrashOutcome, Fault, FaultyDisk, LogConfig, Result};
use proptest::prelude::*;
use std::path::Path;

/// What a run had been told before the machine stopped.
#[derive(Debug, Default, Clone, Copy)]
struct Told {
    /// The next height after the last append that returned.
    next_height: u64,
    /// The next height after the append that was under way, if one was.
    attempted: u64,
    /// Blocks below this one may have been pruned.
    pruned_below: u64,
}

/// Appends blocks, several in some appends, over several segments, writes ahead in between, and prunes twice.
fn scenario(disk: &FaultyDisk, config: &LogConfig, told: &mut Told) -> Result<()> {
    let (mut log, _) = open(disk, config)?;
    for step in 0..24_u64 {
        let count = if step % 5 == 4 { 3 } else { 1 };
        let blocks: Vec<_> = (told.next_height..told.next_height + count)
            .map(block)
            .collect();
        told.attempted = told.next_height + count;
        append(&mut log, &blocks)?;
        told.next_height = told.attempted;
        if step % 3 == 1 {
            // Fails as silently as it succeeds; a machine that stopped in it stops the next step.
            log.write_ahead();
        }
        if step == 12 || step == 20 {
            told.pruned_below = told.next_height - 3;
            log.prune(told.pruned_below)?;
        }
    }
    Ok(())
}

fn check_after_crash(disk: &FaultyDisk, config: &LogConfig, told: Told) {
    let (mut log, _) = open(disk, config).unwrap_or_else(|error| panic!("{told:?}: {error}"));
    let reader = log.reader();
    let next_height = log.next_height().unwrap_or(0);
    assert!(
        next_height >= told.next_height,
        "an acknowledged block is lost: {told:?}, found {next_height}"
    );
    assert!(
        next_height <= told.attempted,
        "a block that nobody appended: {told:?}, found {next_height}"
    );
    if next_height > 0 {
        let earliest = reader.earliest_height().unwrap_or(next_height);
        assert!(
            earliest <= told.pruned_below,
            "a block is gone that was not pruned: {told:?}"
        );
        (earliest..next_height).for_each(|height| check(&reader, &block(height)));
    }
    // The log goes on, and what the crash left behind does not come back.
    append_each(&mut log, next_height..next_height + 6).unwrap();
    drop(log);
    let (log, report) = open(disk, config).unwrap();
    assert_eq!(report.torn_tail, None);
    assert_eq!(log.next_height(), Some(next_height + 6));
    (next_height..next_height + 6).for_each(|height| check(&log.reader(), &block(height)));
}

fn every_crash_point(config: &LogConfig) {
    let probe = FaultyDisk::new();
    scenario(&probe, config, &mut Told::default()).unwrap();
    let operations = probe.operations();
    assert!(
        operations > 80,
        "the scenario must have many steps, it has {operations}"
    );
    for operation in 1..=operations {
        let outcomes = [CrashOutcome::LoseUnsynced, CrashOutcome::KeepAll]
            .into_iter()
            .chain((0..10).map(|seed| CrashOutcome::Random {
                seed: operation * 1000 + seed,
            }));
        for outcome in outcomes {
            let disk = FaultyDisk::new();
            disk.fail_at(operation, Fault::Crash);
            let mut told = Told::default();
            let _ = scenario(&disk, config, &mut told);
            disk.restart(outcome);
            check_after_crash(&disk, config, told);
        }
    }
}

#[test]
fn every_crash_point_keeps_what_was_acknowledged() {
    every_crash_point(&small_segments());
}

#[test]
fn every_crash_point_with_segments_that_are_used_again() {
    every_crash_point(&LogConfig {
        spare_segments: 2,
        ..small_segments()
    });
}

#[test]
fn a_crash_during_recovery_is_recovered_from() {
    let config = small_segments();
    for seed in 0..40 {
        for operation in 1..=3 {
            let disk = FaultyDisk::new();
            let (mut log, _) = open(&disk, &config).unwrap();
            append_each(&mut log, 0..3).unwrap();
            // The write comes through in part, the sync does not.
            disk.fail_at(disk.operations() + 2, Fault::Crash);
            assert!(append(&mut log, &[block(3), block(4), block(5)]).is_err());
            drop(log);
            disk.restart(CrashOutcome::Random { seed });
            disk.fail_at(disk.operations() + operation, Fault::Crash);
            let _ = open(&disk, &config);
            disk.restart(CrashOutcome::Random { seed: seed + 1 });
            check_after_crash(
                &disk,
                &config,
                Told {
                    next_height: 3,
                    attempted: 6,
                    pruned_below: 0,
                },
            );
        }
    }
}

/// A log of four blocks on a disk, the bytes of its segment, and where the data of the last frame begins and ends in it.
fn four_blocks(last_body_bytes: usize) -> (FaultyDisk, Vec<u8>, usize, usize) {
    let disk = FaultyDisk::new();
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    append_each(&mut log, 0..3).unwrap();
    append(&mut log, &[block_of(3, last_body_bytes)]).unwrap();
    // A crash leaves no index behind, which a clean stop would write.
    std::mem::forget(log);
    let path = segment_file(0);
    let inspected = aurigraph_storage::inspect_segment(&disk, Path::new(&path)).unwrap();
    let last = *inspected.frames.last().unwrap();
    let content = disk.content(Path::new(&path)).unwrap();
    let data_bytes = 64 + last.header_bytes + last.certificate_bytes + last.body_bytes;
    (
        disk,
        content,
        last.offset as usize,
        last.offset as usize + data_bytes,
    )
}

fn segment_file(first_height: u64) -> String {
    format!("{FOLDER}/segment-{first_height:020}.log")
}

#[test]
fn a_tail_torn_at_any_sector_is_cut_and_reported() {
    let (disk, content, start, end) = four_blocks(9000);
    let path = segment_file(0);
    for cut in (start..end).step_by(512) {
        let mut torn = content.clone();
        torn[cut..].fill(0);
        disk.set_content(Path::new(&path), &torn);
        let (log, report) = open(&disk, &small_segments()).unwrap();
        assert_eq!(log.next_height(), Some(3), "cut at {cut}");
        (0..3).for_each(|height| check(&log.reader(), &block(height)));
        if cut > start {
            let tail = report.torn_tail.unwrap();
            assert_eq!(
                (tail.height, tail.offset),
                (3, start as u64),
                "cut at {cut}"
            );
            assert!(tail.path.ends_with("segment-00000000000000000000.log"));
        } else {
            assert_eq!(report.torn_tail, None);
        }
        std::mem::forget(log);
    }
}

#[test]
fn only_the_first_sector_missing_is_cut_too() {
    let (disk, mut content, start, _) = four_blocks(9000);
    content[start..start + 512].fill(0);
    disk.set_content(Path::new(&segment_file(0)), &content);
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    assert_eq!(log.next_height(), Some(3));
    append_each(&mut log, 3..6).unwrap();
    check_range(&log.reader(), 0, 5);
}

#[test]
fn what_a_longer_torn_append_left_never_comes_back() {
    // Blocks 3, 4 and 5 were written in one append of which only block 3 is torn; then a block 3 of the same length follows.
    let disk = FaultyDisk::new();
    let (mut log, _) = open(&disk, &small_segments()).unwrap();
    append_each(&mut log, 0..3).unwrap();
    append(
        &mut log,
        &[block_of(3, 100), block_of(4, 100), block_of(5, 100)],
    )
    .unwrap();
    std::mem::forget(log);
    let path = segment_file(0);
    let offset = aurigraph_storage::inspect_segment(&disk, Path::new(&path))
        .unwrap()
        .frames[3]
        .offset;
    disk.flip(Path::new(&path), offset as usize + 100, 1);
    let (mut log, report) = open(&disk, &small_segments()).unwrap();
    assert_eq!(report.torn_tail.unwrap().height, 3);
    append(&mut log, &[block_of(3, 100)]).unwrap();
    std::mem::forget(log);
    let (log, report) = open(&disk, &small_segments()).unwrap();
    assert_eq!((log.next_height(), report.torn_tail), (Some(4), None));
}

#[test]
fn a_body_that_imitates_frames_is_only_a_body() {
    // Somebody who knew the format, but not the segment's number, fills a block with frames of a great height.
    let foreign = FaultyDisk::new();
    let (mut log, _) = open(
        &foreign,
        &LogConfig {
            fixed_salt: Some(1),
            ..small_segments()
        },
    )
    .unwrap();
    append(&mut log, &[block_of(1_000_000, 10)]).unwrap();
    let frame = foreign
        .content(Path::new(&segment_file(1_000_000)))
        .unwrap()[4096..8192]
        .to_vec();
    let frames = frame.repeat(4);
    let shift = 4096 - 64 - 240 - 90;
    let body = [vec![0; shift], frames].concat();

    let disk = FaultyDisk::new();
    let config = LogConfig {
        fixed_salt: Some(2),
        ..small_segments()
    };
    let (mut log, _) = open(&disk, &config).unwrap();
    append_each(&mut log, 0..1).unwrap();
    let header = [1; 240];
    let certificate = [2; 90];
    let imitation = aurigraph_storage::BlockFrame {
        height: 1,
        header: &header,
        certificate: &certificate,
        body_parts: &[&body],
    };
    log.append(&[imitation]).unwrap();
    std::mem::forget(log);
    // The block is torn: its imitated frames must not make that look like damage.
    disk.flip(Path::new(&segment_file(0)), 8192 + 100, 1);
    let (log, report) = open(&disk, &config).unwrap();
    assert_eq!(
        (log.next_height(), report.torn_tail.unwrap().height),
        (Some(1), 1)
    );
}

fn crash_and_recover(sizes: &[usize], group: usize, operation_from_end: u64, seed: u64) {
    let run = |disk: &FaultyDisk| -> u64 {
        let Ok((mut log, _)) = open(disk, &small_segments()) else {
            return 0;
        };
        append_sizes(&mut log, sizes, group)
    };
    let probe = FaultyDisk::new();
    run(&probe);
    let operations = probe.operations();
    let disk = FaultyDisk::new();
    disk.fail_at(
        operations.saturating_sub(operation_from_end % operations),
        Fault::Crash,
    );
    let acknowledged = run(&disk);
    disk.restart(CrashOutcome::Random { seed });
    let (log, _) = open(&disk, &small_segments()).unwrap();
    let next_height = log.next_height().unwrap_or(0);
    assert!(next_height >= acknowledged && next_height <= acknowledged + group as u64);
    for height in 0..next_height {
        check(&log.reader(), &block_of(height, sizes[height as usize]));
    }
}

/// Appends blocks of these sizes, some at a time; returns the next height after what was acknowledged.
fn append_sizes(log: &mut BlockLog, sizes: &[usize], group: usize) -> u64 {
    let mut next_height = 0;
    for sizes in sizes.chunks(group) {
        let blocks: Vec<_> = (next_height..)
            .zip(sizes)
            .map(|(height, size)| block_of(height, *size))
            .collect();
        if append(log, &blocks).is_err() {
            break;
        }
        next_height += blocks.len() as u64;
    }
    next_height
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_blocks_any_crash(
        sizes in proptest::collection::vec(0_usize..90_000, 1..12),
        group in 1_usize..4,
        operation_from_end in 0_u64..60,
        seed in any::<u64>(),
    ) {
        crash_and_recover(&sizes, group, operation_from_end, seed);
    }
}
