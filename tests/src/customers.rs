//! Customers, their quotes and invoices, and what was done for them.

use serde::Serialize;
use serde_json::{Value, json};

use crate::build::built;

/// Cents of an amount as it is written, `1200.00` or `-1 200,00`.
fn cents(amount: &str) -> i64 {
    let digits: String = amount.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
    assert!(amount.rfind(['.', ',']).is_some_and(|at| amount.len() - at == 3), "{amount}: cents are written");
    digits.parse().unwrap()
}

/// An account of the contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[must_use]
pub struct Customer(Value);

built!(Customer);

/// A customer who is called Durand & Fils and reads French mails at one address, and of whom nothing else is known.
pub fn customer(id: &str) -> Customer {
    Customer(json!({
        "id": id, "revision": "1", "name": "Durand & Fils", "language": "fr",
        "mailbox": {"address": "durand@example.com", "bounced": false, "opted_out": false, "opted_in": false},
        "establishments": [], "contacts": [], "closed": [], "facts": [], "holds": [], "payments": [], "events": [],
        "documents": [], "history": [],
    }))
}

impl Customer {
    /// Its name.
    pub fn named(self, name: &str) -> Self {
        self.with("name", name)
    }

    /// Its language.
    pub fn speaking(self, language: &str) -> Self {
        self.with("language", language)
    }

    /// It has no e-mail address.
    pub fn without_mail(self) -> Self {
        self.with("mailbox", Value::Null)
    }

    /// It has a postal address, in Lyon.
    pub fn addressed(self) -> Self {
        self.with("address", json!({"lines": ["12 rue A"], "postcode": "69002", "city": "Lyon", "country": "FR"}))
    }

    /// Its quotes and invoices.
    pub fn has(self, documents: impl Serialize) -> Self {
        self.with("documents", documents)
    }

    /// What was done for it.
    pub fn history(self, entries: impl Serialize) -> Self {
        self.with("history", entries)
    }

    /// What it paid.
    pub fn paid(self, payments: impl Serialize) -> Self {
        self.with("payments", payments)
    }

    /// What it promised, disputes or is protected by.
    pub fn held(self, holds: impl Serialize) -> Self {
        self.with("holds", holds)
    }
}

/// A document of the contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[must_use]
pub struct Document(Value);

built!(Document);

/// A validated invoice of 2,500.00 EUR, issued and sent on 15 January 2028, due on Tuesday 15 February. Its identifier in the ERP is
/// another word than its number, so that no test passes by mixing them up: `F-1` is `D1`. Any other number is its own identifier.
pub fn invoice(number: &str) -> Document {
    let id = number.strip_prefix("F-").map_or(number.to_owned(), |rest| format!("D{rest}"));
    Document(json!({
        "id": id, "kind": "invoice", "number": number, "status": "validated", "currency": "EUR", "total": 250_000,
        "issued": "2028-01-15", "first_sent": "2028-01-15", "due": "2028-02-15", "cycle": 1,
        "contacts": [], "instalments": [], "facts": [], "links": [], "files": [],
    }))
}

/// The same as an open quote, which has no due day.
pub fn quote(number: &str) -> Document {
    invoice(number).with("kind", "quote").status("open").never_due()
}

/// The same as a credit note, which has no due day.
pub fn credit_note(number: &str) -> Document {
    invoice(number).with("kind", "credit-note").never_due()
}

/// A prospect whom the ERP has known since 1 January 2026.
pub fn lead(number: &str) -> Document {
    invoice(number).with("kind", "lead").status("open").never_due().never_sent().of("0.00").issued("2026-01-01")
}

impl Document {
    /// By what the ERP knows it.
    pub fn known_as(self, id: &str) -> Self {
        self.with("id", id)
    }

    /// What it is about in all, as `1200.00`.
    pub fn of(self, amount: &str) -> Self {
        self.with("total", cents(amount))
    }

    /// What is left to pay, as the ERP says it.
    pub fn left(self, amount: &str) -> Self {
        self.with("left", cents(amount))
    }

    /// The day it was issued.
    pub fn issued(self, day: &str) -> Self {
        self.with("issued", day)
    }

    /// The day it was first sent to the customer.
    pub fn sent(self, day: &str) -> Self {
        self.with("first_sent", day)
    }

    /// The customer never had it.
    pub fn never_sent(self) -> Self {
        self.with("first_sent", Value::Null)
    }

    /// The day it is to be paid.
    pub fn due(self, day: &str) -> Self {
        self.with("due", day)
    }

    /// It is to be paid on no day.
    pub fn never_due(self) -> Self {
        self.with("due", Value::Null)
    }

    /// The last day of a quote.
    pub fn valid_until(self, day: &str) -> Self {
        self.with("valid_until", day)
    }

    /// Its status in the ERP.
    pub fn status(self, status: &str) -> Self {
        self.with("status", status)
    }

    /// How often its reminders began anew.
    pub fn in_cycle(self, cycle: u32) -> Self {
        self.with("cycle", cycle)
    }

    /// The parts it is paid in.
    pub fn in_parts(self, instalments: impl Serialize) -> Self {
        self.with("instalments", instalments)
    }

    /// The ERP has the document itself as a file of this name.
    pub fn with_file(self, name: &str) -> Self {
        self.with("files", json!([{"id": "7", "name": name, "is_document": true}]))
    }
}

/// An entry of the history.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[must_use]
pub struct Entry(Value);

built!(Entry);

/// On that day the first e-mail of a step of the scenario `s` was sent, about the document `D1`.
pub fn entry(day: &str, step: &str) -> Entry {
    Entry(json!({
        "coverage": {"document": "D1", "scenario": "s", "cycle": 1, "step": step, "repetition": 0},
        "action": "mail", "attempt": 1, "state": "sent", "origin": "engine", "audience": "customer",
        "severe": false, "simulated": false, "day": day, "due": day, "planned": day, "reason": "", "key": "",
    }))
}

impl Entry {
    /// The document it is about, by what the ERP knows it.
    pub fn about(self, document: &str) -> Self {
        self.covering("document", document)
    }

    /// What else it covers than the first time of a step of the scenario `s` in the first cycle.
    ///
    /// # Panics
    /// When the value cannot be written as JSON.
    pub fn covering(mut self, member: &str, value: impl Serialize) -> Self {
        self.0["coverage"][member] = serde_json::to_value(value).unwrap();
        self
    }

    /// Which action of the step it was.
    pub fn action(self, action: &str) -> Self {
        self.with("action", action)
    }

    /// What became of it.
    pub fn state(self, state: &str) -> Self {
        self.with("state", state)
    }

    /// Which attempt it was.
    pub fn attempt(self, attempt: u32) -> Self {
        self.with("attempt", attempt)
    }

    /// It was for the team: a task.
    pub fn internal(self) -> Self {
        self.with("audience", "internal")
    }
}

/// What a host records once something that was decided has been sent: an entry for each step it covers. `origin` says whether the engine or a
/// person wanted it.
///
/// # Panics
/// When `wanted` is not what the engine answers.
#[must_use]
pub fn recorded(today: &str, wanted: &Value, origin: &str) -> Vec<Value> {
    let list = |name: &str| wanted[name].as_array().unwrap();
    let entry = |(coverage, days): (&Value, &Value)| {
        json!({
            "coverage": coverage, "action": wanted["action"], "attempt": wanted["attempt"], "state": "sent",
            "origin": origin, "audience": wanted["audience"], "severe": wanted["severe"],
            "simulated": wanted["simulated"], "day": today, "due": days["due"], "planned": days["planned"],
            "deadline": wanted["deadline"], "reason": "", "key": wanted["key"],
        })
    };
    list("coverage").iter().zip(list("days")).map(entry).collect()
}
