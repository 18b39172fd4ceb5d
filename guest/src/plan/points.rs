//! The plan of points (`order: by-date`): seven days after the first send *and* two days before expiry, sorted by planned
//! day for each document (F23).
//!
//! A point can be out of the plan: planned on or before the first send, too close after a point that counts from the expiry, on one day with
//! a point listed behind it, or overtaken by a later one that is due. A point that is out, or that is too severe to leave, takes no other along.

use super::{
    Begun, Mark, NextStep,
    judge::{Judge, Judgement},
    scheduled::{self, Days, ScheduledStep},
};
use crate::{
    domain::{Day, MarkReason, State, plus_days},
    settings::{DateOf, Step},
    sort,
};

/// One point with its days.
struct Point<'a> {
    step: &'a Step,
    due: Day,
    planned: Day,
    /// What became of it, once it counts.
    counted: Option<State>,
    /// It counts, but left before the first send: the plan begins after it.
    before_the_plan: bool,
    /// Why it has no place among the points, whatever the day, and since when that is final.
    out: Option<(MarkReason, Day)>,
}

/// The next point of a plan.
pub(super) fn next_step<'a>(judge: &Judge<'a, '_>, marks: &mut Vec<Mark<'a>>) -> NextStep<'a> {
    let (mut points, awaited) = sorted_points(judge, marks);
    find_places(judge, &mut points);
    // A point joins the plan on the day its event happens.
    next_point(judge, &points, marks).sooner(awaited)
}

/// The next point before the first send: internal ones, each on its own. None is left out for good.
pub(super) fn turn_before_first_send<'a>(judge: &Judge<'a, '_>, sent_on: Option<Day>) -> NextStep<'a> {
    let (points, awaited) = sorted_points(judge, &mut Vec::new());
    let (mut too_severe, mut waits) = (None, None::<(ScheduledStep, Day)>);
    for point in points.iter().filter(|point| point.counted.is_none() && point.step.is_internal()) {
        match judge.judge(judge.scheduled(point.step, 0, (point.due, point.planned))) {
            Judgement::Leaves(scheduled) => return NextStep::Leaves(scheduled),
            Judgement::LeftOut(_) => {}
            Judgement::TooSevere(_) => too_severe = too_severe.or(Some(point.step)),
            Judgement::Held(reason) => return judge.held(reason, point.step),
            Judgement::Waits(scheduled, day) => {
                waits = waits.filter(|(_, first)| *first <= day).or(Some((scheduled, day)))
            }
        }
    }
    let open = |step: &&Step| {
        let counts = judge.subject.past.counted(judge.scenario, step).is_some();
        !step.retired && !step.is_internal() && !counts && judge.over_since(step).is_none()
    };
    let next_step = match (waits, judge.scenario.steps.iter().find(open)) {
        (waits, _) if let Some(step) = too_severe => judge.too_severe(step).sooner(waits.map(|(_, day)| day)),
        (Some((scheduled, day)), _) => {
            judge.waits(&scheduled, day, &mut Vec::new()).sooner(sent_on).sooner(judge.ends_on())
        }
        (None, Some(step)) => judge.never_sent(step, sent_on),
        (None, None) => judge.finished_before_first_send(sent_on),
    };
    next_step.sooner(awaited)
}

fn next_point<'a>(judge: &Judge<'a, '_>, points: &[Point<'a>], marks: &mut Vec<Mark<'a>>) -> NextStep<'a> {
    let today = judge.subject.today;
    // Of one that left in part the rest is still tried.
    let left = |point: &Point<'_>| {
        let in_part = || judge.subject.past.reached_customer(judge.scenario, point.step);
        (point.counted.is_some_and(State::left) || in_part()) && !point.before_the_plan
    };
    let behind = points.iter().rposition(left);
    // A later point that comes due first takes the place of one before it: look again on that day.
    let first_due = |later: &[Point<'_>]| {
        let in_plan = later.iter().filter(|point| point.counted.is_none() && point.out.is_none());
        in_plan.map(|point| point.planned).filter(|planned| *planned > today).min()
    };
    let mut again = None;
    for (at, point) in points.iter().enumerate().filter(|(_, point)| point.counted.is_none()) {
        let later = points.get(at + 1..).unwrap_or_default();
        let out = if behind.is_some_and(|last| at < last) {
            // What was tried there and came to nothing was not inserted.
            Some(if judge.subject.past.has(judge.scenario, point.step) {
                (State::Dropped, MarkReason::LaterPointDue, today)
            } else {
                (State::InsertedLater, MarkReason::InsertedLater, today)
            })
        } else if judge.subject.covered_before(judge.scenario, point.planned) {
            Some((State::Jumped, MarkReason::ScenarioChanged, today))
        } else if let Some((reason, since)) = point.out {
            Some((State::Dropped, reason, since))
        } else {
            overtaken(judge, later).map(|since| (State::Dropped, MarkReason::LaterPointDue, since))
        };
        if let Some((state, reason, since)) = out {
            let days = Some((point.due, point.planned));
            marks.push(Mark { step: point.step, repetition: 0, days, state, reason, since });
            continue;
        }
        match judge.judge(judge.scheduled(point.step, 0, (point.due, point.planned))) {
            Judgement::Leaves(scheduled) => {
                // A point that is closed behind the one that leaves is not judged on that day.
                marks.retain(|mark| mark.days.is_none_or(|(_, planned)| planned <= scheduled.planned));
                return NextStep::Leaves(scheduled);
            }
            Judgement::LeftOut(mark) => {
                again = again.or_else(|| first_due(later).filter(|_| mark.since > today));
                marks.push(mark);
            }
            Judgement::TooSevere(_) => return judge.too_severe(point.step),
            Judgement::Held(reason) => return judge.held(reason, point.step),
            Judgement::Waits(scheduled, day) => {
                return judge.waits(&scheduled, day, marks).sooner(first_due(later)).sooner(again);
            }
        }
    }
    judge.finished(marks).sooner(again)
}

/// The points that have a day, by that day, and the next day on which an event will give another one a day.
fn sorted_points<'a>(judge: &Judge<'a, '_>, marks: &mut Vec<Mark<'a>>) -> (Vec<Point<'a>>, Option<Day>) {
    let today = judge.subject.today;
    let (mut points, mut awaited) = (Vec::new(), Vec::new());
    for step in &judge.scenario.steps {
        let entry = judge.subject.past.counted(judge.scenario, step);
        let counted = entry.map(|entry| entry.state);
        // A retired one keeps its place where it left.
        if step.retired && !counted.is_some_and(State::left) {
            continue;
        }
        let before_the_plan = match judge.subject.begun {
            Begun::On(first) => step.is_internal() && entry.is_some_and(|entry| entry.day <= first),
            Begun::Always | Begun::NotYet(_) => false,
        };
        let mut left_out = |days, state, reason, since| {
            marks.push(Mark { step, repetition: 0, days, state, reason, since });
        };
        let days = match scheduled::days_of(judge.subject, judge.scenario, step) {
            // What left has the place it had in the plan.
            _ if let Some(days) = judge.subject.past.days_it_left(judge.scenario, step) => Some(days),
            Days::Known(due, planned) => Some((due, planned)),
            Days::Closed(_) | Days::Missing | Days::Awaited(_) if counted.is_some() => None,
            Days::Closed(due) => {
                left_out(Some((due, due)), State::Dropped, MarkReason::ClosedDay, due);
                None
            }
            Days::Missing => {
                left_out(None, State::PassedOver, MarkReason::AnchorMissing, today);
                None
            }
            // Not in the plan until it happens.
            Days::Awaited(day) => {
                awaited.extend(day);
                None
            }
        };
        points.extend(days.map(|(due, planned)| Point { step, due, planned, counted, before_the_plan, out: None }));
    }
    // Stable: of two on one day the one listed last stays last.
    sort::by_key(&mut points, |point| point.planned);
    (points, awaited.into_iter().min())
}

/// Finds the points that have no place whatever the day, from the first planned day to the last: on or before the first send, within the gap
/// after a point that counts from the expiry and has its place, or on one day with a point listed behind it that has its place.
fn find_places(judge: &Judge<'_, '_>, points: &mut [Point<'_>]) {
    let gap = i64::from(scheduled::min_gap(judge.scenario).unwrap_or_default());
    let first_sent = judge.subject.document.first_sent;
    // The planned days of the points on the expiry that have their place.
    let mut expiry = Vec::<Day>::new();
    let mut rest = points;
    while let Some(day) = rest.first().map(|point| point.planned) {
        let same = rest.iter().take_while(|point| point.planned == day).count();
        let (on_day, after) = rest.split_at_mut(same);
        let mut taken = false;
        // The one listed last has the day.
        for point in on_day.iter_mut().rev() {
            let of_expiry = point.step.from.date() == Some(DateOf::ValidUntil);
            let too_close = !of_expiry && expiry.iter().any(|before| day < plus_days(*before, gap));
            point.out = if first_sent.is_some_and(|first| day <= first) {
                Some((MarkReason::BeforeFirstSend, day))
            } else if too_close || taken {
                Some((MarkReason::TooClose, day))
            } else {
                None
            };
            let has_place = match point.counted {
                Some(state) => state.left(),
                None => point.out.is_none() && !cannot_leave(judge, point),
            };
            taken |= has_place;
            if of_expiry && has_place {
                expiry.push(day);
            }
        }
        rest = after;
    }
}

/// Whether a point could not leave if it were its turn: its day has passed, its condition is false on it, or it is severe and nothing milder
/// left.
fn cannot_leave(judge: &Judge<'_, '_>, point: &Point<'_>) -> bool {
    let scheduled = judge.scheduled(point.step, 0, (point.due, point.planned));
    judge.is_too_severe(point.step) || matches!(judge.judge(scheduled), Judgement::LeftOut(_))
}

/// The planned day of a later point that is due and has its place: the point before it is overtaken.
fn overtaken(judge: &Judge<'_, '_>, later: &[Point<'_>]) -> Option<Day> {
    let today = judge.subject.today;
    let due = later.iter().filter(|point| point.counted.is_none() && point.out.is_none() && point.planned <= today);
    due.filter(|point| !cannot_leave(judge, point)).map(|point| point.planned).min()
}
