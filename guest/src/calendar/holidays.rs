//! Public holidays of France, computed (C. trav. L3133-1, L3134-13 for Alsace-Moselle, L3422-2 for the overseas departments).

use chrono::Datelike;

use crate::domain::{Day, days_between};

/// The public holidays of one part of France.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holidays {
    /// Fixed days that only this part has, as month and day.
    own: &'static [(u32, u32)],
    /// Whether Good Friday is one.
    good_friday: bool,
}

/// Every year on the same day.
const FIXED: [(u32, u32); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];

/// Days after Easter Sunday: Easter Monday, Ascension, Whit Monday.
const AFTER_EASTER: [i64; 3] = [1, 39, 50];

impl Holidays {
    /// Every part known, by the name used in settings.
    #[rustfmt::skip]
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("fr", Self { own: &[], good_friday: false }),
        ("fr-alsace-moselle", Self { own: &[(12, 26)], good_friday: true }),
        ("fr-guadeloupe", Self { own: &[(5, 27)], good_friday: false }),
        ("fr-guyane", Self { own: &[(6, 10)], good_friday: false }),
        ("fr-martinique", Self { own: &[(5, 22)], good_friday: false }),
        ("fr-mayotte", Self { own: &[(4, 27)], good_friday: false }),
        ("fr-reunion", Self { own: &[(12, 20)], good_friday: false }),
        ("fr-saint-barthelemy", Self { own: &[(10, 9)], good_friday: false }),
    ];

    /// The holidays of that name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, holidays)| *holidays)
    }

    /// Whether that day is one of them.
    #[must_use]
    pub fn include(self, day: Day) -> bool {
        let date = (day.month(), day.day());
        if FIXED.contains(&date) || self.own.contains(&date) {
            return true;
        }
        // Easter falls between 22 March and 25 April: Good Friday at the earliest on 20 March, Whit Monday at the latest on 14 June.
        if !(3..=6).contains(&day.month()) {
            return false;
        }
        easter(day.year()).is_some_and(|easter| {
            let after = days_between(easter, day);
            AFTER_EASTER.contains(&after) || (self.good_friday && after == -2)
        })
    }
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).
fn easter(year: i32) -> Option<Day> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Day::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{parse_day, plus_days};

    #[test]
    fn easter_mondays_are_where_almanacs_have_them() {
        // 2024 to 2026 from LEGAL; 2027, 2035 and 2038 (the latest possible) from published tables of Easter.
        for monday in ["2024-04-01", "2025-04-21", "2026-04-06", "2027-03-29", "2035-03-26", "2038-04-26"] {
            assert_eq!(
                parse_day(monday),
                easter(parse_day(monday).unwrap().year()).map(|day| plus_days(day, 1)),
                "{monday}"
            );
        }
    }

    #[test]
    fn the_holidays_of_2025_and_of_the_parts_of_france() {
        let of = |name: &str| -> Vec<String> {
            let holidays = Holidays::of(name).unwrap();
            let first = parse_day("2025-01-01").unwrap();
            (0..365)
                .map(|days| plus_days(first, days))
                .filter(|day| holidays.include(*day))
                .map(|day| day.to_string())
                .collect()
        };
        let france = [
            "2025-01-01",
            "2025-04-21",
            "2025-05-01",
            "2025-05-08",
            "2025-05-29",
            "2025-06-09",
            "2025-07-14",
            "2025-08-15",
            "2025-11-01",
            "2025-11-11",
            "2025-12-25",
        ];
        assert_eq!(of("fr"), france);
        let besides =
            |name: &str| of(name).into_iter().filter(|day| !france.contains(&day.as_str())).collect::<Vec<_>>();
        assert_eq!(besides("fr-alsace-moselle"), ["2025-04-18", "2025-12-26"]);
        assert_eq!(besides("fr-mayotte"), ["2025-04-27"]);
        assert_eq!(besides("fr-martinique"), ["2025-05-22"]);
        assert_eq!(besides("fr-guadeloupe"), ["2025-05-27"]);
        assert_eq!(besides("fr-guyane"), ["2025-06-10"]);
        assert_eq!(besides("fr-saint-barthelemy"), ["2025-10-09"]);
        assert_eq!(besides("fr-reunion"), ["2025-12-20"]);
        assert_eq!(Holidays::of("de"), None);
    }
}
