//! A light node: headers, certificates and proofs, and nothing else.
//!
//! ```text
//! nodes that are followed ── headers, certificates ──▶ heads: parents, quorum ──▶ log of headers ──▶ others, and
//!                         ── receipt or balance with its proof ──▶ the proof's header must be one of these ──▶ who asked
//! ```
//!
//! It executes nothing and holds no account, so it runs where a whole node does not fit, and yet nobody can tell it something false: whatever it passes on
//! leads to a header that a quorum signed.
//!
//! | file | what it does |
//! |---|---|
//! | `heads` | verifies headers one after the other |
//! | `store` | keeps them |
//! | `node` | the thread that follows |
//! | `http` | what it answers |

pub mod heads;
mod http;
pub mod node;
mod store;

pub use http::router;
pub use node::{LightNode, LightStartError};
