//! What is doubtful about a text that works (F54): too long, nothing to pay in it, several things asked for at once, a suspension that
//! nobody announced.

use relance_contract::Path;

use super::Doubt;
use crate::{
    domain::Found,
    settings::{Measure, ScenarioKind, Settings, Text},
};

/// Words of a subject that a telephone shows.
const SUBJECT: usize = 8;
/// Words of a body that somebody reads.
const BODY: usize = 200;

/// Everything doubtful about the texts.
pub(super) fn doubts(settings: &Settings) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for (name, by_language) in &settings.texts {
        let used = Used::of(settings, name);
        for (language, text) in by_language {
            one(name, language, text, used, &mut doubts);
        }
    }
    suspensions(settings, &mut doubts);
    doubts
}

/// What a text is used for.
#[derive(Clone, Copy, Default)]
struct Used {
    /// A message to a customer.
    customer: bool,
    /// About an invoice.
    invoice: bool,
}

impl Used {
    fn of(settings: &Settings, name: &str) -> Self {
        let mut used = Self::default();
        for scenario in &settings.scenarios {
            for action in scenario.steps.iter().flat_map(|step| &step.actions) {
                let says = action.texts.iter().any(|text| text == name) && action.speaks_to_customer();
                let drafts = action.draft().is_some_and(|text| text == name);
                if says || drafts {
                    used.customer = true;
                    used.invoice |= scenario.kind == ScenarioKind::Invoice;
                }
            }
        }
        used
    }
}

fn one(name: &str, language: &str, text: &Text, used: Used, doubts: &mut Vec<Doubt>) {
    let mut doubt = |part: &str, found| {
        let path = Path::default().key("texts").key(name).key(language).key(part);
        doubts.push(Doubt { found, path });
    };
    if !used.customer {
        return;
    }
    let (subject, body) = (words(&text.subject), words(&text.body));
    if subject > SUBJECT {
        doubt("subject", Found::SubjectLong { words: subject });
    }
    if body > BODY {
        doubt("body", Found::TextLong { words: body });
    }
    let both = format!("{} {}", text.subject, text.body);
    let says = |names: &[&str]| names.iter().any(|name| both.contains(name));
    if used.invoice {
        if !says(&["document.number", "documents", "document in"]) {
            doubt("body", Found::NumberMissing);
        }
        if !says(&[
            "document.left",
            "document.total",
            "claim.",
            "statement.left",
            ".left",
            "block.documents",
            "block.amounts",
        ]) {
            doubt("body", Found::AmountMissing);
        }
    }
    let buttons = ["pay", "sign", "accept", "view", "appointment"];
    let asked = |name: &&&str| both.contains(&format!("button.{name}"));
    let asked: Vec<_> = buttons.iter().filter(asked).copied().collect();
    if asked.len() > 1 {
        doubt("body", Found::SeveralThingsAsked { buttons: asked.len(), names: asked.join(", ") });
    }
}

/// Words as they are read: what is filled in counts as one; of several branches the longest.
fn words(source: &str) -> usize {
    let count = |text: &str| text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    let longest = |a: String, b: String| if count(&a) < count(&b) { b } else { a };
    // What stands before a branch, the longest branch so far, and the one being read.
    let mut open: Vec<(String, String)> = Vec::new();
    let mut text = String::new();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        if let Some(after) = after.strip_prefix('{') {
            text.push('x');
            rest = after.split_once("}}").map_or("", |(_, after)| after);
        } else if let Some(after) = after.strip_prefix('%') {
            let (tag, after) = after.split_once("%}").unwrap_or((after, ""));
            match tag.trim_matches(['-', ' ']).split(' ').next() {
                Some("if" | "for") => open.push((core::mem::take(&mut text), String::new())),
                Some("elif" | "else") => {
                    if let Some((_, best)) = open.last_mut() {
                        *best = longest(core::mem::take(best), core::mem::take(&mut text));
                    }
                }
                Some("endif" | "endfor") => {
                    if let Some((before, best)) = open.pop() {
                        text = format!("{before}{}", longest(best, text));
                    }
                }
                _ => {}
            }
            rest = after;
        } else {
            text.push('{');
            rest = after;
        }
    }
    text.push_str(rest);
    count(&text)
}

/// A service is suspended, or orders are blocked, only after a message said so.
fn suspensions(settings: &Settings, doubts: &mut Vec<Doubt>) {
    for (at, scenario) in settings.scenarios.iter().enumerate() {
        let mut announced = false;
        for (step_at, step) in scenario.steps.iter().enumerate().filter(|(_, step)| !step.retired) {
            let suspends = step.actions.iter().any(|action| matches!(action.measure(), Some(Measure::Suspend)));
            if suspends && !announced {
                doubts.push(Doubt {
                    found: Found::SuspensionUnannounced,
                    path: Path::default().key("scenarios").index(at).key("steps").index(step_at),
                });
            }
            let messages = step.actions.iter().filter(|action| action.speaks_to_customer());
            let texts = messages.flat_map(|action| &action.texts).filter_map(|name| settings.texts.get(name));
            let says = |text: &Text| {
                let said = text.body.to_lowercase();
                ["suspen", "sperr", "sosp", "opgeschort", "opschort"].iter().any(|word| said.contains(word))
            };
            announced |= texts.flat_map(|by_language| by_language.values()).any(says);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_they_are_read() {
        assert_eq!(words("Facture {{ document.number }} : {% if a %}petit {% endif %}rappel"), 4);
        assert_eq!(words("{{ a }} - {{ b }}"), 2);
        assert_eq!(words("{% if a %}un deux{% elif b %}un deux trois{% else %}un{% endif %} quatre {x}"), 5);
        assert_eq!(words(""), 0);
    }
}
