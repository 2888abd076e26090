//! What tables there are, read from the database itself: a table that comes with a later version is in the copy without a word here.

use sqlx::{Any, AnyConnection};

use super::BackupError;
use crate::store::Dialect;

/// Where sqlx notes which steps were taken.
const STEPS_TABLE: &str = "_sqlx_migrations";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A number.
    Integer,
    /// A text.
    Text,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns in their order.
    pub columns: Vec<Column>,
}

impl Table {
    /// Names of all columns, with commas between. Names are checked when a table is read: letters, digits and `_`.
    pub fn column_list(&self) -> String {
        let names = self.columns.iter().map(|column| column.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    }
}

/// All tables but that of sqlx, each behind those that its rows refer to.
pub async fn tables(
    connection: &mut AnyConnection,
    dialect: Dialect,
) -> Result<Vec<Table>, BackupError> {
    let statement = match dialect {
        Dialect::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        }
        Dialect::Postgres => {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1"
        }
    };
    let names: Vec<(String,)> = sqlx::query_as::<Any, _>(statement)
        .fetch_all(&mut *connection)
        .await?;
    let mut waiting = Vec::new();
    for (name,) in names {
        if name == STEPS_TABLE || !is_plain(&name) {
            continue;
        }
        let refers_to = refers_to(connection, dialect, &name).await?;
        let columns = columns(connection, dialect, &name).await?;
        waiting.push((Table { name, columns }, refers_to));
    }
    in_order(waiting)
}

/// Names are put into statements: none of another form is.
fn is_plain(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !name.is_empty() && name.bytes().all(is_plain)
}

async fn columns(
    connection: &mut AnyConnection,
    dialect: Dialect,
    table: &str,
) -> Result<Vec<Column>, BackupError> {
    let statement = match dialect {
        Dialect::Sqlite => "SELECT name, lower(type) FROM pragma_table_info($1) ORDER BY cid",
        Dialect::Postgres => {
            "SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
    };
    let found: Vec<(String, String)> = sqlx::query_as::<Any, _>(statement)
        .bind(table)
        .fetch_all(connection)
        .await?;
    let columns = found.into_iter().map(|(name, found)| {
        let kind = match found.as_str() {
            "bigint" | "integer" => Some(Kind::Integer),
            "text" => Some(Kind::Text),
            _ => None,
        };
        match kind.filter(|_| is_plain(&name)) {
            Some(kind) => Ok(Column { name, kind }),
            None => Err(BackupError::Kind {
                table: table.into(),
                column: name,
                found,
            }),
        }
    });
    columns.collect()
}

async fn refers_to(
    connection: &mut AnyConnection,
    dialect: Dialect,
    table: &str,
) -> Result<Vec<String>, BackupError> {
    let statement = match dialect {
        Dialect::Sqlite => "SELECT \"table\" FROM pragma_foreign_key_list($1)",
        Dialect::Postgres => {
            "SELECT CAST(parent.relname AS TEXT) FROM pg_constraint \
             JOIN pg_class child ON child.oid = conrelid JOIN pg_class parent ON parent.oid = confrelid \
             WHERE contype = 'f' AND child.relname = $1 AND CAST(child.relnamespace AS regnamespace)::text = current_schema()::text"
        }
    };
    let found: Vec<(String,)> = sqlx::query_as::<Any, _>(statement)
        .bind(table)
        .fetch_all(connection)
        .await?;
    Ok(found.into_iter().map(|(name,)| name).collect())
}

/// A row can be written when the row that it refers to is there.
fn in_order(mut waiting: Vec<(Table, Vec<String>)>) -> Result<Vec<Table>, BackupError> {
    let mut ordered: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let is_there = |name: &String| ordered.iter().any(|table| table.name == *name);
        let next = waiting.iter().position(|(table, refers_to)| {
            let mut others = refers_to.iter().filter(|name| **name != table.name);
            others.all(is_there)
        });
        let Some(next) = next else {
            let names: Vec<_> = waiting
                .iter()
                .map(|(table, _)| table.name.as_str())
                .collect();
            return Err(BackupError::Circle(names.join(", ")));
        };
        ordered.push(waiting.remove(next).0);
    }
    Ok(ordered)
}

/// Numbers of the steps that were taken; none if there is no table yet.
pub async fn steps(
    connection: &mut AnyConnection,
    dialect: Dialect,
) -> Result<Vec<i64>, BackupError> {
    let statement = match dialect {
        Dialect::Sqlite => {
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'"
        }
        Dialect::Postgres => {
            "SELECT count(*) FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'"
        }
    };
    let (is_there,): (i64,) = sqlx::query_as::<Any, _>(statement)
        .fetch_one(&mut *connection)
        .await?;
    if is_there == 0 {
        return Ok(Vec::new());
    }
    let steps: Vec<(i64,)> =
        sqlx::query_as::<Any, _>("SELECT version FROM _sqlx_migrations ORDER BY version")
            .fetch_all(connection)
            .await?;
    Ok(steps.into_iter().map(|(step,)| step).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(tables: &[(&str, &[&str])]) -> Result<Vec<String>, BackupError> {
        let waiting = tables.iter().map(|(name, refers_to)| {
            let table = Table {
                name: (*name).into(),
                columns: Vec::new(),
            };
            (table, refers_to.iter().map(|name| (*name).into()).collect())
        });
        let ordered = in_order(waiting.collect())?;
        Ok(ordered.into_iter().map(|table| table.name).collect())
    }

    #[test]
    fn a_table_comes_behind_those_that_it_refers_to() {
        let tables: &[(&str, &[&str])] = &[
            ("codes", &["users", "totp"]),
            ("totp", &["users"]),
            ("users", &["users"]),
        ];
        assert_eq!(order(tables).unwrap(), ["users", "totp", "codes"]);
        let circle: &[(&str, &[&str])] = &[("a", &["b"]), ("b", &["a"]), ("c", &[])];
        assert!(matches!(order(circle), Err(BackupError::Circle(names)) if names == "a, b"));
    }

    #[test]
    fn a_name_that_is_put_into_a_statement_is_plain() {
        assert!(is_plain("audit_events"));
        for name in ["", "users; DROP TABLE users", "Users", "a\"b", "a b"] {
            assert!(!is_plain(name), "{name}");
        }
    }
}
