//! Why a document is reminded today, or not. Exhaustive inside; only `wire` and `wording` turn it into codes and words.

use super::{Day, FactValue, Kind, Money};

/// What comes next for a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Next {
    /// Nothing before this day unless the data change.
    On(Day),
    /// Nothing until the data change.
    WhenChanged,
    /// Nothing, ever.
    Never,
}

/// Which switch is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// `mode` of the settings.
    Tenant,
    /// `mode` of quotes or invoices.
    Kind,
    /// `mode` of the scenario.
    Scenario,
}

impl Switch {
    const fn name(self) -> &'static str {
        match self {
            Self::Tenant => "mode",
            Self::Kind => "kind",
            Self::Scenario => "scenario",
        }
    }
}

/// The decision for one document. The order is that of docs/domain.md's rules.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "every variant and member is explained by its sentence in wording/phrases.rs")]
pub enum Reason {
    Remind { step: String, planned: Day },
    // the data
    InvalidData { field: String, problem: String },
    AccountTooLarge { documents: i64 },
    // 1. switched on?
    SwitchedOff { switch: Switch },
    NotInPlan { feature: &'static str },
    // 2. automatic?
    SwitchedOffOnDocument,
    SwitchedOffOnAccount,
    NotSelected,
    CreatedBefore { created: Day, active_since: Day },
    // 3. state
    NotReminded { kind: Kind },
    UnknownStatus { status: String },
    Draft,
    InSignature,
    Signed,
    Refused,
    Invoiced,
    Cancelled,
    Settled,
    CoveredByCredit { credit: Money },
    AccountInCredit { balance: Money },
    PaymentPending { amount: Money, day: Day },
    Retention,
    EInvoiceHeld { status: String },
    // 4. holds
    Blocked { reason: String, last_day: Option<Day> },
    Disputed,
    Promised { amount: Money, promised_for: Day },
    Replied { day: Day },
    ReplyUnanswered { day: Day },
    Insolvency { declare_by: Option<Day> },
    OverIndebtedness,
    HandedOver,
    Factored,
    LimitationPassed { last_day: Option<Day> },
    HeldByHost { hold: String },
    // 5. scenario
    NoScenario,
    UnknownScenario { scenario: String },
    ConditionFailed { place: String, problem: String },
    // 6. next step
    Waiting { step: String, planned: Day, leaves: Day },
    AnchorMissing { step: String, anchor: String },
    AwaitingEvent { step: String, event: String },
    MilderFirst { step: String },
    AttemptsExhausted { step: String },
    ValidityEnded { valid_until: Day },
    Finished,
    AllExpired,
    // 7. first send
    NeverSent,
    // 8. freshness
    BankDataStale { bank_date: Option<Day> },
    // 9. thresholds
    BelowThreshold { left: Money, least: Money },
    // 10. recipient
    NoAddress { channel: &'static str },
    AttachmentMissing { step: String },
    // 11. grouping
    Silenced { until: Day },
    AccountGap { until: Day },
    // 12. limits
    LimitReached,
}

impl Reason {
    /// The engine's own step under which somebody is asked to look at a document held for this reason; `None`: nobody needs to do anything.
    #[must_use]
    pub const fn task(&self) -> Option<&'static str> {
        match self {
            Self::AccountInCredit { .. } => Some("@account-in-credit"),
            Self::EInvoiceHeld { .. } => Some("@e-invoice"),
            Self::ReplyUnanswered { .. } => Some("@reply-unanswered"),
            Self::Insolvency { .. } => Some("@insolvency"),
            Self::OverIndebtedness => Some("@over-indebtedness"),
            Self::LimitationPassed { .. } => Some("@limitation-passed"),
            Self::AllExpired => Some("@all-expired"),
            Self::MilderFirst { .. } => Some("@milder-first"),
            Self::AttemptsExhausted { .. } => Some("@attempts-exhausted"),
            Self::NoAddress { .. } => Some("@no-address"),
            Self::AttachmentMissing { .. } => Some("@attachment-missing"),
            _ => None,
        }
    }

    /// The code in the contract's table `reason`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Remind { .. } => "remind",
            Self::InvalidData { .. } => "invalid-data",
            Self::AccountTooLarge { .. } => "account-too-large",
            Self::SwitchedOff { .. } => "switched-off",
            Self::NotInPlan { .. } => "not-in-plan",
            Self::SwitchedOffOnDocument => "switched-off-on-document",
            Self::SwitchedOffOnAccount => "switched-off-on-account",
            Self::NotSelected => "not-selected",
            Self::CreatedBefore { .. } => "created-before",
            Self::NotReminded { .. } => "not-reminded",
            Self::UnknownStatus { .. } => "unknown-status",
            Self::Draft => "draft",
            Self::InSignature => "in-signature",
            Self::Signed => "signed",
            Self::Refused => "refused",
            Self::Invoiced => "invoiced",
            Self::Cancelled => "cancelled",
            Self::Settled => "settled",
            Self::CoveredByCredit { .. } => "covered-by-credit",
            Self::AccountInCredit { .. } => "account-in-credit",
            Self::PaymentPending { .. } => "payment-pending",
            Self::Retention => "retention",
            Self::EInvoiceHeld { .. } => "e-invoice-held",
            Self::Blocked { .. } => "blocked",
            Self::Disputed => "disputed",
            Self::Promised { .. } => "promised",
            Self::Replied { .. } => "replied",
            Self::ReplyUnanswered { .. } => "reply-unanswered",
            Self::Insolvency { .. } => "insolvency",
            Self::OverIndebtedness => "over-indebtedness",
            Self::HandedOver => "handed-over",
            Self::Factored => "factored",
            Self::LimitationPassed { .. } => "limitation-passed",
            Self::HeldByHost { .. } => "held-by-host",
            Self::NoScenario => "no-scenario",
            Self::UnknownScenario { .. } => "unknown-scenario",
            Self::ConditionFailed { .. } => "condition-failed",
            Self::Waiting { .. } => "waiting",
            Self::AnchorMissing { .. } => "anchor-missing",
            Self::AwaitingEvent { .. } => "awaiting-event",
            Self::MilderFirst { .. } => "milder-first",
            Self::AttemptsExhausted { .. } => "attempts-exhausted",
            Self::ValidityEnded { .. } => "validity-ended",
            Self::Finished => "finished",
            Self::AllExpired => "all-expired",
            Self::NeverSent => "never-sent",
            Self::BankDataStale { .. } => "bank-data-stale",
            Self::BelowThreshold { .. } => "below-threshold",
            Self::NoAddress { .. } => "no-address",
            Self::AttachmentMissing { .. } => "attachment-missing",
            Self::Silenced { .. } => "silenced",
            Self::AccountGap { .. } => "account-gap",
            Self::LimitReached => "limit-reached",
        }
    }

    /// The rule that gives it, by its name in `explain`: the order is the order of the rules.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::InvalidData { .. } | Self::AccountTooLarge { .. } => "data",
            Self::SwitchedOff { .. } | Self::NotInPlan { .. } => "mode",
            Self::SwitchedOffOnDocument
            | Self::SwitchedOffOnAccount
            | Self::NotSelected
            | Self::CreatedBefore { .. } => "scope",
            Self::NotReminded { .. }
            | Self::UnknownStatus { .. }
            | Self::Draft
            | Self::InSignature
            | Self::Signed
            | Self::Refused
            | Self::Invoiced
            | Self::Cancelled
            | Self::Settled
            | Self::CoveredByCredit { .. }
            | Self::AccountInCredit { .. }
            | Self::PaymentPending { .. }
            | Self::Retention
            | Self::EInvoiceHeld { .. } => "state",
            Self::Blocked { .. }
            | Self::Disputed
            | Self::Promised { .. }
            | Self::Replied { .. }
            | Self::ReplyUnanswered { .. }
            | Self::Insolvency { .. }
            | Self::OverIndebtedness
            | Self::HandedOver
            | Self::Factored
            | Self::LimitationPassed { .. }
            | Self::HeldByHost { .. } => "holds",
            Self::NoScenario | Self::UnknownScenario { .. } | Self::ConditionFailed { .. } => "scenario",
            Self::Remind { .. }
            | Self::Waiting { .. }
            | Self::AnchorMissing { .. }
            | Self::AwaitingEvent { .. }
            | Self::MilderFirst { .. }
            | Self::AttemptsExhausted { .. }
            | Self::ValidityEnded { .. }
            | Self::Finished
            | Self::AllExpired => "step",
            Self::NeverSent => "first-send",
            Self::BankDataStale { .. } => "freshness",
            Self::BelowThreshold { .. } => "threshold",
            Self::NoAddress { .. } | Self::AttachmentMissing { .. } => "recipient",
            Self::Silenced { .. } | Self::AccountGap { .. } => "grouping",
            Self::LimitReached => "limits",
        }
    }

    /// What its sentence needs, by the names the sentence uses.
    #[must_use]
    pub fn details(&self) -> Vec<(&'static str, FactValue)> {
        let text = |value: &str| FactValue::Text(value.to_owned());
        let optional =
            |name, day: Option<Day>| day.map(|day| (name, FactValue::Day(day))).into_iter().collect::<Vec<_>>();
        match self {
            Self::Remind { step, planned } => vec![("step", text(step)), ("planned", FactValue::Day(*planned))],
            Self::Waiting { step, planned, leaves } => {
                vec![("step", text(step)), ("planned", FactValue::Day(*planned)), ("leaves", FactValue::Day(*leaves))]
            }
            Self::InvalidData { field, problem } => vec![("field", text(field)), ("problem", text(problem))],
            Self::AccountTooLarge { documents } => vec![("documents", FactValue::Integer(*documents))],
            Self::SwitchedOff { switch } => vec![("switch", text(switch.name()))],
            Self::NotInPlan { feature } => vec![("feature", text(feature))],
            Self::CreatedBefore { created, active_since } => {
                vec![("created", FactValue::Day(*created)), ("active_since", FactValue::Day(*active_since))]
            }
            Self::NotReminded { kind } => vec![("kind", text(kind.code()))],
            Self::UnknownStatus { status } | Self::EInvoiceHeld { status } => vec![("status", text(status))],
            Self::CoveredByCredit { credit } => vec![("credit", FactValue::Amount(*credit))],
            Self::AccountInCredit { balance } => vec![("balance", FactValue::Amount(*balance))],
            Self::PaymentPending { amount, day } => {
                vec![("amount", FactValue::Amount(*amount)), ("day", FactValue::Day(*day))]
            }
            Self::Blocked { reason, last_day } => {
                let mut details = vec![("reason", text(reason))];
                details.extend(optional("last_day", *last_day));
                details
            }
            Self::Promised { amount, promised_for } => {
                vec![("amount", FactValue::Amount(*amount)), ("promised_for", FactValue::Day(*promised_for))]
            }
            Self::Replied { day } | Self::ReplyUnanswered { day } => vec![("day", FactValue::Day(*day))],
            Self::Insolvency { declare_by } => optional("declare_by", *declare_by),
            Self::LimitationPassed { last_day } => optional("last_day", *last_day),
            Self::BankDataStale { bank_date } => optional("bank_date", *bank_date),
            Self::BelowThreshold { left, least } => {
                vec![("left", FactValue::Amount(*left)), ("least", FactValue::Amount(*least))]
            }
            Self::NoAddress { channel } => vec![("channel", text(channel))],
            Self::Silenced { until } | Self::AccountGap { until } => vec![("until", FactValue::Day(*until))],
            Self::HeldByHost { hold } => vec![("hold", text(hold))],
            Self::UnknownScenario { scenario } => vec![("scenario", text(scenario))],
            Self::ConditionFailed { place, problem } => vec![("place", text(place)), ("problem", text(problem))],
            Self::AnchorMissing { step, anchor } => vec![("step", text(step)), ("anchor", text(anchor))],
            Self::AwaitingEvent { step, event } => vec![("step", text(step)), ("event", text(event))],
            Self::MilderFirst { step } | Self::AttemptsExhausted { step } | Self::AttachmentMissing { step } => {
                vec![("step", text(step))]
            }
            Self::ValidityEnded { valid_until } => vec![("valid_until", FactValue::Day(*valid_until))],
            Self::SwitchedOffOnDocument
            | Self::SwitchedOffOnAccount
            | Self::NotSelected
            | Self::Draft
            | Self::InSignature
            | Self::Signed
            | Self::Refused
            | Self::Invoiced
            | Self::Cancelled
            | Self::Settled
            | Self::Retention
            | Self::Disputed
            | Self::OverIndebtedness
            | Self::HandedOver
            | Self::Factored
            | Self::NoScenario
            | Self::Finished
            | Self::AllExpired
            | Self::NeverSent
            | Self::LimitReached => Vec::new(),
        }
    }
}

impl Kind {
    /// The kind's name in the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Invoice => "invoice",
            Self::CreditNote => "credit-note",
            Self::Deposit => "deposit",
            Self::Lead => "lead",
        }
    }
}
