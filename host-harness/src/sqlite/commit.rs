//! [`Commits`](crate::store::Commits) in the tables of this store.

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::records::{
    reminders::Composition,
    types::{Account, Action, Decision, Document, DocumentKind, HistoryEntry, Next},
};
use rusqlite::{Connection, OptionalExtension, Savepoint, params};

use super::{Sqlite, accounts::touch};
use crate::{
    error::Result,
    store::{
        Commits, Committed, DecidedWith, Outcome,
        basis::basis,
        json::{to_json, word},
    },
};

impl Commits for Sqlite {
    fn commit(
        &mut self,
        tenant: &str,
        today: &str,
        decided_with: &DecidedWith,
        outcomes: Vec<Outcome<'_>>,
    ) -> Result<Vec<Committed>> {
        let mut transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut committed = Vec::new();
        for outcome in outcomes {
            let mut account = transaction.savepoint()?;
            committed.push(put_away(&mut account, tenant, today, decided_with, outcome)?);
            account.commit()?;
        }
        transaction.commit()?;
        Ok(committed)
    }

    fn put_by_hand(
        &mut self,
        tenant: &str,
        (today, decided_with): (&str, &DecidedWith),
        known: &[Account],
        composition: &Composition,
    ) -> Result<Vec<String>> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let by_hand = ByHand { note: &composition.note, next_reminder: &composition.next_reminder };
        let entries = by_key(&composition.entries);
        let (mut changed, mut acting) = (BTreeSet::new(), BTreeSet::new());
        let mut actions: Vec<_> = composition.actions.iter().collect();
        // A formal notice first: it silences what was asked for before it, not what a person asks for with it.
        actions.sort_by_key(|action| !action.wanted.severe);
        for action in actions {
            let account = &action.wanted.account;
            let revision: Option<i64> = transaction
                .prepare_cached("SELECT revision FROM account WHERE tenant = ?1 AND id = ?2")?
                .query_row((tenant, account), |row| row.get(0))
                .optional()?;
            let revision = revision.map(|revision| revision.to_string());
            let known = known.iter().find(|known| known.id == *account && revision.as_ref() == Some(&known.revision));
            let Some(known) = known else {
                changed.insert(account.clone());
                continue;
            };
            let put = Put { tenant, today, decided_with, account: known, entries: &entries, by_hand };
            put.send(&transaction, action)?;
            acting.insert(account);
        }
        for account in acting {
            touch(&transaction, tenant, account)?;
        }
        transaction.commit()?;
        Ok(changed.into_iter().collect())
    }

    fn customer_messages(&self, tenant: &str, day: &str) -> Result<u32> {
        let mut statement = self.db.prepare_cached(
            "SELECT count(*) FROM outbox WHERE tenant = ?1 AND day = ?2 AND simulated = 0
             AND EXISTS (SELECT 1 FROM entry WHERE entry.outbox = outbox.id AND entry.audience = 'customer')",
        )?;
        Ok(statement.query_row((tenant, day), |row| row.get(0))?)
    }
}

/// What a person noted beside a message; nothing where nobody asked for it by hand.
#[derive(Clone, Copy, Default)]
struct ByHand<'a> {
    note: &'a str,
    next_reminder: &'a str,
}

/// The entries of each key; marks have none.
fn by_key(entries: &[HistoryEntry]) -> BTreeMap<&str, Vec<&HistoryEntry>> {
    let mut by_key = BTreeMap::<_, Vec<_>>::new();
    for entry in entries {
        by_key.entry(entry.key.as_str()).or_default().push(entry);
    }
    by_key
}

fn put_away(
    transaction: &mut Savepoint<'_>,
    tenant: &str,
    today: &str,
    decided_with: &DecidedWith,
    outcome: Outcome<'_>,
) -> Result<Committed> {
    let revision: Option<i64> = transaction
        .prepare_cached("SELECT revision FROM account WHERE tenant = ?1 AND id = ?2")?
        .query_row((tenant, &outcome.account.id), |row| row.get(0))
        .optional()?;
    if revision.map(|revision| revision.to_string()).as_ref() != Some(&outcome.account.revision) {
        return Ok(Committed::Changed);
    }
    let (account, answer) = (&outcome.account.id, outcome.answer);
    for decision in &answer.decisions {
        decide(transaction, tenant, today, account, decision)?;
    }
    let entries = by_key(&answer.entries);
    let marks = entries.get("").into_iter().flatten();
    for mark in marks.clone() {
        write(transaction, tenant, account, mark, (None, WhatIsThere::Stays))?;
    }
    let put =
        Put { tenant, today, decided_with, account: outcome.account, entries: &entries, by_hand: ByHand::default() };
    let mut bundles = BTreeMap::<&str, Vec<&Action>>::new();
    for action in &answer.actions {
        bundles.entry(&action.wanted.bundle).or_default().push(action);
    }
    let mut refused = Vec::new();
    for bundle in bundles.into_values() {
        let part = transaction.savepoint()?;
        match bundle.iter().try_for_each(|action| put.send(&part, action)) {
            Ok(()) => part.commit()?,
            // Dropping the savepoint takes back what this bundle had so far.
            Err(error) if error.is_constraint() => {
                refused.extend(bundle.iter().map(|action| action.wanted.key.clone()))
            }
            Err(error) => return Err(error),
        }
    }
    let actions = answer.actions.len().saturating_sub(refused.len());
    let day = match &answer.next {
        Next::On(day) => day,
        Next::WhenChanged | Next::Never => "9999-12-31",
    };
    let wake = outcome.changes_on.map_or(day, |changes_on| changes_on.min(day));
    let written = i64::from(actions > 0 || marks.count() > 0);
    transaction
        .prepare_cached(
            "UPDATE account SET revision = revision + ?3, wake = ?4, decided_with = ?5, decided_on = ?6
             WHERE tenant = ?1 AND id = ?2",
        )?
        .execute(params![tenant, account, written, wake, decided_with.digest, today])?;
    Ok(Committed::Yes { actions, refused })
}

/// Decisions are the present state: written when they change.
fn decide(transaction: &Connection, tenant: &str, today: &str, account: &str, decision: &Decision) -> Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO decision (tenant, document, instalment, account, code, data, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (tenant, document, instalment) DO UPDATE
             SET account = excluded.account, code = excluded.code, data = excluded.data,
                 since = CASE WHEN code = excluded.code THEN since ELSE excluded.since END
             WHERE data <> excluded.data OR account <> excluded.account",
        )?
        .execute(params![
            tenant,
            decision.document,
            decision.instalment.as_deref().unwrap_or_default(),
            account,
            decision.code,
            to_json(decision)?,
            today,
        ])?;
    Ok(())
}

/// What is put into the outbox for one account.
struct Put<'a> {
    tenant: &'a str,
    today: &'a str,
    decided_with: &'a DecidedWith,
    account: &'a Account,
    /// By the key of their action.
    entries: &'a BTreeMap<&'a str, Vec<&'a HistoryEntry>>,
    by_hand: ByHand<'a>,
}

impl Put<'_> {
    /// Into the outbox, with its entries of the history.
    fn send(&self, transaction: &Connection, action: &Action) -> Result<()> {
        let Self { tenant, today, decided_with, account, entries, by_hand } = *self;
        let wanted = &action.wanted;
        let is_covered = |document: &&Document| wanted.coverage.iter().any(|one| one.document == document.id);
        let mut covered = account.documents.iter().filter(is_covered);
        let is_about_invoice = covered.any(|document| document.kind == DocumentKind::Invoice);
        transaction
            .prepare_cached(
                "INSERT INTO outbox (tenant, account, key, simulated, day, kind, action, note, next_reminder, basis, bank_date)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                tenant,
                account.id,
                wanted.key,
                wanted.simulated,
                today,
                wanted.kind,
                to_json(action)?,
                by_hand.note,
                by_hand.next_reminder,
                basis(account, &decided_with.digest)?,
                if is_about_invoice { decided_with.bank_date.as_str() } else { "" },
            ])?;
        let outbox = transaction.last_insert_rowid();
        for entry in entries.get(wanted.key.as_str()).into_iter().flatten() {
            record(transaction, tenant, &account.id, entry, Some(outbox))?;
        }
        Ok(())
    }
}

/// One entry of the history. The primary key refuses the same coverage, action and attempt twice.
pub(super) fn record(
    transaction: &Connection,
    tenant: &str,
    account: &str,
    entry: &HistoryEntry,
    outbox: Option<i64>,
) -> Result<()> {
    write(transaction, tenant, account, entry, (outbox, WhatIsThere::Refuses))
}

/// An entry that comes from elsewhere, the ERP's own data or a journal: what is there already is replaced.
pub(super) fn take_over(
    transaction: &Connection,
    tenant: &str,
    account: &str,
    entry: &HistoryEntry,
    outbox: Option<i64>,
) -> Result<()> {
    write(transaction, tenant, account, entry, (outbox, WhatIsThere::IsReplaced))
}

/// What becomes of an entry that is there already.
#[derive(Clone, Copy)]
enum WhatIsThere {
    /// It refuses the new one: an error.
    Refuses,
    Stays,
    IsReplaced,
}

fn write(
    transaction: &Connection,
    tenant: &str,
    account: &str,
    entry: &HistoryEntry,
    (outbox, there): (Option<i64>, WhatIsThere),
) -> Result<()> {
    let insert = match there {
        WhatIsThere::Refuses => "INSERT",
        WhatIsThere::Stays => "INSERT OR IGNORE",
        WhatIsThere::IsReplaced => "INSERT OR REPLACE",
    };
    let coverage = &entry.coverage;
    transaction
        .prepare_cached(&format!(
            "{insert} INTO entry (tenant, account, document, instalment, scenario, cycle, step, repetition, action, attempt,
                 simulated, state, day, audience, data, outbox)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        ))?
        .execute(params![
            tenant,
            account,
            coverage.document,
            coverage.instalment.as_deref().unwrap_or_default(),
            coverage.scenario,
            coverage.cycle,
            coverage.step,
            coverage.repetition,
            entry.action,
            entry.attempt,
            entry.simulated,
            word(&entry.state)?,
            entry.day,
            word(&entry.audience)?,
            to_json(entry)?,
            outbox,
        ])?;
    Ok(())
}
