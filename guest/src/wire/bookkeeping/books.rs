//! What the ERP says of an account's money, and how what people recorded for the account as a whole gives way to it.
//!
//! A payment on account names no document, so nothing that the ERP says is about it alone. What the ERP's own figures say has come in since is
//! taken to be that money, up to its amount: kept beside them it would count twice, dropped at the first figure it would be asked for again.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::records::types::{Account, Amount, Document, DocumentKind, Payment, PaymentState, Word},
    document, figures,
    money::{by_age, give, word},
};
use crate::{domain::Status, sort};

/// Money recorded for an account as a whole that gave way to the ERP's figures, and the day it came.
pub(super) struct Given {
    pub(super) amount: Amount,
    pub(super) day: String,
}

/// An account as the ERP's books have it.
pub(super) struct Books<'a> {
    documents: BTreeMap<&'a str, Book<'a>>,
    /// Payments of the ERP that name no document, by currency.
    unallocated: BTreeMap<&'a str, i64>,
}

/// One document in them.
struct Book<'a> {
    kind: DocumentKind,
    currency: &'a str,
    /// What an invoice still asks for, or what a credit still has to give.
    open: i64,
    total: i64,
    /// Whether it is, or was, to be paid: a draft is not, nor what is cancelled or abandoned.
    is_owed: bool,
    /// What people recorded as paid of it and the ERP has not answered.
    recorded: i64,
}

impl<'a> Books<'a> {
    /// The books of an account, without documents that another account has (`others`).
    pub(super) fn of(account: &'a Account, told: &'a [Document], others: &BTreeSet<&str>) -> Self {
        let mut unallocated = BTreeMap::<_, i64>::new();
        let (mut listed, mut recorded) = (BTreeMap::<&str, i64>::new(), BTreeMap::<&str, i64>::new());
        for payment in account.payments.iter().filter(|payment| payment.state == PaymentState::Settled) {
            let sum = match (payment.document.as_deref(), word(payment)) {
                (Some(document), Word::Listed) => listed.entry(document).or_default(),
                (Some(document), Word::Recorded) => recorded.entry(document).or_default(),
                (None, Word::Listed) => unallocated.entry(payment.amount.currency.as_str()).or_default(),
                (_, Word::InFigure) | (None, Word::Recorded) => continue,
            };
            *sum = sum.saturating_add(payment.amount.minor);
        }
        let by_erp = sort::map(told.iter().map(|document| (document.id.as_str(), document)));
        let amount = |sums: &BTreeMap<&str, i64>, id: &str| sums.get(id).copied().unwrap_or_default();
        let books =
            account.documents.iter().filter(|document| !others.contains(document.id.as_str())).map(|document| {
                let id = document.id.as_str();
                let paid = amount(&listed, id);
                // What people said is settled is no news when the ERP says so, too.
                let open = by_erp.get(id).map(|told| open(told, paid)).into_iter().fold(open(document, paid), i64::min);
                let book = Book {
                    kind: document.kind,
                    currency: &document.currency,
                    open,
                    total: document.total.saturating_abs(),
                    is_owed: document::is_owed(document),
                    // Of what is settled it is answered.
                    recorded: if figures::is_settled(document) { 0 } else { amount(&recorded, id) },
                };
                (id, book)
            });
        Self { documents: sort::map(books), unallocated }
    }

    /// The money that came in between these books and later ones, by currency. What lowers an invoice because a credit note was used is none, nor
    /// is what people had recorded for the document itself.
    pub(super) fn came_in(&self, later: &Self) -> BTreeMap<String, i64> {
        let mut money = BTreeMap::<String, i64>::new();
        let mut add = |currency: &str, minor: i64| {
            let sum = money.entry(currency.to_owned()).or_default();
            *sum = sum.saturating_add(minor);
        };
        for id in sort::set(self.documents.keys().chain(later.documents.keys())) {
            let (before, after) = (self.documents.get(id), later.documents.get(id));
            let Some(book) = after.or(before) else { continue };
            let open_after = after.map_or(0, |after| after.open);
            let lowered = match book.kind {
                DocumentKind::Invoice if !book.is_owed => 0,
                DocumentKind::Invoice => before.filter(|before| before.is_owed).map_or(0, |before| {
                    // What was corrected of the whole is no money.
                    let corrected = book.total.saturating_sub(before.total);
                    before.open.saturating_add(corrected).saturating_sub(open_after)
                }),
                DocumentKind::CreditNote => open_after.saturating_sub(before.map_or(book.total, |before| before.open)),
                DocumentKind::Deposit => open_after.saturating_sub(before.map_or(0, |before| before.open)),
                DocumentKind::Quote | DocumentKind::Lead => 0,
            };
            let answered = before
                .map_or(0, |before| before.recorded.saturating_sub(after.map_or(0, |after| after.recorded)).max(0));
            add(book.currency, lowered.saturating_sub(answered));
        }
        for (currency, minor) in &later.unallocated {
            add(currency, *minor);
        }
        for (currency, minor) in &self.unallocated {
            add(currency, minor.saturating_neg());
        }
        money
    }
}

/// Lowers what people recorded for an account as a whole by what came in, the oldest first. Answers what still counts, what came in besides, and what
/// gave way.
pub(super) fn give_way(
    recorded: &[Payment],
    came_in: &BTreeMap<String, i64>,
) -> (Vec<Payment>, BTreeMap<String, i64>, Vec<Given>) {
    let (mut money, mut given) = (came_in.clone(), Vec::new());
    let mut recorded = by_age(recorded);
    for payment in recorded.iter_mut().filter(|payment| payment.state != PaymentState::Rejected) {
        let Some(rest) = money.get_mut(&payment.amount.currency) else { continue };
        let minor = give(&mut payment.amount.minor, rest);
        if minor > 0 && payment.state == PaymentState::Settled {
            given.push(Given { amount: Amount { minor, ..payment.amount.clone() }, day: payment.day.clone() });
        }
    }
    recorded.retain(|payment| payment.amount.minor > 0 || payment.state == PaymentState::Rejected);
    (recorded, money, given)
}

/// What an invoice still asks for, or what a credit still has to give, by the ERP's word and the payments it lists.
pub(super) fn open(document: &Document, paid: i64) -> i64 {
    let said = figures::said(document);
    match (document.kind, Status::of(document.status.clone())) {
        (DocumentKind::Invoice, Status::Settled) => 0,
        (DocumentKind::Invoice, _) => said.unwrap_or_else(|| document.total.saturating_sub(paid)).max(0),
        (DocumentKind::CreditNote, Status::Validated) | (DocumentKind::Deposit, Status::Settled) => {
            said.unwrap_or(document.total).saturating_abs()
        }
        _ => 0,
    }
}
