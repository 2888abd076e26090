//! What the portal keeps that is not the ledger's: users, sessions, mails, the audit log. SQLite in a file by default, PostgreSQL by one setting; the
//! same statements and the same tests for both.
//!
//! ```text
//! subject module (SQL of its own) ─▶ Store ─▶ sqlx ─▶ SQLite │ PostgreSQL
//!                  └─ personal data ─▶ Sealing: a key for each user or organisation, wrapped by a key that lies outside the database
//! ```
//!
//! Invariants
//! - What changes a user, or begins or ends a session, is in one transaction with its line in the audit log.
//! - Personal data and secrets are in no column that is not sealed. A lookup goes by a keyed hash.

pub(crate) mod migrations;
pub mod postgres_address;
pub mod rotation;
pub mod sealing;
pub mod wrapping_keys;
mod write;

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, Connection as _, Executor as _};

use crate::identity::breached::BreachListError;
use crate::plans::PlansFileError;
use crate::time::Clock;
use crate::usage::PriceListError;
use sealing::{Sealing, SealingError};
use wrapping_keys::{WrappingKeyError, WrappingKeys};
use write::Turns;
pub use write::Write;

/// Name of the database file in the portal's folder.
const SQLITE_FILE: &str = "portal.db";
/// Name of the file with the wrapping keys in the portal's folder.
const WRAPPING_KEYS_FILE: &str = "wrapping-keys";
/// Connections that are open at most.
const CONNECTIONS_MAX: u32 = 8;
/// How long a request waits for a connection.
const CONNECTION_WAIT: Duration = Duration::from_secs(5);

/// Why the portal's data could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database.
    #[error("the portal's database cannot be used")]
    Database(#[from] sqlx::Error),
    /// Its tables.
    #[error("the tables of the portal's database cannot be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The keys around the keys.
    #[error(transparent)]
    WrappingKey(#[from] WrappingKeyError),
    /// A sealed value.
    #[error(transparent)]
    Sealing(#[from] SealingError),
    /// The folder.
    #[error("the portal's folder {path} cannot be made")]
    Folder {
        /// Where it was to be.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The price list.
    #[error(transparent)]
    PriceList(#[from] PriceListError),
    /// The plans beside it.
    #[error(transparent)]
    Plans(#[from] PlansFileError),
    /// The list of breached passwords beside it.
    #[error(transparent)]
    BreachList(#[from] BreachListError),
    /// There is no database.
    #[error("there is no database {path} of a portal")]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A column that holds what this program did not write there.
    #[error("{column} holds what cannot be there")]
    Column {
        /// Table and column.
        column: &'static str,
    },
}

/// Where the data is.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    /// The portal's folder: wrapping keys and, without a PostgreSQL, the database.
    pub folder: PathBuf,
    /// `postgres://…`, if it is not to be SQLite.
    pub postgres_url: Option<String>,
}

impl StoreSettings {
    /// Where the wrapping keys are.
    pub fn wrapping_keys_file(&self) -> PathBuf {
        self.folder.join(WRAPPING_KEYS_FILE)
    }
}

/// Which database it is: where they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// The portal's data.
#[derive(Debug)]
pub struct Store {
    database: Database,
    sealing: Sealing,
    clock: Clock,
}

/// The database alone: connected, and nothing in it changed.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    /// Its connections.
    pub(crate) pool: AnyPool,
    /// Which one it is.
    pub(crate) dialect: Dialect,
    turns: Turns,
}

impl Database {
    /// Connects; makes a file of SQLite that is missing.
    pub(crate) async fn connect(settings: &StoreSettings) -> Result<Self, StoreError> {
        let (url, dialect) = match &settings.postgres_url {
            Some(url) => (url.clone(), Dialect::Postgres),
            None => (sqlite_url(settings), Dialect::Sqlite),
        };
        sqlx::any::install_default_drivers();
        let address = AnyConnectOptions::from_str(&url)?;
        look_first(&address, dialect).await?;
        let options = AnyPoolOptions::new()
            .max_connections(CONNECTIONS_MAX)
            .acquire_timeout(CONNECTION_WAIT)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if dialect == Dialect::Sqlite {
                        connection.execute(SQLITE_SETTINGS).await?;
                    }
                    Ok(())
                })
            });
        let pool = options.connect_with(address).await?;
        Ok(Self {
            pool,
            dialect,
            turns: Turns::default(),
        })
    }

    /// Connects to what is there already.
    pub(crate) async fn connect_existing(settings: &StoreSettings) -> Result<Self, StoreError> {
        let file = settings.folder.join(SQLITE_FILE);
        if settings.postgres_url.is_none() && !file.exists() {
            return Err(StoreError::Missing { path: file });
        }
        Self::connect(settings).await
    }

    /// Begins to write. With SQLite nobody else writes meanwhile.
    pub(crate) async fn write(&self) -> Result<Write, StoreError> {
        let (begin, turn) = match self.dialect {
            // Otherwise two that read and then write would refuse each other.
            Dialect::Sqlite => ("BEGIN IMMEDIATE", Some(self.turns.take().await?)),
            Dialect::Postgres => ("BEGIN", None),
        };
        Ok(Write::new(self.pool.begin_with(begin).await?, turn))
    }

    /// Begins to read what holds at one moment, whatever others write meanwhile.
    pub(crate) async fn read(&self) -> Result<Write, StoreError> {
        let begin = match self.dialect {
            // In WAL mode a reader sees what was there when it began.
            Dialect::Sqlite => "BEGIN",
            Dialect::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        Ok(Write::new(self.pool.begin_with(begin).await?, None))
    }
}

impl Store {
    /// Opens the data, makes what is missing, and brings the tables up to date.
    ///
    /// # Errors
    /// If the database cannot be reached, was written by a newer version, or is sealed with a key that is not there.
    pub async fn open(settings: &StoreSettings, clock: Clock) -> Result<Self, StoreError> {
        make_folder(&settings.folder)?;
        let keys = WrappingKeys::open_or_make(&settings.wrapping_keys_file())?;
        let database = Database::connect(settings).await?;
        Self::over(database, keys, clock).await
    }

    /// Opens data that is there already, and brings the tables up to date; nothing that is missing is made.
    ///
    /// # Errors
    /// The same, and if there is no database or no wrapping key.
    pub async fn open_existing(settings: &StoreSettings, clock: Clock) -> Result<Self, StoreError> {
        let database = Database::connect_existing(settings).await?;
        let keys = WrappingKeys::open(&settings.wrapping_keys_file())?;
        Self::over(database, keys, clock).await
    }

    async fn over(
        database: Database,
        keys: WrappingKeys,
        clock: Clock,
    ) -> Result<Self, StoreError> {
        migrations::up(&database.pool).await?;
        let sealing = Sealing::new(keys, &database.pool, clock.now()).await?;
        Ok(Self {
            database,
            sealing,
            clock,
        })
    }

    /// For statements outside a transaction.
    pub(crate) const fn pool(&self) -> &AnyPool {
        &self.database.pool
    }

    /// Personal data and secrets.
    pub(crate) const fn sealing(&self) -> &Sealing {
        &self.sealing
    }

    /// The time by which everything here goes.
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Which database it is.
    pub const fn dialect(&self) -> Dialect {
        self.database.dialect
    }

    /// Begins to write. With SQLite nobody else writes meanwhile.
    pub(crate) async fn write(&self) -> Result<Write, StoreError> {
        self.database.write().await
    }

    /// Takes all tables back, down to none.
    ///
    /// # Errors
    /// If a step back fails; what was taken back until then stays so.
    pub async fn take_back_all_tables(&self) -> Result<(), StoreError> {
        Ok(migrations::down(&self.database.pool).await?)
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.database.pool.close().await;
    }
}

/// What is not written when an answer goes out is lost by a power failure: so every commit is synced.
const SQLITE_SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON;";

/// One connection by itself: a pool would try until its time is over, and then not say why.
async fn look_first(address: &AnyConnectOptions, dialect: Dialect) -> Result<(), sqlx::Error> {
    let mut connection = AnyConnection::connect_with(address).await?;
    if dialect == Dialect::Sqlite {
        connection.execute(SQLITE_SETTINGS).await?;
    }
    connection.close().await
}

fn sqlite_url(settings: &StoreSettings) -> String {
    let path = settings.folder.join(SQLITE_FILE);
    // Whatever means something in an address is written otherwise.
    let escaped: String = path
        .to_string_lossy()
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("sqlite://{escaped}?mode=rwc")
}

pub(crate) fn make_folder(path: &std::path::Path) -> Result<(), StoreError> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|source| StoreError::Folder {
            path: path.to_path_buf(),
            source,
        })
}
