//! What outlives a loss of power: a disk for each validator, with genesis file and key.

use std::collections::BTreeSet;
use std::path::PathBuf;

use aurigraph_node::recovery::{GENESIS_FILE, VALIDATOR_KEY_FILE};
use aurigraph_storage::FaultyDisk;
use aurigraph_types::genesis::{
    GENESIS_VERSION, GenesisAccount, GenesisAsset, GenesisBalance, GenesisValidator,
};
use aurigraph_types::{Genesis, Scheme, SigningKey};

use crate::plan::Plan;
use crate::workload::{FIRST_BALANCE, account_key};

/// Time of the first block: simulated time begins at zero, which no block may have.
pub const BEGAN_AT_MS: u64 = 1_790_000_000_000;

/// What outlives a loss of power.
pub struct Disks {
    /// One for each validator.
    pub disks: Vec<FaultyDisk>,
    /// Names of the engine's folders: a lost disk gets a new one.
    pub partitions: Vec<String>,
    /// Epochs in which the engine of that name has run.
    pub began: Vec<BTreeSet<u64>>,
    /// Whether it votes; else it only follows.
    pub votes: Vec<bool>,
    /// Whether it was a validator when it was last started.
    pub decided: Vec<bool>,
    /// How often one was none any more.
    pub left: u64,
    /// How often one that had left was one again.
    pub came_back: u64,
    /// The disk of the second validator with one key.
    pub(crate) twin: FaultyDisk,
    genesis: Vec<u8>,
    pub(crate) keys: Vec<SigningKey>,
    made: usize,
}

/// A validator's key.
pub fn validator_key(validator: usize) -> SigningKey {
    SigningKey::from_seed(Scheme::Ed25519, &[validator as u8 + 1; 32]).expect("a seed")
}

/// Where a validator's data lies on its disk.
pub fn data_dir() -> PathBuf {
    PathBuf::from("/simulated")
}

impl Disks {
    /// Of a new network.
    pub fn new(plan: &Plan) -> Self {
        let keys: Vec<_> = (0..plan.validators).map(validator_key).collect();
        let validators = keys
            .iter()
            .enumerate()
            .map(|(number, key)| GenesisValidator {
                name: format!("validator-{number}"),
                public_key: hex::encode(key.public_key().as_bytes()),
                voting_power: 1,
            });
        let accounts = (0..plan.clients).map(|number| GenesisAccount {
            name: format!("client {number}"),
            scheme: "ed25519".into(),
            public_key: hex::encode(account_key(number).public_key().as_bytes()),
            roles: Vec::new(),
            balances: vec![GenesisBalance {
                asset: "EUR".into(),
                amount: FIRST_BALANCE.to_string(),
            }],
        });
        // One that brings votes, and has nothing to pay.
        let office = GenesisAccount {
            name: "office".into(),
            scheme: "ed25519".into(),
            public_key: hex::encode(account_key(plan.clients).public_key().as_bytes()),
            roles: Vec::new(),
            balances: Vec::new(),
        };
        let genesis = Genesis {
            version: GENESIS_VERSION,
            network: "simulated".into(),
            devnet: true,
            time_ms: BEGAN_AT_MS,
            assets: vec![GenesisAsset {
                code: "EUR".into(),
                name: "Euro".into(),
                decimals: 2,
            }],
            dense_assets: 1,
            validators: validators.collect(),
            accounts: accounts.chain([office]).collect(),
        };
        let genesis = serde_json::to_vec(&genesis).expect("JSON");
        let mut disks = Self {
            disks: Vec::new(),
            partitions: (0..plan.validators)
                .map(|number| format!("validator-{number}"))
                .collect(),
            began: vec![BTreeSet::new(); plan.validators],
            votes: vec![true; plan.validators],
            decided: vec![true; plan.validators],
            left: 0,
            came_back: 0,
            twin: FaultyDisk::new(),
            genesis,
            keys,
            made: 0,
        };
        for number in 0..plan.validators {
            let disk = disks.empty(number);
            disks.disks.push(disk);
        }
        let of_twin = plan.byzantine.map_or(0, |(bad, _)| bad);
        disks.twin = disks.empty(of_twin);
        disks
    }

    /// The genesis file's bytes.
    pub fn genesis(&self) -> &[u8] {
        &self.genesis
    }

    fn empty(&self, validator: usize) -> FaultyDisk {
        let disk = FaultyDisk::new();
        disk.set_content(&data_dir().join(GENESIS_FILE), &self.genesis);
        let key = hex::encode(self.keys[validator].seed());
        disk.set_content(&data_dir().join(VALIDATOR_KEY_FILE), key.as_bytes());
        disk
    }

    /// A new disk with nothing but the genesis file and the key; the validator follows from now on.
    pub fn lose(&mut self, validator: usize) {
        self.disks[validator] = self.empty(validator);
        self.votes[validator] = false;
        self.follow(validator);
    }

    /// One is started as a validator, or as one that is none at present.
    pub(crate) fn start(&mut self, validator: usize, decides: bool) {
        match (self.decided[validator], decides) {
            (true, false) => self.left += 1,
            (false, true) => self.came_back += 1,
            _ => {}
        }
        self.decided[validator] = decides;
    }

    /// The engine begins anew.
    pub fn follow(&mut self, validator: usize) {
        self.made += 1;
        self.began[validator].clear();
        self.partitions[validator] = format!("validator-{validator}-again-{}", self.made);
    }
}
