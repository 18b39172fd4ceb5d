//! The days of one step for one document: due, planned, and the day it can leave at the earliest.

use super::{Subject, anchor::AnchorDay, anchor::anchor_day};
use crate::{
    domain::{Day, Entry, Kind, days_between, plus_days},
    settings::{DateOf, Order, Scenario, Shift, Step, Unit},
};

/// One step with its days.
#[derive(Clone, Copy, Debug)]
pub struct ScheduledStep<'a> {
    /// The step.
    pub step: &'a Step,
    /// 0, or which repetition of the last step.
    pub repetition: u32,
    /// Anchor + offset.
    pub due: Day,
    /// Moved off closed days.
    pub planned: Day,
    /// The earliest day it may leave, with its gap.
    pub effective: Day,
}

/// The days of a step before its gap is known.
#[derive(Clone, Copy, Debug)]
pub(super) enum Days {
    /// Anchor + offset, and the same moved off closed days.
    Known(Day, Day),
    /// Its day is closed, and the scenario drops such steps.
    Closed(Day),
    /// Its anchor is missing.
    Missing,
    /// Its anchor has not happened yet; the day it will, if that is known.
    Awaited(Option<Day>),
}

/// Due and planned day of `step`.
pub(super) fn days_of(subject: Subject<'_>, scenario: &Scenario, step: &Step) -> Days {
    let anchor = match anchor_day(subject, scenario, step) {
        AnchorDay::Known(day) => day,
        AnchorDay::Missing => return Days::Missing,
        AnchorDay::Awaited(day) => return Days::Awaited(day),
    };
    shifted(subject, scenario, step, (anchor, after(subject, step, anchor)))
}

/// The step's due day, counted from that day.
pub(super) fn after(subject: Subject<'_>, step: &Step, anchor: Day) -> Day {
    match step.at.unit {
        Unit::Calendar => plus_days(anchor, step.at.days),
        Unit::Working => subject.working.plus_working_days(anchor, step.at.days),
    }
}

/// `due` with the day it is moved to. A point never shifts past the quote's last valid day, and one that counts from that day shifts back. What
/// counts forward from its anchor is not moved back before it, nor to its very day where it comes after: it goes to the next open day.
pub(super) fn shifted(subject: Subject<'_>, scenario: &Scenario, step: &Step, (anchor, due): (Day, Day)) -> Days {
    let working = subject.working;
    if scenario.shift == Shift::None || working.is_open(due) {
        return Days::Known(due, due);
    }
    let point = scenario.order() == Order::ByDate && subject.document.kind == Kind::Quote;
    let last = subject.document.valid_until.filter(|last| point && due <= *last);
    if last.is_some() && step.from.date() == Some(DateOf::ValidUntil) {
        return Days::Known(due, working.previous_open(due));
    }
    let (back, next) = (working.previous_open(due), working.next_open(due));
    match scenario.shift {
        Shift::Drop => Days::Closed(due),
        Shift::NextWorkingDay if last.is_none_or(|last| next <= last) => Days::Known(due, next),
        Shift::PreviousWorkingDay if is_too_early(step, anchor, back) && may_go_on(subject, due, next) => {
            Days::Known(due, next)
        }
        _ => Days::Known(due, back),
    }
}

/// Whether a step that counts forward from its anchor would leave before it, or on it although it is for a day after.
fn is_too_early(step: &Step, anchor: Day, day: Day) -> bool {
    match step.at.days {
        ..0 => false,
        0 => day < anchor,
        1.. => day <= anchor,
    }
}

/// Whether that move carries the step past no end of a quote's validity.
fn may_go_on(subject: Subject<'_>, due: Day, next: Day) -> bool {
    let last = subject.document.valid_until.filter(|_| subject.document.kind == Kind::Quote);
    last.is_none_or(|last| due > last || next <= last)
}

/// The earliest day a step may leave: its planned day, and not before its gap after what left before it. Where the customer is closed then,
/// the day on which it opens again.
pub(super) fn effective_day(
    subject: Subject<'_>,
    scenario: &Scenario,
    step: &Step,
    repetition: u32,
    (due, planned): (Day, Day),
) -> Day {
    let floor = earliest_after_others(subject, scenario, step, repetition, (due, planned));
    let day = floor.map_or(planned, |floor| floor.max(planned));
    // The shift rule is about the day that was planned; one that is reached by a gap, or on which the customer is closed, moves on.
    if scenario.shift == Shift::None { day } else { subject.calendar.next_open(day) }
}

/// The first day allowed by what was done before: the gap, a manual reminder, a task of the same day, the first send, a
/// deadline given to the customer, an attempt that failed.
fn earliest_after_others(
    subject: Subject<'_>,
    scenario: &Scenario,
    step: &Step,
    repetition: u32,
    days: (Day, Day),
) -> Option<Day> {
    let past = subject.past;
    let after = |day: Day| plus_days(day, 1);
    let before = past.last_left_before(scenario, step, repetition);
    let gap = before.map(|left| plus_days(left.day, gap_after(scenario, step, repetition, left, days)));
    let apart = |day: Day| plus_days(day, i64::from(min_gap(scenario).unwrap_or(1).max(1)));
    let manual = past.last_manual().map(apart);
    // One step a day, tasks included: so that running twice a day is running once.
    let task = past.last_task_before(scenario, step, repetition).map(after);
    let retry = past.last_failure(scenario, step, repetition).map(|(_, day)| after(day));
    let deadline = past.last_deadline_before(scenario, step, repetition);
    // One message about a document and day: its other parts count as well.
    let other_part = subject.other_part_left.map(after);
    let former_deadline = past.deadline_of_former_cycles().map(after);
    let former = past.last_of_former_cycles().map(apart);
    let customer = [subject.document.first_sent.map(after), other_part, former];
    let customer = customer.into_iter().flatten().filter(|_| !step.is_internal());
    // Nothing that the customer feels, messages and measures, before the time it was given is over.
    let given = [deadline.map(after), former_deadline].into_iter().flatten().filter(|_| step.is_felt());
    gap.into_iter().chain(manual).chain(task).chain(retry).chain(customer).chain(given).max()
}

/// Days between the step that left and this one: as far apart as planned, at least half as far as due, at least one.
/// Anchored on the previous reminder or an event, the offset itself is the distance; so is that of a repetition.
fn gap_after(scenario: &Scenario, step: &Step, repetition: u32, left: &Entry, (due, planned): (Day, Day)) -> i64 {
    if let Some(days) = min_gap(scenario) {
        return i64::from(days).max(1);
    }
    if repetition > 0 || step.is_relative() {
        return 1;
    }
    let as_planned = days_between(left.planned.unwrap_or(left.day), planned);
    let as_due = days_between(left.due.unwrap_or(left.day), due);
    let half = as_due.saturating_add(1).div_euclid(2);
    as_planned.max(half).max(1)
}

/// The scenario's own gap: 2 days for a plan of points unless set.
#[must_use]
pub fn min_gap(scenario: &Scenario) -> Option<u32> {
    scenario.min_gap.or((scenario.order() == Order::ByDate).then_some(2))
}
