//! The rules of docs/protocol.md a second time, as naively as possible: plain tables, sets of all used sequences, whole trees.
//!
//! Nothing here is shared with the ledger except the hash functions and the plain Merkle tree of `aurigraph-types`.

use std::collections::{BTreeMap, BTreeSet};

use aurigraph_types::key::subaccount_address;
use aurigraph_types::limits::SEQUENCE_WINDOW;
use aurigraph_types::{
    AccountIndex, Address, Digest, Domain, Operation, ResultCode, Scheme, TransferRecord, merkle,
};

use super::{ASSETS, Content, DENSE_ASSETS, Intent, KEYS, genesis, key};

/// An account, in plain types.
#[derive(Clone, Debug)]
pub struct ModelAccount {
    /// Address.
    pub address: Address,
    /// Scheme of its key.
    pub scheme: Scheme,
    /// Number of the key that signs for it.
    pub key_number: usize,
    /// Frozen or not.
    pub frozen: bool,
    /// May register.
    pub registrar: bool,
    /// May freeze.
    pub authority: bool,
    /// Who may sign for it.
    pub custodian: Option<u32>,
    /// The primary account of a subaccount.
    pub parent: Option<u32>,
    /// Subaccounts opened.
    pub subaccounts: u32,
}

/// What an operation did: the account concerned or first assigned, and how many were assigned.
pub type Effect = (Option<u32>, u32);

/// The naive ledger.
#[derive(Clone, Debug)]
pub struct Model {
    /// Accounts by index.
    pub accounts: Vec<ModelAccount>,
    /// Balances by asset and account.
    pub balances: BTreeMap<(u32, u32), u64>,
    /// Sparse slots in order of first use.
    pub sparse_slots: Vec<(u32, u32)>,
    /// All sequences ever used, by signer.
    pub used: BTreeMap<u32, BTreeSet<u64>>,
    /// Signers in order of first use.
    pub signers: Vec<u32>,
}

impl Model {
    /// The model of height 0.
    pub fn from_genesis() -> Self {
        let mut model = Self {
            accounts: Vec::new(),
            balances: BTreeMap::new(),
            sparse_slots: Vec::new(),
            used: BTreeMap::new(),
            signers: Vec::new(),
        };
        for (number, account) in genesis().accounts.iter().enumerate() {
            let mut added = model_account(number);
            added.registrar = account
                .roles
                .contains(&aurigraph_types::genesis::Role::Registrar);
            added.authority = account
                .roles
                .contains(&aurigraph_types::genesis::Role::Authority);
            model.accounts.push(added);
            for balance in &account.balances {
                let asset = genesis().asset_by_code(&balance.asset).expect("listed") as u32;
                model.set(
                    asset,
                    number as u32,
                    balance.amount.parse().expect("a number"),
                );
            }
        }
        model
    }

    fn known(&self, account: u32) -> Option<&ModelAccount> {
        self.accounts.get(account as usize)
    }

    /// A balance.
    pub fn balance(&self, asset: u32, account: u32) -> u64 {
        self.balances.get(&(asset, account)).copied().unwrap_or(0)
    }

    fn set(&mut self, asset: u32, account: u32, balance: u64) {
        if asset >= DENSE_ASSETS && !self.balances.contains_key(&(asset, account)) {
            self.sparse_slots.push((asset, account));
        }
        self.balances.insert((asset, account), balance);
    }

    /// The highest used sequence of a signer; 0 if there is none.
    pub fn highest(&self, signer: u32) -> u64 {
        self.used
            .get(&signer)
            .and_then(|used| used.iter().max())
            .copied()
            .unwrap_or(0)
    }

    fn admit(&self, intent: &Intent, height: u64) -> Result<(), ResultCode> {
        if intent
            .valid_until
            .is_some_and(|last| last != 0 && last < height)
        {
            return Err(ResultCode::Expired);
        }
        let highest = self.highest(intent.signer);
        if highest >= SEQUENCE_WINDOW && intent.sequence <= highest - SEQUENCE_WINDOW {
            return Err(ResultCode::StaleSequence);
        }
        match self.used.get(&intent.signer) {
            Some(used) if used.contains(&intent.sequence) => Err(ResultCode::AlreadyApplied),
            _ => Ok(()),
        }
    }

    /// Applies an intent and says what must come out: a code for each record, and the effect of an operation.
    pub fn apply(&mut self, intent: &Intent, height: u64) -> (Vec<ResultCode>, Effect) {
        let admitted = self.admit(intent, height);
        if admitted.is_ok() {
            if !self.signers.contains(&intent.signer) {
                self.signers.push(intent.signer);
            }
            self.used
                .entry(intent.signer)
                .or_default()
                .insert(intent.sequence);
        }
        let records = match &intent.content {
            Content::Transfer(record) => std::slice::from_ref(record),
            Content::Batch(records) => records,
            Content::Operation(operation) => {
                let result = admitted.and_then(|()| self.operate(intent.signer, operation));
                return match result {
                    Ok(effect) => (vec![ResultCode::Applied], effect),
                    Err(code) => (vec![code], (None, 0)),
                };
            }
        };
        let transfer = |record| admitted.and_then(|()| self.transfer(intent.signer, record));
        let results = records
            .iter()
            .map(transfer)
            .map(|result| result.err().unwrap_or(ResultCode::Applied));
        (results.collect(), (None, 0))
    }

    fn transfer(&mut self, signer: u32, record: &TransferRecord) -> Result<(), ResultCode> {
        let (debit, credit) = (record.debit().get(), record.credit().get());
        let (asset, amount) = (record.asset_index().get(), record.amount().get());
        let refuse = |condition: bool, code| if condition { Err(code) } else { Ok(()) };
        refuse(asset >= ASSETS, ResultCode::UnknownAsset)?;
        let payer = self.known(debit).ok_or(ResultCode::UnknownDebitAccount)?;
        let payee = self.known(credit).ok_or(ResultCode::UnknownCreditAccount)?;
        refuse(debit == credit, ResultCode::SameAccount)?;
        refuse(amount == 0, ResultCode::ZeroAmount)?;
        refuse(
            signer != debit && payer.custodian != Some(signer),
            ResultCode::NotAuthorised,
        )?;
        refuse(payer.frozen, ResultCode::DebitAccountFrozen)?;
        refuse(payee.frozen, ResultCode::CreditAccountFrozen)?;
        let (from, to) = (self.balance(asset, debit), self.balance(asset, credit));
        refuse(from < amount, ResultCode::InsufficientFunds)?;
        refuse(u64::MAX - to < amount, ResultCode::CreditOverflow)?;
        self.set(asset, debit, from - amount);
        self.set(asset, credit, to + amount);
        Ok(())
    }

    fn operate(&mut self, signer: u32, operation: &Operation) -> Result<Effect, ResultCode> {
        let own = self.accounts[signer as usize].clone();
        match operation {
            Operation::RegisterAccounts { keys } => {
                if !own.registrar {
                    return Err(ResultCode::NotAuthorised);
                }
                let before = self.accounts.len() as u32;
                for public_key in keys {
                    let known = self
                        .accounts
                        .iter()
                        .any(|account| account.address == public_key.address());
                    if !known {
                        let number =
                            (0..KEYS).find(|&number| key(number).public_key() == public_key);
                        self.accounts
                            .push(model_account(number.expect("one of the tests' keys")));
                    }
                }
                let count = self.accounts.len() as u32 - before;
                Ok(((count > 0).then_some(before), count))
            }
            Operation::OpenSubaccounts { count } => {
                if own.parent.is_some() {
                    return Err(ResultCode::SubaccountOfSubaccount);
                }
                let first = self.accounts.len() as u32;
                for number in 1..=*count {
                    let address = subaccount_address(&own.address, own.subaccounts + number);
                    let (custodian, parent) = (Some(signer), Some(signer));
                    let plain = model_account(own.key_number);
                    self.accounts.push(ModelAccount {
                        address,
                        custodian,
                        parent,
                        ..plain
                    });
                }
                self.accounts[signer as usize].subaccounts += count;
                Ok((Some(first), *count))
            }
            Operation::GrantCustody { custodian } => {
                let custodian = custodian.get();
                if custodian == signer {
                    return Err(ResultCode::SameAccount);
                }
                self.known(custodian).ok_or(ResultCode::UnknownAccount)?;
                self.accounts[signer as usize].custodian = Some(custodian);
                Ok((Some(custodian), 0))
            }
            Operation::RevokeCustody => {
                self.accounts[signer as usize].custodian = None;
                Ok((None, 0))
            }
            Operation::SetFrozen { account, frozen } => {
                if !own.authority {
                    return Err(ResultCode::NotAuthorised);
                }
                let account = account.get();
                self.known(account).ok_or(ResultCode::UnknownAccount)?;
                self.accounts[account as usize].frozen = *frozen;
                Ok((Some(account), 0))
            }
            Operation::Attest { .. } => Ok((None, 0)),
            // The version of the protocol is the first one in these histories.
            Operation::Registry(_) => Err(ResultCode::NotActivated),
            Operation::Govern { .. } => {
                panic!("tests of governance have no model: tests/governance.rs")
            }
        }
    }

    /// The state root as docs/protocol.md spells it out, from every leaf anew.
    pub fn state_root(&self) -> Digest {
        let mut header = vec![1, 0, 0, 0];
        let counts = [
            self.accounts.len(),
            self.sparse_slots.len(),
            self.signers.len(),
        ];
        for count in counts
            .into_iter()
            .chain([DENSE_ASSETS as usize, ASSETS as usize])
        {
            header.extend_from_slice(&(count as u32).to_le_bytes());
        }
        let accounts = (0..self.accounts.len()).map(|index| self.account_leaf(index));
        header.extend_from_slice(&root(Domain::AccountLeaf, accounts));
        let sparse = self.sparse_slots.iter().map(|&(asset, account)| {
            let mut leaf = [asset.to_le_bytes(), account.to_le_bytes()].concat();
            leaf.extend_from_slice(&self.balance(asset, account).to_le_bytes());
            leaf.resize(64, 0);
            leaf
        });
        header.extend_from_slice(&root(Domain::SparseLeaf, sparse));
        header.extend_from_slice(&root(
            Domain::WindowLeaf,
            self.signers.iter().map(|&signer| self.window_leaf(signer)),
        ));
        for asset in 0..DENSE_ASSETS {
            let leaves = (0..self.accounts.len().div_ceil(8) as u32).map(|leaf| {
                (leaf * 8..leaf * 8 + 8)
                    .flat_map(|account| self.balance(asset, account).to_le_bytes())
                    .collect()
            });
            header.extend_from_slice(&root(Domain::BalanceLeaf, leaves));
        }
        Domain::State.hash(&header)
    }

    fn account_leaf(&self, index: usize) -> Vec<u8> {
        let account = &self.accounts[index];
        let flags = u32::from(account.frozen)
            | u32::from(account.registrar) << 1
            | u32::from(account.authority) << 2;
        let none = AccountIndex::NONE.get();
        let mut leaf = account.address.0.0.to_vec();
        let words = [
            index as u32,
            account.custodian.unwrap_or(none),
            account.parent.unwrap_or(none),
            flags,
            account.subaccounts,
        ];
        leaf.extend(words.into_iter().flat_map(u32::to_le_bytes));
        leaf.push(account.scheme.as_u8());
        leaf.resize(64, 0);
        leaf
    }

    fn window_leaf(&self, signer: u32) -> Vec<u8> {
        let highest = self.highest(signer);
        let mut leaf = signer.to_le_bytes().to_vec();
        leaf.extend_from_slice(&[0; 4]);
        leaf.extend_from_slice(&highest.to_le_bytes());
        let mut bitmap = [0_u8; 128];
        for sequence in &self.used[&signer] {
            if highest - sequence < SEQUENCE_WINDOW {
                let bit = (sequence % SEQUENCE_WINDOW) as usize;
                bitmap[bit / 8] |= 1 << (bit % 8);
            }
        }
        leaf.extend_from_slice(&bitmap);
        leaf
    }
}

fn model_account(key_number: usize) -> ModelAccount {
    let public_key = key(key_number).public_key();
    ModelAccount {
        address: public_key.address(),
        scheme: public_key.scheme(),
        key_number,
        frozen: false,
        registrar: false,
        authority: false,
        custodian: None,
        parent: None,
        subaccounts: 0,
    }
}

fn root(domain: Domain, leaves: impl Iterator<Item = Vec<u8>>) -> [u8; 32] {
    merkle::root(&leaves.map(|leaf| domain.hash(&leaf)).collect::<Vec<_>>()).0
}
