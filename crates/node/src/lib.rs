//! The validator process: receives submissions, verifies, orders and executes them, makes them durable and proved, and shows what
//! happened.
//!
//! ```text
//!  gRPC 9004 ─┐             ┌ verify ┐                 close          ┌──────── log thread ────────┐
//!             ├─ admission ─┤ verify ├─▶ core thread ──────────────▶ │ append + fdatasync          │
//!  HTTP 9003 ─┘  (bytes)    └ …      ┘   (replica.rs) header+votes   │ publish tip ─▶ answer client│
//!      ▲                                  executes as                └──┬──────────────┬───────────┘
//!      └── queries run on the core thread  they arrive                  ▼              ▼
//!                                                                   live stream    history index
//! ```
//!
//! Invariants
//! - A client is answered only after the block is certified, on disk and executed; what a query shows is durable, too.
//! - One thread, the core, owns the ledger's state; what other threads read without it (blocks, addresses, supplies) is what final
//!   blocks say. One thread, the log thread, owns the log.
//! - Memory is bounded: submissions wait under a budget of bytes, streams drop slow readers, lists have limits.

pub mod account_directory;
pub mod block_builder;
pub mod block_size;
pub mod chain;
pub mod committee;
pub mod config;
pub mod epochs;
pub mod follow;
pub mod grpc;
pub mod history;
pub mod http;
pub mod identity;
pub mod ingest;
pub mod key_directory;
pub mod light;
pub mod live;
pub mod log_writer;
pub mod measure;
pub mod metrics;
pub mod node;
pub mod own_status;
pub mod proof_delay;
pub mod query;
pub mod recovery;
pub mod refused_before;
pub mod registrations;
pub mod replica;
pub mod results;
pub mod scrub;
pub mod short_way;
pub mod snapshots;
pub mod standing;
pub mod status;
pub mod stepped;
pub mod time;
pub mod tls;
pub mod verified_before;
pub mod verify;

pub use config::NodeConfig;
pub use node::{Node, NodeError, NodeHandle};
pub use tls::{ServerTls, TlsFiles};
