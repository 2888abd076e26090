//! The configuration file of a node, `node.toml`.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use aurigraph_client::tls::OwnCertificate;
use aurigraph_client::{HttpClient, Trust};
use aurigraph_node::committee::peers::NodeRole;
use aurigraph_node::config::{CommitteeNetwork, FollowNetwork};
use aurigraph_node::http::metrics_access::MetricsKey;
use aurigraph_node::{NodeConfig, TlsFiles};
use aurigraph_types::Address;
use serde::{Deserialize, Serialize};

/// Longer files are no configuration.
const FILE_BYTES_MAX: u64 = 256 * 1024;

/// A node's configuration. Every field that has a default may be left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeFile {
    /// Name, for people.
    pub name: String,
    /// Folder of genesis file, key and data; relative to this file.
    #[serde(default = "here")]
    pub data_dir: PathBuf,
    /// Address of portal, REST, WebSocket and metrics.
    pub http: String,
    /// Address of gRPC ingest; a light node has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub grpc: String,
    /// Megabytes of block log to keep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_size_mb: Option<u64>,
    /// A file with the key with which metrics are read from other machines, readable by its owner alone; relative to this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics_key_file: Option<PathBuf>,
    /// Address of the account whose word counts on which nodes' keys are registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_registrar: Option<String>,
    /// Certificate and key of both addresses in PEM form; relative to this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsFile>,
    /// How the validators reach each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committee: Option<CommitteeFile>,
    /// Whom the node follows while its key is none of a validator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow: Option<FollowFile>,
}

/// Whom a node follows that is no validator.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowFile {
    /// REST addresses of validators, or of other nodes that follow them.
    pub nodes: Vec<String>,
    /// With https://: authorities to trust, in PEM form, instead of those that the system trusts; relative to this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_certificate: Option<PathBuf>,
    /// The certificate that is shown to nodes that ask for one, in PEM form; relative to this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<PathBuf>,
    /// Its private key, readable by its owner alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PathBuf>,
    /// Headers, certificates and proofs alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub light: bool,
    /// Begin with a snapshot instead of the first block.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub begin_with_snapshot: bool,
}

/// Files of TLS.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFile {
    /// The node's certificate, and those between it and its authority.
    pub certificate: PathBuf,
    /// Its private key, readable by its owner alone.
    pub key: PathBuf,
    /// Authorities in PEM form: other nodes have to show a certificate of one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_authorities: Option<PathBuf>,
}

/// How the validators reach each other.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitteeFile {
    /// Where this one listens for the others.
    pub listen: String,
    /// Bytes of submissions in a block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_bytes: Option<usize>,
    /// Blocks that are kept for validators that were away; one that missed more takes a snapshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_blocks: Option<u64>,
    /// All validators of the genesis file, in its order; those that came later stand in the ledger.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub validators: Vec<ValidatorAddress>,
}

/// Where a validator is reached.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidatorAddress {
    /// Where it listens for the others.
    pub address: String,
    /// Its REST address, for the list of nodes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<String>,
}

fn here() -> PathBuf {
    PathBuf::from(".")
}

impl NodeFile {
    /// Reads a file. Paths in it become those of the process.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let length = std::fs::metadata(path)
            .with_context(|| format!("cannot read {}", path.display()))?
            .len();
        if length > FILE_BYTES_MAX {
            bail!(
                "{} has {length} bytes: that is no configuration",
                path.display()
            );
        }
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let mut file: Self = toml::from_str(&text)
            .with_context(|| format!("{} is no configuration of a node", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        file.data_dir = folder.join(&file.data_dir);
        if let Some(key) = &mut file.metrics_key_file {
            *key = folder.join(&*key);
        }
        if let Some(tls) = &mut file.tls {
            tls.certificate = folder.join(&tls.certificate);
            tls.key = folder.join(&tls.key);
            if let Some(authorities) = &mut tls.node_authorities {
                *authorities = folder.join(&*authorities);
            }
        }
        if let Some(follow) = &mut file.follow {
            let own = [&mut follow.certificate, &mut follow.key];
            for path in own
                .into_iter()
                .chain([&mut follow.ca_certificate])
                .flatten()
            {
                *path = folder.join(&*path);
            }
        }
        file.node_registrar()
            .with_context(|| format!("{} cannot be used", path.display()))?;
        if file.is_light() && file.committee.is_some() {
            bail!(
                "{} has [committee] and a light node's [follow]: a validator keeps whole blocks",
                path.display()
            );
        }
        Ok(file)
    }

    /// The text of a file.
    pub fn to_text(&self) -> anyhow::Result<String> {
        toml::to_string_pretty(self).context("write the configuration")
    }

    /// Address of HTTP.
    pub fn http_address(&self) -> anyhow::Result<SocketAddr> {
        address("http", &self.http)
    }

    /// Whether it is a light node.
    pub fn is_light(&self) -> bool {
        self.follow.as_ref().is_some_and(|follow| follow.light)
    }

    /// Addresses of HTTP and gRPC.
    pub fn addresses(&self) -> anyhow::Result<(SocketAddr, SocketAddr)> {
        Ok((address("http", &self.http)?, address("grpc", &self.grpc)?))
    }

    /// Files of TLS.
    pub fn tls_files(&self) -> Option<TlsFiles> {
        self.tls.as_ref().map(|tls| TlsFiles {
            certificate: tls.certificate.clone(),
            key: tls.key.clone(),
            node_authorities: tls.node_authorities.clone(),
        })
    }

    /// With what metrics are read from other machines.
    pub fn metrics_key(&self) -> anyhow::Result<Option<MetricsKey>> {
        let read = self.metrics_key_file.as_deref().map(MetricsKey::read);
        read.transpose().context("metrics_key_file")
    }

    /// The account whose word counts on which nodes' keys are registered.
    pub fn node_registrar(&self) -> anyhow::Result<Option<Address>> {
        let Some(text) = &self.node_registrar else {
            return Ok(None);
        };
        let parsed = text.parse().map(|digest| Some(Address(digest)));
        parsed.with_context(|| {
            format!("node_registrar: {text:.80} is no address of an account: expected 64 hexadecimal digits, as the portal shows them when a node is enrolled")
        })
    }

    /// The node's configuration, serving at these addresses.
    pub fn config(&self, http: SocketAddr, grpc: SocketAddr) -> anyhow::Result<NodeConfig> {
        let defaults = NodeConfig::new(self.data_dir.clone(), http, grpc);
        let committee = self.committee.as_ref().map(CommitteeFile::network);
        let follow = self.follow.as_ref().map(FollowFile::network);
        Ok(NodeConfig {
            name: self.name.clone(),
            metrics_key: self.metrics_key()?,
            node_registrar: self.node_registrar()?,
            log_bytes_max: self
                .log_size_mb
                .map_or(defaults.log_bytes_max, |mb| mb << 20),
            tls: self.tls_files(),
            committee: committee.transpose()?,
            follow: follow.transpose()?,
            ..defaults
        })
    }
}

impl FollowFile {
    fn network(&self) -> anyhow::Result<FollowNetwork> {
        if self.nodes.is_empty() {
            bail!("follow.nodes is empty: name the REST addresses of validators");
        }
        for node in &self.nodes {
            HttpClient::check_address(node)?;
        }
        let trust = match &self.ca_certificate {
            Some(path) => Trust::authorities(path)?,
            None => Trust::system(),
        };
        let trust = match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => {
                trust.showing(OwnCertificate::read(certificate, key)?)
            }
            (None, None) => trust,
            _ => bail!("[follow] has a certificate or a key alone: name both"),
        };
        Ok(FollowNetwork {
            nodes: self.nodes.clone(),
            trust,
            role: if self.light {
                NodeRole::Light
            } else {
                NodeRole::Business
            },
            begins_with_snapshot: self.begin_with_snapshot,
        })
    }
}

impl CommitteeFile {
    fn network(&self) -> anyhow::Result<CommitteeNetwork> {
        let listen = address("committee.listen", &self.listen)?;
        let addresses = self.validators.iter().enumerate();
        let addresses = addresses
            .map(|(index, validator)| {
                let field = format!("committee.validators[{index}].address");
                address(&field, &validator.address)
            })
            .collect::<Result<_, _>>()?;
        let network = CommitteeNetwork::new(listen, addresses);
        Ok(CommitteeNetwork {
            block_bytes: self.block_bytes.unwrap_or(network.block_bytes),
            kept_blocks: self.kept_blocks.unwrap_or(network.kept_blocks),
            ..network
        })
    }
}

fn address(field: &str, text: &str) -> anyhow::Result<SocketAddr> {
    let found = text
        .to_socket_addrs()
        .ok()
        .and_then(|mut found| found.next());
    found.with_context(|| {
        format!("{field}: {text} is no address: expected HOST:PORT, such as 127.0.0.1:9003")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> anyhow::Result<NodeFile> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("node.toml");
        let text = format!("{lines}\nname = \"n\"\nhttp = \"127.0.0.1:9003\"\n");
        std::fs::write(&path, text).unwrap();
        NodeFile::read(&path)
    }

    #[test]
    fn a_registrar_is_an_address_or_the_file_is_refused() {
        let address = "3af0c48b93fd23b67556945dfaa3355ed07c86cf5c14e11fff04810e063ef784";
        let file = read(&format!("node_registrar = \"{address}\"")).unwrap();
        let registrar = file.node_registrar().unwrap().unwrap();
        assert_eq!(registrar.to_string(), address);
        let (http, grpc) = ([127, 0, 0, 1], 0);
        let config = file.config((http, grpc).into(), (http, grpc).into());
        assert_eq!(config.unwrap().node_registrar, Some(registrar));
        assert!(file.to_text().unwrap().contains(address));
        assert_eq!(read("").unwrap().node_registrar().unwrap(), None);
        for wrong in ["", "12", &address[1..], "127.0.0.1:9003"] {
            let error = read(&format!("node_registrar = \"{wrong}\"")).unwrap_err();
            let text = format!("{error:#}");
            assert!(text.contains("node_registrar"), "{text}");
            assert!(text.contains("expected 64 hexadecimal digits"), "{text}");
        }
    }
}
