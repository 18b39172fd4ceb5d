//! Paragraph 6, a plan of points: steps by their planned day, worked out for each document.

use super::{
    calendar::between,
    ladder::{is_all_expired, may_leave, never_sent},
    step::{Candidate, Choice, Chosen, NoDay, Out, Plan, Retry},
    world::{Anchor, Day, State, Step},
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

/// A point that counts from the end of a quote's validity, before or on it.
fn is_expiry(step: &Step) -> bool {
    step.from == Anchor::ValidUntil && step.offset <= 0
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
    let first = plan.first_day(point.effective);
    if plan.announces_before(step, first) {
        reasons.push(out(step, State::Expired, "day-come"));
    }
    if plan.ends_before(step, first) {
        reasons.push(out(step, State::Dropped, "after-validity"));
    }
    if plan.is_too_late(point.effective, first) {
        reasons.push(out(step, State::Expired, "too-late"));
    }
    if plan.is_today(point.effective) && !plan.condition(step) {
        reasons.push(out(step, State::PassedOver, "condition-false"));
    }
    reasons
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
    let mut exhausted = None;
    for (place, step) in plan.scenario.steps.iter().enumerate().filter(|(_, step)| !step.retired) {
        if plan.counts(step, 0) {
            let planned = plan
                .entries(&step.id, 0)
                .into_iter()
                .filter(|entry| entry.state.left())
                .filter_map(|entry| entry.planned)
                .max();
            if is_expiry(step) {
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
            // "An event that has not happened leaves a point out of the plan until it happens."
            Err(NoDay::AwaitingEvent) => {}
            Err(NoDay::AnchorMissing) => choice.out.push(out(step, State::PassedOver, "anchor-missing")),
            Err(NoDay::ClosedDay) => choice.out.push(out(step, State::Dropped, "closed-day")),
        }
    }
    points.sort_by_key(|point| (point.planned, point.place));
    if unsent {
        return before_the_first_send(plan, choice, &points);
    }
    let all = points.clone();
    let (mut kept, mut gone) = (points, Vec::new());
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
    let points = std::mem::take(&mut kept);
    for point in points {
        let reasons = by_itself(plan, &point);
        match reasons.first() {
            Some(one) => gone.push(one.clone()),
            None => kept.push(point),
        }
        choice.possible.extend(reasons);
    }
    choice.out.extend(gone);
    choice.possible.extend(other_reasons(plan, &all));
    let (rest, close) = places(plan, kept, expiry_that_left);
    // "If a later-planned point is already due": its planned day has come, whatever gap keeps it back.
    let last = rest.iter().rev().find(|point| point.planned <= plan.today.day && may_leave(plan, point.step));
    let is_before = |point: &Point, other: &Point| (point.planned, point.place) < (other.planned, other.place);
    if let Some(last) = last {
        let close = close.iter().filter(|point| is_before(point, last));
        choice.out.extend(close.map(|point| out(point.step, State::Dropped, "too-close")));
        let earlier = rest.iter().filter(|point| is_before(point, last));
        choice.out.extend(earlier.map(|point| out(point.step, State::Dropped, "later-point-due")));
    } else if let Some(chosen) = retry(plan, &mut choice) {
        choice.verdict = chosen;
        return choice;
    }
    // The last of those that may leave; "where none may leave, the first is told".
    let due: Vec<_> = rest.iter().filter(|point| plan.is_today(point.effective)).collect();
    let leaving = due.iter().rev().find(|point| may_leave(plan, point.step)).or(due.first()).copied();
    let Some(leaving) = leaving.filter(|leaving| last.is_none_or(|last| !is_before(leaving, last))) else {
        let next = last.or_else(|| rest.iter().find(|point| may_leave(plan, point.step))).or(rest.first());
        if let Some(next) = next {
            choice.verdict = Chosen::Hold("waiting", Some(next.step.id.clone()));
            return choice;
        }
        // Open: when a point that is too close to another is recorded; here, once nothing but such points is left.
        choice.out.extend(close.iter().map(|point| out(point.step, State::Dropped, "too-close")));
        if is_all_expired(plan, &choice.out) {
            choice.verdict = Chosen::Hold("all-expired", None);
        }
        return choice;
    };
    let candidate = candidate(plan, leaving);
    if Plan::is_exhausted(&candidate.actions) {
        exhausted = Some(leaving.step.id.clone());
    }
    choice.verdict = if !may_leave(plan, leaving.step) {
        Chosen::Hold("milder-first", Some(leaving.step.id.clone()))
    } else if exhausted.is_some() {
        Chosen::Hold("attempts-exhausted", exhausted)
    } else {
        Chosen::Step(candidate)
    };
    choice
}

/// What failed of the last point that left is tried again, unless a later point is due.
fn retry<'a>(plan: &Plan<'a>, choice: &mut Choice<'a>) -> Option<Chosen<'a>> {
    let left = plan.scenario.steps.iter().filter(|step| plan.has_left(step, 0));
    let last = left.max_by_key(|step| {
        plan.entries(&step.id, 0).iter().filter(|entry| entry.state.left()).map(|entry| entry.day).max()
    })?;
    match plan.retry(last, 0)? {
        Retry::Again(chosen) => Some(chosen),
        Retry::Over(one) => {
            choice.possible.push(one);
            None
        }
    }
}

/// Which points have a place of their own, and which are too close to another. "Two on one day: the one listed last of those that may leave";
/// "within `min_gap` after an expiry point" (open: another point on the expiry, or after it, keeps its place); "a point that is out takes none along", nor does a severe one that may not leave.
fn places<'a>(plan: &Plan, kept: Vec<Point<'a>>, mut expiries: Vec<Day>) -> (Vec<Point<'a>>, Vec<Point<'a>>) {
    let (mut rest, mut close) = (Vec::<Point>::new(), Vec::new());
    let mut days: Vec<_> = kept.iter().map(|point| point.planned).collect();
    days.dedup();
    for day in days {
        let near = |expiry: &Day| *expiry < day && between(*expiry, day) < min_gap(plan);
        let mut taken = false;
        for point in kept.iter().rev().filter(|point| point.planned == day) {
            if taken || (point.step.from != Anchor::ValidUntil && expiries.iter().any(near)) {
                close.push(point.clone());
                continue;
            }
            taken = may_leave(plan, point.step);
            if taken && is_expiry(point.step) {
                expiries.push(day);
            }
            rest.push(point.clone());
        }
    }
    rest.sort_by_key(|point| (point.planned, point.place));
    (rest, close)
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
    // What was never sent and has no message still to come is finished.
    let to_come = |step: &&Step| {
        !step.retired && step.is_for_customer() && !plan.counts(step, 0) && !plan.ends_before(step, plan.today.day)
    };
    if plan.scenario.steps.iter().any(|step| to_come(&step)) {
        choice.verdict = Chosen::Hold("never-sent", None);
    }
    let internal = points.iter().filter(|point| !point.step.is_for_customer() && by_itself(plan, point).is_empty());
    let (due, later): (Vec<_>, Vec<_>) = internal.partition(|point| plan.is_today(point.effective));
    // "Before the first send an internal point still to come is `waiting`."
    if let Some(point) = later.first() {
        choice.verdict = Chosen::Hold("waiting", Some(point.step.id.clone()));
    }
    // Open: the earliest internal point leaves first, one a day.
    if let Some(point) = due.into_iter().find(|point| may_leave(plan, point.step)) {
        choice.verdict = Chosen::Step(candidate(plan, point));
    }
    choice
}
