//! A block as a committee proposes, sends and decides it: header, payload of the parent, body.
//!
//! ```text
//! header (240 bytes) ‖ parent payload (32) ‖ body (as many bytes as the header says)
//! ```
//!
//! The payload, which votes name, covers every one of these bytes ([`aurigraph_types::proposal`]). The engine asks for it at every step; the body is
//! hashed once.

use std::sync::{Arc, OnceLock};

use aurigraph_types::limits::BLOCK_HEADER_BYTES;
use aurigraph_types::proposal::{self, Proposal};
use aurigraph_types::{BlockHeader, Digest};
use bytes::{BufMut, Bytes};
use commonware_codec::{Buf, BufsMut, Decode as _, Encode as _, EncodeSize, Error, Read, Write};
use commonware_consensus::types::Height;
use commonware_consensus::{Block, BoundedBlock, Heightable};
use commonware_cryptography::{Digestible, blake3};

/// What the engine calls a block by.
pub(crate) type Payload = blake3::Digest;

const FIXED_BYTES: usize = BLOCK_HEADER_BYTES + 32;

/// A block that is proposed or decided.
#[derive(Clone, Debug)]
pub struct CommitteeBlock {
    header: BlockHeader,
    parent_payload: Digest,
    body: Bytes,
    /// Hash of the body, once somebody asked; shared by clones.
    body_hash: Arc<OnceLock<Digest>>,
}

impl PartialEq for CommitteeBlock {
    fn eq(&self, other: &Self) -> bool {
        self.header == other.header
            && self.parent_payload == other.parent_payload
            && self.body == other.body
    }
}

impl Eq for CommitteeBlock {}

/// What is accepted from others.
#[derive(Clone, Copy, Debug)]
pub struct BlockLimits {
    /// Most bytes of a body.
    pub body_bytes_max: usize,
}

impl CommitteeBlock {
    /// Puts a block together.
    ///
    /// # Panics
    /// If the header names another length of the body: a programmer's error.
    pub fn new(header: BlockHeader, parent_payload: Digest, body: Bytes) -> Self {
        assert_eq!(
            header.fields().body_bytes as usize,
            body.len(),
            "the header says how long the body is"
        );
        Self {
            header,
            parent_payload,
            body,
            body_hash: Arc::default(),
        }
    }

    /// Its header.
    pub const fn header(&self) -> &BlockHeader {
        &self.header
    }

    /// What votes name of the block before it.
    pub const fn parent_payload(&self) -> &Digest {
        &self.parent_payload
    }

    /// Header, parent's payload and body, one after the other.
    pub fn to_bytes(&self) -> Bytes {
        self.encode()
    }

    /// Reads what [`Self::to_bytes`] wrote; nothing if it is too long, too short or no block.
    pub fn from_bytes(bytes: Bytes, limits: &BlockLimits) -> Option<Self> {
        Self::decode_cfg(bytes, limits).ok()
    }

    /// Its submissions, one after the other.
    pub const fn body(&self) -> &Bytes {
        &self.body
    }

    /// Hash of the body.
    fn body_hash(&self) -> Digest {
        *self
            .body_hash
            .get_or_init(|| proposal::body_hash(&self.body))
    }

    /// What votes name.
    pub fn payload(&self) -> Digest {
        proposal::payload(&self.header.hash(), &self.parent_payload, &self.body_hash())
    }

    /// What a certificate says beside the header.
    pub fn proposal(&self, parent_view: u64) -> Proposal {
        Proposal {
            parent_view,
            parent_payload: self.parent_payload,
            body_hash: self.body_hash(),
        }
    }
}

impl Write for CommitteeBlock {
    fn write(&self, buffer: &mut impl BufMut) {
        buffer.put_slice(&self.header.to_bytes());
        buffer.put_slice(&self.parent_payload.0);
        buffer.put_slice(&self.body);
    }

    fn write_bufs(&self, buffer: &mut impl BufsMut) {
        buffer.put_slice(&self.header.to_bytes());
        buffer.put_slice(&self.parent_payload.0);
        buffer.push(self.body.clone());
    }
}

impl EncodeSize for CommitteeBlock {
    fn encode_size(&self) -> usize {
        FIXED_BYTES + self.body.len()
    }

    fn encode_inline_size(&self) -> usize {
        FIXED_BYTES
    }
}

impl Read for CommitteeBlock {
    type Cfg = BlockLimits;

    fn read_cfg(buffer: &mut impl Buf, limits: &BlockLimits) -> Result<Self, Error> {
        let mut fixed = [0; FIXED_BYTES];
        if buffer.remaining() < FIXED_BYTES {
            return Err(Error::EndOfBuffer);
        }
        buffer.copy_to_slice(&mut fixed);
        let (header, parent) = fixed.split_at(BLOCK_HEADER_BYTES);
        let header = BlockHeader::decode(header)
            .map_err(|error| Error::Wrapped("block header", Box::new(error)))?;
        let length = header.fields().body_bytes as usize;
        if length > limits.body_bytes_max {
            return Err(Error::InvalidLength(length));
        }
        let body = buffer
            .try_take_owned(length)
            .map_err(|_| Error::EndOfBuffer)?;
        let parent_payload = Digest(parent.try_into().expect("32 bytes are left"));
        Ok(Self {
            header,
            parent_payload,
            body,
            body_hash: Arc::default(),
        })
    }
}

impl Digestible for CommitteeBlock {
    type Digest = Payload;

    fn digest(&self) -> Payload {
        blake3::Digest(self.payload().0)
    }
}

impl Heightable for CommitteeBlock {
    fn height(&self) -> Height {
        Height::new(self.header.height().get())
    }
}

impl Block for CommitteeBlock {
    fn parent(&self) -> Payload {
        blake3::Digest(self.parent_payload.0)
    }
}

impl BoundedBlock for CommitteeBlock {
    fn max_encode_size(limits: &BlockLimits) -> usize {
        FIXED_BYTES + limits.body_bytes_max
    }
}
