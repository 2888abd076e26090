//! What organisations register on the ledger, as sections of records: `docs/decisions/0025-real-world-assets.md`.

pub mod section;

pub use section::{Record, Section};
