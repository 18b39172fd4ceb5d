//! What a step does.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Offset, Percent, TeamRole};

#[cfg(feature = "schema")]
use schemars::JsonSchema;

/// What an action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ActionKind {
    /// An e-mail to the customer (F34).
    Email,
    /// A letter to the customer (F35).
    Letter,
    /// A letter with proof of receipt (F37).
    RegisteredLetter,
    /// A short message to the customer's telephone (F38).
    Sms,
    /// Something for a person of the tenant to do (F39).
    Task,
    /// Something a person of the tenant is told (F40).
    Notification,
    /// No new orders from the account (F41).
    BlockOrders,
    /// The account's service is suspended (F41).
    Suspend,
    /// To a lawyer or an agency (F42).
    HandOver,
    /// An action of the tenant's own.
    Other,
}

impl ActionKind {
    /// The kind's name in settings and in the contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Letter => "letter",
            Self::RegisteredLetter => "registered-letter",
            Self::Sms => "sms",
            Self::Task => "task",
            Self::Notification => "notification",
            Self::BlockOrders => "block-orders",
            Self::Suspend => "suspend",
            Self::HandOver => "hand-over",
            Self::Other => "other",
        }
    }

    /// A message to the customer: limits, gaps and closed days apply.
    #[must_use]
    pub const fn speaks_to_customer(self) -> bool {
        matches!(self, Self::Email | Self::Letter | Self::RegisteredLetter | Self::Sms)
    }

    /// What the customer feels without being told: severe by itself.
    #[must_use]
    pub const fn is_measure(self) -> bool {
        matches!(self, Self::BlockOrders | Self::Suspend | Self::HandOver)
    }

    /// The feature a tenant's plan must include for it (F8).
    #[must_use]
    pub const fn feature(self) -> Option<&'static str> {
        match self {
            Self::Letter => Some("letters"),
            Self::RegisteredLetter => Some("registered-letters"),
            Self::Sms => Some("sms"),
            Self::BlockOrders | Self::Suspend | Self::HandOver => Some("account-measures"),
            Self::Email | Self::Task | Self::Notification | Self::Other => None,
        }
    }
}

/// What a step does.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Permanent, unique in its step.
    pub id: String,
    /// What it is.
    pub kind: ActionKind,
    /// The text, by name: subject and body of a message, title and note of a task or notification, reason of a measure.
    pub text: Option<String>,
    /// Several texts to be compared: each document gets one of them, always the same for a step (F80).
    #[serde(default)]
    pub texts: Vec<String>,
    /// Of several messages of a step: this one is left out where it cannot be delivered. Otherwise the whole step waits.
    #[serde(default)]
    pub optional: bool,
    /// An e-mail without a usable address leaves as a letter instead (F59).
    pub fallback: Option<Fallback>,
    /// Who else gets the e-mail (F43).
    #[serde(default)]
    pub copies: Vec<CopyTo>,
    /// Who sends the e-mail.
    #[serde(default)]
    pub sender: Sender,
    /// Which files of the document go with it.
    #[serde(default)]
    pub attach: Attach,
    /// A discount with an end (F45).
    pub offer: Option<Offer>,
    /// For a task: `call`, `meeting` or `to-do` (the default).
    pub task: Option<String>,
    /// Who has to do a task; absent: the account's salesperson.
    pub assignee: Option<TeamRole>,
    /// The day a task is for, counted from the day it is asked: `+2 working days`. Absent: the same day.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub after: Option<Offset>,
    /// An e-mail ready to send that comes with a task, by the name of its text (F39).
    pub draft: Option<String>,
    /// Who is notified.
    pub role: Option<TeamRole>,
    /// How somebody is notified.
    #[serde(default)]
    pub channel: NotifyBy,
    /// To whom a document is handed over: a name.
    pub recipient: Option<String>,
    /// The name of an action of the tenant's own.
    pub name: Option<String>,
    /// What an action of the tenant's own needs to know.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
}

impl Action {
    /// The names of its texts, one or several to be compared.
    #[must_use]
    pub fn text_names(&self) -> &[String] {
        self.text.as_ref().map_or(&self.texts, core::slice::from_ref)
    }
}

/// What an e-mail becomes without a usable address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Fallback {
    /// A letter with the same text.
    Letter,
}

/// Who else gets an e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CopyTo {
    /// The account's salesperson.
    Salesperson,
    /// The tenant's finance head.
    Finance,
    /// The tenant's director.
    Director,
    /// The customer's contacts with the role `finance-head`.
    CustomerFinance,
}

/// Who sends an e-mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Sender {
    /// The company.
    #[default]
    Company,
    /// The account's salesperson, where there is one with an address.
    Salesperson,
}

/// Which files of the documents go with a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Attach {
    /// The document and all others.
    #[default]
    All,
    /// Only the document itself.
    Document,
    /// None.
    Nothing,
    /// All, and the message waits for a person while a document itself is missing: for texts that say "enclosed".
    Required,
}

/// A discount with an end: the earlier of the day it leaves + `days` and the quote's last valid day. Never renewed by a repetition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// `"5 %"`, `"7.5 %"`.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub discount: Percent,
    /// Days it holds.
    pub days: u32,
}

/// How somebody of the tenant is notified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NotifyBy {
    /// By e-mail.
    #[default]
    Mail,
    /// By SMS.
    Sms,
    /// By the ERP's own means.
    Push,
}

impl NotifyBy {
    /// The channel's name in the contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::Push => "push",
        }
    }
}
