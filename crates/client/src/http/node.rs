//! Calls between nodes: blocks, parts of snapshots, submissions on their way to a validator, and how a node is. To the first address only: whoever
//! follows several nodes chooses among them.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;

use super::{HttpClient, HttpError};
use crate::api::{NodeEnrolment, NodeEnrolmentRequest};

/// Largest answer between nodes: one block of the largest size with what it did.
pub const NODE_ANSWER_BYTES_MAX: usize = 96 * 1024 * 1024;
/// How long a node that answers at once may take.
const SOON: Duration = Duration::from_secs(10);
/// How long a portal may take that asks its ledger.
const ENROLMENT: Duration = Duration::from_secs(30);

impl HttpClient {
    /// Blocks from a height on, as many as the node gives at once; waits up to `patience` for the first. The form is in `docs/protocol.md`.
    pub async fn blocks_of_node(
        &self,
        from: u64,
        bodies: bool,
        patience: Duration,
    ) -> Result<Vec<u8>, HttpError> {
        let wait_ms = patience.as_millis();
        let path = format!("/api/v11/network/blocks?from={from}&waitMs={wait_ms}&bodies={bodies}");
        let base = self.base_url();
        let request = self.request(base, Method::GET, &path);
        let request = request.timeout(patience + Duration::from_secs(60));
        self.ask_for(base, request, NODE_ANSWER_BYTES_MAX).await
    }

    /// The genesis file of the node's network, byte for byte.
    pub async fn genesis(&self) -> Result<Vec<u8>, HttpError> {
        let base = self.base_url();
        self.ask(base, self.request(base, Method::GET, "/api/v11/genesis"))
            .await
    }

    /// Asks for a part of a snapshot, a block, or totals.
    pub async fn transfer(&self, request: Vec<u8>) -> Result<Vec<u8>, HttpError> {
        let base = self.base_url();
        let request = self.octets(base, "/api/v11/network/transfer", request);
        self.ask_for(base, request.timeout(SOON), NODE_ANSWER_BYTES_MAX)
            .await
    }

    /// Sends submissions on; the node says that it took them, and their results come with the blocks.
    pub async fn send_on(&self, submissions: Vec<u8>) -> Result<(), HttpError> {
        let base = self.base_url();
        let request = self.octets(base, "/api/v11/network/submissions", submissions);
        self.ask(base, request.timeout(SOON)).await.map(drop)
    }

    /// Tells how this node is and gets back how that one is: JSON both ways.
    pub async fn exchange_status(&self, status: Vec<u8>) -> Result<Vec<u8>, HttpError> {
        let base = self.base_url();
        let request = self
            .request(base, Method::POST, "/api/v11/network/status")
            .header(CONTENT_TYPE, "application/json")
            .body(status);
        self.ask(base, request.timeout(SOON)).await
    }

    /// Has a portal register a node, and waits until that is final on its ledger.
    pub async fn enrol_node(
        &self,
        enrolment: &NodeEnrolmentRequest,
    ) -> Result<NodeEnrolment, HttpError> {
        self.call(|base| {
            self.request(base, Method::POST, "/api/v11/node-enrolments")
                .timeout(ENROLMENT)
                .json(enrolment)
        })
        .await
    }

    fn octets(&self, base: &str, path: &str, body: Vec<u8>) -> reqwest::RequestBuilder {
        self.request(base, Method::POST, path)
            .header(CONTENT_TYPE, "application/octet-stream")
            .body(body)
    }
}
