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
    /// It has not happened yet; the day it will, if that is known.
    Awaited(Option<Day>),
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
        Anchor::Event(kind) => {
            let about = |id: &String| *id == document.id;
            let mine = subject.events.iter().filter(|event| event.kind == *kind);
            let mut mine = mine.filter(|event| event.document.as_ref().is_none_or(about)).map(|event| event.day);
            let past = mine.clone().rfind(|day| *day <= subject.today);
            past.map_or_else(|| AnchorDay::Awaited(mine.find(|day| *day > subject.today)), AnchorDay::Known)
        }
    }
}
