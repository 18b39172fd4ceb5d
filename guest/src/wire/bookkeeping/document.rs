//! One document, from what was kept of it to what is kept after the ERP told it.

use super::{
    super::records::{
        bookkeeping::{FormerLife, FormerPlace},
        types::{Document, DocumentKind, Failure, Payment, PaymentState, Word},
    },
    figures::{self, Arrival, Credits},
    life,
    money::{Money, came_in, word},
};
use crate::{domain::Status, sort};

/// What is known of a document when the ERP tells it.
pub(super) struct Told<'a, 'b> {
    /// As it was handed over, and as the ERP told it last; absent: it is new.
    pub(super) kept: Option<(&'a Document, Option<&'a Document>)>,
    /// The day on which it was first sent from here, in the life it is in.
    pub(super) first_sent: Option<String>,
    pub(super) money: Money,
    /// The payments of it that the ERP listed before, and those it lists now.
    pub(super) listed: (&'b [&'a Payment], &'b [&'a Payment]),
    /// As the ERP tells it now.
    pub(super) now: &'a Document,
    pub(super) former: Option<&'b FormerLife>,
    /// Of what people recorded, what the ERP lists under the same identifier now.
    pub(super) answered: Vec<Payment>,
    /// What credits of its account gave since.
    pub(super) credits: &'b mut Credits<'a>,
    pub(super) today: Option<&'b str>,
}

/// What is kept of it.
pub(super) struct Taken<'a> {
    pub(super) document: Document,
    /// Of what people recorded, what still counts.
    pub(super) recorded: Vec<Payment>,
    pub(super) in_figure: Vec<Payment>,
    pub(super) arrivals: Vec<Arrival<'a>>,
}

impl<'a> Told<'a, '_> {
    pub(super) fn taken(self) -> Result<Taken<'a>, Failure> {
        let mut document = self.now.clone();
        let Some((kept, told)) = self.kept else {
            document.cycle = document.cycle.max(self.former.map_or(Ok(1), |life| life::cycle_of(life, self.now))?);
            return Ok(Taken { document, recorded: Vec::new(), in_figure: Vec::new(), arrivals: Vec::new() });
        };
        // A life ends by the ERP's own word: what people said in between is not undone by one that does not know it.
        let before = told.unwrap_or(kept);
        let (listed_before, lists) = self.listed;
        let money = MoneyNews::of((before, listed_before), (self.now, lists));
        let is_news = money != MoneyNews::None || told != Some(self.now);
        let Money { recorded, in_figure } = self.money;
        let mut arrived = figures::Arrived { recorded, answered: self.answered, in_figure, arrivals: Vec::new() };
        if is_news {
            arrived.answer((before, listed_before), (self.now, lists), (self.credits, self.today));
        }
        let cycle = match self.former {
            // What left later than the host knows is the newer word: it was open then.
            Some(former @ FormerLife { place: FormerPlace::Journal(_), .. }) if former.cycle >= kept.cycle => {
                life::cycle_of(former, self.now)?
            }
            _ => life::next(before, self.now, (kept.cycle, money == MoneyNews::Reopened))?,
        };
        document.cycle = document.cycle.max(cycle);
        // A status that people gave stays as long as the ERP says the same of status and money. What has no money begins a new life as the ERP says.
        let has_money = !matches!(document.kind, DocumentKind::Quote | DocumentKind::Lead);
        let is_offered_again = !has_money && document.cycle > kept.cycle;
        if money == MoneyNews::None && figures::stand_alike(before, self.now) && !is_offered_again {
            document.status.clone_from(&kept.status);
        }
        // Whom it was sent to from here has it in the next life, too.
        if document.first_sent.is_none() && told.is_some_and(|told| told.first_sent.is_none()) {
            document.first_sent = kept.first_sent.clone().or(self.first_sent);
        }
        let figures::Arrived { recorded, in_figure, arrivals, .. } = arrived;
        Ok(Taken { document, recorded, in_figure, arrivals })
    }
}

/// What an ERP says of the payments of a document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MoneyNews {
    /// The same as the last time.
    None,
    /// Something else.
    Some,
    /// Paid in full, by its figure or by the payments that are listed, and no longer so: a rejected debit, a bounced cheque.
    Reopened,
}

impl MoneyNews {
    fn of((before, listed): (&Document, &[&Payment]), (now, lists): (&Document, &[&Payment])) -> Self {
        // What was corrected of the whole is no money that went back.
        let corrected = now.total.saturating_sub(before.total).max(0);
        let was_open = figures::open(before, listed.iter().copied());
        let reopened = was_open <= 0 && figures::open(now, lists.iter().copied()) > corrected;
        if now.kind == DocumentKind::Invoice && reopened {
            Self::Reopened
        } else if by_id(listed) == by_id(lists) {
            Self::None
        } else {
            Self::Some
        }
    }
}

fn by_id<'a>(payments: &[&'a Payment]) -> Vec<(&'a str, &'a Payment)> {
    let mut payments: Vec<_> = payments.iter().map(|payment| (payment.id.as_str(), *payment)).collect();
    sort::by(&mut payments, |one, other| one.0.cmp(other.0));
    payments
}

/// It is over without money.
pub(super) fn is_withdrawn(document: &Document) -> bool {
    matches!(Status::of(document.status.clone()), Status::Cancelled | Status::Abandoned)
}

/// Whether it is, or was, to be paid. A draft is not yet.
pub(super) fn is_owed(document: &Document) -> bool {
    matches!(Status::of(document.status.clone()), Status::Validated | Status::Settled)
}

/// What an export names no more is over: a quote or a prospect is cancelled, anything else settled with nothing left.
pub(super) fn is_over(document: &mut Document) {
    if is_withdrawn(document) {
        return;
    }
    if matches!(document.kind, DocumentKind::Quote | DocumentKind::Lead) {
        Status::Cancelled.code().clone_into(&mut document.status);
    } else {
        Status::Settled.code().clone_into(&mut document.status);
        document.left = Some(0);
    }
}

/// Whether nothing is left of a document on a day. What the ERP says is left knows nothing of payments that people recorded.
pub(super) fn is_paid(document: &Document, payments: &[Payment], today: &str) -> bool {
    let counts = |payment: &&Payment| match word(payment) {
        Word::Listed => document.left.is_none(),
        Word::Recorded => true,
        Word::InFigure => false,
    };
    let of_it = payments.iter().filter(|payment| payment.document.as_ref() == Some(&document.id));
    let there =
        of_it.filter(counts).filter(|payment| payment.day.as_str() <= today && payment.state == PaymentState::Settled);
    document.left.unwrap_or(document.total) <= came_in(there, &document.currency)
}
