//! The state as named byte sections, and back. Trees are not stored: they are hashed again, and their root must be the one stored.

use aurigraph_types::Digest;
use aurigraph_types::codec::Reader;

use crate::accounts::Accounts;
use crate::balances::{DenseBalances, SparseBalances, SparseEntry};
use crate::state::State;
use crate::windows::{WINDOW_LEAF_BYTES, Window, Windows};

/// Why a snapshot was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// A section is missing.
    #[error("section {0} is missing")]
    MissingSection(String),
    /// A section does not have the right length or content.
    #[error("section {0} is malformed")]
    Malformed(String),
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
        let accounts = (0..self.accounts.len())
            .flat_map(|index| self.accounts.leaf(index))
            .collect();
        let windows = self.windows.iter().flat_map(Window::leaf).collect();
        let sparse = self
            .sparse
            .entries()
            .iter()
            .flat_map(|entry| {
                let leaf = entry.leaf();
                <[u8; 16]>::try_from(&leaf[..16]).expect("sixteen of 64 bytes")
            })
            .collect();
        let supply = self
            .supply
            .iter()
            .flat_map(|supply| supply.to_le_bytes())
            .collect();
        let mut sections = vec![
            ("state/root".to_owned(), self.root().0.to_vec()),
            ("state/supply".to_owned(), supply),
            ("state/accounts".to_owned(), accounts),
            ("state/windows".to_owned(), windows),
            ("state/sparse".to_owned(), sparse),
        ];
        for (asset, balances) in self.dense.iter().enumerate() {
            sections.push((format!("state/dense/{asset}"), balances.as_bytes().to_vec()));
        }
        sections
    }

    /// Rebuilds a state and checks its root and supplies.
    pub fn from_sections<'a>(
        mut section: impl FnMut(&str) -> Option<&'a [u8]>,
    ) -> Result<Self, SnapshotError> {
        let mut need = |name: &str| {
            section(name).ok_or_else(|| SnapshotError::MissingSection(name.to_owned()))
        };
        let malformed = |name: &str| SnapshotError::Malformed(name.to_owned());

        let expected = need("state/root")?;
        let expected = Digest(expected.try_into().map_err(|_| malformed("state/root"))?);
        let supply = chunks::<8>(need("state/supply")?).ok_or_else(|| malformed("state/supply"))?;
        let supply: Vec<u64> = supply
            .iter()
            .map(|bytes| u64::from_le_bytes(*bytes))
            .collect();

        let mut accounts = Accounts::default();
        for leaf in
            chunks::<64>(need("state/accounts")?).ok_or_else(|| malformed("state/accounts"))?
        {
            let (hot, cold) =
                Accounts::parts_of_leaf(leaf).ok_or_else(|| malformed("state/accounts"))?;
            if accounts.find(&cold.address).is_some() {
                return Err(malformed("state/accounts"));
            }
            accounts.push(hot, cold);
        }
        let windows = chunks::<WINDOW_LEAF_BYTES>(need("state/windows")?)
            .ok_or_else(|| malformed("state/windows"))?;
        let windows = Windows::from_windows(windows.iter().map(Window::from_leaf))
            .ok_or_else(|| malformed("state/windows"))?;
        let sparse =
            chunks::<16>(need("state/sparse")?).ok_or_else(|| malformed("state/sparse"))?;
        let sparse = SparseBalances::from_entries(sparse.iter().map(sparse_entry))
            .ok_or_else(|| malformed("state/sparse"))?;

        let mut dense = Vec::new();
        for asset in 0.. {
            let name = format!("state/dense/{asset}");
            let Ok(bytes) = need(&name) else { break };
            dense.push(
                DenseBalances::from_bytes(bytes, accounts.len()).ok_or_else(|| malformed(&name))?,
            );
        }
        if dense.len() > supply.len() {
            return Err(malformed("state/supply"));
        }
        let mut state = Self {
            accounts,
            dense,
            sparse,
            windows,
            supply,
            header: Vec::new(),
        };
        let actual = state.commit();
        if actual == expected {
            Ok(state)
        } else {
            Err(SnapshotError::WrongRoot { expected, actual })
        }
    }
}

fn chunks<const N: usize>(bytes: &[u8]) -> Option<&[[u8; N]]> {
    let (chunks, rest) = bytes.as_chunks::<N>();
    rest.is_empty().then_some(chunks)
}

fn sparse_entry(bytes: &[u8; 16]) -> SparseEntry {
    let mut reader = Reader::new(bytes);
    let mut word = |name| reader.u32(name).expect("the chunk has sixteen bytes");
    let (asset, account) = (word("asset"), word("account"));
    let (low, high) = (word("balance"), word("balance"));
    SparseEntry {
        asset,
        account,
        balance: u64::from(high) << 32 | u64::from(low),
    }
}
