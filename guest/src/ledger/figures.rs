//! What the host says is left of an invoice and of its parts, less what people recorded since: the ERP does not know of that yet.

use super::state_on;
use crate::{
    domain::{Day, Document, Payment, PaymentState, Word},
    sort,
};

/// What is left by the host's word, and the money that this knows nothing of.
pub(super) struct Figures<'a> {
    /// Of the whole; `None`: the host does not say.
    pub(super) whole: Option<i64>,
    /// Of each part, in their order.
    pub(super) parts: Vec<Option<i64>>,
    /// What people recorded and no figure was lowered by.
    pub(super) rest: Vec<(&'a Payment, i64)>,
    /// What is in the figures by now: their own, and what people recorded.
    pub(super) counted: Vec<(&'a Payment, i64)>,
}

impl<'a> Figures<'a> {
    /// The host's figures, lowered by what people recorded of the document by `today`.
    pub(super) fn of(document: &Document, payments: &[&'a Payment], today: Day) -> Self {
        let parts = document.instalments.iter().map(|part| part.left).collect();
        let mut figures = Self { whole: document.left, parts, rest: Vec::new(), counted: Vec::new() };
        for payment in payments {
            let minor = payment.amount.minor;
            if state_on(payment, today) != PaymentState::Settled {
                continue;
            }
            match payment.known_by {
                Word::Listed => {}
                Word::InFigure => figures.counted.push((payment, minor)),
                Word::Recorded => {
                    let rest = figures.lower(document, payment.instalment.as_deref(), minor);
                    figures.rest.push((payment, rest));
                    figures.counted.push((payment, minor.saturating_sub(rest)));
                }
            }
        }
        figures
    }

    /// Lowers the whole, and of the parts the one that is named, then the oldest due first; answers what no figure took.
    fn lower(&mut self, document: &Document, named: Option<&str>, paid: i64) -> i64 {
        let mut order: Vec<_> = document.instalments.iter().zip(&mut self.parts).collect();
        sort::by_key(&mut order, |(part, _)| (named != Some(part.id.as_str()), part.due));
        let mut rest = paid;
        for left in order.into_iter().filter_map(|(_, left)| left.as_mut()) {
            let taken = rest.min(*left).max(0);
            *left -= taken;
            rest -= taken;
        }
        match &mut self.whole {
            None => rest,
            // What is paid beyond it is the customer's, as it is where the ERP says so.
            Some(left) => {
                *left = left.saturating_sub(paid);
                0
            }
        }
    }
}
