//! What the ERP says of an account's money, and how what people recorded for the account as a whole gives way to it.
//!
//! A payment on account names no document, so nothing that the ERP says is about it alone. What the ERP's own figures say has come in since is
//! taken to be that money, up to its amount: kept beside them it would count twice, dropped at the first figure it would be asked for again.

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::records::types::{Amount, Document, DocumentKind, Hold, Payment, PaymentState};
use rusqlite::{Connection, OptionalExtension, params};

use super::confirmed::is_promise;
use crate::{
    error::Result,
    store::{
        Arrivals,
        json::{from_json, to_json},
    },
};

/// Money recorded for an account as a whole that gave way to the ERP's figures, and the day it came.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) amount: Amount,
    pub(super) day: String,
}

/// An account as the ERP's books have it.
#[derive(Debug, Default)]
pub(super) struct Books {
    documents: BTreeMap<String, Book>,
    /// Payments of the ERP that name no document, by currency.
    unallocated: BTreeMap<String, i64>,
}

/// Whether a row of `payment` is one that a person recorded for an account as a whole and that still counts.
const SAID: &str =
    "said = 1 AND iif(json_valid(data), data ->> '$.document' IS NULL AND data ->> '$.state' <> 'rejected', 0)";

/// One document in them.
#[derive(Clone, Debug)]
struct Book {
    kind: DocumentKind,
    currency: String,
    /// What an invoice still asks for, or what a credit still has to give.
    open: i64,
    total: i64,
    /// It is over without money: cancelled, abandoned.
    withdrawn: bool,
    /// What people recorded as paid of it and the ERP has not answered.
    recorded: i64,
}

impl Books {
    /// The books of the accounts for which somebody recorded a payment as a whole, or that promised a part: nobody else asks for them. Of an account that cannot be read nothing is decided, and nothing gives way.
    pub(super) fn where_needed(
        transaction: &Connection,
        tenant: &str,
        coming: &dyn Arrivals,
    ) -> Result<Vec<(String, Self)>> {
        let mut accounts = BTreeSet::<String>::new();
        coming.each(&mut |known| {
            if known.account.holds.iter().any(is_promise) {
                accounts.insert(known.account.id);
            }
            Ok(())
        })?;
        let mut statement = transaction
            .prepare_cached(&format!("SELECT DISTINCT account FROM payment WHERE tenant = ?1 AND {SAID}"))?;
        for account in statement.query_map([tenant], |row| row.get(0))? {
            accounts.insert(account?);
        }
        // What the ERP says that an account promised comes with the account.
        let mut statement = transaction
            .prepare_cached(r#"SELECT account, data FROM hold WHERE tenant = ?1 AND data LIKE '%"promise"%'"#)?;
        let rows = statement.query_map([tenant], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        for row in rows {
            let (account, hold) = row?;
            if from_json::<Hold>(&hold).is_ok_and(|hold| is_promise(&hold)) {
                accounts.insert(account);
            }
        }
        let mut needed = Vec::new();
        for account in accounts {
            match Self::of(transaction, tenant, &account) {
                Ok(books) => needed.push((account, books)),
                Err(error) if error.is_unreadable() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(needed)
    }

    /// The books of an account.
    fn of(transaction: &Connection, tenant: &str, account: &str) -> Result<Self> {
        let mut books = Self::default();
        let (mut paid, mut recorded) = (BTreeMap::<String, i64>::new(), BTreeMap::<String, i64>::new());
        for (payment, said) in payments(transaction, tenant, account)? {
            let sum = match (payment.document, said) {
                _ if payment.state != PaymentState::Settled => continue,
                (Some(document), false) => paid.entry(document).or_default(),
                (Some(document), true) => recorded.entry(document).or_default(),
                (None, false) => books.unallocated.entry(payment.amount.currency).or_default(),
                (None, true) => continue,
            };
            *sum = sum.saturating_add(payment.amount.minor);
        }
        let mut statement = transaction.prepare_cached(
            "SELECT data, imported FROM document INDEXED BY document_of_account WHERE tenant = ?1 AND account = ?2",
        )?;
        let rows = statement
            .query_map((tenant, account), |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?)))?;
        for row in rows {
            let (data, imported) = row?;
            let known: Document = from_json(&data)?;
            let by_erp = imported.as_deref().map(from_json::<Document>).transpose()?;
            let paid = paid.get(&known.id).copied().unwrap_or_default();
            // What people said is settled is no news when the ERP says so, too.
            let open = by_erp.iter().map(|document| open(document, paid)).fold(open(&known, paid), i64::min);
            let book = Book {
                kind: known.kind,
                currency: known.currency.clone(),
                open,
                total: known.total.saturating_abs(),
                withdrawn: matches!(known.status.as_str(), "cancelled" | "abandoned"),
                recorded: recorded.get(&known.id).copied().unwrap_or_default(),
            };
            books.documents.insert(known.id, book);
        }
        Ok(books)
    }

    /// The same books now: a document that went to another account is still looked at.
    fn now(&self, transaction: &Connection, tenant: &str, account: &str) -> Result<Self> {
        let mut now = Self::of(transaction, tenant, account)?;
        let mut statement = transaction
            .prepare_cached("SELECT account FROM document WHERE tenant = ?1 AND id = ?2 AND account <> ?3")?;
        let gone = self.documents.keys().filter(|id| !now.documents.contains_key(*id)).cloned().collect::<Vec<_>>();
        for id in gone {
            let other: Option<String> = statement.query_row((tenant, &id, account), |row| row.get(0)).optional()?;
            if let Some(other) = other {
                let found = Self::of(transaction, tenant, &other)?.documents.remove_entry(&id);
                now.documents.extend(found);
            }
        }
        Ok(now)
    }

    /// The money that came in between these books and later ones, by currency. What lowers an invoice because a credit note was used is none, nor
    /// is what people had recorded for the document itself.
    fn came_in(&self, later: &Self) -> BTreeMap<String, i64> {
        let mut money = BTreeMap::<String, i64>::new();
        let mut add = |currency: &str, minor: i64| {
            let sum = money.entry(currency.to_owned()).or_default();
            *sum = sum.saturating_add(minor);
        };
        for id in self.documents.keys().chain(later.documents.keys()).collect::<BTreeSet<_>>() {
            let (before, after) = (self.documents.get(id), later.documents.get(id));
            let Some(book) = after.or(before) else { continue };
            let open_after = after.map_or(0, |after| after.open);
            let lowered = match book.kind {
                DocumentKind::Invoice if book.withdrawn => 0,
                DocumentKind::Invoice => before.map_or(0, |before| {
                    // What was corrected of the whole is no money.
                    let corrected = book.total.saturating_sub(before.total);
                    before.open.saturating_add(corrected).saturating_sub(open_after)
                }),
                DocumentKind::CreditNote => open_after.saturating_sub(before.map_or(book.total, |before| before.open)),
                DocumentKind::Deposit => open_after.saturating_sub(before.map_or(0, |before| before.open)),
                _ => 0,
            };
            let answered = before.map_or(0, |before| before.recorded - after.map_or(0, |after| after.recorded));
            add(&book.currency, lowered.saturating_sub(answered.max(0)));
        }
        for (currency, minor) in &later.unallocated {
            add(currency, *minor);
        }
        for (currency, minor) in &self.unallocated {
            add(currency, minor.saturating_neg());
        }
        money
    }

    /// Lowers what people recorded for the account as a whole by what came in since, the oldest first. Answers what came in, and what gave way.
    pub(super) fn give_way(
        &self,
        transaction: &Connection,
        tenant: &str,
        account: &str,
    ) -> Result<(BTreeMap<String, i64>, Vec<Given>)> {
        let came_in = self.came_in(&self.now(transaction, tenant, account)?);
        let (mut money, mut given) = (came_in.clone(), Vec::new());
        for mut payment in money_said(transaction, tenant, account)? {
            let Some(rest) = money.get_mut(&payment.amount.currency).filter(|rest| **rest > 0) else { continue };
            let taken = payment.amount.minor.min(*rest);
            *rest -= taken;
            payment.amount.minor -= taken;
            if payment.state == PaymentState::Settled {
                let amount = Amount { minor: taken, ..payment.amount.clone() };
                given.push(Given { amount, day: payment.day.clone() });
            }
            if payment.amount.minor > 0 {
                transaction
                    .prepare_cached("UPDATE payment SET data = ?4 WHERE tenant = ?1 AND account = ?2 AND id = ?3")?
                    .execute(params![tenant, account, payment.id, to_json(&payment)?])?;
            } else {
                transaction
                    .prepare_cached("DELETE FROM payment WHERE tenant = ?1 AND account = ?2 AND id = ?3")?
                    .execute((tenant, account, &payment.id))?;
            }
        }
        Ok((came_in, given))
    }
}

/// What an invoice still asks for, or what a credit still has to give, by the ERP's word and the payments it lists.
fn open(document: &Document, paid: i64) -> i64 {
    let of_parts = || document.instalments.iter().map(|part| part.left).sum::<Option<i64>>();
    let said = document.left.or_else(|| of_parts().filter(|_| !document.instalments.is_empty()));
    match (document.kind, document.status.as_str()) {
        (DocumentKind::Invoice, "settled") => 0,
        (DocumentKind::Invoice, _) => said.unwrap_or_else(|| document.total.saturating_sub(paid)).max(0),
        (DocumentKind::CreditNote, "validated") | (DocumentKind::Deposit, "settled") => {
            said.unwrap_or(document.total).saturating_abs()
        }
        _ => 0,
    }
}

/// Payments that people recorded for an account as a whole and that still count, the oldest first.
pub(super) fn money_said(transaction: &Connection, tenant: &str, account: &str) -> Result<Vec<Payment>> {
    let mut statement = transaction.prepare_cached(&format!(
        "SELECT data FROM payment WHERE tenant = ?1 AND account = ?2 AND {SAID} ORDER BY data ->> '$.day', id"
    ))?;
    let rows = statement.query_map((tenant, account), |row| row.get::<_, String>(0))?;
    rows.map(|data| from_json(&data?)).collect()
}

/// The payments of an account but for those that stand in its figures already, and whether a person recorded each.
fn payments(transaction: &Connection, tenant: &str, account: &str) -> Result<Vec<(Payment, bool)>> {
    let mut statement =
        transaction.prepare_cached("SELECT data, said FROM payment WHERE tenant = ?1 AND account = ?2 AND said < 2")?;
    let rows = statement.query_map((tenant, account), |row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?)))?;
    rows.map(|row| {
        let (data, said) = row?;
        Ok((from_json(&data)?, said))
    })
    .collect()
}
