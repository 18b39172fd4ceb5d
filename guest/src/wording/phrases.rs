//! The sentences of decisions, explanations and findings: a code with its details, in the reader's language.

use super::{Locale, format::typography, format_date, format_money, format_percent};
use crate::{
    domain::{Detail, FactValue, Found},
    language::{Said, sentence},
};

/// The sentence of a code with its details; the code itself when it is not known.
#[must_use]
pub fn phrase<'a>(
    code: &str,
    details: impl Iterator<Item = (&'a str, &'a FactValue)> + Clone,
    locale: Locale,
) -> String {
    let Some(template) = locale.sentence(code) else { return code.to_owned() };
    let detail = |name: &str| {
        let found = details.clone().find(|(detail, _)| *detail == name);
        found.map(|(_, value)| said(value, locale))
    };
    typography(&sentence(template, &detail, locale), locale)
}

/// A finding in words: what is wrong, and what to do; the latter may be empty.
#[must_use]
pub fn finding(found: &Found, locale: Locale) -> (String, String) {
    let details = found.details();
    let detail = |name: &str| {
        let value = details.iter().find(|(detail, _)| *detail == name).map(|(_, value)| value)?;
        let (text, count) = match value {
            Detail::Text(text) => (text.clone(), None),
            Detail::Number(number) => (number.to_string(), u64::try_from(*number).ok()),
            Detail::Day(day) => (format_date(*day, locale), None),
            Detail::Percent(percent) => (format_percent(percent.0, locale), None),
        };
        Some(Said { text, count })
    };
    let (message, hint) = locale.finding(found.sentence()).unwrap_or((found.code(), ""));
    let say = |template| typography(&sentence(template, &detail, locale), locale);
    (say(message), say(hint))
}

/// A value as the reader reads it.
fn said(value: &FactValue, locale: Locale) -> Said {
    let (text, count) = match value {
        FactValue::Text(text) => (text.clone(), None),
        FactValue::Integer(number) => (number.to_string(), u64::try_from(*number).ok()),
        FactValue::Amount(amount) => (format_money(*amount, locale), None),
        FactValue::Flag(flag) => (flag.to_string(), None),
        FactValue::Day(day) => (format_date(*day, locale), None),
    };
    Said { text, count }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse_day;

    #[test]
    fn details_are_written_as_the_reader_writes_them() {
        let step = FactValue::Text("first".to_owned());
        let leaves = FactValue::Day(parse_day("2025-08-01").unwrap());
        let details = [("step", &step), ("leaves", &leaves)];
        assert_eq!(
            phrase("waiting", details.into_iter(), Locale::French),
            "La prochaine étape, «\u{a0}first\u{a0}», part le 1er août 2025."
        );
        assert_eq!(
            phrase("waiting", details.into_iter(), Locale::English),
            "The next step, \"first\", leaves on 1 August 2025."
        );
        assert_eq!(
            phrase("waiting", details.into_iter(), Locale::Polish),
            "Następny krok, „first”, nastąpi dnia 1 sierpnia 2025."
        );
        assert_eq!(phrase("from-elsewhere", [].into_iter(), Locale::English), "from-elsewhere");
    }

    #[test]
    fn a_counted_word_agrees_with_its_number() {
        let covers = |documents, locale| {
            let documents = FactValue::Integer(documents);
            phrase("grouping-passed", [("documents", &documents)].into_iter(), locale)
        };
        assert_eq!(covers(1, Locale::English), "It leaves in a message that covers 1 document.");
        assert_eq!(covers(2, Locale::German), "Er geht in einer Nachricht hinaus, die 2 Belege umfasst.");
        assert_eq!(covers(3, Locale::Polish), "Zostaje wysłany w wiadomości, która obejmuje 3 dokumenty.");
    }
}
