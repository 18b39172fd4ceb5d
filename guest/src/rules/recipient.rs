//! Step 10: Recipient and channel. The first usable address of the chain, over contact roles and establishments; a letter where the
//! step allows one; else nobody, and a person is asked (F43, F58 to F61).

use super::{Case, Held};
use crate::{
    domain::{Contact, Establishment, Kind, Mailbox, PostalAddress, Reason},
    settings::{Action, ActionKind, Attach, Fallback, Step},
};

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
    /// The contact it is for the attention of.
    pub contact: Option<&'a Contact>,
    /// Where to.
    pub address: &'a PostalAddress,
    /// Primary language tag.
    pub language: &'a str,
}

/// Where a short message goes.
#[derive(Clone, Debug)]
pub struct Phone<'a> {
    /// The contact it belongs to.
    pub contact: Option<&'a Contact>,
    /// As the host has it.
    pub number: &'a str,
    /// Primary language tag.
    pub language: &'a str,
}

/// By which way a message reaches its customer.
#[derive(Clone, Debug)]
pub enum Reach<'a> {
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

impl<'a> Reach<'a> {
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

/// One action of a step, and whom it reaches; nobody outside for an internal one.
#[derive(Clone, Debug)]
pub struct Delivery<'a> {
    /// The action.
    pub action: &'a Action,
    /// By which way; `None` for an internal action.
    pub reach: Option<Reach<'a>>,
}

/// All that a step still has to do (`open`), each with whom it reaches. Messages that may be left out are left out where nobody can receive
/// them, unless that leaves none of the step.
///
/// # Errors
/// [`Reason::NoAddress`] and [`Reason::AttachmentMissing`], with what can be done all the same: tasks and notifications. What blocks, suspends
/// or hands over waits, since the customer was not told.
pub fn of_step<'a>(
    case: &Case<'a>,
    step: &'a Step,
    open: impl Fn(&Action) -> bool,
) -> Result<Vec<Delivery<'a>>, (Held, Vec<Delivery<'a>>)> {
    let actions = || step.actions.iter().filter(|action| open(action));
    let internal = || {
        let actions = actions().filter(|action| !action.kind.speaks_to_customer() && !action.kind.is_measure());
        actions.map(|action| Delivery { action, reach: None }).collect::<Vec<_>>()
    };
    let mut deliveries = Vec::new();
    // What left already has spoken.
    let mut spoken = step.actions.iter().any(|action| action.kind.speaks_to_customer() && !open(action));
    let mut missing = None;
    for action in actions() {
        if !action.kind.speaks_to_customer() {
            deliveries.push(Delivery { action, reach: None });
            continue;
        }
        match address(case, action) {
            Ok(_) if action.attach == Attach::Required && !enclosed(case) => {
                let reason = Reason::AttachmentMissing { step: step.id.clone() };
                return Err((Held::until_changed(reason), internal()));
            }
            Ok(reach) => {
                spoken = true;
                deliveries.push(Delivery { action, reach: Some(reach) });
            }
            Err(channel) if action.optional => missing = missing.or(Some(channel)),
            Err(channel) => return Err((Held::until_changed(Reason::NoAddress { channel }), internal())),
        }
    }
    match missing {
        // Every message of the step may be left out, but not all of them, and not one that is tried again.
        Some(channel) if !spoken || deliveries.is_empty() => {
            Err((Held::until_changed(Reason::NoAddress { channel }), internal()))
        }
        _ => Ok(deliveries),
    }
}

/// Whether the document itself is there to be enclosed.
#[must_use]
pub fn enclosed(case: &Case<'_>) -> bool {
    case.document.files.iter().any(|file| file.is_document)
}

/// By which way an action reaches its customer: all of the action that decides whom it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// By e-mail.
    Mail,
    /// By e-mail, else by post.
    MailElsePost,
    /// By post.
    Post,
    /// By telephone.
    Phone,
}

impl Way {
    /// That of an action.
    #[must_use]
    pub const fn of(action: &Action) -> Self {
        match (action.kind, action.fallback) {
            (ActionKind::Letter | ActionKind::RegisteredLetter, _) => Self::Post,
            (ActionKind::Sms, _) => Self::Phone,
            (_, Some(Fallback::Letter)) => Self::MailElsePost,
            (_, None) => Self::Mail,
        }
    }

    /// Whom it reaches.
    ///
    /// # Errors
    /// What is missing: `email`, `post` or `phone`.
    pub fn reach<'a>(self, case: &Case<'a>) -> Result<Reach<'a>, &'static str> {
        let by_mail = || mail(case).map(Reach::Mail);
        let by_post = || post(case).map(Reach::Post);
        match self {
            Self::Mail => by_mail().ok_or("email"),
            Self::MailElsePost => by_mail().or_else(by_post).ok_or("post"),
            Self::Post => by_post().ok_or("post"),
            Self::Phone => phone(case).map(Reach::Phone).ok_or("phone"),
        }
    }
}

/// Whom one action reaches.
///
/// # Errors
/// What is missing: `email`, `post` or `phone`.
pub fn address<'a>(case: &Case<'a>, action: &Action) -> Result<Reach<'a>, &'static str> {
    Way::of(action).reach(case)
}

/// To whom e-mails about this document go.
#[must_use]
pub fn mail<'a>(case: &Case<'a>) -> Option<Mail<'a>> {
    let to = addresses(case);
    let contact = to.iter().find_map(|(contact, _)| *contact);
    (!to.is_empty()).then(|| Mail { language: language(case, contact), to })
}

/// Where letters about this document go: to its establishment, else to the account.
fn post<'a>(case: &Case<'a>) -> Option<Post<'a>> {
    let usable = |address: &&PostalAddress| !address.lines.is_empty() && !address.city.is_empty();
    let of_place = own_place(case).and_then(|place| place.address.as_ref()).filter(usable);
    let address = of_place.or(case.account.address.as_ref().filter(usable))?;
    let contact = contacts(case).next();
    Some(Post { contact, address, language: language(case, contact) })
}

fn phone<'a>(case: &Case<'a>) -> Option<Phone<'a>> {
    let mut of_contacts = contacts(case).filter_map(|contact| Some((Some(contact), contact.phone.as_deref()?)));
    let of_account = case.account.phone.as_deref().map(|number| (None, number));
    let usable = |(_, number): &(Option<&Contact>, &str)| is_phone(number);
    let (contact, number) = of_contacts.find(usable).or(of_account.filter(usable))?;
    Some(Phone { contact, number, language: language(case, contact) })
}

/// The contact's language, else the document's, else the account's, else the tenant's.
#[must_use]
pub fn language<'a>(case: &Case<'a>, contact: Option<&'a Contact>) -> &'a str {
    contact
        .and_then(|contact| contact.language.as_deref())
        .or(case.document.language.as_deref())
        .or(case.account.language.as_deref())
        .unwrap_or(&case.world.company.language)
}

const fn role(case: &Case<'_>) -> &'static str {
    if matches!(case.document.kind, Kind::Quote) { "quote-follow-up" } else { "billing" }
}

/// The contacts chosen for the document, then those of the account, with the role.
fn contacts<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Contact> {
    let (document, role) = (case.document, role(case));
    let chosen =
        move |contact: &&Contact| document.contacts.iter().any(|(id, as_role)| *id == contact.id && as_role == role);
    let of_role = move |contact: &&Contact| contact.roles.iter().any(|has| has == role);
    case.account.contacts.iter().filter(chosen).chain(case.account.contacts.iter().filter(of_role))
}

fn own_place<'a>(case: &Case<'a>) -> Option<&'a Establishment> {
    case.account.establishments.iter().find(|place| Some(&place.id) == case.document.establishment.as_ref())
}

fn addresses<'a>(case: &Case<'a>) -> Vec<(Option<&'a Contact>, &'a Mailbox)> {
    let (account, role) = (case.account, role(case));
    let chosen =
        |contact: &&'a Contact| case.document.contacts.iter().any(|(id, as_role)| *id == contact.id && as_role == role);
    let usable = |contacts: &mut dyn Iterator<Item = &'a Contact>| -> Vec<_> {
        contacts
            .filter_map(|contact| usable(contact.mailbox.as_ref()).map(|mailbox| (Some(contact), mailbox)))
            .collect()
    };
    let places = &account.establishments;
    let of_place =
        |place: Option<&'a Establishment>| usable(&mut place.into_iter().flat_map(|place| &place.recipients));
    let mut links = vec![
        usable(&mut account.contacts.iter().filter(chosen)),
        usable(&mut account.contacts.iter().filter(|contact| contact.roles.iter().any(|has| has == role))),
        of_place(own_place(case)),
        of_place(places.iter().find(|place| place.is_default)),
        of_place(places.first()),
    ];
    if case.kind_settings().is_some_and(|kind| kind.any_establishment) {
        links.extend(places.iter().map(|place| of_place(Some(place))));
    }
    links.push(self::usable(account.mailbox.as_ref()).map(|mailbox| (None, mailbox)).into_iter().collect());
    let mut to = links.into_iter().find(|link| !link.is_empty()).unwrap_or_default();
    let mut seen = Vec::new();
    to.retain(|(_, mailbox)| {
        let address = mailbox.address.to_lowercase();
        let new = !seen.contains(&address);
        seen.push(address);
        new
    });
    to
}

fn usable(mailbox: Option<&Mailbox>) -> Option<&Mailbox> {
    mailbox.filter(|mailbox| !mailbox.bounced && is_address(&mailbox.address))
}

/// `local@domain.tld` in ASCII (other domains have their `xn--` form), without anything that could end a header line or
/// start another address.
#[must_use]
pub fn is_address(address: &str) -> bool {
    let plain = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
    };
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    address.len() <= 254
        && plain(local)
        && domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !label.starts_with('-')
        })
}

/// Digits, with the signs people put between them: at least six.
#[must_use]
pub fn is_phone(number: &str) -> bool {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    (6..=15).contains(&digits) && number.chars().all(|c| c.is_ascii_digit() || "+-./() \u{a0}\u{202f}".contains(c))
}

#[cfg(test)]
mod tests {
    use super::{is_address, is_phone};

    #[test]
    fn only_numbers_can_be_called() {
        for good in ["+33 6 12 34 56 78", "06.12.34.56.78", "(0)450-12-34-56"] {
            assert!(is_phone(good), "{good}");
        }
        for wrong in ["", "12345", "call me", "06 12 34 56 78 or 79", "1234567890123456"] {
            assert!(!is_phone(wrong), "{wrong}");
        }
    }

    #[test]
    fn only_plain_addresses_are_usable() {
        for good in ["a@b.fr", "jean.dupont+erp@xn--socit-esab.example.com", "o'neil@x-y.io"] {
            assert!(is_address(good), "{good}");
        }
        for wrong in [
            "",
            "a",
            "@b.fr",
            "a@",
            "a@b",
            "a@b..fr",
            "a b@c.fr",
            "a@b.fr,c@d.fr",
            "a@b.fr\nBcc: x@y.z",
            "<a@b.fr>",
            "a@société.fr",
            "a@-b.fr",
        ] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
