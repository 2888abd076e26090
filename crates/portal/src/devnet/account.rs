//! One of the devnet's own accounts, used through the ledger's public interfaces.

use std::sync::Arc;
use std::time::Duration;

use aurigraph_client::api::Account;
use aurigraph_client::ingest::OutcomeStatus;
use aurigraph_client::{
    HttpClient, HttpError, IngestClient, IngestError, Signer, SubmissionOutcome,
};
use aurigraph_types::{AccountIndex, ChainId, ResultCode, Sequence, SigningKey, Submission};
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How long a busy ledger is asked again.
const BUSY_PATIENCE: Duration = Duration::from_secs(10);
/// First pause after a busy answer; doubles up to [`BUSY_PAUSE_MAX`].
const BUSY_PAUSE: Duration = Duration::from_millis(50);
const BUSY_PAUSE_MAX: Duration = Duration::from_secs(1);

/// Why something could not be done on the ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The REST interface failed.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The gRPC interface failed.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The ledger is not a development network.
    #[error("the ledger {network} is not a development network")]
    NotDevnet {
        /// Its name.
        network: String,
    },
    /// The account on the ledger has another key: the secrets belong to another devnet.
    #[error(
        "account {account} has another key on this ledger; the devnet's key file belongs to another ledger"
    )]
    OtherKey {
        /// Which account.
        account: AccountIndex,
    },
    /// The ledger refused a submission.
    #[error("the ledger refused the submission: {detail} ({code})")]
    Refused {
        /// Stable code.
        code: String,
        /// In words.
        detail: String,
    },
    /// A record of an included submission was not applied.
    #[error("the ledger did not apply it: {code}")]
    NotApplied {
        /// Why.
        code: ResultCode,
    },
    /// The answer contradicts the protocol.
    #[error("the ledger's answer cannot be understood: {reason}")]
    UnexpectedAnswer {
        /// How.
        reason: &'static str,
    },
}

impl LedgerError {
    /// The stable code of `docs/api-design.md` with which the ledger answered, if it did.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Http(error) => error.code(),
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    /// Whether the ledger took a submission and could not say what becomes of it. Over gRPC the end of the call says so.
    pub fn is_outcome_unknown(&self) -> bool {
        const CODE: &str = "outcome_unknown";
        match self {
            Self::Ingest(IngestError::Status { message, .. }) => message.starts_with(CODE),
            other => other.code() == Some(CODE),
        }
    }
}

/// An account whose key this process holds. The ledger is asked for its sequence with the first use.
#[derive(Debug)]
pub struct DevnetAccount {
    key: Arc<SigningKey>,
    account: AccountIndex,
    ingest: IngestClient,
    http: HttpClient,
    signer: Mutex<Option<Arc<Signer>>>,
}

impl DevnetAccount {
    /// An account of a ledger that need not be up yet.
    pub fn new(
        key: Arc<SigningKey>,
        account: AccountIndex,
        ingest: IngestClient,
        http: HttpClient,
    ) -> Self {
        Self {
            key,
            account,
            ingest,
            http,
            signer: Mutex::new(None),
        }
    }

    /// The account.
    pub const fn account(&self) -> AccountIndex {
        self.account
    }

    /// The ledger's REST interface.
    pub const fn http(&self) -> &HttpClient {
        &self.http
    }

    /// The ledger's gRPC interface.
    pub const fn ingest(&self) -> &IngestClient {
        &self.ingest
    }

    /// A signer that continues where the account stands on the ledger.
    pub async fn signer(&self) -> Result<Arc<Signer>, LedgerError> {
        let mut known = self.signer.lock().await;
        if let Some(signer) = &*known {
            return Ok(Arc::clone(signer));
        }
        let info = self.http.info().await?;
        if !info.devnet {
            return Err(LedgerError::NotDevnet {
                network: info.network,
            });
        }
        let account = self.own_account().await?;
        let signer = self.signer_at(ChainId(info.chain_id), next_sequence(&account)?);
        *known = Some(Arc::clone(&signer));
        Ok(signer)
    }

    /// Goes on above every sequence that the ledger has seen, after it called one of ours used or stale. Sequences that this
    /// process has given out are not given out again.
    pub async fn catch_up(&self) -> Result<(), LedgerError> {
        let current = self.signer().await?;
        let account = self.own_account().await?;
        let next = next_sequence(&account)?.max(current.next_sequence());
        *self.signer.lock().await = Some(self.signer_at(current.chain_id(), next));
        Ok(())
    }

    /// Signs, sends and waits until it is final; an error unless every record was applied. A sequence that was used meanwhile,
    /// such as by another process with the same key, costs one more attempt with a new one.
    pub async fn apply(
        &self,
        sign: impl Fn(&Signer) -> Submission,
    ) -> Result<Submission, LedgerError> {
        let submission = sign(&*self.signer().await?);
        let mut outcome = self.submit(&submission).await?;
        let mut submission = submission;
        if uses_old_sequence(&outcome) {
            self.catch_up().await?;
            submission = sign(&*self.signer().await?);
            outcome = self.submit(&submission).await?;
        }
        if let OutcomeStatus::Refused { code, detail } = outcome.status {
            return Err(LedgerError::Refused { code, detail });
        }
        let records = 0..outcome.record_count as usize;
        let mut codes = records.filter_map(|index| outcome.result_code(index));
        if let Some(code) = codes.find(|code| !code.is_applied()) {
            return Err(LedgerError::NotApplied { code });
        }
        if !outcome.is_fully_applied() {
            let reason = "a submission has fewer results than records";
            return Err(LedgerError::UnexpectedAnswer { reason });
        }
        Ok(submission)
    }

    /// Sends one submission, asking again for a while if the ledger is busy.
    async fn submit(&self, submission: &Submission) -> Result<SubmissionOutcome, LedgerError> {
        let deadline = Instant::now() + BUSY_PATIENCE;
        let mut pause = BUSY_PAUSE;
        loop {
            let outcome = self
                .ingest
                .submit_one(submission.as_bytes().to_vec())
                .await?;
            if !outcome.is_busy() || Instant::now() + pause >= deadline {
                return Ok(outcome);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(BUSY_PAUSE_MAX);
        }
    }

    async fn own_account(&self) -> Result<Account, LedgerError> {
        let account = self.http.account_by_index(self.account).await?;
        if account.address != self.key.public_key().address() {
            return Err(LedgerError::OtherKey {
                account: self.account,
            });
        }
        Ok(account)
    }

    fn signer_at(&self, chain_id: ChainId, next: Sequence) -> Arc<Signer> {
        Arc::new(Signer::new(
            Arc::clone(&self.key),
            self.account,
            chain_id,
            next,
        ))
    }
}

/// Whether the ledger knows the sequence from something else, so that the submission was not applied and needs another one.
pub fn uses_old_sequence(outcome: &SubmissionOutcome) -> bool {
    let stale = |code: &str| matches!(code, "already_applied" | "stale_sequence");
    outcome.is_original_unknown()
        || matches!(&outcome.status, OutcomeStatus::Refused { code, .. } if stale(code))
}

fn next_sequence(account: &Account) -> Result<Sequence, LedgerError> {
    let reason = "nextSequence is not a number";
    account
        .next_sequence
        .as_ref()
        .and_then(|number| number.parse().ok())
        .map(Sequence::new)
        .ok_or(LedgerError::UnexpectedAnswer { reason })
}
