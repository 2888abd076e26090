//! How a wallet reaches the ledger.

use std::net::IpAddr;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use aurigraph_client::api::{Account, NodeInfo};
use aurigraph_client::payments::{Payee, parse_payee};
use aurigraph_client::{HttpClient, IngestClient, Trust};
use clap::Args;
use serde_json::Value;

use crate::address::{self, AddressParser};
use crate::authorities::AuthorityOptions;
use crate::failure::usage;

/// How long the node's index may take to catch up.
const INDEX_PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at it.
const INDEX_POLL_INTERVAL: Duration = Duration::from_millis(50);

/// What `AURIGRAPH_HTTP` was called before; who still sets it must not reach another ledger.
const HTTP_VARIABLE_BEFORE: &str = "AURIGRAPH_URL";

/// The node that is asked if the command line and `AURIGRAPH_HTTP` name none.
fn default_http() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| {
        let before = std::env::var(HTTP_VARIABLE_BEFORE).ok();
        before
            .filter(|address| !address.is_empty())
            .unwrap_or_else(|| "http://localhost:9003".to_owned())
    });
    &ADDRESS
}

/// Where a node of the ledger answers.
#[derive(Args, Debug)]
pub struct NodeOptions {
    /// REST address of a node, or of several with commas between: when one does not answer, the next is asked
    #[arg(
        long,
        alias = "url",
        value_name = "URL",
        env = "AURIGRAPH_HTTP",
        default_value = default_http(),
        value_parser = AddressParser(address::rest),
        help_heading = "Node"
    )]
    http: String,

    /// gRPC address of the node; asked from the node if absent
    #[arg(
        long,
        value_name = "URL",
        env = "AURIGRAPH_GRPC",
        value_parser = AddressParser(address::ingest),
        help_heading = "Node"
    )]
    grpc: Option<String>,

    #[command(flatten)]
    authorities: AuthorityOptions,
}

/// A node that answers.
pub struct Connection {
    /// Its REST interface.
    pub http: HttpClient,
    /// What it says about itself.
    pub info: NodeInfo,
    grpc: Option<String>,
    trust: Trust,
}

impl NodeOptions {
    /// Asks the node which ledger it serves.
    pub async fn connect(&self) -> anyhow::Result<Connection> {
        let trust = self.authorities.trust()?;
        let http = HttpClient::trusting(&self.http_address()?, &trust)
            .map_err(|error| usage(error.to_string()))?;
        let info = http.info().await?;
        Ok(Connection {
            http,
            info,
            grpc: self.grpc.clone().filter(|address| !address.is_empty()),
            trust,
        })
    }

    /// The address to ask. It is empty if the variable is set and empty.
    fn http_address(&self) -> anyhow::Result<String> {
        if self.http.is_empty() {
            address::rest(default_http()).map_err(usage)
        } else {
            Ok(self.http.clone())
        }
    }
}

impl Connection {
    /// Opens the interface for submissions.
    pub async fn ingest(&self) -> anyhow::Result<IngestClient> {
        let url = match (&self.grpc, &self.info.grpc_address) {
            (Some(url), _) => url.clone(),
            (None, Some(address)) => reachable(address, self.http.base_url()),
            (None, None) => {
                return Err(usage(
                    "the node does not say where it serves gRPC: pass --grpc",
                ));
            }
        };
        IngestClient::connect_trusting(&url, &self.trust)
            .await
            .context("connecting for submissions")
    }

    /// The account that an address or index names.
    pub async fn account(&self, text: &str) -> anyhow::Result<Account> {
        let payee = parse_payee(text).map_err(usage)?;
        let found = match payee {
            Payee::Address(address) => self.http.account(&address).await,
            Payee::Index(index) => self.http.account_by_index(index).await,
        };
        found.map_err(|error| {
            if error.is_not_found() {
                usage(format!(
                    "there is no account {text} on {}",
                    self.info.network
                ))
            } else {
                error.into()
            }
        })
    }
}

/// Waits until the node's index of submissions has everything that is final now.
pub async fn wait_until_indexed(http: &HttpClient) -> anyhow::Result<()> {
    ensure!(
        index_catches_up(http, INDEX_PATIENCE).await?,
        "the node's index is behind and does not catch up; try again later"
    );
    Ok(())
}

/// Waits for that at most so long, and says whether it came about.
pub async fn index_catches_up(http: &HttpClient, patience: Duration) -> anyhow::Result<bool> {
    let start = Instant::now();
    let mut wanted = None;
    loop {
        let stats: Value = http
            .get("/api/v11/stats")
            .await
            .context("asking how far the node's index is")?;
        let height = |name: &str| {
            stats[name]
                .as_u64()
                .with_context(|| format!("the node's stats have no {name}"))
        };
        let wanted = *wanted.get_or_insert(height("blockHeight")?);
        if height("indexedHeight")? >= wanted {
            return Ok(true);
        }
        if start.elapsed() >= patience {
            return Ok(false);
        }
        tokio::time::sleep(INDEX_POLL_INTERVAL).await;
    }
}

/// Whether a node keeps every block, so that what it does not know was never made.
pub async fn keeps_everything(http: &HttpClient) -> anyhow::Result<bool> {
    let info: Value = http
        .get("/api/v11/blockchain/chain/info")
        .await
        .context("asking which blocks the node keeps")?;
    Ok(info["earliestHeight"]
        .as_u64()
        .is_some_and(|height| height <= 1))
}

/// Where gRPC is reached at a node that says only which address it listens on. With TLS the host is that of the REST address, because a
/// certificate is for names; so it is when the node listens on every interface, which is an address that nobody can call.
fn reachable(grpc_address: &str, base_url: &str) -> String {
    let (scheme, base) = base_url.split_once("://").unwrap_or(("http", base_url));
    let address = grpc_address
        .trim_start_matches("http://")
        .trim_end_matches('/');
    let Some((host, port)) = address.rsplit_once(':') else {
        return format!("{scheme}://{address}");
    };
    let is_any = host
        .trim_matches(['[', ']'])
        .parse::<IpAddr>()
        .is_ok_and(|ip| ip.is_unspecified());
    if !is_any && scheme == "http" {
        return format!("http://{address}");
    }
    let base = base.split('/').next().unwrap_or_default();
    let own_host = match base.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => base,
    };
    format!("{scheme}://{own_host}:{port}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_every_interface_gets_the_host_that_was_called() {
        for (grpc, base, expected) in [
            (
                "127.0.0.1:9004",
                "http://localhost:9003",
                "http://127.0.0.1:9004",
            ),
            (
                "http://ledger:9004/",
                "http://ledger:9003",
                "http://ledger:9004",
            ),
            (
                "0.0.0.0:9004",
                "http://ledger.example:9003",
                "http://ledger.example:9004",
            ),
            ("[::]:9004", "http://[::1]:9003/", "http://[::1]:9004"),
            ("0.0.0.0:9004", "http://ledger", "http://ledger:9004"),
            (
                "127.0.0.1:9004",
                "https://localhost:9003",
                "https://localhost:9004",
            ),
            ("[::]:9004", "https://[::1]:9003", "https://[::1]:9004"),
        ] {
            assert_eq!(reachable(grpc, base), expected);
        }
    }
}
