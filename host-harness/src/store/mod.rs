//! The store: what the ERP knows, what was decided, what is to be carried out, what was done. An embedded database in one
//! file.
//!
//! Its functions are use cases, not tables: `accounts` takes in what the ERP knows and hands out pages, `commit` puts
//! decisions and actions away in one transaction, `outbox` gives out work with leases, `history` tells what was done.

mod accounts;
mod commit;
mod history;
mod outbox;
mod tenant;

pub use accounts::{Known, Loaded, PageSize};
pub use commit::{Committed, Outcome};
pub use history::{HistoryFilter, HistoryLine};
pub use outbox::{Leased, Settled};
pub use tenant::Tenant;

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, backup::Backup};

use crate::error::{Error, Kind, Result};

/// An open store.
pub struct Store {
    db: Connection,
}

/// Marks the file as ours: "RELA".
const APPLICATION: i32 = 0x5245_4c41;

/// The steps from an empty file to today's tables; a store remembers how many it has taken.
const MIGRATIONS: &[&str] = &[include_str!("schema-1.sql")];

/// How long another program may keep the store before we give up.
const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Makes a new store in a file that does not exist yet.
    ///
    /// # Errors
    /// [`Kind::Store`] when the file is there already or cannot be made.
    pub fn create(path: &Path) -> Result<Self> {
        if path.exists() {
            return Err(Error::new(Kind::Store, format!("{} exists already; it was not touched", path.display()))
                .hint("choose another file, or change its settings with `relance settings set`"));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(|error| {
            Error::new(Kind::Store, format!("{} cannot be made: {error}", path.display()))
                .hint("look whether the folder exists and can be written")
        })?;
        db.pragma_update(None, "application_id", APPLICATION)?;
        let mut store = Self { db };
        store.prepare()?;
        Ok(store)
    }

    /// Opens a store, and brings it up to date.
    ///
    /// # Errors
    /// [`Kind::Store`]: missing, locked, made by a newer version, or not a store. It is not touched then.
    pub fn open(path: &Path) -> Result<Self> {
        if !path.is_file() {
            return Err(Error::new(Kind::Store, format!("there is no store {}", path.display()))
                .hint("make one with `relance --db FILE init --settings SETTINGS`"));
        }
        let not_a_store = || {
            Error::new(Kind::Store, format!("{} is not a store of Relance; it was not touched", path.display()))
                .hint("--db names the file that `relance init` made")
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)
            .map_err(|error| Error::new(Kind::Store, format!("{} cannot be opened: {error}", path.display())))?;
        db.busy_timeout(PATIENCE)?;
        let application = db.pragma_query_value(None, "application_id", |row| row.get::<_, i32>(0));
        match application {
            Ok(APPLICATION) => {}
            Ok(_) => return Err(not_a_store()),
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
                return Err(not_a_store());
            }
            Err(error) => return Err(error.into()),
        }
        let version = version(&db)?;
        if version > MIGRATIONS.len() {
            return Err(Error::new(
                Kind::Store,
                format!(
                    "{} was made by a newer Relance (format {version}, this one reads {}); it was not touched",
                    path.display(),
                    MIGRATIONS.len()
                ),
            )
            .hint("use that newer version"));
        }
        let mut store = Self { db };
        store.prepare()?;
        Ok(store)
    }

    /// A copy in memory, for trying things out.
    ///
    /// # Errors
    /// [`Kind::Store`] when it cannot be read.
    pub fn copy_in_memory(&self) -> Result<Self> {
        let mut db = Connection::open_in_memory()?;
        Backup::new(&self.db, &mut db)?.run_to_completion(1_000, Duration::ZERO, None)?;
        Ok(Self { db })
    }

    fn prepare(&mut self) -> Result<()> {
        self.db.busy_timeout(PATIENCE)?;
        self.db.pragma_update(None, "journal_mode", "WAL")?;
        // A message must never leave twice because a machine lost power: every commit is on the disk.
        self.db.pragma_update(None, "synchronous", "FULL")?;
        self.db.pragma_update(None, "foreign_keys", true)?;
        self.db.set_prepared_statement_cache_capacity(64);
        let done = version(&self.db)?;
        for (at, migration) in MIGRATIONS.iter().enumerate().skip(done) {
            let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            transaction.execute_batch(migration)?;
            transaction.pragma_update(None, "user_version", i64::try_from(at + 1).unwrap_or(i64::MAX))?;
            transaction.commit()?;
        }
        Ok(())
    }
}

fn version(db: &Connection) -> Result<usize> {
    let version = db.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

/// A value of the contract as it is kept.
fn to_json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| Error::new(Kind::Store, format!("a record cannot be written: {error}")))
}

/// A value of the contract as it was kept.
fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| {
        Error::new(Kind::Store, format!("a record of the store cannot be read: {error}"))
            .hint("the store was changed by something else than Relance; go back to a copy")
    })
}

/// The contract's own word for a case of an enumeration.
fn word<T: serde::Serialize>(value: &T) -> Result<String> {
    Ok(to_json(value)?.trim_matches('"').to_owned())
}
