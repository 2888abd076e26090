//! Reading while another thread writes and prunes, on the real file system.

use crate::blocks::{CHAIN, append, block, block_of, check};
use aurigraph_storage::{BlockLog, LogConfig, LogReader, RealDisk, StorageError};
use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

fn open(folder: &Path, config: &LogConfig) -> (BlockLog, aurigraph_storage::RecoveryReport) {
    BlockLog::open(RealDisk::shared(), folder, CHAIN, config.clone()).unwrap()
}

#[test]
fn blocks_survive_reopening_on_the_real_disk() {
    let folder = tempfile::tempdir().unwrap();
    let config = LogConfig {
        segment_bytes: 1 << 20,
        ..LogConfig::default()
    };
    let (mut log, _) = open(folder.path(), &config);
    for height in 0..200 {
        append(&mut log, &[block(height)]).unwrap();
    }
    append(&mut log, &[block_of(200, 3_000_000), block(201)]).unwrap();
    drop(log);
    let (log, report) = open(folder.path(), &config);
    assert_eq!((report.latest_height, report.torn_tail), (Some(201), None));
    assert!(report.direct_io.is_some());
    let reader = log.reader();
    (0..200)
        .chain([201])
        .for_each(|height| check(&reader, &block(height)));
    check(&reader, &block_of(200, 3_000_000));
    assert_eq!(reader.iter(0).filter(|block| block.is_ok()).count(), 202);
}

#[test]
fn what_an_append_reports_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let (mut log, _) = open(
        folder.path(),
        &LogConfig {
            segment_bytes: 1 << 20,
            ..LogConfig::default()
        },
    );
    let frame = aurigraph_storage::BlockFrame {
        height: 0,
        header: &[1; 240],
        certificate: &[2; 90],
        body_parts: &[&[3; 5000]],
    };
    let appended = log.append(&[frame]).unwrap();
    assert_eq!(appended.bytes, 8192);
    assert!(appended.sync_ns > 0 && appended.write_ns > 0);
    assert_eq!(log.reader().bytes_on_disk(), 1 << 20);
}

#[test]
fn readers_see_whole_blocks_while_others_write_and_prune() {
    let folder = tempfile::tempdir().unwrap();
    // Small segments with spares: files change their meaning under the readers.
    let config = LogConfig {
        segment_bytes: 128 << 10,
        spare_segments: 2,
        ..LogConfig::default()
    };
    let (mut log, _) = open(folder.path(), &config);
    append(&mut log, &[block(0)]).unwrap();
    let finished = AtomicBool::new(false);
    let reader = log.reader();
    std::thread::scope(|scope| {
        for thread in 0..3_u64 {
            let (reader, finished) = (reader.clone(), &finished);
            scope.spawn(move || read_at_random(&reader, finished, thread));
        }
        let (iterating, finished_flag) = (reader.clone(), &finished);
        scope.spawn(move || {
            while !finished_flag.load(Ordering::Relaxed) {
                for next in iterating.iter(iterating.earliest_height().unwrap()) {
                    match next {
                        Ok((height, found)) => {
                            assert_eq!(found.body().len(), (height as usize * 1237) % 12_000)
                        }
                        Err(StorageError::Pruned { .. }) => break,
                        Err(error) => panic!("{error}"),
                    }
                }
            }
        });
        for height in 1..600 {
            append(&mut log, &[block(height)]).unwrap();
            if height % 50 == 0 {
                log.prune(height - 40).unwrap();
            }
        }
        finished.store(true, Ordering::Relaxed);
    });
    assert_eq!(reader.latest_height(), Some(599));
}

fn read_at_random(reader: &LogReader, finished: &AtomicBool, thread: u64) {
    let mut random = thread + 1;
    while !finished.load(Ordering::Relaxed) {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let latest = reader.latest_height().unwrap();
        let height = latest.saturating_sub((random >> 33) % 120);
        match reader.read(height) {
            Ok(Some(found)) => assert_eq!(found.body().len(), (height as usize * 1237) % 12_000),
            Ok(None) => panic!("block {height} was announced"),
            Err(StorageError::Pruned { earliest, .. }) => assert!(earliest > height),
            Err(error) => panic!("{error}"),
        }
    }
}
