//! Payments that the ERP's figures have, without a line of their own.
//!
//! An ERP that says what is left of an invoice need not list what was paid. The day and the amount of that money prove that a promise of a part was
//! kept, so they stay, as a payment that lowers nothing: what people recorded, once the figure has it, and what came in since somebody promised. They
//! are the rows of `payment` with `said = 2`, and go when the ERP lists payments of the document, when the money goes back, and with the document.

use std::collections::BTreeMap;

use relance_contract::{
    format_iso, parse_day, plus_days,
    records::types::{Account, Amount, Document, DocumentKind, Hold, HoldKind, Payment, PaymentState},
};
use rusqlite::{Connection, OptionalExtension, params};

use super::books::Given;
use crate::{
    error::Result,
    store::json::{from_json, to_json},
};

/// What the ERP says is left of an invoice: of the whole (no part), else of each part of which it says so.
fn figures(document: &Document) -> BTreeMap<Option<String>, i64> {
    match (document.kind, document.status.as_str(), document.left) {
        (DocumentKind::Invoice, "settled", _) => BTreeMap::from([(None, 0)]),
        (DocumentKind::Invoice, "validated", Some(left)) => BTreeMap::from([(None, left.max(0))]),
        (DocumentKind::Invoice, "validated", None) => {
            let parts = document.instalments.iter();
            parts.filter_map(|part| Some((Some(part.id.clone()), part.left?.max(0)))).collect()
        }
        _ => BTreeMap::new(),
    }
}

/// Money by which an import lowers what is left of an invoice, or of a part of it, and of which nobody knows the day.
#[derive(Debug)]
pub(super) struct Unproved {
    pub(super) account: String,
    document: String,
    instalment: Option<String>,
    amount: Amount,
}

/// A document before and after an import.
pub(super) struct Told<'a> {
    /// As the ERP told it before, or as it was closed since no file named it.
    pub(super) before: Option<&'a Document>,
    pub(super) now: &'a Document,
    /// Whether the ERP lists payments of it.
    pub(super) listed: bool,
    /// Whether what people recorded as paid of it is still not in the ERP's figure.
    pub(super) stays: bool,
}

/// Keeps what people recorded and the ERP's figure has now, up to what came in by it, and takes back what went out again. Answers what came in beyond it.
pub(super) fn confirm(transaction: &Connection, tenant: &str, account: &str, told: &Told<'_>) -> Result<Vec<Unproved>> {
    let Told { before, now, listed, stays } = *told;
    let after = figures(now);
    let settled = now.status == "settled";
    let mut kept = payments(transaction, tenant, account, (&now.id, IN_FIGURE))?;
    // Beside a line of the ERP it would count twice; without a figure of the ERP it would lower what is left.
    kept.retain(|payment| !listed && (settled || after.contains_key(&payment.instalment)));
    let mut recorded = payments(transaction, tenant, account, (&now.id, RECORDED))?;
    recorded.retain(|payment| payment.state == PaymentState::Settled && payment.amount.currency == now.currency);
    let mut unproved = Vec::new();
    // What was corrected of the whole is no money.
    let corrected = before.map_or(0, |before| now.total.saturating_sub(before.total));
    for (instalment, was) in before.filter(|_| !listed).map(figures).unwrap_or_default() {
        let was = if instalment.is_none() { was.saturating_add(corrected) } else { was };
        let Some(is) = after.get(&instalment).copied().or(settled.then_some(0)) else { continue };
        let mut out = is.saturating_sub(was);
        for payment in kept.iter_mut().rev().filter(|payment| payment.instalment == instalment) {
            take(&mut payment.amount.minor, &mut out);
        }
        let mut came = was.saturating_sub(is);
        for payment in &mut recorded {
            let minor = take(&mut payment.amount.minor, &mut came);
            if !stays {
                let amount = Amount { minor, currency: now.currency.clone() };
                add(&mut kept, (&now.id, &instalment, &payment.day), amount);
            }
        }
        if came > 0 {
            let amount = Amount { minor: came, currency: now.currency.clone() };
            unproved.push(Unproved { account: account.to_owned(), document: now.id.clone(), instalment, amount });
        }
    }
    put(transaction, tenant, account, (&now.id, &kept))?;
    Ok(unproved)
}

/// Proves what came in to whoever promised some of it. The money that gave way to it has a day; of the rest it is known that the figures of
/// the last day in the bank did not have it (`bank_date`), and it is not later than today. Doubt is for the customer: it came on the first of these
/// days on which it can keep the last promise.
pub(super) fn prove(
    transaction: &Connection,
    tenant: &str,
    account: &str,
    (unproved, mut came_in, mut given): (&[Unproved], BTreeMap<String, i64>, Vec<Given>),
    (bank_date, today): (&str, &str),
) -> Result<()> {
    if today.is_empty() || unproved.is_empty() {
        return Ok(());
    }
    let promises = promises(transaction, tenant, account)?;
    for Unproved { document, instalment, amount, .. } in unproved {
        let about = promises.iter().filter(|(about, made_on)| {
            about.as_ref().is_none_or(|about| about == document) && made_on.as_str() <= today
        });
        let Some(made_on) = about.map(|(_, made_on)| made_on.as_str()).max() else { continue };
        let Some(money) = came_in.get_mut(&amount.currency) else { continue };
        // What a credit note gave is no money.
        let mut rest = amount.minor.min(*money);
        *money -= rest.max(0);
        let mut kept = payments(transaction, tenant, account, (document, IN_FIGURE))?;
        for Given { amount: given, day } in given.iter_mut().filter(|given| given.amount.currency == amount.currency) {
            let minor = take(&mut given.minor, &mut rest);
            add(&mut kept, (document, instalment, day), Amount { minor, ..amount.clone() });
        }
        let after = |day: &str| parse_day(day).map_or_else(String::new, |day| format_iso(plus_days(day, 1)));
        let day = after(bank_date).max(after(made_on)).min(today.to_owned());
        add(&mut kept, (document, instalment, &day), Amount { minor: rest, ..amount.clone() });
        put(transaction, tenant, account, (document, &kept))?;
    }
    Ok(())
}

/// Whether a hold is a promise of an amount: one about everything that is left needs no proof.
pub(super) fn is_promise(hold: &Hold) -> bool {
    matches!(&hold.kind, HoldKind::Promise(promise) if promise.amount.is_some())
}

/// What an account promised a part of, a document or everything, and on which day.
fn promises(transaction: &Connection, tenant: &str, account: &str) -> Result<Vec<(Option<String>, String)>> {
    let by_erp: Option<String> = transaction
        .prepare_cached("SELECT data FROM account WHERE tenant = ?1 AND id = ?2")?
        .query_row((tenant, account), |row| row.get(0))
        .optional()?;
    let mut holds = by_erp.map(|data| from_json::<Account>(&data)).transpose()?.map_or_else(Vec::new, |it| it.holds);
    let mut statement = transaction.prepare_cached("SELECT data FROM hold WHERE tenant = ?1 AND account = ?2")?;
    for data in statement.query_map((tenant, account), |row| row.get::<_, String>(0))? {
        holds.push(from_json(&data?)?);
    }
    let promised = holds.into_iter().filter_map(|hold| match hold.kind {
        HoldKind::Promise(promise) if promise.amount.is_some() => Some((hold.document, promise.made_on)),
        _ => None,
    });
    Ok(promised.collect())
}

/// `said` of what a person recorded, and of what the ERP's figure has.
const RECORDED: u8 = 1;
const IN_FIGURE: u8 = 2;

/// Payments of a document of one of these kinds, the oldest first.
fn payments(
    transaction: &Connection,
    tenant: &str,
    account: &str,
    (document, said): (&str, u8),
) -> Result<Vec<Payment>> {
    let mut statement = transaction.prepare_cached(
        "SELECT data FROM payment WHERE tenant = ?1 AND account = ?2 AND data ->> '$.document' = ?3 AND said = ?4
         ORDER BY data ->> '$.day', id",
    )?;
    let rows = statement.query_map((tenant, account, document, said), |row| row.get::<_, String>(0))?;
    rows.map(|data| from_json(&data?)).collect()
}

/// Takes from one what the other still needs, and answers how much.
fn take(from: &mut i64, needed: &mut i64) -> i64 {
    let taken = (*from).min(*needed).max(0);
    *from -= taken;
    *needed -= taken;
    taken
}

/// Adds money of a day to what is kept.
fn add(kept: &mut Vec<Payment>, (document, instalment, day): (&str, &Option<String>, &str), amount: Amount) {
    let part = instalment.as_deref().unwrap_or_default();
    let id = format!("in what is left of {document} {part} {day}");
    match kept.iter_mut().find(|payment| payment.id == id) {
        _ if amount.minor <= 0 => {}
        Some(known) => known.amount.minor = known.amount.minor.saturating_add(amount.minor),
        None => kept.push(Payment {
            id,
            document: Some(document.to_owned()),
            instalment: instalment.clone(),
            amount,
            day: day.to_owned(),
            state: PaymentState::Settled,
        }),
    }
}

/// Keeps just these of a document. Before its day none is known: the engine would take it for money on its way, which the figure has already.
fn put(transaction: &Connection, tenant: &str, account: &str, (document, kept): (&str, &[Payment])) -> Result<()> {
    transaction
        .prepare_cached(
            "DELETE FROM payment WHERE tenant = ?1 AND account = ?2 AND data ->> '$.document' = ?3 AND said = ?4",
        )?
        .execute((tenant, account, document, IN_FIGURE))?;
    for payment in kept.iter().filter(|payment| payment.amount.minor > 0) {
        transaction
            .prepare_cached(
                "INSERT INTO payment (tenant, account, id, known_from, data, said) VALUES (?1, ?2, ?3, ?6, ?4, ?5)",
            )?
            .execute(params![tenant, account, payment.id, to_json(payment)?, IN_FIGURE, payment.day])?;
    }
    Ok(())
}
