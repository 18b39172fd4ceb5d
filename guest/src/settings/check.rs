//! What must hold between the parts of the settings.

use std::collections::BTreeSet;

use relance_contract::{Path, decimal};

use super::{
    CopyTo, DateOf, Deed, Internal, Order, Scenario, ScenarioKind, Scope, Settings, Step, VERSION, load::quoted,
    written,
};
use crate::{
    condition::{BUILT_IN, Condition},
    domain::{Channel, FactKind, Found},
    law, limits,
};

/// Where, and what.
pub(super) type Wrong = (Path, Found);

/// Everything that makes these settings unusable: where, and what.
pub(super) fn check(settings: &Settings) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let root = Path::default();
    if settings.version != VERSION {
        wrong.push((root.key("version"), Found::VersionUnread { version: settings.version, reads: VERSION }));
    }
    for (name, kind) in &settings.facts {
        let path = root.key("facts").key(name);
        if BUILT_IN.iter().any(|(built_in, ..)| built_in == name) {
            wrong.push((path, Found::FactNameTaken { name: name.clone() }));
        } else if !is_fact_name(name) {
            wrong.push((path, Found::FactNameWrong { name: name.clone(), kind: kind.name() }));
        }
    }
    for (name, kind) in ScenarioKind::ALL {
        let (path, section) = (root.key(name), settings.of_kind(kind));
        if section.scope == Scope::All && section.active_since.is_none() {
            wrong.push((path.clone(), Found::ActiveSinceMissing));
        }
        for (member, text) in [("first_send_text", &section.first_send_text), ("manual_text", &section.manual_text)] {
            if let Some(text) = text {
                text_exists(settings, text, &path.key(member), &mut wrong);
            }
        }
        if let Some(id) = &section.default_scenario
            && !settings.scenarios.iter().any(|scenario| scenario.id == *id && scenario.kind == kind)
        {
            let of_kind = settings.scenarios.iter().filter(|scenario| scenario.kind == kind);
            let known = known(of_kind.map(|scenario| &scenario.id));
            let found = Found::ScenarioUnknown { scenario: id.clone(), section: name, known };
            wrong.push((path.key("default_scenario"), found));
        }
    }
    for (name, condition) in &settings.segments {
        let path = root.key("segments").key(name);
        check_condition(settings, Some(condition), &path, &mut wrong);
        if !condition.segments().is_empty() {
            wrong.push((path, Found::SegmentOfSegment));
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
            let found = Found::LanguageWrong { language: language.clone() };
            wrong.push((root.key("texts").key(name).key(language), found));
        }
        if languages.is_empty() {
            wrong.push((root.key("texts").key(name), Found::TextWithoutLanguage));
        }
    }
    wrong
}

/// A primary language tag: readers are matched by it.
fn is_language(tag: &str) -> bool {
    matches!(tag.len(), 2 | 3) && tag.chars().all(|c| c.is_ascii_lowercase())
}

/// The names there are; `None` where there is none.
fn known<'a>(names: impl Iterator<Item = &'a String>) -> Option<String> {
    Some(quoted(names)).filter(|names| !names.is_empty())
}

/// Every identifier is there, short, printable, not reserved, and not used twice.
fn identifier(path: &Path, id: &str, seen: &mut BTreeSet<String>, wrong: &mut Vec<Wrong>) {
    let path = path.key("id");
    if id.is_empty() || id.len() > 64 || id.chars().any(char::is_control) {
        wrong.push((path, Found::IdentifierWrong));
    } else if id.starts_with('@') {
        wrong.push((path, Found::IdentifierReserved { id: id.to_owned() }));
    } else if !seen.insert(id.to_owned()) {
        wrong.push((path, Found::IdentifierTwice { id: id.to_owned() }));
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
        let found = Found::TooManySteps { steps: scenario.steps.len(), most: limits::STEPS_PER_SCENARIO };
        wrong.push((path.key("steps"), found));
    }
    let of_money = [("minimum", !scenario.minimum.is_empty()), ("minimum_percent", scenario.minimum_percent.is_some())];
    for (member, _) in of_money.into_iter().filter(|(_, is_there)| *is_there && scenario.kind == ScenarioKind::Lead) {
        wrong.push((path.key(member), Found::MemberOfMoney { member }));
    }
    if let Some(repeat) = scenario.repeat_last {
        if repeat.every == 0 {
            wrong.push((path.key("repeat_last").key("every"), Found::RepeatedWithoutPause));
        }
        if scenario.order() == Order::ByDate {
            wrong.push((path.key("repeat_last"), Found::PlanRepeated));
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
        (ScenarioKind::Quote, Some(DateOf::Due)) => Some(Found::DueOfQuote),
        (ScenarioKind::Invoice, Some(DateOf::ValidUntil)) => Some(Found::ValidityOfInvoice),
        (ScenarioKind::Lead, Some(DateOf::Due | DateOf::ValidUntil | DateOf::FirstSent)) => Some(Found::DateOfLead),
        _ => None,
    };
    if let Some(found) = misplaced {
        wrong.push((path.key("from"), found));
    }
    if scenario.kind == ScenarioKind::Lead {
        check_step_of_lead(step, path, wrong);
    }
    if step.actions.is_empty() && !step.retired {
        wrong.push((path.clone(), Found::StepWithoutAction));
    }
    if step.minimum_percent.is_some_and(|percent| percent > 100) {
        wrong.push((path.key("minimum_percent"), Found::PercentAboveHundred));
    }
    let mut ids = BTreeSet::new();
    for (at, action) in step.actions.iter().enumerate() {
        let path = path.key("actions").index(at);
        identifier(&path, &action.id, &mut ids, wrong);
        written::check(settings, action, &path, wrong);
    }
}

/// A prospect owes nothing and is written to by e-mail, where every message says how to object.
fn check_step_of_lead(step: &Step, path: &Path, wrong: &mut Vec<Wrong>) {
    let of_money = [
        ("severe", step.severe),
        ("needs_fresh_bank", step.needs_fresh_bank == Some(true)),
        ("minimum", step.minimum.is_some()),
        ("minimum_percent", step.minimum_percent.is_some()),
        ("deadline", step.deadline.is_some()),
        ("claims", !step.claims.is_empty()),
    ];
    for (member, _) in of_money.into_iter().filter(|(_, is_there)| *is_there) {
        wrong.push((path.key(member), Found::MemberOfMoney { member }));
    }
    for (at, action) in step.actions.iter().enumerate() {
        let path = path.key("actions").index(at);
        match &action.deed {
            Deed::Internal(Internal::Measure(_)) => wrong.push((path.key("kind"), Found::NotForLeads)),
            Deed::Message(message) if message.channel != Channel::Email => {
                wrong.push((path.key("kind"), Found::NotForLeads));
            }
            Deed::Message(message) if message.fallback.is_some() => {
                wrong.push((path.key("fallback"), Found::NotForLeads));
            }
            Deed::Message(message) if message.to.is_some() => wrong.push((path.key("to"), Found::NotForLeads)),
            Deed::Message(message) if message.copies.contains(&CopyTo::CustomerFinance) => {
                wrong.push((path.key("copies"), Found::NotForLeads));
            }
            Deed::Message(_) | Deed::Internal(_) => {}
        }
    }
}

/// A text that is used is there.
pub(super) fn text_exists(settings: &Settings, name: &str, path: &Path, wrong: &mut Vec<Wrong>) {
    if settings.texts.contains_key(name) {
        return;
    }
    let known = known(settings.texts.keys());
    wrong.push((path.clone(), Found::TextUnknown { text: name.to_owned(), known }));
}

fn check_condition(settings: &Settings, condition: Option<&Condition>, path: &Path, wrong: &mut Vec<Wrong>) {
    let kind_of = |name: &str| -> Option<FactKind> {
        let built_in = BUILT_IN.iter().find(|(built_in, ..)| *built_in == name).map(|(_, kind, _)| *kind);
        built_in.or_else(|| settings.facts.get(name).copied())
    };
    let Some(condition) = condition else { return };
    if let Err(problem) = condition.check(&kind_of) {
        wrong.push((path.clone(), Found::ConditionWrong { problem }));
    }
    for name in condition.segments().into_iter().filter(|name| !settings.segments.contains_key(*name)) {
        let found = Found::SegmentUnknown { segment: name.to_owned(), known: known(settings.segments.keys()) };
        wrong.push((path.clone(), found));
    }
}

/// What makes the section `law` unusable.
fn check_law(settings: &Settings, wrong: &mut Vec<Wrong>) {
    let path = Path::default().key("law");
    if let Some(profile) = &settings.law.profile
        && settings.limitation.years(profile).is_none()
        && law::profile(&settings.law, profile).is_none()
    {
        wrong.push((path.key("profile"), Found::ProfileUnknown { profile: profile.clone() }));
    }
    for (name, rates) in &settings.law.rates {
        for day in rates.keys().filter(|day| !law::is_reference_day(day)) {
            let shown: String = day.chars().take(40).collect();
            wrong.push((path.key("rates").key(name), Found::NotHalfYear { day: shown }));
        }
    }
    if settings.law.eu.indemnity.as_ref().is_some_and(|euros| decimal(euros, 2).is_none()) {
        wrong.push((path.key("eu").key("indemnity"), Found::IndemnityNoAmount));
    }
}
