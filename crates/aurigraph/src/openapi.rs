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

/// The ledger's document with those of the portal and of devnets.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = aurigraph_node::http::openapi();
    document.merge(aurigraph_portal::devnet::faucet::routes().into_openapi());
    document.merge(aurigraph_portal::server::openapi());
    aurigraph_node::http::finish_openapi(&mut document);
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What everybody may ask, and why. Everything else names who is let in.
    const PUBLIC: [(&str, &str); 20] = [
        ("/q/health", "load balancers ask before anybody signs in"),
        ("/api/v11/info", "what this node is"),
        ("/api/v11/protocol", "how everything here is checked"),
        (
            "/api/v11/genesis",
            "what the first block is checked against",
        ),
        ("/api/v11/stats", "totals of the public ledger"),
        (
            "/api/v11/performance",
            "what this node measured of the public ledger",
        ),
        ("/api/v11/search", "finds what is public"),
        (
            "/api/v11/blockchain/",
            "the public ledger; submissions are authorised by the signatures in them",
        ),
        ("/api/v11/accounts/", "the public ledger"),
        ("/api/v11/assets", "the public ledger"),
        ("/api/v11/receipts/", "proofs of the public ledger"),
        ("/api/v11/validators", "who signs the ledger"),
        ("/api/v11/nodes", "who serves the ledger"),
        (
            "/api/v11/node-enrolments",
            "nodes that show a token, which lets one key in",
        ),
        ("/api/v11/governance", "proposals on the public ledger"),
        (
            "/api/v11/network/",
            "between nodes: what is sent is signed, or proves itself",
        ),
        ("/api/v11/live/stream", "the four channels of the ledger"),
        ("/api/v11/auth/", "signing in and up"),
        (
            "/api/v11/devnet/faucet",
            "on devnets only: money without worth",
        ),
        (
            "/api/v11/devnet/mails",
            "on devnets only: mails to nobody else",
        ),
    ];

    #[test]
    fn every_route_says_who_is_let_in_and_what_is_public_is_so_on_purpose() {
        let document = serde_json::to_value(document()).expect("plain data");
        let mut routes = 0;
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                if !["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                    continue;
                }
                routes += 1;
                let security = operation["security"].as_array();
                let security = security.unwrap_or_else(|| panic!("{method} {path}: no security"));
                let is_listed = PUBLIC.iter().any(|(listed, _)| path.starts_with(listed));
                // What concerns the own session needs one, also under what is public.
                let is_own = path.starts_with("/api/v11/auth/step-up");
                let is_public = is_listed && !is_own;
                assert_eq!(
                    security.is_empty(),
                    is_public,
                    "{method} {path}: {security:?}"
                );
            }
        }
        assert!(routes > 80, "{routes}");
    }
}
