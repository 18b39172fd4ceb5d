//! Messages that are not simply sent, by the names that people know, and the history that a store takes over from a journal.

use std::collections::BTreeMap;

use relance_contract::records::types::{ActionBody, HistoryEntry};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Life, OutboxState, Store,
    accounts::{close_unless_there, touch},
    basis::TAKEN_OVER,
    commit::take_over,
    life::{Remembered, go_on, owner},
    printed::{UNPRINTED, posted_elsewhere},
    retire::withdraw,
    said::{FIRST_SEND, alter_document},
    shown,
    standing::OVER,
    state, to_json,
};
use crate::{error::Result, sort, text::Words, words};

/// A message of the outbox as people know it.
#[derive(Clone, Debug, Serialize)]
pub struct Message {
    /// The outbox's own number.
    #[serde(skip)]
    pub id: i64,
    /// Its key.
    pub key: String,
    /// The account.
    pub account: String,
    /// The account's name.
    pub name: String,
    /// The numbers of the documents it covers.
    pub numbers: Vec<String>,
    /// The day it was decided on.
    pub day: String,
    /// `email`, `letter`…
    pub kind: String,
    /// How far it got.
    pub state: OutboxState,
    /// Why.
    pub problem: Words,
}

impl Message {
    /// Who, what for, how, when.
    #[must_use]
    pub fn label(&self) -> Words {
        let name = if self.name.is_empty() { &self.account } else { &self.name };
        let (numbers, kind, sorte, day) = (self.numbers.join(", "), &self.kind, sort::in_french(&self.kind), &self.day);
        words!("{name}, {numbers} ({kind} of {day})", "{name}, {numbers} ({sorte} du {day})")
    }
}

/// Which messages are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanting {
    /// Not carried out yet.
    Open,
    /// Nobody knows whether they left.
    Uncertain,
    /// Asked for by hand, taken back before anybody saw them, and not asked for again since: only a person asks for them again. Not of
    /// documents of which nothing is expected any more.
    TakenBack,
    /// All that was not simply sent: open, uncertain, failed and not asked for again since, taken back, a letter that nobody has printed.
    All,
}

/// A message that left, as a journal has it.
#[derive(Debug)]
pub struct Left {
    /// The account.
    pub account: String,
    /// Under which number it left; nothing where another store let it go.
    pub number: Option<i64>,
    /// What left, and to whom.
    pub sent: Sent,
    /// In which start of the machine; empty where that is not known.
    pub started: String,
    /// Its documents as they were.
    pub lives: Vec<Life>,
    /// What is recorded of it.
    pub entries: Vec<HistoryEntry>,
    /// What became of its file.
    pub trail: Trail,
}

impl Left {
    /// Its key.
    #[must_use]
    pub fn key(&self) -> &str {
        self.entries.first().map_or("", |entry| &entry.key)
    }
}

/// What left, and to whom, as a journal has it: without any address.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sent {
    /// `email`, `letter`…; empty in a journal of a former version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Marks of the addresses of an e-mail ([`super::mark`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// Marks of those who had a copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<String>,
}

impl Sent {
    /// Whether it is of a line without a message.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.kind.is_empty()
    }
}

/// What became of the file of a message that a journal has.
#[derive(Debug)]
pub enum Trail {
    /// It was seen, or somebody has taken it.
    Seen,
    /// It is a letter that nobody has printed yet.
    Waits(Box<ActionBody>),
    /// A run was cut off before anybody could see it.
    NeverSeen,
    /// It was taken back before anybody had seen it, by the journal's own word; another action of its step left.
    TakenBack,
    /// Nobody knows; why.
    Uncertain(Words),
}

impl Store {
    /// Messages of a tenant that are not simply sent, oldest first.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn messages(&self, tenant: &str, wanting: Wanting) -> Result<Vec<Message>> {
        let over = OVER.iter().map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ");
        let taken_back = format!(
            "outbox.state = 'cancelled' AND outbox.simulated = 0 AND EXISTS (
                 SELECT 1 FROM entry WHERE entry.outbox = outbox.id AND entry.state = 'cancelled'
                     AND iif(json_valid(entry.data), entry.data ->> '$.origin', NULL) = 'person'
                     AND NOT EXISTS (SELECT 1 FROM entry AS later JOIN outbox AS newer ON newer.id = later.outbox
                         WHERE later.tenant = entry.tenant AND later.document = entry.document AND later.outbox > outbox.id
                             AND later.audience = 'customer' AND later.simulated = 0 AND newer.state <> 'cancelled')
                     AND NOT EXISTS (SELECT 1 FROM decision WHERE decision.tenant = entry.tenant
                         AND decision.document = entry.document AND decision.code IN ({over})))"
        );
        let which = match wanting {
            Wanting::Open => "outbox.state IN ('pending')".to_owned(),
            Wanting::Uncertain => "outbox.state IN ('leaving', 'ambiguous')".to_owned(),
            Wanting::TakenBack => taken_back,
            Wanting::All => {
                format!(
                    "(outbox.state IN ('pending', 'leaving', 'ambiguous', 'failed') OR ({taken_back}) OR {UNPRINTED})"
                )
            }
        };
        let mut statement =
            self.db.prepare(&format!("{} AND {which} AND {NOT_SUPERSEDED} ORDER BY outbox.id", select()))?;
        let rows = statement.query_map([tenant], message)?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// One message by its key, whatever became of it.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn message(&self, tenant: &str, key: &str) -> Result<Option<Message>> {
        let mut statement = self.db.prepare_cached(&format!("{} AND outbox.key = ?2 AND simulated = 0", select()))?;
        Ok(statement.query_map((tenant, key), message)?.next().transpose()?)
    }

    /// One message by its number in the outbox.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn message_at(&self, tenant: &str, id: i64) -> Result<Option<Message>> {
        message_with(&self.db, tenant, id)
    }

    /// The last message of a tenant that left, rehearsals not counted.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn last_sent(&self, tenant: &str) -> Result<Option<Message>> {
        let mut statement = self.db.prepare_cached(&format!(
            "{} AND outbox.id = (SELECT max(id) FROM outbox AS last
                 WHERE last.tenant = ?1 AND last.state = 'sent' AND last.simulated = 0)",
            select()
        ))?;
        Ok(statement.query_map([tenant], message)?.next().transpose()?)
    }

    /// The tenants whose message has this key.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn owners(&self, key: &str) -> Result<Vec<String>> {
        let mut statement = self.db.prepare_cached("SELECT DISTINCT tenant FROM outbox WHERE key = ?1")?;
        Ok(statement.query_map([key], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    }

    /// Which store this is.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn name(&self) -> Result<String> {
        Ok(self.db.query_row("SELECT store FROM departures", [], |row| row.get(0))?)
    }

    /// How many messages of a tenant this store let go.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn released(&self, tenant: &str) -> Result<i64> {
        released(&self.db, tenant)
    }

    /// The key and the day of the message that this store let go under a number, if it still has it.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn departed(&self, tenant: &str, number: i64) -> Result<Option<(String, String)>> {
        let mut statement = self.db.prepare_cached("SELECT key, day FROM outbox WHERE tenant = ?1 AND number = ?2")?;
        Ok(statement.query_row((tenant, number), |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// Whether the history has this message as one that this store let go, under whatever number, or took over from a journal.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn has_let_go(&self, tenant: &str, key: &str, entries: &[HistoryEntry]) -> Result<bool> {
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

    /// Whether this store has taken over the journal with this mark.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn has_adopted(&self, tenant: &str, mark: &str) -> Result<bool> {
        let mut statement = self.db.prepare_cached("SELECT 1 FROM adoption WHERE tenant = ?1 AND mark = ?2")?;
        Ok(statement.exists((tenant, mark))?)
    }

    /// Takes over what a journal says has left and this store does not know: its accounts are decided with it from now on, each document in the
    /// account where it is now, and in the cycle that the journal knows of. A letter whose file still waits is printed like any other. Answers a
    /// mark for the journal.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`]; then nothing is taken over.
    pub fn adopt(&mut self, tenant: &str, left: &[Left], number: i64) -> Result<String> {
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
        last.values().try_for_each(|remembered| go_on(&transaction, tenant, remembered))?;
        for entry in left.iter().filter(|left| left.state() == OutboxState::Sent).flat_map(|left| &left.entries) {
            if entry.coverage.step == FIRST_SEND {
                alter_document(&transaction, tenant, &entry.coverage.document, |document| {
                    // One of a former life was to a former customer, or is over.
                    if document.cycle == entry.coverage.cycle {
                        document.first_sent.get_or_insert_with(|| entry.day.clone());
                    }
                })?;
            }
        }
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

impl Left {
    /// How far it got.
    const fn state(&self) -> OutboxState {
        match self.trail {
            Trail::Seen | Trail::Waits(_) => OutboxState::Sent,
            Trail::NeverSeen | Trail::TakenBack => OutboxState::Cancelled,
            Trail::Uncertain(_) => OutboxState::Ambiguous,
        }
    }
}

/// What failed and was asked for again since is told by what became of that.
pub(super) const NOT_SUPERSEDED: &str = "(outbox.state <> 'failed' OR EXISTS (
    SELECT 1 FROM entry WHERE entry.outbox = outbox.id AND NOT EXISTS (
        SELECT 1 FROM entry AS later
        WHERE later.tenant = entry.tenant AND later.document = entry.document AND later.instalment = entry.instalment
            AND later.scenario = entry.scenario AND later.cycle = entry.cycle AND later.step = entry.step
            AND later.repetition = entry.repetition AND later.action = entry.action
            AND later.simulated = entry.simulated AND later.attempt > entry.attempt)))";

/// One message by its number in the outbox.
pub(super) fn message_with(db: &Connection, tenant: &str, id: i64) -> Result<Option<Message>> {
    let mut statement = db.prepare_cached(&format!("{} AND outbox.id = ?2", select()))?;
    Ok(statement.query_map((tenant, id), message)?.next().transpose()?)
}

/// Messages of a tenant; a condition for which of them follows.
fn select() -> String {
    format!(
        "SELECT outbox.id, outbox.key, outbox.account, coalesce(iif(json_valid(account.data), account.data ->> '$.name', NULL), ''), outbox.day, outbox.kind,
        iif({UNPRINTED}, 'unprinted', outbox.state), outbox.problem,
        (SELECT group_concat(number, char(10)) FROM
            (SELECT DISTINCT coalesce(document.number, entry.document) AS number FROM entry
             LEFT JOIN document ON document.tenant = entry.tenant AND document.id = entry.document
             WHERE entry.outbox = outbox.id ORDER BY 1))
    FROM outbox LEFT JOIN account ON account.tenant = outbox.tenant AND account.id = outbox.account
    WHERE outbox.tenant = ?1"
    )
}

fn message(row: &rusqlite::Row<'_>) -> rusqlite::Result<Message> {
    // For people to read: one name that is not a text must not hide the others.
    let numbers = if row.get_ref(8)?.as_bytes_or_null()?.is_some() { shown(row, 8)? } else { String::new() };
    Ok(Message {
        id: row.get(0)?,
        key: row.get(1)?,
        account: shown(row, 2)?,
        name: shown(row, 3)?,
        day: row.get(4)?,
        kind: row.get(5)?,
        state: row.get(6)?,
        problem: state::reason(&shown(row, 7)?),
        numbers: numbers.lines().map(str::to_owned).collect(),
    })
}
