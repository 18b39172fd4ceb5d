//! The outbox: work given out with a lease, so that a crash loses nothing and two workers never carry out the same.

use relance_guest::contract::types::{Action, EntryState, HistoryEntry};
use rusqlite::{Transaction, params};

use super::{Store, accounts::touch, from_json, to_json, word};
use crate::error::Result;

/// Work that is ours until the lease ends.
#[derive(Debug)]
pub struct Leased {
    /// The outbox's own number.
    pub id: i64,
    /// Only its holder may settle.
    pub lease: i64,
    /// The day it was decided on.
    pub day: String,
    /// What is to be done.
    pub action: Action,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It left.
    Sent,
    /// It could not leave; the reason.
    Failed(String),
    /// Nobody can know: never again by itself.
    Ambiguous(String),
}

/// Seconds for which work is ours.
const LEASE_SECONDS: i64 = 300;

impl Store {
    /// Takes up to `count` pieces of work that nobody holds, oldest first. `now` in seconds since 1970.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn lease(&mut self, tenant: &str, now: i64, count: u32) -> Result<Vec<Leased>> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut leased = Vec::new();
        {
            let mut statement = transaction.prepare_cached(
                "UPDATE outbox SET lease = lease + 1, leased_till = ?2 + ?3
                 WHERE id IN (SELECT id FROM outbox WHERE tenant = ?1 AND state = 'pending' AND leased_till <= ?2
                              ORDER BY id LIMIT ?4)
                 RETURNING id, lease, day, action",
            )?;
            let rows = statement.query_map(params![tenant, now, LEASE_SECONDS, count], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?))
            })?;
            for row in rows {
                let (id, lease, day, action) = row?;
                leased.push(Leased { id, lease, day, action: from_json(&action)? });
            }
        }
        transaction.commit()?;
        leased.sort_by_key(|work| work.id);
        Ok(leased)
    }

    /// Records how work ended, in the outbox and in the history of everything it covers. `false` when the lease was lost:
    /// somebody else has it now.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn settle(&mut self, tenant: &str, work: &[(&Leased, Settled)]) -> Result<Vec<bool>> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let settled = work.iter().map(|(leased, settled)| settle_one(&transaction, tenant, leased, settled));
        let settled = settled.collect::<Result<Vec<_>>>()?;
        transaction.commit()?;
        Ok(settled)
    }
}

fn settle_one(transaction: &Transaction<'_>, tenant: &str, leased: &Leased, settled: &Settled) -> Result<bool> {
    let (state, problem) = match settled {
        Settled::Sent => (EntryState::Sent, ""),
        Settled::Failed(problem) => (EntryState::Failed, problem.as_str()),
        Settled::Ambiguous(problem) => (EntryState::Ambiguous, problem.as_str()),
    };
    let ours = transaction
        .prepare_cached(
            "UPDATE outbox SET state = ?3, problem = ?4 WHERE id = ?1 AND lease = ?2 AND state = 'pending'",
        )?
        .execute(params![leased.id, leased.lease, word(&state)?, problem])?;
    if ours == 0 {
        return Ok(false);
    }
    let mut entries = transaction.prepare_cached("SELECT account, data FROM entry WHERE outbox = ?1")?;
    let entries: Vec<(String, String)> =
        entries.query_map([leased.id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    for (account, data) in entries {
        let entry = HistoryEntry { state, ..from_json(&data)? };
        let coverage = &entry.coverage;
        transaction
            .prepare_cached(
                "UPDATE entry SET state = ?10, data = ?11
                 WHERE tenant = ?1 AND document = ?2 AND instalment = ?3 AND scenario = ?4 AND cycle = ?5 AND step = ?6
                   AND repetition = ?7 AND action = ?8 AND attempt = ?9 AND simulated = ?12",
            )?
            .execute(params![
                tenant,
                coverage.document,
                coverage.instalment.as_deref().unwrap_or_default(),
                coverage.scenario,
                coverage.cycle,
                coverage.step,
                coverage.repetition,
                entry.action,
                entry.attempt,
                word(&state)?,
                to_json(&entry)?,
                entry.simulated,
            ])?;
        // `pending` and `sent` count alike; anything else changes what comes next.
        if state != EntryState::Sent {
            touch(transaction, tenant, &account)?;
        }
    }
    Ok(true)
}
