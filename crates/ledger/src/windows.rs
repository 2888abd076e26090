//! Exactly once: which sequences each signer has used.
//!
//! A ring of 1,024 bits below the highest used sequence. Clients may therefore have 1,024 submissions under way, in any order and
//! through several nodes, and nothing is applied twice.

use aurigraph_types::hash::{LANES, hash_many_longer};
use aurigraph_types::limits::SEQUENCE_WINDOW;
use aurigraph_types::{AccountIndex, Digest, Domain, ResultCode, Sequence};

use crate::tree::{DirtySet, Tree};

const WORDS: usize = (SEQUENCE_WINDOW / 64) as usize;
/// Bytes of a window's leaf.
pub const WINDOW_LEAF_BYTES: usize = 144;
const NO_SLOT: u32 = u32::MAX;

/// The used sequences of one signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    account: u32,
    highest: u64,
    /// Bit `s mod 1024` is set if sequence s, within the window, was used.
    used: [u64; WORDS],
}

impl Window {
    const fn new(account: u32) -> Self {
        Self {
            account,
            highest: 0,
            used: [0; WORDS],
        }
    }

    /// Whose sequences they are.
    pub const fn account(&self) -> AccountIndex {
        AccountIndex::new(self.account)
    }

    /// The highest used sequence.
    pub const fn highest(&self) -> u64 {
        self.highest
    }

    const fn position(sequence: u64) -> (usize, u64) {
        let bit = sequence % SEQUENCE_WINDOW;
        ((bit / 64) as usize, 1 << (bit % 64))
    }

    /// Whether a sequence may be used, and if not, why.
    pub fn check(&self, sequence: u64) -> ResultCode {
        if sequence > self.highest {
            return ResultCode::Applied;
        }
        if self.highest - sequence >= SEQUENCE_WINDOW {
            return ResultCode::StaleSequence;
        }
        let (word, bit) = Self::position(sequence);
        if self.used[word] & bit == 0 {
            ResultCode::Applied
        } else {
            ResultCode::AlreadyApplied
        }
    }

    fn mark(&mut self, sequence: u64) {
        if sequence > self.highest {
            let skipped = sequence - self.highest;
            if skipped >= SEQUENCE_WINDOW {
                self.used = [0; WORDS];
            } else {
                for passed in self.highest + 1..sequence {
                    let (word, bit) = Self::position(passed);
                    self.used[word] &= !bit;
                }
            }
            self.highest = sequence;
        }
        let (word, bit) = Self::position(sequence);
        self.used[word] |= bit;
    }

    /// The bytes of its leaf.
    pub fn leaf(&self) -> [u8; WINDOW_LEAF_BYTES] {
        let mut leaf = [0; WINDOW_LEAF_BYTES];
        leaf[..4].copy_from_slice(&self.account.to_le_bytes());
        leaf[8..16].copy_from_slice(&self.highest.to_le_bytes());
        for (bytes, word) in leaf[16..].chunks_exact_mut(8).zip(&self.used) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        leaf
    }

    /// Rebuilds a window from its leaf.
    pub fn from_leaf(leaf: &[u8; WINDOW_LEAF_BYTES]) -> Self {
        let word =
            |at: usize| u64::from_le_bytes(leaf[at..at + 8].try_into().expect("eight bytes"));
        let account = u32::from_le_bytes(leaf[..4].try_into().expect("four bytes"));
        Self {
            account,
            highest: word(8),
            used: std::array::from_fn(|index| word(16 + index * 8)),
        }
    }
}

/// The windows of all signers, in order of first use.
#[derive(Clone, Debug, Default)]
pub struct Windows {
    windows: Vec<Window>,
    /// Slot of each account; short when the last accounts never signed.
    slots: Vec<u32>,
    dirty: DirtySet,
    tree: Tree,
}

impl Windows {
    /// Signers so far.
    pub fn len(&self) -> usize {
        self.windows.len()
    }

    /// Whether nobody signed yet.
    pub fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    /// The window of an account that signed before.
    pub fn get(&self, account: AccountIndex) -> Option<&Window> {
        self.windows.get(*self.slots.get(account.usize())? as usize)
    }

    /// Whether a signer may use a sequence, and if not, why.
    pub fn check(&self, signer: AccountIndex, sequence: Sequence) -> ResultCode {
        self.get(signer)
            .map_or(ResultCode::Applied, |window| window.check(sequence.get()))
    }

    /// Marks a sequence as used.
    ///
    /// # Panics
    /// If it may not be used: the caller checks first.
    pub fn mark(&mut self, signer: AccountIndex, sequence: Sequence) {
        assert_eq!(
            self.check(signer, sequence),
            ResultCode::Applied,
            "checked before it is marked"
        );
        let slot = self.slot_or_new(signer);
        self.windows[slot].mark(sequence.get());
        self.dirty.insert(slot);
    }

    fn slot_or_new(&mut self, signer: AccountIndex) -> usize {
        let account = signer.usize();
        if self.slots.len() <= account {
            self.slots.resize(account + 1, NO_SLOT);
        }
        if self.slots[account] == NO_SLOT {
            self.slots[account] =
                u32::try_from(self.windows.len()).expect("fewer signers than accounts");
            self.windows.push(Window::new(signer.get()));
            self.dirty.grow(self.windows.len());
        }
        self.slots[account] as usize
    }

    /// Hashes what changed and returns the root.
    pub fn commit(&mut self) -> Digest {
        let positions = self.dirty.drain();
        let mut hashes = vec![Digest::ZERO; positions.len()];
        let mut leaves = [[0; WINDOW_LEAF_BYTES]; LANES];
        for (group, hashes) in positions.chunks(LANES).zip(hashes.chunks_mut(LANES)) {
            for (leaf, &slot) in leaves.iter_mut().zip(group) {
                *leaf = self.windows[slot as usize].leaf();
            }
            hash_many_longer::<WINDOW_LEAF_BYTES, 128>(
                Domain::WindowLeaf,
                &leaves[..group.len()],
                hashes,
            );
        }
        self.tree.update(&positions, &hashes);
        self.tree.root()
    }

    /// All windows, in slot order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Window> {
        self.windows.iter()
    }

    /// Restores from windows in slot order; `None` if an account appears twice.
    pub fn from_windows(windows: impl Iterator<Item = Window>) -> Option<Self> {
        let mut all = Self::default();
        for window in windows {
            let known = all.windows.len();
            let slot = all.slot_or_new(AccountIndex::new(window.account));
            if slot != known {
                return None;
            }
            all.windows[slot] = window;
            all.dirty.insert(slot);
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNER: AccountIndex = AccountIndex::new(3);

    fn check(windows: &Windows, sequence: u64) -> ResultCode {
        windows.check(SIGNER, Sequence::new(sequence))
    }

    #[test]
    fn a_sequence_is_accepted_once_in_any_order_within_the_window() {
        let mut windows = Windows::default();
        for sequence in [5, 1, 3, 1_024, 2] {
            assert_eq!(check(&windows, sequence), ResultCode::Applied);
            windows.mark(SIGNER, Sequence::new(sequence));
            assert_eq!(check(&windows, sequence), ResultCode::AlreadyApplied);
        }
        assert_eq!(check(&windows, 4), ResultCode::Applied);
        windows.mark(SIGNER, Sequence::new(1_028));
        assert_eq!(check(&windows, 4), ResultCode::StaleSequence);
        assert_eq!(check(&windows, 5), ResultCode::AlreadyApplied);
        assert_eq!(check(&windows, 1_025), ResultCode::Applied);
    }

    #[test]
    fn a_long_jump_forgets_everything_below_the_window() {
        let mut windows = Windows::default();
        windows.mark(SIGNER, Sequence::new(7));
        windows.mark(SIGNER, Sequence::new(u64::MAX));
        assert_eq!(check(&windows, 7), ResultCode::StaleSequence);
        assert_eq!(check(&windows, u64::MAX - 1_023), ResultCode::Applied);
        assert_eq!(check(&windows, u64::MAX - 1_024), ResultCode::StaleSequence);
        assert_eq!(check(&windows, u64::MAX), ResultCode::AlreadyApplied);
    }
}
