//! Typed calls of a node's REST interface, with limits on time and size, and problem documents as errors.

mod error;
mod node;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aurigraph_types::{AccountIndex, Address, PublicKey, Submission};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::api::{
    Account, Asset, BatchReply, BulkFaucetReply, BulkFaucetRequest, FaucetReply, KeyText, NodeInfo,
    Problem, Receipt,
};
use crate::history::{HistoryPage, HistoryQuery};
use crate::tls::{HTTP_1, TlsProblem, Trust};

pub use error::HttpError;

/// How long a connection attempt may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an unused connection is kept. Shorter than a node keeps it, so that no request is sent into one that is being closed.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(4);
/// How long a whole call may take.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// A bulk registration waits for several blocks.
const BULK_TIMEOUT: Duration = Duration::from_secs(120);
/// Largest answer that is read.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Between two looks at a receipt whose proof is not ready yet.
const PROOF_POLL_INTERVAL: Duration = Duration::from_millis(100);
/// Items asked for in one page, the most that a node gives.
const PAGE_ITEMS: u32 = 200;
/// Assets that are read before a node's list is taken to be endless.
const ASSETS_MAX: usize = aurigraph_types::limits::ASSETS_MAX;

/// A node's REST interface, or that of several nodes of one ledger: when one does not answer, or serves nothing now, the next is asked. What is
/// submitted twice so is applied once. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct HttpClient {
    bases: Arc<[String]>,
    /// Which of them answered last.
    current: Arc<AtomicUsize>,
    client: reqwest::Client,
}

impl HttpClient {
    /// Calls go to `http://HOST:PORT`, or to `https://HOST:PORT` with the authorities that the system trusts. Nothing is connected yet.
    pub fn new(base_url: &str) -> Result<Self, HttpError> {
        Self::trusting(base_url, &Trust::system())
    }

    /// Calls go to `http://HOST:PORT`, or to `https://HOST:PORT` if the node's certificate is one that is trusted. Several addresses are separated
    /// by commas. Nothing is connected yet.
    pub fn trusting(base_url: &str, trust: &Trust) -> Result<Self, HttpError> {
        let mut tls = false;
        let mut bases = Vec::new();
        for base in base_url.split(',') {
            let invalid = || HttpError::InvalidUrl {
                url: base.to_owned(),
            };
            let url = reqwest::Url::parse(base).map_err(|_| invalid())?;
            tls |= Self::check(&url).ok_or_else(invalid)?;
            bases.push(base.trim_end_matches('/').to_owned());
        }
        // Without TLS nobody is asked for a certificate, and the system's authorities need not be read.
        let trust = if tls { trust } else { &Trust::nobody() };
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .timeout(CALL_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tls_backend_preconfigured(trust.config(HTTP_1)?)
            .user_agent(concat!("aurigraph-client/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|source| transport_error(base_url, source))?;
        Ok(Self {
            bases: bases.into(),
            current: Arc::default(),
            client,
        })
    }

    /// Whether this is an address that [`Self::new`] takes; no certificate is read.
    pub fn check_address(base_url: &str) -> Result<(), HttpError> {
        base_url.split(',').try_for_each(|base| {
            let url = reqwest::Url::parse(base).ok();
            url.and_then(|url| Self::check(&url))
                .map(drop)
                .ok_or_else(|| HttpError::InvalidUrl {
                    url: base.to_owned(),
                })
        })
    }

    /// Whether an address is one with TLS; none if it is no address of a node.
    fn check(url: &reqwest::Url) -> Option<bool> {
        if !url.has_host() || url.query().is_some() {
            return None;
        }
        match url.scheme() {
            "http" => Some(false),
            "https" => Some(true),
            _ => None,
        }
    }

    /// The address that calls go to first.
    pub fn base_url(&self) -> &str {
        &self.bases[self.current.load(Ordering::Relaxed)]
    }

    /// What the node says about itself.
    pub async fn info(&self) -> Result<NodeInfo, HttpError> {
        self.get("/api/v11/info").await
    }

    /// An account by address.
    pub async fn account(&self, address: &Address) -> Result<Account, HttpError> {
        self.get(&format!("/api/v11/accounts/{address}")).await
    }

    /// An account by index.
    pub async fn account_by_index(&self, index: AccountIndex) -> Result<Account, HttpError> {
        self.get(&format!("/api/v11/accounts/{index}")).await
    }

    /// One page of an account's history. A cursor belongs to the query that it came with.
    pub async fn history(
        &self,
        address: &Address,
        query: &HistoryQuery,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<HistoryPage, HttpError> {
        let mut parameters = query.parameters();
        parameters.push(("limit", limit.to_string()));
        parameters.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
        let parameters: Vec<(&str, &str)> = parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let path = format!("/api/v11/accounts/{address}/transactions");
        self.get_with(&path, &parameters).await
    }

    /// Every asset of the ledger, by index.
    pub async fn assets(&self) -> Result<Vec<Asset>, HttpError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Page {
            assets: Vec<Asset>,
            next_cursor: Option<String>,
        }
        let limit = PAGE_ITEMS.to_string();
        let mut assets: Vec<Asset> = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let mut query = vec![("limit", limit.as_str())];
            query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let page: Page = self.get_with("/api/v11/assets", &query).await?;
            assets.extend(page.assets);
            cursor = page.next_cursor;
            if cursor.is_none() || assets.len() >= ASSETS_MAX {
                return Ok(assets);
            }
        }
    }

    /// A receipt: `<hash>` or `<hash>-<index>`. Its proof may not be ready yet.
    pub async fn receipt(&self, id: &str) -> Result<Receipt, HttpError> {
        self.get(&format!("/api/v11/receipts/{}", percent_encode(id)))
            .await
    }

    /// A receipt with its proof: asks again until the block that carries it is there, for at most `patience`.
    pub async fn receipt_with_proof(
        &self,
        id: &str,
        patience: Duration,
    ) -> Result<Receipt, HttpError> {
        let start = Instant::now();
        loop {
            let receipt = match self.receipt(id).await {
                // Another node than the one that answered before may be a few blocks behind it.
                Err(error) if error.is_not_found() && self.bases.len() > 1 => {
                    if start.elapsed() >= patience {
                        return Err(error);
                    }
                    tokio::time::sleep(PROOF_POLL_INTERVAL).await;
                    continue;
                }
                receipt => receipt?,
            };
            if receipt.proof.is_some() {
                return Ok(receipt);
            }
            let waited = start.elapsed();
            if waited >= patience {
                let ready_at_height = receipt.proof_ready_at_height;
                return Err(HttpError::ProofNotReady {
                    id: id.to_owned(),
                    waited,
                    ready_at_height,
                });
            }
            tokio::time::sleep(PROOF_POLL_INTERVAL).await;
        }
    }

    /// Submits one signed transfer or operation and waits until it is final. Batches have [`Self::submit_batch`].
    pub async fn submit(&self, submission: &Submission) -> Result<Receipt, HttpError> {
        self.submit_bytes(submission.as_bytes()).await
    }

    /// The same with the bytes of one that was signed before.
    pub async fn submit_bytes(&self, submission: &[u8]) -> Result<Receipt, HttpError> {
        self.call(|base| self.submission(base, "/api/v11/blockchain/transactions", submission))
            .await
    }

    /// Submits a signed batch and waits until it is final.
    pub async fn submit_batch(&self, submission: &Submission) -> Result<BatchReply, HttpError> {
        let path = "/api/v11/blockchain/transactions/batch";
        self.call(|base| self.submission(base, path, submission.as_bytes()))
            .await
    }

    /// Registers and funds one key. Devnets only; once a key a minute.
    pub async fn faucet(&self, key: &PublicKey) -> Result<FaucetReply, HttpError> {
        self.call(|base| {
            self.request(base, Method::POST, "/api/v11/devnet/faucet")
                .json(&KeyText::from(key))
        })
        .await
    }

    /// Registers up to 10,000 keys and funds each with so many of the first assets. Devnets only.
    pub async fn faucet_bulk(
        &self,
        keys: &[PublicKey],
        amount_minor_units: Option<u64>,
        assets: u32,
    ) -> Result<BulkFaucetReply, HttpError> {
        let body = BulkFaucetRequest {
            accounts: keys.iter().map(KeyText::from).collect(),
            amount_minor_units: amount_minor_units.map(|amount| amount.to_string()),
            assets: (assets != 1).then_some(assets),
        };
        self.call(|base| {
            self.request(base, Method::POST, "/api/v11/devnet/faucet/bulk")
                .timeout(BULK_TIMEOUT)
                .json(&body)
        })
        .await
    }

    /// Reads any route of `docs/api-design.md`; `path` begins with a slash.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, HttpError> {
        self.call(|base| self.request(base, Method::GET, path))
            .await
    }

    /// The text of `/metrics` (`docs/metrics.md`).
    pub async fn metrics(&self) -> Result<String, HttpError> {
        let body = self
            .answer(|base| self.request(base, Method::GET, "/metrics"))
            .await?;
        let (_, body) = body;
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    async fn get_with<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, HttpError> {
        let pairs = query
            .iter()
            .map(|(name, value)| format!("{name}={}", percent_encode(value)));
        let query = pairs.collect::<Vec<_>>().join("&");
        self.call(|base| self.client.get(format!("{base}{path}?{query}")))
            .await
    }

    fn submission(&self, base: &str, path: &str, submission: &[u8]) -> RequestBuilder {
        self.request(base, Method::POST, path)
            .header(CONTENT_TYPE, "application/octet-stream")
            .body(submission.to_vec())
    }

    fn request(&self, base: &str, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{base}{path}"))
    }

    async fn call<T: DeserializeOwned>(
        &self,
        request: impl Fn(&str) -> RequestBuilder,
    ) -> Result<T, HttpError> {
        let (base, body) = self.answer(request).await?;
        serde_json::from_slice(&body).map_err(|source| HttpError::UnexpectedAnswer {
            url: base.to_owned(),
            source,
        })
    }

    /// The body of a successful answer, and who gave it. Each node is asked once, beginning with the one that answered last.
    async fn answer(
        &self,
        request: impl Fn(&str) -> RequestBuilder,
    ) -> Result<(&str, Vec<u8>), HttpError> {
        let first = self.current.load(Ordering::Relaxed);
        let count = self.bases.len();
        let mut failed = None;
        for turn in 0..count {
            let index = (first + turn) % count;
            let base = &self.bases[index];
            match self.ask(base, request(base)).await {
                Ok(body) => {
                    self.current.store(index, Ordering::Relaxed);
                    return Ok((base, body));
                }
                Err(error) if error.is_of_this_node() && turn + 1 < count => {
                    // The first reason says most: the others are asked only because of it.
                    failed.get_or_insert(error);
                }
                Err(error) if error.is_of_this_node() => {
                    return Err(failed.unwrap_or(error));
                }
                Err(error) => {
                    self.current.store(index, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
        Err(failed.expect("there is at least one address"))
    }

    async fn ask(&self, base: &str, request: RequestBuilder) -> Result<Vec<u8>, HttpError> {
        self.ask_for(base, request, ANSWER_BYTES_MAX).await
    }

    async fn ask_for(
        &self,
        base: &str,
        request: RequestBuilder,
        bytes_max: usize,
    ) -> Result<Vec<u8>, HttpError> {
        let response = request
            .send()
            .await
            .map_err(|source| transport_error(base, source))?;
        let status = response.status();
        let retry_after = retry_after(&response);
        let body = read_body(base, response, bytes_max).await?;
        if status.is_success() {
            return Ok(body);
        }
        Err(problem(base, status, &body, retry_after))
    }
}

async fn read_body(
    base: &str,
    mut response: Response,
    bytes_max: usize,
) -> Result<Vec<u8>, HttpError> {
    let too_large = || HttpError::TooLarge {
        url: base.to_owned(),
    };
    if response
        .content_length()
        .is_some_and(|length| length > bytes_max as u64)
    {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|source| transport_error(base, source))?
    {
        if body.len() + chunk.len() > bytes_max {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn problem(
    base: &str,
    status: StatusCode,
    body: &[u8],
    retry_after: Option<Duration>,
) -> HttpError {
    let status = status.as_u16();
    match serde_json::from_slice::<Problem>(body) {
        Ok(problem) => HttpError::Problem {
            status,
            problem: Box::new(problem),
            retry_after,
        },
        Err(_) => HttpError::Status {
            url: base.to_owned(),
            status,
        },
    }
}

fn transport_error(url: &str, source: reqwest::Error) -> HttpError {
    if let Some(problem) = TlsProblem::find(&source) {
        return HttpError::Tls {
            url: url.to_owned(),
            problem,
        };
    }
    let reason = if source.is_timeout() {
        "no answer in time"
    } else if source.is_connect() {
        "nothing accepts connections there; check that the node runs and that this is its HTTP address"
    } else {
        "the connection failed"
    };
    HttpError::Transport {
        url: url.to_owned(),
        reason: reason.to_owned(),
        source,
    }
}

fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response
        .headers()
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds))
}

/// Cursors are opaque: everything but unreserved characters is escaped.
fn percent_encode(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
