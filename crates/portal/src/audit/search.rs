//! What was done in an organisation, by whom and when, for those who look for something.

use sqlx::{Any, AssertSqlSafe};

use super::Change;
use super::line::{self, Line, Row, columns};
use crate::access::OrganisationScope;
use crate::store::sealing::Place;
use crate::store::{Store, StoreError};
use crate::time::UnixTime;

/// Which lines.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// An action, or the part of one before its point with the point: `member.`.
    pub action: Option<String>,
    /// The id of whoever did it.
    pub actor: Option<String>,
    /// The id of what it was done to.
    pub subject: Option<String>,
    /// How it ended.
    pub outcome: Option<String>,
    /// From this moment on.
    pub from: Option<UnixTime>,
    /// Before this moment.
    pub to: Option<UnixTime>,
}

/// A line about an organisation, readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationLine {
    /// Its number in the log of the whole portal.
    pub sequence: i64,
    /// When.
    pub at: UnixTime,
    /// What was done.
    pub action: String,
    /// How it ended.
    pub outcome: String,
    /// The id of whoever did it.
    pub actor: String,
    /// The id of what it was done to.
    pub subject: Option<String>,
    /// From where; empty if it is not known.
    pub network_address: String,
    /// What the client called itself.
    pub user_agent: String,
    /// What else is worth knowing.
    pub detail: Option<String>,
    /// Before and after.
    pub change: Option<Change>,
    /// The line's hash in the chain.
    pub hash: String,
}

/// The newest lines of an organisation that a filter lets through, those before a number.
///
/// # Errors
/// If the database cannot be used.
pub async fn search(
    store: &Store,
    scope: &OrganisationScope,
    filter: &AuditFilter,
    before: i64,
    limit: u16,
) -> Result<Vec<OrganisationLine>, StoreError> {
    let mut conditions = Conditions::new();
    conditions.text("organisation =", scope.organisation_id().as_str());
    conditions.number("sequence <", before);
    match filter.action.as_deref() {
        Some(group) if group.ends_with('.') => conditions.group(group),
        Some(action) => conditions.text("action =", action),
        None => {}
    }
    for (condition, value) in [
        ("actor =", &filter.actor),
        ("subject =", &filter.subject),
        ("outcome =", &filter.outcome),
    ] {
        if let Some(value) = value {
            conditions.text(condition, value);
        }
    }
    if let Some(from) = filter.from {
        conditions.number("at_ms >=", from.ms());
    }
    if let Some(to) = filter.to {
        conditions.number("at_ms <", to.ms());
    }
    let rows = conditions.rows(store, limit).await?;
    rows.into_iter().map(|row| readable(scope, row)).collect()
}

enum Value {
    Text(String),
    Number(i64),
}

/// Conditions that all hold; what a client gave is bound, never part of the statement.
struct Conditions {
    statement: String,
    values: Vec<Value>,
}

impl Conditions {
    fn new() -> Self {
        Self {
            statement: columns!().into(),
            values: Vec::new(),
        }
    }

    fn add(&mut self, condition: &'static str, value: Value) {
        let word = if self.values.is_empty() {
            "WHERE"
        } else {
            "AND"
        };
        self.values.push(value);
        let number = self.values.len();
        self.statement
            .push_str(&format!("{word} {condition} ${number} "));
    }

    fn text(&mut self, condition: &'static str, value: &str) {
        self.add(condition, Value::Text(value.into()));
    }

    fn number(&mut self, condition: &'static str, value: i64) {
        self.add(condition, Value::Number(value));
    }

    /// Actions that begin so: from it to what follows the point in the alphabet.
    fn group(&mut self, beginning: &str) {
        self.text("action >=", beginning);
        let end = format!("{}/", beginning.trim_end_matches('.'));
        self.text("action <", &end);
    }

    async fn rows(mut self, store: &Store, limit: u16) -> Result<Vec<Row>, StoreError> {
        self.values.push(Value::Number(i64::from(limit)));
        let number = self.values.len();
        self.statement
            .push_str(&format!("ORDER BY sequence DESC LIMIT ${number}"));
        let mut query = sqlx::query_as::<Any, Row>(AssertSqlSafe(self.statement));
        for value in self.values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        Ok(query.fetch_all(store.pool()).await?)
    }
}

fn readable(scope: &OrganisationScope, row: Row) -> Result<OrganisationLine, StoreError> {
    let hash = row.12.clone();
    let line = Line::from(row);
    let row = line.sequence.to_string();
    let opened = |place: Place<'_>, sealed: &str| scope.key().open(place, sealed);
    let change = line.change.as_deref();
    let change = change
        .map(|sealed| opened(line::change(&row), sealed))
        .transpose()?;
    let change = change
        .map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(|_| StoreError::Column {
            column: "audit_events.change",
        })?;
    Ok(OrganisationLine {
        sequence: line.sequence,
        at: UnixTime::from_ms(line.at_ms),
        network_address: opened(line::network_address(&row), &line.network_address)?.to_string(),
        user_agent: opened(line::user_agent(&row), &line.user_agent)?.to_string(),
        action: line.action,
        outcome: line.outcome,
        actor: line.actor.unwrap_or_default(),
        subject: line.subject,
        detail: line.detail,
        change,
        hash,
    })
}
