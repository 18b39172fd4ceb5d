//! "Recipients": who gets a message, and what of a step cannot be delivered.

use super::{
    step::Candidate,
    world::{Account, Action, Contact, DocumentKind, Establishment, Kind, Mailbox, Part, Today},
};

/// How an action leaves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// To these addresses, in that order.
    Email(Vec<String>),
    Letter,
    Sms,
    /// To nobody outside.
    Inside,
}

/// "Valid, not bounced"; "opted out is about offers only".
fn usable(mailbox: &Mailbox) -> bool {
    !mailbox.bounced && mailbox.address.contains('@')
}

fn address(contact: &Contact) -> Option<&Mailbox> {
    contact.mailbox.as_ref().filter(|mailbox| usable(mailbox))
}

fn of_establishment(establishment: &Establishment) -> Vec<String> {
    // Open: of several recipients of an establishment, as of several of one role, all by id.
    let mut found: Vec<_> = establishment.recipients.iter().filter_map(|one| Some((&one.id, address(one)?))).collect();
    found.sort_by_key(|(id, _)| (*id).clone());
    found.into_iter().map(|(_, mailbox)| mailbox.address.clone()).collect()
}

/// The first usable address of the chain.
#[must_use]
pub fn emails_of(today: &Today, account: &Account, part: &Part) -> Vec<String> {
    let document = part.document;
    let role = if document.kind == DocumentKind::Quote { "quote-follow-up" } else { "billing" };
    // The contacts chosen for the document in that role, else those of the account that have it.
    let chosen: Vec<_> = document.contacts.iter().filter(|(_, of)| of == role).map(|(id, _)| id).collect();
    let by_document = |contact: &&Contact| chosen.contains(&&contact.id);
    let by_account = |contact: &&Contact| contact.roles.iter().any(|one| one == role);
    let addresses = |contacts: Vec<&Contact>| -> Vec<String> {
        let mut found: Vec<_> = contacts.into_iter().filter_map(|one| Some((one.id.clone(), address(one)?))).collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found.into_iter().map(|(_, mailbox)| mailbox.address.clone()).collect()
    };
    let mut chain = vec![
        addresses(account.contacts.iter().filter(by_document).collect()),
        addresses(account.contacts.iter().filter(by_account).collect()),
    ];
    let own = document.establishment.as_ref().and_then(|id| account.establishments.iter().find(|one| one.id == *id));
    chain.extend(own.map(of_establishment));
    chain.extend(account.establishments.iter().find(|one| one.is_default).map(of_establishment));
    chain.extend(account.establishments.first().map(of_establishment));
    if today.settings.rules(part.is_quote()).any_establishment {
        chain.extend(account.establishments.iter().map(of_establishment));
    }
    chain.extend(
        account.mailbox.as_ref().filter(|mailbox| usable(mailbox)).map(|mailbox| vec![mailbox.address.clone()]),
    );
    chain.into_iter().find(|addresses| !addresses.is_empty()).unwrap_or_default()
}

/// "Letter: postal address of the document's establishment, else the account's."
fn has_postal_address(account: &Account, part: &Part) -> bool {
    let own =
        part.document.establishment.as_ref().and_then(|id| account.establishments.iter().find(|one| one.id == *id));
    own.is_some_and(|one| one.has_address) || account.has_address
}

pub fn way(today: &Today, account: &Account, part: &Part, action: &Action) -> Option<Way> {
    let letter = || has_postal_address(account, part).then_some(Way::Letter);
    match action.kind {
        Kind::Email => {
            let to = emails_of(today, account, part);
            if !to.is_empty() {
                return Some(Way::Email(to));
            }
            if action.letter_instead { letter() } else { None }
        }
        Kind::Letter | Kind::Registered => letter(),
        // "The account's own": no contact has a telephone number here.
        Kind::Sms => account.phone.then_some(Way::Sms),
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
