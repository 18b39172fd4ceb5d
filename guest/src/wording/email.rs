//! A finished e-mail: subject, plain text, and the same as an HTML page that fetches nothing from elsewhere.
//!
//! The body is written once, as plain text; the page is made from it, every character of it escaped. So no data can ever
//! become markup.

use super::{
    Failure, Reader, format_date, format_money,
    message::{Written, full_name},
    variables,
};
use crate::{
    domain::{Kind, Money, Person},
    group::{StepWork, Wanted},
    rules::{Mail, is_address},
    settings::{CopyTo, Sender},
};

/// A name and an address for a header line.
pub type Addressee = (Option<String>, String);

/// A finished e-mail.
#[derive(Clone, Debug)]
pub struct Email<'a> {
    /// Who sends it.
    pub sender: Addressee,
    /// Name and address of each recipient.
    pub to: Vec<Addressee>,
    /// Who gets a copy.
    pub cc: Vec<Addressee>,
    /// The text.
    pub written: Written<'a>,
    /// The whole message.
    pub text: String,
    /// The same as a page.
    pub html: String,
}

/// Makes an e-mail of a text.
///
/// # Errors
/// A company without a usable address of its own.
pub(super) fn write<'a>(
    wanted: &Wanted<'a>,
    work: &StepWork<'a>,
    written: Written<'a>,
    mail: &Mail<'_>,
) -> Result<Email<'a>, Failure> {
    let to: Vec<Addressee> =
        mail.to.iter().map(|(contact, mailbox)| (contact.and_then(full_name), mailbox.address.clone())).collect();
    Ok(Email {
        sender: sender(wanted, work.action.sender)?,
        cc: copies(wanted, &work.action.copies, &to),
        to,
        text: plain(wanted, &written.body),
        html: page(wanted, &written),
        written,
    })
}

/// The company, or the salesperson of the account where the step says so and there is one with an address.
fn sender(wanted: &Wanted<'_>, sender: Sender) -> Result<Addressee, Failure> {
    let salesperson = wanted.case.account.salesperson.as_ref().filter(|_| sender == Sender::Salesperson);
    if let Some(addressee) = salesperson.and_then(addressee) {
        return Ok(addressee);
    }
    let company = &wanted.case.world.company;
    if !is_address(&company.email) {
        let message = format!("the company's own address `{}` cannot send", company.email.escape_debug());
        return Err(Failure { code: "sender-unusable", message });
    }
    Ok((Some(company.name.clone()), company.email.clone()))
}

fn addressee(person: &Person) -> Option<Addressee> {
    let address = person.email.as_ref().filter(|address| is_address(address))?;
    Some((Some(person.name.clone()), address.clone()))
}

/// Who else gets it, on both sides; nobody twice.
fn copies(wanted: &Wanted<'_>, copies: &[CopyTo], to: &[Addressee]) -> Vec<Addressee> {
    let (account, team) = (wanted.case.account, &wanted.case.world.settings.team);
    let mut cc: Vec<Addressee> = Vec::new();
    for copy in copies {
        let found: Vec<Addressee> = match copy {
            CopyTo::Salesperson => account.salesperson.as_ref().and_then(addressee).into_iter().collect(),
            CopyTo::Finance => {
                team.finance.as_ref().map(Person::from).as_ref().and_then(addressee).into_iter().collect()
            }
            CopyTo::Director => {
                team.director.as_ref().map(Person::from).as_ref().and_then(addressee).into_iter().collect()
            }
            CopyTo::CustomerFinance => {
                let heads =
                    account.contacts.iter().filter(|contact| contact.roles.iter().any(|role| role == "finance-head"));
                let usable = heads.filter_map(|contact| {
                    let mailbox =
                        contact.mailbox.as_ref().filter(|mailbox| !mailbox.bounced && is_address(&mailbox.address))?;
                    Some((full_name(contact), mailbox.address.clone()))
                });
                usable.collect()
            }
        };
        for one in found {
            let known = |(_, address): &Addressee| address.eq_ignore_ascii_case(&one.1);
            if !to.iter().any(known) && !cc.iter().any(known) {
                cc.push(one);
            }
        }
    }
    cc
}

fn plain(wanted: &Wanted<'_>, body: &str) -> String {
    let foot: Vec<_> = foot(wanted).collect();
    format!("{body}\n\n-- \n{}\n", foot.join("\n"))
}

fn page(wanted: &Wanted<'_>, written: &Written<'_>) -> String {
    const CELL: &str = "padding:4px 12px 4px 0;text-align:left;vertical-align:top";
    let mut page = Page(String::with_capacity(2_048 + 2 * written.body.len()));
    page.markup("<!DOCTYPE html>\n<html lang=\"")
        .text(written.language)
        .markup("\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.markup("<title>").text(&written.subject).markup("</title>\n</head>\n");
    page.markup("<body style=\"margin:0;padding:16px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#222;background:#fff\">\n");
    page.markup("<div style=\"max-width:600px;margin:0 auto\">\n");
    page.markup("<table role=\"presentation\" style=\"border-collapse:collapse;margin:0 0 16px\">\n");
    for (name, value) in summary(wanted, written.reader, written.claimed) {
        page.markup("<tr><th style=\"").markup(CELL).markup(";font-weight:normal;color:#555\">").text(name);
        page.markup("</th><td style=\"").markup(CELL).markup("\"><strong>").text(&value);
        page.markup("</strong></td></tr>\n");
    }
    page.markup("</table>\n");
    for paragraph in written.body.split("\n\n") {
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
    let documents = variables::documents(wanted);
    let number = match (quote, documents.len() > 1) {
        (true, false) => word("Devis", "Quote"),
        (true, true) => word("Devis", "Quotes"),
        (false, false) => word("Facture", "Invoice"),
        (false, true) => word("Factures", "Invoices"),
    };
    let numbers: Vec<_> = documents.iter().map(|case| case.document.number.as_str()).collect();
    let mut rows = vec![(number, numbers.join(", "))];
    match claimed {
        Some(left) => rows.push((word("Reste à payer", "Amount due"), format_money(left, reader))),
        None => {
            let total = variables::total(wanted);
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
}
