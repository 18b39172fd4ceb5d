//! [`Unseen`](crate::store::Unseen) in the tables of this store.

use std::collections::BTreeMap;

use relance_contract::{parse_day, plus_days};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::{
    Sqlite,
    accounts::touch,
    messages::message_with,
    outbox::{self, record_state},
    printed::UNPRINTED,
    shown,
};
use crate::{
    error::Result,
    store::{
        Accounts, Before, DecidedWith, Leased, Message, OutboxState, Overtaken, Retired, Since, Tenants, Unseen, Why,
        basis::{TAKEN_OVER, basis},
    },
    words,
};

impl Unseen for Sqlite {
    fn retire_leftovers(&mut self, tenant: &str, today: &str, decided_with: &DecidedWith, now: i64) -> Result<Retired> {
        let transaction = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)?;
        let mut retired = Retired::default();
        for (id, account, key) in leftovers(&transaction, tenant, OutboxState::Leaving, today, now)? {
            end(&transaction, id, OutboxState::Ambiguous)?;
            touch(&transaction, tenant, &account)?;
            retired.ambiguous.push(key);
        }
        let mut old: Vec<_> = leftovers(&transaction, tenant, OutboxState::Pending, today, now)?
            .into_iter()
            .map(|(id, account, _)| (id, account))
            .collect();
        for waiting in waiting(&transaction, tenant, now)? {
            if !old.iter().any(|(id, _)| *id == waiting.id)
                && self.has_changed(tenant, &waiting, today, decided_with)?
            {
                old.push((waiting.id, waiting.account));
            }
        }
        for (id, account) in old {
            if is_by_hand(&transaction, id)? {
                retired.by_hand.extend(message_with(&transaction, tenant, id)?);
            }
            withdraw(&transaction, tenant, (id, &account))?;
        }
        transaction.commit()?;
        Ok(retired)
    }

    fn overtaken_letters(
        &self,
        tenant: &str,
        (today, decided_with): (&str, &DecidedWith),
        taken_back: &dyn Fn(&str) -> bool,
        before: Before<'_>,
    ) -> Result<Vec<Overtaken>> {
        let mut overtaken = Vec::new();
        for letter in unprinted(&self.db, tenant)? {
            let by_hand = is_by_hand(&self.db, letter.id)?;
            let why = match before {
                _ if taken_back(&letter.key) => Some(Why::TakenBack),
                // Of a day to come it waits for that day.
                _ if letter.day.as_str() > today => None,
                Before::More(accounts) => {
                    (accounts.contains(&letter.account) && letter.day.as_str() < today).then_some(Why::NotPrinted)
                }
                Before::Printing(held) => {
                    let held = held.get(&letter.key).filter(|_| letter.day.as_str() < today);
                    self.why_not_printed(tenant, &letter, (today, decided_with))?.or(held.cloned().map(Why::Held))
                }
            };
            let Some(why) = why else { continue };
            if let Some(message) = message_with(&self.db, tenant, letter.id)? {
                overtaken.push(Overtaken { message, why, by_hand });
            }
        }
        Ok(overtaken)
    }

    fn unprinted_letters(&self, tenant: &str) -> Result<Vec<Message>> {
        let mut letters = Vec::new();
        for letter in unprinted(&self.db, tenant)? {
            letters.extend(message_with(&self.db, tenant, letter.id)?);
        }
        Ok(letters)
    }

    fn lose_letters(&mut self, tenant: &str, letters: &[Message]) -> Result<()> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for letter in letters {
            let why = words!(
                "its file was gone before it was printed",
                "son fichier avait disparu avant qu'elle soit imprimée"
            );
            outbox::end(&transaction, tenant, letter.id, OutboxState::Ambiguous, &why)?;
        }
        transaction.commit()?;
        Ok(())
    }

    fn withdraw_letters(&mut self, tenant: &str, letters: &[Overtaken]) -> Result<()> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for Overtaken { message, .. } in letters {
            transaction.execute("DELETE FROM print_letter WHERE outbox = ?1", [message.id])?;
            withdraw(&transaction, tenant, (message.id, &message.account))?;
        }
        transaction.commit()?;
        Ok(())
    }
}

impl Sqlite {
    /// Takes back those of this work that are still ours and of which something changed since then; answers them by their number in the outbox.
    pub(super) fn overtaken_since(
        &self,
        transaction: &Transaction<'_>,
        tenant: &str,
        work: &[&Leased],
        since: Option<&Since>,
    ) -> Result<BTreeMap<i64, Overtaken>> {
        let mut overtaken = BTreeMap::new();
        let Some(since) = since else { return Ok(overtaken) };
        if !self.is_otherwise(since)? {
            return Ok(overtaken);
        }
        let decided_with = self.tenant(tenant)?.decided_with(&since.module)?;
        for leased in work {
            let Some(unseen) = ours(transaction, leased)? else { continue };
            if self.has_changed(tenant, &unseen, &since.today, &decided_with)?
                && let Some(message) = message_with(transaction, tenant, unseen.id)?
            {
                let by_hand = is_by_hand(transaction, unseen.id)?;
                withdraw(transaction, tenant, (unseen.id, &unseen.account))?;
                overtaken.insert(unseen.id, Overtaken { message, why: Why::Changed, by_hand });
            }
        }
        Ok(overtaken)
    }

    /// Why a letter is not to be printed, if it is not.
    fn why_not_printed(
        &self,
        tenant: &str,
        letter: &UnseenMessage,
        (today, decided_with): (&str, &DecidedWith),
    ) -> Result<Option<Why>> {
        Ok(if letter.basis == TAKEN_OVER {
            Some(Why::TakenOver)
        } else if is_older(&letter.day, Why::DAYS, today) {
            Some(Why::Old)
        } else if is_older(&letter.day, 1, today) && gives_a_deadline(&self.db, letter.id)? {
            Some(Why::Shorter)
        } else if self.has_changed(tenant, letter, today, decided_with)? {
            Some(Why::Changed)
        } else {
            None
        })
    }

    /// Whether what a message was written from is not what is known now. An account that cannot be read has changed.
    fn has_changed(
        &self,
        tenant: &str,
        unseen: &UnseenMessage,
        today: &str,
        decided_with: &DecidedWith,
    ) -> Result<bool> {
        if is_silenced(&self.db, tenant, unseen, today)? {
            return Ok(true);
        }
        // Whose payment has come in nobody knows any more.
        if unseen.bank_date > decided_with.bank_date {
            return Ok(true);
        }
        if unseen.basis.is_empty() {
            return Ok(false);
        }
        // On a rehearsed day more is known than on this one.
        let account = match self.account(tenant, &unseen.account, today.max(&unseen.day)) {
            Ok(Some(loaded)) => loaded.account,
            Ok(None) => return Ok(true),
            Err(error) if error.is_unreadable() => return Ok(true),
            Err(error) => return Err(error),
        };
        Ok(basis(&account, &decided_with.digest)? != unseen.basis)
    }
}

/// Whether this day is more than so many days ago.
fn is_older(day: &str, days: i64, today: &str) -> bool {
    let (Some(day), Some(today)) = (parse_day(day), parse_day(today)) else { return false };
    plus_days(day, days) < today
}

fn gives_a_deadline(db: &Connection, id: i64) -> Result<bool> {
    let mut statement = db.prepare_cached(
        "SELECT 1 FROM entry WHERE outbox = ?1 AND iif(json_valid(data), data ->> '$.deadline', NULL) IS NOT NULL",
    )?;
    Ok(statement.exists([id])?)
}

/// A message that nobody has seen yet.
struct UnseenMessage {
    id: i64,
    account: String,
    key: String,
    day: String,
    basis: String,
    bank_date: String,
}

fn unseen(row: &rusqlite::Row<'_>) -> rusqlite::Result<UnseenMessage> {
    Ok(UnseenMessage {
        id: row.get(0)?,
        account: shown(row, 1)?,
        key: shown(row, 2)?,
        day: shown(row, 3)?,
        basis: shown(row, 4)?,
        bank_date: shown(row, 5)?,
    })
}

/// Messages that another day left in this state.
fn leftovers(
    transaction: &Connection,
    tenant: &str,
    state: OutboxState,
    today: &str,
    now: i64,
) -> Result<Vec<(i64, String, String)>> {
    // A day to come: the clock was set back since.
    let mut statement = transaction.prepare_cached(
        "SELECT id, account, key FROM outbox
         WHERE tenant = ?1 AND state = ?2 AND day <> ?3 AND leased_till <= ?4 ORDER BY id",
    )?;
    let rows =
        statement.query_map(params![tenant, state, today, now], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Messages that wait to leave.
fn waiting(db: &Connection, tenant: &str, now: i64) -> Result<Vec<UnseenMessage>> {
    let mut statement = db.prepare_cached(
        "SELECT id, account, key, day, basis, bank_date FROM outbox WHERE tenant = ?1 AND state = ?2 AND leased_till <= ?3 ORDER BY id",
    )?;
    let rows = statement.query_map(params![tenant, OutboxState::Pending, now], unseen)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Work that is still ours and waits.
fn ours(db: &Connection, leased: &Leased) -> Result<Option<UnseenMessage>> {
    let mut statement = db.prepare_cached(
        "SELECT id, account, key, day, basis, bank_date FROM outbox WHERE id = ?1 AND lease = ?2 AND state = ?3",
    )?;
    Ok(statement.query_row(params![leased.id, leased.lease, OutboxState::Pending], unseen).optional()?)
}

/// Letters that left and stand in no print file that anybody could have seen.
fn unprinted(db: &Connection, tenant: &str) -> Result<Vec<UnseenMessage>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT id, account, key, day, basis, bank_date FROM outbox WHERE tenant = ?1 AND {UNPRINTED} ORDER BY id"
    ))?;
    let rows = statement.query_map([tenant], unseen)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether a person has sent a formal notice to its account since: until its deadline it silences every friendly message to that account.
fn is_silenced(db: &Connection, tenant: &str, unseen: &UnseenMessage, today: &str) -> Result<bool> {
    let mut statement = db.prepare_cached(
        "SELECT 1 FROM entry AS notice
         WHERE tenant = ?1 AND account = ?2 AND outbox > ?3 AND simulated = 0 AND state IN ('pending', 'sent', 'ambiguous')
             AND iif(json_valid(data), data ->> '$.origin' = 'person' AND data ->> '$.severe'
                 AND coalesce(data ->> '$.deadline', day) >= ?4, 0)
             AND EXISTS (SELECT 1 FROM entry WHERE entry.outbox = ?3 AND entry.audience = 'customer'
                 AND iif(json_valid(entry.data), NOT entry.data ->> '$.severe', 1))",
    )?;
    Ok(statement.exists(params![tenant, unseen.account, unseen.id, today])?)
}

/// Takes back a message that is known never to have left; its account is decided again.
pub(super) fn withdraw(transaction: &Connection, tenant: &str, (id, account): (i64, &str)) -> Result<()> {
    // A document of it may have gone to another account since.
    let accounts: Vec<String> = transaction
        .prepare_cached("SELECT DISTINCT account FROM entry WHERE outbox = ?1")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    accounts.iter().try_for_each(|account| touch(transaction, tenant, account))?;
    if is_by_hand(transaction, id)? || is_missing_beside_another(transaction, id)? {
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

pub(super) fn is_by_hand(transaction: &Connection, id: i64) -> Result<bool> {
    let mut statement = transaction.prepare_cached(
        "SELECT 1 FROM entry WHERE outbox = ?1
             AND iif(json_valid(data), data ->> '$.origin', NULL) = 'person'",
    )?;
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
