//! What can be written in the settings, and the default of everything that is left out.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Guards, LawSettings, LetterSettings, Limitation, Scenario, ScenarioKind, Team};
use crate::{
    calendar::Calendar,
    condition::Condition,
    domain::{FactKind, ROLES},
    sort,
};

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
    /// Roles of contacts besides `billing`, `finance-head` and `quote-follow-up`, to which steps may write (F58).
    #[serde(default)]
    pub roles: BTreeSet<String>,
    /// Conditions with a name, to be used in others as `in_segment("NAME")` (F15, F27).
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub segments: BTreeMap<String, Condition>,
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
    /// How prospects are followed up (F81 to F83).
    #[serde(default)]
    pub leads: KindSettings,
    /// How much may leave.
    #[serde(default)]
    pub limits: LimitSettings,
    /// What becomes of credits that an account has in hand.
    #[serde(default)]
    pub credits: CreditSettings,
    /// How long promises, replies and bank data are believed.
    #[serde(default)]
    pub guards: Guards,
    /// How long a debt can be claimed (F79).
    #[serde(default)]
    pub limitation: Limitation,
    /// What may be asked for besides the debt (F56).
    #[serde(default)]
    pub law: LawSettings,
    /// How letters are printed (F35, F36).
    #[serde(default)]
    pub letters: LetterSettings,
    /// Who is told and asked on the tenant's side.
    #[serde(default)]
    pub team: Team,
    /// Ordered lists of steps.
    #[serde(default)]
    pub scenarios: Vec<Scenario>,
    /// Texts by name, then by language.
    #[serde(default)]
    pub texts: BTreeMap<String, BTreeMap<String, Text>>,
}

impl Settings {
    /// The roles that contacts may have: the module's own, then those that the settings declare.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        ROLES.into_iter().chain(self.roles.iter().map(String::as_str))
    }

    /// Whether that is a role of contacts.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.roles().any(|known| known == role)
    }

    /// How documents of this kind are reminded.
    #[must_use]
    pub const fn of_kind(&self, kind: ScenarioKind) -> &KindSettings {
        match kind {
            ScenarioKind::Quote => &self.quotes,
            ScenarioKind::Invoice => &self.invoices,
            ScenarioKind::Lead => &self.leads,
        }
    }

    /// Whether documents of this kind are told something with this text: by a scenario, at a first send, or by hand.
    #[must_use]
    pub fn uses(&self, kind: ScenarioKind, text: &str) -> bool {
        let section = self.of_kind(kind);
        let scenarios = self.scenarios.iter().filter(|scenario| scenario.kind == kind);
        let actions = scenarios.flat_map(|scenario| &scenario.steps).flat_map(|step| &step.actions);
        let of_actions = actions.flat_map(|action| action.texts.iter().chain(action.draft()));
        of_actions.chain(&section.first_send_text).chain(&section.manual_text).any(|name| name == text)
    }

    /// The events that steps count from or conditions ask for, each once.
    #[must_use]
    pub fn events(&self) -> BTreeSet<&str> {
        let steps = || self.scenarios.iter().flat_map(|scenario| &scenario.steps);
        let anchors = steps().filter_map(|step| step.from.event());
        let of_scenarios = self.scenarios.iter().filter_map(|scenario| scenario.when.as_ref());
        let conditions =
            of_scenarios.chain(steps().filter_map(|step| step.when.as_ref())).chain(self.segments.values());
        sort::set(anchors.chain(conditions.flat_map(Condition::events)))
    }
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
    /// What shares a message (F47).
    pub grouping: Grouping,
    /// With grouping `account`: days between two messages to one account, at least. What is due sooner waits and goes along.
    pub account_gap: u32,
    /// Whether any establishment of the account may stand in for the document's own, the default one and the first (F58).
    pub any_establishment: bool,
    /// The text of a first send by hand (F13).
    pub first_send_text: Option<String>,
    /// The text of reminders by hand (F52); absent: that of the next step.
    pub manual_text: Option<String>,
    /// Days until a document reminded by hand is to be looked at again, for information only (F30).
    pub next_reminder_days: u32,
}

/// What shares a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Grouping {
    /// Nothing: each document has its own.
    #[default]
    Document,
    /// The documents of one account that are at the same step.
    AccountAndStep,
    /// All documents of one account whose turn it is; the severest step gives the text.
    Account,
}

impl Default for KindSettings {
    fn default() -> Self {
        Self {
            mode: Mode::Off,
            scope: Scope::Selected,
            active_since: None,
            default_scenario: None,
            first_send_required: true,
            grouping: Grouping::AccountAndStep,
            account_gap: 7,
            any_establishment: false,
            first_send_text: None,
            manual_text: None,
            next_reminder_days: 15,
        }
    }
}

/// What becomes of credits that an account has in hand.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CreditSettings {
    /// Credit notes and deposits that name no open invoice, and what one has left beyond the invoice that it names. Money that was paid always
    /// lowers what is owed.
    pub unallocated: Unallocated,
}

/// What becomes of a credit that names no open invoice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Unallocated {
    /// It lowers the account's invoices, the oldest due first.
    #[default]
    LowerInvoices,
    /// It lowers nothing until somebody puts it to an invoice.
    Ignore,
}

/// How much may leave.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    /// Messages to customers a day, over the whole tenant; absent: as many as there are. What does not fit leaves the
    /// next day.
    pub customer_messages_per_day: Option<u32>,
    /// Messages to one account a day. Absent: as many as there are.
    pub customer_messages_per_account_per_day: Option<u32>,
}

/// One text in one language, as Jinja templates.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// One line; nothing for an SMS.
    #[serde(default)]
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
        serde::de::Error::custom(format!("`{shown}` is not a day: write `YYYY-MM-DD`"))
    })
}
