//! Paragraph 6, a plan of points: steps by their planned day, worked out for each document.

use super::{
    calendar::between,
    ladder::never_sent,
    step::{Candidate, Choice, Chosen, NoDay, Out, Plan},
    world::{Anchor, CatchUp, Day, State, Step},
};

/// A point that has a day and is not recorded yet.
#[derive(Clone)]
struct Point<'a> {
    place: usize,
    step: &'a Step,
    due: Day,
    planned: Day,
    effective: Day,
}

/// "Its gap is `min_gap`, 2 days by default."
fn min_gap(plan: &Plan) -> i64 {
    plan.scenario.min_gap.unwrap_or(2)
}

fn out(step: &Step, state: State, reason: &'static str) -> Out {
    Out { step: step.id.clone(), repetition: 0, state, reason }
}

/// Why a point leaves the plan whatever the others do.
fn by_itself(plan: &Plan, point: &Point) -> Vec<Out> {
    let step = point.step;
    let mut reasons = Vec::new();
    // "A point is dropped if its planned day is on or before the first send."
    if plan.part.document.first_sent.is_some_and(|first| point.planned <= first) {
        reasons.push(out(step, State::Dropped, "before-first-send"));
    }
    if plan.is_before_the_change(point.planned) {
        reasons.push(out(step, State::Jumped, "scenario-changed"));
    }
    if plan.day_has_come(step) {
        reasons.push(out(step, State::Expired, "day-come"));
    }
    if plan.validity().is_some_and(|last| last < plan.today.day.max(point.effective)) && !Plan::is_after_expiry(step) {
        reasons.push(out(step, State::Dropped, "after-validity"));
    }
    if let CatchUp::Expire(days) = plan.scenario.catch_up
        && between(point.effective, plan.today.day) > days
    {
        reasons.push(out(step, State::Expired, "too-late"));
    }
    if plan.is_today(point.effective) && !plan.condition(step) {
        reasons.push(out(step, State::PassedOver, "condition-false"));
    }
    reasons
}

fn may_leave(plan: &Plan, point: &Point) -> bool {
    !point.step.is_severe() || plan.has_milder()
}

/// The point of a plan whose turn it is.
pub fn choose<'a>(plan: &Plan<'a>) -> Choice<'a> {
    let mut choice = Choice {
        out: Vec::new(),
        out_with_it: Vec::new(),
        possible: Vec::new(),
        verdict: Chosen::Hold("finished", None),
    };
    let unsent = never_sent(plan);
    let mut points = Vec::new();
    let mut expiry_that_left = Vec::new();
    let mut awaited = None;
    let mut exhausted = None;
    for (place, step) in plan.scenario.steps.iter().enumerate().filter(|(_, step)| !step.retired) {
        if plan.counts(step, 0) {
            let planned = plan
                .entries(&step.id, 0)
                .into_iter()
                .filter(|entry| entry.state.left())
                .filter_map(|entry| entry.planned)
                .max();
            if step.from == Anchor::ValidUntil && step.offset <= 0 {
                expiry_that_left.extend(planned);
            }
            continue;
        }
        match plan.days(step) {
            Ok((due, planned)) => {
                let effective = plan.effective(step, 0, due, planned);
                points.push(Point { place, step, due, planned, effective });
            }
            Err(_) if unsent => {}
            Err(NoDay::AwaitingEvent) if plan.is_too_late_for_an_event(step) => {
                choice.out.push(out(step, State::Dropped, "after-validity"));
            }
            Err(NoDay::AwaitingEvent) => awaited = Some(step),
            Err(NoDay::AnchorMissing) => choice.out.push(out(step, State::PassedOver, "anchor-missing")),
            Err(NoDay::ClosedDay) => choice.out.push(out(step, State::Dropped, "closed-day")),
        }
    }
    points.sort_by_key(|point| (point.planned, point.place));
    if unsent {
        return before_the_first_send(plan, choice, &points);
    }
    let left = plan.scenario.steps.iter().filter(|step| plan.has_left(step, 0));
    if let Some(chosen) = left
        .max_by_key(|step| {
            plan.entries(&step.id, 0).iter().filter(|entry| entry.state.left()).map(|entry| entry.day).max()
        })
        .and_then(|step| plan.retry(step, 0))
    {
        choice.verdict = chosen;
        return choice;
    }
    let all = points.clone();
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    for point in points {
        let reasons = by_itself(plan, &point);
        match reasons.first() {
            Some(one) => gone.push(one.clone()),
            None => kept.push(point),
        }
        choice.possible.extend(reasons);
    }
    // "One inserted before the last counted step": in a plan its place is its day.
    let left =
        plan.scenario.steps.iter().enumerate().filter(|(_, step)| step.is_for_customer() && plan.has_left(step, 0));
    let days = left.filter_map(|(place, step)| {
        Some((plan.entries(&step.id, 0).into_iter().filter_map(|entry| entry.planned).max()?, place))
    });
    let last = days.max();
    kept.retain(|point| {
        let inserted =
            last.is_some_and(|last| (point.planned, point.place) < last) && plan.entries(&point.step.id, 0).is_empty();
        if inserted {
            gone.push(out(point.step, State::InsertedLater, "inserted-later"));
        }
        !inserted
    });
    choice.out.extend(gone);
    choice.possible.extend(other_reasons(plan, &all));
    // Two on one day: the one listed last.
    let same_day = |point: &Point| kept.iter().any(|other| other.planned == point.planned && other.place > point.place);
    // Within `min_gap` after an expiry point.
    let expiry = |point: &Point| point.step.from == Anchor::ValidUntil && point.step.offset <= 0;
    let near = |expiry: Day, point: &Point| expiry < point.planned && between(expiry, point.planned) < min_gap(plan);
    let after_expiry_point = |point: &Point| {
        expiry_that_left.iter().any(|day| near(*day, point))
            || kept.iter().any(|other| expiry(other) && near(other.planned, point))
    };
    let (close, rest): (Vec<_>, Vec<_>) =
        kept.iter().cloned().partition(|point| same_day(point) || (!expiry(point) && after_expiry_point(point)));
    let close: Vec<_> = close.iter().map(|point| out(point.step, State::Dropped, "too-close")).collect();
    // Of those that are due, the last one leaves; the earlier ones are dropped.
    let due: Vec<_> = rest.iter().filter(|point| plan.is_today(point.effective)).collect();
    let Some(leaving) = due.iter().rev().find(|point| may_leave(plan, point)).or(due.last()) else {
        // Open: when a point that is too close to another is recorded; here, once nothing but such points is left.
        if let Some(next) = rest.first() {
            // Which of several due points leaves on the next open day is not told.
            let step = if plan.today.day < next.effective { Some(next.step.id.clone()) } else { None };
            choice.verdict = Chosen::Hold("waiting", step);
        } else if let Some(step) = awaited {
            choice.verdict = Chosen::Hold("awaiting-event", Some(step.id.clone()));
        }
        choice.out_with_it = close;
        return choice;
    };
    let earlier = rest.iter().filter(|point| (point.planned, point.place) < (leaving.planned, leaving.place));
    choice.out_with_it = close;
    choice.out_with_it.extend(earlier.map(|point| out(point.step, State::Dropped, "later-point-due")));
    let candidate = candidate(plan, leaving);
    if Plan::is_exhausted(&candidate.actions) {
        exhausted = Some(leaving.step.id.clone());
    }
    choice.verdict = if !may_leave(plan, leaving) {
        Chosen::Hold("milder-first", Some(leaving.step.id.clone()))
    } else if exhausted.is_some() {
        Chosen::Hold("attempts-exhausted", exhausted)
    } else {
        Chosen::Step(candidate)
    };
    choice
}

/// What can be said besides of a point that is out for a reason of its own.
fn other_reasons(plan: &Plan, points: &[Point]) -> Vec<Out> {
    let mut reasons = Vec::new();
    for point in points.iter().filter(|point| !by_itself(plan, point).is_empty()) {
        reasons.push(out(point.step, State::Dropped, "later-point-due"));
        reasons.push(out(point.step, State::Dropped, "too-close"));
    }
    reasons
}

fn candidate<'a>(plan: &Plan<'a>, point: &Point<'a>) -> Candidate<'a> {
    let actions = plan.to_do(point.step, 0);
    Candidate {
        step: point.step,
        repetition: 0,
        due: point.due,
        planned: point.planned,
        effective: point.effective,
        actions,
    }
}

/// "Internal steps need no first send"; everything else waits for it.
fn before_the_first_send<'a>(plan: &Plan<'a>, mut choice: Choice<'a>, points: &[Point<'a>]) -> Choice<'a> {
    choice.out.clear();
    choice.verdict = Chosen::Hold("never-sent", None);
    let internal = points.iter().filter(|point| !point.step.is_for_customer() && by_itself(plan, point).is_empty());
    // Open: the earliest internal point leaves first, one a day.
    let due =
        internal.filter(|point| plan.is_today(point.effective) && plan.condition(point.step) && may_leave(plan, point));
    if let Some(point) = due.into_iter().next() {
        choice.verdict = Chosen::Step(candidate(plan, point));
    }
    choice
}
