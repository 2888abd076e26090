//! Every test of the portal, in one executable: each would be linked with all of it, and start a PostgreSQL of its own.
//!
//! One file of them: `cargo test --release -p aurigraph-portal --test portal access::`.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test has no interface")]

mod access;
mod administration;
mod backup;
mod bearer;
mod breached;
mod devnet_demo_load;
mod devnet_faucet;
mod email_change;
mod former_hashes;
mod guessing;
mod identity;
mod ledger_accounts;
mod live;
mod mail_server;
mod metering;
mod nodes;
mod oidc;
mod oidc_hostile;
mod oidc_sessions;
mod organisation_access;
mod organisations;
mod outbound;
mod passkey_management;
mod passkeys;
mod payments;
mod plans;
mod portal;
mod proxy;
mod refusals;
mod rotation;
mod routes;
mod scim;
mod second_factor;
mod smtp;
mod step_up;
mod store;
mod support;
mod usage;
mod web_application;
