//! The form of the file: lines of text.
//!
//! ```text
//! aurigraph-portal-backup 1
//! {"schemaVersion":12,"steps":[1,2,12],…,"tables":[{"name":"users","columns":[{"name":"user_id","kind":"text"},…]},…]}
//! [0,"usr_…",1790000000123,null]                    a row: which table, and its columns
//! …
//! {"rows":[3,…],"hash":"…","seal":"…"}               of all bytes before this line
//! ```

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::BackupError;
use super::tables::{Kind, Table};
use crate::store::wrapping_keys::Key;

/// The first line.
const KIND_OF_FILE: &str = "aurigraph-portal-backup 1";
/// Longest line that is read: no row of a portal has so much.
const LINE_BYTES_MAX: u64 = 16 * 1024 * 1024;
const SEAL_CONTEXT: &str = "aurigraph portal 2026-11-27 backup";

/// The second line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Header {
    /// Highest step of the schema.
    pub schema_version: i64,
    /// All of its steps.
    pub steps: Vec<i64>,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// Version of the program that made it.
    pub program: String,
    /// Wrapping keys that open it.
    pub wrapping_keys: Vec<String>,
    /// Tables in the order of their rows.
    pub tables: Vec<Table>,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Footer {
    /// Rows of each table.
    rows: Vec<u64>,
    /// BLAKE3 of all bytes before.
    hash: String,
    /// The same with a key that only this portal has.
    seal: String,
}

/// What a portal's key says of a hash.
fn seal(portal_key: &Key, hash: &blake3::Hash) -> blake3::Hash {
    let key = blake3::derive_key(SEAL_CONTEXT, portal_key.as_slice());
    blake3::keyed_hash(&key, hash.as_bytes())
}

/// Writes a file that is there only when it is complete.
pub struct Writer {
    path: PathBuf,
    unfinished: PathBuf,
    file: BufWriter<File>,
    hasher: blake3::Hasher,
    rows: Vec<u64>,
    bytes: u64,
}

impl Writer {
    /// Begins a file that is not there yet.
    pub fn begin(path: &Path, header: &Header) -> Result<Self, BackupError> {
        if path.exists() {
            let path = path.to_path_buf();
            return Err(BackupError::Exists { path });
        }
        let mut name = path.as_os_str().to_owned();
        name.push(".unfinished");
        let unfinished = PathBuf::from(name);
        let mut options = File::options();
        // What another attempt left there is nothing.
        options.write(true).create(true).truncate(true).mode(0o600);
        let file = options.open(&unfinished).map_err(file_error(&unfinished))?;
        let mut writer = Self {
            path: path.to_path_buf(),
            unfinished,
            file: BufWriter::new(file),
            hasher: blake3::Hasher::new(),
            rows: vec![0; header.tables.len()],
            bytes: 0,
        };
        writer.line(KIND_OF_FILE)?;
        writer.line(&serde_json::to_string(header).expect("it is plain data"))?;
        Ok(writer)
    }

    /// Writes a row of a table.
    pub fn row(&mut self, table: usize, values: Vec<Value>) -> Result<(), BackupError> {
        let mut row = vec![Value::from(table)];
        row.extend(values);
        self.rows[table] += 1;
        self.line(&Value::Array(row).to_string())
    }

    /// Completes the file; how many bytes it has, and its hash.
    pub fn finish(mut self, portal_key: &Key) -> Result<(u64, String), BackupError> {
        let hash = self.hasher.finalize();
        let footer = Footer {
            rows: self.rows.clone(),
            hash: hash.to_hex().to_string(),
            seal: seal(portal_key, &hash).to_hex().to_string(),
        };
        self.line(&serde_json::to_string(&footer).expect("it is plain data"))?;
        let failed = file_error(&self.unfinished);
        self.file.flush().map_err(&failed)?;
        self.file.get_ref().sync_all().map_err(&failed)?;
        std::fs::rename(&self.unfinished, &self.path).map_err(file_error(&self.path))?;
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(file_error(folder))?;
        Ok((self.bytes, footer.hash))
    }

    fn line(&mut self, text: &str) -> Result<(), BackupError> {
        let failed = file_error(&self.unfinished);
        for bytes in [text.as_bytes(), b"\n"] {
            self.hasher.update(bytes);
            self.file.write_all(bytes).map_err(&failed)?;
            self.bytes += bytes.len() as u64;
        }
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // After a whole file there is none of this name.
        let _ = std::fs::remove_file(&self.unfinished);
    }
}

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A number, or none.
    Integer(Option<i64>),
    /// A text, or none.
    Text(Option<String>),
}

/// A row: which table, and its columns.
pub type Row = (usize, Vec<Cell>);

/// Reads a file line by line.
pub struct Reader {
    path: PathBuf,
    file: BufReader<File>,
    hasher: blake3::Hasher,
    /// What stands in the second line.
    pub header: Header,
    rows: Vec<u64>,
    bytes: u64,
}

/// What a file turned out to be when it was read to its end.
pub struct Whole {
    /// Rows of each table.
    pub rows: Vec<u64>,
    /// Bytes of the file.
    pub bytes: u64,
    /// Its hash.
    pub hash: String,
    computed: blake3::Hash,
    seal: String,
}

impl Whole {
    /// Whether the portal with this key wrote it.
    pub fn is_sealed_by(&self, portal_key: &Key) -> bool {
        let given = blake3::Hash::from_hex(&self.seal);
        // Compared in constant time.
        given.is_ok_and(|given| given == seal(portal_key, &self.computed))
    }
}

/// A line behind the header.
pub enum Line {
    /// A row.
    Row(Row),
    /// The end, which is sound.
    End(Whole),
}

impl Reader {
    /// Reads what stands in front of the rows.
    pub fn open(path: &Path) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(file_error(path))?;
        let mut reader = Self {
            path: path.to_path_buf(),
            file: BufReader::new(file),
            hasher: blake3::Hasher::new(),
            header: Header {
                schema_version: 0,
                steps: Vec::new(),
                created_at: String::new(),
                program: String::new(),
                wrapping_keys: Vec::new(),
                tables: Vec::new(),
            },
            rows: Vec::new(),
            bytes: 0,
        };
        let first = reader.line()?;
        if first != KIND_OF_FILE {
            return Err(reader.no_backup("it does not begin with the name of this kind of file"));
        }
        reader.take_into_hash(&first);
        let second = reader.line()?;
        reader.header = serde_json::from_str(&second)
            .map_err(|error| reader.no_backup(&format!("its second line: {error}")))?;
        reader.rows = vec![0; reader.header.tables.len()];
        reader.take_into_hash(&second);
        Ok(reader)
    }

    /// The next line.
    pub fn next_line(&mut self) -> Result<Line, BackupError> {
        let line = self.line()?;
        if !line.starts_with('[') {
            return self.end(&line).map(Line::End);
        }
        let row = self.row(&line)?;
        self.rows[row.0] += 1;
        self.take_into_hash(&line);
        Ok(Line::Row(row))
    }

    fn row(&self, line: &str) -> Result<Row, BackupError> {
        let wrong = || self.damaged("a row is none of its table");
        let values: Vec<Value> = serde_json::from_str(line).map_err(|_| wrong())?;
        let (first, values) = values.split_first().ok_or_else(wrong)?;
        let index = first.as_u64().and_then(|index| usize::try_from(index).ok());
        let index = index.ok_or_else(wrong)?;
        let table = self.header.tables.get(index).ok_or_else(wrong)?;
        if table.columns.len() != values.len() {
            return Err(wrong());
        }
        let cells = table.columns.iter().zip(values).map(|(column, value)| {
            Some(match (column.kind, value) {
                (Kind::Integer, Value::Null) => Cell::Integer(None),
                (Kind::Text, Value::Null) => Cell::Text(None),
                (Kind::Integer, Value::Number(number)) => Cell::Integer(Some(number.as_i64()?)),
                (Kind::Text, Value::String(text)) => Cell::Text(Some(text.clone())),
                _ => return None,
            })
        });
        let cells = cells.collect::<Option<Vec<_>>>().ok_or_else(wrong)?;
        Ok((index, cells))
    }

    fn end(&mut self, line: &str) -> Result<Whole, BackupError> {
        let footer: Footer = serde_json::from_str(line)
            .map_err(|_| self.damaged("a line is neither a row nor the end"))?;
        let computed = self.hasher.finalize();
        if computed.to_hex().as_str() != footer.hash {
            return Err(self.damaged("its hash is another one"));
        }
        if footer.rows != self.rows {
            return Err(self.damaged("rows are missing"));
        }
        let mut rest = Vec::new();
        self.file
            .read_until(b'\n', &mut rest)
            .map_err(file_error(&self.path))?;
        if !rest.is_empty() {
            return Err(self.damaged("something follows its end"));
        }
        Ok(Whole {
            rows: footer.rows,
            bytes: self.bytes,
            hash: footer.hash,
            computed,
            seal: footer.seal,
        })
    }

    fn line(&mut self) -> Result<String, BackupError> {
        use std::io::Read as _;
        let mut bytes = Vec::new();
        let mut limited = (&mut self.file).take(LINE_BYTES_MAX);
        limited
            .read_until(b'\n', &mut bytes)
            .map_err(file_error(&self.path))?;
        self.bytes += bytes.len() as u64;
        if bytes.pop() != Some(b'\n') {
            return Err(self.damaged("it ends in the middle"));
        }
        String::from_utf8(bytes).map_err(|_| self.damaged("a line is no text"))
    }

    fn take_into_hash(&mut self, line: &str) {
        self.hasher.update(line.as_bytes());
        self.hasher.update(b"\n");
    }

    fn damaged(&self, reason: &str) -> BackupError {
        BackupError::Damaged {
            path: self.path.clone(),
            reason: reason.into(),
        }
    }

    fn no_backup(&self, reason: &str) -> BackupError {
        BackupError::NoBackup {
            path: self.path.clone(),
            reason: reason.into(),
        }
    }
}

fn file_error(path: &Path) -> impl Fn(std::io::Error) -> BackupError + use<> {
    let path = path.to_path_buf();
    move |source| BackupError::File {
        path: path.clone(),
        source,
    }
}
