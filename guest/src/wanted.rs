//! An action that is wanted: what it covers, what it does, whom it reaches.

use crate::{
    domain::{Audience, Coverage, Day, Entry, FactValue, Origin, Reason, Run, State},
    limits::Candidate,
    offers::Terms,
    rules::{Case, Part},
    settings::{Charge, TeamRole},
};

/// An action that should happen today, with what is needed to write it.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// [`action_key`](crate::keys::action_key).
    pub key: String,
    /// What leaves together or not at all.
    pub bundle: String,
    /// From 1.
    pub attempt: u32,
    /// Sorted.
    pub coverage: Vec<Coverage>,
    /// Whom it speaks to.
    pub audience: Audience,
    /// Formal notice or worse.
    pub severe: bool,
    /// Whether it really leaves.
    pub run: Run,
    /// The step's day before and after closed days, for each coverage.
    pub days: Vec<(Day, Day)>,
    /// The earliest day on which one of them could leave.
    pub effective: Day,
    /// The last day the message gives the customer.
    pub deadline: Option<Day>,
    /// The document it is about; of several, the one whose step gives the text.
    pub case: Case<'a>,
    /// All it covers.
    pub members: Vec<Case<'a>>,
    /// What it does.
    pub work: Work<'a>,
}

/// What a wanted action does.
#[derive(Clone, Debug)]
pub enum Work<'a> {
    /// An action of a step.
    Step(StepWork<'a>),
    /// A task the engine asks for by itself.
    Alert {
        /// Because of this.
        cause: Cause,
        /// Who is asked.
        assignee: Option<TeamRole>,
        /// The day it should be done.
        day: Day,
    },
}

/// An action of a step, and whom it reaches.
#[derive(Clone, Debug)]
pub struct StepWork<'a> {
    /// What the step is called.
    pub step: &'a str,
    /// The action's identifier in its step, under which it is recorded for all that it covers.
    pub id: String,
    /// What the action does, and to whom.
    pub part: Part<'a>,
    /// The text, by name; of several to be compared, the one that fell to it.
    pub text: Option<&'a str>,
    /// The offer it may speak of.
    pub offer: Option<Terms>,
    /// What it claims besides what is left to pay.
    pub claims: &'a [Charge],
}

impl Wanted<'_> {
    /// The action's identifier in its step.
    #[must_use]
    pub fn action(&self) -> &str {
        match &self.work {
            Work::Step(work) => &work.id,
            Work::Alert { .. } => "task",
        }
    }

    /// The entries of the history a host makes of it.
    pub fn recorded(&self, state: State, day: Day) -> impl Iterator<Item = Entry> {
        self.coverage.iter().zip(&self.days).map(move |(coverage, (due, planned))| Entry {
            coverage: coverage.clone(),
            action: self.action().to_owned(),
            attempt: self.attempt,
            state,
            origin: Origin::Engine,
            audience: self.audience,
            severe: self.severe,
            run: self.run,
            day,
            due: Some(*due),
            planned: Some(*planned),
            deadline: self.deadline,
            reason: String::new(),
            key: self.key.clone(),
        })
    }

    /// The kind of action, by its name in the contract.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match &self.work {
            Work::Step(work) => work.part.kind(),
            Work::Alert { .. } => "task",
        }
    }
}

/// Why a task is asked for.
#[derive(Clone, Debug)]
pub enum Cause {
    /// The document is held.
    Held(Reason),
    /// The debt will soon be too old to be claimed (F79).
    LimitationNear(Day),
}

impl Cause {
    /// The step under which it is recorded; `None`: nobody needs to do anything.
    #[must_use]
    pub fn step(&self) -> Option<&'static str> {
        let Self::Held(reason) = self else { return Some("@limitation-near") };
        reason.task()
    }

    /// Whether it is about the whole account.
    #[must_use]
    pub const fn is_about_the_account(&self) -> bool {
        matches!(self, Self::Held(Reason::AccountInCredit { .. }))
    }

    /// What its sentence needs.
    #[must_use]
    pub fn details(&self) -> Vec<(&'static str, FactValue)> {
        match self {
            Self::Held(reason) => reason.details(),
            Self::LimitationNear(last_day) => vec![("last_day", FactValue::Day(*last_day))],
        }
    }

    /// The code of its sentence.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Held(reason) => reason.code(),
            Self::LimitationNear(_) => "limitation-near",
        }
    }
}

impl From<&Wanted<'_>> for Candidate {
    /// An action as the limit of the day sees it.
    fn from(wanted: &Wanted<'_>) -> Self {
        Self {
            effective: wanted.effective,
            bundle: wanted.bundle.clone(),
            key: wanted.key.clone(),
            audience: wanted.audience,
            run: wanted.run,
        }
    }
}
