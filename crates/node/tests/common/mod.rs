//! A node in a folder of its own, with a small genesis and known keys.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use aurigraph_node::ingest::{Admission, SubmissionResult};
use aurigraph_node::recovery::initialise;
use aurigraph_node::{NodeConfig, NodeHandle};
use aurigraph_types::genesis::{
    GENESIS_VERSION, GenesisAccount, GenesisAsset, GenesisBalance, GenesisValidator, Role,
};
use aurigraph_types::submission::SigningContext;
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Genesis, Scheme, Sequence, SigningKey, Submission,
    TransferRecord,
};
use bytes::Bytes;
use tempfile::TempDir;

/// What every account begins with.
pub const FIRST_BALANCE: u64 = 1_000_000;

/// A folder with a ledger of four accounts: a registrar with authority, and three holders with one scheme each.
pub struct TestLedger {
    pub folder: TempDir,
    pub keys: Vec<SigningKey>,
    pub chain_id: ChainId,
}

impl TestLedger {
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let validator = SigningKey::generate(Scheme::Ed25519);
        let schemes = [
            Scheme::Ed25519,
            Scheme::Ed25519,
            Scheme::MlDsa65,
            Scheme::Hybrid,
        ];
        let keys: Vec<_> = schemes.into_iter().map(SigningKey::generate).collect();
        let accounts = keys.iter().enumerate().map(|(index, key)| GenesisAccount {
            name: format!("account {index}"),
            scheme: key.scheme().name().into(),
            public_key: hex::encode(key.public_key().as_bytes()),
            roles: if index == 0 {
                vec![Role::Registrar, Role::Authority]
            } else {
                Vec::new()
            },
            balances: ["EUR", "GOLD"]
                .map(|asset| GenesisBalance {
                    asset: asset.into(),
                    amount: FIRST_BALANCE.to_string(),
                })
                .to_vec(),
        });
        let asset = |code: &str, decimals| GenesisAsset {
            code: code.into(),
            name: code.into(),
            decimals,
        };
        let genesis = Genesis {
            version: GENESIS_VERSION,
            network: "test".into(),
            devnet: true,
            time_ms: 1_790_000_000_000,
            assets: vec![asset("EUR", 2), asset("GOLD", 3)],
            dense_assets: 1,
            validators: vec![GenesisValidator {
                name: "validator".into(),
                public_key: hex::encode(validator.public_key().as_bytes()),
                voting_power: 1,
            }],
            accounts: accounts.collect(),
        };
        let file = serde_json::to_vec(&genesis).expect("JSON");
        initialise(folder.path(), &file, &validator).expect("the folder is empty");
        Self {
            folder,
            keys,
            chain_id: Genesis::chain_id(&file),
        }
    }

    pub fn config(&self) -> NodeConfig {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        NodeConfig {
            disk_reserve_bytes: 1 << 20,
            segment_bytes: 1 << 20,
            proof_delay: Duration::from_millis(20),
            proof_delay_max: Duration::from_millis(100),
            ..NodeConfig::new(self.folder.path().to_path_buf(), any, any)
        }
    }

    pub fn start(&self) -> NodeHandle {
        NodeHandle::start(self.config(), 0.0).expect("the node starts")
    }

    pub fn context(&self, signer: u32, sequence: u64) -> SigningContext {
        SigningContext {
            chain_id: self.chain_id,
            signer: AccountIndex::new(signer),
            sequence: Sequence::new(sequence),
            valid_until_height: None,
        }
    }

    pub fn transfer(&self, signer: u32, sequence: u64, record: &TransferRecord) -> Submission {
        Submission::transfer(
            &self.keys[signer as usize],
            &self.context(signer, sequence),
            record,
        )
    }
}

pub fn record(debit: u32, credit: u32, amount: u64) -> TransferRecord {
    TransferRecord::new(
        AccountIndex::new(debit),
        AccountIndex::new(credit),
        AssetIndex::new(0),
        Amount::new(amount),
    )
}

pub async fn submit(handle: &NodeHandle, bytes: impl Into<Bytes>) -> Vec<SubmissionResult> {
    handle
        .node
        .ingest
        .submit(bytes.into(), Admission::Wait)
        .await
        .expect("the log is written")
}

pub async fn balance(handle: &NodeHandle, account: u32) -> u64 {
    let look = move |state: &aurigraph_ledger::State| {
        state.balance(AssetIndex::new(0), AccountIndex::new(account))
    };
    handle
        .node
        .queries
        .ask(look)
        .await
        .expect("the node runs")
        .1
}

/// Waits until nothing more happens: the empty block after the last results has been written.
pub async fn settle(handle: &NodeHandle) -> u64 {
    let mut tips = handle.node.chain.watch_tip();
    loop {
        if tokio::time::timeout(Duration::from_millis(300), tips.changed())
            .await
            .is_err()
        {
            return handle.node.chain.tip().height.get();
        }
    }
}

pub async fn stop(handle: NodeHandle) {
    handle.drain().await;
    tokio::task::spawn_blocking(move || handle.stop())
        .await
        .expect("the node stops");
}
