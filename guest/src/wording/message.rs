//! What every message has, whatever its channel: a subject and a body in the reader's language, what it claims, where that can be paid.

use super::{
    Failure, Reader,
    format::typography,
    variables::{self, Message},
};
use crate::{
    domain::{Contact, Kind, Money},
    group::{StepWork, Wanted},
    settings::{Settings, Text},
};

/// A text filled in for one reader.
#[derive(Clone, Debug)]
pub struct Written<'a> {
    /// Primary language tag of the text.
    pub language: &'a str,
    /// How its reader writes amounts and dates.
    pub reader: Reader,
    /// One line.
    pub subject: String,
    /// Paragraphs, with an empty line between them.
    pub body: String,
    /// What the customer is asked for.
    pub claimed: Option<Money>,
    /// Where it can be paid.
    pub payment_link: Option<String>,
}

/// Fills in a text for somebody who reads `language`.
///
/// # Errors
/// A text that is missing in every language this reader could be given, is broken, or lacks a value.
pub(super) fn write<'a>(
    wanted: &Wanted<'a>,
    work: &StepWork<'a>,
    text: &str,
    language: &str,
    contact: Option<&Contact>,
) -> Result<Written<'a>, Failure> {
    let world = wanted.case.world;
    let (language, chosen) = choose(&world.settings, text, language, &world.company.language)?;
    let reader = Reader::of(language);
    let variables = Message { wanted, work, contact, reader };
    let fill = |part: &str, source: &str| {
        let name = format!("{text}/{language}/{part}");
        world.texts.fill(&world.settings, &name, source, &variables).map(|text| typography(&text, reader))
    };
    let subject = one_line(&fill("subject", &chosen.subject)?);
    let mut body = fill("body", &chosen.body)?.trim().to_owned();
    if variables::documents(wanted).len() > 1 && !world.texts.uses(&format!("{text}/{language}/body"), "documents") {
        body.push_str("\n\n");
        body.push_str(&typography(&list(wanted, reader), reader));
    }
    let claimed = variables::left(wanted);
    let links = &wanted.case.document.links;
    let payment_link = links.iter().find(|link| link.kind == "pay").map(|link| link.url.clone());
    // A link pays one document.
    let payment_link = payment_link.filter(|_| claimed.is_some() && variables::documents(wanted).len() == 1);
    Ok(Written { language, reader, subject, body, claimed, payment_link })
}

/// The documents a message covers, one on each line: added where its text names one only.
fn list(wanted: &Wanted<'_>, reader: Reader) -> String {
    let lines = variables::documents(wanted).into_iter().map(|case| {
        let amount = match variables::left_of(wanted, case.document) {
            Some(left) => left,
            None => Money::new(case.document.total, case.document.currency),
        };
        let day = if case.document.kind == Kind::Quote { case.document.valid_until } else { case.due() };
        let day = day.map(|day| format!(" ({})", super::format_date(day, reader))).unwrap_or_default();
        format!("{}{day} : {}", case.document.number, super::format_money(amount, reader))
    });
    let lines: Vec<_> = lines.collect();
    if reader == Reader::French { lines.join("\n") } else { lines.join("\n").replace(" : ", ": ") }
}

/// The text in the reader's language, else in the company's.
fn choose<'a>(settings: &'a Settings, text: &str, wished: &str, company: &str) -> Result<(&'a str, &'a Text), Failure> {
    let by_language = settings.texts.get(text);
    let find = |language: &str| by_language.and_then(|texts| texts.get_key_value(language));
    let found = find(wished).or_else(|| find(company)).map(|(language, text)| (language.as_str(), text));
    found.ok_or_else(|| Failure {
        code: "text-missing",
        message: format!("the text `{text}` is written neither in `{wished}` nor in `{company}`"),
    })
}

/// Given and family name.
pub(super) fn full_name(contact: &Contact) -> Option<String> {
    let parts: Vec<_> = [&contact.first_name, &contact.last_name].into_iter().flatten().map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A subject is one line, whatever the data in it.
pub(super) fn one_line(text: &str) -> String {
    text.split(char::is_control)
        .flat_map(|part| part.split(' '))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_subject_is_one_line() {
        assert_eq!(one_line("Facture\r\nBcc: x@y.z\u{202f}!  ok "), "Facture Bcc: x@y.z\u{202f}! ok");
    }
}
