//! What a development network has besides a ledger: secrets and a genesis file ([`setup`]), a faucet ([`faucet`]) and a small
//! real load ([`demo_load`]).
//!
//! Invariants
//! - Everything goes through the ledger's public interfaces, signed; nothing has a way of its own into the state.
//! - None of it can start on a ledger whose genesis file does not say that it is a devnet.

pub mod account;
pub mod demo_load;
pub mod faucet;
mod limits;
pub mod setup;
