//! Step 3: State. A quote that is open; an invoice that is validated and has something left, once everything already paid,
//! credited or on its way is counted (F11, F12, F14, F19, F21, F90).

use super::{Case, Held};
use crate::domain::{Day, Kind, Money, Next, Reason, plus_days};

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
        // The customer says it has paid: that is believed for so long.
        Reason::PaymentPending { .. }
            if let Some(until) = payment_sent_until(case).filter(|until| *until >= case.world.today) =>
        {
            Held { reason, next: Next::On(plus_days(until, 1)) }
        }
        reason => Held::until_changed(reason),
    })
}

fn quote(case: &Case<'_>) -> Result<Claim, Reason> {
    match case.document.status.as_str() {
        "open" => Ok(Claim { left: None }),
        "draft" => Err(Reason::Draft),
        "in-signature" => Err(Reason::InSignature),
        "signed" => Err(Reason::Signed),
        "refused" => Err(Reason::Refused),
        "invoiced" => Err(Reason::Invoiced),
        "cancelled" => Err(Reason::Cancelled),
        status => Err(Reason::UnknownStatus { status: status.to_owned() }),
    }
}

fn invoice(case: &Case<'_>) -> Result<Claim, Reason> {
    match case.document.status.as_str() {
        "validated" => {}
        "draft" => return Err(Reason::Draft),
        "settled" => return Err(Reason::Settled),
        "cancelled" | "abandoned" => return Err(Reason::Cancelled),
        status => return Err(Reason::UnknownStatus { status: status.to_owned() }),
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
        return Err(Reason::PaymentPending { amount, day });
    }
    match case.document.e_invoice_status.as_deref() {
        None
        | Some(
            "submitted" | "issued" | "received" | "made-available" | "taken-over" | "approved" | "partly-approved"
            | "completed" | "collected",
        ) => Ok(Claim { left: Some(money(balance.left)) }),
        Some("payment-sent") if payment_sent_until(case).is_some_and(|until| until < case.world.today) => {
            Ok(Claim { left: Some(money(balance.left)) })
        }
        // The customer says it has paid, on a day that is known: money on its way.
        Some("payment-sent") if let Some(day) = case.document.e_invoice_since => {
            Err(Reason::PaymentPending { amount: money(balance.left), day })
        }
        // Rejected, refused, disputed, suspended, payment sent on a day that nobody knows, not made available, and whatever is not known.
        Some(status) => Err(Reason::EInvoiceHeld { status: status.to_owned() }),
    }
}

/// The last day on which "payment sent" is believed, when it is known since when it is said.
fn payment_sent_until(case: &Case<'_>) -> Option<Day> {
    let since =
        case.document.e_invoice_since.filter(|_| case.document.e_invoice_status.as_deref() == Some("payment-sent"))?;
    let wait = i64::from(case.world.settings.guards.payment_sent_wait);
    Some(case.working_days().plus_working_days(since, wait))
}
