//! [`Departures`](crate::store::Departures) in the tables of this store.

use std::collections::BTreeMap;

use relance_contract::records::types::{ActionBody, HistoryEntry};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::json;

use super::{
    Sqlite,
    accounts::{close_unless_there, touch},
    commit::take_over,
    life::{go_on, owner},
    printed::posted_elsewhere,
    retire::withdraw,
    state,
};
use crate::{
    error::Result,
    store::{Bookkeeper, Departures, Left, Life, Sent, Trail, basis::TAKEN_OVER, json::to_json, life::Remembered},
};

impl Departures for Sqlite {
    fn name(&self) -> Result<String> {
        Ok(self.db.query_row("SELECT store FROM departures", [], |row| row.get(0))?)
    }

    fn released(&self, tenant: &str) -> Result<i64> {
        released(&self.db, tenant)
    }

    fn departed(&self, tenant: &str, number: i64) -> Result<Option<(String, String)>> {
        let mut statement = self.db.prepare_cached("SELECT key, day FROM outbox WHERE tenant = ?1 AND number = ?2")?;
        Ok(statement.query_row((tenant, number), |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    fn has_let_go(&self, tenant: &str, key: &str, entries: &[HistoryEntry]) -> Result<bool> {
        // What was decided and never left has no number; a former version gave none.
        let mut statement = self.db.prepare_cached(
            "SELECT 1 FROM outbox WHERE tenant = ?1 AND key = ?2 AND simulated = 0
                 AND (number IS NOT NULL OR state NOT IN ('pending', 'cancelled'))",
        )?;
        if statement.exists((tenant, key))? {
            return Ok(true);
        }
        let mut statement = self.db.prepare_cached(
            "SELECT 1 FROM entry WHERE tenant = ?1 AND document = ?2 AND simulated = 0 AND outbox IS NULL
                 AND iif(json_valid(data), data ->> '$.key', NULL) = ?3",
        )?;
        for entry in entries {
            if statement.exists((tenant, &entry.coverage.document, key))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn has_adopted(&self, tenant: &str, mark: &str) -> Result<bool> {
        let mut statement = self.db.prepare_cached("SELECT 1 FROM adoption WHERE tenant = ?1 AND mark = ?2")?;
        Ok(statement.exists((tenant, mark))?)
    }

    fn adopt(&mut self, tenant: &str, left: &[Left], number: i64, books: &dyn Bookkeeper) -> Result<String> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        left.iter().try_for_each(|left| adopt_one(&transaction, tenant, left))?;
        let mut last = BTreeMap::<&str, Remembered>::new();
        for left in left {
            for life in lives_of(left) {
                let known = last.get(life.document.as_str()).map_or(0, |known| known.life.cycle);
                if let Some(entry) = left.entries.iter().find(|entry| entry.coverage.document == life.document)
                    && life.cycle >= known
                {
                    let remembered = Remembered { life, account: left.account.clone() };
                    last.insert(&entry.coverage.document, remembered);
                }
            }
        }
        last.values().try_for_each(|remembered| go_on(&transaction, tenant, remembered, books))?;
        let known = released(&transaction, tenant)?;
        set_released(&transaction, tenant, known.max(number))?;
        let mark: String = transaction.query_row("SELECT lower(hex(randomblob(16)))", [], |row| row.get(0))?;
        let last = left.iter().filter_map(|left| left.number).max().unwrap_or_default();
        transaction
            .execute("INSERT INTO adoption (tenant, mark, number) VALUES (?1, ?2, ?3)", (tenant, &mark, last))?;
        transaction.commit()?;
        Ok(mark)
    }
}

/// How many messages of a tenant left.
pub(super) fn released(db: &Connection, tenant: &str) -> Result<i64> {
    let mut statement = db.prepare_cached("SELECT released FROM departed WHERE tenant = ?1")?;
    Ok(statement.query_row([tenant], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// The number of the last message of a tenant that left, or may have left, or was taken over from a journal; 0 none.
pub(super) fn last_number(db: &Connection, tenant: &str) -> Result<i64> {
    let mut statement = db.prepare_cached(
        "SELECT number FROM outbox WHERE tenant = ?1 AND number IS NOT NULL AND state IN ('sent', 'leaving', 'ambiguous')
         ORDER BY number DESC LIMIT 1",
    )?;
    let let_go = statement.query_row([tenant], |row| row.get(0)).optional()?.unwrap_or_default();
    let mut statement = db.prepare_cached("SELECT coalesce(max(number), 0) FROM adoption WHERE tenant = ?1")?;
    let taken_over: i64 = statement.query_row([tenant], |row| row.get(0))?;
    Ok(taken_over.max(let_go))
}

pub(super) fn set_released(transaction: &Connection, tenant: &str, released: i64) -> Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO departed (tenant, released) VALUES (?1, ?2)
             ON CONFLICT (tenant) DO UPDATE SET released = excluded.released",
        )?
        .execute((tenant, released))?;
    Ok(())
}

/// The documents of a message as they were; a journal of a former version knows their cycles alone.
fn lives_of(left: &Left) -> Vec<Life> {
    if !left.lives.is_empty() {
        return left.lives.clone();
    }
    let life = |entry: &HistoryEntry| Life {
        document: entry.coverage.document.clone(),
        cycle: entry.coverage.cycle,
        due: None,
        valid_until: None,
    };
    left.entries.iter().map(life).collect()
}

/// Puts one message that left into the outbox and the history. What goes with a document to another account goes there, too, whichever was first:
/// the import that moved it, or this.
fn adopt_one(transaction: &Transaction<'_>, tenant: &str, left: &Left) -> Result<()> {
    for entry in &left.entries {
        give_way(transaction, tenant, entry)?;
    }
    let mut entries = Vec::new();
    for entry in &left.entries {
        let account = owner(transaction, tenant, &entry.coverage.document)?;
        entries.push((entry, account.unwrap_or_else(|| left.account.clone())));
    }
    let Some((first, account)) = entries.first() else { return Ok(()) };
    let outbox = adopt_message(transaction, tenant, (account, first), left)?;
    let state = left.state().entry();
    for (entry, account) in &entries {
        take_over(transaction, tenant, account, &HistoryEntry { state, ..(*entry).clone() }, Some(outbox))?;
        close_unless_there(transaction, tenant, account, &entry.coverage.document)?;
        touch(transaction, tenant, account)?;
    }
    Ok(())
}

/// What the store decided itself since then and did not let go gives way to what left: it is the same reminder, also where it was to cover other
/// documents besides.
fn give_way(transaction: &Transaction<'_>, tenant: &str, entry: &HistoryEntry) -> Result<()> {
    transaction.execute(
        "UPDATE outbox SET state = 'cancelled' WHERE tenant = ?1 AND key = ?2 AND state IN ('pending', 'cancelled')",
        (tenant, &entry.key),
    )?;
    let coverage = &entry.coverage;
    let waiting: Vec<(i64, String)> = transaction
        .prepare_cached(
            "SELECT DISTINCT outbox.id, outbox.account FROM entry JOIN outbox ON outbox.id = entry.outbox
             WHERE entry.tenant = ?1 AND entry.document = ?2 AND entry.instalment = ?3 AND entry.scenario = ?4 AND entry.cycle = ?5
                 AND entry.step = ?6 AND entry.repetition = ?7 AND entry.action = ?8 AND entry.simulated = 0 AND outbox.state = 'pending'",
        )?
        .query_map(
            params![
                tenant,
                coverage.document,
                coverage.instalment.as_deref().unwrap_or_default(),
                coverage.scenario,
                coverage.cycle,
                coverage.step,
                coverage.repetition,
                entry.action
            ],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .collect::<rusqlite::Result<_>>()?;
    waiting.iter().try_for_each(|(id, account)| withdraw(transaction, tenant, (*id, account)))
}

/// Puts a message that left back into the outbox, and answers its number there.
fn adopt_message(
    transaction: &Transaction<'_>,
    tenant: &str,
    (account, entry): (&str, &HistoryEntry),
    left: &Left,
) -> Result<i64> {
    let Sent { kind, to, copies } = &left.sent;
    let (kind, body) = match &left.trail {
        Trail::Waits(body) if matches!(**body, ActionBody::RegisteredLetter(_)) => ("registered-letter", Some(body)),
        Trail::Waits(body) => ("letter", Some(body)),
        Trail::Seen | Trail::NeverSeen | Trail::TakenBack | Trail::Uncertain(_) => (kind.as_str(), None),
    };
    let problem = if let Trail::Uncertain(why) = &left.trail { state::kept(why) } else { String::new() };
    let written = transaction.execute(
        "INSERT INTO outbox (tenant, account, key, simulated, day, kind, action, state, problem, basis)
         VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (tenant, key, simulated) DO UPDATE
         SET day = excluded.day, kind = excluded.kind, action = excluded.action, state = excluded.state,
             problem = excluded.problem, basis = excluded.basis
         WHERE state <> 'sent' OR day <> excluded.day",
        // Of an action that has left only what is printed, and to whom it went, is asked for again. One that the store knows as sent on another day
        // was written anew since: what the journal says is the newer word.
        params![
            tenant,
            account,
            entry.key,
            entry.day,
            kind,
            to_json(&json!({ "body": body, "to": to, "copies": copies }))?,
            left.state(),
            problem,
            TAKEN_OVER
        ],
    )?;
    let number = "SELECT id FROM outbox WHERE tenant = ?1 AND key = ?2 AND simulated = 0";
    let id = transaction.query_row(number, (tenant, &entry.key), |row| row.get(0))?;
    if written > 0 && matches!(left.trail, Trail::Seen) {
        posted_elsewhere(transaction, tenant, id)?;
    }
    Ok(id)
}
