//! The storage crate from the outside: crashes, damage, full disks, frozen formats, the history index.
#![allow(
    clippy::unwrap_used,
    reason = "a test that fails by panicking is a test that works"
)]

mod blocks;
mod history;
mod history_model;
mod history_runs;
mod log_crash;
mod log_damage;
mod log_missing;
mod log_read;
mod log_space;
mod vectors;
