//! What was done about an account: what is put in the outbox, and what became of it.

use relance_contract::json::invalid_request;

use super::{
    super::records::{
        bookkeeping::{Done, KeptAccount, Report},
        reminders::DaySoFar,
        types::{Audience, EntryState, Failure, HistoryEntry},
    },
    said::identity,
    shown,
};
use crate::{domain::parse_day, sort};

/// Adds what was decided to the history.
///
/// # Errors
/// `invalid-request`: the account is another one by now, or one of the entries is there already, so that it would be done twice.
pub(super) fn record(kept: &mut KeptAccount, done: Done) -> Result<(), Failure> {
    let Done { revision, entries } = done;
    let now = &kept.account.revision;
    if revision != *now {
        let problem = format!("is `{}`, and the account is `{}` by now: decide it again", shown(&revision), shown(now));
        return Err(invalid_request("act.records.revision", &problem));
    }
    let known = sort::set(kept.account.documents.iter().map(|document| document.id.as_str()));
    let is_known = |id: &str| known.contains(id) || id == kept.account.id;
    if let Some(entry) = entries.iter().find(|entry| !is_known(&entry.coverage.document)) {
        let problem = format!("is about document `{}`, which is not in the account", shown(&entry.coverage.document));
        return Err(invalid_request("act.records.entries", &problem));
    }
    let twice = {
        let mut known = sort::set(kept.account.history.iter().map(identity));
        entries.iter().find(|entry| !known.insert(identity(entry)))
    };
    if let Some(twice) = twice {
        let step = format!("step `{}` of document `{}`", shown(&twice.coverage.step), shown(&twice.coverage.document));
        let problem = format!("is recorded already, attempt {} of {step}: it is not to be done again", twice.attempt);
        return Err(invalid_request("act.records.entries", &problem));
    }
    kept.account.history.extend(entries);
    Ok(())
}

/// What became of the action of a key.
///
/// # Errors
/// `invalid-request`: nothing of that key is in the history, that cannot become of it, or a day is none.
pub(super) fn report(kept: &mut KeptAccount, report: Report) -> Result<(), Failure> {
    let Report { key, state, day } = report;
    if parse_day(&day).is_none() {
        return Err(invalid_request("act.reports.day", "is no possible date"));
    }
    let refused = |problem: &str| invalid_request("act.reports.key", &format!("`{}` {problem}", shown(&key)));
    let mut entries: Vec<_> = kept.account.history.iter_mut().filter(|entry| entry.key == key).collect();
    if key.is_empty() || entries.is_empty() {
        return Err(refused("is of nothing in the history"));
    }
    if entries.iter().any(|entry| entry.state != state && !may_become(entry.state, state)) {
        return Err(refused("cannot become that after what is recorded of it"));
    }
    for entry in &mut entries {
        if state == EntryState::Sent && entry.state != state {
            entry.day.clone_from(&day);
        }
        entry.state = state;
    }
    Ok(())
}

/// What leaves the outbox was sent or not, or nobody knows; what was sent can come back.
const fn may_become(before: EntryState, now: EntryState) -> bool {
    use EntryState::{Ambiguous, Bounced, Cancelled, Failed, Pending, Sent};
    matches!(
        (before, now),
        (Pending, Sent | Ambiguous | Failed | Cancelled) | (Ambiguous, Sent | Failed | Bounced) | (Sent, Bounced)
    )
}

/// How many messages to customers these entries are of that day: what has left of the tenant's limit.
#[must_use]
pub fn count(entries: &[HistoryEntry], today: &str) -> DaySoFar {
    let counts = |entry: &&HistoryEntry| {
        entry.audience == Audience::Customer && !entry.simulated && entry.day == today && !entry.key.is_empty()
    };
    let messages = sort::set(entries.iter().filter(counts).map(|entry| entry.key.as_str()));
    DaySoFar { customer_messages: u32::try_from(messages.len()).unwrap_or(u32::MAX) }
}
