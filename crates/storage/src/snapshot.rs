//! State snapshots: whole states at a height, in named sections, so that a start need not replay the log from its beginning.
//!
//! Invariants:
//! - a file with a snapshot's name was complete and durable before it got that name;
//! - the newest two are kept, so that one damaged file does not cost the replay of everything;
//! - a snapshot is derived from the log: it may be deleted at any time.

mod format;
mod reader;
mod store;
mod writer;

pub use format::SnapshotSection;
pub use reader::Snapshot;
pub use store::{SnapshotReport, SnapshotStore};
pub use writer::SnapshotWriter;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ChainId,
        disk::{CrashOutcome, Disk, Fault, FaultyDisk},
        error::{Result, StorageError},
    };
    use std::{io::Read, path::Path};

    const CHAIN: ChainId = [7; 32];
    const FOLDER: &str = "/data/snapshots";

    fn store(disk: &FaultyDisk) -> SnapshotStore {
        SnapshotStore::open(disk.shared(), Path::new(FOLDER), CHAIN).unwrap()
    }

    /// Two sections; the larger does not fit into the write buffer.
    fn write(store: &SnapshotStore, height: u64) -> Result<()> {
        let mut writer = store.begin(height)?;
        writer.begin_section("meta")?;
        writer.write(&height.to_le_bytes())?;
        writer.begin_section("accounts")?;
        for chunk in 0..300_u32 {
            writer.write(&[chunk as u8; 9000])?;
        }
        writer.begin_section("empty")?;
        writer.finish().map(|_| ())
    }

    fn check(snapshot: &Snapshot, height: u64) {
        assert_eq!(snapshot.height(), height);
        assert_eq!(snapshot.read_section("meta").unwrap(), height.to_le_bytes());
        let mut accounts = Vec::new();
        snapshot
            .section_reader("accounts")
            .unwrap()
            .read_to_end(&mut accounts)
            .unwrap();
        assert_eq!(accounts.len(), 300 * 9000);
        assert!(
            accounts
                .chunks(9000)
                .enumerate()
                .all(|(chunk, bytes)| bytes.iter().all(|byte| *byte == chunk as u8))
        );
        assert!(snapshot.read_section("empty").unwrap().is_empty());
        assert!(snapshot.read_section("other").is_err());
    }

    #[test]
    fn the_newest_two_are_kept() {
        let disk = FaultyDisk::new();
        let store = store(&disk);
        assert!(store.load_latest().unwrap().0.is_none());
        for height in [5, 100, 20_000] {
            write(&store, height).unwrap();
        }
        let (snapshot, report) = store.load_latest().unwrap();
        check(&snapshot.unwrap(), 20_000);
        assert!(report.refused.is_empty());
        assert_eq!(
            store
                .heights()
                .unwrap()
                .iter()
                .map(|(height, _)| *height)
                .collect::<Vec<_>>(),
            [100, 20_000]
        );
    }

    #[test]
    fn a_damaged_newest_snapshot_falls_back_to_the_older_one_and_says_so() {
        let disk = FaultyDisk::new();
        let store = store(&disk);
        write(&store, 1).unwrap();
        write(&store, 2).unwrap();
        let newest = store.heights().unwrap()[1].1.clone();
        let length = disk.content(&newest).unwrap().len();
        // Header, a section, the table, the footer, and every byte of the footer's neighbourhood.
        for offset in [0, 9, 17, 30, 61, 70, 100_000, 2_000_000]
            .into_iter()
            .chain(length - 300..length)
        {
            disk.flip(&newest, offset, 0x10);
            match store.load_latest() {
                Ok((snapshot, report)) => {
                    assert_eq!(report.height, Some(1), "offset {offset}");
                    check(&snapshot.unwrap(), 1);
                    assert!(
                        report.refused[0]
                            .1
                            .to_string()
                            .contains("snapshot-00000000000000000002.snap")
                    );
                }
                Err(error) => panic!("offset {offset}: {error}"),
            }
            disk.flip(&newest, offset, 0x10);
        }
        check(&store.load_latest().unwrap().0.unwrap(), 2);
    }

    #[test]
    fn every_crash_point_leaves_the_older_snapshot() {
        let probe = FaultyDisk::new();
        let probe_store = store(&probe);
        write(&probe_store, 1).unwrap();
        let before = probe.operations();
        write(&probe_store, 2).unwrap();
        let operations = probe.operations() - before;
        for operation in 1..=operations {
            for seed in 0..4 {
                let disk = FaultyDisk::new();
                let first = store(&disk);
                write(&first, 1).unwrap();
                disk.fail_at(disk.operations() + operation, Fault::Crash);
                let finished = write(&first, 2).is_ok();
                disk.restart(CrashOutcome::Random { seed });
                let (snapshot, report) = store(&disk).load_latest().unwrap();
                assert!(
                    report.refused.is_empty(),
                    "a snapshot has its name only when it is whole"
                );
                let snapshot = snapshot.unwrap();
                assert!(!finished || snapshot.height() == 2);
                check(&snapshot, snapshot.height());
                assert!(
                    disk.list(Path::new(FOLDER))
                        .unwrap()
                        .iter()
                        .all(|name| name.ends_with(".snap"))
                );
            }
        }
    }

    #[test]
    fn a_full_disk_is_reported_and_leaves_nothing_behind() {
        let disk = FaultyDisk::new();
        let store = store(&disk);
        write(&store, 1).unwrap();
        disk.set_capacity_bytes(4_000_000);
        assert!(write(&store, 2).unwrap_err().is_full());
        assert_eq!(disk.list(Path::new(FOLDER)).unwrap().len(), 1);
        disk.set_capacity_bytes(usize::MAX);
        write(&store, 2).unwrap();
    }

    #[test]
    fn another_chain_is_refused() {
        let disk = FaultyDisk::new();
        write(&store(&disk), 1).unwrap();
        let other = SnapshotStore::open(disk.shared(), Path::new(FOLDER), [8; 32]).unwrap();
        assert!(matches!(
            other.load_latest(),
            Err(StorageError::WrongChain { .. })
        ));
    }
}
