//! Puts a copy back: first the whole file is read and judged, then everything is written in one transaction.

use std::path::Path;

use sqlx::{Any, AnyConnection, AssertSqlSafe};

use super::export::count;
use super::file::{Cell, Header, Line, Reader, Row, Whole};
use super::tables::{Table, steps, tables};
use super::{BackupError, BackupSummary, Progress, Restored};
use crate::audit::{self, ChainReport};
use crate::store::sealing::unwrap;
use crate::store::wrapping_keys::WrappingKeys;
use crate::store::{Database, Store, StoreError, StoreSettings, make_folder, migrations};
use crate::time::Clock;

/// Values in one statement: SQLite takes 32,766.
const VALUES_MAX: usize = 8_000;
/// Rows in one statement.
const ROWS_MAX: usize = 200;
/// The owner of the portal's own key.
const PORTAL: &str = "portal";

/// Puts a copy back into an empty database.
///
/// # Errors
/// If the copy is not whole, its keys are not at hand, or the database is not empty: then nothing was written.
pub async fn import(
    settings: &StoreSettings,
    from: &Path,
    clock: Clock,
    mut progress: impl FnMut(Progress),
) -> Result<Restored, BackupError> {
    let (header, whole) = judge(settings, from)?;
    make_folder(&settings.folder)?;
    let database = Database::connect(settings).await?;
    prepare(&database, &header).await?;
    let mut write = database.write().await?;
    let found = tables(&mut write, database.dialect).await?;
    check_empty(&mut write, &found).await?;
    check_same(from, &header, &found)?;
    let mut done = Progress {
        done: 0,
        total: whole.rows.iter().sum(),
    };
    let mut reader = Reader::open(from)?;
    let mut waiting: Vec<Row> = Vec::new();
    loop {
        let next = reader.next_line()?;
        let is_full = match (&next, waiting.first()) {
            (Line::Row((table, cells)), Some((first, _))) => {
                table != first
                    || waiting.len() >= ROWS_MAX
                    || (waiting.len() + 1) * cells.len() > VALUES_MAX
            }
            (Line::End(_), Some(_)) => true,
            _ => false,
        };
        if is_full {
            insert(&mut write, &header.tables, &waiting).await?;
            done.done += waiting.len() as u64;
            waiting.clear();
            progress(done);
        }
        match next {
            Line::Row(row) => waiting.push(row),
            // Nobody changed it meanwhile.
            Line::End(again) if again.hash == whole.hash => break,
            Line::End(_) => {
                let reason = "it changed while it was read".into();
                let path = from.to_path_buf();
                return Err(BackupError::Damaged { path, reason });
            }
        }
    }
    write.commit().await?;
    database.pool.close().await;
    // Opening it brings the tables up to date, and finds the portal's own key.
    let store = Store::open(settings, clock).await?;
    let audit = audit::verify(&store).await?;
    store.close().await;
    if let ChainReport::Broken { sequence } = audit {
        return Err(BackupError::Chain(sequence));
    }
    Ok(Restored {
        summary: summary(header, whole),
        audit,
    })
}

fn summary(header: Header, whole: Whole) -> BackupSummary {
    let names = header.tables.into_iter().map(|table| table.name);
    BackupSummary {
        schema_version: header.schema_version,
        created_at: header.created_at,
        tables: names.zip(whole.rows).collect(),
        wrapping_keys: header.wrapping_keys,
        bytes: whole.bytes,
        hash: whole.hash,
    }
}

/// Reads the whole file, and looks whether the keys at hand open it.
fn judge(settings: &StoreSettings, from: &Path) -> Result<(Header, Whole), BackupError> {
    let mut reader = Reader::open(from)?;
    let known = migrations::numbers();
    if let Some(unknown) = reader
        .header
        .steps
        .iter()
        .find(|step| !known.contains(step))
    {
        return Err(BackupError::Newer(*unknown));
    }
    let mut portal = None;
    let whole = loop {
        match reader.next_line()? {
            Line::Row((table, cells)) => {
                let table = &reader.header.tables[table];
                if table.name == "data_keys"
                    && text_of(table, &cells, "owner").as_deref() == Some(PORTAL)
                {
                    let wrapped_by = text_of(table, &cells, "wrapped_by");
                    portal = wrapped_by.zip(text_of(table, &cells, "wrapped"));
                }
            }
            Line::End(whole) => break whole,
        }
    };
    let path = settings.wrapping_keys_file();
    let missing = |name: &str| BackupError::WrappingKey {
        name: name.into(),
        path: path.clone(),
    };
    if let (false, Some(name)) = (path.exists(), reader.header.wrapping_keys.first()) {
        return Err(missing(name));
    }
    let keys = WrappingKeys::open(&path).map_err(StoreError::from)?;
    for name in &reader.header.wrapping_keys {
        keys.get(name).map_err(|_| missing(name))?;
    }
    let no_key = || BackupError::NoBackup {
        path: from.to_path_buf(),
        reason: "it holds no key of the portal".into(),
    };
    let (wrapped_by, wrapped) = portal.ok_or_else(no_key)?;
    let not_ours = || BackupError::Seal {
        path: from.to_path_buf(),
    };
    let portal_key = unwrap(&keys, PORTAL, &wrapped_by, &wrapped).map_err(|_| not_ours())?;
    if !whole.is_sealed_by(&portal_key) {
        return Err(not_ours());
    }
    Ok((reader.header, whole))
}

fn text_of(table: &Table, cells: &[Cell], column: &str) -> Option<String> {
    let index = table.columns.iter().position(|one| one.name == column)?;
    match cells.get(index)? {
        Cell::Text(text) => text.clone(),
        Cell::Integer(_) => None,
    }
}

/// Makes the tables as they were where the copy was made.
async fn prepare(database: &Database, header: &Header) -> Result<(), BackupError> {
    let mut read = database.read().await?;
    let found = tables(&mut read, database.dialect).await?;
    check_empty(&mut read, &found).await?;
    let taken = steps(&mut read, database.dialect).await?;
    drop(read);
    if taken.iter().any(|step| !header.steps.contains(step)) {
        return Err(BackupError::NotEmpty(
            "a newer portal, without users,".into(),
        ));
    }
    Ok(migrations::up_to(&database.pool, &header.steps).await?)
}

async fn check_empty(connection: &mut AnyConnection, found: &[Table]) -> Result<(), BackupError> {
    for table in found {
        if count(connection, table).await? > 0 {
            return Err(BackupError::NotEmpty(table.name.clone()));
        }
    }
    Ok(())
}

/// The tables of the copy are those that its steps make, so that nothing of it is put where it does not belong.
fn check_same(from: &Path, header: &Header, found: &[Table]) -> Result<(), BackupError> {
    let is_same = header.tables.len() == found.len()
        && header.tables.iter().all(|table| found.contains(table));
    if is_same {
        return Ok(());
    }
    Err(BackupError::NoBackup {
        path: from.to_path_buf(),
        reason: "its tables are not those of its schema".into(),
    })
}

async fn insert(
    connection: &mut AnyConnection,
    tables: &[Table],
    rows: &[Row],
) -> Result<(), BackupError> {
    let Some((table, _)) = rows.first() else {
        return Ok(());
    };
    let table = &tables[*table];
    let mut place = 0;
    let groups: Vec<String> = rows
        .iter()
        .map(|(_, cells)| {
            let places: Vec<_> = cells
                .iter()
                .map(|_| {
                    place += 1;
                    format!("${place}")
                })
                .collect();
            format!("({})", places.join(", "))
        })
        .collect();
    let statement = format!(
        "INSERT INTO {} ({}) VALUES {}",
        table.name,
        table.column_list(),
        groups.join(", ")
    );
    let mut query = sqlx::query::<Any>(AssertSqlSafe(statement));
    for cell in rows.iter().flat_map(|(_, cells)| cells) {
        query = match cell {
            Cell::Integer(value) => query.bind(*value),
            Cell::Text(value) => query.bind(value.clone()),
        };
    }
    query.execute(connection).await?;
    Ok(())
}
