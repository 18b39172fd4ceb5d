//! Amounts and dates as the reader writes them: `1 250,00 €` and `1er mars 2028` in French, `€1,250.00` and
//! `1 March 2028` in English.

use crate::{
    domain::{Day, Money},
    language::Locale,
};

/// An amount with its currency.
#[must_use]
pub fn money(amount: Money, locale: Locale) -> String {
    locale.pack().format.money(amount)
}

/// A day with its month in words.
#[must_use]
pub fn date(day: Day, locale: Locale) -> String {
    locale.pack().format.date(day)
}

/// A day in figures, as in a table: `01/03/2028`.
#[must_use]
pub fn short_date(day: Day, locale: Locale) -> String {
    locale.pack().format.short_date(day)
}

/// Hundredths of a percent: `7,5 %` in French, `7.5%` in English.
#[must_use]
pub fn percent(hundredths: u32, locale: Locale) -> String {
    locale.pack().format.percent(hundredths)
}

/// Typography: what must not break at the end of a line does not. Most languages leave the text alone.
#[must_use]
pub fn typography(text: &str, locale: Locale) -> String {
    let spacing = locale.pack().spacing.iter();
    spacing.fold(text.to_owned(), |text, (plain, bound)| text.replace(plain, bound))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Currency, parse_day};

    /// As CLDR 48 has it (ICU 78.2: `Intl.NumberFormat` and `Intl.DateTimeFormat` with `dateStyle: "long"` and the minus, percent and grouping of
    /// fr-FR, en-GB, de-DE, es-ES, it-IT, nl-NL, pl-PL, pt-PT). Ours differ in one thing: the first of a month in French and Italian.
    const CLDR: &[(&str, &str, &str, &str, &str, &str)] = &[
        (
            "fr",
            "1\u{202f}250,00\u{a0}€",
            "-12\u{202f}500,50\u{a0}€",
            "1\u{202f}250\u{a0}JPY",
            "7,5\u{a0}%",
            "2 mars 2028",
        ),
        ("en", "€1,250.00", "-€12,500.50", "", "7.5%", "2 March 2028"),
        ("de", "1.250,00\u{a0}€", "-12.500,50\u{a0}€", "", "7,5\u{a0}%", "2. März 2028"),
        ("es", "1250,00\u{a0}€", "-12.500,50\u{a0}€", "1250\u{a0}JPY", "7,5\u{a0}%", "2 de marzo de 2028"),
        ("it", "1250,00\u{a0}€", "-12.500,50\u{a0}€", "1250\u{a0}JPY", "7,5%", "2 marzo 2028"),
        ("nl", "€\u{a0}1.250,00", "€\u{a0}-12.500,50", "", "7,5%", "2 maart 2028"),
        ("pl", "1250,00\u{a0}€", "-12\u{a0}500,50\u{a0}€", "1250\u{a0}JPY", "7,5%", "2 marca 2028"),
        ("pt", "1250,00\u{a0}€", "-12\u{a0}500,50\u{a0}€", "", "7,5%", "2 de março de 2028"),
    ];

    #[test]
    fn amounts_percentages_and_days_as_cldr_has_them() {
        let amount = |minor, code, locale| money(Money::new(minor, Currency::from_code(code).unwrap()), locale);
        assert_eq!(CLDR.len(), Locale::ALL.len());
        for (tag, small, large, yen, share, day) in CLDR {
            let locale = Locale::known(tag).unwrap();
            assert_eq!(amount(125_000, "EUR", locale), *small, "{tag}");
            assert_eq!(amount(-1_250_050, "EUR", locale), *large, "{tag}");
            // Where CLDR has a sign that a reader may take for another currency's, ours is the code.
            assert!(yen.is_empty() || amount(1_250, "JPY", locale) == *yen, "{tag}");
            assert_eq!(percent(750, locale), *share, "{tag}");
            assert_eq!(date(parse_day("2028-03-02").unwrap(), locale), *day, "{tag}");
        }
    }

    #[test]
    fn days_as_the_reader_writes_them() {
        let first = |locale| date(parse_day("2028-03-01").unwrap(), locale);
        assert_eq!(first(Locale::French), "1er mars 2028");
        assert_eq!(first(Locale::Italian), "1º marzo 2028");
        let figures = |locale| short_date(parse_day("2028-03-01").unwrap(), locale);
        assert_eq!(figures(Locale::German), "01.03.2028");
        assert_eq!(figures(Locale::Dutch), "01-03-2028");
        assert_eq!(figures(Locale::Polish), "01.03.2028");
    }
}
