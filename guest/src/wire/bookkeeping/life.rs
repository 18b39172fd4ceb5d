//! In which life a document is.

use relance_contract::json::invalid_request;

use super::super::records::{
    bookkeeping::Life,
    types::{Document, Failure},
};
use crate::domain::{Status, parse_day};

/// The cycle in which a document of these days is, as far as a journal tells of a life of it.
///
/// # Errors
/// As [`after`].
pub(super) fn cycle_of(life: &Life, document: &Document) -> Result<u32, Failure> {
    let is_followed = is_later(life.due.as_deref(), document.due.as_deref())
        || is_later(life.valid_until.as_deref(), document.valid_until.as_deref());
    if is_followed { after(document, life.cycle) } else { Ok(life.cycle) }
}

/// The cycle of a document that was in that cycle `before`, whether its money went back included (`is_unpaid_again`). It begins a new life when it is
/// due later, reopens, or is valid for longer.
///
/// # Errors
/// As [`after`].
pub(super) fn next(before: &Document, now: &Document, (cycle, is_unpaid_again): (u32, bool)) -> Result<u32, Failure> {
    let was_closed = is_closed(&Status::of(before.status.clone())) && !is_closed(&Status::of(now.status.clone()));
    let again = is_later(before.due.as_deref(), now.due.as_deref())
        || is_later(before.valid_until.as_deref(), now.valid_until.as_deref())
        || is_unpaid_again
        || was_closed;
    if again { after(now, cycle) } else { Ok(cycle) }
}

/// The cycle after this one.
///
/// # Errors
/// `invalid-request`: there is none.
pub(super) fn after(document: &Document, cycle: u32) -> Result<u32, Failure> {
    cycle.checked_add(1).ok_or_else(|| {
        let shown: String = document.id.chars().take(60).collect();
        invalid_request(&format!("document {shown}"), "has had too many lives")
    })
}

/// Whether a document of this status is over.
pub(super) const fn is_closed(status: &Status) -> bool {
    matches!(status, Status::Settled | Status::Cancelled | Status::Abandoned | Status::Refused)
}

/// Whether a day is after another one. What is no day is neither.
fn is_later(before: Option<&str>, now: Option<&str>) -> bool {
    let days = before.and_then(parse_day).zip(now.and_then(parse_day));
    days.is_some_and(|(before, now)| now > before)
}
