//! Documents that an export puts into another account: a customer was given a new code, two customers became one, or a document stood under the
//! wrong one. What was recorded for a document goes with it. What was recorded for its former account as a whole goes along where that account has
//! nothing open any more and all that left went to one other account. Else nobody can tell whom it is about: it stays, and each document that moved is
//! held as it was before, until a person settles it.

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::records::{
    bookkeeping::{Act, FormerLife, FormerPlace},
    types::{Account, Block, Document, DocumentKind, Hold, HoldKind, Payment},
};
use rusqlite::{Connection, params};

use super::{
    accounts::{closed, touch},
    missing::OPEN,
    said::note,
};
use crate::{
    error::Result,
    store::{
        Arrivals, Bookkeeper, Moved, MovedDocument, hold_id,
        json::{from_json, to_json},
        life::Remembered,
        said::OF_ACCOUNT,
    },
};

/// The documents that moved, by the account they were in.
#[derive(Default)]
pub(super) struct Moves(BTreeMap<String, Vec<MovedDocument>>);

/// A document that leaves its account.
pub(super) struct Leaving<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) document: &'a Document,
    /// Its cycle there, before it was told.
    pub(super) cycle: u32,
    /// What a journal says of it.
    pub(super) remembered: Option<&'a Remembered>,
}

impl Moves {
    /// What was recorded for a document, and what was done about it, goes to its new account.
    pub(super) fn follow(&mut self, transaction: &Connection, tenant: &str, leaving: &Leaving<'_>) -> Result<()> {
        let Leaving { from, to, document, cycle, remembered } = leaving;
        // What cannot be read keeps the document where it is.
        account_holds(transaction, tenant, from, "")?;
        money_said(transaction, tenant, from)?;
        follow(transaction, tenant, (from, to), &document.id)?;
        self.0.entry((*from).to_owned()).or_default().push(MovedDocument {
            document: document.id.clone(),
            number: document.number.clone(),
            to: (*to).to_owned(),
            kind: document.kind,
            cycle: *cycle,
            known_there: remembered.is_some_and(|known| known.account == *to && known.life.cycle >= *cycle),
        });
        Ok(())
    }

    /// Takes over what another one remembers.
    pub(super) fn extend(&mut self, other: Self) {
        for (from, documents) in other.0 {
            self.0.entry(from).or_default().extend(documents);
        }
    }

    /// Sees to what was recorded for the former accounts as a whole, once all documents are where they belong. `today` tells which blocks are over.
    pub(super) fn settle(
        self,
        transaction: &Connection,
        tenant: &str,
        (today, books): (&str, &dyn Bookkeeper),
    ) -> Result<Vec<Moved>> {
        let mut settled = Vec::new();
        for (from, documents) in self.0 {
            let holds = account_holds(transaction, tenant, &from, today)?;
            let payments = money_said(transaction, tenant, &from)?;
            let targets: BTreeSet<_> = documents.iter().map(|moved| moved.to.as_str()).collect();
            let only = targets.first().copied().filter(|_| targets.len() == 1);
            let followed_to = match only {
                Some(to) if !has_open(transaction, tenant, &from)? => {
                    take_along(transaction, tenant, (&from, to), &holds)?;
                    Some(to.to_owned())
                }
                _ => {
                    for moved in &documents {
                        keep_back(transaction, tenant, &from, moved, (&holds, &payments))?;
                        begin_anew(transaction, tenant, moved, books)?;
                    }
                    None
                }
            };
            for account in targets.iter().copied().chain([from.as_str()]) {
                touch(transaction, tenant, account)?;
            }
            settled.push(Moved { from, documents, followed_to, holds, payments });
        }
        Ok(settled)
    }
}

fn follow(transaction: &Connection, tenant: &str, (from, to): (&str, &str), document: &str) -> Result<()> {
    for table in ["hold", "payment"] {
        transaction
            .prepare_cached(&format!(
                "UPDATE OR REPLACE {table} SET account = ?3 WHERE tenant = ?1 AND account = ?2 AND data ->> '$.document' = ?4"
            ))?
            .execute((tenant, from, to, document))?;
    }
    // Numbered anew behind those that are there.
    transaction
        .prepare_cached(
            "INSERT INTO event (tenant, account, number, data)
             SELECT tenant, ?3, number + (SELECT coalesce(max(number), 0) FROM event WHERE tenant = ?1 AND account = ?3), data
             FROM event WHERE tenant = ?1 AND account = ?2 AND data ->> '$.document' = ?4",
        )?
        .execute((tenant, from, to, document))?;
    transaction
        .prepare_cached("DELETE FROM event WHERE tenant = ?1 AND account = ?2 AND data ->> '$.document' = ?3")?
        .execute((tenant, from, document))?;
    history_follows(transaction, tenant, document, to)?;
    transaction
        .prepare_cached("UPDATE document SET account = ?3 WHERE tenant = ?1 AND id = ?2")?
        .execute((tenant, document, to))?;
    closed(transaction, tenant, from, document)?;
    touch(transaction, tenant, from)
}

/// What was done about a document is of the account it goes to: a customer who was written to today must not be written to again under another
/// code, and what may still be taken back is decided again where its documents are.
pub(super) fn history_follows(transaction: &Connection, tenant: &str, document: &str, to: &str) -> Result<()> {
    transaction
        .prepare_cached("UPDATE entry SET account = ?3 WHERE tenant = ?1 AND document = ?2 AND account <> ?3")?
        .execute((tenant, document, to))?;
    transaction
        .prepare_cached(
            "UPDATE outbox SET account = ?3
             WHERE tenant = ?1 AND account <> ?3 AND id IN (SELECT outbox FROM entry WHERE tenant = ?1 AND document = ?2)
                 AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.outbox = outbox.id AND entry.account <> ?3)",
        )?
        .execute((tenant, document, to))?;
    Ok(())
}

/// The documents that an account of the store has, a file of whole accounts puts elsewhere, and that have not gone there yet.
pub(super) fn on_their_way(
    transaction: &Connection,
    tenant: &str,
    account: &Account,
    arrivals: &dyn Arrivals,
) -> Result<Vec<String>> {
    let mut statement = transaction
        .prepare_cached("SELECT id FROM document INDEXED BY document_of_account WHERE tenant = ?1 AND account = ?2")?;
    let ids = statement.query_map((tenant, &account.id), |row| row.get::<_, String>(0))?;
    let ids = ids.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut leaving = Vec::new();
    for id in ids {
        if arrivals.account_of(&id)?.is_some_and(|owner| owner != account.id) {
            leaving.push(id);
        }
    }
    Ok(leaving)
}

/// Whether an account still has an open document.
fn has_open(transaction: &Connection, tenant: &str, account: &str) -> Result<bool> {
    let mut statement = transaction.prepare_cached(&format!(
        "SELECT 1 FROM document INDEXED BY document_of_account WHERE tenant = ?1 AND account = ?2 AND {OPEN}"
    ))?;
    Ok(statement.exists((tenant, account))?)
}

/// What people recorded for an account as a whole and still holds.
fn account_holds(transaction: &Connection, tenant: &str, account: &str, today: &str) -> Result<Vec<Hold>> {
    let mut statement = transaction.prepare_cached(
        "SELECT data FROM hold WHERE tenant = ?1 AND account = ?2 AND data ->> '$.document' IS NULL ORDER BY id",
    )?;
    let rows = statement.query_map((tenant, account), |row| row.get::<_, String>(0))?;
    let holds = rows.map(|data| from_json::<Hold>(&data?)).collect::<Result<Vec<_>>>()?;
    let over = |hold: &Hold| match &hold.kind {
        HoldKind::Block(Block { last_day: Some(last), .. }) => last.as_str() < today,
        _ => false,
    };
    Ok(holds.into_iter().filter(|hold| !over(hold)).collect())
}

/// Everything went to one other account: what was recorded for the former one holds there. Holds stay where they were, too, since that
/// customer may buy again; money counts once.
fn take_along(transaction: &Connection, tenant: &str, (from, to): (&str, &str), holds: &[Hold]) -> Result<()> {
    for hold in holds {
        put_unless_longer(transaction, tenant, to, hold)?;
    }
    transaction
        .prepare_cached(
            "INSERT INTO payment (tenant, account, id, known_from, data, said)
             SELECT tenant, ?3, new_id, known_from, json_set(data, '$.id', new_id), said FROM (
                 SELECT *, iif(EXISTS (SELECT 1 FROM payment AS other WHERE other.tenant = ?1 AND other.account = ?3 AND other.id = payment.id),
                     id || ' of ' || account, id) AS new_id
                 FROM payment WHERE tenant = ?1 AND account = ?2 AND said = 1 AND data ->> '$.document' IS NULL)",
        )?
        .execute((tenant, from, to))?;
    transaction
        .prepare_cached(
            "DELETE FROM payment WHERE tenant = ?1 AND account = ?2 AND said = 1 AND data ->> '$.document' IS NULL",
        )?
        .execute((tenant, from))?;
    Ok(())
}

/// A document that went to another customer begins a new life there, unless the import made it begin one already. Where everything went along
/// (two customers became one, a customer has a new code) it is the same customer, who is not told again what was told; nor where a journal has
/// told the life it has there.
fn begin_anew(transaction: &Connection, tenant: &str, moved: &MovedDocument, books: &dyn Bookkeeper) -> Result<()> {
    if moved.known_there {
        return Ok(());
    }
    // A first send from here was to the former customer.
    let former = FormerLife { document: moved.document.clone(), cycle: moved.cycle, place: FormerPlace::Elsewhere };
    note(transaction, tenant, &moved.to, &Act::IsRemembered(former), books)
}

/// Nobody can tell whom what was recorded for the former account is about: it holds the document that left it, too. Money that may be meant for
/// it is a block.
fn keep_back(
    transaction: &Connection,
    tenant: &str,
    from: &str,
    moved: &MovedDocument,
    (holds, payments): (&[Hold], &[Payment]),
) -> Result<()> {
    let document = Some(moved.document.clone());
    for hold in holds {
        let kind = hold.id.strip_suffix(OF_ACCOUNT).map_or(hold.id.as_str(), str::trim_end);
        let narrowed =
            Hold { id: hold_id(kind, document.as_ref()), document: document.clone(), kind: hold.kind.clone() };
        put_unless_longer(transaction, tenant, &moved.to, &narrowed)?;
    }
    if !payments.is_empty() && moved.kind == DocumentKind::Invoice {
        let reason = format!("money recorded for account {from} / règlement noté pour le compte {from}");
        let kind = HoldKind::Block(Block { reason, last_day: None });
        let block = Hold { id: hold_id("block", document.as_ref()), document, kind };
        put_unless_longer(transaction, tenant, &moved.to, &block)?;
    }
    Ok(())
}

/// Records a hold, unless one of its identifier is there that lasts as long.
fn put_unless_longer(transaction: &Connection, tenant: &str, account: &str, hold: &Hold) -> Result<()> {
    let mut statement =
        transaction.prepare_cached("SELECT data FROM hold WHERE tenant = ?1 AND account = ?2 AND id = ?3")?;
    let known = statement.query_map((tenant, account, &hold.id), |row| row.get::<_, String>(0))?;
    for known in known {
        if lasts(&from_json::<Hold>(&known?)?) >= lasts(hold) {
            return Ok(());
        }
    }
    transaction
        .prepare_cached("INSERT OR REPLACE INTO hold (tenant, account, id, data) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![tenant, account, hold.id, to_json(hold)?])?;
    Ok(())
}

/// The last day of a hold; after all days, where it has none.
fn lasts(hold: &Hold) -> &str {
    match &hold.kind {
        HoldKind::Block(Block { last_day: Some(last), .. }) => last,
        _ => "9999-12-31",
    }
}

/// Payments that people recorded for an account as a whole and that still count, the oldest first.
fn money_said(transaction: &Connection, tenant: &str, account: &str) -> Result<Vec<Payment>> {
    let mut statement = transaction.prepare_cached(
        "SELECT data FROM payment WHERE tenant = ?1 AND account = ?2 AND said = 1
             AND iif(json_valid(data), data ->> '$.document' IS NULL AND data ->> '$.state' <> 'rejected', 0)
         ORDER BY data ->> '$.day', id",
    )?;
    let rows = statement.query_map((tenant, account), |row| row.get::<_, String>(0))?;
    rows.map(|data| from_json(&data?)).collect()
}
