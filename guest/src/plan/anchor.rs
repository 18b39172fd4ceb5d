//! The date a step counts from, for one document (F23 to F25, F29).

use super::Subject;
use crate::{domain::Day, settings::Anchor};

/// The date a step counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnchorDay {
    /// This day.
    Known(Day),
    /// The data have no such date.
    Missing,
    /// It has not happened yet.
    Awaited,
}

/// The day `anchor` means for this document.
pub(super) fn anchor_day(subject: Subject<'_>, anchor: &Anchor) -> AnchorDay {
    let document = subject.document;
    let known = |day: Option<Day>| day.map_or(AnchorDay::Missing, AnchorDay::Known);
    match anchor {
        Anchor::Issued => AnchorDay::Known(document.issued),
        Anchor::FirstSent => known(document.first_sent),
        Anchor::Due => known(subject.due()),
        Anchor::ValidUntil => known(document.valid_until),
        Anchor::PreviousReminder => known(subject.past.last_reminder().map(|entry| entry.day)),
        Anchor::Event(kind) => subject
            .events
            .iter()
            .rev()
            .filter(|event| event.kind == *kind && event.day <= subject.today)
            .find(|event| event.document.as_ref().is_none_or(|id| *id == document.id))
            .map_or(AnchorDay::Awaited, |event| AnchorDay::Known(event.day)),
    }
}
