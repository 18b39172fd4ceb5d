//! docs/domain.md step 6, the arithmetic of days: which step of a scenario comes next for one document, and when.
//!
//! `anchor` knows the date a step counts from, `past` what has already been done, `scheduled` the days of
//! one step, `judge` whether it may leave today; `ladder` and `points` are the two orders in which steps are taken.
//!
//! An invoice due on Monday 1 March 2027, in a ladder of steps 5, 10 and 20 days after the due day that shifts to the next working day.
//! The first one left late, on Friday 12 March, since the bank data were too old before:
//!
//! | step | due | planned | gap after the step before | effective |
//! |---|---|---|---|---|
//! | 5 | Saturday 6 March | Monday 8 March | | Monday 8 March |
//! | 10 | Thursday 11 March | Thursday 11 March | 3 days: 8 to 11 March as planned, half of 5 days as due | 12 + 3: Monday 15 March |
//! | 20 | Sunday 21 March | Monday 22 March | 11 days as planned, 5 as due | 15 + 11: Friday 26 March |

mod anchor;
mod judge;
mod ladder;
mod past;
mod points;
mod scheduled;

pub use past::Past;
pub use scheduled::{ScheduledStep, min_gap};

use crate::{
    calendar::Calendar,
    domain::{Day, Document, EventRecord, Instalment, MarkReason, Next, Reason, State, plus_days},
    settings::{CatchUp, Order, Scenario, ScenarioKind, Shift, Step},
};

/// What the next step depends on: one document or instalment, on one day.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The day.
    pub today: Day,
    /// The tenant's working days: offsets count them, and planned days are moved onto them.
    pub working: &'a Calendar,
    /// On which days reminders leave: the tenant's working days on which the customer is open too.
    pub calendar: &'a Calendar,
    /// The document.
    pub document: &'a Document,
    /// The part of it, when it is paid in parts.
    pub instalment: Option<&'a Instalment>,
    /// The account's events, by day.
    pub events: &'a [EventRecord],
    /// What has been done in this cycle.
    pub past: &'a Past<'a>,
    /// The last day on which a message about another part of the document left.
    pub other_part_left: Option<Day>,
    /// A promise was broken since the last reminder, and the settings go one step further then (F17).
    pub one_further: bool,
    /// Whether the plan has begun.
    pub begun: Begun,
}

/// Whether a document's plan has begun. Before its first send it has none: only internal steps leave, and nothing is left out for good (F13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// No first send is needed.
    Always,
    /// The day of the first send.
    On(Day),
    /// It was not sent yet; the day it will be, where that is known.
    NotYet(Option<Day>),
}

impl Subject<'_> {
    /// The due day of the instalment, else of the document.
    #[must_use]
    pub fn due(&self) -> Option<Day> {
        self.instalment.map_or(self.document.due, |instalment| Some(instalment.due))
    }

    /// The document was moved here by a person, and a step planned on that day came before the last reminder it had in the
    /// scenario it came from.
    fn covered_before(&self, scenario: &Scenario, planned: Day) -> bool {
        self.past.last_left_elsewhere(scenario).is_some_and(|left| planned <= left.day)
    }

    /// Whether nothing that shifts may leave on that day.
    fn is_closed(&self, shift: Shift, day: Day) -> bool {
        shift != Shift::None && !self.calendar.is_open(day)
    }
}

/// A step left out for good.
#[derive(Clone, Debug)]
pub struct Mark<'a> {
    /// The step.
    pub step: &'a Step,
    /// The repetition.
    pub repetition: u32,
    /// Its days, when they are known.
    pub days: Option<(Day, Day)>,
    /// How it was left out.
    pub state: State,
    /// Why.
    pub reason: MarkReason,
    /// The day on which it became final; kept back until then.
    pub since: Day,
}

/// What the plan says for today.
#[derive(Debug)]
pub enum NextStep<'a> {
    /// This step leaves today, the other rules permitting.
    Leaves(ScheduledStep<'a>),
    /// Nothing leaves today.
    Held {
        /// Why.
        reason: Reason,
        /// What comes next.
        next: Next,
        /// The step considered.
        step: Option<&'a Step>,
    },
}

impl NextStep<'_> {
    /// The same, looked at again on that day at the latest.
    fn sooner(self, day: Option<Day>) -> Self {
        match (self, day) {
            (Self::Held { reason, next, step }, Some(day)) => {
                Self::Held { reason, next: next.min(Next::On(day)), step }
            }
            (next_step, _) => next_step,
        }
    }
}

/// The next step of `scenario` for `subject`, with the steps left out on the way. `condition` evaluates a step's `when`.
///
/// A mark is answered only once it is final; the day on which the next one becomes final is never later than `next`.
#[must_use]
pub fn next_step<'a>(
    subject: Subject<'_>,
    scenario: &'a Scenario,
    condition: &dyn Fn(&Step) -> Result<bool, String>,
) -> (NextStep<'a>, Vec<Mark<'a>>) {
    let judge = judge::Judge { subject, scenario, condition };
    let mut marks = Vec::new();
    if let Begun::NotYet(sent_on) = subject.begun {
        let next_step = match scenario.order() {
            Order::AsListed => ladder::turn_before_first_send(&judge, sent_on),
            Order::ByDate => points::turn_before_first_send(&judge, sent_on),
        };
        return settle(subject, next_step, marks);
    }
    let next_step = match scenario.order() {
        Order::AsListed => {
            let next_step = ladder::next_step(&judge, &mut marks);
            // In a ladder none is final before those listed before it: else they would look as if they had been inserted later.
            let mut latest = Day::MIN;
            for mark in &mut marks {
                latest = latest.max(mark.since);
                mark.since = latest;
            }
            next_step
        }
        Order::ByDate => points::next_step(&judge, &mut marks),
    };
    // From the day after the first message severe steps may leave.
    let severe = || scenario.steps.iter().any(|step| !step.retired && step.is_severe());
    let tomorrow = plus_days(subject.today, 1);
    let first_today = subject.past.milder_left_before(tomorrow) && !subject.past.milder_left_before(subject.today);
    settle(subject, next_step.sooner(Some(tomorrow).filter(|_| first_today && severe())), marks)
}

/// Whether a quote's validity has ended and none of its steps counts from that end to a day after it: nothing of it can leave any more.
#[must_use]
pub fn is_over(subject: Subject<'_>, scenario: &Scenario) -> bool {
    let judge = judge::Judge { subject, scenario, condition: &|_| Ok(true) };
    let open = |step: &&Step| !step.retired && subject.past.counted(scenario, step).is_none();
    let mut open = scenario.steps.iter().filter(open);
    let last = scenario.steps.iter().rfind(|step| !step.retired);
    // Whatever its days: what is told of a hold would else change on a day that nobody was promised.
    let repeats = scenario.repeat_last.zip(last).is_some_and(|(repeat, step)| {
        let left =
            subject.past.counted(scenario, step).filter(|entry| entry.coverage.repetition > 0 || entry.state.left());
        judge.is_after_expiry(step) && left.is_some_and(|entry| entry.coverage.repetition < repeat.at_most)
    });
    judge.last_valid_day().is_some_and(|last| last < subject.today)
        && !repeats
        && open.all(|step| judge.over_since(step).is_some())
}

/// What comes next for a document whose step is due and held by something else: a person's change, or the day on which
/// the plan itself goes on without that step. Looking again every day is right wherever it might.
#[must_use]
pub fn next_of_due(scenario: &Scenario, step: &Step, today: Day) -> Next {
    let stays = scenario.kind == ScenarioKind::Invoice
        && scenario.order() == Order::AsListed
        && scenario.catch_up == CatchUp::Next
        && !step.announces()
        && step.when.is_none();
    if stays { Next::WhenChanged } else { Next::On(plus_days(today, 1)) }
}

/// Keeps back the marks that are not final yet, and makes sure that somebody looks again on the day they are.
fn settle<'a>(
    subject: Subject<'_>,
    next_step: NextStep<'a>,
    mut marks: Vec<Mark<'a>>,
) -> (NextStep<'a>, Vec<Mark<'a>>) {
    let today = subject.today;
    let next_step = match next_step {
        leaves @ NextStep::Leaves(_) => return (leaves, marks),
        // On the day a step left nothing more happens: running again is running once.
        NextStep::Held { reason, next, step } if subject.past.left_on(today) => {
            let tomorrow = Next::On(plus_days(today, 1));
            let next = if marks.is_empty() && reason != Reason::AllExpired { next } else { next.min(tomorrow) };
            marks.clear();
            let reason = if reason == Reason::AllExpired { Reason::Finished } else { reason };
            NextStep::Held { reason, next, step }
        }
        NextStep::Held { reason, next, step } => {
            let first_open = marks.iter().map(|mark| mark.since).filter(|since| *since > today).min();
            marks.retain(|mark| mark.since <= today);
            NextStep::Held { reason, next: first_open.map_or(next, |day| next.min(Next::On(day))), step }
        }
    };
    (next_step, marks)
}
