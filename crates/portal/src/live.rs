//! What a user or a program is told as it happens, over a WebSocket: that something changed that it may read, and that it may read nothing any more.
//!
//! ```text
//! session, access token or key ─▶ POST ticket (30 s, once) ─▶ GET socket?ticket=… ─▶ welcome
//! audit log ─ new lines, read twice a second ─▶ feed ─┬─▶ of an organisation of the holder: organisation_changed
//!                                                      └─▶ about the holder: is it still good? ─▶ no: ended, and closed with code 4401
//! ```
//!
//! Invariants
//! - Nothing is told but that something changed: what changed is read by the routes, with their rights.
//! - Whatever ends a session, a key or a membership writes a line of the audit log in the same transaction, in whichever process; so it closes the sockets of all
//!   processes within a second. Without any line, each holder is looked at every 30 s.
//! - A socket outlives its holder's time by half a minute at most, and does not count as use of a session.

mod feed;
mod holder;
pub mod routes;
mod socket;

pub use feed::Feed;
