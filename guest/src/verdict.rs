//! What the rules say of one document or instalment, before grouping and limits.

use std::collections::BTreeSet;

use crate::{
    domain::{Found, Run},
    plan::{Mark, ScheduledStep},
    rules::{AddressedAction, Case, Held, Limitation},
    settings::{Scenario, Step},
};

/// The decision for one document or instalment, before grouping.
#[derive(Debug)]
pub struct Verdict<'a> {
    /// What was decided.
    pub case: Case<'a>,
    /// Why nothing reaches the customer today; `None` when something does.
    pub held: Option<Held>,
    /// The step that leaves, without its messages when `held` says that nobody can receive them.
    pub act: Option<Act<'a>>,
    /// Steps left out for good.
    pub marks: Vec<Mark<'a>>,
    /// The scenario, once it was chosen, and whether it is live.
    pub scenario: Option<(&'a Scenario, Run)>,
    /// The step considered, once one was.
    pub step: Option<&'a Step>,
    /// The scenario was chosen by a condition that looks at the day: the decision may change tomorrow.
    pub daily: bool,
    /// How long the debt can be claimed, once something is known to be left of it.
    pub limitation: Option<Limitation>,
    /// What its step is more than, where it could leave on no day.
    pub larger: Option<Found>,
}

/// A step whose turn it is.
#[derive(Clone, Debug)]
pub struct Act<'a> {
    /// The step with its days.
    pub scheduled: ScheduledStep<'a>,
    /// Its scenario.
    pub scenario: &'a Scenario,
    /// Live or rehearsal.
    pub run: Run,
    /// What it still has to do, and whom that reaches; only what is internal when a message cannot leave.
    pub addressed: Vec<AddressedAction<'a>>,
    /// The messages that left already and cover the step, by the names of their actions: what failed beside them is tried again alone.
    pub beside: BTreeSet<&'a str>,
}

impl Act<'_> {
    /// Whether something reaches the customer.
    #[must_use]
    pub fn speaks(&self) -> bool {
        self.addressed.iter().any(|addressed| addressed.part.destination().is_some())
    }
}
