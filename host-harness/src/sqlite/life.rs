//! What a journal says of the life of a document, until an import has been compared with it.

use rusqlite::{Connection, OptionalExtension, params};

use relance_contract::records::bookkeeping::Act;

use super::{kept::Kept, said::note};
use crate::{
    error::Result,
    store::{Bookkeeper, Life, life::Remembered},
};

/// The documents of a message as they are now.
pub(super) fn lives(db: &Connection, outbox: i64) -> Result<Vec<Life>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT entry.document, entry.cycle, iif(json_valid(document.data), document.data ->> '$.due', NULL),
             iif(json_valid(document.data), document.data ->> '$.valid_until', NULL)
         FROM entry JOIN document ON document.tenant = entry.tenant AND document.id = entry.document
         WHERE entry.outbox = ?1 ORDER BY entry.document, entry.cycle",
    )?;
    let rows = statement.query_map([outbox], |row| {
        Ok(Life { document: row.get(0)?, cycle: row.get(1)?, due: row.get(2)?, valid_until: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A document goes on in the cycle that a journal knows of, or in the one after it. Where the next import is still to say what became of it, that
/// one is compared with what the journal says.
pub(super) fn go_on(
    transaction: &Connection,
    tenant: &str,
    remembered: &Remembered,
    books: &dyn Bookkeeper,
) -> Result<()> {
    let Remembered { life, account } = remembered;
    if let Some(owner) = owner(transaction, tenant, &life.document)? {
        let known = Kept::find(transaction, tenant, &owner)?;
        let document =
            known.iter().flat_map(|kept| &kept.account.account.documents).find(|one| one.id == life.document);
        let is_newer = document.is_some_and(|document| life.is_newer_than(document));
        let is_elsewhere = document.is_some_and(|document| life.cycle >= document.cycle) && owner != *account;
        note(transaction, tenant, &owner, &Act::IsRemembered(life.former()), books)?;
        if !is_newer && !is_elsewhere {
            return Ok(());
        }
    }
    transaction
        .prepare_cached(
            "INSERT INTO life (tenant, document, account, cycle, due, valid_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (tenant, document) DO UPDATE SET account = excluded.account, cycle = excluded.cycle,
                 due = excluded.due, valid_until = excluded.valid_until
             WHERE excluded.cycle >= cycle",
        )?
        .execute(params![tenant, life.document, account, life.cycle, life.due, life.valid_until])?;
    Ok(())
}

/// The account a document is in.
pub(super) fn owner(transaction: &Connection, tenant: &str, document: &str) -> Result<Option<String>> {
    let mut statement = transaction.prepare_cached("SELECT account FROM document WHERE tenant = ?1 AND id = ?2")?;
    Ok(statement.query_row((tenant, document), |row| row.get(0)).optional()?)
}

/// What a journal says of a document, for the import that says what became of it since; it is asked once.
pub(super) fn taken(transaction: &Connection, tenant: &str, document: &str) -> Result<Option<Remembered>> {
    let mut statement = transaction.prepare_cached(
        "DELETE FROM life WHERE tenant = ?1 AND document = ?2 RETURNING account, cycle, due, valid_until",
    )?;
    let remembered = statement.query_row((tenant, document), |row| {
        let life =
            Life { document: document.to_owned(), cycle: row.get(1)?, due: row.get(2)?, valid_until: row.get(3)? };
        Ok(Remembered { life, account: row.get(0)? })
    });
    Ok(remembered.optional()?)
}
