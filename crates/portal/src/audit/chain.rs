//! Whether the lines follow one another as they were written.

use sqlx::Any;

use super::line::{BEFORE_THE_FIRST, Line, Row, columns};
use crate::store::{Store, StoreError};

/// What looking through the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainReport {
    /// Every line follows from the one before.
    Holds {
        /// How many lines.
        lines: i64,
        /// Hash of the last one.
        head: String,
    },
    /// The first line that does not.
    Broken {
        /// Its number, or the one that is missing.
        sequence: i64,
    },
}

/// Lines that are read at once.
const LINES_AT_ONCE: i64 = 1_000;

/// Looks through the whole chain.
///
/// # Errors
/// If the database cannot be used.
pub async fn verify(store: &Store) -> Result<ChainReport, StoreError> {
    let mut head = BEFORE_THE_FIRST.to_owned();
    let mut lines = 0;
    loop {
        let rows: Vec<Row> = sqlx::query_as::<Any, _>(concat!(
            columns!(),
            "WHERE sequence > $1 ORDER BY sequence LIMIT $2"
        ))
        .bind(lines)
        .bind(LINES_AT_ONCE)
        .fetch_all(store.pool())
        .await?;
        if rows.is_empty() {
            return Ok(ChainReport::Holds { lines, head });
        }
        for row in rows {
            let stored = row.12.clone();
            let line = Line::from(row);
            let is_next = line.sequence == lines + 1;
            if !is_next || line.hash(&head) != stored {
                return Ok(ChainReport::Broken {
                    sequence: lines + 1,
                });
            }
            head = stored;
            lines += 1;
        }
    }
}
