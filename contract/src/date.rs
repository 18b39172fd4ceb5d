//! Civil dates: a day has no hour and no zone. The host says what day today is.

use chrono::Datelike;

/// A civil date of the proleptic Gregorian calendar.
pub type Day = chrono::NaiveDate;

/// The first year accepted from outside. Earlier dates are typing errors in every ERP seen so far.
pub const MIN_YEAR: i32 = 1900;
/// The last year accepted from outside; leaves room for any offset before chrono's own limit (year 262142).
pub const MAX_YEAR: i32 = 2999;

/// Reads exactly `YYYY-MM-DD`, years [`MIN_YEAR`] to [`MAX_YEAR`]. `None` for anything else, impossible days included.
///
/// ```
/// use relance_contract::{format_iso, parse_day};
///
/// assert_eq!(parse_day("2028-02-29").map(format_iso).as_deref(), Some("2028-02-29"));
/// assert_eq!(parse_day("2027-02-29"), None);
/// assert_eq!(parse_day("29/02/2028"), None);
/// ```
#[must_use]
pub fn parse_day(text: &str) -> Option<Day> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bytes else { return None };
    let digit = |b: u8| b.is_ascii_digit().then(|| u32::from(b - b'0'));
    let year = i32::try_from(digit(y1)? * 1000 + digit(y2)? * 100 + digit(y3)? * 10 + digit(y4)?).ok()?;
    if !(MIN_YEAR..=MAX_YEAR).contains(&year) {
        return None;
    }
    Day::from_ymd_opt(year, digit(m1)? * 10 + digit(m2)?, digit(d1)? * 10 + digit(d2)?)
}

/// `YYYY-MM-DD`.
#[must_use]
pub fn format_iso(day: Day) -> String {
    let Ok(year @ 0..=9_999) = u32::try_from(day.year()) else { return day.to_string() };
    let (month, day) = (day.month(), day.day());
    let digit = |number: u32| char::from_digit(number % 10, 10).unwrap_or('0');
    let (century, decade) = (year / 100, year / 10);
    let year = [digit(century / 10), digit(century), digit(decade), digit(year)];
    let rest = ['-', digit(month / 10), digit(month), '-', digit(day / 10), digit(day)];
    year.into_iter().chain(rest).collect()
}

/// `day` moved by that many calendar days, either way; saturates at chrono's limits instead of failing.
#[must_use]
pub fn plus_days(day: Day, days: i64) -> Day {
    let limit = if days < 0 { Day::MIN } else { Day::MAX };
    chrono::TimeDelta::try_days(days).and_then(|delta| day.checked_add_signed(delta)).unwrap_or(limit)
}

/// `day` moved by that many months, either way; the last day of a shorter month where its own is not there. Saturates like [`plus_days`].
///
/// ```
/// use relance_contract::{parse_day, plus_months};
///
/// let day = |text| parse_day(text).unwrap();
/// assert_eq!(plus_months(day("2027-01-31"), 1), day("2027-02-28"));
/// assert_eq!(plus_months(day("2027-03-31"), -1), day("2027-02-28"));
/// ```
#[must_use]
pub fn plus_months(day: Day, months: i32) -> Day {
    let by = chrono::Months::new(months.unsigned_abs());
    if months < 0 {
        day.checked_sub_months(by).unwrap_or(Day::MIN)
    } else {
        day.checked_add_months(by).unwrap_or(Day::MAX)
    }
}

/// Calendar days from `from` to `to`; negative when `to` is earlier.
#[must_use]
pub fn days_between(from: Day, to: Day) -> i64 {
    to.signed_duration_since(from).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_any_year_are_written_as_iso_8601_has_them() {
        let day = |year, month, day| format_iso(Day::from_ymd_opt(year, month, day).unwrap());
        assert_eq!(day(2028, 2, 9), "2028-02-09");
        assert_eq!(day(1907, 12, 31), "1907-12-31");
        assert_eq!((day(0, 1, 1), day(9_999, 10, 10)), ("0000-01-01".to_owned(), "9999-10-10".to_owned()));
        assert_eq!((day(10_000, 1, 1), day(-1, 1, 1)), ("+10000-01-01".to_owned(), "-0001-01-01".to_owned()));
    }

    #[test]
    fn reads_only_possible_days() {
        assert_eq!(parse_day("2028-02-29").map(format_iso).as_deref(), Some("2028-02-29"));
        for wrong in [
            "2027-02-29",
            "2025-13-01",
            "2025-00-10",
            "25-01-01",
            "2025-1-01",
            "2025/01/01",
            "1899-12-31",
            "3000-01-01",
            "2025-01-01 ",
            "",
        ] {
            assert_eq!(parse_day(wrong), None, "{wrong}");
        }
    }
}
