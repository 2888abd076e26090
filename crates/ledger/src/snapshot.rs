//! The state as named byte sections, and back. Trees are not stored: they are hashed again, and their root must be the one stored.

use std::ops::Range;

use aurigraph_types::limits::{ACCOUNTS_MAX, ASSETS_MAX, DENSE_ASSETS_MAX};
use aurigraph_types::{AccountIndex, Digest, ValidatorSet};

use crate::accounts::{Accounts, FLAGS};
use crate::balances::{DenseBalances, SparseBalances, SparseEntry};
use crate::governance::Governance;
use crate::registry::{Registry, SECTIONS};
use crate::state::State;
use crate::windows::{WINDOW_LEAF_BYTES, Window, Windows};

/// Bytes of a sparse balance: its leaf without the padding.
const SPARSE_ENTRY_BYTES: usize = 16;

/// Why a snapshot was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// A section is missing.
    #[error("section {0} is missing")]
    MissingSection(String),
    /// A section does not have the right length or content.
    #[error("section {0} is malformed")]
    Malformed(String),
    /// The balances of an asset do not add up to its supply.
    #[error("the balances of asset {asset} add up to {sum}, the snapshot says {supply}")]
    WrongSupply {
        /// Asset index.
        asset: u32,
        /// Sum of its balances.
        sum: u128,
        /// The supply it says.
        supply: u64,
    },
    /// The state hashes to something else.
    #[error("the state hashes to {actual}, the snapshot says {expected}")]
    WrongRoot {
        /// What it says.
        expected: Digest,
        /// What it is.
        actual: Digest,
    },
}

/// Named sections.
pub type Sections = Vec<(String, Vec<u8>)>;

impl State {
    /// Copies the state into sections. Call it right after [`State::commit`].
    pub fn to_sections(&self) -> Sections {
        let addresses = self.accounts.addresses().read();
        let accounts = concatenated(
            (0..self.accounts.len()).map(|index| self.accounts.leaf_with(&addresses, index)),
        );
        drop(addresses);
        let windows = concatenated(self.windows.iter().map(Window::leaf));
        let sparse = concatenated(self.sparse.entries().iter().map(|entry| {
            *entry
                .leaf()
                .first_chunk::<SPARSE_ENTRY_BYTES>()
                .expect("a leaf is longer")
        }));
        let supply = concatenated(self.supply.iter().map(|supply| supply.to_le_bytes()));
        let mut sections = vec![
            ("state/root".to_owned(), self.root().0.to_vec()),
            ("state/supply".to_owned(), supply),
            ("state/accounts".to_owned(), accounts),
            ("state/windows".to_owned(), windows),
            ("state/sparse".to_owned(), sparse),
        ];
        if !self.governance.is_new() {
            let governance = self.governance.encode();
            sections.push(("state/governance".to_owned(), governance));
        }
        if !self.registry.is_empty() {
            let registry = self.registry.to_sections().into_iter();
            sections.extend(registry.map(|(name, bytes)| (name.to_owned(), bytes)));
        }
        for (asset, balances) in self.dense.iter().enumerate() {
            sections.push((format!("state/dense/{asset}"), balances.as_bytes().to_vec()));
        }
        sections
    }

    /// Rebuilds a state and checks everything about it: each section alone, its supplies, and its root. `validators` are those of the genesis file:
    /// a snapshot before the first vote does not name them.
    pub fn from_sections<'a>(
        validators: &ValidatorSet,
        mut section: impl FnMut(&str) -> Option<&'a [u8]>,
    ) -> Result<Self, SnapshotError> {
        let mut need = |name: &str| {
            section(name).ok_or_else(|| SnapshotError::MissingSection(name.to_owned()))
        };
        let root = need("state/root")?.try_into();
        let expected = Digest(root.map_err(|_| malformed("state/root"))?);
        let supply = read("state/supply", need("state/supply")?, supply_from)?;
        let accounts = read("state/accounts", need("state/accounts")?, accounts_from)?;
        let windows = read("state/windows", need("state/windows")?, |bytes| {
            windows_from(bytes, accounts.len())
        })?;
        let mut dense = Vec::new();
        for asset in 0.. {
            let name = format!("state/dense/{asset}");
            let Ok(bytes) = need(&name) else { break };
            if asset >= DENSE_ASSETS_MAX.min(supply.len()) {
                return Err(malformed(&name));
            }
            dense.push(read(&name, bytes, |bytes| {
                DenseBalances::from_bytes(bytes, accounts.len())
            })?);
        }
        let sparse_assets = dense.len() as u32..supply.len() as u32;
        let sparse = read("state/sparse", need("state/sparse")?, |bytes| {
            sparse_from(bytes, sparse_assets, accounts.len())
        })?;
        let governance = match need("state/governance") {
            Ok(bytes) => read("state/governance", bytes, Governance::decode)?,
            Err(_) => Governance::new(validators.clone()),
        };
        // Where nothing was registered there are no such sections.
        let registry = Registry::from_sections(accounts.len(), |name| need(name).unwrap_or(&[]));
        let registry = registry.ok_or_else(|| malformed(SECTIONS[0]))?;
        let header = Vec::new();
        let mut state = Self {
            accounts,
            dense,
            sparse,
            windows,
            supply,
            governance,
            registry,
            block_time_ms: 0,
            header,
        };
        state.check_supplies()?;
        let actual = state.commit();
        if actual == expected {
            Ok(state)
        } else {
            Err(SnapshotError::WrongRoot { expected, actual })
        }
    }

    /// Whether every supply is the sum of its balances. A sum modulo 2^64, which is all that [`State::commit`] compares, would do for
    /// a state that only execution has changed, but not for one that was read.
    fn check_supplies(&self) -> Result<(), SnapshotError> {
        let mut sums = vec![0_u128; self.supply.len()];
        for (sum, balances) in sums.iter_mut().zip(&self.dense) {
            let chunks = balances.as_bytes().as_chunks::<8>().0;
            *sum = chunks
                .iter()
                .map(|bytes| u128::from(u64::from_le_bytes(*bytes)))
                .sum();
        }
        for entry in self.sparse.entries() {
            sums[entry.asset as usize] += u128::from(entry.balance);
        }
        for ((asset, &sum), &supply) in (0..).zip(&sums).zip(&self.supply) {
            if sum != u128::from(supply) {
                return Err(SnapshotError::WrongSupply { asset, sum, supply });
            }
        }
        Ok(())
    }
}

/// Fixed-size parts, one after the other. A million accounts are copied between two blocks, so it goes by blocks and not by bytes.
fn concatenated<const N: usize>(parts: impl ExactSizeIterator<Item = [u8; N]>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(parts.len() * N);
    for part in parts {
        bytes.extend_from_slice(&part);
    }
    bytes
}

fn malformed(name: &str) -> SnapshotError {
    SnapshotError::Malformed(name.to_owned())
}

fn read<'a, T>(
    name: &str,
    bytes: &'a [u8],
    from: impl FnOnce(&'a [u8]) -> Option<T>,
) -> Result<T, SnapshotError> {
    from(bytes).ok_or_else(|| malformed(name))
}

fn chunks<const N: usize>(bytes: &[u8]) -> Option<&[[u8; N]]> {
    let (chunks, rest) = bytes.as_chunks::<N>();
    rest.is_empty().then_some(chunks)
}

fn supply_from(bytes: &[u8]) -> Option<Vec<u64>> {
    let supply = chunks::<8>(bytes)?;
    (supply.len() <= ASSETS_MAX).then(|| {
        supply
            .iter()
            .map(|bytes| u64::from_le_bytes(*bytes))
            .collect()
    })
}

fn accounts_from(bytes: &[u8]) -> Option<Accounts> {
    let leaves = chunks::<64>(bytes)?;
    if leaves.len() > ACCOUNTS_MAX {
        return None;
    }
    let mut accounts = Accounts::with_capacity(leaves.len());
    for (index, leaf) in leaves.iter().enumerate() {
        let (address, hot, cold) = Accounts::parts_of_leaf(leaf)?;
        let exists = |account: u32, below: usize| {
            AccountIndex::new(account)
                .some()
                .is_none_or(|account| account.usize() < below)
        };
        // A subaccount comes after its primary account; a custodian may be registered later.
        let is_sound = exists(cold.parent, index)
            && exists(hot.custodian, leaves.len())
            && hot.flags & !FLAGS == 0;
        if !is_sound {
            return None;
        }
        accounts.push_new(address, hot, cold)?;
        // The leaf repeats the index and has padding: there is one byte string for one account.
        if accounts.leaf(index) != *leaf {
            return None;
        }
    }
    Some(accounts)
}

fn windows_from(bytes: &[u8], accounts: usize) -> Option<Windows> {
    let leaves = chunks::<WINDOW_LEAF_BYTES>(bytes)?;
    let is_sound = leaves.iter().all(|leaf| {
        let window = Window::from_leaf(leaf);
        // Windows are found through an array by account: an account that does not exist would size it.
        window.account().usize() < accounts && window.leaf() == *leaf
    });
    if is_sound {
        Windows::from_windows(leaves.iter().map(Window::from_leaf))
    } else {
        None
    }
}

fn sparse_from(bytes: &[u8], assets: Range<u32>, accounts: usize) -> Option<SparseBalances> {
    let entries = chunks::<SPARSE_ENTRY_BYTES>(bytes)?;
    let is_sound = entries.iter().map(sparse_entry).all(|entry| {
        assets.contains(&entry.asset) && AccountIndex::new(entry.account).usize() < accounts
    });
    if is_sound {
        SparseBalances::from_entries(entries.iter().map(sparse_entry))
    } else {
        None
    }
}

fn sparse_entry(bytes: &[u8; SPARSE_ENTRY_BYTES]) -> SparseEntry {
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    SparseEntry {
        asset: word(0),
        account: word(4),
        balance: u64::from_le_bytes(bytes[8..].try_into().expect("eight bytes")),
    }
}
