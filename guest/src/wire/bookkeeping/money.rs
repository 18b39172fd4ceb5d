//! The payments of one document, or of an account as a whole, by whose word they are known.

use std::collections::BTreeMap;

use super::super::records::types::{Amount, Payment, PaymentState, Word};

/// Payments that people recorded, and those that are in the ERP's figure.
#[derive(Clone, Default)]
pub(super) struct Money {
    pub(super) recorded: Vec<Payment>,
    pub(super) in_figure: Vec<Payment>,
}

impl Money {
    /// By the document that they name.
    pub(super) fn by_document(payments: &[Payment]) -> BTreeMap<Option<&str>, Self> {
        let mut money = BTreeMap::<_, Self>::new();
        for payment in payments {
            let of_document = money.entry(payment.document.as_deref()).or_default();
            match word(payment) {
                Word::Listed => {}
                Word::Recorded => of_document.recorded.push(payment.clone()),
                Word::InFigure => of_document.in_figure.push(payment.clone()),
            }
        }
        money
    }
}

/// By whose word a payment is known.
pub(super) fn word(payment: &Payment) -> Word {
    payment.known_by.unwrap_or(Word::Listed)
}

/// Payments by the document that they name.
pub(super) fn by_document(payments: &[Payment]) -> BTreeMap<Option<&str>, Vec<&Payment>> {
    let mut listed = BTreeMap::<_, Vec<_>>::new();
    for payment in payments {
        listed.entry(payment.document.as_deref()).or_default().push(payment);
    }
    listed
}

/// The oldest first.
pub(super) fn by_age(payments: &[Payment]) -> Vec<Payment> {
    let mut payments = payments.to_vec();
    crate::sort::by(&mut payments, |a, b| (&a.day, &a.id).cmp(&(&b.day, &b.id)));
    payments
}

/// What these payments brought in, in this currency.
pub(super) fn came_in<'a>(payments: impl IntoIterator<Item = &'a Payment>, currency: &str) -> i64 {
    let settled = payments
        .into_iter()
        .filter(|payment| payment.state == PaymentState::Settled && payment.amount.currency == currency);
    settled.fold(0, |sum, payment| sum.saturating_add(payment.amount.minor))
}

/// Takes from one what the other still needs, and answers how much.
pub(super) fn give(from: &mut i64, needed: &mut i64) -> i64 {
    let given = (*from).min(*needed).max(0);
    *from -= given;
    *needed -= given;
    given
}

/// Where money is: a document, and the part of it whose figure has it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Figure<'a> {
    pub(super) document: &'a str,
    pub(super) instalment: Option<&'a str>,
}

impl Figure<'_> {
    /// Adds money of a day to what it has.
    pub(super) fn add(&self, in_figure: &mut Vec<Payment>, day: &str, amount: Amount) {
        let Figure { document, instalment } = *self;
        let id = format!("in what is left of {document} {} {day}", instalment.unwrap_or_default());
        match in_figure.iter_mut().find(|payment| payment.id == id) {
            _ if amount.minor <= 0 => {}
            Some(known) => known.amount.minor = known.amount.minor.saturating_add(amount.minor),
            None => in_figure.push(Payment {
                id,
                document: Some(document.to_owned()),
                instalment: instalment.map(str::to_owned),
                amount,
                day: day.to_owned(),
                state: PaymentState::Settled,
                known_by: Some(Word::InFigure),
            }),
        }
    }
}
