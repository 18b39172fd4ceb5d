//! What the limit of the day keeps back, or what could not be written: told so, nothing of it recorded, and named where it would wait for ever.

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::records::types::{Account, AccountAnswer, Action, Audience, Wanted};
use serde_json::Value;

use crate::{text::Words, words};

/// What was kept back by the limit of the day, or could not be written, is told so, and records nothing: the steps its own step would have
/// left out are left out on the day it leaves.
pub(super) fn keep_back(answer: &mut AccountAnswer, admitted: &BTreeSet<String>, actions: &[Action]) {
    let left: BTreeSet<_> = actions.iter().map(|action| action.wanted.key.as_str()).collect();
    let mut kept = BTreeSet::new();
    for decision in &mut answer.decisions {
        let acts = !decision.actions.is_empty();
        if decision.actions.iter().any(|key| !admitted.contains(key)) {
            "limit-reached".clone_into(&mut decision.code);
            decision.details.clear();
            kept.insert((decision.document.clone(), decision.instalment.clone()));
        }
        decision.actions.retain(|key| left.contains(key.as_str()));
        if acts && decision.actions.is_empty() {
            kept.insert((decision.document.clone(), decision.instalment.clone()));
        }
    }
    answer.marks.retain(|mark| !kept.contains(&(mark.coverage.document.clone(), mark.coverage.instalment.clone())));
}

/// Bundles of an account that wait although the day were empty: the numbers of their documents, and how many messages they are.
pub(super) fn larger_than(
    limit: Option<u64>,
    account: &Account,
    answer: &AccountAnswer,
    admitted: &BTreeSet<String>,
) -> Vec<(String, u64)> {
    // Nothing at all is a decision of its own; the number of what waits says it.
    let Some(limit) = limit.filter(|limit| *limit > 0) else { return Vec::new() };
    let mut bundles = BTreeMap::<&str, (BTreeSet<&str>, u64)>::new();
    let waiting = |wanted: &&Wanted| {
        wanted.audience == Audience::Customer && !wanted.simulated && !admitted.contains(&wanted.key)
    };
    for wanted in answer.wanted.iter().filter(waiting) {
        let (documents, messages) = bundles.entry(&wanted.bundle).or_default();
        let numbers = wanted.coverage.iter().filter_map(|coverage| {
            let document = account.documents.iter().find(|document| document.id == coverage.document)?;
            Some(document.number.as_str())
        });
        documents.extend(numbers);
        *messages += 1;
    }
    let larger = bundles.into_values().filter(|(_, messages)| *messages > limit);
    larger.map(|(documents, messages)| (documents.into_iter().collect::<Vec<_>>().join(", "), messages)).collect()
}

pub(super) fn larger_than_a_day(documents: &str, messages: u64, limit: Option<u64>) -> Words {
    let limit = limit.unwrap_or_default();
    words!(
        "{documents}: {messages} messages that leave together, and `limits.customer_messages_per_day` is {limit}: they never leave until it is raised",
        "{documents} : {messages} messages qui partent ensemble, et `limits.customer_messages_per_day` vaut {limit} : ils ne partent pas tant qu'il n'est pas relevé"
    )
}

/// The settings' limit of the day; none: everything leaves.
pub(super) fn customer_messages_per_day(settings: &str) -> Option<u64> {
    let settings: Value = serde_json::from_str(settings).unwrap_or_default();
    settings.pointer("/limits/customer_messages_per_day").and_then(Value::as_u64)
}
