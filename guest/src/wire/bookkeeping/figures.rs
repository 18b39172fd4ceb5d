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

/// Whether two states of a document say the same of its status and its money.
pub(super) fn stand_alike(before: &Document, now: &Document) -> bool {
    let parts = |document: &Document| -> Vec<_> {
        document.instalments.iter().map(|part| (part.id.clone(), part.amount, part.left)).collect()
    };
    let stands = |document: &Document| (document.kind, document.status.clone(), document.total, document.left);
    stands(before) == stands(now) && before.currency == now.currency && parts(before) == parts(now)
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
    /// Of that, what the ERP lists under the same identifier now: it is the ERP's, and what came in has it.
    pub(super) answered: Vec<Payment>,
    /// What is in its figures.
    pub(super) in_figure: Vec<Payment>,
    /// What came in besides, and of which nobody knows the day.
    pub(super) arrivals: Vec<Arrival<'a>>,
}

/// What came in, and how much of it can be of a part.
struct CameIn<'a> {
    rest: i64,
    parts: BTreeMap<&'a str, i64>,
}

impl CameIn<'_> {
    /// Lowers a payment that people recorded by what can be it, and answers by how much.
    fn answer(&mut self, payment: &mut Payment) -> i64 {
        let part = payment.instalment.as_deref().and_then(|part| self.parts.get_mut(part));
        let mut most = part.as_ref().map_or(self.rest, |most| self.rest.min(**most));
        let given = give(&mut payment.amount.minor, &mut most);
        self.rest -= given;
        if let Some(part) = part {
            *part -= given;
        }
        given
    }
}

impl<'a> Arrived<'a> {
    /// The ERP answers what people recorded by what came in, up to its amount: by its lines where it lists payments, else by its figures. A
    /// document that is settled answers all of it. What went down because a credit was used (`credits`) did not come in.
    pub(super) fn answer(
        &mut self,
        (before, listed): (&'a Document, &[&'a Payment]),
        (now, lists): (&'a Document, &[&'a Payment]),
        (credits, today): (&mut Credits<'a>, Option<&str>),
    ) {
        self.recorded = by_age(&self.recorded);
        if lists.is_empty() {
            self.answer_by_figures((before, listed), now, (credits, today));
        } else {
            // Beside a line of the ERP what its figure has would count twice.
            self.in_figure.clear();
            self.answer_by_lines((before, listed), (now, lists), (credits, today));
        }
        let settled = is_settled(now);
        self.recorded.retain(|one| !settled && (one.amount.minor > 0 || one.state == PaymentState::Rejected));
    }

    /// What lowered the figures without being money, of a document for which people recorded some.
    fn credited(&self, now: &Document, fell: i64, credits: &mut Credits<'a>) -> i64 {
        if self.recorded.is_empty() { 0 } else { credits.take(now, fell) }
    }

    fn answer_by_lines(
        &mut self,
        (before, listed): (&Document, &[&'a Payment]),
        (now, lists): (&Document, &[&'a Payment]),
        (credits, today): (&mut Credits<'a>, Option<&str>),
    ) {
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
        let mut fell =
            before.left.zip(now.left).map_or(0, |(was, is)| was.saturating_add(corrected).saturating_sub(is));
        fell = fell.saturating_sub(self.credited(now, fell, credits));
        let rest = sum(lists).saturating_sub(sum(listed)).max(fell);
        // A line that names a part is no money of another one.
        let mut of_parts = BTreeMap::<&str, i64>::new();
        for (lines, sign) in [(lists, 1), (listed, -1)] {
            let there = lines.iter().filter(|line| line.state == PaymentState::Settled);
            for line in there.filter(|line| line.amount.currency == now.currency) {
                let Some(part) = line.instalment.as_deref() else { continue };
                let sum = of_parts.entry(part).or_default();
                *sum = sum.saturating_add(line.amount.minor.saturating_mul(sign));
            }
        }
        let all: i64 = of_parts.values().map(|minor| (*minor).max(0)).fold(0, i64::saturating_add);
        let most = |part: &str| {
            let own = of_parts.get(part).map_or(0, |minor| (*minor).max(0));
            rest.saturating_sub(all.saturating_sub(own))
        };
        let parts = now.instalments.iter().map(|part| (part.id.as_str(), most(&part.id))).collect();
        let mut came_in = CameIn { rest, parts };
        for payment in self.answered.iter_mut().chain(&mut self.recorded).filter(|one| counts(one, &now.currency)) {
            if may_be_there(payment, today, came_in.rest) {
                came_in.answer(payment);
            }
        }
    }

    fn answer_by_figures(
        &mut self,
        (before, listed): (&'a Document, &[&Payment]),
        now: &'a Document,
        (credits, today): (&mut Credits<'a>, Option<&str>),
    ) {
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
            let fell = was.saturating_sub(is);
            let credited = if settled { 0 } else { self.credited(now, fell, credits) };
            let rest = fell.saturating_sub(credited);
            let parts = if instalment.is_none() { fell_of_parts(before, now) } else { BTreeMap::new() };
            let mut came_in = CameIn { rest, parts };
            let of_it = |payment: &Payment| {
                let named = payment.instalment.as_deref();
                counts(payment, &now.currency) && (instalment.is_none() || named.is_none() || named == instalment)
            };
            for payment in self.answered.iter_mut().filter(|payment| of_it(payment)) {
                came_in.answer(payment);
            }
            // Day by day, so that many payments are looked at once.
            let mut by_day = BTreeMap::<String, i64>::new();
            let there = |payment: &&mut Payment| of_it(payment) && payment.state == PaymentState::Settled;
            for payment in self.recorded.iter_mut().filter(there) {
                let minor = came_in.answer(payment);
                let sum = by_day.entry(payment.day.clone()).or_default();
                *sum = sum.saturating_add(minor);
            }
            let arrived = came_in.rest;
            // What is on its way may be what came in besides: nobody knows, and it is waited for no longer.
            let on_its_way = |payment: &&mut Payment| of_it(payment) && payment.state == PaymentState::Pending;
            for payment in self.recorded.iter_mut().filter(on_its_way) {
                if may_be_there(payment, today, came_in.rest) {
                    came_in.answer(payment);
                }
            }
            for (day, minor) in by_day {
                at.add(&mut self.in_figure, &day, Amount { minor, currency: now.currency.clone() });
            }
            if arrived > 0 {
                let amount = Amount { minor: arrived, currency: now.currency.clone() };
                self.arrivals.push(Arrival { at, amount });
            }
        }
        self.in_figure.retain(|payment| payment.amount.minor > 0);
    }
}

/// How much came in for each part of which the ERP says so, before and now.
fn fell_of_parts<'a>(before: &Document, now: &'a Document) -> BTreeMap<&'a str, i64> {
    let was = sort::map(before.instalments.iter().map(|part| (part.id.as_str(), part)));
    let fell = now.instalments.iter().filter_map(|part| {
        let before = was.get(part.id.as_str())?;
        let corrected = part.amount.saturating_sub(before.amount);
        Some((part.id.as_str(), before.left?.saturating_add(corrected).saturating_sub(part.left?).max(0)))
    });
    fell.collect()
}

/// Whether what came in can be that payment: a cheque whose day is still to come is not there, unless just that much came in.
fn may_be_there(payment: &Payment, today: Option<&str>, came_in: i64) -> bool {
    let to_come = payment.state == PaymentState::Pending && today.is_some_and(|today| payment.day.as_str() > today);
    !to_come || payment.amount.minor == came_in
}

/// What credit notes and deposits of an account gave since the ERP told it last: it lowered invoices and is no money.
#[derive(Default)]
pub(super) struct Credits<'a> {
    /// By the document that the credit names.
    named: BTreeMap<&'a str, i64>,
    /// By currency.
    free: BTreeMap<&'a str, i64>,
}

impl<'a> Credits<'a> {
    /// A credit gave so much.
    pub(super) fn gave(&mut self, credit: &'a Document, minor: i64) {
        let given = match &credit.applies_to {
            Some(document) => self.named.entry(document).or_default(),
            None => self.free.entry(&credit.currency).or_default(),
        };
        *given = given.saturating_add(minor.max(0));
    }

    /// How much of what a document's figures fell by is a credit's.
    fn take(&mut self, document: &Document, fell: i64) -> i64 {
        let mut left = fell.max(0);
        let (of_it, of_any) = (self.named.get_mut(document.id.as_str()), self.free.get_mut(document.currency.as_str()));
        for given in of_it.into_iter().chain(of_any) {
            give(given, &mut left);
        }
        fell.max(0) - left
    }
}

/// Whether a payment that people recorded is money of that currency, there or on its way.
fn counts(payment: &Payment, currency: &str) -> bool {
    payment.state != PaymentState::Rejected && payment.amount.currency == currency
}
