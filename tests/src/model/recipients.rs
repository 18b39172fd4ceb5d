//! "Recipients": who gets a message, and what of a step cannot be delivered.

use super::{
    step::Candidate,
    world::{Account, Action, Contact, DocumentKind, Establishment, Kind, Mailbox, Part, Today},
};

/// How an action leaves, and to whom: contact and address together are the recipient. Accounts have one language here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// To these contacts at these addresses, in that order.
    Email(Vec<(Option<String>, String)>),
    /// To this contact at this postal address.
    Letter(Option<String>, String),
    /// To this contact at this number.
    Phone(Option<String>, String),
    /// To nobody outside.
    Inside,
}

impl Way {
    /// The addresses.
    #[must_use]
    pub fn to(&self) -> Vec<String> {
        match self {
            Self::Email(to) => to.iter().map(|(_, address)| address.clone()).collect(),
            Self::Letter(_, place) | Self::Phone(_, place) => vec![place.clone()],
            Self::Inside => vec![],
        }
    }
}

fn all_contacts(account: &Account) -> impl Iterator<Item = &Contact> {
    account.contacts.iter().chain(account.establishments.iter().flat_map(|place| &place.recipients))
}

/// "Valid, not bounced, whoever's it is"; "opted out is about offers only".
fn usable(account: &Account, mailbox: &Mailbox) -> bool {
    let mailboxes = all_contacts(account).filter_map(|one| one.mailbox.as_ref()).chain(account.mailbox.as_ref());
    let mut same = mailboxes.filter(|one| one.address.eq_ignore_ascii_case(&mailbox.address));
    mailbox.address.contains('@') && !same.any(|one| one.bounced)
}

/// Of several: by id, nobody twice.
fn in_order(account: &Account, mut contacts: Vec<&Contact>) -> Vec<(Option<String>, String)> {
    contacts.sort_by_key(|contact| contact.id.clone());
    let mut found: Vec<(Option<String>, String)> = Vec::new();
    for contact in contacts {
        let Some(mailbox) = contact.mailbox.as_ref().filter(|mailbox| usable(account, mailbox)) else { continue };
        if !found.iter().any(|(_, known)| known.eq_ignore_ascii_case(&mailbox.address)) {
            found.push((Some(contact.id.clone()), mailbox.address.clone()));
        }
    }
    found
}

/// The contacts chosen for the document in its role, and those of the account that have it.
fn contacts_of<'a>(account: &'a Account, part: &Part) -> [Vec<&'a Contact>; 2] {
    let document = part.document;
    let role = if document.kind == DocumentKind::Quote { "quote-follow-up" } else { "billing" };
    let chosen: Vec<_> = document.contacts.iter().filter(|(_, of)| of == role).map(|(id, _)| id).collect();
    let by_document = |contact: &&Contact| chosen.contains(&&contact.id);
    let by_account = |contact: &&Contact| contact.roles.iter().any(|one| one == role);
    [account.contacts.iter().filter(by_document).collect(), account.contacts.iter().filter(by_account).collect()]
}

fn own_place<'a>(account: &'a Account, part: &Part) -> Option<&'a Establishment> {
    part.document.establishment.as_ref().and_then(|id| account.establishments.iter().find(|one| one.id == *id))
}

/// The first usable address of the chain.
#[must_use]
pub fn emails_of(today: &Today, account: &Account, part: &Part) -> Vec<(Option<String>, String)> {
    let at = |place: &Establishment| in_order(account, place.recipients.iter().collect());
    let mut chain: Vec<_> =
        contacts_of(account, part).into_iter().map(|contacts| in_order(account, contacts)).collect();
    chain.extend(own_place(account, part).map(at));
    chain.extend(account.establishments.iter().find(|one| one.is_default).map(at));
    chain.extend(account.establishments.first().map(at));
    if today.settings.rules(part.is_quote()).any_establishment {
        chain.extend(account.establishments.iter().map(at));
    }
    let own = account.mailbox.as_ref().filter(|mailbox| usable(account, mailbox));
    chain.extend(own.map(|mailbox| vec![(None, mailbox.address.clone())]));
    chain.into_iter().find(|addresses| !addresses.is_empty()).unwrap_or_default()
}

/// "Letter: postal address of the document's establishment, else the account's", for the first of its contacts.
fn letter(account: &Account, part: &Part) -> Option<Way> {
    let own = own_place(account, part).filter(|one| one.has_address).map(|one| street_of(&one.id));
    let street = own.or_else(|| account.has_address.then(|| street_of(&account.id)))?;
    let mut contacts = contacts_of(account, part);
    contacts.iter_mut().for_each(|some| some.sort_by_key(|contact| contact.id.clone()));
    let first = contacts.iter().flatten().next();
    Some(Way::Letter(first.map(|contact| contact.id.clone()), street))
}

/// The number of the first contact, by id, those of the document first.
fn telephone(account: &Account, part: &Part, allows: impl Fn(&Contact) -> bool) -> Option<Way> {
    let mut contacts = contacts_of(account, part);
    contacts.iter_mut().for_each(|some| some.sort_by_key(|contact| contact.id.clone()));
    let mut numbers = contacts
        .iter()
        .flatten()
        .filter(|contact| allows(contact))
        .filter_map(|contact| contact.phone.clone().map(|number| Way::Phone(Some(contact.id.clone()), number)));
    numbers.next()
}

/// The street of an account or an establishment: each has its own.
#[must_use]
pub fn street_of(id: &str) -> String {
    format!("1 rue {id}")
}

pub fn way(today: &Today, account: &Account, part: &Part, action: &Action) -> Option<Way> {
    match action.kind {
        Kind::Email => {
            let to = emails_of(today, account, part);
            if !to.is_empty() {
                return Some(Way::Email(to));
            }
            if action.letter_instead { letter(account, part) } else { None }
        }
        Kind::Letter | Kind::Registered => letter(account, part),
        // "The contact's with the role, else the account's."
        Kind::Sms => {
            let of_account = || account.phone.clone().map(|number| Way::Phone(None, number));
            telephone(account, part, |_| true).or_else(of_account)
        }
        // "Reaches only a contact who agreed to that very channel, never the account's number."
        Kind::Whatsapp => telephone(account, part, |contact| contact.agreed),
        Kind::Task | Kind::Notification | Kind::BlockOrders => Some(Way::Inside),
    }
}

/// What of a step leaves, and whether its message does.
#[derive(Clone, Debug)]
pub struct Deliverable<'a> {
    pub actions: Vec<(&'a Action, u32, Way)>,
    /// The code that holds the message back; tasks and notifications are in `actions` all the same.
    pub held: Option<&'static str>,
    /// Some message has no address, and some message (the same or another) lacks the file it must have.
    pub lacks_both: bool,
}

/// Which actions of a step can be delivered.
#[must_use]
pub fn deliverable<'a>(today: &Today, account: &Account, part: &Part, candidate: &Candidate<'a>) -> Deliverable<'a> {
    let all: Vec<_> = candidate
        .actions
        .iter()
        .map(|(action, attempt)| (*action, *attempt, way(today, account, part, action)))
        .collect();
    let messages = || all.iter().filter(|(action, ..)| action.kind.to_customer());
    let missing = messages().any(|(action, _, way)| way.is_none() && !action.optional);
    // Open: a step all of whose messages are optional, and none can be delivered: nobody would be told.
    let nobody = messages().count() > 0 && messages().all(|(.., way)| way.is_none());
    let lacks_file = |action: &Action| action.attach_required && !part.document.has_file;
    let file_missing = messages().any(|(action, _, way)| way.is_some() && lacks_file(action));
    let lacks_both = (missing || nobody) && messages().any(|(action, ..)| lacks_file(action));
    let held = if missing || nobody {
        Some("no-address")
    } else if file_missing {
        Some("attachment-missing")
    } else {
        None
    };
    // "Tasks and notifications of the step leave all the same; blocking orders, suspending, handing over wait."
    // Open: of a step that lacks a file as well.
    let leaves = |action: &Action| held.is_none() || matches!(action.kind, Kind::Task | Kind::Notification);
    let actions = all
        .into_iter()
        .filter(|(action, ..)| leaves(action))
        .filter_map(|(action, attempt, way)| Some((action, attempt, way?)));
    Deliverable { actions: actions.collect(), held, lacks_both }
}
