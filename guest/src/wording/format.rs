//! Amounts and dates as the reader writes them: `1 250,00 €` and `1er mars 2028` in French, `€1,250.00` and
//! `1 March 2028` in English.

use chrono::Datelike;

use crate::domain::{Day, Money};

/// Who reads: the language in which words, amounts and dates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// French.
    French,
    /// English; also whoever reads a language this module does not write.
    English,
}

impl Reader {
    /// The reader of a language tag; only what stands before the first hyphen counts.
    #[must_use]
    pub fn of(language: &str) -> Self {
        match language.split('-').next() {
            Some("fr") => Self::French,
            _ => Self::English,
        }
    }
}

/// Separates groups of three digits in French: a narrow space that does not break.
const NARROW_SPACE: char = '\u{202f}';
/// Stands between a French amount and its currency.
const NO_BREAK_SPACE: char = '\u{a0}';

/// An amount with its currency.
#[must_use]
pub fn money(amount: Money, reader: Reader) -> String {
    let sign = if amount.minor < 0 { "-" } else { "" };
    let digits = digits(amount, reader);
    let code = amount.currency.code();
    match reader {
        Reader::French => {
            let symbol = match code {
                "EUR" => "€",
                "GBP" => "£",
                "USD" => "$US",
                "CAD" => "$CA",
                other => other,
            };
            format!("{sign}{digits}{NO_BREAK_SPACE}{symbol}")
        }
        Reader::English => match code {
            "EUR" => format!("{sign}€{digits}"),
            "GBP" => format!("{sign}£{digits}"),
            "USD" => format!("{sign}${digits}"),
            other => format!("{sign}{other}{NO_BREAK_SPACE}{digits}"),
        },
    }
}

fn digits(amount: Money, reader: Reader) -> String {
    let (group, point) = match reader {
        Reader::French => (NARROW_SPACE, ','),
        Reader::English => (',', '.'),
    };
    let decimals = usize::from(amount.currency.digits());
    let all = format!("{:0>width$}", amount.minor.unsigned_abs(), width = decimals + 1);
    let (whole, fraction) = all.split_at_checked(all.len() - decimals).unwrap_or((&all, ""));
    let mut written = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            written.push(group);
        }
        written.push(digit);
    }
    if !fraction.is_empty() {
        written.push(point);
        written.push_str(fraction);
    }
    written
}

#[rustfmt::skip]
const FRENCH_MONTHS: [&str; 12] = [
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
];
#[rustfmt::skip]
const ENGLISH_MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
];

/// A day with its month in words.
#[must_use]
pub fn date(day: Day, reader: Reader) -> String {
    let months = match reader {
        Reader::French => FRENCH_MONTHS,
        Reader::English => ENGLISH_MONTHS,
    };
    let month = usize::try_from(day.month0()).ok().and_then(|at| months.get(at)).unwrap_or(&"");
    match (reader, day.day()) {
        (Reader::French, 1) => format!("1er {month} {}", day.year()),
        (_, number) => format!("{number} {month} {}", day.year()),
    }
}

/// Hundredths of a percent: `7,5 %` in French, `7.5%` in English.
#[must_use]
pub fn percent(hundredths: u32, reader: Reader) -> String {
    let (whole, fraction) = (hundredths / 100, hundredths % 100);
    let fraction = format!("{fraction:02}");
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    match reader {
        Reader::French => format!("{whole}{}{fraction}{NO_BREAK_SPACE}%", point.replace('.', ",")),
        Reader::English => format!("{whole}{point}{fraction}%"),
    }
}

/// French spacing: what must not break before `: ; ! ?` and inside guillemets does not. Other languages are left alone.
#[must_use]
pub fn typography(text: &str, reader: Reader) -> String {
    match reader {
        Reader::English => text.to_owned(),
        Reader::French => [
            (" :", "\u{a0}:"),
            (" »", "\u{a0}»"),
            ("« ", "«\u{a0}"),
            (" ;", "\u{202f};"),
            (" !", "\u{202f}!"),
            (" ?", "\u{202f}?"),
        ]
        .iter()
        .fold(text.to_owned(), |text, (plain, bound)| text.replace(plain, bound)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Currency, parse_day};

    fn written(minor: i64, code: &str, reader: Reader) -> String {
        money(Money::new(minor, Currency::from_code(code).unwrap()), reader)
    }

    #[test]
    fn amounts_as_the_reader_writes_them() {
        assert_eq!(written(125_000, "EUR", Reader::French), "1\u{202f}250,00\u{a0}€");
        assert_eq!(written(125_000, "EUR", Reader::English), "€1,250.00");
        assert_eq!(written(5, "EUR", Reader::French), "0,05\u{a0}€");
        assert_eq!(written(-123_456_789, "USD", Reader::English), "-$1,234,567.89");
        assert_eq!(written(100_000, "JPY", Reader::French), "100\u{202f}000\u{a0}JPY");
        assert_eq!(written(1_234, "TND", Reader::English), "TND\u{a0}1.234");
        assert_eq!(written(i64::MIN, "EUR", Reader::English), "-€92,233,720,368,547,758.08");
    }

    #[test]
    fn percentages_as_the_reader_writes_them() {
        assert_eq!(percent(500, Reader::English), "5%");
        assert_eq!(percent(750, Reader::French), "7,5\u{a0}%");
        assert_eq!(percent(1_005, Reader::English), "10.05%");
    }

    #[test]
    fn the_first_of_a_month_is_premier() {
        let day = |text| parse_day(text).unwrap();
        assert_eq!(date(day("2028-03-01"), Reader::French), "1er mars 2028");
        assert_eq!(date(day("2028-02-22"), Reader::French), "22 février 2028");
        assert_eq!(date(day("2028-03-01"), Reader::English), "1 March 2028");
    }
}
