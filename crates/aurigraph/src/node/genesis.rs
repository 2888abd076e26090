//! `aurigraph node genesis`: keys, genesis file and configurations of a new network.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use aurigraph_node::recovery::{check_is_new, initialise};
use aurigraph_portal::devnet::setup::{ASSETS_LEAST, create_devnet};
use aurigraph_types::genesis::GenesisValidator;
use aurigraph_types::{Genesis, Scheme, SigningKey};
use clap::Args;
use serde_json::json;

use super::{CommitteeFile, FollowFile, NodeFile, ValidatorAddress};
use crate::dev::registrar::portal_account;
use crate::output::OutputOptions;

/// Name of a node's configuration in its folder.
pub const NODE_FILE: &str = "node.toml";

/// Makes a new network: a key, a copy of the genesis file and a configuration for each validator.
///
/// It is a development network: its demo accounts have keys that lie open in the folder of the first validator.
#[derive(Args, Debug)]
pub struct Options {
    /// Folder of the network; each validator gets a folder in it.
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,
    /// Validators, each with one vote; one of four may fail, two of seven.
    #[arg(long, default_value_t = 4, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=20))]
    validators: u16,
    /// Host of all addresses.
    #[arg(long, default_value = "127.0.0.1", value_name = "HOST")]
    host: String,
    /// Port of the first validator's portal and REST; its gRPC is one above, the next validator's are ten above.
    #[arg(long, default_value_t = 9003, value_name = "PORT")]
    port: u16,
    /// Port on which the first validator listens for the others; the next validator's is one above.
    #[arg(long, default_value_t = 9300, value_name = "PORT")]
    committee_port: u16,
}

/// Where a network's nodes listen.
#[derive(Clone, Debug)]
pub struct Ports {
    /// Host of all addresses.
    pub host: String,
    /// HTTP and gRPC of each validator.
    pub serving: Vec<(u16, u16)>,
    /// Where each listens for the others.
    pub committee: Vec<u16>,
}

impl Ports {
    /// Spaced by tens from two first ports on.
    pub fn from(
        host: &str,
        validators: u16,
        port: u16,
        committee_port: u16,
    ) -> anyhow::Result<Self> {
        let above = |first: u16, more: u16| {
            first
                .checked_add(more)
                .with_context(|| format!("port {first} + {more} is above 65535"))
        };
        let serving = (0..validators).map(|number| {
            let http = above(port, number * 10)?;
            Ok((http, above(http, 1)?))
        });
        let committee = (0..validators).map(|number| above(committee_port, number));
        Ok(Self {
            host: host.to_owned(),
            serving: serving.collect::<anyhow::Result<_>>()?,
            committee: committee.collect::<anyhow::Result<_>>()?,
        })
    }
}

/// The folder of a validator.
pub fn validator_folder(network: &Path, number: usize) -> PathBuf {
    network.join(format!("validator-{number}"))
}

/// Makes a network in a folder that has none.
pub fn create(folder: &Path, ports: &Ports, assets: usize) -> anyhow::Result<()> {
    let count = ports.committee.len();
    for number in 0..count {
        check_is_new(&validator_folder(folder, number))?;
    }
    let first = validator_folder(folder, 0);
    make_folder(&first)?;
    let keys: Vec<_> = (0..count)
        .map(|_| SigningKey::generate(Scheme::Ed25519))
        .collect();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .context("this machine's clock is before 1970")?;
    let devnet = create_devnet(
        &first,
        "aurigraph-devnet",
        keys[0].public_key(),
        now.as_millis() as u64,
        assets,
    )?;
    let validators = keys
        .iter()
        .enumerate()
        .map(|(number, key)| GenesisValidator {
            name: format!("validator-{number}"),
            public_key: hex::encode(key.public_key().as_bytes()),
            voting_power: 1,
        });
    let genesis = Genesis {
        validators: validators.collect(),
        ..devnet.genesis
    };
    let genesis = serde_json::to_vec_pretty(&genesis).context("write the genesis file")?;
    let validators: Vec<_> = ports
        .committee
        .iter()
        .zip(&ports.serving)
        .map(|(committee, (http, _))| ValidatorAddress {
            address: format!("{}:{committee}", ports.host),
            http: Some(format!("http://{}:{http}", ports.host)),
        })
        .collect();
    // The portal of this network runs in the process of its first validator.
    let registrar = portal_account(&first)
        .with_context(|| format!("cannot make the portal's key in {}", first.display()))?;
    for (number, key) in keys.iter().enumerate() {
        let own = validator_folder(folder, number);
        make_folder(&own)?;
        let (http, grpc) = ports.serving[number];
        let file = NodeFile {
            name: format!("validator-{number}"),
            data_dir: PathBuf::from("."),
            http: format!("{}:{http}", ports.host),
            grpc: format!("{}:{grpc}", ports.host),
            log_size_mb: None,
            metrics_key_file: None,
            node_registrar: Some(registrar.to_string()),
            tls: None,
            committee: Some(CommitteeFile {
                listen: validators[number].address.clone(),
                block_bytes: None,
                kept_blocks: None,
                validators: validators.clone(),
            }),
            follow: follow_others(&validators, number),
        };
        let path = own.join(NODE_FILE);
        fs::write(&path, file.to_text()?)
            .with_context(|| format!("cannot write {}", path.display()))?;
        initialise(&own, &genesis, key)?;
    }
    Ok(())
}

/// Whom a validator follows if it is none any more: the others.
fn follow_others(validators: &[ValidatorAddress], own: usize) -> Option<FollowFile> {
    let others = validators.iter().enumerate();
    let others = others.filter(|(number, _)| *number != own);
    let nodes: Vec<_> = others.filter_map(|(_, one)| one.http.clone()).collect();
    (!nodes.is_empty()).then_some(FollowFile {
        nodes,
        ca_certificate: None,
        certificate: None,
        key: None,
        light: false,
        begin_with_snapshot: false,
    })
}

fn make_folder(folder: &Path) -> anyhow::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot create {}", folder.display()))
}

impl Options {
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let first = validator_folder(&self.folder, 0).join(NODE_FILE);
        if first.exists() {
            bail!(
                "{} is there already: choose an empty folder",
                first.display()
            );
        }
        let ports = Ports::from(&self.host, self.validators, self.port, self.committee_port)?;
        create(&self.folder, &ports, ASSETS_LEAST)?;
        let files: Vec<_> = (0..usize::from(self.validators))
            .map(|number| validator_folder(&self.folder, number).join(NODE_FILE))
            .collect();
        let names: Vec<_> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        output.print(&json!({ "nodes": names }), || {
            let lines: Vec<_> = names
                .iter()
                .map(|name| format!("aurigraph node run --config {name}"))
                .collect();
            format!("Start each of them:\n{}", lines.join("\n"))
        })?;
        Ok(())
    }
}
