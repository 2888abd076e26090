//! Whole clusters under simulated time, network and disk, by seed.
//!
//! ```text
//!  seed ─▶ plan ─▶ run ──▶ cluster: SteppedNode (the node's own core, order, log, ingest) × n ─ simulated network ─ engine
//!                   │        each on a disk that tears, loses, lies and rots, with a clock of its own
//!                   ├──▶ workload: clients that pay and ask again
//!                   └──▶ check: no fork, nothing lost or applied twice, roots equal, supply conserved, linearizable, alive after healing
//! ```
//!
//! Everything follows from the seed, so a failure can be run again: `cargo xtask simulate --seed S`. Simulated time charges nothing for computing.
//!
//! Limits
//! - Two steps of one validator are never cut in the middle of a computation: a crash comes between two of them, or within an operation of the disk.
//! - The engine's own files lose what was not synced only when all lose power at once; a validator that crashes alone finds all of them.
//! - HTTP, gRPC, the history index and the clockwork of the guard are not simulated; its rules are.

pub mod byzantine;
pub mod check;
pub mod cluster;
pub mod disks;
mod end;
mod epochs;
mod events;
mod follow;
pub mod network;
pub mod plan;
pub mod random;
pub mod rejoin;
pub mod run;
mod watch;
pub mod workload;
