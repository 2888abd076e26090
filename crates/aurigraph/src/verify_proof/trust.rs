//! What links a proof to the world: the genesis file that the reader trusts.

use std::fs;
use std::path::Path;

use anyhow::Context;
use aurigraph_types::genesis::GenesisAsset;
use aurigraph_types::proof::{Proof, Statement, Verified};
use aurigraph_types::{AccountIndex, ChainId, Digest, Genesis};

use crate::failure::usage;

/// A genesis file and what follows from its bytes.
pub struct TrustedGenesis {
    genesis: Genesis,
    chain_id: ChainId,
    validators_root: Digest,
}

impl TrustedGenesis {
    /// Reads and checks a genesis file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let bytes = fs::read(path).map_err(|error| {
            usage(format!(
                "cannot read the genesis file {}: {error}",
                path.display()
            ))
        })?;
        let genesis = Genesis::parse(&bytes)
            .map_err(|error| usage(format!("{}: {error}", path.display())))?;
        let validators_root = genesis
            .validator_set()
            .context("the genesis file names no valid validators")?
            .root();
        Ok(Self {
            chain_id: Genesis::chain_id(&bytes),
            genesis,
            validators_root,
        })
    }

    /// Name of the network.
    pub fn network(&self) -> &str {
        &self.genesis.network
    }

    /// The asset of an index.
    pub fn asset(&self, index: u32) -> Option<&GenesisAsset> {
        self.genesis.assets.get(index as usize)
    }

    /// The name of one of the first accounts.
    pub fn account_name(&self, account: AccountIndex) -> Option<&str> {
        self.genesis
            .accounts
            .get(account.usize())
            .map(|account| account.name.as_str())
    }

    /// The name of a validator.
    pub fn validator_name(&self, public_key: &str) -> Option<&str> {
        self.genesis
            .validators
            .iter()
            .find(|validator| validator.public_key == public_key)
            .map(|found| found.name.as_str())
    }

    /// Whether a proof that holds in itself is about this network: says why, or why not.
    pub fn compare(&self, proof: &Proof, verified: &Verified) -> Result<String, String> {
        if proof.chain_id != self.chain_id.0 {
            return Err(format!(
                "the proof belongs to chain {}, the genesis file is that of chain {} ({})",
                proof.chain_id,
                self.chain_id,
                self.network()
            ));
        }
        if verified.first_validators_root != self.validators_root {
            return Err(
                "the validators that the proof begins with are not those of the genesis file"
                    .to_owned(),
            );
        }
        if let (Statement::Balance { asset, .. }, Some(balance)) =
            (&verified.statement, &proof.balance)
        {
            let code = self.asset(*asset).map(|asset| asset.code.as_str());
            if code != Some(balance.asset_code.as_str()) {
                return Err(format!(
                    "the proof calls asset {asset} {}; the genesis file calls it {}",
                    balance.asset_code,
                    code.unwrap_or("nothing at all")
                ));
            }
        }
        Ok(format!(
            "chain id and validators are those of the genesis file of {}",
            self.network()
        ))
    }
}

/// What the reader still has to take on trust when there is no genesis file.
pub fn what_remains(proof: &Proof) -> String {
    format!(
        "The proof is sound in itself. It remains to be trusted that chain {} is the network you mean and that the {} validator \
         key(s) it lists are that network's: compare them with a source you trust, or pass its genesis file with --genesis.",
        proof.chain_id,
        proof.validators.len()
    )
}
