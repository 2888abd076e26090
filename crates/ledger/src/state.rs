//! The state: everything that the ledger's rules depend on, and its root.

use std::sync::Arc;

use aurigraph_types::genesis::{Genesis, GenesisError, Role};
use aurigraph_types::limits::ACCOUNTS_MAX;
use aurigraph_types::proof::STATE_HEADER_PREFIX_BYTES;
use aurigraph_types::{
    AccountIndex, Address, Amount, AssetIndex, Digest, Domain, Scheme, Sequence,
};

use crate::accounts::{
    Accounts, Cold, FLAG_ACCREDITOR, FLAG_AUTHORITY, FLAG_FROZEN, FLAG_REGISTRAR, Hot,
};
use crate::addresses::AddressBook;
use crate::balances::{DenseBalances, SparseBalances};
use crate::governance::Governance;
use crate::registry::Registry;
use crate::windows::Windows;

/// Version of the state header while nobody voted on anything.
pub const STATE_VERSION: u16 = 1;
/// Version of the state header with the root of governance at its end.
pub const STATE_VERSION_WITH_GOVERNANCE: u16 = 2;

/// Version of the state header with the root of the registry after it.
pub const STATE_VERSION_WITH_REGISTRY: u16 = 3;

/// The ledger's state after some height.
#[derive(Clone, Debug)]
pub struct State {
    pub(crate) accounts: Accounts,
    pub(crate) dense: Vec<DenseBalances>,
    pub(crate) sparse: SparseBalances,
    pub(crate) windows: Windows,
    /// Supply of each asset, by index. Nothing changes it in this version.
    pub(crate) supply: Vec<u64>,
    /// What validators decided.
    pub(crate) governance: Governance,
    /// What was registered.
    pub(crate) registry: Registry,
    /// Time of the block that is executed, Unix milliseconds; no part of the root.
    pub(crate) block_time_ms: u64,
    /// State header of the last commit; its hash is the root.
    pub(crate) header: Vec<u8>,
}

/// What a query is told about an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    /// Index.
    pub index: AccountIndex,
    /// Address.
    pub address: Address,
    /// Scheme of its key.
    pub scheme: Scheme,
    /// Who may sign for it besides itself.
    pub custodian: Option<AccountIndex>,
    /// Primary account of a subaccount.
    pub parent: Option<AccountIndex>,
    /// Subaccounts opened.
    pub subaccount_count: u32,
    /// Whether it is frozen.
    pub frozen: bool,
    /// Whether it may register others.
    pub is_registrar: bool,
    /// Whether it may freeze others.
    pub is_authority: bool,
    /// Whether it may make claims about others, and say who may verify assets.
    pub is_accreditor: bool,
    /// The lowest sequence above all used ones; `None` after the last one there is.
    pub next_sequence: Option<Sequence>,
    /// Dense balances that are not zero and all sparse slots, by asset.
    pub balances: Vec<(AssetIndex, Amount)>,
}

impl State {
    /// The state of height 0.
    pub fn from_genesis(genesis: &Genesis) -> Result<Self, GenesisError> {
        let mut state = Self {
            accounts: Accounts::default(),
            dense: vec![DenseBalances::default(); genesis.dense_assets as usize],
            sparse: SparseBalances::default(),
            windows: Windows::default(),
            supply: vec![0; genesis.assets.len()],
            governance: Governance::new(genesis.validator_set()?),
            registry: Registry::default(),
            block_time_ms: genesis.time_ms,
            header: Vec::new(),
        };
        for (number, account) in genesis.accounts.iter().enumerate() {
            let place = format!("accounts[{number}]");
            let key = account.key(&place)?;
            if state.find(&key.address()).is_some() {
                return Err(GenesisError::Invalid {
                    place,
                    reason: "the key is listed twice".into(),
                });
            }
            let index = state.push_account(
                key.address(),
                key.scheme(),
                AccountIndex::NONE,
                AccountIndex::NONE,
            );
            let flags = account.roles.iter().fold(0, |flags, role| {
                flags
                    | match role {
                        Role::Registrar => FLAG_REGISTRAR,
                        Role::Authority => FLAG_AUTHORITY,
                        Role::Accreditor => FLAG_ACCREDITOR,
                    }
            });
            state.accounts.change(index, |hot, _| hot.flags = flags);
            for (asset, amount) in account.balances(genesis, &place)? {
                let asset_index = AssetIndex::new(asset as u32);
                let sum = state
                    .balance(asset_index, index)
                    .checked_add(amount)
                    .expect("the genesis check bounds supplies");
                state.set_balance(asset_index, index, sum);
                state.supply[asset] = state.supply[asset]
                    .checked_add(amount)
                    .expect("the genesis check bounds supplies");
            }
        }
        state.commit();
        Ok(state)
    }

    /// Adds an account to every array.
    pub(crate) fn push_account(
        &mut self,
        address: Address,
        scheme: Scheme,
        custodian: AccountIndex,
        parent: AccountIndex,
    ) -> AccountIndex {
        assert!(
            self.accounts.len() < ACCOUNTS_MAX,
            "the caller checks the limit of accounts"
        );
        let hot = Hot {
            custodian: custodian.get(),
            flags: 0,
        };
        let cold = Cold {
            parent: parent.get(),
            subaccounts: 0,
            scheme,
        };
        let index = self.accounts.push(address, hot, cold);
        for balances in &mut self.dense {
            balances.grow(self.accounts.len());
        }
        index
    }

    /// One balance of an existing account in an existing asset.
    pub fn balance(&self, asset: AssetIndex, account: AccountIndex) -> u64 {
        match self.dense.get(asset.get() as usize) {
            Some(balances) => balances.get(account.usize()),
            None => self.sparse.get(asset, account),
        }
    }

    pub(crate) fn set_balance(&mut self, asset: AssetIndex, account: AccountIndex, balance: u64) {
        match self.dense.get_mut(asset.get() as usize) {
            Some(balances) => balances.set(account.usize(), balance),
            None => self.sparse.set(asset, account, balance),
        }
    }

    /// Hashes what changed since the last commit, asserts that every supply is conserved, and returns the state root.
    ///
    /// # Panics
    /// If the balances of an asset do not add up to its supply: the process must not go on.
    pub fn commit(&mut self) -> Digest {
        let roots = [
            self.accounts.commit(),
            self.sparse.commit(),
            self.windows.commit(),
        ];
        let counts = [
            self.accounts.len(),
            self.sparse.len(),
            self.windows.len(),
            self.dense.len(),
            self.supply.len(),
        ];
        let mut header = Vec::with_capacity(
            STATE_HEADER_PREFIX_BYTES + 32 * (roots.len() + self.dense.len() + 2),
        );
        let registry_root = self.registry.commit();
        let version = if !self.registry.is_empty() {
            STATE_VERSION_WITH_REGISTRY
        } else if self.governance.is_new() {
            STATE_VERSION
        } else {
            STATE_VERSION_WITH_GOVERNANCE
        };
        header.extend_from_slice(&version.to_le_bytes());
        header.extend_from_slice(&[0, 0]);
        for count in counts {
            header.extend_from_slice(
                &u32::try_from(count)
                    .expect("counts are limited")
                    .to_le_bytes(),
            );
        }
        assert_eq!(
            header.len(),
            STATE_HEADER_PREFIX_BYTES,
            "the prefix has its documented length"
        );
        for root in roots {
            header.extend_from_slice(&root.0);
        }
        for (asset, balances) in self.dense.iter_mut().enumerate() {
            let (root, total) = balances.commit();
            assert_eq!(
                total, self.supply[asset],
                "the supply of asset {asset} is conserved"
            );
            header.extend_from_slice(&root.0);
        }
        for asset in self.dense.len()..self.supply.len() {
            let total = self.sparse.committed_total(asset as u32);
            assert_eq!(
                total, self.supply[asset],
                "the supply of asset {asset} is conserved"
            );
        }
        if version >= STATE_VERSION_WITH_GOVERNANCE {
            header.extend_from_slice(&self.governance.root().0);
        }
        if version >= STATE_VERSION_WITH_REGISTRY {
            header.extend_from_slice(&registry_root.0);
        }
        self.header = header;
        self.root()
    }

    /// The state root of the last commit.
    pub fn root(&self) -> Digest {
        Domain::State.hash(&self.header)
    }

    /// What was registered.
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Says the time of the block whose submissions are applied next, Unix milliseconds: that of its header, on every node.
    pub const fn set_block_time(&mut self, time_ms: u64) {
        self.block_time_ms = time_ms;
    }

    /// Supply of each asset, by index.
    pub fn supply(&self) -> &[u64] {
        &self.supply
    }

    /// Number of accounts.
    pub fn account_count(&self) -> usize {
        self.accounts.len()
    }

    /// Number of assets.
    pub fn asset_count(&self) -> usize {
        self.supply.len()
    }

    /// Number of dense assets.
    pub fn dense_asset_count(&self) -> usize {
        self.dense.len()
    }

    /// Scheme of an account's key, if the account exists.
    pub fn scheme(&self, account: AccountIndex) -> Option<Scheme> {
        self.accounts.get(account).map(|(_, cold)| cold.scheme)
    }

    /// The primary account of a subaccount; nothing of a primary one.
    pub fn parent(&self, account: AccountIndex) -> Option<AccountIndex> {
        let (_, cold) = self.accounts.get(account)?;
        AccountIndex::new(cold.parent).some()
    }

    /// Address of an account, if it exists.
    pub fn address(&self, account: AccountIndex) -> Option<Address> {
        self.accounts.addresses().address(account)
    }

    /// Index of an address, if it is registered.
    pub fn find(&self, address: &Address) -> Option<AccountIndex> {
        self.accounts.addresses().find(address)
    }

    /// Addresses and indexes, for those who look from other threads. They see an account from the moment on in which it is registered.
    pub fn addresses(&self) -> &Arc<AddressBook> {
        self.accounts.addresses()
    }

    /// Everything about an account.
    pub fn account(&self, index: AccountIndex) -> Option<AccountView> {
        let (hot, cold) = self.accounts.get(index)?;
        let dense = self
            .dense
            .iter()
            .enumerate()
            .map(|(asset, balances)| (asset as u32, balances.get(index.usize())));
        let balances = dense
            .filter(|(_, balance)| *balance > 0)
            .chain(
                self.sparse
                    .of_account(index, self.dense.len() as u32..self.supply.len() as u32),
            )
            .map(|(asset, balance)| (AssetIndex::new(asset), Amount::new(balance)))
            .collect();
        let highest = self.windows.get(index).map_or(0, |window| window.highest());
        Some(AccountView {
            index,
            address: self.address(index)?,
            scheme: cold.scheme,
            custodian: AccountIndex::new(hot.custodian).some(),
            parent: AccountIndex::new(cold.parent).some(),
            subaccount_count: cold.subaccounts,
            frozen: hot.flags & FLAG_FROZEN != 0,
            is_registrar: hot.flags & FLAG_REGISTRAR != 0,
            is_authority: hot.flags & FLAG_AUTHORITY != 0,
            is_accreditor: hot.flags & FLAG_ACCREDITOR != 0,
            next_sequence: highest.checked_add(1).map(Sequence::new),
            balances,
        })
    }
}
