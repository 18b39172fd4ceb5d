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

/// The last day of a promise. Open: a promised day that is closed moves on first, then the grace begins: the longer reading.
fn last_day(today: &Today, promised_for: Day) -> Day {
    plus_working(today.settings, next_working(today.settings, promised_for), today.settings.promise_grace)
}

/// "Kept when payments recorded since then reach its amount by date + grace (a closed day moves on)."
fn promise(today: &Today, account: &Account, ledger: &Ledger, hold: &Hold, part: &Part) -> Option<Promise> {
    let HoldKind::Promise { amount, promised_for, .. } = &hold.kind else { return None };
    let end = last_day(today, *promised_for);
    let kept = match amount {
        Some((promised, _)) => put_to(today, account, &hold.id) >= *promised,
        None => ledger.left(part) == 0,
    };
    Some(if kept {
        Promise::Kept
    } else if today.day <= end {
        Promise::Running
    } else {
        Promise::Broken(end)
    })
}

/// What of the money that came was put to that promise. "Money counts once: what names a document is put to the promises about it, then what is
/// left of all money to all promises in order of their day, then of their document, those of the whole account last."
fn put_to(today: &Today, account: &Account, wanted: &str) -> i64 {
    let mut money: Vec<_> =
        account.payments.iter().filter(|one| one.state == PaymentState::Settled && one.day <= today.day).collect();
    money.sort_by_key(|one| one.day);
    let mut money: Vec<_> = money.into_iter().map(|one| (one, one.amount)).collect();
    let mut promises: Vec<_> = account
        .holds
        .iter()
        .filter_map(|hold| match &hold.kind {
            HoldKind::Promise { amount: Some((amount, currency)), promised_for, made_on } => {
                Some((*promised_for, hold.document.is_none(), &hold.document, *made_on, &hold.id, *amount, currency))
            }
            _ => None,
        })
        .collect();
    promises.sort();
    let mut put = std::collections::BTreeMap::<&str, i64>::new();
    for by_name in [true, false] {
        for (promised_for, of_account, document, made_on, id, amount, currency) in &promises {
            let so_far = put.entry(id).or_default();
            for (payment, left) in &mut money {
                let last = last_day(today, *promised_for);
                // "Money of the very day on which it was made keeps it only once its grace is over."
                let early = payment.day == *made_on && today.day <= last;
                let in_time = *made_on <= payment.day && payment.day <= last && !early;
                let is_for = match by_name {
                    true => !of_account && payment.document == **document,
                    false => *of_account || payment.document.is_none(),
                };
                if in_time && is_for && payment.currency == **currency {
                    let more = (*left).min(amount - *so_far).max(0);
                    *left -= more;
                    *so_far += more;
                }
            }
        }
    }
    put.get(wanted).copied().unwrap_or_default()
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

/// The day after which the last promise about this part was broken, if one was. "A promise that was made later and kept takes the place of what was
/// broken before it."
#[must_use]
pub fn broken_promise(today: &Today, account: &Account, ledger: &Ledger, part: &Part) -> Option<Day> {
    let made = |hold: &Hold| match hold.kind {
        HoldKind::Promise { made_on, .. } => Some(made_on),
        _ => None,
    };
    let mut promises: Vec<_> = account
        .holds
        .iter()
        .filter(|hold| concerns(hold, part))
        .filter_map(|hold| Some((made(hold)?, promise(today, account, ledger, hold, part)?)))
        .collect();
    promises.sort_by_key(|(made_on, _)| *made_on);
    let kept = promises.iter().rfind(|(_, how)| *how == Promise::Kept).map(|(made_on, _)| *made_on);
    let since_then = promises.iter().filter(|(made_on, _)| kept.is_none_or(|kept| kept <= *made_on));
    let broken = since_then.filter_map(|(_, how)| match how {
        Promise::Broken(day) => Some(*day),
        Promise::Running | Promise::Kept => None,
    });
    broken.max()
}
