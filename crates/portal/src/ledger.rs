//! The portal's account on the ledger: what it says there, everybody can read and nobody can take back.
//!
//! ```text
//! head of the audit log  ─┐
//! nodes, registered      ─┼─▶ attest(topic, number, hash), signed ─ one after the other ─▶ ledger ─ final ─▶ transaction and height
//! nodes, revoked         ─┘
//! ```
//!
//! Invariants
//! - The key signs statements and nothing else. It is made here, lies beside the wrapping keys, and opens nothing; the ledger's registrar lets its account in.
//! - Statements go one after the other: each has the sequence that the ledger expects next.

use std::sync::Arc;
use std::time::Duration;

use aurigraph_client::{HttpClient, HttpError, Signer};
use aurigraph_types::{AccountIndex, Address, ChainId, Operation, Sequence, SigningKey, Topic};
use tokio::sync::{Mutex, OnceCell};

/// How long a statement may take, from its turn to the ledger's answer.
const STATED_WITHIN: Duration = Duration::from_secs(10);

/// Why a statement is not on the ledger.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// No answer that helps.
    #[error(transparent)]
    Ledger(#[from] HttpError),
    /// No answer in time. It may be there nevertheless.
    #[error("the ledger did not answer within {} s", STATED_WITHIN.as_secs())]
    Late,
    /// Its account cannot sign.
    #[error("the portal's account {0} is not registered on the ledger: its registrar does that")]
    NotRegistered(String),
    /// It was taken and has no effect.
    #[error("the ledger did not apply the statement: {0}")]
    NotApplied(String),
    /// There is no further sequence.
    #[error("the portal's account has no sequence left")]
    NoSequence,
}

/// Where a statement stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The submission.
    pub transaction_hash: String,
    /// Its block.
    pub height: i64,
}

/// Says things on the ledger.
#[derive(Debug)]
pub struct Statements {
    http: HttpClient,
    key: Arc<SigningKey>,
    chain_id: OnceCell<ChainId>,
    turn: Mutex<()>,
}

impl Statements {
    /// With a key of [`crate::anchor::anchor_key`], over a node's public interface.
    pub fn new(http: HttpClient, key: Arc<SigningKey>) -> Self {
        Self {
            http,
            key,
            chain_id: OnceCell::new(),
            turn: Mutex::new(()),
        }
    }

    /// The node's public interface.
    pub const fn http(&self) -> &HttpClient {
        &self.http
    }

    /// The account that speaks.
    pub fn address(&self) -> Address {
        self.key.public_key().address()
    }

    /// On which ledger. It is asked once.
    ///
    /// # Errors
    /// If the node does not answer.
    pub async fn chain_id(&self) -> Result<ChainId, StatementError> {
        let ask = || async { Ok(ChainId(self.http.info().await?.chain_id)) };
        self.chain_id.get_or_try_init(ask).await.copied()
    }

    /// Says something, and waits until it is final.
    ///
    /// # Errors
    /// If the ledger does not take it in time, or the account is not registered.
    pub async fn say(
        &self,
        topic: &'static str,
        number: u64,
        hash: [u8; 32],
    ) -> Result<Stated, StatementError> {
        let _turn = self.turn.lock().await;
        let said = self.say_now(topic, number, hash);
        let said = tokio::time::timeout(STATED_WITHIN, said).await;
        said.map_err(|_| StatementError::Late)?
    }

    async fn say_now(
        &self,
        topic: &'static str,
        number: u64,
        hash: [u8; 32],
    ) -> Result<Stated, StatementError> {
        let signer = self.signer().await?;
        let operation = Operation::Attest {
            topic: Topic::parse(topic).expect("the topic is one"),
            number,
            hash,
        };
        let submission = signer.operation(&operation, None);
        let receipt = self.http.submit(&submission).await?;
        if receipt.result_code != "applied" {
            return Err(StatementError::NotApplied(receipt.result_code));
        }
        Ok(Stated {
            transaction_hash: receipt.transaction_hash.to_string(),
            height: i64::try_from(receipt.block_height).unwrap_or(i64::MAX),
        })
    }

    /// Where the account stands is asked each time: it signs so seldom.
    async fn signer(&self) -> Result<Signer, StatementError> {
        let address = self.address();
        let info = self.http.info().await?;
        let account = match self.http.account(&address).await {
            Err(error) if error.code() == Some("not_found") && info.devnet => {
                // A devnet lets everybody in, by its public faucet.
                self.http.faucet(self.key.public_key()).await?;
                self.http.account(&address).await?
            }
            Err(error) if error.code() == Some("not_found") => {
                return Err(StatementError::NotRegistered(address.to_string()));
            }
            account => account?,
        };
        let next = account.next_sequence.and_then(|text| text.parse().ok());
        Ok(Signer::new(
            Arc::clone(&self.key),
            AccountIndex::new(account.index),
            ChainId(info.chain_id),
            Sequence::new(next.ok_or(StatementError::NoSequence)?),
        ))
    }
}
