//! Amounts and dates as the reader writes them: `1 250,00 €` and `1er mars 2028` in French, `€1,250.00` and
//! `1 March 2028` in English.

use relance_contract::{ENGLISH, FRENCH, Format, Place};

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

    fn format(self) -> &'static Format {
        match self {
            Self::French => &FRENCH,
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
            Self::Spanish => &SPANISH,
            Self::Italian => &ITALIAN,
            Self::Dutch => &DUTCH,
        }
    }
}

/// The currencies that are written by a sign outside France, Britain and America.
const SIGNS: &[(&str, &str)] = &[("EUR", "€"), ("GBP", "£")];

/// German.
static GERMAN: Format = Format {
    group: '.',
    point: ',',
    currency: Place::After,
    signs: SIGNS,
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    first: None,
    after_day: ". ",
    after_month: " ",
    short: Some('.'),
    percent: "\u{a0}%",
};

/// Spanish.
static SPANISH: Format = Format {
    group: '.',
    point: ',',
    currency: Place::After,
    signs: SIGNS,
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    first: None,
    after_day: " de ",
    after_month: " de ",
    short: Some('/'),
    percent: "\u{a0}%",
};

/// Italian.
static ITALIAN: Format = Format {
    group: '.',
    point: ',',
    currency: Place::After,
    signs: SIGNS,
    months: [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ],
    first: Some("1º"),
    after_day: " ",
    after_month: " ",
    short: Some('/'),
    percent: "%",
};

/// Dutch.
static DUTCH: Format = Format {
    group: '.',
    point: ',',
    currency: Place::BeforeSpaced,
    signs: SIGNS,
    months: [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    first: None,
    after_day: " ",
    after_month: " ",
    short: Some('-'),
    percent: "%",
};

/// An amount with its currency.
#[must_use]
pub fn money(amount: Money, reader: Reader) -> String {
    reader.format().money(amount)
}

/// A day with its month in words.
#[must_use]
pub fn date(day: Day, reader: Reader) -> String {
    reader.format().date(day)
}

/// A day in figures, as in a table: `01/03/2028`.
#[must_use]
pub fn short_date(day: Day, reader: Reader) -> String {
    reader.format().short_date(day)
}

/// Hundredths of a percent: `7,5 %` in French, `7.5%` in English.
#[must_use]
pub fn percent(hundredths: u32, reader: Reader) -> String {
    reader.format().percent(hundredths)
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

    #[test]
    fn amounts_and_days_as_the_reader_writes_them() {
        let euros = |reader| money(Money::new(-125_000, Currency::from_code("EUR").unwrap()), reader);
        assert_eq!(euros(Reader::German), "-1.250,00\u{a0}€");
        assert_eq!(euros(Reader::Dutch), "€\u{a0}-1.250,00");
        let first = |reader| date(parse_day("2028-03-01").unwrap(), reader);
        assert_eq!(first(Reader::German), "1. März 2028");
        assert_eq!(first(Reader::Spanish), "1 de marzo de 2028");
        assert_eq!(first(Reader::Italian), "1º marzo 2028");
        assert_eq!(first(Reader::Dutch), "1 maart 2028");
        let figures = |reader| short_date(parse_day("2028-03-01").unwrap(), reader);
        assert_eq!(figures(Reader::German), "01.03.2028");
        assert_eq!(figures(Reader::Dutch), "01-03-2028");
        assert_eq!(percent(750, Reader::Italian), "7,5%");
        assert_eq!(percent(750, Reader::German), "7,5\u{a0}%");
    }
}
