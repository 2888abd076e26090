//! What is signed, hashed, sent and stored in Aurigraph: the bytes of `docs/protocol.md`, and nothing that does I/O.
//!
//! ```text
//! SigningKey ─signs─▶ Submission (header ‖ records or operation ‖ signature) ─in a─▶ Block body
//!                                                                               │
//! Certificate ─over─▶ BlockHeader ─commits to─▶ batches root, receipts root, state root
//!                                                        │
//!                                                        └─▶ Proof: verified without a node
//! ```
//!
//! Invariants
//! - Every hash is keyed with a label of its own ([`hash::Domain`]): a value made for one purpose cannot pass for another.
//! - Decoding never panics and never allocates more than the limits in [`limits`] allow.
//! - Encodings are canonical: one value, one byte string; trailing bytes are an error.
//! - `tests/vectors/` freezes every format.

pub mod block;
pub mod certificate;
pub mod codec;
pub mod epoch;
pub mod genesis;
pub mod governance;
pub mod hash;
pub mod ids;
pub mod key;
pub mod limits;
pub mod merkle;
pub mod node_registration;
pub mod operation;
pub mod proof;
pub mod proposal;
pub mod real_world_asset;
pub mod registry;
pub mod registry_operation;
pub mod result_code;
pub mod submission;
pub mod transfer;

pub use block::BlockHeader;
pub use certificate::{Certificate, ValidatorInfo, ValidatorSet};
pub use epoch::{EpochChange, Epochs};
pub use genesis::Genesis;
pub use hash::{Digest, Domain};
pub use ids::{AccountIndex, Address, Amount, AssetIndex, ChainId, Height, Sequence};
pub use key::{PublicKey, Scheme, SigningKey};
pub use operation::{Operation, Topic};
pub use result_code::ResultCode;
pub use submission::{Submission, SubmissionHeader, SubmissionKind};
pub use transfer::TransferRecord;
