//! Whom a message reaches, and what tells one recipient from another.

use crate::domain::{Channel, Contact, Mailbox, PhoneChannel, PostChannel, PostalAddress};

/// To whom an e-mail goes, and in which language.
#[derive(Clone, Debug)]
pub struct Mail<'a> {
    /// The addresses, with the contact each belongs to, if any.
    pub to: Vec<(Option<&'a Contact>, &'a Mailbox)>,
    /// Primary language tag.
    pub language: &'a str,
}

/// Where a letter goes.
#[derive(Clone, Debug)]
pub struct Post<'a> {
    /// What it is.
    pub channel: PostChannel,
    /// The contact it is for the attention of.
    pub contact: Option<&'a Contact>,
    /// Where to.
    pub address: &'a PostalAddress,
    /// Primary language tag.
    pub language: &'a str,
}

/// Where a message for a telephone goes.
#[derive(Clone, Debug)]
pub struct Phone<'a> {
    /// What it is.
    pub channel: PhoneChannel,
    /// The contact it belongs to.
    pub contact: Option<&'a Contact>,
    /// As the host has it.
    pub number: &'a str,
    /// Primary language tag.
    pub language: &'a str,
}

/// By which way a message reaches its customer.
#[derive(Clone, Debug)]
pub enum Destination<'a> {
    /// By e-mail.
    Mail(Mail<'a>),
    /// By post.
    Post(Post<'a>),
    /// By telephone.
    Phone(Phone<'a>),
}

/// Who is written to, and where. Another contact, another part of an address or another language is another recipient.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recipient<'a> {
    language: &'a str,
    to: Vec<(Option<&'a str>, Place<'a>)>,
}

/// An address as it tells recipients apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place<'a> {
    /// In lower case: mail servers make no difference.
    Mailbox(String),
    Post(&'a PostalAddress),
    Phone(&'a str),
}

impl<'a> Destination<'a> {
    /// What tells this recipient from others; [`Self::shown`] is for people to read.
    #[must_use]
    pub fn recipient(&self) -> Recipient<'a> {
        let id = |contact: Option<&'a Contact>| contact.map(|contact| contact.id.as_str());
        let to = match self {
            Self::Mail(mail) => {
                let mailboxes = mail.to.iter();
                mailboxes.map(|(contact, to)| (id(*contact), Place::Mailbox(to.address.to_lowercase()))).collect()
            }
            Self::Post(post) => vec![(id(post.contact), Place::Post(post.address))],
            Self::Phone(phone) => vec![(id(phone.contact), Place::Phone(phone.number))],
        };
        Recipient { language: self.language(), to }
    }

    /// As what it leaves: an e-mail to somebody without an address may be a letter.
    #[must_use]
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Mail(_) => Channel::Email,
            Self::Post(post) => Channel::Post(post.channel),
            Self::Phone(phone) => Channel::Phone(phone.channel),
        }
    }

    /// The language of whoever reads it.
    #[must_use]
    pub const fn language(&self) -> &'a str {
        match self {
            Self::Mail(mail) => mail.language,
            Self::Post(post) => post.language,
            Self::Phone(phone) => phone.language,
        }
    }

    /// Who reads it, by name.
    #[must_use]
    pub fn contact(&self) -> Option<&'a Contact> {
        match self {
            Self::Mail(mail) => mail.to.iter().find_map(|(contact, _)| *contact),
            Self::Post(post) => post.contact,
            Self::Phone(phone) => phone.contact,
        }
    }

    /// The addresses in one line, to be read.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Mail(mail) => {
                let addresses: Vec<_> = mail.to.iter().map(|(_, mailbox)| mailbox.address.as_str()).collect();
                addresses.join(", ")
            }
            Self::Post(post) => {
                let place = format!("{} {}", post.address.postcode, post.address.city);
                let lines = post.address.lines.iter().map(String::as_str).chain([place.trim()]);
                lines.collect::<Vec<_>>().join(", ")
            }
            Self::Phone(phone) => phone.number.to_owned(),
        }
    }
}
