//! Step 3: State. A quote that is open; an invoice that is validated and has something left, once everything already paid,
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
    let state = match case.document.kind {
        Kind::Quote => quote(case),
        _ => invoice(case),
    };
    state.map_err(|reason| match reason {
        // Money dated in the future matures by itself.
        Reason::PaymentPending { day, .. } if day > case.world.today => Held { reason, next: Next::On(day) },
        // From its day on it is believed for so long.
        Reason::PaymentPending { day, .. } => Held { reason, next: Next::On(plus_days(believed_until(case, day), 1)) },
        reason => Held::until_changed(reason),
    })
}

fn quote(case: &Case<'_>) -> Result<Claim, Reason> {
    match &case.document.status {
        Status::Open => Ok(Claim { left: None }),
        Status::Draft => Err(Reason::Draft),
        Status::InSignature => Err(Reason::InSignature),
        Status::Signed => Err(Reason::Signed),
        Status::Refused => Err(Reason::Refused),
        Status::Invoiced => Err(Reason::Invoiced),
        Status::Cancelled => Err(Reason::Cancelled),
        status @ (Status::Validated | Status::Settled | Status::Abandoned | Status::Unknown(_)) => {
            Err(Reason::UnknownStatus { status: status.clone() })
        }
    }
}

fn invoice(case: &Case<'_>) -> Result<Claim, Reason> {
    match &case.document.status {
        Status::Validated => {}
        Status::Draft => return Err(Reason::Draft),
        Status::Settled => return Err(Reason::Settled),
        Status::Cancelled | Status::Abandoned => return Err(Reason::Cancelled),
        status @ (Status::Open
        | Status::InSignature
        | Status::Signed
        | Status::Refused
        | Status::Invoiced
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
    if let Some((amount, day)) = balance.pending {
        let believed = case.world.today <= believed_until(case, day);
        return Err(if believed {
            Reason::PaymentPending { amount, day }
        } else {
            Reason::PaymentUnconfirmed { amount, day }
        });
    }
    let open = Ok(Claim { left: Some(money(balance.left)) });
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
        // The customer says it has paid, on a day that is known: money on its way, believed for so long.
        EInvoiceStatus::PaymentSent if let Some(day) = case.document.e_invoice_since => {
            let believed = case.world.today <= believed_until(case, day);
            if believed { Err(Reason::PaymentPending { amount: money(balance.left), day }) } else { open }
        }
        EInvoiceStatus::PaymentSent
        | EInvoiceStatus::NotMadeAvailable
        | EInvoiceStatus::Disputed
        | EInvoiceStatus::Refused
        | EInvoiceStatus::Rejected
        | EInvoiceStatus::Suspended
        | EInvoiceStatus::Unknown(_) => Err(Reason::EInvoiceHeld { status: status.clone() }),
    }
}

/// The last day on which money that was on its way on that day is believed.
fn believed_until(case: &Case<'_>, day: Day) -> Day {
    let wait = i64::from(case.world.settings.guards.payment_sent_wait);
    case.working_days().plus_working_days(day, wait)
}
