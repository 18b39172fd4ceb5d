//! Whether settings still have the scenarios and steps that open documents have begun: a step under a new name would be sent again.

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::{records::settings::Outline, request};

use crate::{
    error::Result,
    module::{Budget, Module},
    store::{BegunStep, Store},
    text::{Language, Words, agreed},
    words,
};

/// What the settings lost: what happened, and what to do.
pub(super) struct Lost {
    pub(super) what: Words,
    pub(super) hint: Words,
}

/// What open documents of a tenant have begun and these settings lack.
///
/// # Errors
/// Settings that are refused; the store.
pub(super) fn lost(
    module: &Module,
    store: &dyn Store,
    tenant: &str,
    settings: &str,
    reader: Language,
) -> Result<Vec<Lost>> {
    let outline = module.call(&request::DescribeSettings::of(settings, reader.code()), Budget::NONE)?;
    Ok(compare(&outline, &store.begun_steps(tenant)?))
}

fn compare(outline: &Outline, begun: &[BegunStep]) -> Vec<Lost> {
    let known: BTreeMap<_, BTreeSet<_>> = outline
        .scenarios
        .iter()
        .map(|scenario| (scenario.id.as_str(), scenario.steps.iter().map(String::as_str).collect()))
        .collect();
    let mut lost = Vec::new();
    let mut scenarios = BTreeMap::<&str, usize>::new();
    for BegunStep { scenario, step, documents } in begun {
        match known.get(scenario.as_str()) {
            Some(steps) if steps.contains(step.as_str()) => {}
            Some(_) => lost.push(step_lost(scenario, step, *documents)),
            None => {
                let most = scenarios.entry(scenario).or_default();
                *most = (*most).max(*documents);
            }
        }
    }
    lost.extend(scenarios.into_iter().map(|(scenario, documents)| scenario_lost(scenario, documents)));
    lost
}

fn step_lost(scenario: &str, step: &str, documents: usize) -> Lost {
    Lost {
        what: agreed(
            documents,
            words!(
                "the step `{step}` of `{scenario}` left for {documents} open document, and the settings lack it",
                "l'étape `{step}` de `{scenario}` est partie pour {documents} pièce ouverte, et les réglages ne l'ont plus"
            ),
            words!(
                "the step `{step}` of `{scenario}` left for {documents} open documents, and the settings lack it",
                "l'étape `{step}` de `{scenario}` est partie pour {documents} pièces ouvertes, et les réglages ne l'ont plus"
            ),
        ),
        hint: words!(
            "what is planned up to its day is held, since under another `id` it would be sent again: keep its `id`, or keep it in its place with `\"retired\": true`",
            "ce qui est prévu jusqu'à sa date est retenu, car sous un autre `id` elle repartirait : gardez son `id`, ou laissez-la à sa place avec `\"retired\": true`"
        ),
    }
}

fn scenario_lost(scenario: &str, documents: usize) -> Lost {
    Lost {
        what: agreed(
            documents,
            words!(
                "at least {documents} open document has begun the scenario `{scenario}`, which the settings lack: nothing more leaves for it",
                "au moins {documents} pièce ouverte a commencé le scénario `{scenario}`, absent des réglages : plus rien ne part pour elle"
            ),
            words!(
                "at least {documents} open documents have begun the scenario `{scenario}`, which the settings lack: nothing more leaves for them",
                "au moins {documents} pièces ouvertes ont commencé le scénario `{scenario}`, absent des réglages : plus rien ne part pour elles"
            ),
        ),
        hint: words!(
            "keep it under its `id` until they are paid, beside the new one; or name another one in the ERP (`scenario` of the document)",
            "gardez-le sous son `id` jusqu'à leur règlement, à côté du nouveau ; ou nommez-en un autre dans l'ERP (`scenario` de la pièce)"
        ),
    }
}

#[cfg(test)]
mod tests {
    use relance_contract::records::settings::ScenarioOutline;

    use super::*;

    #[test]
    fn what_open_documents_have_begun_is_told_where_it_is_gone() {
        let scenario = |id: &str, steps: &[&str]| ScenarioOutline {
            id: id.to_owned(),
            steps: steps.iter().map(|step| (*step).to_owned()).collect(),
        };
        let outline = Outline {
            mode: "live".to_owned(),
            customer_messages_per_day: None,
            holidays: false,
            closed_until: None,
            texts: Vec::new(),
            events: Vec::new(),
            scenarios: vec![scenario("a", &["one", "two"])],
        };
        let begun = |scenario: &str, step: &str, documents| BegunStep {
            scenario: scenario.to_owned(),
            step: step.to_owned(),
            documents,
        };
        let told =
            compare(&outline, &[begun("a", "one", 4), begun("a", "first", 1), begun("b", "x", 2), begun("b", "y", 3)]);
        let told: Vec<_> = told.iter().map(|lost| lost.what.to_string()).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("`first` of `a` left for 1 open document,"), "{told:?}");
        assert!(told[1].contains("at least 3 open documents have begun the scenario `b`"), "{told:?}");
    }
}
