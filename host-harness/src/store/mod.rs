//! The store: what the ERP knows, what was decided, what is to be carried out, what was done. An embedded database in one
//! file.
//!
//! Its functions are use cases, not tables: `accounts` takes in what the ERP knows, `pages` hands it out, `commit` puts
//! decisions and actions away in one transaction, `outbox` gives out work with leases, `retire` clears what an earlier day left there, `history`
//! tells what was done.

mod accounts;
mod alone;
mod basis;
mod begun;
mod books;
mod commit;
mod departures;
mod fate;
mod history;
mod life;
mod missing;
mod moved;
mod outbox;
mod overtaken;
mod pages;
mod printed;
mod recipient;
mod repeated;
mod retire;
mod said;
mod since;
mod standing;
mod state;
mod taking;
mod tenant;

pub use accounts::{Loaded, Unreadable};
pub use alone::Alone;
pub use begun::BegunStep;
pub use commit::{Committed, Outcome};
pub use departures::{Left, Message, Sent, Trail, Wanting};
pub use fate::{Fate, Fates};
pub use history::{HistoryFilter, HistoryLine};
pub use life::Life;
pub use missing::{Missing, Named};
pub use moved::{Moved, MovedDocument};
pub use outbox::{Departure, Going, Lease, Leased, Settled, Trace};
pub use overtaken::{Before, Overtaken, Why};
pub use pages::{After, Page, PageSize};
pub use printed::{LetterState, PrintFile, PrintJob};
pub use recipient::mark;
pub use repeated::Repeated;
pub use retire::Retired;
pub use said::{Address, CameBack, hold_id};
pub use since::Since;
pub use standing::{OVER, Outgoing, Standing, Standings};
pub use state::OutboxState;
pub use taking::{Export, Known, Taken};
pub use tenant::{DecidedWith, Tenant};

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, backup::Backup, types::ValueRef};

use crate::{
    durable,
    error::{Cause, Error, Kind, Result},
    words,
};

/// An open store.
pub struct Store {
    db: Connection,
    place: Place,
}

/// Where a store is.
enum Place {
    /// In this file, as it was opened.
    File(durable::Place),
    /// Nowhere that anybody else could reach: being made, or a copy in memory.
    Nowhere,
}

/// Marks the file as ours: "RELA".
const APPLICATION: i32 = 0x5245_4c41;

/// The steps from an empty file to today's tables; a store remembers how many it has taken.
const MIGRATIONS: &[&str] = &[
    include_str!("schema-1.sql"),
    include_str!("schema-2.sql"),
    include_str!("schema-3.sql"),
    include_str!("schema-4.sql"),
    include_str!("schema-5.sql"),
    include_str!("schema-6.sql"),
    include_str!("schema-7.sql"),
    include_str!("schema-8.sql"),
    include_str!("schema-9.sql"),
    include_str!("schema-10.sql"),
    include_str!("schema-11.sql"),
    include_str!("schema-12.sql"),
];

/// How long another program may keep the store before we give up.
const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Makes a new store in a file that does not exist yet.
    ///
    /// # Errors
    /// [`Kind::Store`] when the file is there already or cannot be made.
    pub fn create(path: &Path) -> Result<Self> {
        Self::create_with(path, None)
    }

    /// Makes a new store with its first tenant. It is there whole or not at all: made beside its place, and then given its name.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create_with(path: &Path, tenant: Option<&Tenant>) -> Result<Self> {
        let exists = || {
            Error::new(
                Kind::Store,
                words!("{} exists already; it was not touched", "{} existe déjà ; rien n'a été touché", path.display()),
            )
            .hint(words!(
                "choose another file, or change its settings with `relance settings set`",
                "choisissez un autre fichier, ou changez ses réglages avec `relance settings set`"
            ))
        };
        if path.symlink_metadata().is_ok() {
            return Err(exists());
        }
        let cannot = |error: &dyn std::fmt::Display| {
            Error::new(
                Kind::Store,
                words!("{} cannot be made: {error}", "{} ne peut être créé : {error}", path.display()),
            )
            .hint(words!(
                "look whether the folder exists and can be written",
                "vérifiez que le dossier existe et qu'on peut y écrire"
            ))
        };
        // A name of its own, so that two commands that make the same store at once never write into one file.
        let unfinished = durable::beside(&path.with_extension(std::process::id().to_string()));
        durable::private_file(&unfinished).map_err(|error| cannot(&error))?;
        let made = (|| {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let db = Connection::open_with_flags(&unfinished, flags)?;
            db.pragma_update(None, "application_id", APPLICATION)?;
            let mut store = Self { db, place: Place::Nowhere };
            store.prepare()?;
            if let Some(tenant) = tenant {
                store.put_tenant(tenant)?;
            }
            // Closing it brings everything into the one file.
            store.db.close().map_err(|(_, error)| Error::from(error))
        })();
        // A link, since a name that somebody else took meanwhile must not be replaced.
        let named = made.and_then(|()| {
            std::fs::hard_link(&unfinished, path).map_err(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => exists(),
                _ => cannot(&error),
            })
        });
        for part in ["", "-wal", "-shm"] {
            let mut name = unfinished.clone().into_os_string();
            name.push(part);
            let _ = std::fs::remove_file(name);
        }
        named?;
        durable::sync_folder_of(path)?;
        Self::open(path)
    }

    /// Opens a store, and brings it up to date.
    ///
    /// # Errors
    /// [`Kind::Store`]: missing, locked, made by a newer version, or not a store. It is not touched then.
    pub fn open(path: &Path) -> Result<Self> {
        if !path.is_file() {
            return Err(Error::new(
                Kind::Store,
                words!("there is no store {}", "il n'y a pas de base {}", path.display()),
            )
            .hint(words!(
                "make one with `relance --db FILE init`, or see what it does with `relance demo`",
                "créez-la avec `relance --db FICHIER init`, ou voyez ce qu'il fait avec `relance demo`"
            )));
        }
        let not_a_store = || {
            Error::new(
                Kind::Store,
                words!(
                    "{} is not a store of Relance; it was not touched",
                    "{} n'est pas une base de Relance ; rien n'a été touché",
                    path.display()
                ),
            )
            .hint(words!(
                "--db names the file that `relance init` made",
                "--db désigne le fichier créé par `relance init`"
            ))
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(|error| {
            Error::new(
                Kind::Store,
                words!("{} cannot be opened: {error}", "{} ne peut être ouvert : {error}", path.display()),
            )
        })?;
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
                words!(
                    "{} was made by a newer Relance (format {version}, this one reads {}); it was not touched",
                    "{} vient d'un Relance plus récent (format {version}, celui-ci lit {}) ; rien n'a été touché",
                    path.display(),
                    MIGRATIONS.len()
                ),
            )
            .hint(words!("use that newer version", "utilisez cette version plus récente")));
        }
        // Without it nobody could be alone with the store, nor notice that it was taken away.
        let place = durable::Place::of(path).map_err(|error| Error::file(path, &error))?;
        let mut store = Self { db, place: Place::File(place) };
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
        Ok(Self { db, place: Place::Nowhere })
    }

    fn prepare(&mut self) -> Result<()> {
        self.db.busy_timeout(PATIENCE)?;
        self.db.pragma_update(None, "journal_mode", "WAL")?;
        // A message must never leave twice because a machine lost power: every commit is on the disk.
        self.db.pragma_update(None, "synchronous", "FULL")?;
        self.db.pragma_update(None, "foreign_keys", true)?;
        self.db.set_prepared_statement_cache_capacity(64);
        bring_up_to_date(&mut self.db)
    }
}

/// A store without anything in it, to compare another one with.
fn in_memory() -> Result<Connection> {
    let mut db = Connection::open_in_memory()?;
    bring_up_to_date(&mut db)?;
    Ok(db)
}

/// Takes the steps that it has not taken.
fn bring_up_to_date(db: &mut Connection) -> Result<()> {
    let done = version(db)?;
    for (at, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", i64::try_from(at + 1).unwrap_or(i64::MAX))?;
        transaction.commit()?;
    }
    Ok(())
}

fn version(db: &Connection) -> Result<usize> {
    let version = db.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

/// A value of the contract as it is kept.
fn to_json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| {
        Error::new(
            Kind::Store,
            words!("a record cannot be written: {error}", "une donnée ne peut être écrite : {error}"),
        )
    })
}

/// A value of the contract as it was kept.
fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| {
        Error::new(
            Kind::Store,
            words!("a record of the store cannot be read: {error}", "une donnée de la base ne peut être lue : {error}"),
        )
        .hint(words!(
            "the store was changed by something else than Relance; go back to a copy",
            "la base a été modifiée par autre chose que Relance ; revenez à une copie"
        ))
        .because(Cause::Record)
    })
}

/// A text of a row as it is, whatever bytes it has.
fn bytes(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Vec<u8>> {
    match row.get_ref(at)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Ok(bytes.to_vec()),
        // Which says what it is instead.
        _ => row.get::<_, String>(at).map(String::into_bytes),
    }
}

/// A text of a row for people to read: what is not UTF-8 in it is shown as such.
fn shown(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<String> {
    bytes(row, at).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// The contract's own word for a case of an enumeration.
fn word<T: serde::Serialize>(value: &T) -> Result<String> {
    Ok(to_json(value)?.trim_matches('"').to_owned())
}
