//! A part of step 4: who may be approached without owing anything (F81 to F83).
//!
//! Whatever a prospect is told is prospecting (CPCE L34-5): nobody who objected is approached, and only somebody who agreed, unless the account
//! is known to be a business or a public body under French law.

use super::{Case, limitation::profile, recipient};
use crate::domain::{Account, Kind, Mailbox, Reason};

/// Why a prospect may not be approached, if they may not: the word of one of those who would be written to is enough. Nobody else of the account
/// is written to in their place.
#[must_use]
pub fn refusal(case: &Case<'_>) -> Option<Reason> {
    if case.document.kind != Kind::Lead {
        return None;
    }
    let to = recipient::mail(case, None).map(|mail| mail.to).unwrap_or_default();
    let reached = to.iter().map(|(_, mailbox)| *mailbox).find(|mailbox| objected(case.account, mailbox));
    // One that bounced may be whom they were for.
    let gone = || mailboxes(case.account).find(|mailbox| mailbox.opted_out && mailbox.bounced);
    if let Some(mailbox) = reached.or_else(gone) {
        return Some(Reason::Objected { address: mailbox.address.clone() });
    }
    // Of an address that is not there nobody agreed to anything.
    let agreed = !to.is_empty() && to.iter().all(|(_, mailbox)| mailbox.opted_in);
    (!agreed && !needs_no_consent(case)).then_some(Reason::ConsentMissing)
}

/// Whether the owner of an address objected, wherever in the account it stands and however it is written.
fn objected(account: &Account, to: &Mailbox) -> bool {
    let same = |mailbox: &Mailbox| mailbox.address.to_lowercase() == to.address.to_lowercase();
    mailboxes(account).any(|mailbox| mailbox.opted_out && same(mailbox))
}

fn mailboxes(account: &Account) -> impl Iterator<Item = &Mailbox> {
    let of_places = account.establishments.iter().flat_map(|place| &place.recipients);
    let of_contacts = account.contacts.iter().chain(of_places).filter_map(|contact| contact.mailbox.as_ref());
    of_contacts.chain(&account.mailbox)
}

/// Businesses and public bodies under French law may be told what concerns their work without having agreed. Of other accounts, and of those that
/// have no profile, nothing is presumed: some countries of the EU ask businesses first, too.
fn needs_no_consent(case: &Case<'_>) -> bool {
    matches!(profile(case), Some("b2b-fr" | "public-fr" | "transport-fr"))
}
