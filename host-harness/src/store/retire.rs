//! What an earlier day left behind in the outbox, and what never left: it is no attempt, so it is forgotten and decided again.

use rusqlite::{Connection, params};

use super::{Message, OutboxState, Store, accounts::touch, departures::message_with, outbox::record_state};
use crate::error::Result;

/// What an earlier day left behind and does not leave any more by itself.
#[derive(Debug, Default)]
pub struct Retired {
    /// Keys of messages of which nobody knows whether they left.
    pub ambiguous: Vec<String>,
    /// Reminders by hand that could not leave on their day: only a person asks for them again.
    pub by_hand: Vec<Message>,
}

impl Store {
    /// Retires what an earlier day left behind, and what waits for an account of which something changed since it was decided (a payment, a
    /// hold, an import, the settings): its customer may have paid. What never left is decided again, as if it had not been asked for; what was
    /// leaving is ambiguous and stays so. A reminder by hand waits for the whole of its day.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn retire_leftovers(&mut self, tenant: &str, today: &str, decided_with: &str, now: i64) -> Result<Retired> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut retired = Retired::default();
        for (id, account, key) in leftovers(&transaction, tenant, OutboxState::Leaving, today, now)? {
            end(&transaction, id, OutboxState::Ambiguous)?;
            touch(&transaction, tenant, &account)?;
            retired.ambiguous.push(key);
        }
        for (id, account, _) in leftovers(&transaction, tenant, OutboxState::Pending, today, now)? {
            if is_by_hand(&transaction, id)? {
                retired.by_hand.extend(message_with(&transaction, tenant, id)?);
                end(&transaction, id, OutboxState::Cancelled)?;
                touch(&transaction, tenant, &account)?;
            } else {
                withdraw(&transaction, tenant, (id, &account))?;
            }
        }
        for (id, account) in overtaken(&transaction, tenant, decided_with, now)? {
            if !is_by_hand(&transaction, id)? {
                withdraw(&transaction, tenant, (id, &account))?;
            }
        }
        transaction.commit()?;
        Ok(retired)
    }
}

fn leftovers(
    transaction: &Connection,
    tenant: &str,
    state: OutboxState,
    today: &str,
    now: i64,
) -> Result<Vec<(i64, String, String)>> {
    let mut statement = transaction.prepare_cached(
        "SELECT id, account, key FROM outbox
         WHERE tenant = ?1 AND state = ?2 AND day < ?3 AND leased_till <= ?4 ORDER BY id",
    )?;
    let rows =
        statement.query_map(params![tenant, state, today, now], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What waits for an account of which something changed since it was decided.
fn overtaken(transaction: &Connection, tenant: &str, decided_with: &str, now: i64) -> Result<Vec<(i64, String)>> {
    let mut statement = transaction.prepare_cached(
        "SELECT outbox.id, outbox.account FROM outbox
         JOIN account ON account.tenant = outbox.tenant AND account.id = outbox.account
         WHERE outbox.tenant = ?1 AND outbox.state = ?2 AND outbox.leased_till <= ?4
             AND (account.wake = '' OR account.decided_with <> ?3) ORDER BY outbox.id",
    )?;
    let rows = statement
        .query_map(params![tenant, OutboxState::Pending, decided_with, now], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Takes back a message that is known never to have left; its account is decided again.
fn withdraw(transaction: &Connection, tenant: &str, (id, account): (i64, &str)) -> Result<()> {
    if is_missing_beside_another(transaction, id)? {
        end(transaction, id, OutboxState::Cancelled)?;
    } else {
        forget(transaction, id)?;
    }
    touch(transaction, tenant, account)
}

fn end(transaction: &Connection, id: i64, state: OutboxState) -> Result<()> {
    transaction.prepare_cached("UPDATE outbox SET state = ?2 WHERE id = ?1")?.execute((id, state))?;
    record_state(transaction, id, state.entry())
}

/// Removes a message that is known never to have left, and its history: it may be asked for again under the same key.
fn forget(transaction: &Connection, id: i64) -> Result<()> {
    transaction.prepare_cached("DELETE FROM entry WHERE outbox = ?1")?.execute([id])?;
    transaction.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([id])?;
    Ok(())
}

fn is_by_hand(transaction: &Connection, id: i64) -> Result<bool> {
    let mut statement =
        transaction.prepare_cached("SELECT 1 FROM entry WHERE outbox = ?1 AND data ->> '$.origin' = 'person'")?;
    Ok(statement.exists([id])?)
}

/// Whether it is the first attempt of an action whose step left by another one. Forgotten it would never be asked for again, since the step
/// has left; a later attempt is, for what is recorded of the one before.
fn is_missing_beside_another(transaction: &Connection, id: i64) -> Result<bool> {
    let mut statement = transaction.prepare_cached(
        "SELECT 1 FROM entry JOIN entry AS other USING
             (tenant, document, instalment, scenario, cycle, step, repetition, simulated)
         WHERE entry.outbox = ?1 AND other.action <> '' AND other.action <> entry.action
             AND other.state IN ('sent', 'ambiguous')
             AND NOT EXISTS (SELECT 1 FROM entry AS before
                 WHERE before.tenant = entry.tenant AND before.document = entry.document
                     AND before.instalment = entry.instalment AND before.scenario = entry.scenario
                     AND before.cycle = entry.cycle AND before.step = entry.step
                     AND before.repetition = entry.repetition AND before.simulated = entry.simulated
                     AND before.action = entry.action AND before.attempt < entry.attempt)",
    )?;
    Ok(statement.exists([id])?)
}
