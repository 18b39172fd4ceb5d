//! What a step does. `written` is how people write it down.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Offset, Percent, TeamRole,
    written::{Kind, Unchecked, Written},
};
use crate::domain::Channel;

#[cfg(feature = "schema")]
use schemars::JsonSchema;

/// What a step does.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Written")]
pub struct Action {
    /// Permanent, unique in its step.
    pub id: String,
    /// Its texts, by name, of which each document gets one: none, one, or several to be compared (F80).
    pub texts: Vec<String>,
    /// What it does.
    pub deed: Deed,
    /// What the check has to say of how it was written.
    pub(super) unchecked: Unchecked,
}

/// What an action does.
#[derive(Clone, Debug)]
pub enum Deed {
    /// A message to the customer: limits, gaps and closed days apply.
    Message(Message),
    /// The customer is told nothing.
    Internal(Internal),
}

/// What a customer is told.
#[derive(Clone, Debug)]
pub struct Message {
    /// By which way.
    pub channel: Channel,
    /// Of several messages of a step: this one is left out where it cannot be delivered. Otherwise the whole step waits.
    pub optional: bool,
    /// What it becomes without a usable address (F59).
    pub fallback: Option<Fallback>,
    /// The role of the contacts whom it reaches before those of the document's kind.
    pub to: Option<String>,
    /// Who else gets the e-mail (F43).
    pub copies: Vec<CopyTo>,
    /// Who sends the e-mail.
    pub sender: Sender,
    /// Which files of the document go with it.
    pub attach: Attach,
    /// A discount with an end (F45).
    pub offer: Option<Offer>,
}

impl Message {
    /// A message of which nothing but the channel is chosen.
    #[must_use]
    pub const fn by(channel: Channel) -> Self {
        Self {
            channel,
            optional: false,
            fallback: None,
            to: None,
            copies: Vec::new(),
            sender: Sender::Company,
            attach: Attach::All,
            offer: None,
        }
    }
}

/// What the customer is not told.
#[derive(Clone, Debug)]
pub enum Internal {
    /// Something for a person of the tenant to do (F39).
    Task(Task),
    /// Something a person of the tenant is told (F40).
    Notification(Notification),
    /// What the customer feels without being told: severe by itself.
    Measure(Measure),
    /// An action of the tenant's own.
    Other(Other),
}

/// Something for a person of the tenant to do.
#[derive(Clone, Debug)]
pub struct Task {
    /// What they do.
    pub kind: TaskKind,
    /// Whose it is.
    pub assignee: TeamRole,
    /// The day it is for, counted from the day it is asked: `+2 working days`. Absent: the same day.
    pub after: Option<Offset>,
    /// An e-mail ready to send that comes with it, by the name of its text.
    pub draft: Option<String>,
}

/// What the person does whom a task is given to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskKind {
    /// A telephone call.
    Call,
    /// A meeting.
    Meeting,
    /// Anything else.
    #[default]
    ToDo,
}

impl TaskKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Call, Self::Meeting, Self::ToDo];

    /// Its name in settings and in the contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Meeting => "meeting",
            Self::ToDo => "to-do",
        }
    }
}

/// Something a person of the tenant is told.
#[derive(Clone, Debug)]
pub struct Notification {
    /// Who.
    pub role: TeamRole,
    /// How.
    pub by: NotifyBy,
}

/// What is done to the account.
#[derive(Clone, Debug)]
pub enum Measure {
    /// No new orders from it (F41).
    BlockOrders,
    /// Its service is suspended (F41).
    Suspend,
    /// To a lawyer or an agency (F42).
    HandOver {
        /// A name.
        recipient: String,
    },
}

/// An action of the tenant's own.
#[derive(Clone, Debug)]
pub struct Other {
    /// Its name.
    pub name: String,
    /// What it needs to know.
    pub parameters: BTreeMap<String, String>,
}

impl Action {
    /// What the customer is told, if anything.
    #[must_use]
    pub const fn message(&self) -> Option<&Message> {
        if let Deed::Message(message) = &self.deed { Some(message) } else { None }
    }

    /// Whether the customer is told something.
    #[must_use]
    pub const fn speaks_to_customer(&self) -> bool {
        self.message().is_some()
    }

    /// What is done to the account, if anything.
    #[must_use]
    pub const fn measure(&self) -> Option<&Measure> {
        if let Deed::Internal(Internal::Measure(measure)) = &self.deed { Some(measure) } else { None }
    }

    /// The text of an e-mail that is made ready with a task.
    #[must_use]
    pub const fn draft(&self) -> Option<&String> {
        if let Deed::Internal(Internal::Task(task)) = &self.deed { task.draft.as_ref() } else { None }
    }

    /// The feature a tenant's plan must include for it (F8).
    #[must_use]
    pub fn feature(&self) -> Option<&'static str> {
        match &self.deed {
            Deed::Message(message) => message.channel.descriptor().feature.map(|feature| feature.code),
            Deed::Internal(Internal::Measure(_)) => Some("account-measures"),
            Deed::Internal(Internal::Task(_) | Internal::Notification(_) | Internal::Other(_)) => None,
        }
    }
}

impl Internal {
    /// Its name in settings and in the contract.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        let kind = match self {
            Self::Task(_) => Kind::Task,
            Self::Notification(_) => Kind::Notification,
            Self::Measure(Measure::BlockOrders) => Kind::BlockOrders,
            Self::Measure(Measure::Suspend) => Kind::Suspend,
            Self::Measure(Measure::HandOver { .. }) => Kind::HandOver,
            Self::Other(_) => Kind::Other,
        };
        kind.name()
    }
}

/// What an e-mail becomes without a usable address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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
    /// The salesperson of each document, else of the account.
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
    /// The salesperson of the document, else of the account, where there is one with an address.
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
