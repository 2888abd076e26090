//! Rust SDK of Aurigraph: keys on disk, signing, submission, receipts with proofs, payment files.
//!
//! ```text
//! key file ─passphrase─▶ SigningKey ─▶ Signer ─▶ Submission ─gRPC─▶ node ─▶ SubmissionOutcome
//!                                        ▲                                     │
//! payments.csv ─▶ TransferRecord ────────┘      HttpClient ◀─ receipt and proof ┘
//! ```
//!
//! Invariants
//! - A secret leaves memory only encrypted ([`keyfile`]), and is wiped when dropped.
//! - Nothing that a node sends is trusted with memory: every answer has a size limit and a time limit.
//! - With `https://` a node is believed only if its certificate is trusted ([`tls`]); nothing is sent before.
//! - An unknown outcome is never reported as success or failure: it is an error that says so, and the same bytes may be sent
//!   again, because a sequence is applied at most once.

pub mod api;
pub mod history;
pub mod http;
pub mod ingest;
pub mod keyfile;
pub mod payments;
pub mod service;
pub mod signer;
pub mod tls;
pub mod wire;

pub use http::{HttpClient, HttpError};
pub use ingest::{IngestClient, IngestError, SubmissionOutcome};
pub use keyfile::{KeyFile, KeyFileError};
pub use signer::Signer;
pub use tls::Trust;
