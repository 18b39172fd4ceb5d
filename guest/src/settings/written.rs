//! How an action is written down: one object with the members of every kind. Read into an [`Action`], which has only those of its own; each
//! kind has its members and no others, and what is wrong is kept for the check, which knows the place and the other settings.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Action, Attach, CopyTo, Deed, Fallback, Internal, Measure, Message, Notification, NotifyBy, Offer, Offset, Other,
    Sender, Settings, Task, TaskKind, TeamRole,
    check::{Wrong, text_exists},
    load::quoted,
};
use crate::domain::{Channel, Found};
use relance_contract::Path;

#[cfg(feature = "schema")]
use schemars::JsonSchema;

/// What an action is, by the one word it is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Message(Channel),
    Task,
    Notification,
    BlockOrders,
    Suspend,
    HandOver,
    Other,
}

impl Kind {
    /// Those that tell the customer nothing, with their meaning for the schema.
    const INTERNAL: [(Self, &'static str); 6] = [
        (Self::Task, "Something for a person of the tenant to do (F39)."),
        (Self::Notification, "Something a person of the tenant is told (F40)."),
        (Self::BlockOrders, "No new orders from the account (F41)."),
        (Self::Suspend, "The account's service is suspended (F41)."),
        (Self::HandOver, "To a lawyer or an agency (F42)."),
        (Self::Other, "An action of the tenant's own."),
    ];

    /// Every kind with its meaning, as they are listed for people.
    fn all() -> impl Iterator<Item = (Self, &'static str)> {
        let messages = Channel::ALL.iter().map(|channel| (Self::Message(*channel), channel.descriptor().meaning));
        messages.chain(Self::INTERNAL)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Message(channel) => channel.name(),
            Self::Task => "task",
            Self::Notification => "notification",
            Self::BlockOrders => "block-orders",
            Self::Suspend => "suspend",
            Self::HandOver => "hand-over",
            Self::Other => "other",
        }
    }

    fn speaks_to_customer(self) -> bool {
        matches!(self, Self::Message(_))
    }

    fn encloses(self) -> bool {
        matches!(self, Self::Message(channel) if channel.encloses())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let kind = Self::all().map(|(kind, _)| kind).find(|kind| kind.name() == name);
        // In the words in which serde refuses a word it does not know.
        kind.ok_or_else(|| {
            let known = quoted(Self::all().map(|(kind, _)| kind.name()));
            serde::de::Error::custom(format!("unknown variant `{name}`, expected one of {known}"))
        })
    }
}

#[cfg(feature = "schema")]
impl JsonSchema for Kind {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ActionKind".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let kind = |(kind, meaning): (Self, &str)| serde_json::json!({"description": meaning, "type": "string", "const": kind.name()});
        let kinds: Vec<_> = Self::all().map(kind).collect();
        schemars::json_schema!({"description": "What an action is.", "oneOf": kinds})
    }
}

/// What a step does.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(rename = "Action"))]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    /// Permanent, unique in its step.
    id: String,
    /// What it is.
    kind: Kind,
    /// The text, by name: subject and body of a message, title and note of a task or notification, reason of a measure.
    text: Option<String>,
    /// Several texts to be compared: each document gets one of them, always the same for a step (F80).
    #[serde(default)]
    texts: Vec<String>,
    /// Of several messages of a step: this one is left out where it cannot be delivered. Otherwise the whole step waits.
    #[serde(default)]
    optional: bool,
    /// An e-mail without a usable address leaves as a letter instead (F59).
    fallback: Option<Fallback>,
    /// Whom a message is for: contacts with this role, the module's own or one of `roles`, before those who receive every reminder (F58).
    to: Option<String>,
    /// Who else gets the e-mail (F43).
    #[serde(default)]
    copies: Vec<CopyTo>,
    /// Who sends the e-mail.
    #[serde(default)]
    sender: Sender,
    /// Which files of the document go with it.
    #[serde(default)]
    attach: Attach,
    /// A discount with an end (F45).
    offer: Option<Offer>,
    /// For a task: `call`, `meeting` or `to-do` (the default).
    task: Option<String>,
    /// Who has to do a task; absent: the salesperson.
    assignee: Option<TeamRole>,
    /// The day a task is for, counted from the day it is asked: `+2 working days`. Absent: the same day.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    after: Option<Offset>,
    /// An e-mail ready to send that comes with a task, by the name of its text (F39).
    draft: Option<String>,
    /// Who is notified.
    role: Option<TeamRole>,
    /// How somebody is notified.
    #[serde(default)]
    channel: NotifyBy,
    /// To whom a document is handed over: a name.
    recipient: Option<String>,
    /// The name of an action of the tenant's own.
    name: Option<String>,
    /// What an action of the tenant's own needs to know.
    #[serde(default)]
    parameters: BTreeMap<String, String>,
}

/// What the check has to say of how an action was written, each in its place within the action.
#[derive(Clone, Debug, Default)]
pub(super) struct Unchecked {
    /// What is wrong whatever the other settings.
    wrong: Vec<(Place, Found)>,
    /// The texts it names.
    names: Vec<(Place, String)>,
}

/// A member of an action, or an element of one.
#[derive(Clone, Copy, Debug)]
enum Place {
    Member(&'static str),
    Element(&'static str, usize),
    Within(&'static str, &'static str),
}

impl Place {
    fn in_action(self, path: &Path) -> Path {
        match self {
            Self::Member(member) => path.key(member),
            Self::Element(member, at) => path.key(member).index(at),
            Self::Within(member, inner) => path.key(member).key(inner),
        }
    }
}

/// Everything wrong with one action.
pub(super) fn check(settings: &Settings, action: &Action, path: &Path, wrong: &mut Vec<Wrong>) {
    let Unchecked { wrong: found, names } = &action.unchecked;
    wrong.extend(found.iter().map(|(place, found)| (place.in_action(path), found.clone())));
    if let Some(role) = action.message().and_then(|message| message.to.as_ref()).filter(|role| !settings.has_role(role))
    {
        wrong.push((path.key("to"), Found::RoleUndeclared { role: role.clone(), known: quoted(settings.roles()) }));
    }
    for (place, name) in names {
        text_exists(settings, name, &place.in_action(path), wrong);
    }
}

/// Whether an action has a member, which kinds take it, and whether they need it.
struct Member {
    name: &'static str,
    given: bool,
    taken_by: fn(Kind) -> bool,
    needed: bool,
}

impl Written {
    fn members(&self) -> Vec<Member> {
        let member = |name, given, taken_by| Member { name, given, taken_by, needed: false };
        let needed = |name, given, taken_by| Member { name, given, taken_by, needed: true };
        let of_text: fn(Kind) -> bool = |kind| kind != Kind::Other;
        let of_message: fn(Kind) -> bool = Kind::speaks_to_customer;
        let of_email: fn(Kind) -> bool = |kind| kind == Kind::Message(Channel::Email);
        let of_task: fn(Kind) -> bool = |kind| kind == Kind::Task;
        let of_notification: fn(Kind) -> bool = |kind| kind == Kind::Notification;
        let of_other: fn(Kind) -> bool = |kind| kind == Kind::Other;
        vec![
            member("text", self.text.is_some(), of_text),
            member("texts", !self.texts.is_empty(), of_text),
            member("optional", self.optional, of_message),
            member("fallback", self.fallback.is_some(), of_email),
            member("to", self.to.is_some(), of_message),
            member("copies", !self.copies.is_empty(), of_email),
            member("sender", self.sender != Sender::Company, of_email),
            member("attach", self.attach != Attach::All, Kind::encloses),
            member("offer", self.offer.is_some(), of_message),
            member("task", self.task.is_some(), of_task),
            member("assignee", self.assignee.is_some(), of_task),
            member("after", self.after.is_some(), of_task),
            member("draft", self.draft.is_some(), of_task),
            needed("role", self.role.is_some(), of_notification),
            member("channel", self.channel != NotifyBy::Mail, of_notification),
            needed("recipient", self.recipient.is_some(), |kind| kind == Kind::HandOver),
            needed("name", self.name.is_some(), of_other),
            member("parameters", !self.parameters.is_empty(), of_other),
        ]
    }

    fn wrong(&self) -> Vec<(Place, Found)> {
        let (kind, mut wrong) = (self.kind, Vec::new());
        for Member { name, given, taken_by, needed } in self.members() {
            if given && !taken_by(kind) {
                let takers = Kind::all().map(|(kind, _)| kind).filter(|kind| taken_by(*kind));
                let kinds = quoted(takers.map(Kind::name));
                wrong.push((Place::Member(name), Found::MemberMisplaced { kind: kind.name(), member: name, kinds }));
            } else if needed && !given && taken_by(kind) {
                wrong.push((Place::Member(name), Found::MemberNeeded { kind: kind.name(), member: name }));
            }
        }
        let needs_text = kind.speaks_to_customer() || matches!(kind, Kind::Task | Kind::Notification);
        if self.text.is_some() && !self.texts.is_empty() {
            wrong.push((Place::Member("texts"), Found::TextAndTexts));
        } else if needs_text && self.text.is_none() && self.texts.is_empty() {
            wrong.push((Place::Member("text"), Found::TextNeeded { kind: kind.name() }));
        }
        if kind == Kind::Task
            && let Some(task) = self.task.as_ref().filter(|task| task_kind(task).is_none())
        {
            wrong.push((Place::Member("task"), Found::TaskUnknown { task: task.clone() }));
        }
        if self.after.is_some_and(|after| after.days < 0) {
            wrong.push((Place::Member("after"), Found::TaskInThePast));
        }
        if self.offer.is_some_and(|offer| offer.days == 0) {
            wrong.push((Place::Within("offer", "days"), Found::OfferOfNoDay));
        }
        wrong
    }

    fn names(&self) -> Vec<(Place, String)> {
        let several = self.texts.iter().enumerate().map(|(at, text)| (Place::Element("texts", at), text));
        let text = self.text.iter().map(|text| (Place::Member("text"), text));
        let draft = self.draft.iter().map(|text| (Place::Member("draft"), text));
        several.chain(text).chain(draft).map(|(place, name)| (place, name.clone())).collect()
    }
}

fn task_kind(name: &str) -> Option<TaskKind> {
    TaskKind::ALL.into_iter().find(|kind| kind.name() == name)
}

impl From<Written> for Action {
    /// What is missing or not known has a stand-in here: settings with such an action are refused by the check.
    fn from(written: Written) -> Self {
        let unchecked = Unchecked { wrong: written.wrong(), names: written.names() };
        let measure = |measure| Deed::Internal(Internal::Measure(measure));
        let deed = match written.kind {
            Kind::Message(channel) => Deed::Message(Message {
                channel,
                optional: written.optional,
                fallback: written.fallback,
                to: written.to,
                copies: written.copies,
                sender: written.sender,
                attach: written.attach,
                offer: written.offer,
            }),
            Kind::Task => Deed::Internal(Internal::Task(Task {
                kind: written.task.as_deref().and_then(task_kind).unwrap_or_default(),
                assignee: written.assignee.unwrap_or(TeamRole::Sales),
                after: written.after,
                draft: written.draft,
            })),
            Kind::Notification => Deed::Internal(Internal::Notification(Notification {
                role: written.role.unwrap_or(TeamRole::Sales),
                by: written.channel,
            })),
            Kind::BlockOrders => measure(Measure::BlockOrders),
            Kind::Suspend => measure(Measure::Suspend),
            Kind::HandOver => measure(Measure::HandOver { recipient: written.recipient.unwrap_or_default() }),
            Kind::Other => Deed::Internal(Internal::Other(Other {
                name: written.name.unwrap_or_default(),
                parameters: written.parameters,
            })),
        };
        let texts = written.text.map_or(written.texts, |text| vec![text]);
        Self { id: written.id, texts, deed, unchecked }
    }
}
