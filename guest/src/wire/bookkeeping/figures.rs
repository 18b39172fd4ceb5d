//! Payments that the ERP's figures have, without a line of their own.
//!
//! An ERP that says what is left of an invoice need not list what was paid. The day and the amount of that money prove that a promise of a part was
//! kept, so it stays, as a payment that lowers nothing: what people recorded, once the figure has it, and what came in since somebody promised. It
//! goes when the ERP lists payments of the document, and when the money goes back.

use std::collections::BTreeMap;

use super::super::records::{
    bookkeeping::{Arrival, KeptDocument},
    types::{Amount, Document, DocumentKind, Payment, PaymentState},
};
use crate::domain::Status;

/// Whether the ERP says the same of a document's money, whatever else it corrected: a due date, a number.
pub(super) fn are_same(before: &Document, now: &Document) -> bool {
    let parts = |document: &Document| {
        let parts = document.instalments.iter().map(|part| (part.id.clone(), part.amount, part.left));
        parts.collect::<Vec<_>>()
    };
    (before.kind, &before.status, &before.currency, before.total, before.left)
        == (now.kind, &now.status, &now.currency, now.total, now.left)
        && parts(before) == parts(now)
}

/// What an invoice still asks for by the ERP's word: its figure, else those of its parts, else the total less the payments it lists.
pub(super) fn open(document: &Document, listed: &[Payment]) -> i64 {
    let mut parts = document.instalments.iter();
    let mut of_parts = || parts.try_fold(0_i64, |sum, part| Some(sum.saturating_add(part.left?)));
    let left = document.left.or_else(|| if document.instalments.is_empty() { None } else { of_parts() });
    left.unwrap_or_else(|| document.total.saturating_sub(came_in(listed, &document.currency)))
}

/// What these payments brought in, in this currency.
pub(super) fn came_in<'a>(payments: impl IntoIterator<Item = &'a Payment>, currency: &str) -> i64 {
    let settled = payments
        .into_iter()
        .filter(|payment| payment.state == PaymentState::Settled && payment.amount.currency == currency);
    settled.fold(0, |sum, payment| sum.saturating_add(payment.amount.minor))
}

/// What the ERP says is left of an invoice: of the whole (no part), else of each part of which it says so.
fn left(document: &Document) -> BTreeMap<Option<String>, i64> {
    match (document.kind, Status::of(document.status.clone()), document.left) {
        (DocumentKind::Invoice, Status::Settled, _) => BTreeMap::from([(None, 0)]),
        (DocumentKind::Invoice, Status::Validated, Some(left)) => BTreeMap::from([(None, left.max(0))]),
        (DocumentKind::Invoice, Status::Validated, None) => {
            let parts = document.instalments.iter();
            parts.filter_map(|part| Some((Some(part.id.clone()), part.left?.max(0)))).collect()
        }
        _ => BTreeMap::new(),
    }
}

fn is_settled(document: &Document) -> bool {
    Status::of(document.status.clone()) == Status::Settled
}

/// What is in the ERP's figures now: what was, and what people recorded up to what came in by them, less what went out again. And what came in besides.
pub(super) fn confirm(
    kept: &KeptDocument,
    before: &Document,
    (now, listed): (&Document, &[Payment]),
    recorded_counts: bool,
) -> (Vec<Payment>, Vec<Arrival>) {
    // Beside a line of the ERP it would count twice.
    if !listed.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let is_left = left(now);
    let settled = is_settled(now);
    // Nothing was left of any part of what was settled.
    let of_parts = is_settled(before) && !is_left.contains_key(&None);
    let was_left = if of_parts { is_left.keys().map(|part| (part.clone(), 0)).collect() } else { left(before) };
    let by_age = |payments: &[Payment]| {
        let mut payments = payments.to_vec();
        payments.sort_by(|a, b| (&a.day, &a.id).cmp(&(&b.day, &b.id)));
        payments
    };
    let mut confirmed = by_age(&kept.money.confirmed);
    // Without a figure of the ERP it would lower what is left.
    confirmed.retain(|payment| settled || is_left.contains_key(&payment.instalment));
    let mut recorded = by_age(&kept.money.recorded);
    recorded.retain(|payment| payment.state == PaymentState::Settled && payment.amount.currency == now.currency);
    let mut arrivals = Vec::new();
    // What was corrected of the whole is no money.
    let corrected = now.total.saturating_sub(before.total);
    for (instalment, was) in was_left {
        let was = if instalment.is_none() { was.saturating_add(corrected) } else { was };
        let Some(is) = is_left.get(&instalment).copied().or(settled.then_some(0)) else { continue };
        let mut went_out = is.saturating_sub(was);
        for payment in confirmed.iter_mut().rev().filter(|payment| payment.instalment == instalment) {
            take(&mut payment.amount.minor, &mut went_out);
        }
        let mut came_in = was.saturating_sub(is);
        for payment in &mut recorded {
            let minor = take(&mut payment.amount.minor, &mut came_in);
            if !recorded_counts {
                let amount = Amount { minor, currency: now.currency.clone() };
                add(&mut confirmed, (&now.id, &instalment, &payment.day), amount);
            }
        }
        if came_in > 0 {
            let amount = Amount { minor: came_in, currency: now.currency.clone() };
            arrivals.push(Arrival { instalment, amount });
        }
    }
    confirmed.retain(|payment| payment.amount.minor > 0);
    (confirmed, arrivals)
}

/// Takes from one what the other still needs, and answers how much.
fn take(from: &mut i64, needed: &mut i64) -> i64 {
    let taken = (*from).min(*needed).max(0);
    *from -= taken;
    *needed -= taken;
    taken
}

/// Adds money of a day to what is in the figures.
fn add(confirmed: &mut Vec<Payment>, (document, instalment, day): (&str, &Option<String>, &str), amount: Amount) {
    let part = instalment.as_deref().unwrap_or_default();
    let id = format!("in what is left of {document} {part} {day}");
    match confirmed.iter_mut().find(|payment| payment.id == id) {
        _ if amount.minor <= 0 => {}
        Some(known) => known.amount.minor = known.amount.minor.saturating_add(amount.minor),
        None => confirmed.push(Payment {
            id,
            document: Some(document.to_owned()),
            instalment: instalment.clone(),
            amount,
            day: day.to_owned(),
            state: PaymentState::Settled,
        }),
    }
}
