//! What a person or the customer did, before the ERP knows of it.

use relance_contract::json::invalid_request;

use super::{
    super::records::{
        bookkeeping::{Act, Becoming, FormerLife, FormerPlace, KeptAccount, NewStatus, RecordedPayment},
        types::{Document, DocumentKind, Failure, HistoryEntry, Payment, Word},
    },
    document, done, is_one_account, life, raise, said, shown,
};
use crate::domain::{Status, parse_day};

/// The account after what a person or the customer did.
///
/// # Errors
/// `invalid-request`: that cannot become of a document of its kind, it is about a document that is not there, a day is none, or the document has had
/// more lives than can be counted.
pub fn note(kept: KeptAccount, act: Act) -> Result<KeptAccount, Failure> {
    is_one_account(&kept, &kept.account.id)?;
    let mut after = apply(kept.clone(), act)?;
    raise(&kept, &mut after);
    Ok(after)
}

fn apply(mut kept: KeptAccount, act: Act) -> Result<KeptAccount, Failure> {
    match act {
        Act::Becomes(Becoming { document, what }) => {
            let (document, history) = find(&mut kept, &document)?;
            let status = status_after(what, document.kind)?;
            let was = std::mem::replace(&mut document.status, status.code().to_owned());
            if what == NewStatus::Reopened && life::is_closed(&Status::of(was)) {
                begin_anew(document, history)?;
            }
        }
        Act::Pays(recorded) => pay(&mut kept, recorded)?,
        Act::GoesUnnamed(document) => {
            document::is_over(find(&mut kept, &document)?.0);
            kept.told.documents.retain(|told| told.id != document);
        }
        Act::IsRemembered(former) => remember(&mut kept, &former)?,
        Act::Records(done) => done::record(&mut kept, done)?,
        Act::Reports(report) => done::report(&mut kept, report)?,
        Act::Holds(hold) => {
            if let Some(document) = &hold.document {
                is_known(&kept, document)?;
            }
            kept.account.holds.retain(|known| known.id != hold.id);
            kept.account.holds.push(hold);
        }
        Act::Lifts(id) => {
            let said: Vec<_> = said::holds(&kept).filter(|hold| hold.id == id).cloned().collect();
            if said.is_empty() {
                return Err(invalid_request("act", &format!("lifts hold `{}`, which nobody recorded", shown(&id))));
            }
            kept.account.holds.retain(|hold| !said.contains(hold));
            // One of the ERP's that it stood for holds again.
            kept.account.holds.extend(kept.told.holds.iter().filter(|hold| hold.id == id).cloned());
        }
        Act::Happens(event) => {
            if let Some(document) = &event.document {
                is_known(&kept, document)?;
            }
            kept.account.events.push(event);
        }
        Act::Marks(known) => said::mark(&mut kept.account, &known)?,
    }
    Ok(kept)
}

/// A document, and the history of its account.
fn find<'a>(kept: &'a mut KeptAccount, id: &str) -> Result<(&'a mut Document, &'a [HistoryEntry]), Failure> {
    let found = kept.account.documents.iter_mut().find(|document| document.id == id);
    Ok((found.ok_or_else(|| unknown(id))?, &kept.account.history))
}

/// Whether a document is there, or is listed as closed.
fn is_known(kept: &KeptAccount, id: &str) -> Result<(), Failure> {
    let is_there = kept.account.documents.iter().any(|document| document.id == id);
    let is_closed = kept.account.closed_documents.iter().flatten().any(|closed| closed == id);
    if is_there || is_closed { Ok(()) } else { Err(unknown(id)) }
}

fn unknown(id: &str) -> Failure {
    invalid_request("act", &format!("is about document `{}`, which is not in the account", shown(id)))
}

/// It begins a new life. Whom it was sent to from here has it in that one, too.
fn begin_anew(document: &mut Document, history: &[HistoryEntry]) -> Result<(), Failure> {
    document.first_sent = document.first_sent.take().or_else(|| life::first_sent(document, history));
    document.cycle = life::after(document, document.cycle)?;
    Ok(())
}

fn remember(kept: &mut KeptAccount, former: &FormerLife) -> Result<(), Failure> {
    let told = kept.told.documents.iter().find(|told| told.id == former.document);
    let first_sent = told.and_then(|told| told.first_sent.clone());
    let (document, _) = find(kept, &former.document)?;
    document.cycle = document.cycle.max(life::cycle_of(former, document)?);
    if matches!(former.place, FormerPlace::Elsewhere) {
        document.first_sent = first_sent;
    }
    Ok(())
}

fn pay(kept: &mut KeptAccount, recorded: RecordedPayment) -> Result<(), Failure> {
    let RecordedPayment { payment, today } = recorded;
    if parse_day(&today).is_none() {
        return Err(invalid_request("act.pays.today", "is no possible date"));
    }
    if let Some(document) = &payment.document {
        is_known(kept, document)?;
    }
    let of_it = |document: &&mut Document| Some(&document.id) == payment.document.as_ref();
    let payments = &mut kept.account.payments;
    let was_paid = match kept.account.documents.iter_mut().find(of_it) {
        Some(document) if document::is_paid(document, payments, &today) => Some(document),
        _ => None,
    };
    payments.retain(|known| known.id != payment.id);
    payments.push(Payment { known_by: Some(Word::Recorded), ..payment.clone() });
    if let Some(document) = was_paid
        && !document::is_paid(document, payments, &today)
    {
        begin_anew(document, &kept.account.history)?;
    }
    Ok(())
}

fn status_after(what: NewStatus, kind: DocumentKind) -> Result<Status, Failure> {
    let quote = kind == DocumentKind::Quote;
    let lead = kind == DocumentKind::Lead;
    match what {
        NewStatus::Converted if lead => Ok(Status::Converted),
        NewStatus::Lost if lead => Ok(Status::Lost),
        NewStatus::Signed if quote => Ok(Status::Signed),
        NewStatus::Refused if quote => Ok(Status::Refused),
        NewStatus::Invoiced if quote => Ok(Status::Invoiced),
        NewStatus::Settled if !quote && !lead => Ok(Status::Settled),
        NewStatus::Cancelled => Ok(Status::Cancelled),
        NewStatus::Reopened => Ok(if quote || lead { Status::Open } else { Status::Validated }),
        NewStatus::Settled if lead => Err(invalid_request("act", "settles a prospect, who is converted or lost")),
        NewStatus::Settled => Err(invalid_request("act", "settles a quote, which is signed, refused or invoiced")),
        NewStatus::Signed | NewStatus::Refused | NewStatus::Invoiced => {
            Err(invalid_request("act", "signs, refuses or invoices what is no quote"))
        }
        NewStatus::Converted | NewStatus::Lost => Err(invalid_request("act", "converts or loses what is no prospect")),
    }
}
