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
    /// German.
    German,
    /// Spanish.
    Spanish,
    /// Italian.
    Italian,
    /// Dutch.
    Dutch,
}

impl Reader {
    /// The languages, by their primary tags.
    pub const ALL: [(&'static str, Self); 6] = [
        ("de", Self::German),
        ("en", Self::English),
        ("es", Self::Spanish),
        ("fr", Self::French),
        ("it", Self::Italian),
        ("nl", Self::Dutch),
    ];

    /// The reader of a language tag; only what stands before the first hyphen counts.
    #[must_use]
    pub fn of(language: &str) -> Self {
        let primary = language.split('-').next();
        let known = Self::ALL.into_iter().find(|(tag, _)| Some(*tag) == primary);
        known.map_or(Self::English, |(_, reader)| reader)
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
    let symbol = match (code, reader) {
        ("EUR", _) => "€",
        ("GBP", _) => "£",
        ("USD", Reader::English) => "$",
        ("USD", Reader::French) => "$US",
        ("CAD", Reader::French) => "$CA",
        (other, _) => other,
    };
    match reader {
        Reader::English if symbol.len() < 3 || symbol == "€" => format!("{sign}{symbol}{digits}"),
        Reader::English => format!("{sign}{symbol}{NO_BREAK_SPACE}{digits}"),
        Reader::Dutch => format!("{symbol}{NO_BREAK_SPACE}{sign}{digits}"),
        _ => format!("{sign}{digits}{NO_BREAK_SPACE}{symbol}"),
    }
}

fn digits(amount: Money, reader: Reader) -> String {
    let (group, point) = match reader {
        Reader::French => (NARROW_SPACE, ','),
        Reader::English => (',', '.'),
        Reader::German | Reader::Spanish | Reader::Italian | Reader::Dutch => ('.', ','),
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

/// A day with its month in words.
#[must_use]
pub fn date(day: Day, reader: Reader) -> String {
    let month = usize::try_from(day.month0()).ok().and_then(|at| reader.words().months.get(at)).unwrap_or(&"");
    match (reader, day.day()) {
        (Reader::French, 1) => format!("1er {month} {}", day.year()),
        (Reader::Italian, 1) => format!("1º {month} {}", day.year()),
        (Reader::German, number) => format!("{number}. {month} {}", day.year()),
        (Reader::Spanish, number) => format!("{number} de {month} de {}", day.year()),
        (_, number) => format!("{number} {month} {}", day.year()),
    }
}

/// A day in figures, as in a table: `01/03/2028`.
#[must_use]
pub fn short_date(day: Day, reader: Reader) -> String {
    let (number, month, year) = (day.day(), day.month(), day.year());
    match reader {
        Reader::German => format!("{number:02}.{month:02}.{year}"),
        Reader::Dutch => format!("{number:02}-{month:02}-{year}"),
        // No day before a month or after it that could be read the other way round.
        Reader::English => format!("{year}-{month:02}-{number:02}"),
        Reader::French | Reader::Spanish | Reader::Italian => format!("{number:02}/{month:02}/{year}"),
    }
}

/// Hundredths of a percent: `7,5 %` in French, `7.5%` in English.
#[must_use]
pub fn percent(hundredths: u32, reader: Reader) -> String {
    let (whole, fraction) = (hundredths / 100, hundredths % 100);
    let fraction = format!("{fraction:02}");
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    let comma = point.replace('.', ",");
    match reader {
        Reader::English => format!("{whole}{point}{fraction}%"),
        Reader::Italian | Reader::Dutch => format!("{whole}{comma}{fraction}%"),
        Reader::French | Reader::German | Reader::Spanish => format!("{whole}{comma}{fraction}{NO_BREAK_SPACE}%"),
    }
}

/// French spacing: what must not break before `: ; ! ?` and inside guillemets does not. Other languages are left alone.
#[must_use]
pub fn typography(text: &str, reader: Reader) -> String {
    if reader != Reader::French {
        return text.to_owned();
    }
    [
        (" :", "\u{a0}:"),
        (" »", "\u{a0}»"),
        ("« ", "«\u{a0}"),
        (" ;", "\u{202f};"),
        (" !", "\u{202f}!"),
        (" ?", "\u{202f}?"),
        (" %", "\u{a0}%"),
        (" €", "\u{a0}€"),
        ("n° ", "n°\u{a0}"),
        ("M. ", "M.\u{a0}"),
        ("Mme ", "Mme\u{a0}"),
        ("L. ", "L.\u{a0}"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (plain, bound)| text.replace(plain, bound))
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
        assert_eq!(written(125_000, "EUR", Reader::German), "1.250,00\u{a0}€");
        assert_eq!(written(125_000, "EUR", Reader::Dutch), "€\u{a0}1.250,00");
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
        assert_eq!(date(day("2028-03-01"), Reader::German), "1. März 2028");
        assert_eq!(date(day("2028-03-01"), Reader::Spanish), "1 de marzo de 2028");
        assert_eq!(date(day("2028-03-01"), Reader::Italian), "1º marzo 2028");
        assert_eq!(date(day("2028-03-01"), Reader::Dutch), "1 maart 2028");
    }
}
