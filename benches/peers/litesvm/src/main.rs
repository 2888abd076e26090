//! Transfers in a virtual machine, in memory, on one thread: a peer of `aurigraph bench`.
//!
//! ```text
//! peers-virtual-machines litesvm|revm ACCOUNTS SECONDS signed|unsigned
//! ```
//! Prints one JSON object. The clocks run only while the machine has a transfer in hand: keys, accounts and signatures are made outside.
//! At the end the sum of all balances must be what it was, less the fees that the machine burns; exit code 1 if not.

mod ethereum;
mod load;
mod solana;

use std::{process::ExitCode, time::Duration};

use load::{Measured, Settings};

const USAGE: &str = "usage: peers-virtual-machines litesvm|revm ACCOUNTS SECONDS signed|unsigned";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((machine, settings)) = parse(&arguments) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let measured = match machine {
        Machine::LiteSvm => load::measure(&mut solana::Solana::new(&settings), &settings),
        Machine::Revm => load::measure(&mut ethereum::Ethereum::new(&settings), &settings),
    };
    println!("{}", describe(&arguments[0], &settings, &measured));
    if measured.passed() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

enum Machine {
    LiteSvm,
    Revm,
}

/// What the command line asks for; nothing if it is wrong.
fn parse(arguments: &[String]) -> Option<(Machine, Settings)> {
    let [machine, accounts, seconds, signatures] = arguments else {
        return None;
    };
    let machine = match machine.as_str() {
        "litesvm" => Machine::LiteSvm,
        "revm" => Machine::Revm,
        _ => return None,
    };
    let settings = Settings {
        accounts: accounts.parse().ok().filter(|accounts| *accounts >= 2)?,
        duration: Duration::from_secs(seconds.parse().ok().filter(|seconds| *seconds > 0)?),
        signed: match signatures.as_str() {
            "signed" => true,
            "unsigned" => false,
            _ => return None,
        },
    };
    Some((machine, settings))
}

fn describe(machine: &str, settings: &Settings, measured: &Measured) -> serde_json::Value {
    serde_json::json!({
        "machine": machine,
        "accounts": settings.accounts,
        "signed": settings.signed,
        "transfers": measured.applied,
        "refused": measured.refused,
        "seconds": measured.wall.as_secs_f64(),
        "cpu_seconds": measured.cpu.as_secs_f64(),
        "transfers_per_second": measured.applied as f64 / measured.wall.as_secs_f64(),
        "balances_expected": measured.balances_expected.to_string(),
        "balances_found": measured.balances_found.to_string(),
        "passed": measured.passed(),
    })
}
