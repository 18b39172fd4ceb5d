//! Whether one step may leave today: what `ladder` and `points` ask about each step they come to.

use super::{
    Mark, NextStep, ScheduledStep, Subject, next_of_due,
    past::MAX_TRIES,
    scheduled::{self, Days},
};
use crate::{
    domain::{Day, Kind, MarkReason, Next, Reason, State, plus_days},
    settings::{Anchor, CatchUp, DateOf, Order, Scenario, Step},
};

/// The subject, its scenario, and how to evaluate a step's condition.
pub(super) struct Judge<'a, 's> {
    pub subject: Subject<'s>,
    pub scenario: &'a Scenario,
    pub condition: &'s dyn Fn(&Step) -> Result<bool, String>,
}

/// What becomes of one step.
pub(super) enum Judgement<'a> {
    /// It may leave today.
    Leaves(ScheduledStep<'a>),
    /// It is for later.
    Waits(ScheduledStep<'a>, Day),
    /// It is left out for good.
    LeftOut(Mark<'a>),
    /// Its turn has come, but nothing milder left before it: it stays, and keeps no milder one back.
    TooSevere(ScheduledStep<'a>),
    /// It holds the document.
    Held(Reason),
}

impl<'a> Judge<'a, '_> {
    /// A mark for a step whose days are known.
    pub(super) fn mark(&self, scheduled: &ScheduledStep<'a>, state: State, reason: MarkReason, since: Day) -> Mark<'a> {
        Mark {
            step: scheduled.step,
            repetition: scheduled.repetition,
            days: Some((scheduled.due, scheduled.planned)),
            state,
            reason,
            since,
        }
    }

    /// The step with its earliest day.
    pub(super) fn scheduled(&self, step: &'a Step, repetition: u32, days: (Day, Day)) -> ScheduledStep<'a> {
        let effective = scheduled::effective_day(self.subject, self.scenario, step, repetition, days);
        // What counts from the last reminder or an event has no day of its own in the plan, and an event may be old.
        let in_a_ladder = repetition == 0 && self.scenario.order() == Order::AsListed;
        let (due, planned) = if in_a_ladder && step.is_relative() { (effective, effective) } else { days };
        ScheduledStep { step, repetition, due, planned, effective }
    }

    /// Looks at one step on its own: too late, too early, its turn.
    pub(super) fn judge(&self, scheduled: ScheduledStep<'a>) -> Judgement<'a> {
        let today = self.subject.today;
        let earliest = scheduled.effective.max(today);
        let leaves = if self.subject.is_closed(self.scenario.shift, earliest) {
            self.subject.calendar.next_open(earliest)
        } else {
            earliest
        };
        if let Some(mark) = self.too_late(&scheduled, leaves) {
            return Judgement::LeftOut(mark);
        }
        if leaves > today {
            return Judgement::Waits(scheduled, leaves);
        }
        match (self.condition)(scheduled.step) {
            Err(problem) => {
                let place = format!("step {}", scheduled.step.id);
                return Judgement::Held(Reason::ConditionFailed { place, problem });
            }
            Ok(false) => {
                return Judgement::LeftOut(self.mark(&scheduled, State::PassedOver, MarkReason::ConditionFalse, today));
            }
            Ok(true) => {}
        }
        if self.is_too_severe(scheduled.step) {
            return Judgement::TooSevere(scheduled);
        }
        let failed = self.subject.past.last_failure(self.scenario, scheduled.step, scheduled.repetition);
        if failed.is_some_and(|(tries, _)| tries >= MAX_TRIES) {
            return Judgement::Held(Reason::AttemptsExhausted { step: scheduled.step.id.clone() });
        }
        Judgement::Leaves(scheduled)
    }

    /// Why a step that could leave on that day must not, if so: the day it announces comes first, the quote's validity
    /// ends first, or it is later than the scenario allows.
    fn too_late(&self, scheduled: &ScheduledStep<'a>, leaves: Day) -> Option<Mark<'a>> {
        if scheduled.step.announces()
            && let Some(announced) = self.announced_day(scheduled.step)
            && leaves >= announced
        {
            return Some(self.mark(scheduled, State::Expired, MarkReason::DayCome, announced));
        }
        if let Some(last) = self.last_valid_day()
            && !self.is_after_expiry(scheduled.step)
            && leaves > last
        {
            return Some(self.mark(scheduled, State::Dropped, MarkReason::AfterValidity, plus_days(last, 1)));
        }
        if let CatchUp::Expire(days) = self.scenario.catch_up {
            let last = plus_days(scheduled.effective, i64::from(days));
            if leaves > last {
                return Some(self.mark(scheduled, State::Expired, MarkReason::TooLate, plus_days(last, 1)));
            }
        }
        None
    }

    /// A severe step, and nothing milder left before today: it may not leave yet.
    pub(super) fn is_too_severe(&self, step: &Step) -> bool {
        step.is_severe() && !self.subject.past.milder_left_before(self.subject.today)
    }

    /// The day a step speaks of as still to come, once it has come.
    pub(super) fn day_come(&self, step: &Step) -> Option<Day> {
        self.announced_day(step).filter(|day| step.announces() && *day <= self.subject.today)
    }

    /// The day from which a step can no longer leave whatever still happens: the quote's validity has ended, and it does not count from that
    /// end to a day after it.
    pub(super) fn over_since(&self, step: &Step) -> Option<Day> {
        let last = self.last_valid_day().filter(|last| *last < self.subject.today)?;
        (!self.is_after_expiry(step)).then(|| plus_days(last, 1))
    }

    /// The first day on which an event that has not happened comes too late for its step: even then it would leave only after the quote's
    /// validity. `on` is the day of the event, where it is known. `None` where there is no such day.
    pub(super) fn too_late_for_event(&self, step: &Step, on: Option<Day>) -> Option<Day> {
        let last = self.last_valid_day()?;
        let too_late = |event: Day| {
            let due = scheduled::after(self.subject, step, event);
            match scheduled::shifted(self.subject, self.scenario, step, (event, due)) {
                Days::Known(_, planned) => planned > last,
                Days::Closed(due) => due > last,
                Days::Missing | Days::Awaited(_) => false,
            }
        };
        if let Some(event) = on {
            return too_late(event).then_some(self.subject.today);
        }
        let mut day = plus_days(last, 1);
        while too_late(plus_days(day, -1)) && day > self.subject.document.issued {
            day = plus_days(day, -1);
        }
        Some(day)
    }

    /// The first day on which a quote's validity has ended, if that is still to come: what is said of it changes then.
    pub(super) fn ends_on(&self) -> Option<Day> {
        self.last_valid_day().map(|last| plus_days(last, 1)).filter(|day| *day > self.subject.today)
    }

    fn announced_day(&self, step: &Step) -> Option<Day> {
        match step.from {
            Anchor::On(DateOf::Due) => self.subject.due(),
            Anchor::On(DateOf::ValidUntil) => self.subject.document.valid_until,
            _ => None,
        }
    }

    /// A quote's last valid day.
    pub(super) fn last_valid_day(&self) -> Option<Day> {
        self.subject.document.valid_until.filter(|_| self.subject.document.kind == Kind::Quote)
    }

    /// Anchored after expiry: the only steps left once a quote is no longer valid. A repetition counts as its step does.
    pub(super) fn is_after_expiry(&self, step: &Step) -> bool {
        let due = match scheduled::days_of(self.subject, self.scenario, step) {
            Days::Known(due, _) | Days::Closed(due) => due,
            Days::Missing | Days::Awaited(_) => return false,
        };
        step.from.date() == Some(DateOf::ValidUntil) && self.last_valid_day().is_some_and(|last| due > last)
    }

    /// A step that is due and may not leave.
    pub(super) fn held(&self, reason: Reason, step: &'a Step) -> NextStep<'a> {
        NextStep::Held { reason, next: next_of_due(self.scenario, step, self.subject.today), step: Some(step) }
    }

    /// A severe step that is due before anything milder left.
    pub(super) fn too_severe(&self, step: &'a Step) -> NextStep<'a> {
        self.held(Reason::MilderFirst { step: step.id.clone() }, step)
    }

    /// A step that is for later. On a closed day nothing happens, and what was left out before the step is recorded once it can leave.
    pub(super) fn waits(&self, scheduled: &ScheduledStep<'a>, day: Day, marks: &mut Vec<Mark<'a>>) -> NextStep<'a> {
        if scheduled.effective <= self.subject.today {
            marks.clear();
        }
        let reason = Reason::Waiting { step: scheduled.step.id.clone(), planned: scheduled.planned, leaves: day };
        NextStep::Held { reason, next: Next::On(day), step: Some(scheduled.step) }
    }

    /// A step that speaks to the customer, before the first send.
    pub(super) fn never_sent(&self, step: &'a Step, sent_on: Option<Day>) -> NextStep<'a> {
        let sent = sent_on.map_or(Next::WhenChanged, Next::On);
        let next = self.ends_on().map_or(sent, |day| sent.min(Next::On(day)));
        NextStep::Held { reason: Reason::NeverSent, next, step: Some(step) }
    }

    /// Nothing is left before the first send, which is looked at once more when it comes.
    pub(super) fn finished_before_first_send(&self, sent_on: Option<Day>) -> NextStep<'a> {
        self.finished(&[]).sooner(sent_on)
    }

    /// Nothing is left of the scenario.
    pub(super) fn finished(&self, marks: &[Mark<'a>]) -> NextStep<'a> {
        let past = self.subject.past;
        let expired = marks.iter().any(|mark| mark.state == State::Expired) || past.has_expired(self.scenario);
        let today = self.subject.today;
        if expired && !past.has_left_or_skipped(self.scenario) {
            return NextStep::Held { reason: Reason::AllExpired, next: Next::WhenChanged, step: None };
        }
        let (reason, next) = match self.last_valid_day() {
            Some(valid_until) if today > valid_until => (Reason::ValidityEnded { valid_until }, Next::WhenChanged),
            // What is said of a quote changes once more, on the day after its last.
            Some(valid_until) => (Reason::Finished, Next::On(plus_days(valid_until, 1))),
            None => (Reason::Finished, Next::WhenChanged),
        };
        NextStep::Held { reason, next, step: None }
    }
}
