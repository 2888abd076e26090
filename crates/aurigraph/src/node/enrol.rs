//! `aurigraph node enrol`: a node becomes one of an organisation, with a token of its portal and the key that it made itself.

use std::fs;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Read as _, stdin};
use std::path::PathBuf;

use anyhow::Context;
use aurigraph_client::HttpClient;
use aurigraph_client::api::{NodeEnrolment, NodeEnrolmentRequest};
use aurigraph_node::recovery::identity_of;
use aurigraph_types::Digest;
use clap::Args;
use serde_json::json;

use super::NodeFile;
use crate::authorities::AuthorityOptions;
use crate::durable::replace_durably;
use crate::failure::usage;
use crate::output::OutputOptions;

/// Longer texts are no token.
const TOKEN_BYTES_MAX: u64 = 1_024;
/// The line of the configuration that says whose registrations count.
const REGISTRAR: &str = "node_registrar";

/// Makes a node one of an organisation: the node's own key signs a one-time token of the portal, which registers the key on the ledger.
///
/// The token is made on the portal's page of the organisation's nodes. The same call may be repeated if its answer was lost. The account that registers is written
/// into the configuration, if it names none.
#[derive(Args, Debug)]
pub struct Options {
    /// The node's configuration file
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Address of the portal
    #[arg(long, value_name = "URL")]
    portal: String,
    /// A file with the token; without it the token is read from standard input
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    #[command(flatten)]
    authorities: AuthorityOptions,
}

impl Options {
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let file = NodeFile::read(&self.config)?;
        let identity = identity_of(&file.data_dir)?;
        let portal = HttpClient::trusting(&self.portal, &self.authorities.trust()?)?;
        let token = self.token()?;
        let enrolment = NodeEnrolmentRequest {
            signature: identity.sign_enrolment(&token),
            public_key: identity.node_id(),
            token,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("start the network")?;
        let enrolled = runtime.block_on(async {
            let chain_id = portal.info().await?.chain_id;
            let own = identity.chain_id().0;
            if chain_id != own {
                return Err(another_network(&self.portal, &chain_id, &own));
            }
            Ok(portal.enrol_node(&enrolment).await?)
        })?;
        let is_written = self.write_registrar(&enrolled.node_registrar)?;
        output.print(
            &json!({ "enrolment": enrolled, "configurationChanged": is_written }),
            || self.text(&enrolled, is_written),
        )?;
        Ok(())
    }

    fn token(&self) -> anyhow::Result<String> {
        let mut text = String::new();
        match &self.token_file {
            Some(path) => fs::File::open(path)
                .and_then(|file| file.take(TOKEN_BYTES_MAX).read_to_string(&mut text))
                .with_context(|| format!("cannot read {}", path.display()))?,
            None => {
                if stdin().is_terminal() {
                    crate::output::note("Paste the token and press Enter:");
                }
                let mut first_line = BufReader::new(stdin().take(TOKEN_BYTES_MAX));
                first_line
                    .read_line(&mut text)
                    .context("reading the token")?
            }
        };
        match text.trim() {
            "" => Err(usage(
                "there is no token: copy it from the page of the organisation's nodes",
            )),
            token => Ok(token.to_owned()),
        }
    }

    /// Names the registrar in the configuration, if none is named. Everything else stays as it is, comments as well.
    fn write_registrar(&self, registrar: &str) -> anyhow::Result<bool> {
        let path = &self.config;
        let text =
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let Some(text) = with_registrar(&text, registrar)? else {
            return Ok(false);
        };
        replace_durably(path, text.as_bytes())
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(true)
    }

    fn text(&self, enrolled: &NodeEnrolment, is_written: bool) -> String {
        let NodeEnrolment {
            name,
            organisation_name,
            node_id,
            registration,
            ..
        } = enrolled;
        let config = self.config.display();
        let written = if is_written {
            format!(
                "\n{config} names the account that registered it: it counts from the node's next start"
            )
        } else {
            String::new()
        };
        format!(
            "Node {node_id} is \"{name}\" of {organisation_name}\nRegistered on the ledger at height {} by {}{written}\nStart it: aurigraph node run --config {config}",
            registration.block_height, registration.transaction_hash
        )
    }
}

fn another_network(portal: &str, theirs: &Digest, own: &Digest) -> anyhow::Error {
    usage(format!(
        "{portal} belongs to the network with the chain id {theirs}, and this node to {own}: it does not enrol there"
    ))
}

/// The text with the registrar before everything else, where keys without a section stand; nothing if it names one.
fn with_registrar(text: &str, registrar: &str) -> anyhow::Result<Option<String>> {
    let table: toml::Table = toml::from_str(text).context("the configuration cannot be read")?;
    if table.contains_key(REGISTRAR) {
        return Ok(None);
    }
    Ok(Some(format!("{REGISTRAR} = \"{registrar}\"\n{text}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registrar_is_written_once_and_comments_stay() {
        let text = "# Ours.\nname = \"b\"\n\n[follow]\nnodes = []\n";
        let with = with_registrar(text, "agx").unwrap().unwrap();
        assert!(with.ends_with(text), "{with}");
        let table: toml::Table = toml::from_str(&with).unwrap();
        assert_eq!(table["node_registrar"].as_str(), Some("agx"));
        assert_eq!(with_registrar(&with, "other").unwrap(), None);
        assert!(with_registrar("name = ", "agx").is_err());
    }
}
