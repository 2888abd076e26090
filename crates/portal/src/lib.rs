//! The portal server: the web application, who may use it, and what a development network has besides a ledger.
//!
//! Invariants
//! - The ledger does not notice whether the portal runs: everything here is a client of its public interfaces.
//! - Every answer carries the security headers of [`web`]; nothing is served that a strict Content-Security-Policy would refuse.
//! - The devnet's secrets stay in [`devnet::setup`]'s file; nothing here serves them.

pub mod access;
pub mod administration;
pub mod anchor;
pub mod audit;
pub mod backup;
mod crowd;
pub mod devnet;
pub mod forwarded;
pub mod identity;
pub mod ids;
pub mod ledger;
pub mod ledger_accounts;
pub mod live;
pub mod mail;
pub mod metrics;
pub mod organisations;
pub mod outbound;
pub mod plans;
pub mod problem;
pub mod proxy;
pub mod request;
pub mod secret;
pub mod server;
pub mod store;
pub mod surround;
pub mod surroundings;
pub mod time;
pub mod usage;
pub mod web;
