//! What an opened log finds on disk, and which of it is a crash and which is damage.
//!
//! Frames are written by one append at a time, and an append begins only when the one before is durable. Each frame names the first
//! height of its append. So when block h cannot be read:
//! - an intact frame of a later append proves that h was durable once: damage, refused;
//! - a finished segment goes on in another file: damage, refused;
//! - something that is made of durable blocks only has h (a snapshot, the history index, the index written at a clean stop): damage,
//!   refused;
//! - the segment is shorter than it was made, before the first block went into it: damage, refused. It gets shorter only when the next
//!   one has its name durably, so then the end of this one is missing, or that next one;
//! - else it is the append that a crash interrupted, of which nobody was told: cut.

use super::{
    config::{DurableWitness, LogConfig},
    format::{RESTORE, RESTORE_END, RESTORE_LOG, SegmentHeader},
    pruning_record::{PruningRecord, missing_blocks, read_record, record_path},
    scan::{FrameScan, FrameScanEnd, LaterFrame, SegmentScanner},
    segment::{FrameIndex, SegmentFileKind, SegmentMap, read_index, segment_path},
};
use crate::{
    ChainId,
    buffer::PAGE_BYTES,
    disk::Disk,
    error::{Result, StorageError},
};
use std::{
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

/// What opening a log found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecoveryReport {
    /// The first height there is.
    pub earliest_height: Option<u64>,
    /// The last height there is.
    pub latest_height: Option<u64>,
    /// How many segments there are.
    pub segments: usize,
    /// How many blocks were read and checked in full.
    pub verified_blocks: u64,
    /// How many segments had no usable index and were read to make one.
    pub rebuilt_indexes: usize,
    /// The interrupted append that was cut, if there was one.
    pub torn_tail: Option<TornTail>,
    /// Blocks that are gone from the log's beginning although they were never pruned: somebody removed their segments.
    pub missing_blocks: Option<RangeInclusive<u64>>,
    /// Why it is not known any more how far the log was pruned; it is remembered anew from now on.
    pub record_damage: Option<String>,
    /// Leftovers of interrupted work that were removed.
    pub removed_files: usize,
    /// Whether blocks are written past the page cache; `None` until there is a segment to write to.
    pub direct_io: Option<bool>,
}

/// An append that a crash interrupted. Nobody was told that it succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TornTail {
    /// The segment.
    pub path: PathBuf,
    /// Where the interrupted append begins.
    pub offset: u64,
    /// The height that was being written.
    pub height: u64,
}

/// The content of a segments folder, checked but not changed.
#[derive(Debug)]
pub(super) struct ScannedLog {
    pub segments: Vec<SegmentMap>,
    pub spares: Vec<PathBuf>,
    pub leftovers: Vec<PathBuf>,
    /// Finished segments whose index must be written again.
    pub without_index: Vec<u64>,
    /// Frame headers of the interrupted append, which must be erased before the next append.
    pub torn_frames: Vec<u64>,
    pub pruning: PruningRecord,
    pub report: RecoveryReport,
}

impl ScannedLog {
    fn new(pruning: PruningRecord) -> Self {
        Self {
            segments: Vec::new(),
            spares: Vec::new(),
            leftovers: Vec::new(),
            without_index: Vec::new(),
            torn_frames: Vec::new(),
            pruning,
            report: RecoveryReport::default(),
        }
    }
}

/// Reads a segments folder.
pub(super) fn scan_log(
    disk: &dyn Disk,
    folder: &Path,
    chain_id: &ChainId,
    config: &LogConfig,
) -> Result<ScannedLog> {
    let mut scanned = ScannedLog::new(read_record(disk, folder, chain_id)?);
    let mut first_heights = Vec::new();
    let mut indexes = Vec::new();
    for name in disk
        .list(folder)
        .map_err(StorageError::io("list", folder))?
    {
        match SegmentFileKind::of(&name) {
            SegmentFileKind::Segment(first_height) => first_heights.push(first_height),
            SegmentFileKind::Index(first_height) => indexes.push((first_height, name)),
            SegmentFileKind::Spare => scanned.spares.push(folder.join(name)),
            SegmentFileKind::Temporary => scanned.leftovers.push(folder.join(name)),
            SegmentFileKind::Other => {}
        }
    }
    first_heights.sort_unstable();
    let orphans = indexes
        .into_iter()
        .filter(|(first_height, _)| first_heights.binary_search(first_height).is_err());
    scanned
        .leftovers
        .extend(orphans.map(|(_, name)| folder.join(name)));
    for (position, first_height) in first_heights.iter().enumerate() {
        match first_heights.get(position + 1) {
            Some(next) => scan_finished(
                disk,
                folder,
                chain_id,
                config,
                *first_height,
                *next,
                &mut scanned,
            )?,
            None => scan_last(disk, folder, chain_id, config, *first_height, &mut scanned)?,
        }
    }
    let latest_height = scanned
        .segments
        .last()
        .and_then(|last| last.next_height().checked_sub(1));
    let has_blocks = scanned
        .segments
        .iter()
        .any(|map| !map.frame_pages.is_empty());
    scanned.report.earliest_height = scanned
        .segments
        .first()
        .filter(|_| has_blocks)
        .map(|map| map.first_height);
    scanned.report.latest_height = latest_height.filter(|_| has_blocks);
    scanned.report.segments = scanned.segments.len();
    report_pruning(folder, &mut scanned);
    check_known_height(folder, config, scanned.report.latest_height)?;
    Ok(scanned)
}

/// Compares the beginning of the log with how far it was pruned.
fn report_pruning(folder: &Path, scanned: &mut ScannedLog) {
    let report = &mut scanned.report;
    match (scanned.pruning, report.earliest_height) {
        (PruningRecord::PrunedBelow(height), Some(earliest)) => {
            report.missing_blocks = missing_blocks(height, earliest);
        }
        (PruningRecord::Damaged, earliest) => {
            report.record_damage = Some(record_damage(folder, "cannot be read", earliest));
        }
        (PruningRecord::Absent, Some(earliest)) => {
            report.record_damage = Some(record_damage(folder, "is missing", Some(earliest)));
        }
        // A log that has not begun has none.
        (_, None) => {}
    }
}

/// What an operator is told of a record that does not say how far the log was pruned.
fn record_damage(folder: &Path, problem: &str, earliest_height: Option<u64>) -> String {
    let path = record_path(folder);
    let told = format!("{} {problem}", path.display());
    match earliest_height {
        // Nothing can be missing below it.
        None | Some(0) => told,
        Some(earliest) => format!(
            "{told}: whether the blocks below {earliest}, the first one there is, were pruned or removed is not known"
        ),
    }
}

/// Refuses a log that ends below a height that is known to have been durable.
fn check_known_height(folder: &Path, config: &LogConfig, latest_height: Option<u64>) -> Result<()> {
    let Some(known) = &config.known_durable else {
        return Ok(());
    };
    if latest_height.is_some_and(|latest| latest >= known.height) {
        return Ok(());
    }
    let found = latest_height.map_or("holds no blocks".to_owned(), |latest| {
        format!("ends at block {latest}")
    });
    let problem = format!(
        "the log {found}, but {} has block {}",
        known.path.display(),
        known.height
    );
    Err(StorageError::corrupt(folder, 0, problem, RESTORE_LOG))
}

/// A segment after which another one follows: every height up to that one must be there.
fn scan_finished(
    disk: &dyn Disk,
    folder: &Path,
    chain_id: &ChainId,
    config: &LogConfig,
    first_height: u64,
    next_first_height: u64,
    scanned: &mut ScannedLog,
) -> Result<()> {
    let path = segment_path(folder, first_height);
    let mut scanner = SegmentScanner::open(disk, &path)?;
    let header = scanner.header(first_height, chain_id)?;
    if !config.verify_all_segments {
        let indexed = read_index(disk, folder, &header, scanner.file_bytes());
        // An index written at a clean stop, when the segment was not finished, ends too early and is of no use here.
        if let Some(index) = indexed.filter(|index| index.map.next_height() == next_first_height) {
            scanned.segments.push(index.map);
            return Ok(());
        }
    }
    let FrameScan { map, end } = scan_frames(&mut scanner, &header, scanned)?;
    if map.next_height() != next_first_height {
        let (offset, height) = (map.end_offset(), map.next_height());
        let problem = match end {
            FrameScanEnd::Misplaced { height: found } => {
                format!("block {found} stands where block {height} should be")
            }
            _ => format!(
                "block {height} cannot be read, though the next segment begins with block {next_first_height}"
            ),
        };
        return Err(StorageError::corrupt(&path, offset, problem, RESTORE));
    }
    scanned.report.rebuilt_indexes += 1;
    scanned.without_index.push(first_height);
    scanned.segments.push(map);
    Ok(())
}

/// The segment that was being written.
fn scan_last(
    disk: &dyn Disk,
    folder: &Path,
    chain_id: &ChainId,
    config: &LogConfig,
    first_height: u64,
    scanned: &mut ScannedLog,
) -> Result<()> {
    let path = segment_path(folder, first_height);
    let mut scanner = SegmentScanner::open(disk, &path)?;
    let header = scanner.header(first_height, chain_id)?;
    let FrameScan { map, end } = scan_frames(&mut scanner, &header, scanned)?;
    let (offset, height) = (map.end_offset(), map.next_height());
    let later = scanner.later_frames(offset, header.salt)?;
    let index = read_index(disk, folder, &header, scanner.file_bytes());
    let is_finished = index.as_ref().is_some_and(|index| index.is_finished);
    if let Some(problem) = missing_end(&header, &map, end, is_finished) {
        let file_bytes = scanner.file_bytes();
        return Err(StorageError::corrupt(
            &path,
            file_bytes,
            problem,
            RESTORE_END,
        ));
    }
    if let Some((problem, action)) =
        damage_problem(end, height, &later, latest_witness(index, &path, config))
    {
        return Err(StorageError::corrupt(&path, offset, problem, action));
    }
    if end != FrameScanEnd::Clean || !later.is_empty() {
        scanned.report.torn_tail = Some(TornTail {
            path,
            offset,
            height,
        });
        scanned.torn_frames = std::iter::once(offset)
            .chain(later.iter().map(|frame| frame.offset))
            .collect();
    }
    scanned.segments.push(map);
    Ok(())
}

/// What is made of durable blocks only and has the highest one: the index of a clean stop, or what the caller knows.
fn latest_witness(
    index: Option<FrameIndex>,
    path: &Path,
    config: &LogConfig,
) -> Option<DurableWitness> {
    let at_stop = index
        .and_then(|index| index.map.next_height().checked_sub(1))
        .map(|height| DurableWitness {
            height,
            path: path.with_extension("index"),
        });
    at_stop
        .into_iter()
        .chain(config.known_durable.clone())
        .max_by_key(|witness| witness.height)
}

/// Why a last segment, or one behind it, is not all there; `None` if nothing speaks for that.
fn missing_end(
    header: &SegmentHeader,
    map: &SegmentMap,
    end: FrameScanEnd,
    is_finished: bool,
) -> Option<String> {
    let (file_bytes, made_bytes, height) = (map.file_bytes, header.made_bytes, map.next_height());
    let is_short = file_bytes < made_bytes || !file_bytes.is_multiple_of(PAGE_BYTES as u64);
    let ends_with_block = end == FrameScanEnd::Clean && map.end_offset() == file_bytes;
    if is_finished && end == FrameScanEnd::Clean {
        return Some(format!(
            "another segment followed this one: the segment that begins with block {height} is missing"
        ));
    }
    let missing = if end == FrameScanEnd::BeyondFile {
        format!("it ends within block {height}")
    } else if is_short && ends_with_block {
        // As a segment is left when the next one begins.
        format!("its end is missing, or the segment that begins with block {height}")
    } else if is_short {
        "its end is missing".to_owned()
    } else {
        return None;
    };
    let made = match made_bytes {
        0 => String::new(),
        _ => format!(" and was made {made_bytes} long"),
    };
    Some(format!("the file has {file_bytes} bytes{made}: {missing}"))
}

/// Why the end of the last segment is damage, or `None` if it is clean or merely an interrupted append.
fn damage_problem(
    end: FrameScanEnd,
    height: u64,
    later: &[LaterFrame],
    witness: Option<DurableWitness>,
) -> Option<(String, &'static str)> {
    if let FrameScanEnd::Misplaced { height: found } = end {
        let problem = format!("block {found} stands where block {height} should be");
        return Some((problem, RESTORE));
    }
    if let Some(frame) = later
        .iter()
        .find(|frame| frame.append_first_height > height)
    {
        let problem = format!(
            "block {height} cannot be read, though block {} at byte {} is intact",
            frame.height, frame.offset
        );
        return Some((problem, RESTORE));
    }
    let witness = witness.filter(|witness| witness.height >= height)?;
    let found = match (end, later.is_empty(), height.checked_sub(1)) {
        (FrameScanEnd::Clean, true, Some(last)) => format!("the log ends at block {last}"),
        _ => format!("block {height} cannot be read"),
    };
    let problem = format!(
        "{found}, but {} has block {}",
        witness.path.display(),
        witness.height
    );
    Some((problem, RESTORE_LOG))
}

/// Reads and checks all frames of a segment that follows those scanned already.
fn scan_frames(
    scanner: &mut SegmentScanner<'_>,
    header: &SegmentHeader,
    scanned: &mut ScannedLog,
) -> Result<FrameScan> {
    // The first frame of the first segment there is follows a pruned one, or nothing: its link cannot be checked.
    let previous_checksum = scanned.segments.last().map(|map| map.last_checksum);
    let scan = scanner.frames(header, previous_checksum, |_| {})?;
    scanned.report.verified_blocks += scan.map.frame_pages.len() as u64;
    Ok(scan)
}
