//! What the ERP says of the money of one document, and what that makes of what people recorded.
//!
//! An ERP that says what is left of an invoice need not list what was paid. The day and the amount of that money prove that a promise of a part was
//! kept, so it stays, as a payment that lowers nothing: what people recorded, once the figure has it, and what came in since somebody promised. It
//! goes when the ERP lists payments of the document, and when the money goes back.

use std::collections::BTreeMap;

use super::{
    super::records::types::{Amount, Document, DocumentKind, Payment, PaymentState},
    money::{Figure, by_age, came_in, give},
};
use crate::{domain::Status, sort};

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

pub(super) fn is_settled(document: &Document) -> bool {
    Status::of(document.status.clone()) == Status::Settled
}

/// Money by which what is left became less, and of which nobody knows the day.
pub(super) struct Arrival<'a> {
    pub(super) at: Figure<'a>,
    pub(super) amount: Amount,
}

/// The money of a document that the ERP does not list, while it tells what came in.
pub(super) struct Arrived<'a> {
    /// What people recorded, and the ERP has not answered.
    pub(super) recorded: Vec<Payment>,
    /// What is in its figures.
    pub(super) in_figure: Vec<Payment>,
    /// What came in besides, and of which nobody knows the day.
    pub(super) arrivals: Vec<Arrival<'a>>,
}

impl<'a> Arrived<'a> {
    /// The ERP answers what people recorded by what came in, up to its amount: by its lines where it lists payments, else by its figures. A
    /// document that is settled answers all of it.
    pub(super) fn answer(
        &mut self,
        (before, listed): (&'a Document, &[&Payment]),
        (now, lists): (&'a Document, &[&Payment]),
    ) {
        self.recorded = by_age(&self.recorded);
        if lists.is_empty() {
            self.answer_by_figures((before, listed), now);
        } else {
            // Beside a line of the ERP what its figure has would count twice.
            self.in_figure.clear();
            self.answer_by_lines((before, listed), (now, lists));
        }
        let settled = is_settled(now);
        self.recorded.retain(|one| !settled && (one.amount.minor > 0 || one.state == PaymentState::Rejected));
    }

    fn answer_by_lines(&mut self, (before, listed): (&Document, &[&Payment]), (now, lists): (&Document, &[&Payment])) {
        let known = sort::set(listed.iter().map(|payment| payment.id.as_str()));
        // A cheque in hand that the ERP lists, too, whatever it calls it.
        let is_new = |line: &&&Payment| !known.contains(line.id.as_str()) && line.state != PaymentState::Settled;
        for line in lists.iter().filter(is_new) {
            let is_it = |one: &Payment| one.state == PaymentState::Pending && one.amount == line.amount;
            if let Some(at) = self.recorded.iter().position(is_it) {
                self.recorded.remove(at);
            }
        }
        let sum = |lines: &[&Payment]| came_in(lines.iter().copied(), &now.currency);
        let corrected = now.total.saturating_sub(before.total);
        let fell = |(was, is): (i64, i64)| was.saturating_add(corrected).saturating_sub(is);
        let mut arrived = sum(lists).saturating_sub(sum(listed)).max(before.left.zip(now.left).map_or(0, fell));
        for payment in self.recorded.iter_mut().filter(|payment| counts(payment, &now.currency)) {
            give(&mut payment.amount.minor, &mut arrived);
        }
    }

    fn answer_by_figures(&mut self, (before, listed): (&'a Document, &[&Payment]), now: &'a Document) {
        let is_left = left(now);
        let settled = is_settled(now);
        // Nothing was left of any part of what was settled.
        let of_parts = is_settled(before) && !is_left.contains_key(&None);
        let mut was_left = if of_parts { is_left.keys().map(|part| (*part, 0)).collect() } else { left(before) };
        if was_left.is_empty() && before.kind == DocumentKind::Invoice {
            // Before it said so, what it listed told what was left.
            was_left.insert(None, before.total.saturating_sub(came_in(listed.iter().copied(), &before.currency)));
        }
        self.in_figure = by_age(&self.in_figure);
        // Without a figure of the ERP it would lower what is left.
        self.in_figure.retain(|payment| settled || is_left.contains_key(&payment.instalment.as_deref()));
        // What was corrected of the whole is no money.
        let corrected = now.total.saturating_sub(before.total);
        for (instalment, was) in was_left {
            let at = Figure { document: &now.id, instalment };
            let was = if instalment.is_none() { was.saturating_add(corrected) } else { was };
            let Some(is) = is_left.get(&instalment).copied().or(settled.then_some(0)) else { continue };
            let mut went_out = is.saturating_sub(was);
            for payment in self.in_figure.iter_mut().rev().filter(|one| one.instalment.as_deref() == instalment) {
                give(&mut payment.amount.minor, &mut went_out);
            }
            let mut came_in = was.saturating_sub(is);
            let of_it = |payment: &Payment| {
                let named = payment.instalment.as_deref();
                counts(payment, &now.currency) && (instalment.is_none() || named.is_none() || named == instalment)
            };
            // Day by day, so that many payments are looked at once.
            let mut by_day = BTreeMap::<String, i64>::new();
            let there = |payment: &&mut Payment| of_it(payment) && payment.state == PaymentState::Settled;
            for payment in self.recorded.iter_mut().filter(there) {
                let minor = give(&mut payment.amount.minor, &mut came_in);
                let sum = by_day.entry(payment.day.clone()).or_default();
                *sum = sum.saturating_add(minor);
            }
            // What is on its way may be what came in besides: nobody knows, and it is waited for no longer.
            let mut unexplained = came_in;
            let on_its_way = |payment: &&mut Payment| of_it(payment) && payment.state == PaymentState::Pending;
            for payment in self.recorded.iter_mut().filter(on_its_way) {
                give(&mut payment.amount.minor, &mut unexplained);
            }
            for (day, minor) in by_day {
                at.add(&mut self.in_figure, &day, Amount { minor, currency: now.currency.clone() });
            }
            if came_in > 0 {
                let amount = Amount { minor: came_in, currency: now.currency.clone() };
                self.arrivals.push(Arrival { at, amount });
            }
        }
        self.in_figure.retain(|payment| payment.amount.minor > 0);
    }
}

/// Whether a payment that people recorded is money of that currency, there or on its way.
fn counts(payment: &Payment, currency: &str) -> bool {
    payment.state != PaymentState::Rejected && payment.amount.currency == currency
}
