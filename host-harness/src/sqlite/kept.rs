//! An account as this store keeps it between what its ERP tells and what people do, read from the tables and written back where it is otherwise.

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::records::{
    bookkeeping::KeptAccount,
    types::{Account, Document, Event, HistoryEntry, Hold, Payment, Word},
};
use rusqlite::{Connection, OptionalExtension, params};

use super::accounts::closed;
use crate::{
    error::Result,
    store::json::{from_json, to_json},
};

/// An account, with the days from which its records are known ('' always).
pub(super) struct Kept {
    pub(super) account: KeptAccount,
    documents_from: BTreeMap<String, String>,
    payments_from: BTreeMap<String, String>,
}

/// The days from which records of an import are known, by identifier.
#[derive(Default)]
pub(super) struct From<'a> {
    pub(super) documents: BTreeMap<&'a str, &'a str>,
    pub(super) payments: BTreeMap<&'a str, &'a str>,
}

/// An account as it is stored by itself: what the ERP told of it, without what comes one by one.
pub(super) fn bare(account: &Account) -> Account {
    Account {
        revision: String::new(),
        documents: Vec::new(),
        payments: Vec::new(),
        history: Vec::new(),
        ..account.clone()
    }
}

/// What the ERP told of an account, without what comes one by one.
pub(super) fn told(transaction: &Connection, tenant: &str, id: &str) -> Result<Option<Account>> {
    let data: Option<String> = transaction
        .prepare_cached("SELECT data FROM account WHERE tenant = ?1 AND id = ?2")?
        .query_row((tenant, id), |row| row.get(0))
        .optional()?;
    data.map(|data| from_json(&data)).transpose()
}

impl Kept {
    /// The account of this identifier, where it is there.
    pub(super) fn find(transaction: &Connection, tenant: &str, id: &str) -> Result<Option<Self>> {
        told(transaction, tenant, id)?.map(|told| Self::of(transaction, tenant, told)).transpose()
    }

    /// An account of which this was told, without what comes one by one. Its history has the first sends alone: in which lives its documents were sent.
    pub(super) fn of(transaction: &Connection, tenant: &str, mut told: Account) -> Result<Self> {
        let (mut documents_from, mut payments_from) = (BTreeMap::new(), BTreeMap::new());
        let mut account = told.clone();
        let mut statement = transaction.prepare_cached(
            "SELECT data, imported, known_from FROM document INDEXED BY document_of_account
             WHERE tenant = ?1 AND account = ?2 ORDER BY id",
        )?;
        let rows = statement.query_map((tenant, &told.id), |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?, row.get(2)?))
        })?;
        for row in rows {
            let (data, imported, from) = row?;
            let document: Document = from_json(&data)?;
            documents_from.insert(document.id.clone(), from);
            account.documents.push(document);
            told.documents.extend(imported.map(|imported| from_json::<Document>(&imported)).transpose()?);
        }
        let mut statement = transaction.prepare_cached(
            "SELECT data, said, known_from FROM payment WHERE tenant = ?1 AND account = ?2 ORDER BY id",
        )?;
        let rows = statement
            .query_map((tenant, &told.id), |row| Ok((row.get::<_, String>(0)?, row.get::<_, u8>(1)?, row.get(2)?)))?;
        for row in rows {
            let (data, said, from) = row?;
            let payment: Payment = from_json(&data)?;
            payments_from.insert(payment.id.clone(), from);
            match word(said) {
                None => {
                    told.payments.push(payment.clone());
                    account.payments.push(payment);
                }
                known_by => account.payments.push(Payment { known_by, ..payment }),
            }
        }
        let holds: Vec<Hold> = said(transaction, tenant, &told.id, "hold", "id")?;
        account.holds.retain(|hold| holds.iter().all(|said| said.id != hold.id));
        account.holds.extend(holds);
        account.events.extend(said::<Event>(transaction, tenant, &told.id, "event", "number")?);
        account.history = first_sends(transaction, tenant, &told.id)?;
        Ok(Self { account: KeptAccount { account, told }, documents_from, payments_from })
    }

    /// Whether these are the days from which its records are known.
    pub(super) fn is_known_from(&self, from: &From<'_>) -> bool {
        let same = |known: &BTreeMap<String, String>, from: &BTreeMap<&str, &str>| {
            from.iter().all(|(id, from)| known.get(*id).is_some_and(|known| known == from))
        };
        same(&self.documents_from, &from.documents) && same(&self.payments_from, &from.payments)
    }

    /// Writes what is otherwise than it was.
    pub(super) fn replace_by(
        &self,
        transaction: &Connection,
        tenant: &str,
        after: &KeptAccount,
        from: &From<'_>,
    ) -> Result<()> {
        self.put_documents(transaction, tenant, after, from)?;
        self.put_payments(transaction, tenant, after, from)
    }

    fn put_documents(
        &self,
        transaction: &Connection,
        tenant: &str,
        after: &KeptAccount,
        from: &From<'_>,
    ) -> Result<()> {
        let account = &after.account.id;
        let (before, before_told) = (documents(&self.account.account), documents(&self.account.told));
        let (now, told) = (documents(&after.account), documents(&after.told));
        for (id, document) in &now {
            let told = told.get(id);
            let known_from = self.documents_from.get(*id).map(String::as_str);
            let now_from = from.documents.get(id).copied().or(known_from).unwrap_or_default();
            let is_same = before.get(id) == Some(document) && before_told.get(id) == told;
            if is_same && known_from == Some(now_from) {
                continue;
            }
            transaction
                .prepare_cached(
                    "INSERT INTO document (tenant, id, account, number, known_from, data, imported)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                     ON CONFLICT (tenant, id) DO UPDATE SET account = excluded.account, number = excluded.number,
                         known_from = excluded.known_from, data = excluded.data, imported = excluded.imported",
                )?
                .execute(params![
                    tenant,
                    id,
                    account,
                    document.number,
                    now_from,
                    to_json(document)?,
                    told.map(|told| to_json(*told)).transpose()?
                ])?;
        }
        for id in before.keys().filter(|id| !now.contains_key(*id)) {
            closed(transaction, tenant, account, id)?;
            for query in [
                "DELETE FROM document WHERE tenant = ?1 AND account = ?2 AND id = ?3",
                "DELETE FROM decision WHERE tenant = ?1 AND account = ?2 AND document = ?3",
            ] {
                transaction.prepare_cached(query)?.execute((tenant, account, id))?;
            }
        }
        Ok(())
    }

    fn put_payments(&self, transaction: &Connection, tenant: &str, after: &KeptAccount, from: &From<'_>) -> Result<()> {
        let account = &after.account.id;
        let before: BTreeMap<_, _> =
            self.account.account.payments.iter().map(|payment| (payment.id.as_str(), payment)).collect();
        let now: BTreeSet<_> = after.account.payments.iter().map(|payment| payment.id.as_str()).collect();
        for id in before.keys().filter(|id| !now.contains(*id)) {
            transaction
                .prepare_cached("DELETE FROM payment WHERE tenant = ?1 AND account = ?2 AND id = ?3")?
                .execute((tenant, account, id))?;
        }
        for payment in &after.account.payments {
            let id = payment.id.as_str();
            let known_from = self.payments_from.get(id).map(String::as_str);
            let listed_from = from.payments.get(id).copied().filter(|_| said_by(payment) == 0);
            let now_from = listed_from.or(known_from).unwrap_or_default();
            if before.get(id) == Some(&payment) && known_from == Some(now_from) {
                continue;
            }
            transaction
                .prepare_cached(
                    "INSERT INTO payment (tenant, account, id, known_from, data, said) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (tenant, account, id) DO UPDATE SET known_from = excluded.known_from,
                         data = excluded.data, said = excluded.said",
                )?
                .execute(params![tenant, account, id, now_from, to_json(payment)?, said_by(payment)])?;
        }
        Ok(())
    }
}

fn documents(account: &Account) -> BTreeMap<&str, &Document> {
    account.documents.iter().map(|document| (document.id.as_str(), document)).collect()
}

/// By whose word a payment is known: column `said` of `payment`; `None`: the ERP lists it.
pub(super) const fn word(said: u8) -> Option<Word> {
    match said {
        0 => None,
        1 => Some(Word::Recorded),
        _ => Some(Word::InFigure),
    }
}

const fn said_by(payment: &Payment) -> u8 {
    match payment.known_by {
        None | Some(Word::Listed) => 0,
        Some(Word::Recorded) => 1,
        Some(Word::InFigure) => 2,
    }
}

/// What people said of an account.
pub(super) fn said<T: serde::de::DeserializeOwned>(
    db: &Connection,
    tenant: &str,
    account: &str,
    table: &str,
    order: &str,
) -> Result<Vec<T>> {
    let query = format!("SELECT data FROM {table} WHERE tenant = ?1 AND account = ?2 ORDER BY {order}");
    let mut statement = db.prepare_cached(&query)?;
    let rows = statement.query_map((tenant, account), |row| row.get::<_, String>(0))?;
    rows.map(|data| from_json(&data?)).collect()
}

/// The first sends of an account's documents from here.
fn first_sends(transaction: &Connection, tenant: &str, account: &str) -> Result<Vec<HistoryEntry>> {
    let mut statement = transaction.prepare_cached(
        "SELECT data FROM entry INDEXED BY entry_of_account WHERE tenant = ?1 AND account = ?2 AND step = ?3",
    )?;
    let rows = statement.query_map((tenant, account, relance_contract::FIRST_SEND), |row| row.get::<_, String>(0))?;
    rows.map(|data| from_json(&data?)).collect()
}
