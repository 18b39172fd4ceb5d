//! What must hold between the parts of the settings.

use std::collections::BTreeSet;

use relance_contract::{Path, decimal};

use super::{DateOf, Order, Scenario, ScenarioKind, Scope, Settings, Step, VERSION, actions};
use crate::{
    condition::{BUILT_IN, Condition},
    domain::FactKind,
    law, limits,
};

/// Where, what, and what to do.
pub(super) type Wrong = (Path, String, String);

/// Everything that makes these settings unusable: where, what, and what to do.
pub(super) fn check(settings: &Settings) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let root = Path::default();
    if settings.version != VERSION {
        let message = format!("version {} is not read by this module, which reads version {VERSION}", settings.version);
        wrong.push((root.key("version"), message, String::new()));
    }
    for (name, kind) in &settings.facts {
        let path = root.key("facts").key(name);
        if BUILT_IN.iter().any(|(built_in, ..)| built_in == name) {
            let hint = "choose another name".to_owned();
            wrong.push((path, format!("`{name}` is the name of something every document has"), hint));
        } else if !is_fact_name(name) {
            let hint = "use lower-case letters, digits and `_`, at most 64, a letter first".to_owned();
            wrong.push((path, format!("`{name}` (a {}) is no name for a fact", kind.name()), hint));
        }
    }
    for (name, kind) in [("quotes", ScenarioKind::Quote), ("invoices", ScenarioKind::Invoice)] {
        let (path, section) =
            (root.key(name), if kind == ScenarioKind::Quote { &settings.quotes } else { &settings.invoices });
        if section.scope == Scope::All && section.active_since.is_none() {
            let hint = "write the day on which you switch reminders on: older documents are left alone".to_owned();
            wrong.push((path.clone(), "scope `all` needs `active_since`".to_owned(), hint));
        }
        for (member, text) in [("first_send_text", &section.first_send_text), ("manual_text", &section.manual_text)] {
            if let Some(text) = text {
                text_exists(settings, text, &path.key(member), &mut wrong);
            }
        }
        if let Some(id) = &section.default_scenario
            && !settings.scenarios.iter().any(|scenario| scenario.id == *id && scenario.kind == kind)
        {
            let message = format!("there is no scenario `{id}` for {name}");
            wrong.push((path.key("default_scenario"), message, known_scenarios(settings, kind)));
        }
    }
    for (name, condition) in &settings.segments {
        let path = root.key("segments").key(name);
        check_condition(settings, Some(condition), &path, &mut wrong);
        if !condition.segments().is_empty() {
            let hint = "write the other segment's condition here".to_owned();
            wrong.push((path, "a segment cannot ask for another segment".to_owned(), hint));
        }
    }
    check_law(settings, &mut wrong);
    let mut ids = BTreeSet::new();
    for (at, scenario) in settings.scenarios.iter().enumerate() {
        let path = root.key("scenarios").index(at);
        identifier(&path, &scenario.id, &mut ids, &mut wrong);
        check_scenario(settings, scenario, &path, &mut wrong);
    }
    for (name, languages) in &settings.texts {
        for language in languages.keys().filter(|language| !is_language(language)) {
            let hint = "write `fr` or `en`: what stands before the first hyphen of a tag".to_owned();
            wrong.push((root.key("texts").key(name).key(language), format!("`{language}` is no language"), hint));
        }
        if languages.is_empty() {
            wrong.push((root.key("texts").key(name), "a text needs at least one language".to_owned(), String::new()));
        }
    }
    wrong
}

/// A primary language tag: readers are matched by it.
fn is_language(tag: &str) -> bool {
    matches!(tag.len(), 2 | 3) && tag.chars().all(|c| c.is_ascii_lowercase())
}

fn known_scenarios(settings: &Settings, kind: ScenarioKind) -> String {
    let of_kind = settings.scenarios.iter().filter(|scenario| scenario.kind == kind);
    let names: Vec<_> = of_kind.map(|scenario| format!("`{}`", scenario.id)).collect();
    if names.is_empty() { "add one under `scenarios`".to_owned() } else { format!("there is {}", names.join(", ")) }
}

/// Every identifier is there, short, printable, not reserved, and not used twice.
fn identifier(path: &Path, id: &str, seen: &mut BTreeSet<String>, wrong: &mut Vec<Wrong>) {
    let path = path.key("id");
    if id.is_empty() || id.len() > 64 || id.chars().any(char::is_control) {
        wrong.push((path, "an identifier has 1 to 64 printable characters".to_owned(), String::new()));
    } else if id.starts_with('@') {
        wrong.push((path, format!("`{id}`: identifiers that start with `@` are the module's own"), String::new()));
    } else if !seen.insert(id.to_owned()) {
        let hint = "identifiers are permanent and unique: give this one a new name".to_owned();
        wrong.push((path, format!("`{id}` is used twice"), hint));
    }
}

fn is_fact_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn check_scenario(settings: &Settings, scenario: &Scenario, path: &Path, wrong: &mut Vec<Wrong>) {
    check_condition(settings, scenario.when.as_ref(), &path.key("when"), wrong);
    if scenario.steps.len() > limits::STEPS_PER_SCENARIO {
        let message = format!("{} steps; a scenario has at most {}", scenario.steps.len(), limits::STEPS_PER_SCENARIO);
        wrong.push((path.key("steps"), message, "use `repeat_last`".to_owned()));
    }
    if let Some(repeat) = scenario.repeat_last {
        if repeat.every == 0 {
            wrong.push((path.key("repeat_last").key("every"), "at least 1 day".to_owned(), String::new()));
        }
        if scenario.order() == Order::ByDate {
            let hint = "write `\"order\": \"as-listed\"`, or leave `repeat_last` out".to_owned();
            wrong.push((path.key("repeat_last"), "a plan of points does not repeat".to_owned(), hint));
        }
    }
    let mut ids = BTreeSet::new();
    for (at, step) in scenario.steps.iter().enumerate() {
        let path = path.key("steps").index(at);
        identifier(&path, &step.id, &mut ids, wrong);
        check_step(settings, scenario, step, &path, wrong);
    }
}

fn check_step(settings: &Settings, scenario: &Scenario, step: &Step, path: &Path, wrong: &mut Vec<Wrong>) {
    check_condition(settings, step.when.as_ref(), &path.key("when"), wrong);
    let misplaced = match (scenario.kind, step.from.date()) {
        (ScenarioKind::Quote, Some(DateOf::Due)) => Some("a quote has no due day: count from `valid-until`"),
        (ScenarioKind::Invoice, Some(DateOf::ValidUntil)) => Some("an invoice has no last valid day: count from `due`"),
        _ => None,
    };
    if let Some(message) = misplaced {
        wrong.push((path.key("from"), message.to_owned(), String::new()));
    }
    if step.actions.is_empty() && !step.retired {
        let hint = "give it an action, or `\"retired\": true` to keep only its place".to_owned();
        wrong.push((path.clone(), "the step does nothing".to_owned(), hint));
    }
    if step.minimum_percent.is_some_and(|percent| percent > 100) {
        wrong.push((path.key("minimum_percent"), "at most 100 percent".to_owned(), String::new()));
    }
    let mut ids = BTreeSet::new();
    for (at, action) in step.actions.iter().enumerate() {
        let path = path.key("actions").index(at);
        identifier(&path, &action.id, &mut ids, wrong);
        actions::check(settings, action, &path, wrong);
    }
}

/// A text that is used is there.
pub(super) fn text_exists(settings: &Settings, name: &str, path: &Path, wrong: &mut Vec<Wrong>) {
    if settings.texts.contains_key(name) {
        return;
    }
    let names: Vec<_> = settings.texts.keys().map(|name| format!("`{name}`")).collect();
    let hint =
        if names.is_empty() { "add it under `texts`".to_owned() } else { format!("there is {}", names.join(", ")) };
    wrong.push((path.clone(), format!("there is no text `{name}`"), hint));
}

fn check_condition(settings: &Settings, condition: Option<&Condition>, path: &Path, wrong: &mut Vec<Wrong>) {
    let kind_of = |name: &str| -> Option<FactKind> {
        let built_in = BUILT_IN.iter().find(|(built_in, ..)| *built_in == name).map(|(_, kind, _)| *kind);
        built_in.or_else(|| settings.facts.get(name).copied())
    };
    let Some(condition) = condition else { return };
    if let Err(message) = condition.check(&kind_of) {
        wrong.push((path.clone(), message, String::new()));
    }
    for name in condition.segments().into_iter().filter(|name| !settings.segments.contains_key(*name)) {
        let names: Vec<_> = settings.segments.keys().map(|name| format!("`{name}`")).collect();
        let hint = if names.is_empty() {
            "add it under `segments`".to_owned()
        } else {
            format!("there is {}", names.join(", "))
        };
        wrong.push((path.clone(), format!("there is no segment `{name}`"), hint));
    }
}

/// What makes the section `law` unusable.
fn check_law(settings: &Settings, wrong: &mut Vec<Wrong>) {
    let path = Path::default().key("law");
    if let Some(profile) = &settings.law.profile
        && settings.limitation.years(profile).is_none()
        && law::profile(&settings.law, profile).is_none()
    {
        let hint = "write `b2b-fr`, `consumer-fr`, `public-fr`, `transport-fr` or `b2b-eu`".to_owned();
        wrong.push((path.key("profile"), format!("there is no profile `{profile}`"), hint));
    }
    for (name, rates) in &settings.law.rates {
        for day in rates.keys().filter(|day| !law::is_reference_day(day)) {
            let shown: String = day.chars().take(40).collect();
            let message = format!("`{shown}` is not the first day of a half-year");
            let hint = "rates are dated 1 January and 1 July: `2026-07-01`".to_owned();
            wrong.push((path.key("rates").key(name), message, hint));
        }
    }
    if settings.law.eu.indemnity.as_ref().is_some_and(|euros| decimal(euros, 2).is_none()) {
        let message = "the indemnity is an amount of euros: write `\"40\"` or `\"40.00\"`".to_owned();
        wrong.push((path.key("eu").key("indemnity"), message, String::new()));
    }
}
