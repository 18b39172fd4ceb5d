//! [`Outbox`](crate::store::Outbox) in the tables of this store.

use relance_contract::records::types::{EntryState, HistoryEntry};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::{
    Sqlite,
    accounts::touch,
    departures::{last_number, released, set_released},
    life::lives,
    printed::posted_elsewhere,
    retire::is_by_hand,
    shown,
    state::kept,
};
use crate::{
    error::{Error, Kind, Result},
    store::{
        Departure, Going, Lease, Leased, Outbox, OutboxState, Settled, Since, Trace,
        json::{from_json, word},
    },
    text::Words,
    words,
};

impl Outbox for Sqlite {
    fn lease(&mut self, tenant: &str, now: i64, count: u32) -> Result<Vec<Leased>> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut leased = Vec::new();
        while leased.is_empty() {
            let open = open(&transaction, tenant, now, count)?;
            if open.is_empty() {
                break;
            }
            for id in open {
                leased.extend(take(&transaction, tenant, id, now)?);
            }
        }
        while let Some(last) = leased.last()
            && let Some(id) = next_beside(&transaction, tenant, now, last)?
        {
            leased.extend(take(&transaction, tenant, id, now)?);
        }
        transaction.commit()?;
        Ok(leased)
    }

    fn leaving(&mut self, tenant: &str, work: &[&Leased], started: &str, since: Option<&Since>) -> Result<Vec<Going>> {
        let transaction = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)?;
        let mut overtaken = self.overtaken_since(&transaction, tenant, work, since)?;
        let mut released = released(&transaction, tenant)?;
        let mut before = last_number(&transaction, tenant)?;
        let mut going = Vec::new();
        for leased in work {
            if let Some(overtaken) = overtaken.remove(&leased.id) {
                going.push(Going::Overtaken(Box::new(overtaken)));
                continue;
            }
            let next = released.checked_add(1).ok_or_else(|| {
                Error::new(
                    Kind::Store,
                    words!(
                        "the store's count of what left ({released}) cannot be; nothing left",
                        "le compte de ce qui est parti que tient la base ({released}) n'est pas possible ; rien n'est parti"
                    ),
                )
                .hint(words!(
                    "the store was changed by something else than Relance; go back to a copy",
                    "la base a été modifiée par autre chose que Relance ; revenez à une copie"
                ))
            })?;
            // A rehearsal leaves for nobody: it has no number, and is in no journal.
            let number = (!leased.action.wanted.simulated).then_some(next);
            let ours = transaction
                .prepare_cached(
                    "UPDATE outbox SET state = 'leaving', started = ?4, number = ?5
                     WHERE tenant = ?1 AND id = ?2 AND lease = ?3 AND state = 'pending'",
                )?
                .execute(params![tenant, leased.id, leased.lease, started, number])?;
            if ours == 0 {
                going.push(Going::Lost);
                continue;
            }
            released = number.unwrap_or(released);
            let mut statement = transaction.prepare_cached("SELECT data FROM entry WHERE outbox = ?1")?;
            let rows = statement.query_map([leased.id], |row| row.get::<_, String>(0))?;
            let texts = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            let sent = |text: &String| Some(HistoryEntry { state: EntryState::Sent, ..from_json(text).ok()? });
            let entries = texts.iter().filter_map(sent).collect();
            let lives = lives(&transaction, leased.id)?;
            let started = started.to_owned();
            going.push(Going::Now(Departure { number: released, after: before, started, lives, entries }));
            before = number.unwrap_or(before);
        }
        set_released(&transaction, tenant, released)?;
        transaction.commit()?;
        Ok(going)
    }

    fn left_leaving(&self, tenant: &str, started: &str) -> Result<Vec<(Leased, bool)>> {
        let mut statement = self.db.prepare_cached(
            "SELECT id, lease, day, action, started FROM outbox WHERE tenant = ?1 AND state = 'leaving' ORDER BY id",
        )?;
        let rows = statement
            .query_map([tenant], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, shown(row, 3)?, shown(row, 4)?)))?;
        let mut leaving = Vec::new();
        for row in rows {
            let (id, lease, day, action, then) = row?;
            // What cannot be read is in question until a person settles it.
            if let Ok(action) = from_json(&action) {
                leaving.push((Leased { id, lease, day, action }, !started.is_empty() && then == started));
            }
        }
        Ok(leaving)
    }

    fn take_back(&mut self, tenant: &str, traces: &[(&Leased, Trace)]) -> Result<()> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (work, trace) in traces {
            match trace {
                Trace::Left => end(&transaction, tenant, work.id, OutboxState::Sent, &NO_REASON.into())?,
                Trace::Unknown => end(&transaction, tenant, work.id, OutboxState::Ambiguous, &cut_off())?,
                Trace::NeverLeft => {
                    transaction.execute("UPDATE outbox SET state = 'pending' WHERE id = ?1", [work.id])?;
                }
            }
        }
        transaction.execute(
            "UPDATE outbox SET leased_till = 0 WHERE tenant = ?1 AND state = 'pending' AND leased_till > 0",
            [tenant],
        )?;
        transaction.commit()?;
        Ok(())
    }

    fn settle(&mut self, tenant: &str, work: &[(&Leased, Settled)]) -> Result<Vec<Lease>> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut settled = Vec::new();
        for (leased, how) in work {
            let ours = transaction
                .prepare_cached(
                    "SELECT 1 FROM outbox WHERE id = ?1 AND lease = ?2 AND state IN ('pending', 'leaving')",
                )?
                .exists((leased.id, leased.lease))?;
            if ours {
                match how {
                    Settled::Sent => end(&transaction, tenant, leased.id, OutboxState::Sent, &NO_REASON.into())?,
                    Settled::Failed(problem) => {
                        end(&transaction, tenant, leased.id, OutboxState::Failed, problem)?;
                    }
                    Settled::Waits(problem) => wait(&transaction, leased.id, problem)?,
                    Settled::Ambiguous(problem) => {
                        end(&transaction, tenant, leased.id, OutboxState::Ambiguous, problem)?;
                    }
                }
            }
            settled.push(if ours { Lease::Ours } else { Lease::Lost });
        }
        transaction.commit()?;
        Ok(settled)
    }

    fn settle_by_hand(&mut self, tenant: &str, messages: &[i64], sent: bool) -> Result<()> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let state = if sent { OutboxState::Sent } else { OutboxState::Cancelled };
        for id in messages {
            end(&transaction, tenant, *id, state, &NO_REASON.into())?;
            let account: String =
                transaction.query_row("SELECT account FROM outbox WHERE id = ?1", [id], |row| row.get(0))?;
            touch(&transaction, tenant, &account)?;
            if sent {
                posted_elsewhere(&transaction, tenant, *id)?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

/// Seconds for which work is ours.
const LEASE_SECONDS: i64 = 300;

/// The oldest work that nobody holds.
fn open(transaction: &Transaction<'_>, tenant: &str, now: i64, count: u32) -> Result<Vec<i64>> {
    let mut statement = transaction.prepare_cached(
        "SELECT id FROM outbox WHERE tenant = ?1 AND state = 'pending' AND leased_till <= ?2 ORDER BY id LIMIT ?3",
    )?;
    let open = statement.query_map(params![tenant, now, count], |row| row.get(0))?;
    Ok(open.collect::<rusqlite::Result<_>>()?)
}

/// The next work that nobody holds, if it leaves together with this one: what leaves together was put away together.
fn next_beside(transaction: &Transaction<'_>, tenant: &str, now: i64, work: &Leased) -> Result<Option<i64>> {
    let Some(next) = open(transaction, tenant, now, 1)?.pop() else { return Ok(None) };
    let wanted = &work.action.wanted;
    let mut statement = transaction.prepare_cached(
        "SELECT 1 FROM outbox WHERE id = ?1 AND simulated = ?2
             AND iif(json_valid(action), action ->> '$.wanted.bundle', NULL) = ?3",
    )?;
    Ok(statement.exists((next, wanted.simulated, &wanted.bundle))?.then_some(next))
}

/// Takes one piece of work; nothing when it cannot be read and so has failed.
fn take(transaction: &Transaction<'_>, tenant: &str, id: i64, now: i64) -> Result<Option<Leased>> {
    let (lease, day, action) = transaction
        .prepare_cached(
            "UPDATE outbox SET lease = lease + 1, leased_till = ?2 WHERE id = ?1 RETURNING lease, day, action",
        )?
        .query_row((id, now.saturating_add(LEASE_SECONDS)), |row| Ok((row.get(0)?, row.get(1)?, shown(row, 2)?)))?;
    match from_json(&action) {
        Ok(action) => Ok(Some(Leased { id, lease, day, action })),
        Err(error) => {
            end(transaction, tenant, id, OutboxState::Failed, &error.words())?;
            Ok(None)
        }
    }
}

/// Why a message is ambiguous that a program was letting go when it ended.
fn cut_off() -> Words {
    words!(
        "a run was cut off while it left, and its file is not there (any more)",
        "un passage a été coupé pendant son départ, et son fichier n'y est pas (ou plus)"
    )
}

const NO_REASON: &str = "";

/// The new state of everything a piece of work covers.
pub(super) fn record_state(transaction: &Connection, outbox: i64, state: EntryState) -> Result<()> {
    transaction
        .prepare_cached("UPDATE entry SET state = ?2, data = iif(json_valid(data), json_set(data, '$.state', ?2), data) WHERE outbox = ?1")?
        .execute((outbox, word(&state)?))?;
    Ok(())
}

/// A message that did not leave by a fault of this machine. The lease stays, so that it is not tried again and again by the same run; who is
/// alone with the store takes it back.
fn wait(transaction: &Transaction<'_>, id: i64, problem: &Words) -> Result<()> {
    transaction
        .prepare_cached("UPDATE outbox SET state = 'pending', problem = ?2 WHERE id = ?1")?
        .execute((id, kept(problem)))?;
    Ok(())
}

/// A message and its history have come to an end.
pub(super) fn end(
    transaction: &Transaction<'_>,
    tenant: &str,
    id: i64,
    state: OutboxState,
    problem: &Words,
) -> Result<()> {
    let account: String = transaction
        .prepare_cached("UPDATE outbox SET state = ?2, problem = ?3 WHERE id = ?1 RETURNING account")?
        .query_row(params![id, state, kept(problem)], |row| row.get(0))?;
    record_state(transaction, id, state.entry())?;
    // `pending` and `sent` count alike, but of a first send, which a person asks for; anything else changes what comes next.
    if state != OutboxState::Sent || is_by_hand(transaction, id)? {
        touch(transaction, tenant, &account)?;
    }
    Ok(())
}
