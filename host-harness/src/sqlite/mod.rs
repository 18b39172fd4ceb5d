//! The store in one file of an embedded database, SQLite.
//!
//! Each file here is one use case of [`crate::store`], under the same name; what the tables are is in `schema-*.sql`.

mod accounts;
mod alone;
mod commit;
mod departures;
mod kept;
mod last_run;
mod life;
mod messages;
mod missing;
mod moved;
mod outbox;
mod overview;
mod pages;
mod printed;
mod retire;
mod said;
mod state;
mod taking;
mod tenant;
mod unread;

use std::{collections::BTreeSet, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, backup::Backup, types::ValueRef};

use crate::{
    durable,
    error::{Error, Kind, Result},
    store::{Alone, Store, Tenant, Tenants},
    text::Words,
    words,
};

/// An open store.
struct Sqlite {
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
    include_str!("schema-13.sql"),
];

/// How long another program may keep the store before we give up.
const PATIENCE: Duration = Duration::from_secs(5);

/// Makes a new store in a file that does not exist yet.
///
/// # Errors
/// [`Kind::Store`] when the file is there already or cannot be made.
pub fn create(path: &Path) -> Result<Box<dyn Store>> {
    Ok(Box::new(Sqlite::create_with(path, None)?))
}

/// Makes a new store with its first tenant. It is there whole or not at all: made beside its place, and then given its name.
///
/// # Errors
/// As [`create`].
pub fn create_with(path: &Path, tenant: &Tenant) -> Result<Box<dyn Store>> {
    Ok(Box::new(Sqlite::create_with(path, Some(tenant))?))
}

/// Opens a store, and brings it up to date.
///
/// # Errors
/// [`Kind::Store`]: missing, locked, made by a newer version, or not a store. It is not touched then.
pub fn open(path: &Path) -> Result<Box<dyn Store>> {
    Ok(Box::new(Sqlite::open(path)?))
}

impl Sqlite {
    fn create_with(path: &Path, tenant: Option<&Tenant>) -> Result<Self> {
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
        durable::remove_abandoned(path);
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

    fn open(path: &Path) -> Result<Self> {
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

impl Store for Sqlite {
    fn alone(&self, waiting: &mut dyn FnMut()) -> Result<Alone> {
        self.hold_lock(waiting)
    }

    fn still_there(&self) -> Result<()> {
        self.is_same_file()
    }

    fn copy_in_memory(&self) -> Result<Box<dyn Store>> {
        let mut db = Connection::open_in_memory()?;
        Backup::new(&self.db, &mut db)?.run_to_completion(1_000, Duration::ZERO, None)?;
        Ok(Box::new(Self { db, place: Place::Nowhere }))
    }

    fn integrity(&self) -> Result<Vec<Words>> {
        let mut statement = self.db.prepare("PRAGMA quick_check(5)")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut faults: Vec<Words> = lines.into_iter().filter(|line| line != "ok").map(Words::from).collect();
        let there = parts(&self.db)?;
        for (kind, name, columns) in parts(&in_memory()?)?.difference(&there) {
            faults.push(if kind == "table" {
                words!(
                    "its table `{name}` ({columns}) is missing or another one",
                    "sa table `{name}` ({columns}) manque ou n'est pas la bonne"
                )
            } else {
                words!("its index `{name}` is missing", "son index `{name}` manque")
            });
        }
        Ok(faults)
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

/// Kind, name and columns of all that a store consists of.
fn parts(db: &Connection) -> Result<BTreeSet<(String, String, String)>> {
    let mut statement = db.prepare(
        "SELECT type, name, coalesce((SELECT group_concat(name, ', ') FROM
             (SELECT name FROM pragma_table_info(sqlite_schema.name) ORDER BY name)), '')
         FROM sqlite_schema WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite_%'",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
