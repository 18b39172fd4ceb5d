//! Paragraph 4: what keeps reminders back, and what a broken promise changes.

use super::{
    calendar::{next_working, plus_working},
    ledger::Ledger,
    world::{Account, Day, Hold, HoldKind, Part, PaymentState, Today},
};

/// How a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    Running,
    Kept,
    /// Since that day.
    Broken(Day),
}

/// A hold without a document is about the whole account; a promise then about invoices of its currency only.
fn concerns(hold: &Hold, part: &Part) -> bool {
    hold.document.as_ref().is_none_or(|id| *id == part.document.id) && could_concern(hold, part)
}

/// A promise is about invoices of its currency; everything else about all documents.
#[must_use]
pub fn could_concern(hold: &Hold, part: &Part) -> bool {
    match &hold.kind {
        HoldKind::Promise { amount, .. } => {
            // Open: a promise of no amount that names a document nobody has; it then holds quotes as well.
            amount.as_ref().map_or(hold.document.as_ref().is_some_and(|id| *id != part.document.id), |_| false)
                || (!part.is_quote() && amount.as_ref().is_none_or(|(_, currency)| *currency == part.document.currency))
        }
        _ => true,
    }
}

/// "Kept when payments recorded since then reach its amount by date + grace (a closed day moves on)."
fn promise(today: &Today, account: &Account, ledger: &Ledger, hold: &Hold, part: &Part) -> Option<Promise> {
    let HoldKind::Promise { amount, promised_for, made_on } = &hold.kind else { return None };
    // Open: a promised day that is closed moves on first, then the grace begins: the longer reading.
    let end = plus_working(today.settings, next_working(today.settings, *promised_for), today.settings.promise_grace);
    if let Some((promised, currency)) = amount {
        let paid: i64 = account
            .payments
            .iter()
            .filter(|payment| payment.state == PaymentState::Settled && payment.currency == *currency)
            .filter(|payment| *made_on <= payment.day && payment.day <= end && payment.day <= today.day)
            // Open: money that names no document may be what was promised for this one.
            .filter(|payment| {
                hold.document.is_none() || payment.document.is_none() || payment.document == hold.document
            })
            .map(|payment| payment.amount)
            .sum();
        if paid >= *promised {
            return Some(Promise::Kept);
        }
    } else if ledger.left(part) == 0 {
        return Some(Promise::Kept);
    }
    Some(if today.day <= end { Promise::Running } else { Promise::Broken(end) })
}

/// Every code that may be told: of several holds the page does not say which.
#[must_use]
pub fn holds(today: &Today, account: &Account, ledger: &Ledger, part: &Part) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for hold in account.holds.iter().filter(|hold| concerns(hold, part)) {
        let code = match &hold.kind {
            HoldKind::Block(last) => last.is_none_or(|last| today.day <= last).then_some("blocked"),
            HoldKind::Dispute => Some("disputed"),
            HoldKind::Promise { .. } => {
                (promise(today, account, ledger, hold, part) == Some(Promise::Running)).then_some("promised")
            }
            HoldKind::Reply(day) => {
                // "Paused until a person closes the task, at most `reply_pause`, then `reply-unanswered`."
                let paused = today.day <= plus_working(today.settings, *day, today.settings.reply_pause);
                if paused { Some("replied") } else { (!today.settings.reply_resumes).then_some("reply-unanswered") }
            }
            HoldKind::Insolvency => Some("insolvency"),
            HoldKind::OverIndebtedness => Some("over-indebtedness"),
            HoldKind::HandedOver => Some("handed-over"),
            HoldKind::Factored => Some("factored"),
            HoldKind::LimitationPassed => Some("limitation-passed"),
            HoldKind::Other => Some("held-by-host"),
        };
        codes.extend(code);
    }
    if part.document.e_invoice.as_ref().is_some_and(|(status, _)| status == "not-made-available") {
        codes.push("e-invoice-held");
    }
    codes
}

/// The day after which the last promise about this part was broken, if one was.
#[must_use]
pub fn broken_promise(today: &Today, account: &Account, ledger: &Ledger, part: &Part) -> Option<Day> {
    let broken = account.holds.iter().filter(|hold| concerns(hold, part)).filter_map(|hold| {
        match promise(today, account, ledger, hold, part) {
            Some(Promise::Broken(day)) => Some(day),
            _ => None,
        }
    });
    broken.max()
}
