//! `aurigraph node join`: the folder of a node that follows the validators of a network.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use aurigraph_client::{HttpClient, Trust};
use aurigraph_node::recovery::initialise;
use aurigraph_types::{ChainId, Digest, Genesis, Scheme, SigningKey};
use clap::Args;
use serde_json::json;

use super::genesis::NODE_FILE;
use super::{CommitteeFile, FollowFile, NodeFile};
use crate::authorities::AuthorityOptions;
use crate::output::OutputOptions;

/// Makes the folder of a business node: one that follows the validators, executes and keeps everything itself, answers clients, and sends what they
/// submit on to a validator.
///
/// The genesis file comes from one of the nodes and must have the hash that the network's chain id is: ask somebody whom you trust for it.
#[derive(Args, Debug)]
pub struct Options {
    /// Folder of the node; made if it is missing.
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,
    /// Addresses of nodes to follow, separated by commas: several validators, so that one may fail.
    #[arg(long, value_name = "URL,...", value_delimiter = ',', required = true)]
    follow: Vec<String>,
    /// The network's chain id.
    #[arg(long, value_name = "CHAIN-ID")]
    chain_id: Digest,
    /// Name of the node, for people.
    #[arg(long, default_value = "business", value_name = "NAME")]
    name: String,
    /// Address of portal, REST, WebSocket and metrics.
    #[arg(long, default_value = "127.0.0.1:9103", value_name = "ADDRESS")]
    http: String,
    /// Address of gRPC ingest.
    #[arg(long, default_value = "127.0.0.1:9104", value_name = "ADDRESS")]
    grpc: String,
    /// Make a light node: it keeps headers and certificates alone, and checks the proofs of receipts and balances that it gets from the others.
    #[arg(long, conflicts_with = "begin_with_snapshot")]
    light: bool,
    /// Address on which the node listens for validators once it is one: it follows until the validators make it one of them, and starts again then.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "light")]
    validator_listen: Option<String>,
    /// Begin with a snapshot of another node: the node is level soon, and has nothing of what was before.
    #[arg(long)]
    begin_with_snapshot: bool,
    #[command(flatten)]
    authorities: AuthorityOptions,
}

impl Options {
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let path = self.folder.join(NODE_FILE);
        if path.exists() {
            bail!(
                "{} is there already: choose an empty folder",
                path.display()
            );
        }
        let trust = self.authorities.trust()?;
        let genesis = self.genesis(&trust)?;
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)
            .with_context(|| format!("cannot create {}", self.folder.display()))?;
        let ca_certificate = self.authorities.file().map(absolute).transpose()?;
        let file = NodeFile {
            name: self.name.clone(),
            data_dir: PathBuf::from("."),
            http: self.http.clone(),
            grpc: if self.light {
                String::new()
            } else {
                self.grpc.clone()
            },
            log_size_mb: None,
            metrics_key_file: None,
            node_registrar: None,
            tls: None,
            committee: self.validator_listen.as_ref().map(|listen| CommitteeFile {
                listen: listen.clone(),
                block_bytes: None,
                kept_blocks: None,
                validators: Vec::new(),
            }),
            follow: Some(FollowFile {
                nodes: self.follow.clone(),
                ca_certificate,
                certificate: None,
                key: None,
                light: self.light,
                begin_with_snapshot: self.begin_with_snapshot,
            }),
        };
        file.http_address()?;
        let key = SigningKey::generate(Scheme::Ed25519);
        initialise(&self.folder, &genesis, &key)?;
        fs::write(&path, file.to_text()?)
            .with_context(|| format!("cannot write {}", path.display()))?;
        let node_id = hex::encode(key.public_key().as_bytes());
        let seat = self
            .validator_listen
            .as_ref()
            .map(|listen| format!("{node_id}@{listen}"));
        output.print(
            &json!({ "node": path, "nodeId": node_id, "follows": self.follow, "validator": seat }),
            || {
                let seat = seat.as_ref().map_or_else(String::new, |seat| {
                    format!("\nOnce it is level, the validators make it one of them: aurigraph governance propose --add-validator {seat}")
                });
                format!(
                    "Node {node_id}\nStart it: aurigraph node run --config {}{seat}",
                    path.display()
                )
            },
        )?;
        Ok(())
    }

    /// The genesis file from the first node that has it.
    fn genesis(&self, trust: &Trust) -> anyhow::Result<Vec<u8>> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("start the network")?;
        let mut failed = None;
        for node in &self.follow {
            let client = HttpClient::trusting(node, trust)?;
            match runtime.block_on(client.genesis()) {
                Ok(genesis) => {
                    let found = Genesis::chain_id(&genesis);
                    if found != ChainId(self.chain_id) {
                        bail!(
                            "{node} belongs to the network with the chain id {found}, not to {}",
                            self.chain_id
                        );
                    }
                    Genesis::parse(&genesis).context("the genesis file cannot be used")?;
                    return Ok(genesis);
                }
                Err(error) => failed = Some(error),
            }
        }
        let error = failed.context("name a node to follow")?;
        Err(error).context("no node gives the genesis file")
    }
}

fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    std::path::absolute(path).with_context(|| format!("{} is no path", path.display()))
}
