//! Order by a committee: the adapter between the ledger and the consensus engine (commonware simplex with its p2p and storage).
//!
//! ```text
//!             ┌──────────── Ledger (the node's core): propose, verify, deliver ───────────┐
//!             │                                                                           │
//!   CommitteeBlock ◀─ adapter ─▶ Inline ─▶ simplex ── votes, certificates ──▶ p2p ──▶ other validators
//!                                  │          │
//!                                marshal ◀────┘ finalised, in order, without gaps; fetches what is missing
//! ```
//!
//! What is promised, of a committee of n = 3f + 1 validators of which at most f do whatever they like
//! - **Agreement**: no two honest validators finalise different blocks at one height. However slow the network is.
//! - **Validity**: a finalised block was verified by at least f + 1 honest validators: its parent, its roots, every signature in it.
//! - **Order**: every honest validator delivers the same blocks in the order of heights, each at least once, none left out.
//! - **Liveness**: while at least 2f + 1 validators are up and their messages arrive within the timeouts, blocks are finalised. A leader that
//!   is gone costs its timeout until it is skipped.
//! - **Durability of votes**: a vote is on disk before it is sent, and a block before its *finalize* vote. So a validator that is killed
//!   and started again never contradicts itself.
//!
//! One round (a *view*): its leader, by turns, sends a block on the highest certified parent; whoever finds it valid sends a *notarize*
//! vote; 2f + 1 of them are a notarization, and the next view begins; those who have the block on disk send a *finalize* vote; 2f + 1 of them
//! are the certificate that is kept beside the block. Whoever waits too long sends a *nullify* vote, and 2f + 1 of those skip the view.
//! A block can be final without a certificate of its own, when that of a descendant came first.
//!
//! Validators change between epochs ([`Schedule`]). One engine runs one epoch; its last block is proposed again until it is final, and the next
//! engine begins after it. A block is at most 64 above the one whose results it commits to, so everybody who votes near the end of an epoch knows
//! where it is (`docs/decisions/0015-epochs.md`).
//!
//! Deviations of the engine from the paper (Simplex Consensus, eprint 2023/463) are listed in its own documentation; ours from the engine: none.
//!
//! Only this crate knows the engine. Its types end at [`Ledger`], [`CommitteeBlock`] and [`aurigraph_types::Certificate`], so that it can be
//! replaced.

mod adapter;
mod block;
mod checked;
mod committee;
mod defence;
mod delivery;
mod engine;
mod ledger;
mod network;
mod observer;
mod schedule;
mod settings;
mod store;

pub use block::{BlockLimits, CommitteeBlock};
pub use committee::{Committee, CommitteeError, VALIDATORS_OF_A_COMMITTEE_MAX};
pub use defence::Defence;
pub use engine::{Channels, Engine, EngineParts, Peers, start};
pub use ledger::{Delivered, Done, Ledger, Message, Parent, Slot};
pub use network::{EngineThread, Member, NetworkSettings, spawn};
pub use observer::{Evidence, Observation, VoteKind};
pub use schedule::Schedule;
pub use settings::{Settings, Timeouts};
pub use store::FinalBlocks;
