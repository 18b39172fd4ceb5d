//! Step 4: Holds. What a person, the customer or the law put in the way, of the account or of this document (F16, F17, F22, F89).
//!
//! A prospect who objected, or did not agree where that is needed, is held as well. A block, a promise and a reply end by themselves; everything else holds until the host takes it away.

use super::{Case, Held, limitation, promises::grace_ends, prospecting};
use crate::{
    domain::{Day, Hold, HoldKind, Kind, Money, Next, Reason, plus_days, plus_months},
    settings::UnansweredReply,
};

/// Whether anything holds the document back. Of several, the one that holds longest is told, rather one that asks for a person; what comes
/// next is when the first of them ends, since that may ask for one.
///
/// # Errors
/// That hold.
pub fn check(case: &Case<'_>) -> Result<(), Held> {
    if case.account.holds.is_empty() && limitation::profile(case).is_none() && case.document.kind != Kind::Lead {
        return Ok(());
    }
    let all = all(case);
    let first_end = all.iter().map(|held| held.next).min();
    let told = all.into_iter().max_by_key(|held| (held.next, held.reason.task().is_some()));
    match told.zip(first_end) {
        Some((held, next)) => Err(Held { next, ..held }),
        None => Ok(()),
    }
}

/// Everything that holds the document back.
#[must_use]
pub fn all(case: &Case<'_>) -> Vec<Held> {
    let limitation = limitation::of(case).filter(|limitation| case.context.today > limitation.last_day);
    let passed = limitation
        .map(|limitation| Held::until_changed(Reason::LimitationPassed { last_day: Some(limitation.last_day) }));
    let alone = prospecting::refusal(case).map(Held::until_changed);
    here(case).filter_map(|hold| held(case, hold)).chain(passed).chain(alone).collect()
}

/// The day on which the last promise about this document was broken, once it was: the last day of its grace. One that was made later and kept takes
/// the place of what was broken before it.
#[must_use]
pub fn broken_promise(case: &Case<'_>) -> Option<Day> {
    let promises = || {
        here(case).filter_map(|hold| match hold.kind {
            HoldKind::Promise { amount, promised_for, made_on } if concerns(case, amount) => {
                Some((made_on, grace_ends(case.context, promised_for), case.promises.is_kept(hold)))
            }
            _ => None,
        })
    };
    let kept = promises().filter(|(.., kept)| *kept).map(|(made_on, ..)| made_on).max();
    let broken = promises().filter(|(made_on, last, is_kept)| {
        *last < case.context.today && !is_kept && kept.is_none_or(|kept| kept <= *made_on)
    });
    broken.map(|(_, last, _)| last).max()
}

/// The day until which a claim must be declared: two months after the publication of the proceedings (C. com. R622-24).
#[must_use]
pub fn declare_by(published: Option<Day>) -> Option<Day> {
    published.map(|day| plus_months(day, 2))
}

fn here<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Hold> {
    let document = case.document;
    case.account.holds.iter().filter(|hold| hold.document.as_ref().is_none_or(|id| *id == document.id))
}

fn held(case: &Case<'_>, hold: &Hold) -> Option<Held> {
    let until = |last: Day, reason| Held { reason, next: Next::On(plus_days(last, 1)) };
    let today = case.context.today;
    let reason = match &hold.kind {
        HoldKind::Block { last_day: Some(last_day), .. } if *last_day < today => return None,
        HoldKind::Block { reason, last_day } => {
            let reason = Reason::Blocked { reason: reason.clone(), last_day: *last_day };
            let next = last_day.map_or(Next::WhenChanged, |day| Next::On(plus_days(day, 1)));
            return Some(Held { reason, next });
        }
        HoldKind::Dispute => Reason::Disputed,
        HoldKind::Promise { amount, promised_for, .. } => {
            let last = grace_ends(case.context, *promised_for);
            if today > last || !concerns(case, *amount) || case.promises.is_kept(hold) {
                return None;
            }
            let amount = amount.or_else(|| case.left())?;
            return Some(until(last, Reason::Promised { amount, promised_for: *promised_for }));
        }
        HoldKind::Reply(day) => {
            let guards = &case.context.settings.guards;
            let last = case.working_days().plus_working_days(*day, i64::from(guards.reply_pause));
            if today <= last {
                return Some(until(last, Reason::Replied { day: *day }));
            }
            if guards.unanswered_reply == UnansweredReply::Resume {
                return None;
            }
            Reason::ReplyUnanswered { day: *day }
        }
        // A quote is no claim.
        HoldKind::Insolvency(published) => {
            let claim = Some(case.document.number.clone()).filter(|_| case.document.kind == Kind::Invoice);
            let declare_by = declare_by(*published).filter(|_| claim.is_some());
            Reason::Insolvency { claim, declare_by }
        }
        HoldKind::OverIndebtedness => Reason::OverIndebtedness,
        HoldKind::HandedOver => Reason::HandedOver,
        HoldKind::Factored => Reason::Factored,
        HoldKind::LimitationPassed => Reason::LimitationPassed { last_day: None },
        HoldKind::Other(code) => Reason::HeldByHost { hold: code.clone() },
    };
    Some(Held::until_changed(reason))
}

/// A promise is about money owed in its own currency.
fn concerns(case: &Case<'_>, amount: Option<Money>) -> bool {
    case.document.kind == Kind::Invoice && amount.is_none_or(|amount| amount.currency == case.document.currency)
}
