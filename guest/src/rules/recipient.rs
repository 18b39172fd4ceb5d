//! Step 10: Recipient and channel. The first usable address of the chain, over contact roles and establishments; a letter where the
//! step allows one; else nobody, and a person is asked (F43, F58 to F61).

use super::{Case, Destination, Held, Mail, Phone, Post};
use crate::{
    domain::{Channel, Contact, Establishment, Kind, Mailbox, PhoneChannel, PostChannel, PostalAddress, Reason},
    settings::{Action, Attach, Deed, Fallback, Internal, Message, Step},
};

/// One action of a step, and whom it reaches; nobody outside for an internal one.
#[derive(Clone, Debug)]
pub struct AddressedAction<'a> {
    /// The action.
    pub action: &'a Action,
    /// What it does, and to whom.
    pub part: Part<'a>,
}

/// What an action does, and to whom.
#[derive(Clone, Debug)]
pub enum Part<'a> {
    /// This customer is told something.
    Message(&'a Message, Destination<'a>),
    /// No customer is told anything.
    Internal(&'a Internal),
}

impl<'a> Part<'a> {
    /// Whom it reaches, if it is a message.
    #[must_use]
    pub const fn destination(&self) -> Option<&Destination<'a>> {
        match self {
            Self::Message(_, destination) => Some(destination),
            Self::Internal(_) => None,
        }
    }

    /// What it leaves as, by its name in the contract.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Message(_, destination) => destination.channel().name(),
            Self::Internal(internal) => internal.name(),
        }
    }
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
) -> Result<Vec<AddressedAction<'a>>, (Held, Vec<AddressedAction<'a>>)> {
    let actions = || step.actions.iter().filter(|action| open(action));
    let internal = || {
        let harmless = actions().filter_map(|action| match &action.deed {
            Deed::Internal(Internal::Measure(_)) | Deed::Message(_) => None,
            Deed::Internal(internal) => Some(AddressedAction { action, part: Part::Internal(internal) }),
        });
        harmless.collect::<Vec<_>>()
    };
    let mut addressed = Vec::new();
    // What left already has spoken.
    let mut spoken = step.actions.iter().any(|action| action.speaks_to_customer() && !open(action));
    let mut missing = None;
    for action in actions() {
        let message = match &action.deed {
            Deed::Message(message) => message,
            Deed::Internal(internal) => {
                addressed.push(AddressedAction { action, part: Part::Internal(internal) });
                continue;
            }
        };
        match address(case, message) {
            Ok(_) if message.attach == Attach::Required && !enclosed(case) => {
                let reason = Reason::AttachmentMissing { step: step.id.clone() };
                return Err((Held::until_changed(reason), internal()));
            }
            Ok(destination) => {
                spoken = true;
                addressed.push(AddressedAction { action, part: Part::Message(message, destination) });
            }
            Err(channel) if message.optional => missing = missing.or(Some(channel)),
            Err(channel) => return Err((Held::until_changed(Reason::NoAddress { channel }), internal())),
        }
    }
    match missing {
        // Every message of the step may be left out, but not all of them, and not one that is tried again.
        Some(channel) if !spoken || addressed.is_empty() => {
            Err((Held::until_changed(Reason::NoAddress { channel }), internal()))
        }
        _ => Ok(addressed),
    }
}

/// Whether the document itself is there to be enclosed.
#[must_use]
pub fn enclosed(case: &Case<'_>) -> bool {
    case.document.files.iter().any(|file| file.is_document)
}

/// By which way a message reaches its customer: all of it that decides whom it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChannelChoice<'m> {
    channel: Channel,
    fallback: Option<Fallback>,
    to: Option<&'m str>,
}

impl<'m> ChannelChoice<'m> {
    /// That of a message.
    #[must_use]
    pub fn of(message: &'m Message) -> Self {
        Self { channel: message.channel, fallback: message.fallback, to: message.to.as_deref() }
    }

    /// Whom it reaches.
    ///
    /// # Errors
    /// What is missing, as [`Channel::address`] names it; of a message that may leave as another, what that one lacks.
    pub fn destination<'a>(self, case: &Case<'a>) -> Result<Destination<'a>, &'static str> {
        let own = by(self.channel, self.to, case);
        match self.fallback {
            None => own.ok_or(self.channel.address()),
            Some(Fallback::Letter) => {
                own.or_else(|| by(Channel::LETTER, self.to, case)).ok_or(Channel::LETTER.address())
            }
        }
    }
}

fn by<'a>(channel: Channel, to: Option<&str>, case: &Case<'a>) -> Option<Destination<'a>> {
    match channel {
        Channel::Email => mail(case, to).map(Destination::Mail),
        Channel::Post(channel) => post(case, to, channel).map(Destination::Post),
        Channel::Phone(channel) => phone(case, to, channel).map(Destination::Phone),
    }
}

/// Whom one message reaches.
///
/// # Errors
/// What is missing, as [`Channel::address`] names it.
pub fn address<'a>(case: &Case<'a>, message: &Message) -> Result<Destination<'a>, &'static str> {
    ChannelChoice::of(message).destination(case)
}

/// To whom e-mails about this document go, contacts with the role `to` first.
#[must_use]
pub fn mail<'a>(case: &Case<'a>, to: Option<&str>) -> Option<Mail<'a>> {
    let to = addresses(case, to);
    let contact = to.iter().find_map(|(contact, _)| *contact);
    (!to.is_empty()).then(|| Mail { language: language(case, contact), to })
}

/// Where letters about this document go: to its establishment, else to the account.
fn post<'a>(case: &Case<'a>, to: Option<&str>, channel: PostChannel) -> Option<Post<'a>> {
    let usable = |address: &&PostalAddress| !address.lines.is_empty() && !address.city.is_empty();
    let of_place = own_place(case).and_then(|place| place.address.as_ref()).filter(usable);
    let address = of_place.or(case.account.address.as_ref().filter(usable))?;
    let contact = contacts(case, to).next();
    Some(Post { channel, contact, address, language: language(case, contact) })
}

fn phone<'a>(case: &Case<'a>, to: Option<&str>, channel: PhoneChannel) -> Option<Phone<'a>> {
    let agreed = contacts(case, to).filter(|contact| channel.is_agreed(&contact.agreed));
    let mut of_contacts = agreed.filter_map(|contact| Some((Some(contact), contact.phone.as_deref()?)));
    // Nobody agreed in the account's own name.
    let of_account = case.account.phone.as_deref().filter(|_| channel.is_agreed(&[])).map(|number| (None, number));
    let usable = |(_, number): &(Option<&Contact>, &str)| is_phone(number);
    let (contact, number) = of_contacts.find(usable).or(of_account.filter(usable))?;
    Some(Phone { channel, contact, number, language: language(case, contact) })
}

/// The contact's language, else the document's, else the account's, else the tenant's.
#[must_use]
pub fn language<'a>(case: &Case<'a>, contact: Option<&'a Contact>) -> &'a str {
    contact
        .and_then(|contact| contact.language.as_deref())
        .or(case.document.language.as_deref())
        .or(case.account.language.as_deref())
        .unwrap_or(&case.context.company.language)
}

/// The roles whose contacts are told: the one that a message names, then that of the document's kind.
fn roles<'r>(case: &Case<'_>, to: Option<&'r str>) -> impl Iterator<Item = &'r str> + use<'r> {
    let of_kind = if matches!(case.document.kind, Kind::Quote | Kind::Lead) { "quote-follow-up" } else { "billing" };
    to.into_iter().chain([of_kind])
}

/// For each role, the contacts chosen for the document, then those of the account.
fn contacts<'a>(case: &Case<'a>, to: Option<&str>) -> impl Iterator<Item = &'a Contact> {
    let case = *case;
    roles(&case, to).flat_map(move |role| of_role(&case, role).into_iter().flatten())
}

/// The contacts chosen for the document in a role, and those of the account who have it.
fn of_role<'a>(case: &Case<'a>, role: &str) -> [Vec<&'a Contact>; 2] {
    let document = case.document;
    let is_chosen = |contact: &&Contact| document.contacts.iter().any(|(id, of)| *id == contact.id && of == role);
    let has_it = |contact: &&Contact| contact.roles.iter().any(|has| has == role);
    let contacts = || case.account.contacts.iter();
    [contacts().filter(is_chosen).collect(), contacts().filter(has_it).collect()]
}

fn own_place<'a>(case: &Case<'a>) -> Option<&'a Establishment> {
    case.account.establishments.iter().find(|place| Some(&place.id) == case.document.establishment.as_ref())
}

fn addresses<'a>(case: &Case<'a>, to: Option<&str>) -> Vec<(Option<&'a Contact>, &'a Mailbox)> {
    let account = case.account;
    let usable = |contacts: &mut dyn Iterator<Item = &'a Contact>| -> Vec<_> {
        contacts
            .filter_map(|contact| usable(contact.mailbox.as_ref()).map(|mailbox| (Some(contact), mailbox)))
            .collect()
    };
    let places = &account.establishments;
    let of_place =
        |place: Option<&'a Establishment>| usable(&mut place.into_iter().flat_map(|place| &place.recipients));
    let of_roles = roles(case, to).flat_map(|role| of_role(case, role));
    let mut links: Vec<_> = of_roles.map(|contacts| usable(&mut contacts.into_iter())).collect();
    links.extend([
        of_place(own_place(case)),
        of_place(places.iter().find(|place| place.is_default)),
        of_place(places.first()),
    ]);
    if case.kind_settings().is_some_and(|kind| kind.any_establishment) {
        links.extend(places.iter().map(|place| of_place(Some(place))));
    }
    links.push(self::usable(account.mailbox.as_ref()).map(|mailbox| (None, mailbox)).into_iter().collect());
    let mut to = links.into_iter().find(|link| !link.is_empty()).unwrap_or_default();
    if to.len() == 1 {
        return to;
    }
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
    mailbox.filter(|mailbox| !mailbox.bounced && relance_contract::is_address(&mailbox.address))
}

/// Digits, with the signs people put between them: at least six.
#[must_use]
pub fn is_phone(number: &str) -> bool {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    (6..=15).contains(&digits) && number.chars().all(|c| c.is_ascii_digit() || "+-./() \u{a0}\u{202f}".contains(c))
}

#[cfg(test)]
mod tests {
    use super::is_phone;

    #[test]
    fn only_numbers_can_be_called() {
        for good in ["+33 6 12 34 56 78", "06.12.34.56.78", "(0)450-12-34-56"] {
            assert!(is_phone(good), "{good}");
        }
        for wrong in ["", "12345", "call me", "06 12 34 56 78 or 79", "1234567890123456"] {
            assert!(!is_phone(wrong), "{wrong}");
        }
    }
}
