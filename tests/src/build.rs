//! Accounts, documents and settings with everything that does not matter filled in.

use serde_json::{Value, json};

/// `given` over `defaults`, member by member.
fn over(mut defaults: Value, given: &Value) -> Value {
    if let (Some(defaults), Some(given)) = (defaults.as_object_mut(), given.as_object()) {
        for (name, value) in given {
            defaults.insert(name.clone(), value.clone());
        }
    }
    defaults
}

/// An account with an address, and what is given.
#[must_use]
pub fn account(given: &Value) -> Value {
    let defaults = json!({
        "id": "A1", "revision": "1", "name": "Durand & Fils", "language": "fr",
        "mailbox": {"address": "durand@example.com", "bounced": false, "opted_out": false, "opted_in": false},
        "establishments": [], "contacts": [], "closed": [], "facts": [], "holds": [], "payments": [], "events": [],
        "documents": [], "history": [],
    });
    over(defaults, given)
}

/// As [`account`], with a postal address.
#[must_use]
pub fn addressed(given: &Value) -> Value {
    let address = json!({"lines": ["1 rue du Lac"], "postcode": "74000", "city": "Annecy", "country": "FR"});
    over(account(&json!({"address": address})), given)
}

/// A validated invoice of 2,500.00 EUR sent on the day it was issued, and what is given.
#[must_use]
pub fn document(given: &Value) -> Value {
    let defaults = json!({
        "id": "D1", "kind": "invoice", "number": "F-1", "status": "validated", "currency": "EUR", "total": 250_000,
        "issued": "2028-01-15", "first_sent": "2028-01-15", "due": "2028-02-15", "cycle": 1,
        "contacts": [], "instalments": [], "facts": [], "links": [], "files": [],
    });
    over(defaults, given)
}

/// One entry of the history: the first step of the scenario `s`, an e-mail that was sent, and what is given.
#[must_use]
pub fn entry(day: &str, step: &str, given: &Value) -> Value {
    let defaults = json!({
        "coverage": {"document": "D1", "scenario": "s", "cycle": 1, "step": step, "repetition": 0},
        "action": "mail", "attempt": 1, "state": "sent", "origin": "engine", "audience": "customer",
        "severe": false, "simulated": false, "day": day, "due": day, "planned": day, "reason": "", "key": "",
    });
    over(defaults, given)
}

/// A company that signs in French.
#[must_use]
pub fn company() -> Value {
    json!({"name": "Atelier du Lac", "language": "fr", "email": "compta@atelier.example"})
}

/// What holds for a call on that day: bank data that end on it.
#[must_use]
pub fn context(today: &str, settings: &Value) -> Value {
    json!({"tenant": "t", "today": today, "settings": settings.to_string(), "company": company(), "bank_date": today})
}

/// Settings with one scenario `s` of that kind, live for every document since 2000, and what is given for the scenario.
#[must_use]
pub fn settings(kind: &str, scenario: &Value) -> Value {
    let section = json!({"mode": "live", "scope": "all", "active_since": "2000-01-01", "default_scenario": "s"});
    let defaults = json!({"id": "s", "kind": kind});
    let text = json!({"subject": "{{ document.number }}", "body": "{{ document.number }}"});
    let sections = if kind == "quote" { "quotes" } else { "invoices" };
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

/// The steps of a ladder: each an e-mail so many days after an anchor, called after its offset.
#[must_use]
pub fn ladder(from: &str, offsets: &[&str]) -> Value {
    offsets
        .iter()
        .map(|at| json!({"id": at, "at": at, "from": from, "actions": [{"id": "mail", "kind": "email", "text": "t"}]}))
        .collect()
}
