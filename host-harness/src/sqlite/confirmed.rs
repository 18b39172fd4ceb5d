//! Money that came in by the ERP's figures, put to the promises of its account: it proves that a promise of a part was kept.

use std::collections::BTreeMap;

use relance_contract::{
    format_iso, parse_day, plus_days,
    records::{
        bookkeeping::Arrival,
        types::{Account, Amount, Hold, HoldKind, Payment, PaymentState},
    },
};
use rusqlite::{Connection, OptionalExtension};

use super::{
    books::Given,
    kept::{Word, confirm, payments},
};
use crate::{error::Result, store::json::from_json};

/// Money by which an import lowers what is left of an invoice, or of a part of it, and of which nobody knows the day.
#[derive(Debug)]
pub(super) struct Unproved {
    pub(super) account: String,
    pub(super) document: String,
    pub(super) arrival: Arrival,
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
    for Unproved { document, arrival: Arrival { instalment, amount }, .. } in unproved {
        let about = promises.iter().filter(|(about, made_on)| {
            about.as_ref().is_none_or(|about| about == document) && made_on.as_str() <= today
        });
        let Some(made_on) = about.map(|(_, made_on)| made_on.as_str()).max() else { continue };
        let Some(money) = came_in.get_mut(&amount.currency) else { continue };
        // What a credit note gave is no money.
        let mut rest = amount.minor.min(*money);
        *money -= rest.max(0);
        let mut kept = payments(transaction, tenant, account, (document, Word::Confirmed))?;
        for Given { amount: given, day } in given.iter_mut().filter(|given| given.amount.currency == amount.currency) {
            let minor = take(&mut given.minor, &mut rest);
            add(&mut kept, (document, instalment, day), Amount { minor, ..amount.clone() });
        }
        let after = |day: &str| parse_day(day).map_or_else(String::new, |day| format_iso(plus_days(day, 1)));
        let day = after(bank_date).max(after(made_on)).min(today.to_owned());
        add(&mut kept, (document, instalment, &day), Amount { minor: rest, ..amount.clone() });
        confirm(transaction, tenant, account, (document, &kept))?;
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
