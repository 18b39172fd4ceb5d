//! The rules and why a document is reminded today, or not. Exhaustive inside; only `wire` and `wording` turn reasons into records and words.

use super::{Day, EInvoiceStatus, FactValue, Kind, Money, Status};

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

/// Whether a person may put a reason aside in a reminder by hand (docs/domain.md, "Manual reminders").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Override {
    /// Never.
    No,
    /// It is shown, and keeps nothing back.
    ShownOnly,
    /// With a reason of his own.
    Yes,
    /// With a reason of his own, against anybody but a consumer.
    UnlessConsumer,
}

/// A member of a reason as its sentence needs it; nothing where there is none.
trait Detail {
    fn fact(&self) -> Option<FactValue>;
}

impl Detail for String {
    fn fact(&self) -> Option<FactValue> {
        Some(FactValue::Text(self.clone()))
    }
}

impl Detail for Option<String> {
    fn fact(&self) -> Option<FactValue> {
        self.clone().map(FactValue::Text)
    }
}

impl Detail for &str {
    fn fact(&self) -> Option<FactValue> {
        Some(FactValue::Text((*self).to_owned()))
    }
}

impl Detail for i64 {
    fn fact(&self) -> Option<FactValue> {
        Some(FactValue::Integer(*self))
    }
}

impl Detail for Money {
    fn fact(&self) -> Option<FactValue> {
        Some(FactValue::Amount(*self))
    }
}

impl Detail for Day {
    fn fact(&self) -> Option<FactValue> {
        Some(FactValue::Day(*self))
    }
}

impl Detail for Option<Day> {
    fn fact(&self) -> Option<FactValue> {
        self.map(FactValue::Day)
    }
}

impl Detail for Switch {
    fn fact(&self) -> Option<FactValue> {
        self.name().fact()
    }
}

impl Detail for Status {
    fn fact(&self) -> Option<FactValue> {
        self.code().fact()
    }
}

impl Detail for EInvoiceStatus {
    fn fact(&self) -> Option<FactValue> {
        self.code().fact()
    }
}

impl Detail for Kind {
    fn fact(&self) -> Option<FactValue> {
        self.code().fact()
    }
}

/// The register: each rule with its name in the contract, and each of its reasons with what its sentence needs, its code, the engine's own step
/// that asks somebody to look at it, and whether a person may put it aside by hand.
macro_rules! register {
    ($(
        $(#[doc = $what:literal])+
        $rule:ident = $name:literal {
            $($reason:ident $({ $($member:ident: $type:ty),* })? = $code:literal $(, asks $task:literal)? $(, by_hand $by_hand:ident)?;)*
        }
    )*) => {
        /// A rule of docs/domain.md. The order is the order of the decision.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $($(#[doc = $what])+ $rule,)*
        }

        impl Rule {
            /// All, in the order of the decision.
            pub const ALL: &[Self] = &[$(Self::$rule),*];

            /// Its name in the contract.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$rule => $name,)*
                }
            }
        }

        /// The decision for one document. The order is that of the rules.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "every reason and member is explained by its sentence in language/en/sentences.rs")]
        pub enum Reason {
            $($($reason $({ $($member: $type),* })?,)*)*
        }

        impl Reason {
            /// The codes of all reasons with the names of their details, in the order of the rules.
            pub const ALL: &[(&str, &[&str])] = &[$($(($code, &[$($(stringify!($member)),*)?]),)*)*];

            /// The code in the contract's table `reason`.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self {
                    $($(Self::$reason { .. } => $code,)*)*
                }
            }

            /// The rule that gives it.
            #[must_use]
            pub const fn rule(&self) -> Rule {
                match self {
                    $($(Self::$reason { .. } => Rule::$rule,)*)*
                }
            }

            /// What its sentence needs, by the names the sentence uses.
            #[must_use]
            pub fn details(&self) -> Vec<(&'static str, FactValue)> {
                let all: Vec<(&'static str, Option<FactValue>)> = match self {
                    $($(Self::$reason $({ $($member),* })? => vec![$($((stringify!($member), $member.fact())),*)?],)*)*
                };
                all.into_iter().filter_map(|(name, fact)| Some((name, fact?))).collect()
            }

            /// The engine's own step under which somebody is asked to look at a document held for this reason; `None`: nobody needs to.
            #[must_use]
            pub fn task(&self) -> Option<&'static str> {
                let task: &[&'static str] = match self {
                    $($(Self::$reason { .. } => &[$($task)?],)*)*
                };
                task.first().copied()
            }

            /// Whether a person may put it aside in a reminder by hand.
            #[must_use]
            pub fn by_hand(&self) -> Override {
                let by_hand: &[Override] = match self {
                    $($(Self::$reason { .. } => &[$(Override::$by_hand)?],)*)*
                };
                by_hand.first().copied().unwrap_or(Override::No)
            }
        }
    };
}

register! {
    /// Whether the data can be trusted.
    Data = "data" {
        InvalidData { field: String, problem: String } = "invalid-data";
        AccountTooLarge { documents: i64 } = "account-too-large";
    }
    /// 1. Switched on?
    Mode = "mode" {
        SwitchedOff { switch: Switch } = "switched-off", by_hand ShownOnly;
        NotInPlan { feature: &'static str } = "not-in-plan";
    }
    /// 2. Automatic?
    Scope = "scope" {
        SwitchedOffOnDocument = "switched-off-on-document", by_hand Yes;
        SwitchedOffOnAccount = "switched-off-on-account", by_hand Yes;
        NotSelected = "not-selected", by_hand ShownOnly;
        CreatedBefore { created: Day, active_since: Day } = "created-before", by_hand Yes;
    }
    /// 3. State.
    State = "state" {
        NotReminded { kind: Kind } = "not-reminded";
        NotByHand { kind: Kind } = "not-by-hand";
        UnknownStatus { status: Status } = "unknown-status";
        Draft = "draft";
        InSignature = "in-signature", by_hand Yes;
        Signed = "signed";
        Refused = "refused";
        Invoiced = "invoiced";
        Cancelled { because: Option<String> } = "cancelled";
        Settled = "settled";
        CoveredByCredit { credit: Money } = "covered-by-credit";
        AccountInCredit { balance: Money } = "account-in-credit", asks "@account-in-credit";
        PaymentPending { amount: Money, day: Day } = "payment-pending", by_hand Yes;
        PaymentUnconfirmed { amount: Money, day: Day } = "payment-unconfirmed", asks "@payment-unconfirmed", by_hand Yes;
        Retention = "retention", by_hand Yes;
        EInvoiceHeld { status: EInvoiceStatus } = "e-invoice-held", asks "@e-invoice", by_hand Yes;
        Converted = "converted";
        Lost = "lost";
    }
    /// 4. Holds.
    Holds = "holds" {
        Blocked { reason: String, last_day: Option<Day> } = "blocked", by_hand Yes;
        Disputed = "disputed", by_hand Yes;
        Promised { amount: Money, promised_for: Day } = "promised", by_hand Yes;
        Replied { day: Day } = "replied", by_hand Yes;
        ReplyUnanswered { day: Day } = "reply-unanswered", asks "@reply-unanswered", by_hand Yes;
        Insolvency { claim: Option<String>, declare_by: Option<Day> } = "insolvency", asks "@insolvency";
        OverIndebtedness = "over-indebtedness", asks "@over-indebtedness", by_hand Yes;
        HandedOver = "handed-over";
        Factored = "factored", by_hand Yes;
        LimitationPassed { last_day: Option<Day> } = "limitation-passed", asks "@limitation-passed", by_hand UnlessConsumer;
        HeldByHost { hold: String } = "held-by-host", by_hand Yes;
        Objected { address: String } = "objected";
        ConsentMissing = "consent-missing";
    }
    /// 5. Scenario.
    Scenario = "scenario" {
        NoScenario = "no-scenario";
        UnknownScenario { scenario: String } = "unknown-scenario";
        ConditionFailed { place: String, problem: String } = "condition-failed";
    }
    /// 6. Next step.
    Step = "step" {
        Remind { step: String, planned: Day } = "remind";
        Waiting { step: String, planned: Day, leaves: Day } = "waiting";
        AnchorMissing { step: String, anchor: String } = "anchor-missing";
        AwaitingEvent { step: String, event: String } = "awaiting-event";
        MilderFirst { step: String } = "milder-first", asks "@milder-first", by_hand Yes;
        AttemptsExhausted { step: String } = "attempts-exhausted", asks "@attempts-exhausted";
        ValidityEnded { valid_until: Day } = "validity-ended", by_hand ShownOnly;
        Finished = "finished";
        AllExpired = "all-expired", asks "@all-expired";
        RemindedToday = "reminded-today", by_hand Yes;
        TooSoon { until: Day } = "too-soon", by_hand Yes;
        NotDue { due: Day } = "not-due", by_hand Yes;
    }
    /// 7. First send.
    FirstSend = "first-send" {
        NeverSent = "never-sent";
    }
    /// 8. Freshness of bank data.
    Freshness = "freshness" {
        BankDataStale { bank_date: Option<Day> } = "bank-data-stale", by_hand Yes;
    }
    /// 9. Thresholds.
    Threshold = "threshold" {
        BelowThreshold { left: Money, least: Money } = "below-threshold", by_hand Yes;
    }
    /// 10. Recipient and channel.
    Recipient = "recipient" {
        NoAddress { channel: &'static str } = "no-address", asks "@no-address";
        AttachmentMissing { step: String } = "attachment-missing", asks "@attachment-missing";
    }
    /// 11. Grouping.
    Grouping = "grouping" {
        Silenced { until: Day } = "silenced", by_hand Yes;
        AccountGap { until: Day } = "account-gap", by_hand Yes;
    }
    /// 12. Limits.
    Limits = "limits" {
        LimitReached = "limit-reached", by_hand Yes;
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
