//! How many bytes the portal keeps under an organisation's key: what is sealed with it, as it is sealed. The most of a day counts.
//!
//! Ids, times, hashes, indexes and what a database adds by itself are no part of it: they are the portal's own, and differ from one database to another.

use std::collections::HashMap;
use std::time::Duration;

use sqlx::Any;

use super::meter::{Metric, day_of};
use crate::store::{Store, StoreError};

/// How often it is looked.
pub const LOOKED_AT_EVERY: Duration = Duration::from_secs(60 * 60);

/// For each table with something sealed by an organisation's key: its bytes by organisation.
const STATEMENTS: [&str; 11] = [
    "SELECT organisation_id, CAST(SUM(OCTET_LENGTH(name)) AS BIGINT) FROM organisations GROUP BY organisation_id",
    "SELECT organisation_id, CAST(SUM(OCTET_LENGTH(name)) AS BIGINT) FROM teams GROUP BY organisation_id",
    "SELECT organisation_id, CAST(SUM(OCTET_LENGTH(email)) AS BIGINT) FROM invitations GROUP BY organisation_id",
    "SELECT organisation_id, CAST(SUM(OCTET_LENGTH(name) + COALESCE(OCTET_LENGTH(last_used_address), 0)) AS BIGINT) \
     FROM api_keys GROUP BY organisation_id",
    "SELECT organisation_id, CAST(SUM(OCTET_LENGTH(public_key) + OCTET_LENGTH(label)) AS BIGINT) \
     FROM ledger_accounts WHERE organisation_id IS NOT NULL GROUP BY organisation_id",
    "SELECT organisation_id, CAST(SUM(OCTET_LENGTH(summary) + OCTET_LENGTH(content) + COALESCE(OCTET_LENGTH(signature), 0)) AS BIGINT) \
     FROM payments GROUP BY organisation_id",
    "SELECT p.organisation_id, CAST(SUM(OCTET_LENGTH(d.signed)) AS BIGINT) \
     FROM payment_decisions d JOIN payments p ON p.payment_id = d.payment_id GROUP BY p.organisation_id",
    "SELECT organisation_id, CAST(SUM(OCTET_LENGTH(name) + COALESCE(OCTET_LENGTH(note), 0) + COALESCE(OCTET_LENGTH(reason), 0)) AS BIGINT) \
     FROM node_requests GROUP BY organisation_id",
    "SELECT organisation_id, CAST(SUM(OCTET_LENGTH(document)) AS BIGINT) FROM provisioned_users GROUP BY organisation_id",
    "SELECT t.organisation_id, CAST(SUM(COALESCE(OCTET_LENGTH(p.external_id), 0)) AS BIGINT) \
     FROM provisioned_teams p JOIN teams t ON t.team_id = p.team_id GROUP BY t.organisation_id",
    "SELECT organisation, CAST(SUM(OCTET_LENGTH(network_address) + OCTET_LENGTH(user_agent) + COALESCE(OCTET_LENGTH(change), 0)) AS BIGINT) \
     FROM audit_events WHERE organisation IS NOT NULL GROUP BY organisation",
];

/// Looks how much is kept for each organisation: the most of a day counts.
///
/// # Errors
/// If the database cannot be used.
pub async fn look_at_stored_bytes(store: &Store) -> Result<(), StoreError> {
    let mut bytes: HashMap<String, i64> = HashMap::new();
    for statement in STATEMENTS {
        let rows: Vec<(String, i64)> = sqlx::query_as::<Any, _>(statement)
            .fetch_all(store.pool())
            .await?;
        for (organisation_id, more) in rows {
            let sum = bytes.entry(organisation_id).or_default();
            *sum = sum.saturating_add(more);
        }
    }
    let day = day_of(store.clock().now());
    let mut write = store.write().await?;
    for (organisation_id, amount) in bytes {
        // The log goes on telling of organisations that are gone: they have no day.
        sqlx::query::<Any>(
            "INSERT INTO usage_days (organisation_id, day, metric, amount) \
             SELECT organisation_id, $1, $2, $3 FROM organisations WHERE organisation_id = $4 \
             ON CONFLICT (organisation_id, day, metric) DO UPDATE SET amount = \
             CASE WHEN excluded.amount > usage_days.amount THEN excluded.amount ELSE usage_days.amount END",
        )
        .bind(&day)
        .bind(Metric::StoredBytes.as_str())
        .bind(amount)
        .bind(organisation_id)
        .execute(&mut *write)
        .await?;
    }
    Ok(write.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrations;

    /// What the tables say themselves of their columns. Keys of owners are an organisation's or a person's.
    const SEALED: [&str; 3] = [
        "-- sealed, with the organisation's key",
        "-- sealed, with the owner's key",
        "-- sealed, with the key of the target or organisation",
    ];

    #[test]
    fn every_column_that_is_sealed_with_an_organisations_key_is_looked_at() {
        let (mut table, mut columns) = ("", 0);
        for line in migrations::texts().into_iter().flat_map(str::lines) {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                table = rest.split_whitespace().next().unwrap();
            }
            if !SEALED.iter().any(|words| line.contains(words)) {
                continue;
            }
            columns += 1;
            let column = line.split_whitespace().next().unwrap();
            let looks = |statement: &&str| {
                let (amounts, tables) = statement.split_once(" FROM ").unwrap();
                let is_of = tables.split_whitespace().next() == Some(table);
                let has = [format!("({column})"), format!(".{column})")];
                is_of && has.iter().any(|name| amounts.contains(name))
            };
            assert!(STATEMENTS.iter().any(looks), "{table}.{column}");
        }
        assert_eq!(columns, 19);
    }
}
