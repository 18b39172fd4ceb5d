//! A finished e-mail: who it is from and for, subject, plain text, and the same as a page.

use super::{
    blocks::Block,
    html::{self, Frame},
    message::{Written, full_name},
    payment::PaymentDetails,
    variables,
};
use crate::{
    domain::{Found, Kind, Person},
    qr::Code,
    rules::{Case, Mail},
    settings::{CopyTo, Sender},
    wanted::{StepWork, Wanted},
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
    /// What the page shows.
    pub pictures: Vec<Picture>,
    /// Header fields besides the usual ones.
    pub headers: Vec<(&'static str, String)>,
}

/// A picture inside the page.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The page says `cid:ID`.
    pub id: String,
    /// PNG.
    pub content: Vec<u8>,
}

/// Makes an e-mail of a text, from a sender and with copies.
///
/// # Errors
/// A company without a usable address of its own.
pub(super) fn write<'a>(
    wanted: &Wanted<'a>,
    work: &StepWork<'a>,
    written: Written<'a>,
    mail: &Mail<'_>,
    (from, with): (Sender, &[CopyTo]),
) -> Result<Email<'a>, Found> {
    let to: Vec<Addressee> =
        mail.to.iter().map(|(contact, mailbox)| (contact.and_then(full_name), mailbox.address.clone())).collect();
    let sender = sender(wanted, from)?;
    let company = &wanted.case.context.company;
    let pictures = pictures(&written);
    let frame = Frame {
        company: &company.name,
        colour: html::colour(company.colour.as_deref()),
        foot: foot(wanted).collect(),
        opt_out: is_prospecting(wanted, work).then_some(written.locale.words().opt_out),
        pictures: pictures.iter().map(|picture| picture.as_ref().map(|picture| picture.id.as_str())).collect(),
    };
    Ok(Email {
        cc: copies(wanted, with, &to),
        headers: headers(is_prospecting(wanted, work), &sender),
        sender,
        to,
        text: plain(&written, &frame),
        html: html::page(&written, &frame),
        pictures: pictures.into_iter().flatten().collect(),
        written,
    })
}

/// The company, or the salesperson where the step says so and there is one with an address: that of the document that gives the text.
fn sender(wanted: &Wanted<'_>, sender: Sender) -> Result<Addressee, Found> {
    let salesperson = wanted.case.salesperson().filter(|_| sender == Sender::Salesperson);
    if let Some(addressee) = salesperson.and_then(addressee) {
        return Ok(addressee);
    }
    let company = &wanted.case.context.company;
    if !relance_contract::is_address(&company.email) {
        return Err(Found::SenderUnusable { address: company.email.escape_debug().to_string() });
    }
    Ok((Some(company.name.clone()), company.email.clone()))
}

fn addressee(person: &Person) -> Option<Addressee> {
    let address = person.email.as_ref().filter(|address| relance_contract::is_address(address))?;
    Some((Some(person.name.clone()), address.clone()))
}

/// Who else gets it, on both sides; nobody twice.
fn copies(wanted: &Wanted<'_>, copies: &[CopyTo], to: &[Addressee]) -> Vec<Addressee> {
    let (account, team) = (wanted.case.account, &wanted.case.context.settings.team);
    let mut cc: Vec<Addressee> = Vec::new();
    for copy in copies {
        let found: Vec<Addressee> = match copy {
            CopyTo::Salesperson => {
                let documents = variables::documents(wanted);
                documents.iter().filter_map(Case::salesperson).filter_map(addressee).collect()
            }
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
                    let mailbox = contact
                        .mailbox
                        .as_ref()
                        .filter(|mailbox| !mailbox.bounced && relance_contract::is_address(&mailbox.address))?;
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

fn plain(written: &Written<'_>, frame: &Frame<'_>) -> String {
    let foot: Vec<_> = frame.foot.iter().copied().chain(frame.opt_out).collect();
    format!("{}\n\n-- \n{}\n", written.plain(), foot.join("\n"))
}

/// The sender, as every message ends.
fn foot<'a>(wanted: &Wanted<'a>) -> impl Iterator<Item = &'a str> {
    let company = &wanted.case.context.company;
    let lines =
        [Some(&company.name), company.phone.as_ref(), company.website.as_ref(), company.legal_mentions.as_ref()];
    lines.into_iter().flatten().map(String::as_str)
}

/// For each place that says how to pay, the code to pay by, where there is one.
fn pictures(written: &Written<'_>) -> Vec<Option<Picture>> {
    let payments = written.body.iter().filter_map(|block| match block {
        Block::Payment(payment) => Some(payment),
        _ => None,
    });
    let picture = |(payment, at): (&PaymentDetails, usize)| {
        let content = Code::of(payment.epc.as_deref()?)?.png()?;
        let id = if at == 1 { "payment".to_owned() } else { format!("payment-{at}") };
        Some(Picture { id, content })
    };
    payments.zip(1..).map(picture).collect()
}

/// Whether its reader may want no more of it: an offer, and whatever a prospect is told.
fn is_prospecting(wanted: &Wanted<'_>, work: &StepWork<'_>) -> bool {
    work.offer.is_some() || wanted.case.document.kind == Kind::Lead
}

/// Answering machines stay silent (RFC 3834), and an offer can be refused (RFC 2369).
fn headers(can_be_refused: bool, sender: &Addressee) -> Vec<(&'static str, String)> {
    let mut headers =
        vec![("Auto-Submitted", "auto-generated".to_owned()), ("X-Auto-Response-Suppress", "All".to_owned())];
    if can_be_refused {
        headers.push(("List-Unsubscribe", format!("<mailto:{}?subject=STOP>", sender.1)));
    }
    headers
}
