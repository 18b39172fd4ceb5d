//! Every limit of the module, each with its reason, and 12: the tenant's limit of messages a day.

use crate::domain::{Audience, Day};

/// Documents in one account: 12 MB of JSON, decided in about a second.
pub const DOCUMENTS_PER_ACCOUNT: usize = 30_000;

/// Bytes of one JSON request: room for the largest account. Pages are cut far below.
pub const REQUEST_BYTES: usize = 32 * 1024 * 1024;

/// Bytes of the settings. They are read again for every page.
pub const SETTINGS_BYTES: usize = 2 * 1024 * 1024;

/// Steps in one scenario, against a scenario that a program made by mistake; nobody writes so many by hand (F9).
pub const STEPS_PER_SCENARIO: usize = 1_000;

/// Characters of one rendered text, against a template that never stops.
pub const RENDERED_CHARACTERS: usize = 100_000;

/// Template instructions for one text, against a template that never stops: printing a value takes a few.
pub const TEMPLATE_FUEL: u64 = 100_000;

/// Characters of a name; more is cut.
pub const NAME_CHARACTERS: usize = 200;

/// An action as the limit of the day sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The day it could leave at the earliest.
    pub effective: Day,
    /// Its key.
    pub key: String,
    /// Whom it speaks to.
    pub audience: Audience,
    /// Rehearsal.
    pub simulated: bool,
}

/// The keys that may leave today, sorted: everything internal or simulated, and of the messages to customers the first
/// by effective day, then key, that fit beside the `already` recorded ones. Without a `limit`, all.
#[must_use]
pub fn admit(limit: Option<u32>, already: u32, mut candidates: Vec<Candidate>) -> Vec<String> {
    candidates.sort();
    candidates.dedup();
    let mut room = limit.map_or(u32::MAX, |limit| limit.saturating_sub(already));
    candidates.retain(|candidate| {
        if candidate.audience == Audience::Internal || candidate.simulated {
            return true;
        }
        let fits = room > 0;
        room = room.saturating_sub(1);
        fits
    });
    let mut keys: Vec<_> = candidates.into_iter().map(|candidate| candidate.key).collect();
    keys.sort();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse_day;

    #[test]
    fn the_oldest_leave_first_whatever_the_order() {
        let candidate = |key: &str, day: &str, audience| Candidate {
            effective: parse_day(day).unwrap(),
            key: key.to_owned(),
            audience,
            simulated: false,
        };
        let mut candidates = vec![
            candidate("c", "2025-06-01", Audience::Customer),
            candidate("b", "2025-06-02", Audience::Customer),
            candidate("a", "2025-06-02", Audience::Customer),
            candidate("z", "2025-06-09", Audience::Internal),
        ];
        assert_eq!(admit(Some(3), 1, candidates.clone()), ["a", "c", "z"]);
        candidates.reverse();
        assert_eq!(admit(Some(3), 1, candidates.clone()), ["a", "c", "z"]);
        assert_eq!(admit(Some(3), 9, candidates.clone()), ["z"]);
        assert_eq!(admit(None, 9, candidates), ["a", "b", "c", "z"]);
    }
}
