//! What `explain` shows: the rules passed on the way, in the order in which they were applied. Switched off it costs one
//! comparison for each rule.

use crate::domain::{FactValue, Rule};

/// What `explain` says of rules passed: each code with the names of its details.
#[rustfmt::skip]
#[cfg(test)]
pub const SENTENCES: &[(&str, &[&str])] = &[
    ("data-read", &[]),
    ("mode-live", &[]),
    ("mode-rehearsal", &[]),
    ("scope-automatic", &["created"]),
    ("state-open", &[]),
    ("state-prospect", &[]),
    ("state-left", &["left"]),
    ("holds-none", &[]),
    ("scenario-chosen", &["scenario"]),
    ("step-due", &["step", "due", "planned", "effective"]),
    ("first-send-on", &["day"]),
    ("first-send-waived", &[]),
    ("bank-data-fresh", &[]),
    ("threshold-reached", &[]),
    ("recipient-found", &["to"]),
    ("grouping-passed", &["documents"]),
    ("limits-passed", &[]),
];

/// One rule that had nothing against the document.
#[derive(Clone, Debug)]
pub struct Passed {
    /// Which.
    pub rule: Rule,
    /// One of `SENTENCES`.
    pub code: &'static str,
    /// What the sentence needs.
    pub details: Vec<(&'static str, FactValue)>,
}

/// The rules passed so far, when somebody wants to know.
#[derive(Debug)]
pub struct Trace(Option<Vec<Passed>>);

impl Trace {
    /// Keeps nothing.
    #[must_use]
    pub const fn off() -> Self {
        Self(None)
    }

    /// Keeps every rule passed.
    #[must_use]
    pub const fn on() -> Self {
        Self(Some(Vec::new()))
    }

    /// The rule had nothing against the document.
    pub fn passed(&mut self, rule: Rule, code: &'static str, details: impl FnOnce() -> Vec<(&'static str, FactValue)>) {
        if let Some(lines) = &mut self.0 {
            lines.push(Passed { rule, code, details: details() });
        }
    }

    /// What was kept.
    #[must_use]
    pub fn into_lines(self) -> Vec<Passed> {
        self.0.unwrap_or_default()
    }
}
