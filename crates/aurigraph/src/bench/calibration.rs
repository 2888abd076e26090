//! What this machine does in one thread without a ledger, measured in the same run with the node idle: figures to divide by, because a ratio
//! survives a busy or a slower machine where a rate does not.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use aurigraph_types::Domain;
use aurigraph_types::limits::{RECORD_BYTES, SUBMISSION_HEADER_BYTES};

use super::execution;

/// How long each rate is measured.
const MEASUREMENT: Duration = Duration::from_millis(250);
/// Synchronised writes: the median of so many.
const SYNCED_WRITES: usize = 65;
const SYNCED_WRITE_BYTES: usize = 4096;
/// Transfers of the batch that is hashed: always the same, so that runs compare.
const BATCH_TRANSFERS: usize = 20_000;
/// Bytes of the two buffers between which memory is copied: more than a processor's caches hold.
const COPY_BYTES: usize = 64 << 20;

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub struct Calibration {
    /// Transfers a second whose batch one thread hashes (BLAKE3), 20,000 in a batch: what its signature covers.
    pub blake3_batch_limit_per_second: f64,
    /// Transfers a second that one thread executes in memory, in batches of 20,000 over 65,536 accounts.
    pub execution_limit_per_second: f64,
    /// Bytes a second that one thread copies from memory to memory.
    pub memory_copy_bytes_per_second: f64,
    /// Median of one small write with `fdatasync` on the node's disk, in milliseconds; `None` if the node's folder is not known.
    pub fdatasync_p50_ms: Option<f64>,
}

/// Measures all of it. `folder` lies on the node's disk.
pub fn measure(folder: Option<&Path>) -> anyhow::Result<Calibration> {
    Ok(Calibration {
        blake3_batch_limit_per_second: blake3_transfers_per_second(),
        execution_limit_per_second: execution::transfers_per_second(MEASUREMENT)?,
        memory_copy_bytes_per_second: memory_copy_bytes_per_second(),
        fdatasync_p50_ms: folder.map(fdatasync_p50_ms).transpose()?,
    })
}

/// Repeats something for a while; how often a second it was done.
fn rate(mut work: impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut done = 0_u32;
    while start.elapsed() < MEASUREMENT {
        work();
        done += 1;
    }
    f64::from(done) / start.elapsed().as_secs_f64()
}

fn blake3_transfers_per_second() -> f64 {
    let mut batch = vec![0x5a_u8; SUBMISSION_HEADER_BYTES + BATCH_TRANSFERS * RECORD_BYTES];
    let mut number = 0_u64;
    let batches_per_second = rate(|| {
        number += 1;
        batch[..8].copy_from_slice(&number.to_le_bytes());
        std::hint::black_box(Domain::Submission.hash(&batch));
    });
    batches_per_second * BATCH_TRANSFERS as f64
}

fn memory_copy_bytes_per_second() -> f64 {
    let from = vec![0x5a_u8; COPY_BYTES];
    let mut to = vec![0_u8; COPY_BYTES];
    rate(|| {
        to.copy_from_slice(std::hint::black_box(&from));
        std::hint::black_box(&to);
    }) * COPY_BYTES as f64
}

fn fdatasync_p50_ms(folder: &Path) -> anyhow::Result<f64> {
    use std::os::unix::fs::FileExt;
    let file = tempfile::tempfile_in(folder).context("making a file beside the node's data")?;
    // Written once before, as the node's segments are: what is measured is the write and not the growing of a file.
    let page = [0x5a; SYNCED_WRITE_BYTES];
    let offsets = (0..SYNCED_WRITES).map(|number| (number * SYNCED_WRITE_BYTES) as u64);
    for offset in offsets.clone() {
        file.write_all_at(&page, offset)?;
    }
    file.sync_all()?;
    let mut times = Vec::with_capacity(SYNCED_WRITES);
    for offset in offsets {
        let start = Instant::now();
        file.write_all_at(&page, offset)?;
        file.sync_data()?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok(times[SYNCED_WRITES / 2].as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_measured_and_an_unknown_disk_has_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let known = measure(Some(folder.path())).expect("a folder can be written");
        assert!(known.blake3_batch_limit_per_second > 0.0);
        assert!(known.execution_limit_per_second > 0.0);
        assert!(known.memory_copy_bytes_per_second > 0.0);
        assert!(known.fdatasync_p50_ms > Some(0.0));
        let unknown = measure(None).expect("nothing is written");
        assert_eq!(unknown.fdatasync_p50_ms, None);
    }
}
