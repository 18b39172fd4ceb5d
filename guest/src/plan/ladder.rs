//! The ladder (`order: as-listed`): steps in their order, none jumped without its mark.

use super::{
    Mark, Turn,
    judge::{Judge, Judgement},
    slot::{self, Days, Slot},
};
use crate::{
    domain::{Day, MarkReason, Next, Reason, State, plus_days},
    settings::{Anchor, CatchUp, Repeat, Step},
};

/// The next step of a ladder.
pub(super) fn turn<'a>(judge: &Judge<'a, '_>, marks: &mut Vec<Mark<'a>>) -> Turn<'a> {
    let steps = &judge.scenario.steps;
    let counts = |step: &Step| judge.subject.past.counted(judge.scenario, step).is_some();
    let begun = steps.iter().rposition(counts).map_or(0, |last| last + 1);
    let (behind, ahead) = steps.split_at_checked(begun).unwrap_or((steps, &[]));
    let today = judge.subject.today;
    marks.extend(behind.iter().filter(|step| !step.retired && !counts(step)).map(|step| Mark {
        step,
        repetition: 0,
        days: None,
        state: State::InsertedLater,
        reason: MarkReason::InsertedLater,
        since: today,
    }));
    let mut ready = None;
    for step in ahead.iter().filter(|step| !step.retired) {
        match look_at(judge, step) {
            Look::LeftOut(mark) => marks.push(mark),
            Look::At(Judgement::Left(mark)) => marks.push(mark),
            Look::At(Judgement::Leaves(slot)) if judge.scenario.catch_up == CatchUp::Latest => {
                if let Some(earlier) = ready.replace(slot) {
                    marks.push(judge.mark(&earlier, State::Jumped, MarkReason::LatestOnly, today));
                }
            }
            Look::At(Judgement::Leaves(slot)) => return Turn::Leaves(further(judge, slot, marks)),
            // With `latest`, what comes after a step that may leave matters only if it may leave too.
            Look::At(Judgement::Waits(..) | Judgement::Held(_)) | Look::Stuck(..) if ready.is_some() => break,
            Look::At(Judgement::Waits(slot, day)) => return waiting(&slot, day),
            Look::At(Judgement::Held(reason)) => return judge.held(reason, step),
            Look::Stuck(reason, next) => return Turn::Held { reason, next, step: Some(step) },
        }
    }
    match ready {
        Some(slot) => Turn::Leaves(slot),
        None => repetition(judge, marks).unwrap_or_else(|| judge.finished(marks)),
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
    match slot::days_of(judge.subject, judge.scenario, step) {
        Days::Missing if step.from == Anchor::PreviousReminder => {
            left_out(None, State::PassedOver, MarkReason::AnchorMissing, today)
        }
        Days::Missing => {
            let reason = Reason::AnchorMissing { step: step.id.clone(), anchor: step.from.name() };
            Look::Stuck(reason, Next::WhenChanged)
        }
        Days::Awaited(day) => {
            let reason = Reason::AwaitingEvent { step: step.id.clone(), event: step.from.name() };
            Look::Stuck(reason, day.map_or(Next::WhenChanged, Next::On))
        }
        Days::Closed(due) => left_out(Some((due, due)), State::Dropped, MarkReason::ClosedDay, due),
        Days::Known(due, planned) => {
            if judge.subject.covered_before(judge.scenario, planned) {
                return left_out(Some((due, planned)), State::Jumped, MarkReason::ScenarioChanged, today);
            }
            Look::At(judge.judge(judge.slot(step, 0, (due, planned))))
        }
    }
}

/// After a broken promise, where the settings say so: the step after the next one leaves on the next one's day (F17). A severe one only
/// if a milder one left, one whose condition is false not at all.
fn further<'a>(judge: &Judge<'a, '_>, slot: Slot<'a>, marks: &mut Vec<Mark<'a>>) -> Slot<'a> {
    if !judge.subject.one_further || slot.repetition > 0 {
        return slot;
    }
    let mut after = judge.scenario.steps.iter().skip_while(|step| step.id != slot.step.id).skip(1);
    let Some(step) = after.find(|step| !step.retired && !step.is_internal()) else { return slot };
    let allowed = !step.is_severe() || judge.subject.past.milder_left_before(judge.subject.today);
    if !allowed || (judge.condition)(step) != Ok(true) {
        return slot;
    }
    let between = judge
        .scenario
        .steps
        .iter()
        .skip_while(|step| step.id != slot.step.id)
        .take_while(|before| before.id != step.id);
    for left_out in between.filter(|step| !step.retired) {
        marks.push(judge.mark(
            &Slot { step: left_out, ..slot },
            State::Jumped,
            MarkReason::PromiseBroken,
            judge.subject.today,
        ));
    }
    Slot { step, ..slot }
}

fn waiting<'a>(slot: &Slot<'a>, day: Day) -> Turn<'a> {
    let reason = Reason::Waiting { step: slot.step.id.clone(), planned: slot.planned, leaves: day };
    Turn::Held { reason, next: Next::On(day), step: Some(slot.step) }
}

/// The next repetition of the last step, if it left and may repeat (F32).
fn repetition<'a>(judge: &Judge<'a, '_>, marks: &mut Vec<Mark<'a>>) -> Option<Turn<'a>> {
    let Repeat { every, at_most } = judge.scenario.repeat_last?;
    let step = judge.scenario.steps.iter().rfind(|step| !step.retired)?;
    let last = judge.subject.past.counted(judge.scenario, step)?;
    let first_left = last.coverage.repetition > 0 || last.state.left();
    let (mut number, mut from) = (last.coverage.repetition.checked_add(1)?, last.day);
    if !first_left {
        return None;
    }
    while number <= at_most {
        let due = plus_days(from, i64::from(every));
        let Days::Known(due, planned) = slot::shifted(judge.subject, judge.scenario, due) else {
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
        match judge.judge(judge.slot(step, number, (due, planned))) {
            Judgement::Leaves(slot) => return Some(Turn::Leaves(slot)),
            Judgement::Waits(slot, day) => return Some(waiting(&slot, day)),
            Judgement::Held(reason) => return Some(judge.held(reason, step)),
            Judgement::Left(mark) => {
                from = mark.since.max(planned);
                marks.push(mark);
                number = number.checked_add(1)?;
            }
        }
    }
    None
}
