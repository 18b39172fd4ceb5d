//! Amounts and days as a reader writes them: `1 250,00 €` and `1er mars 2028` in French, `€1,250.00` and `1 March 2028` in English. What differs
//! between languages is data; a further language is another [`Format`].

use chrono::Datelike;

use crate::{Day, Money};

/// How one language writes amounts and days.
#[derive(Debug)]
pub struct Format {
    /// Between groups of three digits.
    pub group: char,
    /// From so many digits on: 4, or 5 where `1250` is written without a separator.
    pub group_from: usize,
    /// Before the decimals.
    pub point: char,
    /// Where the currency stands.
    pub currency: Place,
    /// The currencies that have a sign here, by code; any other is written by its code.
    pub signs: &'static [(&'static str, &'static str)],
    /// January to December.
    pub months: [&'static str; 12],
    /// The first of a month, where it is not `1`.
    pub first: Option<&'static str>,
    /// Between the day and the month in words.
    pub after_day: &'static str,
    /// Between the month in words and the year.
    pub after_month: &'static str,
    /// Between day, month and year in figures; none where that order can be misread, and the year goes first.
    pub short: Option<char>,
    /// After a percentage.
    pub percent: &'static str,
}

/// Where the currency of an amount stands, and where its minus sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `-€1,250.00`; a code is set off: `-TND 1.234`.
    Before,
    /// `€ -1.250,00`.
    BeforeSpaced,
    /// `-1 250,00 €`.
    After,
}

/// Separates groups of three digits in French: a narrow space that does not break.
const NARROW_SPACE: char = '\u{202f}';
/// Stands between an amount and its currency.
const NO_BREAK_SPACE: &str = "\u{a0}";

/// French.
pub static FRENCH: Format = Format {
    group: NARROW_SPACE,
    group_from: 4,
    point: ',',
    currency: Place::After,
    signs: &[("EUR", "€"), ("GBP", "£"), ("USD", "$US"), ("CAD", "$CA")],
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    first: Some("1er"),
    after_day: " ",
    after_month: " ",
    short: Some('/'),
    percent: "\u{a0}%",
};

/// English.
pub static ENGLISH: Format = Format {
    group: ',',
    group_from: 4,
    point: '.',
    currency: Place::Before,
    signs: &[("EUR", "€"), ("GBP", "£"), ("USD", "$")],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    first: None,
    after_day: " ",
    after_month: " ",
    short: None,
    percent: "%",
};

impl Format {
    /// An amount with its currency.
    ///
    /// ```
    /// use relance_contract::{Currency, ENGLISH, FRENCH, Money};
    ///
    /// let amount = Money::new(125_000, Currency::from_code("EUR").unwrap());
    /// assert_eq!(ENGLISH.money(amount), "€1,250.00");
    /// // The spaces of French do not break: a narrow one between thousands, a wide one before the sign.
    /// assert_eq!(FRENCH.money(amount), "1\u{202f}250,00\u{a0}€");
    /// ```
    #[must_use]
    pub fn money(&self, amount: Money) -> String {
        let minus = if amount.minor < 0 { "-" } else { "" };
        let digits = self.digits(amount);
        let code = amount.currency.code();
        let sign = self.signs.iter().find(|(known, _)| *known == code).map(|(_, sign)| *sign);
        let currency = sign.unwrap_or(code);
        match self.currency {
            Place::Before if sign.is_some() => [minus, currency, &digits].concat(),
            Place::Before => [minus, currency, NO_BREAK_SPACE, &digits].concat(),
            Place::BeforeSpaced => [currency, NO_BREAK_SPACE, minus, &digits].concat(),
            Place::After => [minus, &digits, NO_BREAK_SPACE, currency].concat(),
        }
    }

    fn digits(&self, amount: Money) -> String {
        let decimals = usize::from(amount.currency.digits());
        let mut all = amount.minor.unsigned_abs().to_string();
        if all.len() <= decimals {
            all = format!("{all:0>width$}", width = decimals + 1);
        }
        let (whole, fraction) = all.split_at_checked(all.len() - decimals).unwrap_or((&all, ""));
        let mut written = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && whole.len() >= self.group_from && (whole.len() - at).is_multiple_of(3) {
                written.push(self.group);
            }
            written.push(digit);
        }
        if !fraction.is_empty() {
            written.push(self.point);
            written.push_str(fraction);
        }
        written
    }

    /// A day with its month in words.
    #[must_use]
    pub fn date(&self, day: Day) -> String {
        let month = usize::try_from(day.month0()).ok().and_then(|at| self.months.get(at)).unwrap_or(&"");
        let number = match (day.day(), self.first) {
            (1, Some(first)) => first.to_owned(),
            (number, _) => number.to_string(),
        };
        format!("{number}{}{month}{}{}", self.after_day, self.after_month, day.year())
    }

    /// A day in figures, as in a table: `01/03/2028`.
    #[must_use]
    pub fn short_date(&self, day: Day) -> String {
        let (number, month, year) = (day.day(), day.month(), day.year());
        match self.short {
            Some(between) => format!("{number:02}{between}{month:02}{between}{year}"),
            None => format!("{year}-{month:02}-{number:02}"),
        }
    }

    /// Hundredths of a percent: `7,5 %` in French, `7.5%` in English.
    #[must_use]
    pub fn percent(&self, hundredths: u32) -> String {
        let (whole, fraction) = (hundredths / 100, format!("{:02}", hundredths % 100));
        match fraction.trim_end_matches('0') {
            "" => format!("{whole}{}", self.percent),
            fraction => format!("{whole}{}{fraction}{}", self.point, self.percent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, parse_day};

    fn written(minor: i64, code: &str, format: &Format) -> String {
        format.money(Money::new(minor, Currency::from_code(code).unwrap()))
    }

    #[test]
    fn amounts_as_the_reader_writes_them() {
        assert_eq!(written(125_000, "EUR", &FRENCH), "1\u{202f}250,00\u{a0}€");
        assert_eq!(written(125_000, "EUR", &ENGLISH), "€1,250.00");
        assert_eq!(written(5, "EUR", &FRENCH), "0,05\u{a0}€");
        assert_eq!(written(-123_456_789, "USD", &ENGLISH), "-$1,234,567.89");
        assert_eq!(written(100_000, "JPY", &FRENCH), "100\u{202f}000\u{a0}JPY");
        assert_eq!(written(1_234, "TND", &ENGLISH), "TND\u{a0}1.234");
        assert_eq!(written(i64::MIN, "EUR", &ENGLISH), "-€92,233,720,368,547,758.08");
    }

    #[test]
    fn percentages_as_the_reader_writes_them() {
        assert_eq!(ENGLISH.percent(500), "5%");
        assert_eq!(FRENCH.percent(750), "7,5\u{a0}%");
        assert_eq!(ENGLISH.percent(1_005), "10.05%");
    }

    #[test]
    fn days_as_the_reader_writes_them() {
        let day = |text| parse_day(text).unwrap();
        assert_eq!(FRENCH.date(day("2028-03-01")), "1er mars 2028");
        assert_eq!(FRENCH.date(day("2028-02-22")), "22 février 2028");
        assert_eq!(ENGLISH.date(day("2028-03-01")), "1 March 2028");
        assert_eq!(FRENCH.short_date(day("2028-03-01")), "01/03/2028");
        assert_eq!(ENGLISH.short_date(day("2028-03-01")), "2028-03-01");
    }
}
