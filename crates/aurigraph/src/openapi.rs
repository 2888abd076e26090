//! `aurigraph openapi`: the OpenAPI document of this executable, for the committed file and for generators.

use std::io::Write;

use clap::Args;

/// Prints the OpenAPI 3.1 document of the REST interface.
///
/// Example: aurigraph openapi > openapi.json
#[derive(Args, Debug)]
pub struct Options {}

impl Options {
    /// Prints the document.
    pub fn run(&self) -> anyhow::Result<()> {
        let text = document().to_pretty_json()?;
        let mut output = std::io::stdout().lock();
        output.write_all(text.as_bytes())?;
        output.write_all(b"\n")?;
        Ok(())
    }
}

/// The ledger's document with the devnet's routes.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = aurigraph_node::http::openapi();
    document.merge(aurigraph_portal::devnet::faucet::routes().into_openapi());
    aurigraph_node::http::finish_openapi(&mut document);
    document
}
