//! Step 4: Holds. What a person or the host put in the way, of the account or of this document (F16, F17, F22, F89).
//!
//! A block ends by itself; everything else holds until the host takes it away.

use super::{Case, Held};
use crate::domain::{HoldKind, Next, Reason, plus_days};

/// Whether anything holds the document back. Of several, the one that holds longest is told.
///
/// # Errors
/// That hold.
pub fn check(case: &Case<'_>) -> Result<(), Held> {
    let here = case.account.holds.iter().filter(|hold| hold.document.as_ref().is_none_or(|id| *id == case.document.id));
    let longest = here.filter_map(|hold| held(case, &hold.kind)).max_by_key(|held| held.next);
    longest.map_or(Ok(()), Err)
}

fn held(case: &Case<'_>, kind: &HoldKind) -> Option<Held> {
    let reason = match kind {
        HoldKind::Block { last_day: Some(last_day), .. } if *last_day < case.world.today => return None,
        HoldKind::Block { reason, last_day } => {
            let reason = Reason::Blocked { reason: reason.clone(), last_day: *last_day };
            let next = last_day.map_or(Next::WhenChanged, |day| Next::On(plus_days(day, 1)));
            return Some(Held { reason, next });
        }
        HoldKind::Dispute => Reason::Disputed,
        HoldKind::Promise { amount, promised_for } => Reason::Promised { amount: *amount, promised_for: *promised_for },
        HoldKind::Reply(day) => Reason::Replied { day: *day },
        HoldKind::Insolvency(_) => Reason::Insolvency,
        HoldKind::OverIndebtedness => Reason::OverIndebtedness,
        HoldKind::HandedOver => Reason::HandedOver,
        HoldKind::Factored => Reason::Factored,
        HoldKind::LimitationPassed => Reason::LimitationPassed,
        HoldKind::Other(code) => Reason::HeldByHost { hold: code.clone() },
    };
    Some(Held::until_changed(reason))
}
