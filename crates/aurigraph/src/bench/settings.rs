//! What a run does: the profile's values, overridden by whatever the command line names.

use std::time::Duration;

use aurigraph_types::Scheme;
use aurigraph_types::limits::BATCH_RECORDS_MAX;
use clap::ValueEnum;

use crate::failure::usage;

/// A set of values that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    /// Ten seconds, latency as a user would see it on a busy day.
    Standard,
    /// Thirty seconds at the highest rate, with enough in flight that the node never waits.
    UltraHigh,
    /// Five minutes with more in flight than the node can take: what matters is that nothing degrades.
    Stress,
}

/// How transfers are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SignatureMode {
    /// Batches under one ML-DSA-65 signature each.
    #[value(name = "batch-ml-dsa-65")]
    BatchMlDsa65,
    /// Batches under one Ed25519 signature each.
    #[value(name = "batch-ed25519")]
    BatchEd25519,
    /// Every transfer under its own Ed25519 signature.
    #[value(name = "each-ed25519")]
    EachEd25519,
    /// Every transfer under its own ML-DSA-65 signature.
    #[value(name = "each-ml-dsa-65")]
    EachMlDsa65,
}

impl SignatureMode {
    /// The name on the command line and in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BatchMlDsa65 => "batch-ml-dsa-65",
            Self::BatchEd25519 => "batch-ed25519",
            Self::EachEd25519 => "each-ed25519",
            Self::EachMlDsa65 => "each-ml-dsa-65",
        }
    }

    /// The scheme of its keys.
    pub const fn scheme(self) -> Scheme {
        match self {
            Self::BatchMlDsa65 | Self::EachMlDsa65 => Scheme::MlDsa65,
            Self::BatchEd25519 | Self::EachEd25519 => Scheme::Ed25519,
        }
    }

    /// Whether one signature covers a whole batch.
    pub const fn is_batch(self) -> bool {
        matches!(self, Self::BatchMlDsa65 | Self::BatchEd25519)
    }

    /// Accounts unless the command line says otherwise: enough that they do not all lie in a cache, few enough that setting
    /// them up is a matter of a second.
    const fn accounts(self) -> u32 {
        match self {
            Self::BatchMlDsa65 | Self::BatchEd25519 => 65_536,
            Self::EachEd25519 => 10_000,
            Self::EachMlDsa65 => 1_000,
        }
    }
}

/// Values of the command line; `None` means the profile's.
#[derive(Clone, Copy, Debug)]
pub struct Overrides {
    /// Length of the load in seconds.
    pub duration_seconds: Option<u64>,
    /// Concurrent streams.
    pub threads: Option<usize>,
    /// Transfers in one message.
    pub batch_size: Option<usize>,
    /// Messages in flight on each stream.
    pub window: Option<usize>,
    /// Accounts that pay each other.
    pub accounts: Option<u32>,
    /// Of so many signatures one is invalid.
    pub invalid_signatures_every: Option<usize>,
}

/// Messages in flight on all streams together, unless `--window` asks for more.
const IN_FLIGHT_DEFAULT_MAX: usize = 64;

/// Everything that a run needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How transfers are signed.
    pub signatures: SignatureMode,
    /// Length of the load.
    pub duration: Duration,
    /// Concurrent streams, each a thread and a connection.
    pub threads: usize,
    /// Transfers in one message.
    pub batch_size: usize,
    /// Messages in flight on each stream.
    pub window: usize,
    /// Accounts that pay each other.
    pub accounts: u32,
    /// Of so many signatures one is invalid.
    pub invalid_signatures_every: Option<usize>,
}

impl Settings {
    /// Resolves a profile and what overrides it.
    pub fn resolve(
        profile: Profile,
        signatures: SignatureMode,
        overrides: Overrides,
    ) -> anyhow::Result<Self> {
        let (duration_seconds, threads, batch_size, window) = match (profile, signatures.is_batch())
        {
            (Profile::Standard, true) => (10, 2, 10_000, 8),
            (Profile::UltraHigh, true) => (30, 2, 20_000, 10),
            (Profile::Stress, true) => (300, 8, 20_000, 8),
            (Profile::Standard, false) => (10, 2, 1_024, 8),
            (Profile::UltraHigh, false) => (30, 2, 2_048, 8),
            (Profile::Stress, false) => (300, 8, 2_048, 8),
        };
        let threads = overrides.threads.unwrap_or(threads);
        // With many streams a few messages each are enough, and the node's buffers are not endless.
        let window = window.min(IN_FLIGHT_DEFAULT_MAX / threads.max(1)).max(1);
        let settings = Self {
            signatures,
            duration: Duration::from_secs(overrides.duration_seconds.unwrap_or(duration_seconds)),
            threads,
            batch_size: overrides.batch_size.unwrap_or(batch_size),
            window: overrides.window.unwrap_or(window),
            accounts: overrides.accounts.unwrap_or(signatures.accounts()),
            invalid_signatures_every: overrides.invalid_signatures_every,
        };
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> anyhow::Result<()> {
        // A message of 4,096 individually signed ML-DSA transfers has 14 MB, just below what a node accepts.
        let batch_size_max = if self.signatures.is_batch() {
            BATCH_RECORDS_MAX
        } else {
            4_096
        };
        let limits = [
            ("--duration", self.duration.as_secs(), 1, 86_400),
            ("--threads", self.threads as u64, 1, 256),
            (
                "--batch-size",
                self.batch_size as u64,
                1,
                batch_size_max as u64,
            ),
            ("--window", self.window as u64, 1, 256),
            (
                "--accounts",
                u64::from(self.accounts),
                (self.threads as u64 * 2).max(16),
                10_000_000,
            ),
            (
                "--invalid-signatures-every",
                self.invalid_signatures_every.unwrap_or(2) as u64,
                2,
                1_000_000,
            ),
            // The signer's sequences in flight must stay inside the ledger's window of 1,024.
            (
                "--threads times --window",
                (self.threads * self.window) as u64,
                1,
                1_000,
            ),
        ];
        if self.invalid_signatures_every.is_some() && self.signatures.is_batch() {
            return Err(usage(format!(
                "--invalid-signatures-every needs transfers that are signed one by one, not {}",
                self.signatures.name()
            )));
        }
        for (name, value, least, most) in limits {
            if !(least..=most).contains(&value) {
                return Err(usage(format!(
                    "{name} is {value}; it must be {least} to {most} with {}",
                    self.signatures.name()
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Overrides = Overrides {
        duration_seconds: None,
        threads: None,
        batch_size: None,
        window: None,
        accounts: None,
        invalid_signatures_every: None,
    };

    #[test]
    fn every_profile_is_within_the_limits() {
        for profile in Profile::value_variants() {
            for signatures in SignatureMode::value_variants() {
                Settings::resolve(*profile, *signatures, NONE)
                    .expect("a profile is usable as it is");
            }
        }
    }

    #[test]
    fn many_threads_need_no_window_of_their_own() {
        let overrides = Overrides {
            threads: Some(256),
            ..NONE
        };
        let settings =
            Settings::resolve(Profile::UltraHigh, SignatureMode::BatchMlDsa65, overrides);
        assert_eq!(settings.expect("usable").window, 1);
    }

    #[test]
    fn what_cannot_work_is_refused_by_name() {
        let overrides = Overrides {
            batch_size: Some(70_000),
            ..NONE
        };
        let error = Settings::resolve(Profile::Standard, SignatureMode::BatchEd25519, overrides)
            .unwrap_err();
        assert!(error.to_string().contains("--batch-size"), "{error}");
    }

    #[test]
    fn names_on_the_command_line_and_in_results_agree() {
        for mode in SignatureMode::value_variants() {
            assert_eq!(
                mode.to_possible_value().expect("none is hidden").get_name(),
                mode.name()
            );
        }
    }
}
