//! Rust SDK of Aurigraph: keys, signing, submission, receipts.

pub mod wire;
