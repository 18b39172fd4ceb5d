//! What the limit of the day keeps back, or what could not be written: told so, nothing of it recorded, and named where it would wait for ever.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    text::{Words, agreed},
    words,
};
use relance_contract::records::types::{Account, AccountAnswer, Action, Audience, Wanted};

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
    let mut bundles = BTreeMap::<&str, Vec<&Wanted>>::new();
    let waiting = |wanted: &&Wanted| {
        wanted.audience == Audience::Customer && !wanted.simulated && !admitted.contains(&wanted.key)
    };
    for wanted in answer.wanted.iter().filter(waiting) {
        bundles.entry(&wanted.bundle).or_default().push(wanted);
    }
    let counted = bundles.into_values().map(|bundle| {
        let messages = u64::try_from(bundle.len()).unwrap_or(u64::MAX);
        (numbers(account, &bundle), messages)
    });
    counted.filter(|(_, messages)| *messages > limit).collect()
}

/// The numbers of the documents that these actions cover.
fn numbers(account: &Account, bundle: &[&Wanted]) -> String {
    let covered = bundle.iter().flat_map(|wanted| &wanted.coverage).filter_map(|coverage| {
        let document = account.documents.iter().find(|document| document.id == coverage.document)?;
        Some(document.number.as_str())
    });
    covered.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
}

/// Takes out of the written actions those that leave together with one that could not be written, and says so: a bundle leaves whole or
/// not at all.
pub(super) fn only_whole_bundles(
    account: &Account,
    answer: &AccountAnswer,
    admitted: &BTreeSet<String>,
    written: &mut BTreeMap<String, Action>,
) -> Vec<Words> {
    let mut bundles = BTreeMap::<&str, Vec<&Wanted>>::new();
    for wanted in answer.wanted.iter().filter(|wanted| admitted.contains(&wanted.key)) {
        bundles.entry(&wanted.bundle).or_default().push(wanted);
    }
    let mut said = Vec::new();
    for bundle in bundles.into_values() {
        let unwritten = bundle.iter().filter(|wanted| !written.contains_key(&wanted.key)).count();
        // One alone is named by what is wrong with it.
        if unwritten == 0 || bundle.len() == 1 {
            continue;
        }
        for wanted in &bundle {
            written.remove(&wanted.key);
        }
        let (documents, all) = (numbers(account, &bundle), bundle.len());
        said.push(agreed(
            unwritten,
            words!(
                "{documents}: {unwritten} of {all} actions that leave together cannot be written, so none of them leaves",
                "{documents} : {unwritten} des {all} actions qui partent ensemble ne peut être rédigée, donc aucune ne part"
            ),
            words!(
                "{documents}: {unwritten} of {all} actions that leave together cannot be written, so none of them leaves",
                "{documents} : {unwritten} des {all} actions qui partent ensemble ne peuvent être rédigées, donc aucune ne part"
            ),
        ));
    }
    said
}

/// Actions of these keys that the store knows as done, and does not do twice.
pub(super) fn done_already(account: &Account, answer: &AccountAnswer, refused: &[String]) -> Words {
    let bundle: Vec<_> = answer.wanted.iter().filter(|wanted| refused.contains(&wanted.key)).collect();
    let documents = numbers(account, &bundle);
    words!(
        "something was asked for that was done already ({documents}); it was not done again, and everything else was put away",
        "il a été demandé une chose déjà faite ({documents}) ; elle n'a pas été refaite, et tout le reste a été enregistré"
    )
}

pub(super) fn larger_than_a_day(documents: &str, messages: u64, limit: Option<u64>) -> Words {
    let limit = limit.unwrap_or_default();
    words!(
        "{documents}: {messages} messages that leave together, and `limits.customer_messages_per_day` is {limit}: they never leave until it is raised",
        "{documents} : {messages} messages qui partent ensemble, et `limits.customer_messages_per_day` vaut {limit} : ils ne partent pas tant qu'il n'est pas relevé"
    )
}
