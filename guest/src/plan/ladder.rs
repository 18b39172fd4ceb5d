//! The ladder (`order: as-listed`): steps in their order, none jumped without its mark.

use super::{
    Begun, Mark, NextStep,
    judge::{Judge, Judgement},
    scheduled::{self, Days, ScheduledStep},
};
use crate::{
    domain::{Day, MarkReason, Next, Reason, State, plus_days},
    settings::{Anchor, CatchUp, Repeat, Step},
};

/// The next step of a ladder.
pub(super) fn next_step<'a>(judge: &Judge<'a, '_>, marks: &mut Vec<Mark<'a>>) -> NextStep<'a> {
    let steps = &judge.scenario.steps;
    let counts = |step: &Step| judge.subject.past.counted(judge.scenario, step).is_some();
    // Of one that left in part the rest is still tried, and nothing before it any more: the customer knows of the later step.
    let in_part = |step: &Step| judge.subject.past.reached_customer(judge.scenario, step);
    let last = steps.iter().enumerate().rfind(|(_, step)| stands_behind(judge, step) || in_part(step));
    let left_in_part = last.is_some_and(|(_, step)| !stands_behind(judge, step));
    let behind = last.map_or(0, |(at, _)| if left_in_part { at } else { at + 1 });
    let (behind, ahead) = steps.split_at_checked(behind).unwrap_or((steps, &[]));
    let again = if left_in_part { Vec::new() } else { to_try_again(judge, behind) };
    let today = judge.subject.today;
    // What was tried there and came to nothing was not inserted.
    let inserted = |step: &&Step| !step.retired && !judge.subject.past.has(judge.scenario, step);
    marks.extend(behind.iter().filter(inserted).map(|step| Mark {
        step,
        repetition: 0,
        days: None,
        state: State::InsertedLater,
        reason: MarkReason::InsertedLater,
        since: today,
    }));
    // With `latest`: the steps whose turn it is.
    let mut due = Vec::<Due>::new();
    for step in again.into_iter().chain(ahead).filter(|step| !step.retired && !counts(step)) {
        let latest = judge.scenario.catch_up == CatchUp::Latest;
        // The reminder before it is one that may leave today: only that one's day says when its own comes.
        let told_today = |one: &Due<'_>| one.may_leave && !one.scheduled.step.is_internal();
        if step.from == Anchor::PreviousReminder && due.iter().any(told_today) {
            break;
        }
        match look_at(judge, step) {
            Look::LeftOut(mark) | Look::At(Judgement::LeftOut(mark)) => marks.push(mark),
            Look::At(Judgement::Leaves(scheduled)) if latest => {
                due.push(Due { scheduled, may_leave: true, marks: marks.len() })
            }
            Look::At(Judgement::TooSevere(scheduled)) if latest => {
                due.push(Due { scheduled, may_leave: false, marks: marks.len() });
            }
            Look::At(Judgement::Leaves(scheduled)) => return NextStep::Leaves(further(judge, scheduled, marks)),
            Look::At(Judgement::TooSevere(scheduled)) => return not_yet(judge, scheduled, marks),
            // With `latest`, what comes after a step whose turn it is matters only if its turn has come, too.
            Look::At(Judgement::Waits(..) | Judgement::Held(_)) | Look::Stuck(..) if !due.is_empty() => break,
            Look::At(Judgement::Waits(scheduled, day)) => return judge.waits(&scheduled, day, marks),
            Look::At(Judgement::Held(reason)) => return judge.held(reason, step),
            Look::Stuck(reason, next) => return NextStep::Held { reason, next, step: Some(step) },
        }
    }
    match last_of(judge, &due, marks) {
        Some(next_step) => next_step,
        None => repetition(judge, marks).unwrap_or_else(|| judge.finished(marks)),
    }
}

/// Of the steps behind, those with a message that came to nothing and has only tasks or measures behind it: nothing told the customer more since.
fn to_try_again<'a>(judge: &Judge<'a, '_>, behind: &'a [Step]) -> Vec<&'a Step> {
    let past = judge.subject.past;
    let internal = |step: &Step| !step.retired && step.is_internal();
    let closes = |step: &Step| !internal(step) && stands_behind(judge, step);
    let since = behind.iter().rposition(closes).map_or(0, |at| at + 1);
    // What left in part went on from there, whatever failed before it.
    let in_part = behind.iter().rposition(|step| past.reached_customer(judge.scenario, step)).unwrap_or(0);
    let messages = behind.iter().skip(since.max(in_part)).filter(|step| !internal(step));
    messages.filter(|step| past.has(judge.scenario, step)).collect()
}

/// A step that is too severe as yet: the ladder holds there, unless a broken promise takes it one further.
fn not_yet<'a>(judge: &Judge<'a, '_>, scheduled: ScheduledStep<'a>, marks: &mut Vec<Mark<'a>>) -> NextStep<'a> {
    let further = further(judge, scheduled, marks);
    if further.step.id == scheduled.step.id { judge.too_severe(scheduled.step) } else { NextStep::Leaves(further) }
}

/// A step whose turn it is under `latest`.
struct Due<'a> {
    scheduled: ScheduledStep<'a>,
    /// Not: severe, and nothing milder left before it.
    may_leave: bool,
    /// How many marks stand before it.
    marks: usize,
}

/// With `latest`, the last of the steps whose turn it is leaves, as far as it may; those before it are jumped. What stands behind it is not
/// judged on that day.
fn last_of<'a>(judge: &Judge<'a, '_>, due: &[Due<'a>], marks: &mut Vec<Mark<'a>>) -> Option<NextStep<'a>> {
    let first = due.first()?;
    let Some((last, jumped)) = due.iter().rposition(|one| one.may_leave).and_then(|at| due.get(..=at)?.split_last())
    else {
        marks.truncate(first.marks);
        return Some(not_yet(judge, first.scheduled, marks));
    };
    marks.truncate(last.marks);
    for one in jumped.iter().rev() {
        marks.insert(one.marks, judge.mark(&one.scheduled, State::Jumped, MarkReason::LatestOnly, judge.subject.today));
    }
    Some(NextStep::Leaves(further(judge, last.scheduled, marks)))
}

/// The next step of a ladder before the first send: internal steps in their order, up to the first that speaks to the customer. None is left
/// out for good.
pub(super) fn turn_before_first_send<'a>(judge: &Judge<'a, '_>, sent_on: Option<Day>) -> NextStep<'a> {
    let counts = |step: &Step| judge.subject.past.counted(judge.scenario, step).is_some();
    let steps = judge.scenario.steps.iter().filter(|step| !step.retired && !counts(step));
    for step in steps.filter(|step| judge.over_since(step).is_none()) {
        if !step.is_internal() {
            return judge.never_sent(step, sent_on);
        }
        match look_at(judge, step) {
            Look::LeftOut(_) | Look::At(Judgement::LeftOut(_)) => {}
            Look::At(Judgement::Leaves(scheduled)) => return NextStep::Leaves(scheduled),
            Look::At(Judgement::TooSevere(_)) => return judge.too_severe(step),
            Look::At(Judgement::Waits(scheduled, day)) => return judge.waits(&scheduled, day, &mut Vec::new()),
            Look::At(Judgement::Held(reason)) => return judge.held(reason, step),
            Look::Stuck(reason, next) => return NextStep::Held { reason, next, step: Some(step) },
        }
    }
    judge.finished_before_first_send(sent_on)
}

/// Whether a step counts and the plan goes on behind it. What was internal and left before the first send only counts for itself.
fn stands_behind(judge: &Judge<'_, '_>, step: &Step) -> bool {
    let Some(entry) = judge.subject.past.counted(judge.scenario, step) else { return false };
    match judge.subject.begun {
        Begun::On(day) => !step.is_internal() || entry.day > day,
        Begun::Always | Begun::NotYet(_) => true,
    }
}

enum Look<'a> {
    At(Judgement<'a>),
    LeftOut(Mark<'a>),
    Stuck(Reason, Next),
}

fn look_at<'a>(judge: &Judge<'a, '_>, step: &'a Step) -> Look<'a> {
    let left_out = |days, state, reason, since| Look::LeftOut(Mark { step, repetition: 0, days, state, reason, since });
    let today = judge.subject.today;
    let over = |since| left_out(None, State::Dropped, MarkReason::AfterValidity, since);
    let until_validity_ends = |next: Next| judge.ends_on().map_or(next, |day| next.min(Next::On(day)));
    // Of one that left in part the rest is for the same day.
    if let Some(days) = judge.subject.past.days_it_left(judge.scenario, step) {
        return Look::At(judge.judge(judge.scheduled(step, 0, days)));
    }
    match scheduled::days_of(judge.subject, judge.scenario, step) {
        Days::Missing => match judge.over_since(step) {
            Some(since) => over(since),
            None => {
                let reason = Reason::AnchorMissing { step: step.id.clone(), anchor: step.from.name() };
                Look::Stuck(reason, until_validity_ends(Next::WhenChanged))
            }
        },
        Days::Awaited(day) => match judge.too_late_for_event(step, day) {
            Some(since) if since <= today => over(since),
            too_late => {
                let reason = Reason::AwaitingEvent { step: step.id.clone(), event: step.from.name() };
                let next = day.into_iter().chain(too_late).min();
                Look::Stuck(reason, next.map_or(Next::WhenChanged, Next::On))
            }
        },
        Days::Closed(due) => left_out(Some((due, due)), State::Dropped, MarkReason::ClosedDay, due),
        Days::Known(due, planned) => {
            if judge.subject.covered_before(judge.scenario, planned) {
                return left_out(Some((due, planned)), State::Jumped, MarkReason::ScenarioChanged, today);
            }
            Look::At(judge.judge(judge.scheduled(step, 0, (due, planned))))
        }
    }
}

/// After a broken promise, where the settings say so: of the steps that speak to the customer, the one after the next leaves on the next one's
/// day (F17). One that is severe where nothing milder left, whose announced day has come, or whose quote has ended is passed over; one whose
/// condition is false or whose anchor is missing does not leave instead.
fn further<'a>(judge: &Judge<'a, '_>, scheduled: ScheduledStep<'a>, marks: &mut Vec<Mark<'a>>) -> ScheduledStep<'a> {
    if !judge.subject.one_further || scheduled.repetition > 0 || scheduled.step.is_internal() {
        return scheduled;
    }
    let today = judge.subject.today;
    let counts = |step: &Step| judge.subject.past.counted(judge.scenario, step).is_some();
    let from = judge.scenario.steps.iter().skip_while(|step| step.id != scheduled.step.id);
    let mut after = from.clone().skip(1).filter(|step| !step.retired && !counts(step));
    let usable = |step: &&Step| {
        !step.is_internal()
            && judge.day_come(step).is_none()
            && judge.over_since(step).is_none()
            && !judge.is_too_severe(step)
    };
    let Some(step) = after.find(usable) else { return scheduled };
    let anchored = !matches!(scheduled::days_of(judge.subject, judge.scenario, step), Days::Missing | Days::Awaited(_));
    if !anchored || (judge.condition)(step) != Ok(true) {
        return scheduled;
    }
    for between in from.take_while(|before| before.id != step.id).filter(|step| !step.retired && !counts(step)) {
        marks.push(match judge.day_come(between).filter(|_| between.id != scheduled.step.id) {
            Some(day) => {
                let days = match scheduled::days_of(judge.subject, judge.scenario, between) {
                    Days::Known(due, planned) => Some((due, planned)),
                    Days::Closed(_) | Days::Missing | Days::Awaited(_) => None,
                };
                Mark {
                    step: between,
                    repetition: 0,
                    days,
                    state: State::Expired,
                    reason: MarkReason::DayCome,
                    since: day,
                }
            }
            None => judge.mark(
                &ScheduledStep { step: between, ..scheduled },
                State::Jumped,
                MarkReason::PromiseBroken,
                today,
            ),
        });
    }
    ScheduledStep { step, ..scheduled }
}

/// The next repetition of the last step, if it left and may repeat (F32).
fn repetition<'a>(judge: &Judge<'a, '_>, marks: &mut Vec<Mark<'a>>) -> Option<NextStep<'a>> {
    let Repeat { every, at_most } = judge.scenario.repeat_last?;
    let step = judge.scenario.steps.iter().rfind(|step| !step.retired)?;
    let (last, mut from) = judge.subject.past.last_repetition(judge.scenario, step)?;
    let mut number = last.checked_add(1)?;
    while number <= at_most {
        let due = plus_days(from, i64::from(every));
        let Days::Known(due, planned) = scheduled::shifted(judge.subject, judge.scenario, step, (from, due)) else {
            let days = Some((due, due));
            marks.push(Mark {
                step,
                repetition: number,
                days,
                state: State::Dropped,
                reason: MarkReason::ClosedDay,
                since: due,
            });
            (number, from) = (number.checked_add(1)?, due);
            continue;
        };
        match judge.judge(judge.scheduled(step, number, (due, planned))) {
            Judgement::Leaves(scheduled) => return Some(NextStep::Leaves(scheduled)),
            Judgement::Waits(scheduled, day) => return Some(judge.waits(&scheduled, day, marks)),
            Judgement::TooSevere(_) => return Some(judge.too_severe(step)),
            Judgement::Held(reason) => return Some(judge.held(reason, step)),
            Judgement::LeftOut(mark) => {
                from = judge.subject.past.day_left(judge.scenario, step, number).unwrap_or(planned);
                marks.push(mark);
                number = number.checked_add(1)?;
            }
        }
    }
    None
}
