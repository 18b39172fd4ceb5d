//! What people said of an account as a whole and what was done, kept when the ERP tells it again: holds, events, what is known of addresses, the
//! history.

use std::collections::BTreeMap;

use relance_contract::json::invalid_request;

use super::super::records::{
    bookkeeping::{AddressNews, KeptAccount, KnownAddress},
    types::{Account, Event, Failure, HistoryEntry, Hold, Mailbox},
};
use crate::sort;

/// Adds to an account that the ERP tells what people said of it before.
pub(super) fn keep(before: &KeptAccount, now: &mut Account) {
    let said: Vec<Hold> = holds(before).cloned().collect();
    now.holds.retain(|hold| said.iter().all(|said| said.id != hold.id));
    now.holds.extend(said);
    let events = events(before);
    now.events.extend(events.into_iter().cloned());
    let (known, by_erp) = (mailboxes(&before.account), mailboxes(&before.told));
    for mailbox in mailboxes_of(now) {
        let address = mailbox.address.to_lowercase();
        let Some(known) = known.get(&address) else { continue };
        let told = by_erp.get(&address);
        let said =
            |flag: fn(&Mailbox) -> bool| Some(flag(known)).filter(|is| told.is_none_or(|told| flag(told) != *is));
        mailbox.bounced = said(|mailbox| mailbox.bounced).unwrap_or(mailbox.bounced);
        mailbox.opted_out = said(|mailbox| mailbox.opted_out).unwrap_or(mailbox.opted_out);
        mailbox.opted_in = said(|mailbox| mailbox.opted_in).unwrap_or(mailbox.opted_in);
    }
}

/// Something is known of an address.
///
/// # Errors
/// `invalid-request`: the account has no such address.
pub(super) fn mark(account: &mut Account, known: &KnownAddress) -> Result<(), Failure> {
    let address = known.address.to_lowercase();
    let mut any = false;
    for mailbox in mailboxes_of(account).filter(|mailbox| mailbox.address.to_lowercase() == address) {
        any = true;
        match known.what {
            AddressNews::Bounced => mailbox.bounced = true,
            AddressNews::Works => mailbox.bounced = false,
            AddressNews::OptedOut => (mailbox.opted_out, mailbox.opted_in) = (true, false),
            AddressNews::OptedIn => (mailbox.opted_out, mailbox.opted_in) = (false, true),
        }
    }
    if any { Ok(()) } else { Err(invalid_request("act.marks.address", "is no address of the account")) }
}

/// The holds that people recorded.
pub(super) fn holds(kept: &KeptAccount) -> impl Iterator<Item = &Hold> {
    kept.account.holds.iter().filter(|hold| !kept.told.holds.contains(hold))
}

/// The events that people recorded.
fn events(kept: &KeptAccount) -> Vec<&Event> {
    let mut told: Vec<_> = kept.told.events.iter().collect();
    let is_said = |event: &&Event| match told.iter().position(|told| told == event) {
        Some(at) => {
            told.swap_remove(at);
            false
        }
        None => true,
    };
    kept.account.events.iter().filter(is_said).collect()
}

/// The mailboxes of an account, by address in small letters.
fn mailboxes(account: &Account) -> BTreeMap<String, &Mailbox> {
    let of_places = account.establishments.iter().flat_map(|place| &place.recipients);
    let of_contacts = account.contacts.iter().chain(of_places).filter_map(|contact| contact.mailbox.as_ref());
    sort::map(of_contacts.chain(&account.mailbox).map(|mailbox| (mailbox.address.to_lowercase(), mailbox)))
}

fn mailboxes_of(account: &mut Account) -> impl Iterator<Item = &mut Mailbox> {
    let of_places = account.establishments.iter_mut().flat_map(|place| &mut place.recipients);
    let of_contacts = account.contacts.iter_mut().chain(of_places).filter_map(|contact| contact.mailbox.as_mut());
    of_contacts.chain(&mut account.mailbox)
}

/// What was done, and what the ERP tells besides that it did itself.
pub(super) fn history(before: &[HistoryEntry], told: &[HistoryEntry]) -> Vec<HistoryEntry> {
    let mut known = sort::set(before.iter().map(identity));
    let mut history = before.to_vec();
    history.extend(told.iter().filter(|entry| known.insert(identity(entry))).cloned());
    history
}

/// What makes an entry one of its own.
pub(super) fn identity(entry: &HistoryEntry) -> impl Ord + use<'_> {
    let coverage = &entry.coverage;
    let step = (&coverage.document, &coverage.instalment, &coverage.scenario, coverage.cycle, &coverage.step);
    (step, coverage.repetition, &entry.action, entry.attempt, entry.simulated)
}
