//! Makes a copy, beside a portal that runs: one transaction reads everything as it was at one moment.

use std::path::Path;

use futures_util::TryStreamExt as _;
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row as _};

use super::file::{Header, Writer};
use super::tables::{Kind, Table, steps, tables};
use super::{BackupError, BackupSummary, Progress};
use crate::store::sealing::unwrap;
use crate::store::wrapping_keys::{Key, WrappingKeys};
use crate::store::{Database, StoreError, StoreSettings};
use crate::time::Clock;

/// Rows between two words about progress.
const PROGRESS_ROWS: u64 = 1_000;

/// Writes everything into a new file.
///
/// # Errors
/// If the database cannot be read, or the file cannot be written; then there is none.
pub async fn export(
    settings: &StoreSettings,
    to: &Path,
    clock: &Clock,
    mut progress: impl FnMut(Progress),
) -> Result<BackupSummary, BackupError> {
    let keys = WrappingKeys::open(&settings.wrapping_keys_file()).map_err(StoreError::from)?;
    let database = Database::connect_existing(settings).await?;
    let mut read = database.read().await?;
    let connection: &mut AnyConnection = &mut read;
    let steps = steps(connection, database.dialect).await?;
    let schema_version = *steps
        .last()
        .ok_or(BackupError::NoPortal("it has no tables"))?;
    let tables = tables(connection, database.dialect).await?;
    let (portal_key, wrapping_keys) = keys_of(connection, &keys).await?;
    let created_at = clock.now().to_string();
    let header = Header {
        schema_version,
        steps,
        created_at: created_at.clone(),
        program: env!("CARGO_PKG_VERSION").into(),
        wrapping_keys: wrapping_keys.clone(),
        tables,
    };
    let mut counts = Vec::new();
    for table in &header.tables {
        counts.push(count(connection, table).await?);
    }
    let mut done = Progress {
        done: 0,
        total: counts.iter().sum(),
    };
    let mut writer = Writer::begin(to, &header)?;
    for (index, table) in header.tables.iter().enumerate() {
        let statement = format!("SELECT {} FROM {}", table.column_list(), table.name);
        let mut rows = sqlx::query::<Any>(AssertSqlSafe(statement)).fetch(&mut *connection);
        while let Some(row) = rows.try_next().await? {
            writer.row(index, values(table, &row)?)?;
            done.done += 1;
            if done.done.is_multiple_of(PROGRESS_ROWS) {
                progress(done);
            }
        }
    }
    progress(done);
    let (bytes, hash) = writer.finish(&portal_key)?;
    drop(read);
    database.pool.close().await;
    let names = header.tables.into_iter().map(|table| table.name);
    Ok(BackupSummary {
        schema_version,
        created_at,
        tables: names.zip(counts).collect(),
        wrapping_keys,
        bytes,
        hash,
    })
}

/// The portal's own key, and the names of all wrapping keys that are in use. All of them must be at hand: a copy that nobody can open is none.
async fn keys_of(
    connection: &mut AnyConnection,
    keys: &WrappingKeys,
) -> Result<(Key, Vec<String>), BackupError> {
    let portal: Option<(String, String)> = sqlx::query_as::<Any, _>(
        "SELECT wrapped_by, wrapped FROM data_keys WHERE owner = 'portal'",
    )
    .fetch_optional(&mut *connection)
    .await?;
    let (wrapped_by, wrapped) = portal.ok_or(BackupError::NoPortal("it has no key"))?;
    let portal_key = unwrap(keys, "portal", &wrapped_by, &wrapped)?;
    let names: Vec<(String,)> =
        sqlx::query_as::<Any, _>("SELECT DISTINCT wrapped_by FROM data_keys ORDER BY wrapped_by")
            .fetch_all(connection)
            .await?;
    let names: Vec<_> = names.into_iter().map(|(name,)| name).collect();
    for name in &names {
        keys.get(name)?;
    }
    Ok((portal_key, names))
}

/// How many rows a table has.
pub async fn count(connection: &mut AnyConnection, table: &Table) -> Result<u64, BackupError> {
    let statement = format!("SELECT count(*) FROM {}", table.name);
    let (rows,): (i64,) = sqlx::query_as::<Any, _>(AssertSqlSafe(statement))
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from(rows).unwrap_or_default())
}

fn values(table: &Table, row: &AnyRow) -> Result<Vec<Value>, sqlx::Error> {
    let columns = table.columns.iter().enumerate();
    let values = columns.map(|(index, column)| {
        Ok(match column.kind {
            Kind::Integer => row.try_get::<Option<i64>, _>(index)?.into(),
            Kind::Text => row.try_get::<Option<String>, _>(index)?.into(),
        })
    });
    values.collect()
}
