//! Step 10: Recipient: the first usable address of the chain, over contact roles and establishments (F58, F59, F60).

use super::{Case, Held};
use crate::{
    domain::{Contact, Kind, Mailbox, Reason},
    settings::Step,
};

/// To whom a message goes, and in which language.
#[derive(Clone, Debug)]
pub struct Recipient<'a> {
    /// The addresses, with the contact each belongs to, if any.
    pub to: Vec<(Option<&'a Contact>, &'a Mailbox)>,
    /// Primary language tag.
    pub language: &'a str,
}

/// The recipient of a step. A step without a message needs none.
///
/// # Errors
/// [`Reason::NoAddress`].
pub fn find<'a>(case: &Case<'a>, step: &Step) -> Result<Recipient<'a>, Held> {
    let to = addresses(case);
    if to.is_empty() && !step.is_internal() {
        return Err(Held::until_changed(Reason::NoAddress));
    }
    let contact = to.iter().find_map(|(contact, _)| *contact);
    Ok(Recipient { language: language(case, contact), to })
}

/// The contact's language, else the document's, else the account's, else the tenant's.
pub(super) fn language<'a>(case: &Case<'a>, contact: Option<&'a Contact>) -> &'a str {
    contact
        .and_then(|contact| contact.language.as_deref())
        .or(case.document.language.as_deref())
        .or(case.account.language.as_deref())
        .unwrap_or(&case.world.company.language)
}

fn addresses<'a>(case: &Case<'a>) -> Vec<(Option<&'a Contact>, &'a Mailbox)> {
    let account = case.account;
    let role = if case.document.kind == Kind::Quote { "quote-follow-up" } else { "billing" };
    let chosen =
        |contact: &&'a Contact| case.document.contacts.iter().any(|(id, as_role)| *id == contact.id && as_role == role);
    let usable = |contacts: &mut dyn Iterator<Item = &'a Contact>| -> Vec<_> {
        contacts
            .filter_map(|contact| usable(contact.mailbox.as_ref()).map(|mailbox| (Some(contact), mailbox)))
            .collect()
    };
    let places = &account.establishments;
    let own_place = places.iter().find(|place| Some(&place.id) == case.document.establishment.as_ref());
    let default_place = places.iter().find(|place| place.is_default);
    let links = [
        usable(&mut account.contacts.iter().filter(chosen)),
        usable(&mut account.contacts.iter().filter(|contact| contact.roles.iter().any(|has| has == role))),
        usable(&mut own_place.into_iter().flat_map(|place| &place.recipients)),
        usable(&mut default_place.into_iter().flat_map(|place| &place.recipients)),
        usable(&mut places.first().into_iter().flat_map(|place| &place.recipients)),
        self::usable(account.mailbox.as_ref()).map(|mailbox| (None, mailbox)).into_iter().collect(),
    ];
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

#[cfg(test)]
mod tests {
    use super::is_address;

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
