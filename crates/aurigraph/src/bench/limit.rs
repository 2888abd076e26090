//! This machine's pure signature verification rate: nothing but verification, on every core, with the node idle. It is the bar
//! that the individually signed modes are measured against, and it is measured in the same run because machines are noisy.

use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use aurigraph_types::key::{ED25519_BATCH, Ed25519Batch, Ed25519Key};
use aurigraph_types::{Digest, Domain, SigningKey};

use super::machine;
use super::settings::{Settings, SignatureMode};

/// How long each core verifies.
const MEASUREMENT: Duration = Duration::from_secs(1);
/// Signatures of one measured round.
const ED25519_ROUND: usize = 4 * ED25519_BATCH;
const ML_DSA_ROUND: usize = 32;

/// What was measured before the load and after it. Other work on the machine can only make a measurement too low, so the better one
/// counts.
#[derive(Clone, Copy, Debug)]
pub struct SignatureLimit {
    /// Before the accounts were made.
    pub before_per_second: f64,
    /// After the checks.
    pub after_per_second: f64,
}

impl SignatureLimit {
    /// The one that counts.
    pub fn per_second(self) -> f64 {
        self.before_per_second.max(self.after_per_second)
    }
}

struct Sample {
    key: Arc<SigningKey>,
    /// The key once more, decoded, if the mode verifies in batches.
    decoded: Option<Arc<Ed25519Key>>,
    digest: Digest,
    signature: Vec<u8>,
}

/// Signatures a second that all cores together verify.
pub fn signature_limit_per_second(settings: Settings) -> f64 {
    let mode = settings.signatures;
    // The accounts of a stream take turns. Many signatures of one key are verified together for less than those of many keys, so with
    // other keys than the load's it would not be the limit of the load.
    let samples = samples(mode, settings.accounts as usize / settings.threads);
    let cores = machine::cores();
    let barrier = Barrier::new(cores);
    let rates: Vec<f64> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    verify_for(MEASUREMENT, mode, &samples)
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("verification does not panic"))
            .collect()
    });
    rates.iter().sum()
}

fn samples(mode: SignatureMode, keys_max: usize) -> Vec<Sample> {
    let count = match mode {
        SignatureMode::BatchEd25519 | SignatureMode::EachEd25519 => ED25519_ROUND,
        SignatureMode::BatchMlDsa65 | SignatureMode::EachMlDsa65 => ML_DSA_ROUND,
    };
    let keys: Vec<_> = (0..keys_max.clamp(1, count))
        .map(|_| {
            let key = Arc::new(SigningKey::generate(mode.scheme()));
            let decoded = key.public_key().as_bytes().try_into().ok();
            let decoded = decoded.and_then(Ed25519Key::decode).map(Arc::new);
            (key, decoded)
        })
        .collect();
    (0..count as u64)
        .zip(keys.iter().cycle())
        .map(|(number, (key, decoded))| {
            let digest = Domain::Submission.hash(&number.to_le_bytes());
            let signature = key.sign(&digest);
            Sample {
                key: Arc::clone(key),
                decoded: decoded.clone(),
                digest,
                signature,
            }
        })
        .collect()
}

fn verify_for(time: Duration, mode: SignatureMode, samples: &[Sample]) -> f64 {
    let start = Instant::now();
    let mut verified = 0;
    while start.elapsed() < time {
        let all_valid = if mode == SignatureMode::EachEd25519 {
            verify_together(samples)
        } else {
            samples.iter().all(|sample| {
                sample
                    .key
                    .public_key()
                    .verify(&sample.digest, &sample.signature)
                    .is_ok()
            })
        };
        assert!(all_valid, "these signatures were made a moment ago");
        verified += samples.len();
    }
    verified as f64 / start.elapsed().as_secs_f64()
}

fn verify_together(samples: &[Sample]) -> bool {
    samples.chunks(ED25519_BATCH).all(|samples| {
        let mut batch = Ed25519Batch::new();
        for sample in samples {
            let key = sample.decoded.as_ref().expect("an Ed25519 key is decoded");
            let signature = sample.signature.as_slice().try_into();
            let signature = signature.expect("an Ed25519 signature has 64 bytes");
            batch.queue(Arc::clone(key), &sample.digest, signature);
        }
        batch.invalid().is_empty()
    })
}
