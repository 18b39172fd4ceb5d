//! What can be written in the settings, and the default of everything that is left out.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Anchor, Offset};
use crate::{condition::Condition, domain::FactKind, plan::Calendar};

#[cfg(feature = "schema")]
use schemars::JsonSchema;

/// Who must be reminded, when, and with what words.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The version of this format: 1.
    pub version: u32,
    /// Whether anything leaves at all (F1). `off` until somebody switches it on.
    #[serde(default)]
    pub mode: Mode,
    /// The facts that conditions and texts may use, with their kinds.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, FactKindSchema>"))]
    pub facts: BTreeMap<String, FactKind>,
    /// On which days the tenant works.
    #[serde(default, deserialize_with = "super::calendar::read")]
    #[cfg_attr(feature = "schema", schemars(with = "super::calendar::CalendarText"))]
    pub calendar: Calendar,
    /// How quotes are reminded.
    #[serde(default)]
    pub quotes: KindSettings,
    /// How invoices are reminded.
    #[serde(default)]
    pub invoices: KindSettings,
    /// How much may leave.
    #[serde(default)]
    pub limits: LimitSettings,
    /// Ordered lists of steps.
    #[serde(default)]
    pub scenarios: Vec<Scenario>,
    /// Texts by name, then by language.
    #[serde(default)]
    pub texts: BTreeMap<String, BTreeMap<String, Text>>,
}

/// Whether anything leaves. The strictest of the tenant's, the kind's and the scenario's wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Nothing is decided.
    #[default]
    Off,
    /// Everything is decided and written, nothing reaches a customer (F10).
    NotifyOnly,
    /// Reminders leave.
    Live,
}

/// Which documents are reminded without being switched on one by one (F3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Only documents switched on.
    #[default]
    Selected,
    /// Every document created on or after `active_since`.
    All,
}

/// How one kind of document is reminded.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct KindSettings {
    /// As the tenant's, for this kind.
    pub mode: Mode,
    /// Which documents.
    pub scope: Scope,
    /// Documents created before are reminded only if they were switched on themselves. Needed with scope `all`.
    #[serde(deserialize_with = "day")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub active_since: Option<crate::domain::Day>,
    /// The scenario used when no other applies.
    pub default_scenario: Option<String>,
    /// Whether a document that was never sent may be reminded: only for invoices that reach the customer otherwise.
    pub first_send_required: bool,
}

impl Default for KindSettings {
    fn default() -> Self {
        Self {
            mode: Mode::Off,
            scope: Scope::Selected,
            active_since: None,
            default_scenario: None,
            first_send_required: true,
        }
    }
}

/// How much may leave.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    /// Messages to customers a day, over the whole tenant; absent: as many as there are. What does not fit leaves the
    /// next day.
    pub customer_messages_per_day: Option<u32>,
}

/// What a scenario is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ScenarioKind {
    /// Devis.
    Quote,
    /// Facture.
    Invoice,
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
    /// The order of its steps; `as-listed` for invoices and `by-date` for quotes when absent.
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
            ScenarioKind::Invoice => Order::AsListed,
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
    /// `issued`, `first-sent`, `due`, `valid-until`, `previous-reminder` or `event:NAME`.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: Anchor,
    /// Checked on the day the step would leave; false: it is passed over.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub when: Option<Condition>,
    /// A removed step that keeps its place.
    #[serde(default)]
    pub retired: bool,
    /// A formal notice, suspension, order block or hand-over: never without a milder reminder before it.
    #[serde(default)]
    pub severe: bool,
    /// Whether its text announces the anchor's day as still to come: it then expires when that day comes. Absent: yes
    /// for a step before a due or last valid day.
    pub announces: Option<bool>,
    /// Days the text gives the customer, counted from the day it leaves; the next reminder waits for the day after.
    pub deadline: Option<u32>,
    /// What it does; at least one unless retired.
    #[serde(default)]
    pub actions: Vec<Action>,
}

impl Step {
    /// Whether its text announces the anchor's day as still to come.
    #[must_use]
    pub fn announces(&self) -> bool {
        self.announces.unwrap_or(self.at.days < 0 && matches!(self.from, Anchor::Due | Anchor::ValidUntil))
    }

    /// A step without a message to the customer.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        self.actions.iter().all(|action| action.kind == ActionKind::Task)
    }
}

/// What an action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ActionKind {
    /// A message to the customer.
    Email,
    /// Something for the salesperson to do.
    Task,
}

/// What a step does.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Permanent, unique in its step.
    pub id: String,
    /// What it is.
    pub kind: ActionKind,
    /// The text, by name: subject and body of an e-mail, title and note of a task.
    pub text: String,
    /// For a task: `call`, `meeting` or `to-do` (the default).
    pub task: Option<String>,
}

/// One text in one language, as Jinja templates.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// One line.
    pub subject: String,
    /// Paragraphs, with an empty line between them.
    pub body: String,
}

impl<'de> Deserialize<'de> for FactKind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        [Self::Text, Self::Integer, Self::Amount, Self::Flag, Self::Day]
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or_else(|| {
                serde::de::Error::custom(format!(
                    "`{}` is no kind of fact: write `text`, `integer`, `amount`, `flag` or `date`",
                    text.chars().take(40).collect::<String>()
                ))
            })
    }
}

/// The words [`FactKind`] is written with, for the schema only.
#[cfg(feature = "schema")]
#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
enum FactKindSchema {
    Text,
    Integer,
    Amount,
    Flag,
    Date,
}

fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<crate::domain::Day>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    crate::domain::parse_day(&text).map(Some).ok_or_else(|| {
        let shown: String = text.chars().take(40).collect();
        serde::de::Error::custom(format!("`{shown}` is no day: write `YYYY-MM-DD`"))
    })
}
