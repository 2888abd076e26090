//! What a run does: the profile's values, overridden by whatever the command line names.

use std::time::Duration;

use aurigraph_portal::devnet::setup::ASSETS_MOST;
use aurigraph_types::Scheme;
use aurigraph_types::limits::BATCH_RECORDS_MAX;
use clap::ValueEnum;

use crate::failure::usage;

/// A set of values that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    /// Five minutes, latency as a user would see it on a busy day.
    Standard,
    /// Thirty seconds at the highest rate, with enough in flight that the node never waits; up to 256 threads.
    UltraHigh,
    /// An hour with more in flight than the node can take: its last ten minutes must be as fast as its first ten.
    Stress,
}

/// Which accounts are used more than others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Skew {
    /// All of them alike.
    Uniform,
    /// By Zipf's law with exponent 0.99: a few accounts have most of the transfers.
    Zipf,
    /// One account takes part in every transfer.
    Hot,
}

impl Skew {
    /// The name on the command line and in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Zipf => "zipf",
            Self::Hot => "hot",
        }
    }
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

    /// Seconds of load for which transfers are signed ahead at most; `None` where nothing is.
    pub const fn signed_ahead_seconds_max(self) -> Option<u64> {
        match self {
            Self::BatchMlDsa65 | Self::BatchEd25519 => None,
            Self::EachEd25519 => Some(60),
            Self::EachMlDsa65 => Some(30),
        }
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
#[derive(Clone, Copy, Debug, Default)]
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
    /// Assets that the accounts hold.
    pub assets: Option<u32>,
    /// Of so many signatures one is invalid.
    pub invalid_signatures_every: Option<usize>,
    /// Accounts that sign batches.
    pub signers: Option<u32>,
    /// Which accounts are used more than others.
    pub skew: Option<Skew>,
    /// Transfers offered in a second, whatever becomes of them.
    pub rate: Option<u64>,
    /// Load that is not counted, before the one that is.
    pub warm_up_seconds: Option<u64>,
    /// Measured loads in the same node.
    pub repeat: Option<usize>,
    /// Longest time that signing ahead may take.
    pub sign_ahead_seconds: Option<u64>,
}

/// Messages in flight on all streams together, unless `--window` asks for more.
const IN_FLIGHT_DEFAULT_MAX: usize = 64;

/// Batch loads from this length on begin with [`WARM_UP_SECONDS`] that are not counted.
const WARM_UP_FROM_SECONDS: u64 = 30;
const WARM_UP_SECONDS: u64 = 3;

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
    /// Assets: each account holds one, and as many accounts hold each.
    pub assets: u32,
    /// Of so many signatures one is invalid.
    pub invalid_signatures_every: Option<usize>,
    /// Accounts that sign batches; each debits a slice of the accounts of its own.
    pub signers: u32,
    /// Which accounts are used more than others.
    pub skew: Skew,
    /// Transfers offered in a second; `None`: as many as the node takes.
    pub rate: Option<u64>,
    /// Load that is not counted, before the one that is.
    pub warm_up: Duration,
    /// Measured loads in the same node, one after the other.
    pub repeat: usize,
    /// Longest time that signing ahead may take; `None`: what lets everything beside the load end within half a minute.
    pub sign_ahead: Option<Duration>,
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
            (Profile::Standard, true) => (300, 2, 10_000, 8),
            (Profile::UltraHigh, true) => (30, 2, 20_000, 10),
            (Profile::Stress, true) => (3_600, 8, 20_000, 8),
            (Profile::Standard, false) => (300, 2, 1_024, 8),
            (Profile::UltraHigh, false) => (30, 2, 2_048, 8),
            (Profile::Stress, false) => (3_600, 8, 2_048, 8),
        };
        let threads = overrides.threads.unwrap_or(threads);
        let ahead_seconds_max = signatures.signed_ahead_seconds_max().unwrap_or(u64::MAX);
        let duration_seconds = overrides
            .duration_seconds
            .unwrap_or(duration_seconds.min(ahead_seconds_max));
        let warms_up = signatures.is_batch() && duration_seconds >= WARM_UP_FROM_SECONDS;
        let warm_up_seconds = if warms_up { WARM_UP_SECONDS } else { 0 };
        // With many streams a few messages each are enough, and the node's buffers are not endless.
        let window = window.min(IN_FLIGHT_DEFAULT_MAX / threads.max(1)).max(1);
        let settings = Self {
            signatures,
            duration: Duration::from_secs(duration_seconds),
            threads,
            batch_size: overrides.batch_size.unwrap_or(batch_size),
            window: overrides.window.unwrap_or(window),
            accounts: overrides.accounts.unwrap_or(signatures.accounts()),
            assets: overrides.assets.unwrap_or(1),
            invalid_signatures_every: overrides.invalid_signatures_every,
            signers: overrides.signers.unwrap_or(1),
            skew: overrides.skew.unwrap_or(Skew::Uniform),
            rate: overrides.rate,
            warm_up: Duration::from_secs(overrides.warm_up_seconds.unwrap_or(warm_up_seconds)),
            repeat: overrides.repeat.unwrap_or(1),
            sign_ahead: overrides.sign_ahead_seconds.map(Duration::from_secs),
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
            ("--signers", u64::from(self.signers), 1, 10_000),
            ("--assets", u64::from(self.assets), 1, ASSETS_MOST as u64),
            (
                "--accounts",
                u64::from(self.accounts),
                // A signer's accounts that hold the same asset pay one another.
                (self.threads as u64 * 2)
                    .max(u64::from(self.signers) * u64::from(self.assets) * 2)
                    .max(16),
                10_000_000,
            ),
            ("--rate", self.rate.unwrap_or(1), 1, 1_000_000_000),
            ("--warm-up", self.warm_up.as_secs(), 0, 3_600),
            ("--repeat", self.repeat as u64, 1, 100),
            (
                "--sign-ahead-seconds",
                self.sign_ahead.map_or(1, |patience| patience.as_secs()),
                1,
                600,
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
        if self.signatures.is_batch() && self.sign_ahead.is_some() {
            return Err(usage(format!(
                "--sign-ahead-seconds needs transfers that are signed one by one, not {}",
                self.signatures.name()
            )));
        }
        if self.signers > 1 && !self.signatures.is_batch() {
            return Err(usage(format!(
                "--signers belongs to batches: with {} every account signs for itself (--accounts)",
                self.signatures.name()
            )));
        }
        if self.assets > 1 && (!self.signatures.is_batch() || self.skew == Skew::Hot) {
            return Err(usage(
                "--assets belongs to batches, and one account in every transfer (--skew hot) holds only one asset"
                    .to_owned(),
            ));
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

    #[test]
    fn every_profile_is_within_the_limits() {
        for profile in Profile::value_variants() {
            for signatures in SignatureMode::value_variants() {
                Settings::resolve(*profile, *signatures, Overrides::default())
                    .expect("a profile is usable as it is");
            }
        }
    }

    #[test]
    fn many_threads_need_no_window_of_their_own() {
        let overrides = Overrides {
            threads: Some(256),
            ..Overrides::default()
        };
        let settings =
            Settings::resolve(Profile::UltraHigh, SignatureMode::BatchMlDsa65, overrides);
        assert_eq!(settings.expect("usable").window, 1);
    }

    #[test]
    fn profiles_last_as_long_as_they_say_and_no_longer_than_signing_ahead_may_cover() {
        let seconds = |profile, signatures| {
            let settings = Settings::resolve(profile, signatures, Overrides::default());
            settings.expect("usable").duration.as_secs()
        };
        for (profile, batch_seconds) in [
            (Profile::Standard, 300),
            (Profile::UltraHigh, 30),
            (Profile::Stress, 3_600),
        ] {
            assert_eq!(seconds(profile, SignatureMode::BatchMlDsa65), batch_seconds);
            let each = seconds(profile, SignatureMode::EachEd25519);
            assert_eq!(each, batch_seconds.min(60));
            assert_eq!(seconds(profile, SignatureMode::EachMlDsa65), 30);
        }
    }

    #[test]
    fn only_long_batch_loads_warm_up_unless_asked_to() {
        let warm_up = |signatures, duration, asked| {
            let overrides = Overrides {
                duration_seconds: Some(duration),
                warm_up_seconds: asked,
                ..Overrides::default()
            };
            let settings = Settings::resolve(Profile::UltraHigh, signatures, overrides);
            settings.expect("usable").warm_up.as_secs()
        };
        assert_eq!(warm_up(SignatureMode::BatchMlDsa65, 30, None), 3);
        assert_eq!(warm_up(SignatureMode::BatchMlDsa65, 10, None), 0);
        assert_eq!(warm_up(SignatureMode::BatchMlDsa65, 30, Some(0)), 0);
        assert_eq!(warm_up(SignatureMode::EachEd25519, 30, None), 0);
        assert_eq!(warm_up(SignatureMode::EachEd25519, 30, Some(2)), 2);
    }

    #[test]
    fn every_signer_needs_two_accounts_and_signs_batches() {
        let resolve = |signatures, signers, accounts| {
            let overrides = Overrides {
                signers: Some(signers),
                accounts: Some(accounts),
                ..Overrides::default()
            };
            Settings::resolve(Profile::UltraHigh, signatures, overrides)
        };
        resolve(SignatureMode::BatchMlDsa65, 10_000, 20_000).expect("two accounts each");
        let error = resolve(SignatureMode::BatchMlDsa65, 10_000, 19_999).unwrap_err();
        assert!(error.to_string().contains("--accounts"), "{error}");
        let error = resolve(SignatureMode::EachEd25519, 2, 100).unwrap_err();
        assert!(error.to_string().contains("--signers"), "{error}");
    }

    #[test]
    fn every_asset_needs_two_accounts_of_each_signer() {
        let resolve = |signatures, accounts, skew| {
            let overrides = Overrides {
                assets: Some(100),
                signers: Some(if SignatureMode::is_batch(signatures) {
                    10
                } else {
                    1
                }),
                accounts: Some(accounts),
                skew: Some(skew),
                ..Overrides::default()
            };
            Settings::resolve(Profile::UltraHigh, signatures, overrides)
        };
        resolve(SignatureMode::BatchMlDsa65, 2_000, Skew::Zipf).expect("two each");
        let error = resolve(SignatureMode::BatchMlDsa65, 1_999, Skew::Zipf).unwrap_err();
        assert!(error.to_string().contains("--accounts"), "{error}");
        let hot = resolve(SignatureMode::BatchMlDsa65, 2_000, Skew::Hot).unwrap_err();
        assert!(hot.to_string().contains("--assets"), "{hot}");
        let each = resolve(SignatureMode::EachEd25519, 2_000, Skew::Uniform).unwrap_err();
        assert!(each.to_string().contains("--assets"), "{each}");
    }

    #[test]
    fn what_cannot_work_is_refused_by_name() {
        let overrides = Overrides {
            batch_size: Some(70_000),
            ..Overrides::default()
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
