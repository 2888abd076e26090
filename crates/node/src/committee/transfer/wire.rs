//! Requests for parts of a snapshot and answers to them.
//!
//! ```text
//! kind (u8) ‖ number of the request (u64) ‖ content
//! ```
//!
//! Numbers are little-endian. Sizes are bounded before anything is read into memory: an answer has at most [`PART_BYTES_MAX`] bytes of a file, or
//! one block.

use aurigraph_types::limits::{BLOCK_HEADER_BYTES, EPOCHS_BYTES_MAX};
use bytes::{BufMut, Bytes, BytesMut};
use serde::{Deserialize, Serialize};

use crate::chain::ChainTotals;

/// Most bytes of a file in an answer.
pub const PART_BYTES_MAX: u32 = 1 << 20;
/// Most bytes of a certificate.
const CERTIFICATE_BYTES_MAX: usize = 8 * 1024;
const HEAD_BYTES: usize = 9;

const OFFER: u8 = 1;
const PART: u8 = 2;
const BLOCK: u8 = 3;
const TOTALS: u8 = 4;
const EPOCHS: u8 = 5;
/// Set in the kind of an answer.
const ANSWER: u8 = 0x80;
const UNAVAILABLE: u8 = ANSWER;

/// A file of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferFile {
    /// The snapshot.
    Snapshot,
    /// Keys of its accounts.
    Keys,
}

/// What is asked of another node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// Which snapshot it has.
    Offer,
    /// A part of a file that goes with the snapshot of a height.
    Part {
        /// The snapshot's height.
        height: u64,
        /// Which file.
        file: TransferFile,
        /// Where the part begins.
        offset: u64,
        /// Its length.
        length: u32,
    },
    /// A block.
    Block {
        /// Its height.
        height: u64,
    },
    /// The chain's totals up to a height.
    Totals {
        /// The height.
        height: u64,
    },
    /// The changes of validators since the genesis file.
    Epochs,
}

/// A snapshot that a node has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// Its height.
    pub height: u64,
    /// Bytes of its file.
    pub snapshot_bytes: u64,
    /// Bytes of the key file that belong to it.
    pub keys_bytes: u64,
    /// Height of the last block.
    pub tip_height: u64,
}

impl Offer {
    /// Bytes of one of its files.
    pub const fn bytes_of(&self, file: TransferFile) -> u64 {
        match file {
            TransferFile::Snapshot => self.snapshot_bytes,
            TransferFile::Keys => self.keys_bytes,
        }
    }
}

/// A block as the log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockParts {
    /// Header, parent's payload and submissions, as the engine has them.
    pub block: Bytes,
    /// Its certificate; empty if only a descendant has one.
    pub certificate: Bytes,
    /// What the block before it did, as its log has it.
    pub annex: Bytes,
}

impl BlockParts {
    /// Appends it.
    pub fn write(&self, bytes: &mut BytesMut) {
        bytes.put_u32_le(self.certificate.len() as u32);
        bytes.put_u32_le(self.annex.len() as u32);
        bytes.put_slice(&self.certificate);
        bytes.put_slice(&self.annex);
        bytes.put_slice(&self.block);
    }

    /// Bytes that [`Self::write`] appends.
    pub fn length(&self) -> usize {
        8 + self.certificate.len() + self.annex.len() + self.block.len()
    }

    /// Reads what [`Self::write`] wrote; nothing if it is no block.
    pub fn read(content: &Bytes) -> Option<Self> {
        let length = |at: usize| {
            let length = content.get(at..at + 4)?;
            Some(u32::from_le_bytes(length.try_into().ok()?) as usize)
        };
        let certificate_end = 8 + length(0).filter(|bytes| *bytes <= CERTIFICATE_BYTES_MAX)?;
        let end = certificate_end.checked_add(length(4)?)?;
        if end.checked_add(BLOCK_HEADER_BYTES)? > content.len() {
            return None;
        }
        Some(Self {
            block: content.slice(end..),
            certificate: content.slice(8..certificate_end),
            annex: content.slice(certificate_end..end),
        })
    }
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To [`Request::Offer`].
    Offer(Offer),
    /// To [`Request::Part`].
    Part(Bytes),
    /// To [`Request::Block`].
    Block(BlockParts),
    /// To [`Request::Totals`].
    Totals(ChainTotals),
    /// To [`Request::Epochs`]: as [`aurigraph_types::Epochs::encode`] writes them.
    Epochs(Bytes),
    /// There is none, at least now; why.
    Unavailable(String),
}

/// A message that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// Somebody asks.
    Request(u64, Request),
    /// Somebody answers.
    Answer(u64, Answer),
}

impl Request {
    /// The message.
    pub fn encode(&self, number: u64) -> Bytes {
        let mut bytes = BytesMut::with_capacity(HEAD_BYTES + 21);
        let kind = match self {
            Self::Offer => OFFER,
            Self::Part { .. } => PART,
            Self::Block { .. } => BLOCK,
            Self::Totals { .. } => TOTALS,
            Self::Epochs => EPOCHS,
        };
        bytes.put_u8(kind);
        bytes.put_u64_le(number);
        match *self {
            Self::Offer | Self::Epochs => {}
            Self::Part {
                height,
                file,
                offset,
                length,
            } => {
                bytes.put_u64_le(height);
                bytes.put_u8(u8::from(file == TransferFile::Keys));
                bytes.put_u64_le(offset);
                bytes.put_u32_le(length);
            }
            Self::Block { height } | Self::Totals { height } => bytes.put_u64_le(height),
        }
        bytes.freeze()
    }
}

impl Answer {
    /// The message.
    pub fn encode(&self, number: u64) -> Bytes {
        let mut bytes = BytesMut::new();
        bytes.put_u8(match self {
            Self::Offer(_) => ANSWER | OFFER,
            Self::Part(_) => ANSWER | PART,
            Self::Block(_) => ANSWER | BLOCK,
            Self::Totals(_) => ANSWER | TOTALS,
            Self::Epochs(_) => ANSWER | EPOCHS,
            Self::Unavailable(_) => UNAVAILABLE,
        });
        bytes.put_u64_le(number);
        match self {
            Self::Offer(offer) => {
                bytes.put_slice(&serde_json::to_vec(offer).expect("numbers can be written"));
            }
            Self::Part(content) | Self::Epochs(content) => bytes.put_slice(content),
            Self::Block(block) => block.write(&mut bytes),
            Self::Totals(totals) => {
                for number in [
                    totals.transactions,
                    totals.individually_signed,
                    totals.submissions,
                    totals.operations,
                    totals.nonempty_blocks,
                ] {
                    bytes.put_u64_le(number);
                }
            }
            Self::Unavailable(reason) => bytes.put_slice(reason.as_bytes()),
        }
        bytes.freeze()
    }
}

/// Reads a message; nothing if it is none.
pub fn decode(bytes: &Bytes) -> Option<Received> {
    let (head, _) = bytes.split_first_chunk::<HEAD_BYTES>()?;
    let (kind, number) = (head[0], word(&head[1..])?);
    let content = bytes.slice(HEAD_BYTES..);
    let request = match kind {
        OFFER if content.is_empty() => Request::Offer,
        EPOCHS if content.is_empty() => Request::Epochs,
        PART if content.len() == 21 => Request::Part {
            height: word(&content)?,
            file: match content[8] {
                0 => TransferFile::Snapshot,
                1 => TransferFile::Keys,
                _ => return None,
            },
            offset: word(&content[9..])?,
            length: Some(u32::from_le_bytes(content[17..].try_into().ok()?))
                .filter(|length| *length <= PART_BYTES_MAX)?,
        },
        BLOCK if content.len() == 8 => Request::Block {
            height: word(&content)?,
        },
        TOTALS if content.len() == 8 => Request::Totals {
            height: word(&content)?,
        },
        _ => return Some(Received::Answer(number, answer(kind, content)?)),
    };
    Some(Received::Request(number, request))
}

fn answer(kind: u8, content: Bytes) -> Option<Answer> {
    if kind == UNAVAILABLE {
        let reason = String::from_utf8_lossy(&content[..content.len().min(200)]).into_owned();
        return Some(Answer::Unavailable(reason));
    }
    Some(match kind.checked_sub(ANSWER)? {
        OFFER => Answer::Offer(serde_json::from_slice(&content).ok()?),
        PART => Answer::Part(content),
        EPOCHS if content.len() <= EPOCHS_BYTES_MAX => Answer::Epochs(content),
        BLOCK => Answer::Block(BlockParts::read(&content)?),
        TOTALS if content.len() == 40 => Answer::Totals(ChainTotals {
            transactions: word(&content)?,
            individually_signed: word(&content[8..])?,
            submissions: word(&content[16..])?,
            operations: word(&content[24..])?,
            nonempty_blocks: word(&content[32..])?,
        }),
        _ => return None,
    })
}

fn word(bytes: &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let requests = [
            Request::Offer,
            Request::Part {
                height: 7,
                file: TransferFile::Keys,
                offset: 1 << 40,
                length: PART_BYTES_MAX,
            },
            Request::Block { height: 9 },
            Request::Totals { height: u64::MAX },
            Request::Epochs,
        ];
        for (number, request) in (3..).zip(requests) {
            assert_eq!(
                decode(&request.encode(number)),
                Some(Received::Request(number, request))
            );
        }
        let answers = [
            Answer::Offer(Offer {
                height: 1,
                snapshot_bytes: 2,
                keys_bytes: 3,
                tip_height: 4,
            }),
            Answer::Part(Bytes::from_static(b"part")),
            Answer::Block(BlockParts {
                block: vec![1; BLOCK_HEADER_BYTES].into(),
                certificate: Bytes::from_static(b"certificate"),
                annex: Bytes::from_static(b"annex"),
            }),
            Answer::Totals(ChainTotals {
                transactions: 1,
                individually_signed: 2,
                submissions: 3,
                operations: 4,
                nonempty_blocks: 5,
            }),
            Answer::Epochs(Bytes::from_static(b"changes")),
            Answer::Unavailable("later".into()),
        ];
        for (number, answer) in (3..).zip(answers) {
            assert_eq!(
                decode(&answer.encode(number)),
                Some(Received::Answer(number, answer))
            );
        }
    }

    #[test]
    fn what_is_none_is_not_read() {
        let block = Answer::Block(BlockParts {
            block: vec![1; BLOCK_HEADER_BYTES].into(),
            certificate: Bytes::from_static(b"certificate"),
            annex: Bytes::from_static(b"annex"),
        })
        .encode(1);
        for length in 0..block.len() {
            assert_eq!(decode(&block.slice(..length)), None, "{length} bytes");
        }
        let too_long = Request::Part {
            height: 1,
            file: TransferFile::Snapshot,
            offset: 0,
            length: PART_BYTES_MAX + 1,
        };
        assert_eq!(decode(&too_long.encode(1)), None);
        for kind in 0..=u8::MAX {
            let bytes = [&[kind], &[0xff_u8; 60][..]].concat();
            // Nothing panics.
            let _ = decode(&bytes.into());
        }
    }
}
