//! Ready scenarios (F55): to be listed, shown, copied into one's own settings, and changed there.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::VERSION;
use crate::{language::Locale, sort};

const SCENARIOS: &str = include_str!("library/scenarios.json");

/// A scenario ready to be taken over.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Its identifier.
    pub id: String,
    /// `quote`, `invoice` or `lead`.
    pub kind: String,
    /// What it does, in English.
    pub english: String,
    /// The same in French.
    pub french: String,
    /// Its steps in short.
    pub steps: String,
    /// A fragment of settings that needs nothing else.
    pub settings: String,
}

#[derive(Deserialize)]
struct Entry {
    english: String,
    french: String,
    #[serde(default)]
    facts: Map<String, Value>,
    #[serde(default)]
    segments: Map<String, Value>,
    scenario: Value,
}

/// Every ready scenario, by identifier.
#[must_use]
pub fn library() -> Vec<Ready> {
    let entries: Vec<Entry> = serde_json::from_str(SCENARIOS).unwrap_or_default();
    let texts = texts();
    entries.into_iter().map(|entry| ready(entry, &texts)).collect()
}

/// The ready texts of all languages: by name, then by language.
fn texts() -> BTreeMap<String, Value> {
    let mut texts = BTreeMap::<String, Map<String, Value>>::new();
    for (tag, locale) in Locale::ALL {
        let of_language: Map<String, Value> = serde_json::from_str(locale.pack().texts).unwrap_or_default();
        for (name, text) in of_language {
            texts.entry(name).or_default().insert((*tag).to_owned(), text);
        }
    }
    sort::map(texts.into_iter().map(|(name, by_language)| (name, Value::Object(by_language))))
}

fn ready(entry: Entry, texts: &BTreeMap<String, Value>) -> Ready {
    let word = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let steps = entry.scenario.get("steps").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let actions_of = |step: &Value| step.get("actions").and_then(Value::as_array).cloned().unwrap_or_default();
    let shown = steps.iter().map(|step| {
        let kinds: Vec<_> = actions_of(step).iter().map(|action| word(action, "kind")).collect();
        format!("{} {} {}", word(step, "from"), word(step, "at"), kinds.join(" + "))
    });
    let shown: Vec<_> = shown.collect();
    let actions: Vec<_> = steps.iter().flat_map(actions_of).collect();
    let names = actions.iter().flat_map(|action| ["text", "draft"].map(|member| word(action, member)));
    let mut used: Map<_, _> = names.filter_map(|name| texts.get(&name).map(|text| (name, text.clone()))).collect();
    in_common_languages(&mut used);
    let mut settings = json!({"version": VERSION});
    if let Some(members) = settings.as_object_mut() {
        for (name, part) in [("facts", entry.facts), ("segments", entry.segments)] {
            if !part.is_empty() {
                members.insert(name.to_owned(), Value::Object(part));
            }
        }
        members.insert("scenarios".to_owned(), json!([entry.scenario.clone()]));
        members.insert("texts".to_owned(), Value::Object(used));
    }
    Ready {
        id: word(&entry.scenario, "id"),
        kind: word(&entry.scenario, "kind"),
        english: entry.english,
        french: entry.french,
        steps: shown.join(" · "),
        settings: serde_json::to_string_pretty(&settings).unwrap_or_default(),
    }
}

/// A scenario speaks the languages that all its texts are written in.
fn in_common_languages(texts: &mut Map<String, Value>) {
    let languages = |text: &Value| text.as_object().map(|by| sort::set(by.keys().cloned()));
    let common = texts.values().filter_map(languages).reduce(|a, b| &a & &b).unwrap_or_default();
    for text in texts.values_mut().filter_map(Value::as_object_mut) {
        text.retain(|language, _| common.contains(language));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ready_scenario_is_accepted_as_it_is() {
        let all = library();
        assert_eq!(all.len(), 23);
        assert!(all.is_sorted_by_key(|ready| ready.id.clone()));
        for ready in all {
            let settings =
                super::super::load(&ready.settings).map_err(|findings| format!("{}: {findings:?}", ready.id)).unwrap();
            // Which law applies is the tenant's to say; a scenario that claims late charges asks for it.
            let doubts = crate::lint::doubts(&settings, &ready.settings);
            let mut doubts = doubts;
            doubts.extend(crate::lint::text_doubts(&settings, &ready.settings));
            let doubts: Vec<_> = doubts.iter().filter(|doubt| doubt.found.code() != "profile-missing").collect();
            assert!(doubts.is_empty(), "{}: {doubts:?}", ready.id);
            assert!(!ready.english.is_empty() && !ready.french.is_empty() && !ready.steps.is_empty());
        }
    }
}
