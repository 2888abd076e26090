//! What was answered once and can only be answered the same way: recognised before its signature is verified, without the core.
//!
//! A sequence that is stale stays stale, and a submission that is final stays final. Both are learnt from answers that were given, so
//! nothing is said here that a crash could take back. The tables are of fixed size, and what is not in them goes the usual way.
//!
//! A submission with a last valid height is left to the core: it may have expired meanwhile, which is told first.

use std::sync::atomic::{AtomicU64, Ordering};

use aurigraph_types::submission::SubmissionHeader;
use aurigraph_types::{AccountIndex, Digest};
use parking_lot::Mutex;

use crate::ingest::FinalReceipt;

/// Places for accounts whose stale sequences are known; accounts that are as many apart share one.
const STALE_PLACES: usize = 1 << 16;
/// Bits of a place that hold the sequence; above them stands which account it is of those that share the place.
const SEQUENCE_BITS: u32 = 48;
/// Places for receipts of submissions that were sent again.
const REPLAYED_PLACES: usize = 1 << 12;
/// A receipt with more rejected records is looked up each time.
const REJECTED_MAX: usize = 64;

/// The tables.
#[derive(Debug)]
pub struct RefusedBefore {
    /// All sequences up to this one are stale.
    stale: Box<[AtomicU64]>,
    replayed: Box<[Mutex<Option<Replayed>>]>,
}

impl Default for RefusedBefore {
    fn default() -> Self {
        Self {
            stale: (0..STALE_PLACES).map(|_| AtomicU64::new(0)).collect(),
            replayed: (0..REPLAYED_PLACES).map(|_| Mutex::default()).collect(),
        }
    }
}

/// A submission that was sent again, and the receipt it has.
type Replayed = (Digest, FinalReceipt);

fn stale_place(account: AccountIndex) -> (usize, u64) {
    let account = account.usize();
    (account % STALE_PLACES, (account / STALE_PLACES) as u64)
}

impl RefusedBefore {
    /// Somebody was told that this sequence is stale.
    pub fn learn_stale(&self, header: &SubmissionHeader) {
        let (place, which) = stale_place(header.signer());
        let sequence = header.sequence().get();
        if sequence >> SEQUENCE_BITS != 0 {
            return;
        }
        let _ = self.stale[place].fetch_update(Ordering::Relaxed, Ordering::Relaxed, |known| {
            let is_lower = known >> SEQUENCE_BITS == which && known >= pack(which, sequence);
            (!is_lower).then_some(pack(which, sequence))
        });
    }

    /// Whether the sequence is known to be stale.
    pub fn is_stale(&self, header: &SubmissionHeader) -> bool {
        if header.valid_until_height().is_some() {
            return false;
        }
        let (place, which) = stale_place(header.signer());
        let known = self.stale[place].load(Ordering::Relaxed);
        let highest = known & (pack(1, 0) - 1);
        known >> SEQUENCE_BITS == which && header.sequence().get() <= highest
    }

    /// Somebody was told that this submission is final, with this receipt.
    pub fn learn_final(&self, id: &Digest, receipt: &FinalReceipt) {
        if receipt.rejected.len() <= REJECTED_MAX {
            *self.replayed[replayed_place(id)].lock() = Some((*id, receipt.clone()));
        }
    }

    /// The receipt of a submission that is known to be final.
    pub fn receipt(&self, id: &Digest) -> Option<FinalReceipt> {
        let known = self.replayed[replayed_place(id)].lock();
        let (known_id, receipt) = known.as_ref()?;
        (known_id == id).then(|| receipt.clone())
    }

    /// Whether this very submission is known to be final.
    pub fn is_final(&self, header: &SubmissionHeader, id: &Digest) -> bool {
        let known = self.replayed[replayed_place(id)].lock();
        header.valid_until_height().is_none() && known.as_ref().is_some_and(|known| known.0 == *id)
    }
}

const fn pack(which: u64, sequence: u64) -> u64 {
    which << SEQUENCE_BITS | sequence
}

fn replayed_place(id: &Digest) -> usize {
    usize::from(u16::from_le_bytes([id.0[0], id.0[1]])) % REPLAYED_PLACES
}

#[cfg(test)]
mod tests {
    use aurigraph_types::submission::{SigningContext, SubmissionView, unsigned_bytes};
    use aurigraph_types::{ChainId, Height, Scheme, Sequence, SubmissionKind};

    use super::*;

    fn with_header<T>(
        account: u32,
        sequence: u64,
        valid_until: Option<u64>,
        look: impl FnOnce(&SubmissionHeader) -> T,
    ) -> T {
        let context = SigningContext {
            chain_id: ChainId(Digest([7; 32])),
            signer: AccountIndex::new(account),
            sequence: Sequence::new(sequence),
            valid_until_height: valid_until.map(Height::new),
        };
        let kind = SubmissionKind::Transfer;
        let mut bytes = unsigned_bytes(Scheme::Ed25519, &context, kind, 1, &[0; 64]);
        bytes.resize(bytes.len() + Scheme::Ed25519.signature_bytes(), 0);
        look(
            SubmissionView::decode(&bytes)
                .expect("well-formed")
                .header(),
        )
    }

    #[test]
    fn stale_is_everything_up_to_what_was_refused_of_this_account_alone() {
        let known = RefusedBefore::default();
        with_header(5, 100, None, |header| known.learn_stale(header));
        with_header(5, 40, None, |header| known.learn_stale(header));
        let is_stale = |account, sequence, valid_until| {
            with_header(account, sequence, valid_until, |header| {
                known.is_stale(header)
            })
        };
        assert!(is_stale(5, 100, None) && is_stale(5, 1, None));
        assert!(!is_stale(5, 101, None) && !is_stale(6, 1, None));
        assert!(!is_stale(5, 1, Some(9)), "it may have expired, too");
        assert!(!is_stale(5 + STALE_PLACES as u32, 1, None));
        with_header(5 + STALE_PLACES as u32, 3, None, |header| {
            known.learn_stale(header);
        });
        assert!(!is_stale(5, 1, None) && is_stale(5 + STALE_PLACES as u32, 3, None));
        with_header(7, u64::MAX, None, |header| known.learn_stale(header));
        assert!(!is_stale(7, 1, None), "too large for the table");
    }

    #[test]
    fn a_replay_is_known_by_its_whole_id() {
        let known = RefusedBefore::default();
        let receipt = FinalReceipt {
            height: 3,
            position: 0,
            receipt_count: 1,
            rejected: Vec::new(),
            operation: None,
        };
        let (id, mut other) = (Digest([9; 32]), Digest([9; 32]));
        other.0[31] = 1;
        known.learn_final(&id, &receipt);
        assert_eq!(known.receipt(&id), Some(receipt));
        assert_eq!(known.receipt(&other), None);
        assert!(with_header(1, 1, None, |header| known.is_final(header, &id)));
        assert!(!with_header(1, 1, Some(9), |header| known.is_final(header, &id)));
    }
}
