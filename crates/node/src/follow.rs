//! A node that is no validator: it follows the validators over their public interfaces and verifies everything.
//!
//! ```text
//! nodes that are followed ── blocks, certificates ──▶ sequence: parents, payloads, quorum ──▶ core executes, compares roots ──▶ log
//!          ▲                                                                                   │
//!          └──────────────── submissions ◀── core: what nobody has decided yet ◀── clients ────┘ answered from the node's own blocks
//! ```
//!
//! What is believed, and why
//! - a block: a quorum of the validators signed it or one that descends from it; it is executed here, and later headers must name the same roots;
//! - a snapshot, where no followed node has the next block any more: as a validator does ([`crate::committee::transfer::stage`]);
//! - what a node says of itself: its signature with its own key.
//!
//! A followed node can withhold and delay, nothing else. One that sends what does not verify is left for a while; while another has more, it is asked.
//!
//! | file | what it does |
//! |---|---|
//! | `sequence` | verifies blocks one after the other |
//! | `remote` | one node that is followed |
//! | `ask` | asks it for parts of a snapshot |
//! | `status` | tells the followed nodes how this one is, and hears how they are |
//! | `submissions` | sends submissions on |
//! | `follower` | the thread that does it all |
//! | `deliver` | … blocks on their way to the core |
//! | `catch_up` | … snapshots, and blocks that are damaged here |
//! | `epochs` | … changes of validators |
//! | `known` | at a followed node: who follows it |

mod ask;
mod catch_up;
pub(crate) mod deliver;
pub(crate) mod epochs;
pub mod follower;
pub mod known;
pub(crate) mod remote;
pub mod sequence;
pub(crate) mod status;
pub mod submissions;
