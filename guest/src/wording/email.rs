//! A finished e-mail: subject, plain text, and the same as an HTML page that fetches nothing from elsewhere.
//!
//! The body is written once, as plain text; the page is made from it, every character of it escaped. So no data can ever
//! become markup.

use super::{
    Failure, Reader,
    format::typography,
    format_date, format_money,
    variables::{self, Message},
};
use crate::{
    domain::{Contact, Kind, Money},
    group::Wanted,
    rules::{Recipient, is_address},
    settings::{Settings, Text},
};

/// A finished e-mail.
#[derive(Clone, Debug)]
pub struct Email {
    /// Name and address of each recipient.
    pub to: Vec<(Option<String>, String)>,
    /// Primary language tag of the text.
    pub language: String,
    /// One line.
    pub subject: String,
    /// The whole message.
    pub text: String,
    /// The same as a page.
    pub html: String,
    /// What the customer is asked for.
    pub claimed: Option<Money>,
    /// Where it can be paid.
    pub payment_link: Option<String>,
}

/// Writes the e-mail of a step.
///
/// # Errors
/// A text that is missing in every language this reader could be given, is broken, or lacks a value; a company without a
/// usable address of its own.
pub fn write(wanted: &Wanted<'_>, step: &str, text: &str, recipient: &Recipient<'_>) -> Result<Email, Failure> {
    let settings = &wanted.case.world.settings;
    let sender = &wanted.case.world.company.email;
    if !is_address(sender) {
        let message = format!("the company's own address `{}` cannot send", sender.escape_debug());
        return Err(Failure { code: "sender-unusable", message });
    }
    let (language, chosen) = choose(settings, text, recipient.language, &wanted.case.world.company.language)?;
    let reader = Reader::of(language);
    let variables = Message::of(wanted, step, Some(recipient), reader);
    let fill = |part: &str, source: &str| {
        let texts = &wanted.case.world.texts;
        let name = format!("{text}/{language}/{part}");
        texts.fill(settings, &name, source, &variables).map(|text| typography(&text, reader))
    };
    let subject = one_line(&fill("subject", &chosen.subject)?);
    let body = fill("body", &chosen.body)?.trim().to_owned();
    let claimed = variables::left(wanted);
    Ok(Email {
        to: recipient
            .to
            .iter()
            .map(|(contact, mailbox)| (contact.and_then(full_name), mailbox.address.clone()))
            .collect(),
        language: language.to_owned(),
        text: plain(wanted, &body),
        html: page(wanted, language, reader, &subject, &body, claimed),
        subject,
        claimed,
        payment_link: wanted.case.document.links.iter().find(|link| link.kind == "pay").map(|link| link.url.clone()),
    })
}

/// The text in the reader's language, else in the company's.
pub(super) fn choose<'a>(
    settings: &'a Settings,
    text: &str,
    wished: &str,
    company: &str,
) -> Result<(&'a str, &'a Text), Failure> {
    let by_language = settings.texts.get(text);
    let find = |language: &str| by_language.and_then(|texts| texts.get_key_value(language));
    let found = find(wished).or_else(|| find(company)).map(|(language, text)| (language.as_str(), text));
    found.ok_or_else(|| Failure {
        code: "text-missing",
        message: format!("the text `{text}` is written neither in `{wished}` nor in `{company}`"),
    })
}

fn full_name(contact: &Contact) -> Option<String> {
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

fn plain(wanted: &Wanted<'_>, body: &str) -> String {
    let foot: Vec<_> = foot(wanted).collect();
    format!("{body}\n\n-- \n{}\n", foot.join("\n"))
}

fn page(
    wanted: &Wanted<'_>,
    language: &str,
    reader: Reader,
    subject: &str,
    body: &str,
    claimed: Option<Money>,
) -> String {
    const CELL: &str = "padding:4px 12px 4px 0;text-align:left;vertical-align:top";
    let mut page = Page(String::with_capacity(2_048 + 2 * body.len()));
    page.markup("<!DOCTYPE html>\n<html lang=\"").text(language).markup("\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.markup("<title>").text(subject).markup("</title>\n</head>\n");
    page.markup("<body style=\"margin:0;padding:16px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#222;background:#fff\">\n");
    page.markup("<div style=\"max-width:600px;margin:0 auto\">\n");
    page.markup("<table role=\"presentation\" style=\"border-collapse:collapse;margin:0 0 16px\">\n");
    for (name, value) in summary(wanted, reader, claimed) {
        page.markup("<tr><th style=\"").markup(CELL).markup(";font-weight:normal;color:#555\">").text(name);
        page.markup("</th><td style=\"").markup(CELL).markup("\"><strong>").text(&value);
        page.markup("</strong></td></tr>\n");
    }
    page.markup("</table>\n");
    for paragraph in body.split("\n\n") {
        page.markup("<p style=\"margin:0 0 16px\">");
        page.lines(paragraph.trim().split('\n'));
        page.markup("</p>\n");
    }
    page.markup("<p style=\"margin:24px 0 0;font-size:13px;color:#555\">");
    page.lines(foot(wanted));
    page.markup("</p>\n</div>\n</body>\n</html>\n");
    page.0
}

/// The sender, as every message ends.
fn foot<'a>(wanted: &Wanted<'a>) -> impl Iterator<Item = &'a str> {
    let company = &wanted.case.world.company;
    let lines =
        [Some(&company.name), company.phone.as_ref(), company.website.as_ref(), company.legal_mentions.as_ref()];
    lines.into_iter().flatten().map(String::as_str)
}

/// A page being written: markup is ours, everything else is escaped.
struct Page(String);

impl Page {
    fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        escape_into(&mut self.0, text);
        self
    }

    fn lines<'t>(&mut self, lines: impl Iterator<Item = &'t str>) {
        for (at, line) in lines.enumerate() {
            if at > 0 {
                self.markup("<br>\n");
            }
            self.text(line);
        }
    }
}

/// What the eye must find first: number, amount, date.
fn summary(wanted: &Wanted<'_>, reader: Reader, claimed: Option<Money>) -> Vec<(&'static str, String)> {
    let document = wanted.case.document;
    let word = |french, english| match reader {
        Reader::French => french,
        Reader::English => english,
    };
    let quote = document.kind == Kind::Quote;
    let number = if quote { word("Devis", "Quote") } else { word("Facture", "Invoice") };
    let mut rows = vec![(number, document.number.clone())];
    match claimed {
        Some(left) => rows.push((word("Reste à payer", "Amount due"), format_money(left, reader))),
        None => {
            let total = Money::new(document.total, document.currency);
            rows.push((word("Montant TTC", "Total"), format_money(total, reader)));
        }
    }
    let (name, day) = if quote {
        (word("Valable jusqu'au", "Valid until"), document.valid_until)
    } else {
        (word("Échéance", "Due date"), wanted.members.iter().filter_map(crate::rules::Case::due).min())
    };
    rows.extend(day.map(|day| (name, format_date(day, reader))));
    rows
}

fn escape_into(page: &mut String, text: &str) {
    let mut plain = text;
    // Nothing invisible turns the reading direction of what follows.
    let special =
        |c: char| matches!(c, '&' | '<' | '>' | '"' | '\'' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    while let Some((before, rest)) = plain.find(special).and_then(|at| plain.split_at_checked(at)) {
        page.push_str(before);
        let mut rest = rest.chars();
        page.push_str(match rest.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            Some('\'') => "&#39;",
            _ => "",
        });
        plain = rest.as_str();
    }
    page.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escape(text: &str) -> String {
        let mut page = String::new();
        escape_into(&mut page, text);
        page
    }

    #[test]
    fn customer_data_never_becomes_markup() {
        assert_eq!(escape("<b>Durand & Fils</b> \"'"), "&lt;b&gt;Durand &amp; Fils&lt;/b&gt; &quot;&#39;");
        assert_eq!(escape("abc\u{202e}def"), "abcdef");
    }

    #[test]
    fn a_subject_is_one_line() {
        assert_eq!(one_line("Facture\r\nBcc: x@y.z\u{202f}!  ok "), "Facture Bcc: x@y.z\u{202f}! ok");
    }
}
