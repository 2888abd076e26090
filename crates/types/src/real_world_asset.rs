//! Real-world assets: what an issuer says of one, in the one form that is signed, hashed and verified.
//!
//! ```text
//! content  kind ‖ name ‖ category ‖ country ‖ place ‖ attributes ‖ documents by hash
//!    └─ H[asset-content] ─▶ content hash: in the state, in every verification, in every proof
//! ```
//!
//! Invariants
//! - One content has one byte string: attributes ascend by name, documents by role and hash, nothing twice; texts are plain UTF-8 without control characters.
//! - Documents are named by the BLAKE3 hash of their bytes; the bytes are kept elsewhere.
//! - Whether a kind's schema is met is decided in execution ([`Kind::check`]), not by decoding.

mod content;
mod kind;
mod text;

pub use content::{
    AssetContent, Attribute, AttributeValue, Coordinates, Document, DocumentRole, Place,
};
pub use kind::{
    AttributeRule, AttributeType, FIRST_KINDS, Kind, KindError, completeness_percent, first_kind_of,
};
pub use text::{Country, is_text};
