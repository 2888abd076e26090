//! Which accounts would share an execution shard: graphs of transfers, ways of placing accounts, and what an off-line optimum reaches.
//!
//! ```text
//! transfers of an epoch ─▶ Traffic ─▶ AccountGraph ─▶ hashing, LDG, Fennel, restreaming ─▶ Placement
//!                             │                   └─▶ Learner: decayed traffic, restreaming, V-cycles ─▶ Placement
//!                             └─ of the held-out epoch ─▶ hindsight_optimum: what the best placement would have kept local
//! ```
//!
//! The node does not use it: on the machines measured so far sharded execution costs more than it brings, see
//! `docs/decisions/0008-placement-on-execution-shards.md`, which also has the figures and the rule that would turn it on.
//!
//! Invariants
//! - Integers and explicit seeds only: the same transfers give the same placement on every machine. No clock, no I/O, no randomness.
//! - No placement has a shard with more load than its [`LoadLimit`], whatever the traffic.
//! - Sharded execution gives the balances and result codes of serial execution (`execution`).

pub mod balance;
pub mod execution;
pub mod fixed;
pub mod graph;
pub mod learned;
mod multilevel;
pub mod optimum;
pub mod parts;
pub mod random;
mod refine;
pub mod streaming;
pub mod workload;

pub use balance::LoadLimit;
pub use graph::{AccountGraph, Traffic, Transfer};
pub use learned::{Learner, LearnerSettings, Replacement};
pub use optimum::hindsight_optimum;
pub use parts::{Placement, PlacementError, Quality, ShardCount};
pub use workload::{Synthetic, Workload};
