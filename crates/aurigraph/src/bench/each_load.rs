//! Load of individually signed transfers. Every signature is made before the clock starts and used once: signing costs half of
//! what verifying does (Ed25519) to four times as much (ML-DSA-65), so a generator that signed on the same cores would measure itself.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use aurigraph_types::submission::SigningContext;
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Sequence, SigningKey, Submission, TransferRecord,
};
use bytes::Bytes;

use super::driver::MessageSource;
use super::interrupt;
use super::machine;
use super::picking::Picker;
use super::random::Random;
use super::settings::Skew;

/// The longest that signing may take unless more is asked for: everything beside the load has 30 seconds, and starting and checking
/// need some of them.
const SIGNING_PATIENCE: Duration = Duration::from_secs(24);
/// Most bytes of signed transfers that are kept ready then.
const POOL_BYTES_MAX: usize = 3 << 29;

/// How much may be signed ahead.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For how long.
    pub time: Duration,
    /// How many bytes of messages.
    pub pool_bytes: usize,
}

impl Patience {
    /// What was asked for, with up to half of the free memory; else what needs little of both.
    pub fn of(asked: Option<Duration>) -> Self {
        let Some(time) = asked else {
            return Self {
                time: SIGNING_PATIENCE,
                pool_bytes: POOL_BYTES_MAX,
            };
        };
        let half_of_free = machine::available_memory_bytes().map(|bytes| bytes as usize / 2);
        Self {
            time,
            pool_bytes: half_of_free.unwrap_or(POOL_BYTES_MAX),
        }
    }
}

/// The byte of a signature that is changed to make it invalid. In Ed25519 it is one of the lower ones of `s`, in ML-DSA-65 one of the
/// challenge: both stay well-formed.
const INVALID_BYTE: usize = 32;

/// A key with its account.
pub struct KeyedAccount {
    /// The key.
    pub key: SigningKey,
    /// Its account, which no submission was signed for yet.
    pub account: AccountIndex,
}

/// What is to be signed.
pub struct PoolPlan<'a> {
    /// Who pays whom.
    pub accounts: &'a [KeyedAccount],
    /// The chain.
    pub chain_id: ChainId,
    /// What is paid.
    pub asset: AssetIndex,
    /// Streams that the messages are for.
    pub threads: usize,
    /// Transfers in one message.
    pub batch_size: usize,
    /// Transfers that the run can use at most.
    pub transfers_wanted: usize,
    /// Of so many signatures one is made invalid: well-formed, so that it costs as much as a good one.
    pub invalid_every: Option<usize>,
    /// Whom they pay.
    pub skew: Skew,
    /// When to stop although there are not as many as are wanted.
    pub patience: Patience,
}

/// One stream's messages, signed.
pub struct PresignedSource {
    messages: VecDeque<Bytes>,
    /// How many of them the load at hand may use.
    allowed: usize,
}

impl PresignedSource {
    /// Messages that are left.
    pub fn len(&self) -> usize {
        self.messages.len()
    }
}

impl MessageSource for PresignedSource {
    fn next(&mut self) -> Option<Bytes> {
        self.allowed = self.allowed.checked_sub(1)?;
        self.messages.pop_front()
    }

    fn share(&mut self, of_the_rest: f64) {
        self.allowed = (self.messages.len() as f64 * of_the_rest).ceil() as usize;
    }
}

/// Signs on all cores until there is enough, or time or memory is used up. Each stream gets accounts of its own, so that an
/// account's sequences arrive in order. `progress` is told about every message.
pub fn presign(plan: &PoolPlan<'_>, progress: impl Fn() + Sync) -> Vec<PresignedSource> {
    let slots: Vec<Mutex<Option<Bytes>>> = (0..plan.messages()).map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let deadline = Instant::now() + plan.patience.time;
    let picker = Picker::new(plan.skew, plan.accounts.len() as u32);
    std::thread::scope(|scope| {
        for _ in 0..machine::cores() {
            scope.spawn(|| {
                let mut random = Random::seeded();
                while Instant::now() < deadline && !interrupt::is_requested() {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(slot) = slots.get(number) else { break };
                    let (thread, number_in_thread) = (number % plan.threads, number / plan.threads);
                    let payee = |payer| match plan.skew {
                        Skew::Uniform => (payer + 1) % plan.accounts.len(),
                        Skew::Zipf | Skew::Hot => picker.payee(payer as u32, &mut random) as usize,
                    };
                    let message = plan.message(thread, number_in_thread, payee);
                    *slot.lock().expect("signing does not panic") = Some(message);
                    progress();
                }
            });
        }
    });
    let mut sources: Vec<_> = (0..plan.threads)
        .map(|_| PresignedSource {
            messages: VecDeque::new(),
            allowed: usize::MAX,
        })
        .collect();
    for (number, slot) in slots.into_iter().enumerate() {
        // Workers take numbers in order and finish what they took, so the messages that exist are a prefix.
        let Some(message) = slot.into_inner().expect("signing does not panic") else {
            break;
        };
        sources[number % plan.threads].messages.push_back(message);
    }
    sources
}

impl PoolPlan<'_> {
    /// Messages that are to be signed: as many as are wanted and fit into memory, and one for each stream at least.
    pub fn messages(&self) -> usize {
        self.transfers_wanted
            .div_ceil(self.batch_size)
            .min(self.patience.pool_bytes / self.message_bytes())
            .max(self.threads)
    }

    fn message_bytes(&self) -> usize {
        let signature = self
            .accounts
            .first()
            .map_or(0, |account| account.key.scheme().signature_bytes());
        (size_of::<TransferRecord>() * 2 + signature) * self.batch_size
    }

    /// Message `number` of stream `thread`. The stream's accounts take turns to pay; each round has the next sequence. `payee` says whom an
    /// account pays.
    fn message(
        &self,
        thread: usize,
        number: usize,
        mut payee: impl FnMut(usize) -> usize,
    ) -> Bytes {
        let own = self
            .accounts
            .len()
            .saturating_sub(thread)
            .div_ceil(self.threads);
        let mut bytes = Vec::with_capacity(self.message_bytes());
        for transfer in number * self.batch_size..(number + 1) * self.batch_size {
            let position = thread + transfer % own * self.threads;
            let payer = &self.accounts[position];
            let payee = &self.accounts[payee(position)];
            let context = SigningContext {
                chain_id: self.chain_id,
                signer: payer.account,
                sequence: Sequence::new((transfer / own) as u64 + 1),
                valid_until_height: None,
            };
            let record =
                TransferRecord::new(payer.account, payee.account, self.asset, Amount::new(1));
            bytes.extend_from_slice(Submission::transfer(&payer.key, &context, &record).as_bytes());
            // Numbers over all streams, so that the share holds whatever the size of a message.
            let over_all =
                (number * self.threads + thread) * self.batch_size + transfer % self.batch_size;
            if self
                .invalid_every
                .is_some_and(|every| over_all % every == every / 2)
            {
                let signature = bytes.len() - payer.key.scheme().signature_bytes();
                bytes[signature + INVALID_BYTE] ^= 1;
            }
        }
        Bytes::from(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use aurigraph_types::submission::SubmissionView;
    use aurigraph_types::{Digest, Scheme};

    use super::*;

    fn keyed_accounts(count: u32) -> Vec<KeyedAccount> {
        (0..count)
            .map(|index| KeyedAccount {
                key: SigningKey::generate(Scheme::Ed25519),
                account: AccountIndex::new(index),
            })
            .collect()
    }

    #[test]
    fn every_signature_is_used_once_and_sequences_ascend() {
        let accounts = keyed_accounts(7);
        let plan = PoolPlan {
            accounts: &accounts,
            chain_id: ChainId(Digest([7; 32])),
            asset: AssetIndex::new(0),
            threads: 2,
            batch_size: 5,
            transfers_wanted: 60,
            invalid_every: None,
            skew: Skew::Uniform,
            patience: Patience::of(None),
        };
        let mut seen = HashSet::new();
        let mut highest = [0; 7];
        for mut source in presign(&plan, || ()) {
            assert_eq!(source.messages.len(), 6);
            while let Some(message) = source.next() {
                let mut rest: &[u8] = &message;
                while !rest.is_empty() {
                    let (view, after) = SubmissionView::split(rest).expect("well-formed");
                    rest = after;
                    let signer = view.header().signer().usize();
                    accounts[signer]
                        .key
                        .public_key()
                        .verify(&view.id(), view.signature())
                        .expect("signed");
                    assert_eq!(view.header().sequence().get(), highest[signer] + 1);
                    highest[signer] += 1;
                    assert!(seen.insert(view.id()));
                }
            }
        }
        assert_eq!(seen.len(), 60);
    }

    #[test]
    fn loads_share_what_is_there_and_a_hot_account_is_paid_by_all() {
        let accounts = keyed_accounts(4);
        let plan = PoolPlan {
            accounts: &accounts,
            chain_id: ChainId(Digest([7; 32])),
            asset: AssetIndex::new(0),
            threads: 1,
            batch_size: 4,
            transfers_wanted: 20,
            invalid_every: None,
            skew: Skew::Hot,
            patience: Patience::of(None),
        };
        let mut source = presign(&plan, || ()).remove(0);
        let mut counts = Vec::new();
        for loads_left in [2.0, 1.0] {
            source.share(1.0 / loads_left);
            let mut count = 0;
            while let Some(message) = source.next() {
                let mut rest: &[u8] = &message;
                while !rest.is_empty() {
                    let (view, after) = SubmissionView::split(rest).expect("well-formed");
                    rest = after;
                    let record = view.records()[0];
                    assert!(record.debit().get() == 0 || record.credit().get() == 0);
                }
                count += 1;
            }
            counts.push(count);
        }
        assert_eq!(counts, [3, 2]);
    }

    #[test]
    fn one_of_so_many_signatures_is_invalid_in_messages_of_any_size() {
        for batch_size in [1, 5, 64] {
            let accounts = keyed_accounts(4);
            let plan = PoolPlan {
                accounts: &accounts,
                chain_id: ChainId(Digest([7; 32])),
                asset: AssetIndex::new(0),
                threads: 2,
                batch_size,
                transfers_wanted: 640,
                invalid_every: Some(32),
                skew: Skew::Zipf,
                patience: Patience::of(None),
            };
            let mut invalid = 0;
            for mut source in presign(&plan, || ()) {
                while let Some(message) = source.next() {
                    let mut rest: &[u8] = &message;
                    while !rest.is_empty() {
                        let (view, after) = SubmissionView::split(rest).expect("well-formed");
                        rest = after;
                        let key = &accounts[view.header().signer().usize()].key;
                        let verified = key.public_key().verify(&view.id(), view.signature());
                        invalid += usize::from(verified.is_err());
                    }
                }
            }
            assert_eq!(invalid, 20, "{batch_size} in a message");
        }
    }
}
