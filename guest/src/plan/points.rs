//! The plan of points (`order: by-date`): seven days after the first send *and* two days before expiry, sorted by planned
//! day for each document (F23).

use super::{
    Mark, Turn,
    judge::{Judge, Judgement},
    slot::{self, Days},
};
use crate::{
    domain::{Day, MarkReason, Next, Reason, State, plus_days},
    settings::{DateOf, Step},
};

/// One point with its days.
struct Point<'a> {
    step: &'a Step,
    due: Day,
    planned: Day,
    /// What became of it, once it counts.
    counted: Option<State>,
}

/// The next point of a plan.
pub(super) fn turn<'a>(judge: &Judge<'a, '_>, marks: &mut Vec<Mark<'a>>) -> Turn<'a> {
    let (points, awaited) = sorted_points(judge, marks);
    match (next_point(judge, &points, marks), awaited) {
        // A point joins the plan on the day its event happens.
        (Turn::Held { reason, next, step }, Some(day)) => Turn::Held { reason, next: next.min(Next::On(day)), step },
        (turn, _) => turn,
    }
}

fn next_point<'a>(judge: &Judge<'a, '_>, points: &[Point<'a>], marks: &mut Vec<Mark<'a>>) -> Turn<'a> {
    let today = judge.subject.today;
    let behind = points.iter().rposition(|point| point.counted.is_some_and(State::left));
    for (at, point) in points.iter().enumerate().filter(|(_, point)| point.counted.is_none()) {
        let later = points.get(at + 1..).unwrap_or_default();
        if let Some((state, reason, since)) = dropped(judge, points, point, later, behind.is_some_and(|last| at < last))
        {
            let days = Some((point.due, point.planned));
            marks.push(Mark { step: point.step, repetition: 0, days, state, reason, since });
            continue;
        }
        match judge.judge(judge.slot(point.step, 0, (point.due, point.planned))) {
            Judgement::Leaves(slot) => return Turn::Leaves(slot),
            Judgement::Left(mark) => marks.push(mark),
            Judgement::Held(reason) => return judge.held(reason, point.step),
            Judgement::Waits(slot, day) => {
                let reason = Reason::Waiting { step: slot.step.id.clone(), planned: slot.planned, leaves: day };
                // A later point that comes due first takes its place: look again on that day.
                let overtaken = later.iter().filter(|point| point.counted.is_none()).map(|point| point.planned).min();
                let next = overtaken.filter(|planned| *planned > today).map_or(day, |planned| day.min(planned));
                return Turn::Held { reason, next: Next::On(next), step: Some(point.step) };
            }
        }
    }
    judge.finished(marks)
}

/// The points that have a day, by that day, and the next day on which an event will give another one a day.
fn sorted_points<'a>(judge: &Judge<'a, '_>, marks: &mut Vec<Mark<'a>>) -> (Vec<Point<'a>>, Option<Day>) {
    let today = judge.subject.today;
    let (mut points, mut awaited) = (Vec::new(), Vec::new());
    for step in judge.scenario.steps.iter().filter(|step| !step.retired) {
        let counted = judge.subject.past.counted(judge.scenario, step).map(|entry| entry.state);
        let mut left_out = |days, state, reason, since| {
            if counted.is_none() {
                marks.push(Mark { step, repetition: 0, days, state, reason, since });
            }
        };
        match slot::days_of(judge.subject, judge.scenario, step) {
            Days::Known(due, planned) => points.push(Point { step, due, planned, counted }),
            Days::Closed(due) => left_out(Some((due, due)), State::Dropped, MarkReason::ClosedDay, due),
            Days::Missing => left_out(None, State::PassedOver, MarkReason::AnchorMissing, today),
            // Not in the plan until it happens.
            Days::Awaited(day) => awaited.extend(day),
        }
    }
    // Stable: of two on one day the one listed last stays last.
    points.sort_by_key(|point| point.planned);
    (points, awaited.into_iter().min())
}

/// Why a point has no place in the plan, if so, and since when that is final.
fn dropped(
    judge: &Judge<'_, '_>,
    points: &[Point<'_>],
    point: &Point<'_>,
    later: &[Point<'_>],
    behind: bool,
) -> Option<(State, MarkReason, Day)> {
    let today = judge.subject.today;
    if behind {
        return Some((State::InsertedLater, MarkReason::InsertedLater, today));
    }
    if judge.subject.covered_before(judge.scenario, point.planned) {
        return Some((State::Jumped, MarkReason::ScenarioChanged, today));
    }
    let first_sent = judge.subject.document.first_sent;
    if first_sent.is_some_and(|first| point.planned <= first) {
        return Some((State::Dropped, MarkReason::BeforeFirstSend, point.planned));
    }
    // Whatever became of the other: of two on one day the one listed last has the day.
    if later.iter().any(|other| other.planned == point.planned) {
        return Some((State::Dropped, MarkReason::TooClose, point.planned));
    }
    if let Some(other) =
        later.iter().filter(|other| other.counted.is_none() && other.planned <= today).min_by_key(|other| other.planned)
    {
        return Some((State::Dropped, MarkReason::LaterPointDue, other.planned));
    }
    let gap = i64::from(slot::min_gap(judge.scenario).unwrap_or_default());
    let just_before = |expiry: &&Point<'_>| {
        expiry.step.from.date() == Some(DateOf::ValidUntil)
            && expiry.counted.is_none_or(State::left)
            && expiry.planned < point.planned
            && point.planned < plus_days(expiry.planned, gap)
    };
    if point.step.from.date() != Some(DateOf::ValidUntil) && points.iter().any(|expiry| just_before(&expiry)) {
        return Some((State::Dropped, MarkReason::TooClose, point.planned));
    }
    None
}
