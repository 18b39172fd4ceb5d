//! Where every document stands: its last decision, for people who ask.

use std::collections::BTreeSet;

use relance_contract::records::types::{Decision, Document, DocumentKind};
use serde::Serialize;

use super::{OutboxState, Store, Unreadable, bytes, departures::NOT_SUPERSEDED, from_json, in_memory, shown};
use crate::{
    error::{Cause, Error, Kind, Result},
    text::Words,
    words,
};
use rusqlite::Connection;

/// Nothing is expected of documents any more that are decided so.
pub const OVER: &[&str] = &["settled", "signed", "refused", "invoiced", "cancelled", "not-reminded", "validity-ended"];

/// The last decision on one document or instalment.
#[derive(Clone, Debug, Serialize)]
pub struct Standing {
    /// The account.
    pub account: String,
    /// The account's name.
    pub name: String,
    /// The document's number.
    pub number: String,
    /// What it is.
    pub kind: DocumentKind,
    /// The day on which it became so.
    pub since: String,
    /// The decision.
    pub decision: Decision,
}

/// Where all documents of a tenant stand.
#[derive(Debug, Default)]
pub struct Standings {
    /// By account and number.
    pub known: Vec<Standing>,
    /// Those that cannot be read.
    pub unreadable: Vec<Unreadable>,
}

/// How much waits in the outbox, and how much went wrong there.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Outgoing {
    /// To be carried out.
    pub pending: u32,
    /// Could not leave, and was not asked for again since.
    pub failed: u32,
    /// Nobody knows whether it left.
    pub ambiguous: u32,
}

impl Store {
    /// How many documents are held since nobody knows what came in at the bank lately.
    ///
    /// # Errors
    /// [`Kind::Store`].
    pub fn held_for_bank_data(&self, tenant: &str) -> Result<usize> {
        let mut statement = self.db.prepare_cached(
            "SELECT count(DISTINCT document) FROM decision WHERE tenant = ?1 AND code = 'bank-data-stale'",
        )?;
        let held: u32 = statement.query_row([tenant], |row| row.get(0))?;
        Ok(usize::try_from(held).unwrap_or(usize::MAX))
    }

    /// Where every document of the tenant stands, by account and number. What was never decided is not there, nor what cannot be read.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn standings(&self, tenant: &str) -> Result<Vec<Standing>> {
        Ok(self.all_standings(tenant)?.known)
    }

    /// As [`Store::standings`], with what cannot be read by its name.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn all_standings(&self, tenant: &str) -> Result<Standings> {
        let mut statement = self.db.prepare_cached(
            "SELECT decision.account, coalesce(iif(json_valid(account.data), account.data ->> '$.name', NULL), account.id), document.number, document.data, decision.since,
                    decision.data
             FROM decision
             JOIN document ON document.tenant = decision.tenant AND document.id = decision.document
             JOIN account ON account.tenant = decision.tenant AND account.id = decision.account
             WHERE decision.tenant = ?1
             ORDER BY decision.account, document.number, decision.instalment",
        )?;
        let rows = statement.query_map([tenant], |row| {
            let [account, name, number] = [shown(row, 0)?, shown(row, 1)?, shown(row, 2)?];
            Ok((
                account,
                name,
                number,
                [bytes(row, 0)?, bytes(row, 2)?, bytes(row, 3)?, bytes(row, 4)?, bytes(row, 5)?],
            ))
        })?;
        let mut standings = Standings::default();
        for row in rows {
            let (account, name, number, [id, own_number, document, since, decision]) = row?;
            let read = || {
                // What is shown in its place is not what is there.
                text(id)?;
                text(own_number)?;
                let kind = from_json::<Document>(&text(document)?)?.kind;
                Ok::<_, Error>((kind, text(since)?, from_json(&text(decision)?)?))
            };
            match read() {
                Ok((kind, since, decision)) => {
                    standings.known.push(Standing { account, name, number, kind, since, decision });
                }
                Err(error) => standings.unreadable.push(Unreadable {
                    account,
                    problem: Words::around(|reader| {
                        let why = error.say(reader);
                        words!("document {number}: {why}", "pièce {number} : {why}")
                    }),
                }),
            }
        }
        Ok(standings)
    }

    /// The numbers of the documents of which nothing was decided yet, in their order.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn undecided(&self, tenant: &str) -> Result<Vec<String>> {
        let mut statement = self.db.prepare_cached(
            "SELECT number FROM document WHERE tenant = ?1 AND NOT EXISTS
                 (SELECT 1 FROM decision WHERE decision.tenant = document.tenant AND decision.document = document.id)
             ORDER BY number, id",
        )?;
        let numbers = statement.query_map([tenant], |row| shown(row, 0))?;
        Ok(numbers.collect::<rusqlite::Result<_>>()?)
    }

    /// The accounts of which something changed since they were decided: their data, what was said of them, or what everything is decided
    /// with.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn changed_accounts(&self, tenant: &str, decided_with: &str) -> Result<BTreeSet<String>> {
        let mut statement =
            self.db.prepare_cached("SELECT id FROM account WHERE tenant = ?1 AND (wake = '' OR decided_with <> ?2)")?;
        let accounts = statement.query_map((tenant, decided_with), |row| shown(row, 0))?;
        Ok(accounts.collect::<rusqlite::Result<_>>()?)
    }

    /// The outbox in figures.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn outgoing(&self, tenant: &str) -> Result<Outgoing> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT state, count(*) FROM outbox WHERE tenant = ?1 AND state <> 'failed' GROUP BY state
             UNION ALL
             SELECT state, count(*) FROM outbox WHERE tenant = ?1 AND state = 'failed' AND {NOT_SUPERSEDED} GROUP BY state"
        ))?;
        let rows = statement.query_map([tenant], |row| Ok((row.get::<_, OutboxState>(0)?, row.get::<_, u32>(1)?)))?;
        let mut outgoing = Outgoing::default();
        for row in rows {
            let (state, count) = row?;
            match state {
                OutboxState::Pending => outgoing.pending = count,
                OutboxState::Failed => outgoing.failed = count,
                OutboxState::Ambiguous => outgoing.ambiguous = count,
                OutboxState::Leaving | OutboxState::Sent | OutboxState::Unprinted | OutboxState::Cancelled => {}
            }
        }
        Ok(outgoing)
    }

    /// What is wrong with the file itself: broken pages, tables and indexes that are not there; nothing when it is sound.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`] when it cannot even be asked.
    pub fn integrity(&self) -> Result<Vec<Words>> {
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

fn text(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|_| {
        Error::new(Kind::Store, words!("a text of the store is not UTF-8", "un texte de la base n'est pas en UTF-8"))
            .because(Cause::Record)
    })
}
