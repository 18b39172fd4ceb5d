//! In which life a document is.

use relance_contract::{FIRST_SEND, element, json::invalid_request};

use super::super::records::{
    bookkeeping::{FormerLife, FormerPlace},
    types::{Document, EntryState, Failure, HistoryEntry},
};
use crate::domain::{Status, parse_day};

/// The cycle in which a document of these days is, as far as a former life of it tells.
///
/// # Errors
/// As [`after`].
pub(super) fn cycle_of(former: &FormerLife, document: &Document) -> Result<u32, Failure> {
    let is_followed = match &former.place {
        FormerPlace::Journal(days) => {
            is_later(days.due.as_deref(), document.due.as_deref())
                || is_later(days.valid_until.as_deref(), document.valid_until.as_deref())
        }
        // It was another customer's: what was done then is of a former life.
        FormerPlace::Elsewhere => true,
    };
    if is_followed { after(document, former.cycle) } else { Ok(former.cycle) }
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
        let shown = super::shown(&document.id);
        invalid_request(&element("documents", &shown), "has had too many lives")
    })
}

/// Whether a document of this status is over.
pub(super) const fn is_closed(status: &Status) -> bool {
    matches!(
        status,
        Status::Settled | Status::Cancelled | Status::Abandoned | Status::Refused | Status::Converted | Status::Lost
    )
}

/// The day on which a document was first sent from here in the life it is in.
pub(super) fn first_sent(document: &Document, history: &[HistoryEntry]) -> Option<String> {
    let of_it = history.iter().filter(|entry| {
        entry.coverage.step == FIRST_SEND
            && entry.coverage.document == document.id
            && entry.coverage.cycle == document.cycle
            && entry.state == EntryState::Sent
    });
    of_it.map(|entry| entry.day.clone()).min()
}

/// Whether a day is after another one. What is no day is neither.
fn is_later(before: Option<&str>, now: Option<&str>) -> bool {
    let days = before.and_then(parse_day).zip(now.and_then(parse_day));
    days.is_some_and(|(before, now)| now > before)
}
