//! Tests of the disk that fails on demand.

use super::{choice::SECTOR_BYTES, *};

fn written(disk: &FaultyDisk, path: &Path) -> Arc<dyn DiskFile> {
    let file = disk.create(path, Access::Write).unwrap();
    file.write_all_at(&[1; 2048], 0).unwrap();
    file.sync_data().unwrap();
    disk.sync_dir(path.parent().unwrap()).unwrap();
    file.write_all_at(&[2; 2048], 0).unwrap();
    file
}

#[test]
fn unsynced_writes_are_lost_kept_or_torn_by_sectors() {
    let path = Path::new("/data/file");
    let disk = FaultyDisk::new();
    written(&disk, path);
    disk.restart(CrashOutcome::LoseUnsynced);
    assert_eq!(disk.content(path).unwrap(), vec![1; 2048]);

    let torn = (0..64).any(|seed| {
        let disk = FaultyDisk::new();
        written(&disk, path);
        disk.restart(CrashOutcome::Random { seed });
        let content = disk.content(path).unwrap();
        assert!(
            content
                .chunks(SECTOR_BYTES)
                .all(|sector| sector.iter().all(|byte| *byte == sector[0]))
        );
        content.contains(&1) && content.contains(&2)
    });
    assert!(torn, "some seed must tear the write");
}

#[test]
fn names_without_a_folder_sync_are_lost() {
    let disk = FaultyDisk::new();
    let file = written(&disk, Path::new("/data/kept"));
    disk.rename(Path::new("/data/kept"), Path::new("/data/other"))
        .unwrap();
    disk.restart(CrashOutcome::LoseUnsynced);
    assert_eq!(disk.list(Path::new("/data")).unwrap(), ["kept"]);
    assert!(
        file.length().is_err(),
        "files of before the restart are closed"
    );
}

#[test]
fn a_crash_stops_everything_until_the_restart() {
    let disk = FaultyDisk::new();
    disk.fail_at(2, Fault::Crash);
    let file = disk.create(Path::new("/file"), Access::Write).unwrap();
    assert!(file.write_all_at(b"x", 0).is_err());
    assert!(disk.is_crashed() && disk.list(Path::new("/")).is_err());
}
