//! Settings, and the ladders by which customers are reminded.

use serde::Serialize;
use serde_json::{Value, json};

use crate::build::{built, over};

/// A company that signs in French.
#[must_use]
pub fn company() -> Value {
    json!({"name": "Atelier du Lac", "language": "fr", "email": "compta@atelier.example"})
}

/// What holds for a call on that day: bank data that end on it.
#[must_use]
pub fn context(today: &str, settings: &Value) -> Value {
    json!({"contract": "0.2", "tenant": "t", "today": today, "settings": settings.to_string(), "company": company(), "bank_date": today})
}

/// Settings with one scenario `s` of that kind, live for every document since 2000, and what is given for the scenario.
#[must_use]
pub fn settings(kind: &str, scenario: &Value) -> Value {
    let section = json!({"mode": "live", "scope": "all", "active_since": "2000-01-01", "default_scenario": "s"});
    let defaults = json!({"id": "s", "kind": kind});
    let text = json!({"subject": "{{ document.number }}", "body": "{{ document.number }}"});
    let sections = match kind {
        "quote" => "quotes",
        "lead" => "leads",
        _ => "invoices",
    };
    let mut settings = json!({
        "version": 1, "mode": "live",
        "scenarios": [over(defaults, scenario)],
        "texts": {"t": {"fr": text, "en": text}},
    });
    if let Some(members) = settings.as_object_mut() {
        members.insert(sections.to_owned(), section);
    }
    settings
}

/// Settings by which invoices are reminded in these steps.
#[must_use]
pub fn reminders(steps: impl Serialize) -> Value {
    settings("invoice", &json!({ "steps": steps }))
}

/// A step of a ladder.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[must_use]
pub struct Step(Value);

built!(Step);

/// A step so long after the due day, at which nothing is done yet.
pub fn step(id: &str, at: &str) -> Step {
    Step(json!({"id": id, "at": at, "from": "due"}))
}

impl Step {
    /// It counts from another day.
    pub fn from(self, anchor: &str) -> Self {
        self.with("from", anchor)
    }

    /// It is a formal notice, or what follows one.
    pub fn severe(self) -> Self {
        self.with("severe", true)
    }

    /// It gives so many days to pay.
    pub fn deadline(self, days: u32) -> Self {
        self.with("deadline", days)
    }

    /// It asks for this besides the debt.
    pub fn claiming(self, claims: impl Serialize) -> Self {
        self.with("claims", claims)
    }

    /// What is done at it.
    pub fn does(self, actions: impl Serialize) -> Self {
        self.with("actions", actions)
    }
}

/// What is done at a step.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[must_use]
pub struct Action(Value);

built!(Action);

/// An action of that kind, with the text `t`.
pub fn action(id: &str, kind: &str) -> Action {
    Action(json!({"id": id, "kind": kind, "text": "t"}))
}

impl Action {
    /// It has another text.
    pub fn saying(self, text: &str) -> Self {
        self.with("text", text)
    }
}

/// The steps of a ladder: each an e-mail so many days after an anchor, called after its offset.
#[must_use]
pub fn ladder(from: &str, offsets: &[&str]) -> Value {
    offsets.iter().map(|at| Value::from(step(at, at).from(from).does([action("mail", "email")]))).collect()
}
