//! A payment as the database holds it.

use aurigraph_types::Digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::decoded::{Decoded, read_content};
use crate::ids::{LedgerAccountId, PaymentId};
use crate::store::StoreError;
use crate::store::sealing::{OwnersKey, Place};
use crate::time::UnixTime;

/// What became of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Approvals are missing.
    Waiting,
    /// It may be taken.
    Approved,
    /// Somebody ended it.
    Rejected,
    /// It was taken.
    Released,
    /// Nobody decided, or took it, in time.
    Expired,
}

impl State {
    /// All.
    pub const ALL: [Self; 5] = [
        Self::Waiting,
        Self::Approved,
        Self::Rejected,
        Self::Released,
        Self::Expired,
    ];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Released => "released",
            Self::Expired => "expired",
        }
    }

    /// The state of a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What a list shows of a payment without reading all of its transfers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The linked account that pays.
    pub account_id: String,
    /// Its address.
    pub address: String,
    /// Its index on the ledger.
    pub from: u32,
    /// `transfer` or `batch`.
    pub kind: String,
    /// What was signed.
    pub submission_id: String,
    /// On which ledger.
    pub chain_id: String,
    /// The account's number for it.
    pub sequence: u64,
    /// The last height of inclusion, if it is limited.
    pub valid_until_height: Option<u64>,
    /// How many transfers.
    pub transfers: usize,
    /// To whom the first one goes.
    pub first_to: u32,
    /// Asset and sum.
    pub totals: Vec<(u32, u64)>,
}

impl Summary {
    pub(super) fn of(decoded: &Decoded, account_id: &LedgerAccountId, address: String) -> Self {
        Self {
            account_id: account_id.to_string(),
            address,
            from: decoded.from,
            kind: decoded.kind.into(),
            submission_id: decoded.submission_id.to_string(),
            chain_id: decoded.chain_id.clone(),
            sequence: decoded.sequence,
            valid_until_height: decoded.valid_until_height,
            transfers: decoded.transfers.len(),
            first_to: decoded.transfers.first().map_or(0, |first| first.to),
            totals: decoded
                .totals
                .iter()
                .map(|(asset, sum)| (*asset, *sum))
                .collect(),
        }
    }
}

/// A payment as it is listed.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Which one.
    pub payment_id: PaymentId,
    /// What became of it.
    pub state: State,
    /// What it pays.
    pub summary: Summary,
    /// The id of whoever proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: UnixTime,
    /// When it expires.
    pub expires_at: UnixTime,
    /// How many approvals it needs.
    pub approvals_needed: i64,
    /// How many it has got.
    pub approvals: i64,
    /// When it was approved or rejected.
    pub decided_at: Option<UnixTime>,
    /// When it was taken first.
    pub released_at: Option<UnixTime>,
    /// The id of whoever did.
    pub released_by: Option<String>,
}

/// The columns in the order of [`Row`]: a statement begins `SELECT` with them.
macro_rules! columns {
    () => {
        "SELECT payment_id, state, summary, proposed_by, proposed_ms, expires_ms, approvals_needed, \
         (SELECT COUNT(*) FROM payment_decisions d WHERE d.payment_id = payments.payment_id AND d.decision = 'approve'), \
         decided_ms, released_ms, released_by FROM payments "
    };
}
pub(super) use columns;

/// The columns.
pub(super) type Row = (
    String,
    String,
    String,
    String,
    i64,
    i64,
    i64,
    i64,
    Option<i64>,
    Option<i64>,
    Option<String>,
);

pub(super) const COLUMN: StoreError = StoreError::Column { column: "payments" };

pub(super) const fn summary_place(row: &str) -> Place<'_> {
    Place {
        column: "payments.summary",
        row,
    }
}

const fn content_place(row: &str) -> Place<'_> {
    Place {
        column: "payments.content",
        row,
    }
}

const fn signature_place(row: &str) -> Place<'_> {
    Place {
        column: "payments.signature",
        row,
    }
}

/// A row, opened.
pub(super) fn readable(key: &OwnersKey, row: Row, now: UnixTime) -> Result<Payment, StoreError> {
    let (id, state, summary, proposed_by, proposed_ms, expires_ms, needed, approvals, ..) = row;
    let expires_at = UnixTime::from_ms(expires_ms);
    let state = match State::parse(&state).ok_or(COLUMN)? {
        State::Waiting | State::Approved if expires_at <= now => State::Expired,
        state => state,
    };
    let summary = key.open(summary_place(&id), &summary)?;
    Ok(Payment {
        payment_id: PaymentId::parse(&id).ok_or(COLUMN)?,
        state,
        summary: serde_json::from_str(&summary).map_err(|_| COLUMN)?,
        proposed_by,
        proposed_at: UnixTime::from_ms(proposed_ms),
        expires_at,
        approvals_needed: needed,
        approvals,
        decided_at: row.8.map(UnixTime::from_ms),
        released_at: row.9.map(UnixTime::from_ms),
        released_by: row.10,
    })
}

pub(super) fn seal_content(key: &OwnersKey, id: &str, content: &[u8]) -> String {
    key.seal(content_place(id), &STANDARD.encode(content))
}

pub(super) fn seal_signature(key: &OwnersKey, id: &str, signature: &[u8]) -> String {
    key.seal(signature_place(id), &STANDARD.encode(signature))
}

/// What was signed, and what it says.
pub(super) fn open_content(
    key: &OwnersKey,
    id: &str,
    sealed: &str,
) -> Result<(Vec<u8>, Decoded), StoreError> {
    let opened = key.open(content_place(id), sealed)?;
    let content = STANDARD.decode(opened.as_bytes()).map_err(|_| COLUMN)?;
    let decoded = read_content(&content).ok_or(COLUMN)?;
    Ok((content, decoded))
}

pub(super) fn open_signature(
    key: &OwnersKey,
    id: &str,
    sealed: &str,
) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let opened = key.open(signature_place(id), sealed)?;
    let signature = STANDARD.decode(opened.as_bytes()).map_err(|_| COLUMN)?;
    Ok(Zeroizing::new(signature))
}

/// A submission is found by this.
pub(super) fn submission_lookup(store: &crate::store::Store, id: &Digest) -> String {
    store.sealing().lookup("payment", &id.to_string())
}
