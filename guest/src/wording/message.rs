//! What every message has, whatever its channel: a subject and a body in the reader's language, what it claims, where that can be paid.

use super::{
    Locale,
    blocks::{self, Block},
    format::typography,
    payment,
    variables::{self, Message},
};
use crate::{
    charges::{self, Charges},
    domain::{Contact, Found, Kind, Money},
    settings::{Settings, Text},
    template::markup::{self, Part, Place},
    wanted::{StepWork, Wanted, Work},
};

/// A text filled in for one reader.
#[derive(Clone, Debug)]
pub struct Written<'a> {
    /// Primary language tag of the text.
    pub language: &'a str,
    /// How its reader writes amounts and dates.
    pub locale: Locale,
    /// One line.
    pub subject: String,
    /// What it says, in parts.
    pub body: Vec<Block>,
    /// What the eye must find first.
    pub summary: Vec<(&'static str, String)>,
    /// What the customer is asked for.
    pub claimed: Option<Money>,
    /// Of that, what is not the debt itself.
    pub charges: Option<Charges>,
    /// Where it can be paid.
    pub payment_link: Option<String>,
}

impl Written<'_> {
    /// The body as plain text.
    #[must_use]
    pub fn plain(&self) -> String {
        blocks::plain(&self.body, self.locale)
    }
}

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Something that must be complete by itself, with tables and how to pay: an e-mail, a letter.
    Page,
    /// A few words: a short message, a task, a note.
    Note,
}

/// Fills in a text for somebody who reads `language`.
///
/// # Errors
/// A text that is missing in every language this reader could be given, is broken, or lacks a value.
pub(super) fn write<'a>(
    wanted: &Wanted<'a>,
    work: &StepWork<'a>,
    text: &str,
    (language, contact): (&str, Option<&Contact>),
    purpose: Use,
) -> Result<Written<'a>, Found> {
    let context = wanted.case.context;
    let (language, chosen) = choose(&context.settings, text, language, &context.company.language)?;
    let locale = Locale::of(language);
    let charges = charges::charges(wanted, work.claims).map(|charges| charges.named(locale.words().union));
    let message = Message { wanted, work, contact, locale, charges: charges.as_ref() };
    let fill = |part: &str, source: &str| {
        let name = format!("{text}/{language}/{part}");
        context.texts.fill(&context.settings, &name, source, &message).map(|text| typography(&text, locale))
    };
    let subject = one_line(&markup::literal(&fill("subject", &chosen.subject)?));
    let mut parts = markup::parse(&fill("body", &chosen.body)?);
    let name = format!("{text}/{language}/body");
    if purpose == Use::Page {
        complete(&mut parts, &message, &|used| context.texts.uses(&name, used));
    } else if !context.texts.uses(&name, "parts") && !context.texts.uses(&name, "block.parts") {
        parts.extend(blocks::parts_in_short(&message));
    }
    let claimed = message.claimed();
    let links = &wanted.case.document.links;
    let payment_link = links.iter().find(|link| link.kind == "pay").map(|link| link.url.clone());
    // A link pays one document.
    let payment_link = payment_link.filter(|_| claimed.is_some() && variables::documents(wanted).len() == 1);
    let (body, summary) = (blocks::made(parts, &message), blocks::summary(&message));
    Ok(Written { language, locale, subject, body, summary, claimed, charges, payment_link })
}

/// Adds what a complete message has and its text does not place: the list of several documents, the parts of invoices that it is about, what is claimed besides the debt and how it
/// comes about, how to pay.
fn complete(parts: &mut Vec<Part>, message: &Message<'_, '_>, uses: &dyn Fn(&str) -> bool) {
    let mut after_greeting = 1.min(parts.len());
    let mut insert = |parts: &mut Vec<Part>, place| {
        parts.insert(after_greeting, Part::Place(place));
        after_greeting += 1;
    };
    let several = variables::documents(message.wanted).len() > 1;
    if several && !uses("documents") && !uses("block.documents") {
        insert(parts, Place::Documents);
    }
    let in_parts = message.wanted.members.iter().any(|member| member.instalment.is_some());
    if in_parts && !uses("parts") && !uses("block.parts") {
        insert(parts, Place::Parts);
    }
    let invoice = message.wanted.case.document.kind == Kind::Invoice;
    if invoice && message.charges.is_some() && !uses("block.amounts") && !uses("claim.total") {
        insert(parts, Place::Amounts);
    }
    // Of several accounts a text says the numbers, and not what to pay on each.
    let said = uses("company.iban") && payment::details(message).len() <= 1;
    if invoice && !uses("block.payment") && !said {
        parts.push(Part::Place(Place::Payment));
    }
    if invoice && message.charges.is_some() && !uses("block.interest") {
        parts.push(Part::Place(Place::Interest));
    }
}

/// The text of a message that is not written in the language of whom it reaches, that language, and the company's, which serves instead.
#[must_use]
pub fn other_language<'w>(wanted: &'w Wanted<'_>) -> Option<(&'w str, &'w str, &'w str)> {
    let Work::Step(StepWork { part, text: Some(text), .. }) = &wanted.work else { return None };
    let context = wanted.case.context;
    let (wished, company) = (part.destination()?.language(), &context.company.language);
    let (used, _) = choose(&context.settings, text, wished, company).ok().filter(|(used, _)| *used != wished)?;
    Some((text, wished, used))
}

/// The text in the reader's language, else in the company's.
fn choose<'a>(settings: &'a Settings, text: &str, wished: &str, company: &str) -> Result<(&'a str, &'a Text), Found> {
    let by_language = settings.texts.get(text);
    let find = |language: &str| by_language.and_then(|texts| texts.get_key_value(language));
    let found = find(wished).or_else(|| find(company)).map(|(language, text)| (language.as_str(), text));
    found.ok_or_else(|| Found::TextNotWritten {
        text: text.to_owned(),
        wished: wished.to_owned(),
        company: company.to_owned(),
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
