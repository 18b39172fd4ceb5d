//! The history: what the host recorded.

use super::{Named, Read, day, optional_day, wire};
use crate::domain::{Audience, Coverage, Document, Entry, Origin, Run, State};

fn coverage(coverage: wire::Coverage) -> Coverage {
    Coverage {
        document: coverage.document,
        instalment: coverage.instalment,
        scenario: coverage.scenario,
        cycle: coverage.cycle,
        step: coverage.step,
        repetition: coverage.repetition,
    }
}

/// One entry.
pub(super) fn entry(entry: wire::HistoryEntry) -> Read<Entry> {
    let field = Named("history", &entry.coverage.document);
    let days = (
        day(field, &entry.day)?,
        optional_day(field, entry.due.as_deref())?,
        optional_day(field, entry.planned.as_deref())?,
        optional_day(field, entry.deadline.as_deref())?,
    );
    Ok(Entry {
        coverage: coverage(entry.coverage),
        action: entry.action,
        attempt: entry.attempt,
        state: state(entry.state),
        origin: match entry.origin {
            wire::Origin::Engine => Origin::Engine,
            wire::Origin::Person => Origin::Person,
        },
        audience: audience(entry.audience),
        severe: entry.severe,
        run: Run::of(entry.simulated),
        day: days.0,
        due: days.1,
        planned: days.2,
        deadline: days.3,
        reason: entry.reason,
        key: entry.key,
    })
}

/// A document that was first sent from here was sent, whether the ERP knows of it or not; one whose first send came back was not, also where
/// the ERP has noted its day. A first send of a former cycle is over: it may have gone to another customer. Both lists are in order.
pub(super) fn count_first_sends(documents: &mut [Document], history: &[Entry]) {
    for Entry { coverage, day, state, .. } in history.iter().filter(|entry| entry.is_first_send()) {
        let at = documents.binary_search_by(|document| document.id.cmp(&coverage.document));
        let Some(document) = at.ok().and_then(|at| documents.get_mut(at)) else { continue };
        match state {
            State::Sent if document.cycle == coverage.cycle => {
                document.first_sent.get_or_insert(*day);
            }
            State::Bounced => {
                document.first_sent.take_if(|sent| sent == day);
            }
            _ => {}
        }
    }
}

/// Whom an action speaks to.
pub(in crate::wire) const fn audience(audience: wire::Audience) -> Audience {
    match audience {
        wire::Audience::Customer => Audience::Customer,
        wire::Audience::Internal => Audience::Internal,
    }
}

const fn state(state: wire::EntryState) -> State {
    match state {
        wire::EntryState::Sent => State::Sent,
        wire::EntryState::Pending => State::Pending,
        wire::EntryState::Ambiguous => State::Ambiguous,
        wire::EntryState::Skipped => State::Skipped,
        wire::EntryState::PassedOver => State::PassedOver,
        wire::EntryState::Dropped => State::Dropped,
        wire::EntryState::Expired => State::Expired,
        wire::EntryState::Jumped => State::Jumped,
        wire::EntryState::InsertedLater => State::InsertedLater,
        wire::EntryState::Failed => State::Failed,
        wire::EntryState::Cancelled => State::Cancelled,
        wire::EntryState::Bounced => State::Bounced,
    }
}
