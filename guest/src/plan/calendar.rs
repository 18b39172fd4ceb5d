//! On which days the tenant works: a working week and closed days. Public holidays are closed days of the list.

use crate::domain::{Day, plus_days};
use chrono::Datelike;

/// The tenant's working days.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Monday first.
    week: [bool; 7],
    /// Closed periods, both ends included, sorted by their first day.
    closed: Vec<(Day, Day)>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { week: [true, true, true, true, true, false, false], closed: Vec::new() }
    }
}

/// How far an open day is looked for; a calendar closed for longer has no open day there.
const HORIZON_DAYS: i64 = 3 * 366;

impl Calendar {
    /// A calendar from its working days (0 is Monday) and closed periods, both ends included. `None` without a working
    /// day.
    #[must_use]
    pub fn new(week: impl Iterator<Item = u8>, closed: impl Iterator<Item = (Day, Day)>) -> Option<Self> {
        let mut calendar = Self { week: [false; 7], closed: closed.collect() };
        for day in week {
            *calendar.week.get_mut(usize::from(day))? = true;
        }
        calendar.closed.sort_unstable();
        calendar.week.contains(&true).then_some(calendar)
    }

    /// Whether the tenant works on that day.
    #[must_use]
    pub fn is_open(&self, day: Day) -> bool {
        let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
        self.week.get(weekday).copied().unwrap_or_default()
            && !self.closed.iter().take_while(|(first, _)| *first <= day).any(|(_, last)| day <= *last)
    }

    /// `day`, or the first working day after it.
    #[must_use]
    pub fn next_open(&self, day: Day) -> Day {
        self.nearest(day, 1)
    }

    /// `day`, or the last working day before it.
    #[must_use]
    pub fn previous_open(&self, day: Day) -> Day {
        self.nearest(day, -1)
    }

    fn nearest(&self, day: Day, direction: i64) -> Day {
        (0..HORIZON_DAYS)
            .map(|distance| plus_days(day, direction * distance))
            .find(|candidate| self.is_open(*candidate))
            .unwrap_or_else(|| plus_days(day, direction * HORIZON_DAYS))
    }

    /// The day that many working days after `day` (before it, when negative); `day` itself for 0.
    #[must_use]
    pub fn plus_working_days(&self, day: Day, days: i64) -> Day {
        let direction = days.signum();
        (0..days.abs()).fold(day, |at, _| self.nearest(plus_days(at, direction), direction))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{format_iso, parse_day};

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    #[test]
    fn working_days_step_over_week_ends_and_closed_days() {
        // Whit Monday 2025 is 9 June; 5 June is a Thursday.
        let calendar = Calendar::new(0..5, [(day("2025-06-09"), day("2025-06-09"))].into_iter()).unwrap();
        assert!(calendar.is_open(day("2025-06-06")));
        assert!(!calendar.is_open(day("2025-06-07")));
        assert_eq!(format_iso(calendar.next_open(day("2025-06-07"))), "2025-06-10");
        assert_eq!(format_iso(calendar.previous_open(day("2025-06-09"))), "2025-06-06");
        assert_eq!(format_iso(calendar.plus_working_days(day("2025-06-05"), 2)), "2025-06-10");
        assert_eq!(format_iso(calendar.plus_working_days(day("2025-06-10"), -2)), "2025-06-05");
    }

    #[test]
    fn a_week_without_work_is_refused_and_an_endless_closure_ends() {
        assert!(Calendar::new([].into_iter(), [].into_iter()).is_none());
        let shut = Calendar::new(0..7, [(day("2000-01-01"), day("2900-01-01"))].into_iter()).unwrap();
        assert!(shut.next_open(day("2025-01-01")) > day("2028-01-01"));
    }
}
