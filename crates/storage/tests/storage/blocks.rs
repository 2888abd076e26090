//! Blocks whose every byte follows from their height, so that a test can tell what should be on the disk.

use aurigraph_storage::{
    BlockFrame, BlockLog, ChainId, FaultyDisk, LogConfig, LogReader, RecoveryReport, Result,
};
use std::path::Path;

/// The chain of all tests here.
pub const CHAIN: ChainId = [7; 32];
/// Where the log is on the faulty disk.
pub const FOLDER: &str = "/data/segments";

/// A block of a given height.
#[derive(Debug, Clone)]
pub struct TestBlock {
    pub height: u64,
    pub header: Vec<u8>,
    pub certificate: Vec<u8>,
    pub body: Vec<u8>,
}

/// The block of this height: a header like the ledger's, a certificate, and a body of up to three pages.
pub fn block(height: u64) -> TestBlock {
    block_of(height, (height as usize * 1237) % 12_000)
}

/// The block of this height with a body of this length.
pub fn block_of(height: u64, body_bytes: usize) -> TestBlock {
    let bytes = |salt: u64, length: usize| {
        (0..length)
            .map(|index| (height.wrapping_mul(31).wrapping_add(salt) as usize + index * 7) as u8)
            .collect()
    };
    TestBlock {
        height,
        header: bytes(1, 240),
        certificate: bytes(2, 90),
        body: bytes(3, body_bytes),
    }
}

/// A small segment, so that tests cross from one to the next.
pub fn small_segments() -> LogConfig {
    LogConfig {
        segment_bytes: 64 << 10,
        spare_segments: 0,
        ..LogConfig::default()
    }
}

/// Opens the log on a faulty disk.
pub fn open(disk: &FaultyDisk, config: &LogConfig) -> Result<(BlockLog, RecoveryReport)> {
    BlockLog::open(disk.shared(), Path::new(FOLDER), CHAIN, config.clone())
}

/// Appends blocks in one append. The body is given in two parts.
pub fn append(log: &mut BlockLog, blocks: &[TestBlock]) -> Result<()> {
    let halves: Vec<[&[u8]; 2]> = blocks
        .iter()
        .map(|block| {
            let (first, second) = block.body.split_at(block.body.len() / 2);
            [first, second]
        })
        .collect();
    let frames: Vec<BlockFrame<'_>> = blocks
        .iter()
        .zip(&halves)
        .map(|(block, body_parts)| BlockFrame {
            height: block.height,
            header: &block.header,
            certificate: &block.certificate,
            body_parts,
        })
        .collect();
    log.append(&frames).map(|_| ())
}

/// Appends the standard blocks of these heights, one at a time.
pub fn append_each(log: &mut BlockLog, heights: impl IntoIterator<Item = u64>) -> Result<()> {
    heights
        .into_iter()
        .try_for_each(|height| append(log, &[block(height)]))
}

/// Asserts that the block of this height is stored as it was written.
pub fn check(reader: &LogReader, expected: &TestBlock) {
    let height = expected.height;
    let stored = reader
        .read(height)
        .unwrap()
        .unwrap_or_else(|| panic!("block {height} is missing"));
    assert_eq!(stored.header(), expected.header, "header of block {height}");
    assert_eq!(
        stored.certificate(),
        expected.certificate,
        "certificate of block {height}"
    );
    assert_eq!(stored.body(), expected.body, "body of block {height}");
    let header = reader.read_header(height).unwrap().unwrap();
    assert_eq!(header.header(), expected.header);
    assert_eq!(header.certificate(), expected.certificate);
}

/// Asserts that the log holds exactly the standard blocks from one height to another, both included.
pub fn check_range(reader: &LogReader, earliest: u64, latest: u64) {
    assert_eq!(reader.earliest_height(), Some(earliest));
    assert_eq!(reader.latest_height(), Some(latest));
    for height in earliest..=latest {
        check(reader, &block(height));
    }
    assert!(reader.read(latest + 1).unwrap().is_none());
    let heights: Vec<u64> = reader
        .iter(earliest)
        .map(|block| block.unwrap().0)
        .collect();
    assert_eq!(heights, (earliest..=latest).collect::<Vec<_>>());
}
