//! The deterministic state machine: given a state and an ordered block it produces result codes, receipts and roots, and nothing
//! else. No clock, no I/O, no randomness, no floating point; hash tables are looked up and never iterated.
//!
//! ```text
//! SubmissionView ─▶ State::apply ─▶ SubmissionOutcome (a code for each record)
//!                      │                     └─▶ BlockOutcome: receipts root
//!                      └─ marks leaves dirty ─▶ State::commit ─▶ state root, supply asserted
//! ```
//!
//! Invariants
//! - Signatures, chain id and scheme were checked before (`node/src/verify.rs`); everything else is decided here.
//! - A rejected record changes nothing; an applied one moves exactly its amount.
//! - After every block the sum of each asset's balances equals its supply, asserted over the bytes that the state root commits to.
//! - Applying the same blocks to the same genesis gives the same codes and roots on every machine.

pub mod accounts;
pub mod addresses;
pub mod balances;
pub mod execute;
pub mod governance;
pub mod outcome;
pub mod prove;
mod receipts;
pub mod registry;
pub mod snapshot;
pub mod state;
pub mod tree;
pub mod windows;

pub use addresses::AddressBook;
pub use execute::Applied;
pub use governance::{Governance, NextEpoch, ProposalRecord, UnknownProtocol};
pub use outcome::{BlockOutcome, BlockOutcomeBuilder, SubmissionOutcome};
pub use state::{AccountView, State};
