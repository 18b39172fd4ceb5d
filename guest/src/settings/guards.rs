//! How long promises, replies, bank data and debts are believed, and who is told.

use std::collections::BTreeMap;

use serde::Deserialize;

#[cfg(feature = "schema")]
use schemars::JsonSchema;

/// How long promises, replies and bank data are believed.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Guards {
    /// Working days bank data stay fresh: older, and nothing that needs them leaves (F20).
    pub max_bank_age: u16,
    /// Working days after a promised day before the promise is broken: banks need them (F17).
    pub promise_grace: u16,
    /// What follows a broken promise.
    pub broken_promise: BrokenPromise,
    /// Working days that a reply keeps reminders back while nobody deals with it (F22).
    pub reply_pause: u16,
    /// What follows a reply that nobody dealt with.
    pub unanswered_reply: UnansweredReply,
    /// Who is asked to deal with it then.
    pub replies_to: TeamRole,
    /// Working days that "payment sent" is believed, from the day the electronic invoice got that status; then reminders go on.
    pub payment_sent_wait: u16,
    /// Working days, from its day, that a payment which was recorded and has not matured is believed to be on its way; then a person is asked, and
    /// reminders stay back. A bill may run for 90 days.
    pub pending_payment_wait: u16,
}

impl Default for Guards {
    fn default() -> Self {
        Self {
            max_bank_age: 3,
            promise_grace: 3,
            broken_promise: BrokenPromise::Next,
            reply_pause: 10,
            unanswered_reply: UnansweredReply::Hold,
            replies_to: TeamRole::Director,
            payment_sent_wait: 10,
            pending_payment_wait: 65,
        }
    }
}

/// What follows a broken promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BrokenPromise {
    /// The next step.
    Next,
    /// The step after it, on the next one's day; never a severe one without a milder one before.
    OneFurther,
}

/// What follows a reply that nobody dealt with in time. A task asks somebody else in either case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UnansweredReply {
    /// Reminders stay back.
    Hold,
    /// Reminders go on.
    Resume,
}

/// How long a debt can be claimed (F79).
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Limitation {
    /// Months before the end at which a person is warned.
    pub warn_months: u16,
    /// Years, by profile; over the module's own: `b2b-fr` 5 (C. com. L110-4), `consumer-fr` 2 (C. conso. L218-2), `public-fr` 4 from
    /// 1 January of the next year (law 68-1250), `transport-fr` 1 (C. com. L133-6).
    pub years: BTreeMap<String, u8>,
}

impl Default for Limitation {
    fn default() -> Self {
        Self { warn_months: 6, years: BTreeMap::new() }
    }
}

impl Limitation {
    /// The years of a profile; `None` when nobody says.
    #[must_use]
    pub fn years(&self, profile: &str) -> Option<u8> {
        self.years.get(profile).copied().or(match profile {
            "b2b-fr" => Some(5),
            "public-fr" => Some(4),
            "consumer-fr" => Some(2),
            "transport-fr" => Some(1),
            _ => None,
        })
    }
}

/// Who is told and asked on the tenant's side; the salesperson comes with the account, or with the document.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Team {
    /// The finance head.
    pub finance: Option<Member>,
    /// Who sells, where neither document nor account has a salesperson.
    pub sales: Option<Member>,
    /// The director.
    pub director: Option<Member>,
}

/// A person on the tenant's side.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The ERP's identifier of the person.
    pub id: String,
    /// As printed.
    pub name: String,
    /// Where to write.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
}

/// A role on the tenant's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TeamRole {
    /// The finance head.
    Finance,
    /// The salesperson of the document, else of the account, else `team.sales`.
    Sales,
    /// The director.
    Director,
}

impl TeamRole {
    /// The role's name in the contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Finance => "finance",
            Self::Sales => "sales",
            Self::Director => "director",
        }
    }
}
