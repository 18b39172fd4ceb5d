//! Scenarios: ordered lists of steps, and what a step is.

use serde::Deserialize;

use super::{Action, Anchor, Charge, DateOf, Minimum, Mode, Offset};
use crate::{condition::Condition, domain::Kind};

#[cfg(feature = "schema")]
use schemars::JsonSchema;
#[cfg(feature = "schema")]
use std::collections::BTreeMap;

/// What a scenario is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ScenarioKind {
    /// Devis.
    Quote,
    /// Facture.
    Invoice,
    /// Prospect.
    Lead,
}

impl ScenarioKind {
    /// All of them, each with the section of the settings that says how its documents are reminded.
    pub const ALL: [(&'static str, Self); 3] =
        [("quotes", Self::Quote), ("invoices", Self::Invoice), ("leads", Self::Lead)];

    /// The scenarios for documents of a kind; `None` where none can be.
    #[must_use]
    pub const fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Quote => Some(Self::Quote),
            Kind::Invoice => Some(Self::Invoice),
            Kind::Lead => Some(Self::Lead),
            Kind::CreditNote | Kind::Deposit => None,
        }
    }
}

/// In which order the steps of a scenario are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// A ladder: as listed, none jumped.
    AsListed,
    /// A plan of points: by planned day, for each document.
    ByDate,
}

/// Where a step goes whose day is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Shift {
    /// Nowhere: every day counts as open.
    #[default]
    None,
    /// To the next working day.
    NextWorkingDay,
    /// To the previous working day.
    PreviousWorkingDay,
    /// It is dropped.
    Drop,
}

/// What happens with several steps that are late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CatchUp {
    /// One after the other, with their gaps.
    #[default]
    Next,
    /// Only the last one that is due; the others are jumped.
    Latest,
    /// A step more than that many days late is dropped.
    Expire(u32),
}

/// How the last step repeats.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// Days between two repetitions, at least 1.
    pub every: u32,
    /// How many repetitions at most.
    pub at_most: u32,
}

/// An ordered list of steps for one kind of document.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Permanent: the history speaks of it.
    pub id: String,
    /// For people.
    #[serde(default)]
    pub name: String,
    /// What it is for.
    pub kind: ScenarioKind,
    /// As the tenant's, for this scenario (F10).
    #[serde(default = "Scenario::live")]
    pub mode: Mode,
    /// The documents it is for, when nothing was set by hand: the first scenario whose condition holds is taken.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub when: Option<Condition>,
    /// The order of its steps; `by-date` for quotes and `as-listed` for all others when absent.
    pub order: Option<Order>,
    /// Where a step goes whose day is closed.
    #[serde(default)]
    pub shift: Shift,
    /// What happens with several steps that are late. A plan of points drops them by its own rule.
    #[serde(default)]
    pub catch_up: CatchUp,
    /// Days between two reminders, whatever the plan; also follows a manual reminder. Absent: as far apart as planned,
    /// and 2 for a plan of points.
    pub min_gap: Option<u32>,
    /// How the last step repeats (F32). Only for a ladder.
    pub repeat_last: Option<Repeat>,
    /// The least that is worth a reminder, by currency: `{"EUR": "15.00"}` (F18). For every step that has none of its own.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub minimum: Minimum,
    /// The least part of an invoice that must be left, in percent of its total (F18). For every step that has none of its own.
    pub minimum_percent: Option<u8>,
    /// The steps, at most 1,000.
    pub steps: Vec<Step>,
}

impl Scenario {
    const fn live() -> Mode {
        Mode::Live
    }

    /// The order of its steps.
    #[must_use]
    pub fn order(&self) -> Order {
        self.order.unwrap_or(match self.kind {
            ScenarioKind::Quote => Order::ByDate,
            ScenarioKind::Invoice | ScenarioKind::Lead => Order::AsListed,
        })
    }
}

/// One point of a scenario: when, for whom, what it does.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Permanent: the history speaks of it. `@…` is reserved.
    pub id: String,
    /// For people.
    #[serde(default)]
    pub name: String,
    /// `+10 days`, `-5 days`, `J+3`, `D+3`, `+2 working days`.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub at: Offset,
    /// `issued`, `first-sent`, `due`, `valid-until`, one of these as `end-of-month:due`, `previous-reminder` or `event:NAME`.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: Anchor,
    /// Checked on the day the step would leave; false: it is passed over.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub when: Option<Condition>,
    /// A removed step that keeps its place.
    #[serde(default)]
    pub retired: bool,
    /// A formal notice: never without a milder reminder before it. A step that blocks orders, suspends or hands over is severe
    /// by itself.
    #[serde(default)]
    pub severe: bool,
    /// Whether it waits for fresh bank data. Absent: yes for what a customer is told or made to feel about an invoice (F20).
    pub needs_fresh_bank: Option<bool>,
    /// The least that is worth it, by currency.
    #[cfg_attr(feature = "schema", schemars(with = "Option<BTreeMap<String, String>>"))]
    pub minimum: Option<Minimum>,
    /// The least part of an invoice that must be left, in percent of its total.
    pub minimum_percent: Option<u8>,
    /// Whether its text announces the anchor's day as still to come: it then expires when that day comes. Absent: yes
    /// for a step before a due or last valid day.
    pub announces: Option<bool>,
    /// Days the text gives the customer, counted from the day it leaves; the next reminder waits for the day after.
    pub deadline: Option<u32>,
    /// What its messages claim besides what is left to pay, as far as the account's profile allows (F56).
    #[serde(default)]
    pub claims: Vec<Charge>,
    /// What it does; at least one unless retired.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<super::written::Written>"))]
    pub actions: Vec<Action>,
}

impl Step {
    /// Whether its text announces the anchor's day as still to come.
    #[must_use]
    pub fn announces(&self) -> bool {
        self.announces.unwrap_or(self.at.days < 0 && matches!(self.from, Anchor::On(DateOf::Due | DateOf::ValidUntil)))
    }

    /// Whether it counts from something that happens on the way: the last reminder, an event.
    #[must_use]
    pub const fn is_relative(&self) -> bool {
        matches!(self.from, Anchor::PreviousReminder | Anchor::Event(_))
    }

    /// A step without a message to the customer.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        self.actions.iter().all(|action| !action.speaks_to_customer())
    }

    /// Whether the customer feels it: a message, or a measure.
    #[must_use]
    pub fn is_felt(&self) -> bool {
        !self.is_internal() || self.is_severe()
    }

    /// A formal notice, suspension, order block or hand-over.
    #[must_use]
    pub fn is_severe(&self) -> bool {
        self.severe || self.actions.iter().any(|action| action.measure().is_some())
    }
}
