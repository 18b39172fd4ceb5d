//! Every limit of the module, each with its reason, and 12: the tenant's limit of messages a day.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{Audience, Day, Run},
    sort,
};

/// Documents in one account: 12 MB of JSON, decided in about a second.
pub const DOCUMENTS_PER_ACCOUNT: usize = 30_000;

/// Bytes of the settings. They are read again for every page.
pub const SETTINGS_BYTES: usize = 2 * 1024 * 1024;

/// Days of one forecast: three years.
pub const FORECAST_DAYS: u32 = 1_100;

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
    /// What leaves together or not at all.
    pub bundle: String,
    /// Its key.
    pub key: String,
    /// Whom it speaks to.
    pub audience: Audience,
    /// Whether it really leaves.
    pub run: Run,
}

/// The keys that may leave today, sorted: everything internal or simulated, and of the messages to customers those that fit beside the
/// `already` recorded ones, by effective day, then key. Without a `limit`, all. A bundle stays together, with its internal actions; one that
/// does not fit waits, and a smaller one behind it may leave.
#[must_use]
pub fn admit(limit: Option<u32>, already: u32, mut candidates: Vec<Candidate>) -> Vec<String> {
    sort::ascending(&mut candidates);
    candidates.dedup();
    let counts = |candidate: &&Candidate| candidate.audience == Audience::Customer && candidate.run == Run::Live;
    let mut bundles = BTreeMap::<&str, ((Day, &str), u32)>::new();
    for candidate in candidates.iter().filter(counts) {
        let place = (candidate.effective, candidate.key.as_str());
        let (first, messages) = bundles.entry(&candidate.bundle).or_insert((place, 0));
        (*first, *messages) = ((*first).min(place), *messages + 1);
    }
    let mut in_order: Vec<_> =
        bundles.into_iter().map(|(bundle, (first, messages))| (first, bundle, messages)).collect();
    sort::ascending(&mut in_order);
    let limit = limit.unwrap_or(u32::MAX);
    let mut sent = already;
    let mut waiting = BTreeSet::new();
    for (_, bundle, messages) in in_order {
        let with_it = sent.saturating_add(messages);
        if with_it > limit {
            waiting.insert(bundle.to_owned());
        } else {
            sent = with_it;
        }
    }
    candidates.retain(|candidate| candidate.run.is_rehearsal() || !waiting.contains(&candidate.bundle));
    let mut keys: Vec<_> = candidates.into_iter().map(|candidate| candidate.key).collect();
    sort::ascending(&mut keys);
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse_day;

    #[test]
    fn the_oldest_leave_first_whatever_the_order() {
        let candidate = |key: &str, bundle: &str, day: &str, audience| Candidate {
            effective: parse_day(day).unwrap(),
            bundle: bundle.to_owned(),
            key: key.to_owned(),
            audience,
            run: Run::Live,
        };
        let mut candidates = vec![
            candidate("c", "3", "2025-06-01", Audience::Customer),
            candidate("b", "2", "2025-06-02", Audience::Customer),
            candidate("a", "1", "2025-06-02", Audience::Customer),
            candidate("z", "4", "2025-06-09", Audience::Internal),
        ];
        assert_eq!(admit(Some(3), 1, candidates.clone()), ["a", "c", "z"]);
        candidates.reverse();
        assert_eq!(admit(Some(3), 1, candidates.clone()), ["a", "c", "z"]);
        assert_eq!(admit(Some(3), 9, candidates.clone()), ["z"]);
        assert_eq!(admit(None, 9, candidates.clone()), ["a", "b", "c", "z"]);
        // A letter and its copy leave together, with the task that goes with them; nothing overtakes them.
        let copy = candidate("c2", "3", "2025-06-01", Audience::Customer);
        let task = candidate("t", "3", "2025-06-01", Audience::Internal);
        candidates.extend([copy, task]);
        assert_eq!(admit(Some(2), 0, candidates.clone()), ["c", "c2", "t", "z"]);
        assert_eq!(admit(Some(2), 1, candidates.clone()), ["a", "z"]);
        assert_eq!(
            admit(Some(1), 0, candidates.clone()),
            ["a", "z"],
            "larger than a day: it waits, a smaller one behind it leaves"
        );
        assert_eq!(admit(Some(0), 0, candidates), ["z"]);
    }
}
