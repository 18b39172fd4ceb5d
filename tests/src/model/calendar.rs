//! Days: which are open, and how a day moves off a closed one. "Offsets, grace and pauses count the tenant's working days."

use chrono::{Datelike, Days, Months, NaiveDate};

use super::world::{Account, Day, Holidays, Settings, Shift};

/// `day` and so many calendar days.
#[must_use]
pub fn plus(day: Day, days: i64) -> Day {
    if days >= 0 { day + Days::new(days.unsigned_abs()) } else { day - Days::new(days.unsigned_abs()) }
}

/// From the one to the other.
#[must_use]
pub fn between(from: Day, to: Day) -> i64 {
    (to - from).num_days()
}

/// Whether the tenant works on that day.
#[must_use]
pub fn is_working(settings: &Settings, day: Day) -> bool {
    let in_week = settings.working_week[day.weekday().num_days_from_monday() as usize];
    in_week
        && !is_holiday(settings.holidays, day)
        && !settings.closed.iter().any(|(first, last)| *first <= day && day <= *last)
}

/// Easter Sunday of a year (the Gregorian calendar, as Butcher wrote it down).
fn easter(year: i32) -> Day {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let (month, day) = ((h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
    NaiveDate::from_ymd_opt(year, month.unsigned_abs(), day.unsigned_abs()).unwrap_or_default()
}

/// The eleven public holidays of France (Code du travail, L3133-1), and the two more of Alsace and Moselle.
fn is_holiday(holidays: Holidays, day: Day) -> bool {
    let fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
    let date = (day.month(), day.day());
    let after_easter = between(easter(day.year()), day);
    let of_france = fixed.contains(&date) || [1, 39, 50].contains(&after_easter);
    match holidays {
        Holidays::None => false,
        Holidays::France => of_france,
        Holidays::AlsaceMoselle => of_france || date == (12, 26) || after_easter == -2,
    }
}

fn customer_is_closed(account: &Account, day: Day) -> bool {
    account.closed.iter().any(|(first, last)| *first <= day && day <= *last)
}

/// `day` and so many working days, forward or backward.
#[must_use]
pub fn plus_working(settings: &Settings, day: Day, count: i64) -> Day {
    let (mut at, mut left) = (day, count);
    while left != 0 {
        at = plus(at, left.signum());
        if is_working(settings, at) {
            left -= left.signum();
        }
    }
    at
}

/// The next working day, that day included.
#[must_use]
pub fn next_working(settings: &Settings, day: Day) -> Day {
    day.iter_days().find(|day| is_working(settings, *day)).unwrap_or(day)
}

/// The previous working day, that day included.
#[must_use]
pub fn previous_working(settings: &Settings, day: Day) -> Day {
    let mut at = day;
    while !is_working(settings, at) {
        at = plus(at, -1);
    }
    at
}

/// Whether something may leave for this customer on that day. "A customer's closed days move only the day on which something leaves,
/// and only where the scenario shifts."
#[must_use]
pub fn is_open(settings: &Settings, account: &Account, shift: Shift, day: Day) -> bool {
    shift == Shift::None || (is_working(settings, day) && !customer_is_closed(account, day))
}

/// The first day from `day` on which something may leave.
#[must_use]
pub fn first_open(settings: &Settings, account: &Account, shift: Shift, day: Day) -> Day {
    day.iter_days().find(|day| is_open(settings, account, shift, *day)).unwrap_or(day)
}

/// The last day of its month.
#[must_use]
pub fn end_of_month(day: Day) -> Day {
    let first = NaiveDate::from_ymd_opt(day.year(), day.month(), 1).unwrap_or(day);
    plus(first + Months::new(1), -1)
}
