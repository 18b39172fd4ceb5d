//! The outbox: work given out with a lease, so that a crash loses nothing and two workers never carry out the same.

use relance_guest::contract::types::{Action, EntryState};
use rusqlite::{Transaction, params};

use super::{
    Store,
    accounts::touch,
    from_json,
    said::{FIRST_SEND, alter_document},
    word,
};
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

    /// Retires what an earlier day left behind: since then its customer may have paid. What nobody ever took is cancelled
    /// (the engine wants it again if it is still due); what somebody took and never settled is ambiguous and stays so.
    /// Answers the keys of the ambiguous ones.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn retire_leftovers(&mut self, tenant: &str, today: &str, now: i64) -> Result<Vec<String>> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut ambiguous = Vec::new();
        {
            let mut statement = transaction.prepare_cached(
                "UPDATE outbox SET state = CASE WHEN lease = 0 THEN 'cancelled' ELSE 'ambiguous' END
                 WHERE tenant = ?1 AND state = 'pending' AND day < ?2 AND leased_till <= ?3
                 RETURNING id, account, key, state",
            )?;
            let rows = statement.query_map((tenant, today, now), |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, String>(3)?,
                ))
            })?;
            for row in rows {
                let (id, account, key, state) = row?;
                record_state(&transaction, id, &state)?;
                touch(&transaction, tenant, &account)?;
                if state == "ambiguous" {
                    ambiguous.push(key);
                }
            }
        }
        transaction.commit()?;
        Ok(ambiguous)
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

/// The new state of everything a piece of work covers.
pub(super) fn record_state(transaction: &Transaction<'_>, outbox: i64, state: &str) -> Result<()> {
    transaction
        .prepare_cached("UPDATE entry SET state = ?2, data = json_set(data, '$.state', ?2) WHERE outbox = ?1")?
        .execute((outbox, state))?;
    Ok(())
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
    record_state(transaction, leased.id, &word(&state)?)?;
    let action = &leased.action;
    if state == EntryState::Sent {
        for coverage in action.wanted.coverage.iter().filter(|coverage| coverage.step == FIRST_SEND) {
            let day = leased.day.clone();
            alter_document(transaction, tenant, &coverage.document, |document| document.first_sent = Some(day))?;
            touch(transaction, tenant, &action.wanted.account)?;
        }
    }
    // `pending` and `sent` count alike; anything else changes what comes next.
    if state != EntryState::Sent {
        touch(transaction, tenant, &leased.action.wanted.account)?;
    }
    Ok(true)
}
