//! Messages that say that something is enclosed, and enclose nothing.

use relance_guest::contract::types::{Action, ActionBody};

use crate::enclosures::Enclosures;

/// How texts say it, in the languages of the ready ones.
const SAID: &[&str] = &[
    "ci-joint",
    "pièce jointe",
    "pièces jointes",
    "en annexe",
    "enclosed",
    "attached",
    "im anhang",
    "anbei",
    "beigefügt",
    "adjunt",
    "in allegato",
    "allegat",
    "bijlage",
    "bijgevoegd",
];

/// Whether a message promises files and has none. Files of a letter are looked for when it is printed.
pub(super) fn promises_in_vain(action: &Action, enclosures: &Enclosures) -> bool {
    let (text, has_none) = match &action.body {
        ActionBody::Email(email) => {
            (&email.text, enclosures.of(&email.attachments).is_ok_and(|enclosed| enclosed.is_empty()))
        }
        ActionBody::Letter(letter) | ActionBody::RegisteredLetter(letter) => {
            (&letter.text, letter.attachments.is_empty())
        }
        _ => return false,
    };
    let text = text.to_lowercase();
    has_none && SAID.iter().any(|said| text.contains(said))
}
