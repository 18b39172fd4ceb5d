//! The rules that `explain` goes through, by name.

use super::Words;

/// Names of rules in French, by their names in the contract.
const IN_FRENCH: &[(&str, &str)] = &[
    ("data", "données"),
    ("mode", "mode"),
    ("scope", "champ"),
    ("state", "état"),
    ("holds", "blocages"),
    ("scenario", "scénario"),
    ("step", "étape"),
    ("first-send", "1er envoi"),
    ("freshness", "banque"),
    ("threshold", "seuil"),
    ("recipient", "contact"),
    ("grouping", "groupage"),
    ("limits", "limites"),
];

/// A rule's name for people.
#[must_use]
pub fn rule(name: &str) -> Words {
    let french = IN_FRENCH.iter().find(|(known, _)| *known == name).map_or(name, |(_, french)| french);
    Words::new(name.to_owned(), french.to_owned())
}
