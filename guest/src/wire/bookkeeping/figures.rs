//! What the ERP says of the money of one document, and what that makes of what people recorded.
//!
//! An ERP that says what is left of an invoice need not list what was paid. The day and the amount of that money prove that a promise of a part was
//! kept, so it stays, as a payment that lowers nothing: what people recorded, once the figure has it, and what came in since somebody promised. It
//! goes when the ERP lists payments of the document, and when the money goes back.

use std::collections::{BTreeMap, VecDeque};

use super::{
    super::records::types::{Amount, Document, DocumentKind, Payment, PaymentState},
    money::{Figure, Money, by_age, came_in, give},
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
pub(super) fn open<'a>(document: &Document, listed: impl IntoIterator<Item = &'a Payment>) -> i64 {
    said(document).unwrap_or_else(|| document.total.saturating_sub(came_in(listed, &document.currency)))
}

/// What is left by the ERP's figure of the whole, else by those of all parts.
pub(super) fn said(document: &Document) -> Option<i64> {
    let mut parts = document.instalments.iter();
    let mut of_parts = || parts.try_fold(0_i64, |sum, part| Some(sum.saturating_add(part.left?)));
    document.left.or_else(|| if document.instalments.is_empty() { None } else { of_parts() })
}

/// What the ERP says is left of an invoice: of the whole (no part), else of each part of which it says so.
fn left(document: &Document) -> BTreeMap<Option<&str>, i64> {
    match (document.kind, Status::of(document.status.clone()), document.left) {
        (DocumentKind::Invoice, Status::Settled, _) => BTreeMap::from([(None, 0)]),
        (DocumentKind::Invoice, Status::Validated, Some(left)) => BTreeMap::from([(None, left.max(0))]),
        (DocumentKind::Invoice, Status::Validated, None) => {
            let parts = document.instalments.iter();
            parts.filter_map(|part| Some((Some(part.id.as_str()), part.left?.max(0)))).collect()
        }
        _ => BTreeMap::new(),
    }
}

fn is_settled(document: &Document) -> bool {
    Status::of(document.status.clone()) == Status::Settled
}

/// Money by which what is left became less, and of which nobody knows the day.
pub(super) struct Arrival<'a> {
    pub(super) at: Figure<'a>,
    pub(super) amount: Amount,
}

/// What is in the ERP's figures now: what was, and what people recorded up to what came in by them, less what went out again. And what came in besides.
pub(super) fn confirm<'a>(
    money: &Money,
    before: &'a Document,
    now: &'a Document,
    recorded_counts: bool,
) -> (Vec<Payment>, Vec<Arrival<'a>>) {
    let is_left = left(now);
    let settled = is_settled(now);
    // Nothing was left of any part of what was settled.
    let of_parts = is_settled(before) && !is_left.contains_key(&None);
    let was_left = if of_parts { is_left.keys().map(|part| (*part, 0)).collect() } else { left(before) };
    let mut in_figure = by_age(&money.in_figure);
    // Without a figure of the ERP it would lower what is left.
    in_figure.retain(|payment| settled || is_left.contains_key(&payment.instalment.as_deref()));
    let mut recorded: VecDeque<_> = by_age(&money.recorded).into();
    recorded.retain(|payment| payment.state == PaymentState::Settled && payment.amount.currency == now.currency);
    let mut arrivals = Vec::new();
    // What was corrected of the whole is no money.
    let corrected = now.total.saturating_sub(before.total);
    for (instalment, was) in was_left {
        let at = Figure { document: &now.id, instalment };
        let was = if instalment.is_none() { was.saturating_add(corrected) } else { was };
        let Some(is) = is_left.get(&instalment).copied().or(settled.then_some(0)) else { continue };
        let mut went_out = is.saturating_sub(was);
        for payment in in_figure.iter_mut().rev().filter(|payment| payment.instalment.as_deref() == instalment) {
            give(&mut payment.amount.minor, &mut went_out);
        }
        let mut came_in = was.saturating_sub(is);
        // Day by day, so that many payments are looked at once.
        let mut by_day = BTreeMap::<String, i64>::new();
        while let Some(payment) = recorded.front_mut().filter(|_| came_in > 0) {
            let given = give(&mut payment.amount.minor, &mut came_in);
            let sum = by_day.entry(payment.day.clone()).or_default();
            *sum = sum.saturating_add(given);
            if payment.amount.minor <= 0 {
                recorded.pop_front();
            }
        }
        for (day, minor) in by_day.into_iter().filter(|_| !recorded_counts) {
            at.add(&mut in_figure, &day, Amount { minor, currency: now.currency.clone() });
        }
        if came_in > 0 {
            arrivals.push(Arrival { at, amount: Amount { minor: came_in, currency: now.currency.clone() } });
        }
    }
    in_figure.retain(|payment| payment.amount.minor > 0);
    (in_figure, arrivals)
}
