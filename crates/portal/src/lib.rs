//! The portal server: the web application, and what a development network has besides a ledger.
//!
//! Invariants
//! - The ledger does not notice whether the portal runs: everything here is a client of its public interfaces.
//! - Every answer carries the security headers of [`web`]; nothing is served that a strict Content-Security-Policy would refuse.
//! - The devnet's secrets stay in [`devnet::setup`]'s file; nothing here serves them.

pub mod devnet;
pub mod problem;
pub mod web;
