//! A proposal on its way between validators: a file of JSON that holds the signed bytes and the votes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use aurigraph_node::epochs::{EpochRecord, index_of};
use aurigraph_node::recovery::{GENESIS_FILE, VALIDATOR_KEY_FILE, check_key_is_private};
use aurigraph_storage::RealDisk;
use aurigraph_types::governance::{Action, Proposal, ProposalVote};
use aurigraph_types::{ChainId, Digest, Genesis, PublicKey, Scheme, SigningKey};
use clap::Args;
use serde::{Deserialize, Serialize};

use crate::node::NodeFile;

/// The value of `format`.
const FORMAT: &str = "aurigraph-proposal-v1";
/// Longer files are no proposals.
const FILE_BYTES_MAX: u64 = 256 * 1024;

/// A proposal with its votes.
#[derive(Debug)]
pub struct Document {
    /// The chain that it is for.
    pub chain: ChainId,
    /// What is proposed.
    pub proposal: Proposal,
    /// Votes, all of them valid signatures.
    pub votes: Vec<ProposalVote>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    format: String,
    chain_id: Digest,
    proposal_id: Digest,
    proposal: String,
    votes: Vec<FileVote>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FileVote {
    public_key: String,
    signature: String,
}

impl Document {
    /// What votes sign.
    pub fn id(&self) -> Digest {
        self.proposal.id(&self.chain)
    }

    /// Reads a file and checks that everything in it belongs together.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let length = fs::metadata(path)
            .with_context(|| format!("cannot read {}", path.display()))?
            .len();
        if length > FILE_BYTES_MAX {
            bail!("{} has {length} bytes: that is no proposal", path.display());
        }
        let text = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("{} is no proposal", path.display()))
    }

    fn parse(text: &[u8]) -> anyhow::Result<Self> {
        let file: File = serde_json::from_slice(text)?;
        if file.format != FORMAT {
            bail!("its format is {:.40}, expected {FORMAT}", file.format);
        }
        let bytes = hex::decode(&file.proposal).context("proposal is no hexadecimal")?;
        let document = Self {
            chain: ChainId(file.chain_id),
            proposal: Proposal::decode(&bytes)?,
            votes: file
                .votes
                .iter()
                .map(FileVote::parse)
                .collect::<Result<_, _>>()?,
        };
        let id = document.id();
        if id != file.proposal_id {
            bail!("the id in it is not that of the proposal: somebody altered one of them");
        }
        if let Some(wrong) = document.votes.iter().find(|vote| !vote.is_valid(&id)) {
            let key = hex::encode(wrong.public_key.as_bytes());
            bail!("the vote of {key} does not verify");
        }
        Ok(document)
    }

    /// Writes it.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let votes = self.votes.iter().map(|vote| FileVote {
            public_key: hex::encode(vote.public_key.as_bytes()),
            signature: hex::encode(vote.signature),
        });
        let file = File {
            format: FORMAT.into(),
            chain_id: self.chain.0,
            proposal_id: self.id(),
            proposal: hex::encode(self.proposal.encode()),
            votes: votes.collect(),
        };
        let mut text = serde_json::to_vec_pretty(&file).context("write the proposal")?;
        text.push(b'\n');
        let beside = path.with_extension("json.new");
        fs::write(&beside, text).with_context(|| format!("cannot write {}", beside.display()))?;
        fs::rename(&beside, path).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Adds a vote, unless that validator voted already. Whether it was new.
    pub fn add(&mut self, key: &SigningKey) -> bool {
        let own = |vote: &ProposalVote| vote.public_key == *key.public_key();
        if self.votes.iter().any(own) {
            return false;
        }
        self.votes.push(ProposalVote::sign(key, &self.id()));
        true
    }

    /// What is proposed, in a sentence.
    pub fn sentence(&self) -> String {
        let what = match &self.proposal.action {
            Action::SetParameter { parameter, value } => {
                format!("{} is {value}", parameter.name())
            }
            Action::ActivateProtocol { version } => {
                format!("the network follows protocol version {version}")
            }
            Action::SetRole {
                account,
                role,
                granted,
            } => {
                let has = if *granted { "has" } else { "does not have" };
                format!("account {account} {has} the role {}", role.name())
            }
            Action::SetValidators { epoch, seats } => {
                let seats = seats.iter().map(|seat| {
                    let key = hex::encode(seat.public_key.as_bytes());
                    format!("{:.12}… at {}", key, seat.address)
                });
                format!(
                    "after epoch {epoch} these are the validators: {}",
                    seats.collect::<Vec<_>>().join(", ")
                )
            }
        };
        let effective = self.proposal.effective_height.get();
        let from = if effective == 0 {
            match self.proposal.action {
                Action::SetValidators { .. } => {
                    "from the 66th block after it is accepted on".to_owned()
                }
                _ => "from the block after it is accepted on".to_owned(),
            }
        } else {
            format!("from block {effective} on")
        };
        format!(
            "{from}, {what}; votes count up to block {}",
            self.proposal.expires_height
        )
    }
}

impl FileVote {
    fn parse(&self) -> anyhow::Result<ProposalVote> {
        let key = hex::decode(&self.public_key).context("a key is no hexadecimal")?;
        let signature = hex::decode(&self.signature).context("a signature is no hexadecimal")?;
        Ok(ProposalVote {
            public_key: PublicKey::new(Scheme::Ed25519, &key)?,
            signature: signature
                .try_into()
                .map_err(|_| anyhow::anyhow!("a signature has 64 bytes"))?,
        })
    }
}

/// The validator that votes.
#[derive(Args, Debug)]
pub struct ValidatorOptions {
    /// Configuration file of the validator's node; its key lies in the node's folder
    #[arg(long, value_name = "FILE", required_unless_present = "data_dir")]
    config: Option<PathBuf>,

    /// Data folder of a validator without one
    #[arg(long, value_name = "FOLDER", conflicts_with = "config")]
    data_dir: Option<PathBuf>,
}

/// A validator's key, and the chain that it belongs to.
pub struct Voter {
    /// The key.
    pub key: SigningKey,
    /// The chain.
    pub chain: ChainId,
}

impl ValidatorOptions {
    /// Reads key and chain; a running node is not disturbed.
    pub fn voter(&self) -> anyhow::Result<Voter> {
        let data_dir = match (&self.config, &self.data_dir) {
            (Some(config), _) => NodeFile::read(config)?.data_dir,
            (None, Some(data_dir)) => data_dir.clone(),
            (None, None) => unreachable!("one of them is required"),
        };
        let read = |name: &str| {
            let path = data_dir.join(name);
            fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
        };
        let genesis = read(GENESIS_FILE)?;
        let seed = read(VALIDATOR_KEY_FILE)?;
        check_key_is_private(&*RealDisk::shared(), &data_dir.join(VALIDATOR_KEY_FILE))?;
        let seed = hex::decode(seed.trim_ascii()).context("the key file is no hexadecimal")?;
        let key = SigningKey::from_seed(Scheme::Ed25519, &seed).context("the key file")?;
        let listed = Genesis::parse(&genesis)?.validator_set()?;
        let chain = Genesis::chain_id(&genesis);
        // As far as the node that runs there has written down.
        let epochs = EpochRecord::open(RealDisk::shared(), &data_dir, chain, &listed)?.now();
        if index_of(&epochs.latest().validators, key.public_key()).is_none() {
            bail!(
                "the key in {} is none of a validator: only validators vote",
                data_dir.display()
            );
        }
        Ok(Voter { key, chain })
    }
}
