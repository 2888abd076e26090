//! The gRPC messages of `proto/aurigraph/v11/ingest.proto`, written as derives so that a build needs no protoc.
//!
//! Client and node use these same types. `tests/wire_matches_proto.rs` reads the `.proto` file and compares.

use bytes::Bytes;

/// Full name of the service.
pub const SERVICE_NAME: &str = "aurigraph.v11.Ingest";
/// Path of the bidirectional stream.
pub const SUBMIT_PATH: &str = "/aurigraph.v11.Ingest/Submit";
/// Path of the information call.
pub const INFO_PATH: &str = "/aurigraph.v11.Ingest/Info";

/// Largest gRPC message, in both directions: the largest batch is 4.2 MB.
pub const MESSAGE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Largest HTTP/2 frame. A frame is held until it is complete, so this much a slow connection can take; 64 KiB cost a tenth of the rate.
pub const FRAME_BYTES_MAX: u32 = 256 * 1024;

/// Submissions to apply.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct SubmitRequest {
    /// Chosen by the client, echoed in the reply.
    #[prost(uint64, tag = "1")]
    pub tag: u64,
    /// Canonical bytes of one or more submissions, back to back.
    #[prost(bytes = "bytes", tag = "2")]
    pub submissions: Bytes,
}

/// What became of the submissions of one request.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct SubmitReply {
    /// The request's tag.
    #[prost(uint64, tag = "1")]
    pub tag: u64,
    /// One for each submission, in order.
    #[prost(message, repeated, tag = "2")]
    pub receipts: Vec<SubmissionReceipt>,
}

/// What became of one submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum SubmissionStatus {
    /// Never sent.
    Unspecified = 0,
    /// In a certified, durable and executed block.
    Final = 1,
    /// Not in any block; the problem code says why.
    Refused = 2,
    /// Was final before; carries the original receipt while it is kept.
    AlreadyApplied = 3,
}

/// Receipt of one submission.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct SubmissionReceipt {
    /// 32 bytes; empty if the bytes could not be read as a submission.
    #[prost(bytes = "bytes", tag = "1")]
    pub submission_id: Bytes,
    /// A [`SubmissionStatus`].
    #[prost(enumeration = "SubmissionStatus", tag = "2")]
    pub status: i32,
    /// The block.
    #[prost(uint64, tag = "3")]
    pub height: u64,
    /// Position in the block's list of submissions.
    #[prost(uint32, tag = "4")]
    pub position: u32,
    /// Transfers in it; 1 for an operation.
    #[prost(uint32, tag = "5")]
    pub record_count: u32,
    /// Records applied.
    #[prost(uint32, tag = "6")]
    pub applied: u32,
    /// Records not applied.
    #[prost(uint32, tag = "7")]
    pub rejected: u32,
    /// One little-endian `u16` for each record; empty if every one was applied.
    #[prost(bytes = "bytes", tag = "8")]
    pub result_codes: Bytes,
    /// A stable code of `docs/api-design.md`, when refused.
    #[prost(string, tag = "9")]
    pub problem_code: String,
    /// A sentence for people, when refused.
    #[prost(string, tag = "10")]
    pub problem_detail: String,
}

/// Asks what a node serves.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct InfoRequest {}

/// What a node serves.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct InfoReply {
    /// 32 bytes.
    #[prost(bytes = "bytes", tag = "1")]
    pub chain_id: Bytes,
    /// Name of the network.
    #[prost(string, tag = "2")]
    pub network: String,
    /// Height of the last final block.
    #[prost(uint64, tag = "3")]
    pub height: u64,
    /// Whether this is a development network.
    #[prost(bool, tag = "4")]
    pub devnet: bool,
    /// Largest gRPC message that the node accepts.
    #[prost(uint64, tag = "5")]
    pub message_bytes_max: u64,
}
