//! What was really done, as the host recorded it: the only memory there is.

use super::Day;

/// What makes a reminder unique.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coverage {
    /// The document, or the account for what concerns all of it.
    pub document: String,
    /// The part of it.
    pub instalment: Option<String>,
    /// The scenario; empty for manual reminders and the engine's own tasks.
    pub scenario: String,
    /// The life of the document.
    pub cycle: u32,
    /// The step; `@…` for the engine's own tasks.
    pub step: String,
    /// The repetition of the last step.
    pub repetition: u32,
}

impl Coverage {
    /// Of the engine's own tasks: what asks a person to look at something.
    #[must_use]
    pub fn is_own_task(&self) -> bool {
        self.step.starts_with('@')
    }

    /// Of a scenario's step: neither a manual reminder that advances nothing nor one of the engine's own tasks.
    #[must_use]
    pub fn is_step(&self) -> bool {
        !self.step.is_empty() && !self.is_own_task()
    }
}

/// How a decision is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Run {
    /// Decided and written, shown to the team only.
    Rehearsal,
    /// It leaves.
    Live,
}

impl Run {
    /// Both, in an order that does not matter.
    pub const BOTH: [Self; 2] = [Self::Live, Self::Rehearsal];

    /// A rehearsal, or not.
    #[must_use]
    pub const fn of(simulated: bool) -> Self {
        if simulated { Self::Rehearsal } else { Self::Live }
    }

    /// Whether it is a rehearsal.
    #[must_use]
    pub const fn is_rehearsal(self) -> bool {
        matches!(self, Self::Rehearsal)
    }

    /// Whether what was done in the `other` run counts in this one: a rehearsal sees both, what is live only what really left.
    #[must_use]
    pub const fn sees(self, other: Self) -> bool {
        self.is_rehearsal() || !other.is_rehearsal()
    }
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It left.
    Sent,
    /// It is in the outbox.
    Pending,
    /// Nobody can know whether it left.
    Ambiguous,
    /// A person skipped it.
    Skipped,
    /// Its condition was false, or its anchor missing.
    PassedOver,
    /// Its day fell where it may not leave.
    Dropped,
    /// It came too late.
    Expired,
    /// A later step left instead.
    Jumped,
    /// Inserted before a step that already counted.
    InsertedLater,
    /// It could not leave.
    Failed,
    /// Taken back before it left.
    Cancelled,
    /// It came back.
    Bounced,
}

impl State {
    /// Whether the step is behind the document.
    #[must_use]
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Failed | Self::Cancelled | Self::Bounced)
    }

    /// Whether a message left, as far as anybody knows.
    #[must_use]
    pub const fn left(self) -> bool {
        matches!(self, Self::Sent | Self::Pending | Self::Ambiguous)
    }
}

/// Who decided it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// This engine.
    Engine,
    /// A person, by hand.
    Person,
}

/// Whom an action speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// The customer: gaps and closed days apply.
    Customer,
    /// The tenant's own people.
    Internal,
}

/// Why a step was left out for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkReason {
    /// Its `when` was false on its effective day.
    ConditionFalse,
    /// The date it counts from is missing.
    AnchorMissing,
    /// Its day was closed and the shift rule is `drop`.
    ClosedDay,
    /// A point planned on or before the first send.
    BeforeFirstSend,
    /// A later-planned point was already due.
    LaterPointDue,
    /// Two points on one day, or one too close after an expiry point.
    TooClose,
    /// It would have left after the quote's validity.
    AfterValidity,
    /// It announces a day that has come.
    DayCome,
    /// More days late than `catch_up` allows.
    TooLate,
    /// `catch_up` is `latest` and a later step was due.
    LatestOnly,
    /// Planned before the last reminder of the scenario the document came from.
    ScenarioChanged,
    /// A promise was broken, and the settings go one step further then.
    PromiseBroken,
    /// Inserted before a step that already counted.
    InsertedLater,
}

impl MarkReason {
    /// Every reason, with its code and its meaning in English.
    pub const ALL: &[(Self, &'static str, &'static str)] = &[
        (Self::ConditionFalse, "condition-false", "The step's condition was false on its effective day."),
        (Self::AnchorMissing, "anchor-missing", "The date the step counts from is missing."),
        (Self::ClosedDay, "closed-day", "The step's day was closed, and the scenario drops such steps."),
        (Self::BeforeFirstSend, "before-first-send", "The point was planned on or before the first send."),
        (Self::LaterPointDue, "later-point-due", "A later-planned point was already due."),
        (Self::TooClose, "too-close", "Another point falls on the same day, or an expiry point just before."),
        (Self::AfterValidity, "after-validity", "It would have left after the quote's last valid day."),
        (Self::DayCome, "day-come", "The step announces a day, and that day has come."),
        (Self::TooLate, "too-late", "More days late than the scenario allows."),
        (Self::LatestOnly, "latest-only", "Several steps were due, and only the last one leaves."),
        (Self::ScenarioChanged, "scenario-changed", "Planned before the last reminder of the former scenario."),
        (Self::PromiseBroken, "promise-broken", "A promise was broken, and the scenario went one step further."),
        (Self::InsertedLater, "inserted-later", "Inserted before a step that had already counted."),
    ];

    /// The code in the contract's table `mark`.
    #[must_use]
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(reason, ..)| *reason == self).map_or("", |(_, code, _)| code)
    }
}

/// One state of one action of one step, or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it covers.
    pub coverage: Coverage,
    /// The action's identifier; empty for a mark.
    pub action: String,
    /// From 1.
    pub attempt: u32,
    /// What became of it.
    pub state: State,
    /// Who decided it.
    pub origin: Origin,
    /// Whom it speaks to.
    pub audience: Audience,
    /// A formal notice or worse.
    pub severe: bool,
    /// Whether it really left.
    pub run: Run,
    /// The day it left, or the mark was made.
    pub day: Day,
    /// The step's day before closed days.
    pub due: Option<Day>,
    /// The step's day after them.
    pub planned: Option<Day>,
    /// The last day the message gave the customer.
    pub deadline: Option<Day>,
    /// Why a mark was made; empty otherwise. A code, since older ones may come back.
    pub reason: String,
    /// The key of the action; empty for a mark, and for what the host sent itself.
    pub key: String,
}

impl Entry {
    /// A step that was left out: no action.
    #[must_use]
    pub fn is_mark(&self) -> bool {
        self.action.is_empty()
    }

    /// The first send of its document, by hand: no reminder.
    #[must_use]
    pub fn is_first_send(&self) -> bool {
        self.coverage.step == relance_contract::FIRST_SEND
    }

    /// A message to the customer that left, as far as anybody knows.
    #[must_use]
    pub fn reached_customer(&self) -> bool {
        self.audience == Audience::Customer && self.state.left()
    }
}
