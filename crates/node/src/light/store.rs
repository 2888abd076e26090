//! Headers with their certificates on disk: a block log whose blocks have no bodies.

use std::sync::Arc;

use aurigraph_ledger::State;
use aurigraph_storage::{
    BlockFrame, BlockLog, DataFolderLock, LogConfig, LogReader, RealDisk, StorageError,
};
use aurigraph_types::{BlockHeader, SigningKey};
use bytes::Bytes;

use super::heads::Head;
use crate::chain::ChainConstants;
use crate::config::NodeConfig;
use crate::recovery::{GENESIS_FILE, RecoveryError, genesis_header, read_identity};

/// Name of its folder in a data folder: not that of blocks, which a whole node would take for its own.
const HEADERS_FOLDER: &str = "headers";

/// What was found in a data folder.
pub struct Opened {
    /// Held as long as the node runs.
    pub lock: DataFolderLock,
    /// Constants of the chain.
    pub constants: ChainConstants,
    /// The node's key.
    pub key: SigningKey,
    /// The last header.
    pub last: BlockHeader,
    /// Where headers go.
    pub headers: Headers,
}

/// Writes headers.
pub struct Headers(BlockLog);

/// Opens the headers of a data folder, or begins them with that of the genesis block.
pub fn open(config: &NodeConfig) -> Result<Opened, RecoveryError> {
    let disk = RealDisk::shared();
    let data_dir = &config.data_dir;
    let (constants, key) = read_identity(&*disk, data_dir, config.role())?;
    let lock = DataFolderLock::acquire(data_dir)?;
    let log_config = LogConfig {
        segment_bytes: config.segment_bytes,
        ..LogConfig::default()
    };
    let chain = constants.chain_id.0.0;
    let folder = data_dir.join(HEADERS_FOLDER);
    let (log, _) = BlockLog::open(Arc::clone(&disk), &folder, chain, log_config)?;
    let mut headers = Headers(log);
    let last = match headers.last()? {
        Some(last) => last,
        None => {
            let state = State::from_genesis(&constants.genesis).map_err(|source| {
                let path = data_dir.join(GENESIS_FILE);
                RecoveryError::Genesis { path, source }
            })?;
            let header = genesis_header(&constants, state.root());
            headers.append(&[Head {
                header,
                certificate: Bytes::new(),
            }])?;
            header
        }
    };
    Ok(Opened {
        lock,
        constants,
        key,
        last,
        headers,
    })
}

impl Headers {
    /// For other threads.
    pub fn reader(&self) -> LogReader {
        self.0.reader()
    }

    fn last(&self) -> Result<Option<BlockHeader>, StorageError> {
        let reader = self.0.reader();
        let Some(height) = reader.latest_height() else {
            return Ok(None);
        };
        let stored = reader.read_header(height)?;
        Ok(stored.and_then(|stored| BlockHeader::decode(stored.header()).ok()))
    }

    /// Makes headers durable.
    pub fn append(&mut self, heads: &[Head]) -> Result<(), StorageError> {
        let bytes: Vec<_> = heads.iter().map(|head| head.header.to_bytes()).collect();
        let frames: Vec<_> = heads
            .iter()
            .zip(&bytes)
            .map(|(head, header)| BlockFrame {
                height: head.header.height().get(),
                header,
                certificate: &head.certificate,
                body_parts: &[],
            })
            .collect();
        self.0.append(&frames)?;
        Ok(())
    }
}
