//! What a host keeps of a document, from one state to the next. These functions see records as they came, since what is wrong in a document holds it
//! and does not keep it from being stored.

mod figures;
mod life;

use relance_contract::json::invalid_request;

use super::records::{
    bookkeeping::{Act, Becoming, KeptDocument, Money, TakenDocument, ToldDocument, Trace},
    types::{Document, DocumentKind, Failure, Payment},
};
use crate::{
    domain::{Status, parse_day},
    sort,
};

/// What to keep of documents that an ERP tells, in their order.
///
/// # Errors
/// `invalid-request`: a document has had more lives than can be counted.
pub fn keep(documents: Vec<ToldDocument>) -> Result<Vec<TakenDocument>, Failure> {
    documents.into_iter().map(taken).collect()
}

fn taken(told: ToldDocument) -> Result<TakenDocument, Failure> {
    let ToldDocument { kept, mut document, listed, trace } = told;
    let Some(kept) = kept else {
        let cycle = match &trace {
            Some(Trace::Journal(life)) => life::cycle_of(life, &document)?,
            // It was another customer's: what was done then is of a former life.
            Some(Trace::Elsewhere(last)) => last.saturating_add(1),
            None => document.cycle,
        };
        document.cycle = document.cycle.max(cycle);
        return Ok(TakenDocument { document, recorded_counts: false, confirmed: Vec::new(), arrivals: Vec::new() });
    };
    let before = kept.told.as_ref().unwrap_or(&kept.document);
    // A life ends by the ERP's own word: what people said in between is not undone by one that does not know it.
    if kept.document.id != document.id {
        return Err(invalid_request("documents", "has another document as kept than as told"));
    }
    let money = MoneyNews::of((before, &kept.money.listed), (&document, &listed));
    let is_news = money != MoneyNews::None || kept.told.as_ref() != Some(&document);
    let recorded_counts =
        !is_news || (money == MoneyNews::None && figures::are_same(before, &document) && kept.told.is_some());
    let (confirmed, arrivals) = figures::confirm(&kept, before, (&document, &listed), recorded_counts);
    let cycle = match trace {
        // What left later than the host knows is the newer word: it was open then.
        Some(Trace::Journal(life)) if life.cycle >= kept.document.cycle => life::cycle_of(&life, &document)?,
        _ => life::next(before, &document, (kept.document.cycle, money == MoneyNews::Reopened))?,
    };
    document.cycle = document.cycle.max(cycle);
    if !is_news {
        document.status = kept.document.status;
    }
    // Whom it was sent to from here has it in the next life, too.
    if document.first_sent.is_none() && kept.told.is_some_and(|told| told.first_sent.is_none()) {
        document.first_sent = kept.document.first_sent;
    }
    Ok(TakenDocument { document, recorded_counts, confirmed, arrivals })
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
    fn of((before, listed): (&Document, &[Payment]), (now, lists): (&Document, &[Payment])) -> Self {
        // What was corrected of the whole is no money that went back.
        let corrected = now.total.saturating_sub(before.total).max(0);
        let reopened = figures::open(before, listed) <= 0 && figures::open(now, lists) > corrected;
        if now.kind == DocumentKind::Invoice && reopened {
            Self::Reopened
        } else if by_id(listed) == by_id(lists) {
            Self::None
        } else {
            Self::Some
        }
    }
}

fn by_id(payments: &[Payment]) -> Vec<&Payment> {
    let mut payments: Vec<_> = payments.iter().collect();
    sort::by(&mut payments, |one, other| one.id.cmp(&other.id));
    payments
}

/// The document after what a person or the customer did.
///
/// # Errors
/// `invalid-request`: that cannot become of a document of its kind, `today` is no day, or the document has had more lives than can be counted.
pub fn note(kept: KeptDocument, act: Act, today: &str) -> Result<Document, Failure> {
    if parse_day(today).is_none() {
        return Err(invalid_request("today", "is no possible date"));
    }
    let KeptDocument { mut document, money, .. } = kept;
    let is_open_again = match act {
        Act::Becomes(becoming) => {
            let status = status_after(becoming, document.kind)?;
            let was = std::mem::replace(&mut document.status, status.code().to_owned());
            becoming == Becoming::Reopened && life::is_closed(&Status::of(was))
        }
        Act::Pays(payment) => {
            let was_paid = is_paid(&document, &money, today);
            let mut money = money;
            money.recorded.retain(|known| known.id != payment.id);
            money.recorded.push(payment);
            was_paid && !is_paid(&document, &money, today)
        }
        Act::GoesUnnamed if document.kind == DocumentKind::Quote => {
            Status::Cancelled.code().clone_into(&mut document.status);
            false
        }
        Act::GoesUnnamed => {
            Status::Settled.code().clone_into(&mut document.status);
            document.left = Some(0);
            false
        }
    };
    if is_open_again {
        document.cycle = life::after(&document, document.cycle)?;
    }
    Ok(document)
}

fn status_after(becoming: Becoming, kind: DocumentKind) -> Result<Status, Failure> {
    let quote = kind == DocumentKind::Quote;
    match becoming {
        Becoming::Signed if quote => Ok(Status::Signed),
        Becoming::Refused if quote => Ok(Status::Refused),
        Becoming::Invoiced if quote => Ok(Status::Invoiced),
        Becoming::Settled if !quote => Ok(Status::Settled),
        Becoming::Cancelled => Ok(Status::Cancelled),
        Becoming::Reopened => Ok(if quote { Status::Open } else { Status::Validated }),
        Becoming::Signed | Becoming::Refused | Becoming::Invoiced | Becoming::Settled => Err(invalid_request(
            "act",
            if quote {
                "settles a quote, which is signed, refused or invoiced"
            } else {
                "is of quotes, and this is none"
            },
        )),
    }
}

/// Whether nothing is left of a document on a day. What the ERP says is left knows nothing of payments that people recorded.
fn is_paid(document: &Document, money: &Money, today: &str) -> bool {
    let listed = money.listed.iter().filter(|_| document.left.is_none());
    let counting = listed.chain(&money.recorded).filter(|payment| payment.day.as_str() <= today);
    document.left.unwrap_or(document.total) <= figures::came_in(counting, &document.currency)
}
