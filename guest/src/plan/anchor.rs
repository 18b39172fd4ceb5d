//! The date a step counts from, for one document (F23 to F25, F29).

use super::Subject;
use crate::{
    domain::{Day, plus_days},
    settings::{Anchor, DateOf, Scenario, Step},
};
use chrono::Datelike;

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

/// The day `step` counts from, for this document.
pub(super) fn anchor_day(subject: Subject<'_>, scenario: &Scenario, step: &Step) -> AnchorDay {
    let document = subject.document;
    let known = |day: Option<Day>| day.map_or(AnchorDay::Missing, AnchorDay::Known);
    let date = |date: DateOf| match date {
        DateOf::Issued => Some(document.issued),
        DateOf::FirstSent => document.first_sent,
        DateOf::Due => subject.due(),
        DateOf::ValidUntil => document.valid_until,
    };
    match &step.from {
        Anchor::On(of) => known(date(*of)),
        Anchor::EndOfMonth(of) => known(date(*of).map(end_of_month)),
        Anchor::PreviousReminder => known(subject.past.last_reminder_before(scenario, step)),
        Anchor::Event(kind) => {
            let about = |id: &String| *id == document.id;
            let mine = subject.events.iter().filter(|event| event.kind == *kind && event.day >= document.issued);
            let mut mine = mine.filter(|event| event.document.as_ref().is_none_or(about)).map(|event| event.day);
            let past = mine.clone().rfind(|day| *day <= subject.today);
            past.map_or_else(|| AnchorDay::Awaited(mine.find(|day| *day > subject.today)), AnchorDay::Known)
        }
    }
}

/// The last day of the month of that day.
fn end_of_month(day: Day) -> Day {
    plus_days(day, i64::from(day.num_days_in_month()) - i64::from(day.day()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse_day;

    #[test]
    fn months_end_where_they_end() {
        for (day, end) in [
            ("2028-02-01", "2028-02-29"),
            ("2027-02-28", "2027-02-28"),
            ("2027-12-31", "2027-12-31"),
            ("2027-04-02", "2027-04-30"),
        ] {
            assert_eq!(Some(end_of_month(parse_day(day).unwrap())), parse_day(end));
        }
    }
}
