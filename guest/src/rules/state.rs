//! Step 3: State. A quote or a prospect that is open; an invoice that is validated and has something left, once everything already paid,
//! credited or on its way is counted (F11, F12, F14, F19, F21, F90).

use super::{Case, Held};
use crate::domain::{Day, EInvoiceStatus, Kind, Money, Next, Reason, Status, plus_days};

/// What a reminder would speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What is left to pay; a quote asks for nothing.
    pub left: Option<Money>,
}

/// Whether there is still something to remind of.
///
/// # Errors
/// Why there is not.
pub fn check(case: &Case<'_>) -> Result<Claim, Held> {
    match case.document.kind {
        Kind::Quote => quote(case).map_err(Held::until_changed),
        Kind::Lead => lead(case).map_err(Held::until_changed),
        _ => owed(case).map_err(Held::until_changed).and_then(|left| not_paid_yet(case, left)),
    }
}

fn quote(case: &Case<'_>) -> Result<Claim, Reason> {
    match &case.document.status {
        Status::Open => Ok(Claim { left: None }),
        Status::Draft => Err(Reason::Draft),
        Status::InSignature => Err(Reason::InSignature),
        Status::Signed => Err(Reason::Signed),
        Status::Refused => Err(Reason::Refused),
        Status::Invoiced => Err(Reason::Invoiced),
        Status::Cancelled => Err(Reason::Cancelled { because: None }),
        status @ (Status::Validated
        | Status::Settled
        | Status::Abandoned
        | Status::Converted
        | Status::Lost
        | Status::Unknown(_)) => Err(Reason::UnknownStatus { status: status.clone() }),
    }
}

/// A prospect is followed up until they are a customer, have a quote of their own, or will never be one.
fn lead(case: &Case<'_>) -> Result<Claim, Reason> {
    match &case.document.status {
        Status::Open => Ok(Claim { left: None }),
        Status::Draft => Err(Reason::Draft),
        Status::Converted => Err(Reason::Converted),
        Status::Lost => Err(Reason::Lost),
        Status::Cancelled => Err(Reason::Cancelled { because: None }),
        status => Err(Reason::UnknownStatus { status: status.clone() }),
    }
}

/// What is left of an invoice, if something is.
fn owed(case: &Case<'_>) -> Result<Money, Reason> {
    match &case.document.status {
        Status::Validated => {}
        Status::Draft => return Err(Reason::Draft),
        Status::Settled => return Err(Reason::Settled),
        Status::Cancelled => return Err(Reason::Cancelled { because: None }),
        Status::Abandoned => return Err(Reason::Cancelled { because: case.document.abandoned_because.clone() }),
        status @ (Status::Open
        | Status::InSignature
        | Status::Signed
        | Status::Refused
        | Status::Invoiced
        | Status::Converted
        | Status::Lost
        | Status::Unknown(_)) => return Err(Reason::UnknownStatus { status: status.clone() }),
    }
    if case.instalment.is_some_and(|instalment| instalment.retention) {
        return Err(Reason::Retention);
    }
    let balance = case.ledger.balance(&case.document.id, case.instalment_id());
    let Some(balance) = balance else { return Err(Reason::Settled) };
    let money = |minor| Money::new(minor, case.document.currency);
    if balance.left == 0 {
        return Err(match case.ledger.surplus(case.document.currency) {
            _ if balance.credited == 0 => Reason::Settled,
            Some(surplus) => Reason::AccountInCredit { balance: surplus },
            None => Reason::CoveredByCredit { credit: money(balance.credited) },
        });
    }
    Ok(money(balance.left))
}

/// Money on its way, recorded or told by the customer, and what else an electronic invoice says.
fn not_paid_yet(case: &Case<'_>, left: Money) -> Result<Claim, Held> {
    let guards = &case.context.settings.guards;
    let pending = case.ledger.balance(&case.document.id, case.instalment_id()).and_then(|balance| balance.pending);
    if let Some((amount, day)) = pending {
        on_its_way(case, (amount, day), guards.pending_payment_wait)?;
        // It came, came back, or was never there: a person knows.
        return Err(Held::until_changed(Reason::PaymentUnconfirmed { amount, day }));
    }
    let open = Ok(Claim { left: Some(left) });
    let Some(status) = &case.document.e_invoice_status else { return open };
    match status {
        EInvoiceStatus::Submitted
        | EInvoiceStatus::Issued
        | EInvoiceStatus::Received
        | EInvoiceStatus::MadeAvailable
        | EInvoiceStatus::TakenOver
        | EInvoiceStatus::Approved
        | EInvoiceStatus::PartlyApproved
        | EInvoiceStatus::Completed
        | EInvoiceStatus::Collected => open,
        // The customer says it has paid, on a day that is known: believed for so long.
        EInvoiceStatus::PaymentSent if let Some(day) = case.document.e_invoice_since => {
            on_its_way(case, (left, day), guards.payment_sent_wait).and(open)
        }
        EInvoiceStatus::PaymentSent
        | EInvoiceStatus::NotMadeAvailable
        | EInvoiceStatus::Disputed
        | EInvoiceStatus::Refused
        | EInvoiceStatus::Rejected
        | EInvoiceStatus::Suspended
        | EInvoiceStatus::Unknown(_) => Err(Held::until_changed(Reason::EInvoiceHeld { status: status.clone() })),
    }
}

/// Holds while money that was on its way on that day is believed: so many working days. Dated in the future it matures by itself.
fn on_its_way(case: &Case<'_>, (amount, day): (Money, Day), wait: u16) -> Result<(), Held> {
    let today = case.context.today;
    let until = case.working_days().plus_working_days(day, i64::from(wait));
    if until < today {
        return Ok(());
    }
    let next = if day > today { day } else { plus_days(until, 1) };
    Err(Held { reason: Reason::PaymentPending { amount, day }, next: Next::On(next) })
}
