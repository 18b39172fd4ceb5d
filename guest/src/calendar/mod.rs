//! On which days reminders leave: a working week, public holidays, closed periods of the tenant and of the account (F28).

mod holidays;

pub use holidays::Holidays;

use crate::{
    domain::{Day, plus_days},
    sort,
};
use chrono::Datelike;

/// The working days of a tenant, or those on which one of its accounts is open too.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Monday first.
    week: [bool; 7],
    holidays: Vec<Holidays>,
    /// Closed periods, both ends included, sorted by their first day.
    closed: Vec<(Day, Day)>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { week: [true, true, true, true, true, false, false], holidays: Vec::new(), closed: Vec::new() }
    }
}

/// How far an open day is looked for; a calendar closed for longer has no open day there.
const HORIZON_DAYS: i64 = 3 * 366;

impl Calendar {
    /// A calendar from its working days (0 is Monday), public holidays and closed periods, both ends included. `None` without a
    /// working day.
    #[must_use]
    pub fn new(
        week: impl Iterator<Item = u8>,
        holidays: impl Iterator<Item = Holidays>,
        closed: impl Iterator<Item = (Day, Day)>,
    ) -> Option<Self> {
        let mut calendar = Self { week: [false; 7], holidays: holidays.collect(), closed: closed.collect() };
        for day in week {
            *calendar.week.get_mut(usize::from(day))? = true;
        }
        sort::ascending(&mut calendar.closed);
        calendar.week.contains(&true).then_some(calendar)
    }

    /// The same, closed in these periods too.
    #[must_use]
    pub fn closed_also(&self, periods: &[(Day, Day)]) -> Self {
        let mut calendar = self.clone();
        calendar.closed.extend(periods);
        sort::ascending(&mut calendar.closed);
        calendar
    }

    /// Whether public holidays are computed.
    #[must_use]
    pub fn computes_holidays(&self) -> bool {
        !self.holidays.is_empty()
    }

    /// The last day of the closed periods; `None` without any.
    #[must_use]
    pub fn closed_until(&self) -> Option<Day> {
        self.closed.iter().map(|(_, last)| *last).max()
    }

    /// Whether reminders leave on that day.
    #[must_use]
    pub fn is_open(&self, day: Day) -> bool {
        let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
        self.week.get(weekday).copied().unwrap_or_default()
            && !self.closed.iter().take_while(|(first, _)| *first <= day).any(|(_, last)| day <= *last)
            && !self.holidays.iter().any(|holidays| holidays.include(day))
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
        let calendar =
            Calendar::new(0..5, [].into_iter(), [(day("2025-06-09"), day("2025-06-09"))].into_iter()).unwrap();
        assert!(calendar.is_open(day("2025-06-06")));
        assert!(!calendar.is_open(day("2025-06-07")));
        assert_eq!(format_iso(calendar.next_open(day("2025-06-07"))), "2025-06-10");
        assert_eq!(format_iso(calendar.previous_open(day("2025-06-09"))), "2025-06-06");
        assert_eq!(format_iso(calendar.plus_working_days(day("2025-06-05"), 2)), "2025-06-10");
        assert_eq!(format_iso(calendar.plus_working_days(day("2025-06-10"), -2)), "2025-06-05");
    }

    #[test]
    fn holidays_are_closed_and_an_account_may_be_closed_besides() {
        let calendar = Calendar::new(0..5, Holidays::of("fr").into_iter(), [].into_iter()).unwrap();
        assert_eq!(format_iso(calendar.next_open(day("2025-06-07"))), "2025-06-10");
        let account = calendar.closed_also(&[(day("2025-06-10"), day("2025-06-11"))]);
        assert_eq!(format_iso(account.next_open(day("2025-06-07"))), "2025-06-12");
    }

    #[test]
    fn a_week_without_work_is_refused_and_an_endless_closure_ends() {
        assert!(Calendar::new([].into_iter(), [].into_iter(), [].into_iter()).is_none());
        let shut = Calendar::new(0..7, [].into_iter(), [(day("2000-01-01"), day("2900-01-01"))].into_iter()).unwrap();
        assert!(shut.next_open(day("2025-01-01")) > day("2028-01-01"));
    }
}
