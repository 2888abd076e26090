//! A line of the audit log as the database holds it, and its hash.

use crate::store::sealing::Place;

/// Separates these hashes from all others.
const HASH_CONTEXT: &str = "aurigraph portal 2026-11-26 audit event";
/// What the first line follows.
pub(super) const BEFORE_THE_FIRST: &str = "";

/// A line as the database holds it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub sequence: i64,
    pub at_ms: i64,
    pub action: String,
    pub outcome: String,
    pub actor: Option<String>,
    pub target: Option<String>,
    pub organisation: Option<String>,
    pub subject: Option<String>,
    pub network_address: String,
    pub user_agent: String,
    pub detail: Option<String>,
    pub change: Option<String>,
}

/// The columns in the order of [`Row`]: a statement begins `SELECT` with them.
macro_rules! columns {
    () => {
        "SELECT sequence, at_ms, action, outcome, actor, target, organisation, subject, network_address, user_agent, detail, change, hash FROM audit_events "
    };
}
pub(super) use columns;

/// The columns, and the hash.
pub(super) type Row = (
    i64,
    i64,
    String,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    String,
    String,
    Option<String>,
    Option<String>,
    String,
);

impl From<Row> for Line {
    fn from(row: Row) -> Self {
        Self {
            sequence: row.0,
            at_ms: row.1,
            action: row.2,
            outcome: row.3,
            actor: row.4,
            target: row.5,
            organisation: row.6,
            subject: row.7,
            network_address: row.8,
            user_agent: row.9,
            detail: row.10,
            change: row.11,
        }
    }
}

pub(super) const fn network_address(row: &str) -> Place<'_> {
    Place {
        column: "audit_events.network_address",
        row,
    }
}

pub(super) const fn user_agent(row: &str) -> Place<'_> {
    Place {
        column: "audit_events.user_agent",
        row,
    }
}

pub(super) const fn change(row: &str) -> Place<'_> {
    Place {
        column: "audit_events.change",
        row,
    }
}

impl Line {
    /// Over every column and the hash of the line before.
    pub(super) fn hash(&self, before: &str) -> String {
        let mut hasher = blake3::Hasher::new_derive_key(HASH_CONTEXT);
        let mut add = |text: Option<&str>| {
            // Nothing and an empty text are different.
            let length = text.map_or(u64::MAX, |text| text.len() as u64);
            hasher.update(&length.to_le_bytes());
            hasher.update(text.unwrap_or_default().as_bytes());
        };
        add(Some(before));
        add(Some(&self.sequence.to_string()));
        add(Some(&self.at_ms.to_string()));
        add(Some(&self.action));
        add(Some(&self.outcome));
        add(self.actor.as_deref());
        add(self.target.as_deref());
        add(self.organisation.as_deref());
        add(self.subject.as_deref());
        add(Some(&self.network_address));
        add(Some(&self.user_agent));
        add(self.detail.as_deref());
        add(self.change.as_deref());
        hasher.finalize().to_hex().to_string()
    }
}
