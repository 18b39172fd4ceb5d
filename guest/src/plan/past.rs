//! What has already been done for one document in its present cycle.

use std::collections::BTreeSet;

use crate::settings::{Action, Fallback, Message, Scenario, Step};
use crate::{
    domain::{Audience, Channel, Day, Entry, MarkReason, Origin, Run, State},
    sort,
};

/// A failing action is tried so many times, then waits for a person.
pub(super) const MAX_TRIES: u32 = 3;

/// The entries of one document or instalment that matter: of its cycle, and what counts in this run.
#[derive(Debug)]
pub struct Past<'a> {
    /// Oldest first.
    entries: Vec<&'a Entry>,
    former: Former,
    /// How many addresses of the account bounced.
    bounced_addresses: u32,
    /// The ways of messages that may be left out, and by which nobody is reached.
    closed_ways: Vec<ChannelChoice<'a>>,
}

/// By which way a message leaves: its channel, what it becomes without an address, and the role of whom it is for.
type ChannelChoice<'a> = (Channel, Option<Fallback>, Option<&'a str>);

/// What the customer was told in former cycles.
#[derive(Clone, Copy, Debug, Default)]
struct Former {
    /// The day of the last message.
    last: Option<Day>,
    /// The latest deadline given.
    deadline: Option<Day>,
}

impl<'a> Past<'a> {
    /// Keeps the entries of `cycle` that the run sees.
    pub fn new(
        entries: impl Iterator<Item = &'a Entry>,
        cycle: u32,
        run: Run,
        (bounced_addresses, closed_ways): (u32, Vec<ChannelChoice<'a>>),
    ) -> Self {
        let seen = entries.filter(|entry| run.sees(entry.run));
        let (mut entries, before): (Vec<_>, Vec<_>) = seen.partition(|entry| entry.coverage.cycle == cycle);
        let mut former = Former::default();
        for entry in before.into_iter().filter(|entry| entry.reached_customer()) {
            former.last = former.last.max(Some(entry.day));
            former.deadline = former.deadline.max(entry.deadline);
        }
        entries.retain(|entry| !entry.is_first_send());
        sort::by_key(&mut entries, |entry| entry.day);
        Self { entries, former, bounced_addresses, closed_ways }
    }

    /// The scenario the document has begun: that of the newest step that counts.
    #[must_use]
    pub fn begun_scenario(&self) -> Option<&'a str> {
        let mut steps = self.entries.iter().rev().filter(|entry| entry.state.counts() && entry.coverage.is_step());
        steps.next().map(|entry| entry.coverage.scenario.as_str())
    }

    /// A step that left, planned for this day or later, and that its scenario lacks: it was renamed, or taken out.
    #[must_use]
    pub fn lost_step(&self, scenario: &Scenario, planned: Day) -> Option<&'a str> {
        let is_lost = |entry: &&&Entry| {
            let left = entry.state.left() && !entry.is_mark() && entry.planned.unwrap_or(entry.day) >= planned;
            let of_it = entry.coverage.is_step() && entry.coverage.scenario == scenario.id;
            left && of_it && scenario.steps.iter().all(|step| step.id != entry.coverage.step)
        };
        self.entries.iter().find(is_lost).map(|entry| entry.coverage.step.as_str())
    }

    /// The last message to the customer that left as a step of another scenario.
    pub(super) fn last_left_elsewhere(&self, scenario: &Scenario) -> Option<&'a Entry> {
        let elsewhere = |entry: &&&Entry| entry.coverage.is_step() && entry.coverage.scenario != scenario.id;
        self.entries.iter().rev().filter(elsewhere).copied().find(|entry| entry.reached_customer())
    }

    /// The last message to the customer that left as another step, or another repetition, than this one.
    pub(super) fn last_left_before(&self, scenario: &Scenario, step: &Step, repetition: u32) -> Option<&'a Entry> {
        let other = |entry: &&Entry| !(is_of(entry, scenario, step) && entry.coverage.repetition == repetition);
        self.entries
            .iter()
            .rev()
            .copied()
            .filter(other)
            .find(|entry| entry.reached_customer() && entry.coverage.is_step())
    }

    /// The last message to the customer, by whatever way.
    #[must_use]
    pub fn last_reminder(&self) -> Option<&'a Entry> {
        self.entries.iter().rev().copied().find(|entry| entry.reached_customer())
    }

    /// The day of the last message to the customer, by whatever way, those of this very step not counted.
    pub(super) fn last_reminder_before(&self, scenario: &Scenario, step: &Step) -> Option<Day> {
        let other = |entry: &&&Entry| entry.reached_customer() && !is_of(entry, scenario, step);
        self.entries.iter().rev().find(other).map(|entry| entry.day)
    }

    /// The day of the last reminder that a person sent.
    pub(super) fn last_manual(&self) -> Option<Day> {
        let manual = |entry: &&&Entry| entry.origin == Origin::Person && entry.reached_customer();
        self.entries.iter().rev().find(manual).map(|entry| entry.day)
    }

    /// The day of the last message to the customer in a former cycle.
    #[must_use]
    pub const fn last_of_former_cycles(&self) -> Option<Day> {
        self.former.last
    }

    /// The latest deadline that a message of a former cycle gave the customer.
    #[must_use]
    pub const fn deadline_of_former_cycles(&self) -> Option<Day> {
        self.former.deadline
    }

    /// The day of the last task for the team that another step, or another repetition, asked for.
    pub(super) fn last_task_before(&self, scenario: &Scenario, step: &Step, repetition: u32) -> Option<Day> {
        let task = |entry: &&&Entry| {
            let own = is_of(entry, scenario, step) && entry.coverage.repetition == repetition;
            let internal = entry.audience == Audience::Internal && entry.coverage.is_step();
            internal && !own && entry.state.left() && !entry.is_mark()
        };
        self.entries.iter().rev().find(task).map(|entry| entry.day)
    }

    /// Whether a reminder milder than a formal notice left before `today`.
    #[must_use]
    pub fn milder_left_before(&self, today: Day) -> bool {
        self.entries.iter().any(|entry| entry.reached_customer() && !entry.severe && entry.day < today)
    }

    /// The latest deadline a message gave the customer, those of this very step not counted.
    pub(super) fn last_deadline_before(&self, scenario: &Scenario, step: &Step, repetition: u32) -> Option<Day> {
        let other = |entry: &&&Entry| !(is_of(entry, scenario, step) && entry.coverage.repetition == repetition);
        let reached = self.entries.iter().filter(|entry| entry.reached_customer());
        reached.filter(other).filter_map(|entry| entry.deadline).max()
    }

    /// The deadline that a message gave the customer and that is not over.
    #[must_use]
    pub fn running_deadline(&self, today: Day) -> Option<Day> {
        let reached = self.entries.iter().filter(|entry| entry.reached_customer());
        reached.filter_map(|entry| entry.deadline).max().filter(|deadline| *deadline >= today)
    }

    /// The latest deadline that a message other than a formal notice gave the customer.
    #[must_use]
    pub fn last_deadline_given(&self) -> Option<Day> {
        let friendly = self.entries.iter().filter(|entry| entry.reached_customer() && !entry.severe);
        friendly.filter_map(|entry| entry.deadline).max()
    }

    /// The newest entry by which this step counts: of a customer's action, of a task if the step has nothing else, or a
    /// mark. A task that left beside a mail that did not is none, nor is a step of which another action came to nothing.
    pub(super) fn counted(&self, scenario: &Scenario, step: &Step) -> Option<&'a Entry> {
        self.entries
            .iter()
            .rev()
            .copied()
            .filter(|entry| entry.state.counts() && is_of(entry, scenario, step))
            .filter(|entry| entry.audience == Audience::Customer || entry.is_mark() || self.is_internal(scenario, step))
            .filter(|entry| {
                entry.is_mark() || step.retired || !self.has_failed(scenario, step, entry.coverage.repetition)
            })
            .max_by_key(|entry| entry.coverage.repetition)
    }

    /// The number of the last repetition of the step that was done or left out, and the day the next counts from: that on which it left, or was
    /// planned where it did not. `None` where the step itself never left.
    pub(super) fn last_repetition(&self, scenario: &Scenario, step: &Step) -> Option<(u32, Day)> {
        let internal = self.is_internal(scenario, step);
        let speaks = |entry: &&Entry| entry.audience == Audience::Customer || entry.is_mark() || internal;
        // What failed of a repetition is tried again first; what failed of the step itself stands before its repetitions.
        let is_done = |entry: &&Entry| {
            let repetition = entry.coverage.repetition;
            repetition == 0 || entry.is_mark() || !self.has_failed(scenario, step, repetition)
        };
        let counts = |entry: &&Entry| entry.state.counts() && is_of(entry, scenario, step) && speaks(entry);
        let counted = || self.entries.iter().copied().filter(counts);
        let number = counted().filter(is_done).map(|entry| entry.coverage.repetition).max()?;
        let of_last = || counted().filter(|entry| entry.coverage.repetition == number);
        // Of several messages the last that left, also where another one came to nothing and was given up since.
        let left = of_last().filter(|entry| entry.state.left()).map(|entry| entry.day).max();
        let from = left.or_else(|| of_last().map(|entry| entry.planned.unwrap_or(entry.day)).max())?;
        (number > 0 || left.is_some()).then_some((number, from))
    }

    /// Whether a step has tasks and measures only; of a retired one whether it had, as far as anybody knows.
    fn is_internal(&self, scenario: &Scenario, step: &Step) -> bool {
        let spoke = |entry: &&Entry| is_of(entry, scenario, step) && entry.audience == Audience::Customer;
        if step.retired { !self.entries.iter().copied().any(|entry| spoke(&entry)) } else { step.is_internal() }
    }

    /// Due and planned day of the step as it left, by the engine's own word; `None` where nothing of it did.
    pub(super) fn days_it_left(&self, scenario: &Scenario, step: &Step) -> Option<(Day, Day)> {
        let internal = self.is_internal(scenario, step);
        let left = |entry: &&&Entry| {
            let told = entry.audience == Audience::Customer || internal;
            let whole = !entry.is_mark() && entry.state.left() && entry.coverage.repetition == 0;
            is_of(entry, scenario, step) && entry.origin == Origin::Engine && told && whole
        };
        self.entries.iter().filter(left).find_map(|entry| entry.due.zip(entry.planned))
    }

    /// Whether a message of the step left.
    pub(super) fn reached_customer(&self, scenario: &Scenario, step: &Step) -> bool {
        self.entries.iter().any(|entry| is_of(entry, scenario, step) && entry.reached_customer())
    }

    /// Whether some action of the step came to nothing and has not been done since.
    fn has_failed(&self, scenario: &Scenario, step: &Step, repetition: u32) -> bool {
        self.last_failure(scenario, step, repetition).is_some()
    }

    /// Of the step's actions whose newest attempt came to nothing: how often one was tried at most, and the day of the last.
    pub(super) fn last_failure(&self, scenario: &Scenario, step: &Step, repetition: u32) -> Option<(u32, Day)> {
        let of_step = |entry: &&&Entry| is_of(entry, scenario, step) && entry.coverage.repetition == repetition;
        let failed = self.entries.iter().filter(of_step).filter(|entry| !entry.state.counts());
        let own = |entry: &Entry| step.actions.iter().any(|action| action.id == entry.action);
        // A message of a later day that covers the step makes good what failed of it, whatever steps it shared; so does anything that left
        // where the action is none of the step's (any more). What bounced counted as sent until then: another of the step's own actions that
        // was tried again meanwhile did not speak for it.
        let made_good = |entry: &&&Entry| {
            let later = |other: &Entry| {
                let apart = entry.state == State::Bounced && own(other);
                let both = entry.audience == Audience::Customer && other.reached_customer();
                both && other.day > entry.day && !apart
            };
            let mut left = self.entries.iter().filter(of_step).filter(|other| other.state.left());
            left.any(|other| !own(entry) || later(other))
        };
        // An action that may be left out is given up beside something that left, once it was tried too often or reaches nobody any more.
        let given_up = |entry: &&&Entry| {
            let message = step.actions.iter().find(|action| action.id == entry.action).and_then(Action::message);
            let newest = self.attempts_of(scenario, step, repetition, &entry.action);
            let exhausted = || self.tries(scenario, step, repetition, (&entry.action, newest)) >= MAX_TRIES;
            let reaches_nobody = |message: &Message| {
                let way = (message.channel, message.fallback, message.to.as_deref());
                self.closed_ways.contains(&way)
            };
            message.is_some_and(|message| message.optional && (exhausted() || reaches_nobody(message)))
                && self.entries.iter().filter(of_step).any(|other| other.reached_customer())
        };
        failed
            .filter(|entry| !made_good(entry) && !given_up(entry))
            .filter(|entry| !self.is_under_way(scenario, step, repetition, (&entry.action, entry.audience)))
            .map(|entry| (self.tries(scenario, step, repetition, (&entry.action, entry.attempt)), entry.day))
            .reduce(|(tries, day), (others, other)| (tries.max(others), day.max(other)))
    }

    /// How many of an action's attempts count as tries of one thing: what bounced used up an address, and the next attempt goes elsewhere. More
    /// bounces than addresses that bounced (a letter, an address that nobody marked) are tries like any other failure.
    fn tries(&self, scenario: &Scenario, step: &Step, repetition: u32, (action, attempt): (&str, u32)) -> u32 {
        let bounced = self.entries.iter().filter(|entry| {
            is_of(entry, scenario, step)
                && entry.coverage.repetition == repetition
                && entry.action == action
                && entry.attempt <= attempt
                && entry.state == State::Bounced
        });
        let bounced = u32::try_from(bounced.count()).unwrap_or(u32::MAX);
        let is_mail =
            |one: &Action| one.id == action && one.message().is_some_and(|message| message.channel == Channel::Email);
        if !step.actions.iter().any(is_mail) {
            return attempt;
        }
        attempt.saturating_sub(bounced.min(self.bounced_addresses))
    }

    /// The number of the newest attempt of one action; 0 before the first.
    #[must_use]
    pub fn attempts_of(&self, scenario: &Scenario, step: &Step, repetition: u32, action: &str) -> u32 {
        let of_action = |entry: &&&Entry| {
            is_of(entry, scenario, step) && entry.coverage.repetition == repetition && entry.action == action
        };
        self.entries.iter().filter(of_action).map(|entry| entry.attempt).max().unwrap_or_default()
    }

    /// Whether a step left on that day.
    pub(super) fn left_on(&self, day: Day) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.day == day && entry.coverage.is_step() && entry.state.left() && !entry.is_mark())
    }

    /// Whether a message to the customer left since that day, that day not counted.
    #[must_use]
    pub fn reminded_after(&self, day: Day) -> bool {
        self.entries.iter().any(|entry| entry.reached_customer() && entry.day > day)
    }

    /// Whether a step was jumped for a broken promise since that day.
    #[must_use]
    pub fn went_further_after(&self, day: Day) -> bool {
        let code = MarkReason::PromiseBroken.code();
        self.entries.iter().any(|entry| entry.reason == code && entry.day > day)
    }

    /// How many reminders left: messages to the customer, by step.
    #[must_use]
    pub fn reminders(&self) -> usize {
        let left = self.entries.iter().filter(|entry| entry.reached_customer());
        let steps = sort::set(left.map(|entry| (&entry.coverage, entry.day)));
        steps.len()
    }

    /// The message that leaves today, or left, with an action of that step: its day.
    #[must_use]
    pub fn day_left(&self, scenario: &Scenario, step: &Step, repetition: u32) -> Option<Day> {
        let of_step = |entry: &&&Entry| is_of(entry, scenario, step) && entry.coverage.repetition == repetition;
        self.entries.iter().rev().filter(of_step).find(|entry| entry.reached_customer()).map(|entry| entry.day)
    }

    /// Whether a step of the scenario came too late.
    pub(super) fn has_expired(&self, scenario: &Scenario) -> bool {
        let of_scenario = |entry: &&&Entry| entry.coverage.is_step() && entry.coverage.scenario == scenario.id;
        self.entries.iter().filter(of_scenario).any(|entry| entry.state == State::Expired)
    }

    /// Whether a message to the customer left as a step of the scenario, or a person left one out.
    pub(super) fn has_left_or_skipped(&self, scenario: &Scenario) -> bool {
        let of_scenario = |entry: &&&Entry| entry.coverage.is_step() && entry.coverage.scenario == scenario.id;
        let mut entries = self.entries.iter().filter(of_scenario);
        entries.any(|entry| entry.reached_customer() || entry.state == State::Skipped)
    }

    /// Whether something was recorded of the step.
    pub(super) fn has(&self, scenario: &Scenario, step: &Step) -> bool {
        self.entries.iter().any(|entry| is_of(entry, scenario, step))
    }

    /// The messages that cover the step and left, or are under way, by the names of their actions: its own, or those of a step it shared with.
    #[must_use]
    pub fn messages_of(&self, scenario: &Scenario, step: &Step, repetition: u32) -> BTreeSet<&'a str> {
        let told = |entry: &&Entry| {
            let message = entry.audience == Audience::Customer && !entry.is_mark() && entry.state.counts();
            message && is_of(entry, scenario, step) && entry.coverage.repetition == repetition
        };
        sort::set(self.entries.iter().copied().filter(|entry| told(entry)).map(|entry| entry.action.as_str()))
    }

    /// Whether this action left already for that audience, or is under way.
    #[must_use]
    pub fn is_under_way(
        &self,
        scenario: &Scenario,
        step: &Step,
        repetition: u32,
        (action, audience): (&str, Audience),
    ) -> bool {
        self.entries.iter().any(|entry| {
            is_of(entry, scenario, step)
                && entry.coverage.repetition == repetition
                && entry.action == action
                && entry.audience == audience
                && entry.state.counts()
        })
    }
}

fn is_of(entry: &Entry, scenario: &Scenario, step: &Step) -> bool {
    entry.coverage.scenario == scenario.id && entry.coverage.step == step.id
}
