//! Paragraph 6, a plan of points: steps by their planned day, worked out for each document.

use super::{
    calendar::between,
    ladder::{held, is_all_expired, may_leave, never_sent},
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

/// Why a point leaves the plan whatever the others do, and whether that cannot change any more.
fn by_itself(plan: &Plan, point: &Point) -> Vec<(Out, bool)> {
    let step = point.step;
    let mut reasons = Vec::new();
    // "A point is dropped if its planned day is on or before the first send."
    if plan.part.document.first_sent.is_some_and(|first| point.planned <= first) {
        reasons.push((out(step, State::Dropped, "before-first-send"), true));
    }
    if plan.is_before_the_change(point.planned) {
        reasons.push((out(step, State::Jumped, "scenario-changed"), true));
    }
    let first = plan.first_day(point.effective);
    if plan.announces_before(step, first) {
        reasons.push((out(step, State::Expired, "day-come"), plan.day_has_come(step)));
    }
    if plan.ends_before(step, first) {
        reasons.push((out(step, State::Dropped, "after-validity"), plan.ends_before(step, plan.today.day)));
    }
    if plan.is_too_late(point.effective, first) {
        reasons.push((out(step, State::Expired, "too-late"), plan.is_too_late(point.effective, plan.today.day)));
    }
    if plan.is_today(point.effective) && plan.condition(step) == Some(false) {
        reasons.push((out(step, State::PassedOver, "condition-false"), true));
    }
    reasons
}

/// A point that is out: where it stood, what is recorded, and whether that cannot change any more.
struct Gone {
    planned: Day,
    place: usize,
    out: Out,
    certain: bool,
}

/// The points that have a day and are not recorded yet, in their order. What has no day is out at once, or once its day has come.
fn points<'a>(plan: &Plan<'a>, choice: &mut Choice<'a>, gone: &mut Vec<Gone>) -> Vec<Point<'a>> {
    let mut points = Vec::new();
    let open = |step: &&Step| !step.retired && !plan.counts(step, 0);
    for (place, step) in plan.scenario.steps.iter().enumerate().filter(|(_, step)| open(step)) {
        match plan.days(step) {
            Ok((due, planned)) => {
                let effective = plan.effective(step, 0, due, planned);
                points.push(Point { place, step, due, planned, effective });
            }
            // "An event that has not happened leaves a point out of the plan until it happens."
            Err(NoDay::AwaitingEvent) => choice.possible.push(out(step, State::Dropped, "after-validity")),
            Err(NoDay::AnchorMissing) => choice.out.push(out(step, State::PassedOver, "anchor-missing")),
            Err(NoDay::ClosedDay) => {
                let planned = plan.due(step).unwrap_or(plan.today.day);
                gone.push(Gone { planned, place, out: out(step, State::Dropped, "closed-day"), certain: true });
            }
        }
    }
    points.sort_by_key(|point| (point.planned, point.place));
    points
}

/// The last point that left: "one inserted before the last counted step", where in a plan a point's place is its day.
fn last_that_left(plan: &Plan) -> Option<(Day, usize)> {
    let steps = plan.scenario.steps.iter().enumerate();
    let left = steps.filter(|(_, step)| plan.has_left(step, 0) && !plan.counts_for_itself(step));
    let days = left.filter_map(|(place, step)| {
        // What a person sent by hand stands where its point would have stood.
        let entries = plan.entries(&step.id, 0).into_iter().filter(|entry| !entry.by_person);
        let planned = entries.filter_map(|entry| entry.planned).max();
        Some((planned.or_else(|| plan.days(step).ok().map(|(_, planned)| planned))?, place))
    });
    days.max()
}

/// The planned days of expiry points that left. A task that left beside a message that did not makes none.
fn expiries(plan: &Plan) -> Vec<Day> {
    let points = plan.scenario.steps.iter().filter(|step| is_expiry(step) && plan.has_left(step, 0));
    let days = points.flat_map(|step| {
        let left = plan.entries(&step.id, 0).into_iter().filter(|entry| entry.state.left());
        // What a person sent by hand stands where its point would have stood.
        let own = plan.days(step).ok().map(|(_, planned)| planned);
        left.filter_map(move |entry| if entry.by_person { own } else { entry.planned })
    });
    days.collect()
}

/// The point of a plan whose turn it is.
pub fn choose<'a>(plan: &Plan<'a>) -> Choice<'a> {
    let mut choice = Choice::finished();
    let mut gone = Vec::<Gone>::new();
    let points = points(plan, &mut choice, &mut gone);
    if never_sent(plan) {
        return before_the_first_send(plan, &points);
    }
    let mut kept = Vec::new();
    for point in points {
        let (planned, place) = (point.planned, point.place);
        let inserted = last_that_left(plan).is_some_and(|last| (planned, place) < last);
        let mut reasons = by_itself(plan, &point);
        if inserted {
            // Open: of one that came back or failed, and whose later neighbour has left.
            if !plan.entries(&point.step.id, 0).is_empty() {
                reasons.insert(0, (out(point.step, State::Dropped, "later-point-due"), true));
                choice.possible.push(out(point.step, State::InsertedLater, "inserted-later"));
            } else {
                reasons.insert(0, (out(point.step, State::InsertedLater, "inserted-later"), true));
            }
        }
        let Some((out, certain)) = reasons.first().cloned() else {
            kept.push(point);
            continue;
        };
        gone.push(Gone { planned, place, out, certain });
        choice.possible.extend(reasons.into_iter().map(|(reason, _)| reason));
        choice.possible.extend(other_reasons(point.step));
    }
    let (rest, close) = places(plan, kept, expiries(plan));
    let drop = |point: &Point, reason| Gone {
        planned: point.planned,
        place: point.place,
        out: out(point.step, State::Dropped, reason),
        certain: true,
    };
    gone.extend(close.iter().map(|point| drop(point, "too-close")));
    // "If a later-planned point is already due": its planned day has come, whatever gap keeps it back.
    let last = rest.iter().rev().find(|point| point.planned <= plan.today.day && may_leave(plan, point.step));
    let is_before = |point: &Point, other: &Point| (point.planned, point.place) < (other.planned, other.place);
    if let Some(last) = last {
        gone.extend(rest.iter().filter(|point| is_before(point, last)).map(|point| drop(point, "later-point-due")));
    }
    match retry(plan, &mut choice) {
        Some(chosen) if last.is_none() => {
            // "Steps behind the one that leaves are not judged on that day", nor those behind one that waits to be tried again.
            let waits = matches!(chosen, Chosen::Hold(..));
            choice.verdict = chosen;
            record(plan, &mut choice, if waits { &gone } else { &[] }, last_that_left(plan), false);
            return choice;
        }
        _ => {}
    }
    // The last of those that may leave; "where none may leave, the first is told".
    let due: Vec<_> = rest.iter().filter(|point| plan.is_today(point.effective)).collect();
    let leaving = due.iter().rev().find(|point| may_leave(plan, point.step)).or(due.first()).copied();
    // One that waits and may leave is told before a severe one that may not.
    let leaving =
        leaving.filter(|leaving| last.is_none_or(|last| may_leave(plan, leaving.step) && !is_before(leaving, last)));
    // "A value that is missing for one document holds that document."
    let fails = |point: &&&Point| {
        plan.condition(point.step).is_none()
            && (may_leave(plan, point.step) || leaving.is_some_and(|leaving| leaving.place == point.place))
            && leaving.is_none_or(|leaving| !is_before(point, leaving))
    };
    if let Some(point) = due.iter().find(fails) {
        choice.verdict = Chosen::Hold("condition-failed", Some(point.step.id.clone()));
        record(plan, &mut choice, &gone, place_of(point), false);
        return choice;
    }
    if let Some(leaving) = leaving {
        choice.verdict = held(candidate(plan, leaving), plan);
        let leaves = matches!(choice.verdict, Chosen::Step(_));
        record(plan, &mut choice, &gone, place_of(leaving), leaves);
        return choice;
    }
    let next = last.or(rest.first());
    record(plan, &mut choice, &gone, next.and_then(place_of), false);
    if let Some(next) = next {
        choice.turn = next.effective <= plan.today.day;
        choice.verdict = Chosen::Hold("waiting", Some(next.step.id.clone()));
    } else {
        let all: Vec<_> = choice.out.iter().chain(gone.iter().map(|gone| &gone.out)).cloned().collect();
        if is_all_expired(plan, &all) {
            choice.verdict = Chosen::Hold("all-expired", None);
        }
    }
    choice
}

/// Where a point stands in the plan.
fn place_of(point: &Point) -> Option<(Day, usize)> {
    Some((point.planned, point.place))
}

/// What of the points that are out is recorded: with the one that leaves all before it; else those whose own day has come and that cannot come
/// back. "Steps behind the one that leaves are not judged on that day."
fn record(plan: &Plan, choice: &mut Choice, gone: &[Gone], next: Option<(Day, usize)>, leaves: bool) {
    for one in gone {
        let is_before = next.is_none_or(|next| (one.planned, one.place) < next);
        if is_before && (leaves || (one.certain && one.planned <= plan.today.day)) {
            choice.out.push(one.out.clone());
        } else if one.planned <= plan.today.day && one.certain {
            choice.possible.push(one.out.clone());
        }
    }
}

/// What failed of the last point that left is tried again, unless a later point is due.
fn retry<'a>(plan: &Plan<'a>, choice: &mut Choice<'a>) -> Option<Chosen<'a>> {
    let left = || plan.scenario.steps.iter().filter(|step| plan.has_left(step, 0));
    // Open: whether it is recorded of what failed of an earlier point.
    let failed = left().filter(|step| !step.retired && !plan.to_do(step, 0).is_empty());
    choice.possible.extend(failed.flat_map(other_reasons));
    let last = left().max_by_key(|step| {
        plan.entries(&step.id, 0).iter().filter(|entry| entry.state.left()).map(|entry| entry.day).max()
    })?;
    match plan.retry(last, 0)? {
        Retry::Again(chosen, turn) => {
            choice.turn = turn;
            // Open: whether it is recorded that a later point leaves instead of what failed.
            choice.possible.extend(other_reasons(last));
            Some(chosen)
        }
        Retry::Over(one, _) => {
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
fn other_reasons(step: &Step) -> [Out; 2] {
    ["later-point-due", "too-close"].map(|reason| out(step, State::Dropped, reason))
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

/// "Internal steps need no first send"; everything else waits for it, and nothing is recorded.
fn before_the_first_send<'a>(plan: &Plan<'a>, points: &[Point<'a>]) -> Choice<'a> {
    let mut choice = Choice::finished();
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
    if let Some(point) = due.iter().find(|point| may_leave(plan, point.step)).or(due.first()) {
        choice.verdict = match plan.condition(point.step) {
            None => Chosen::Hold("condition-failed", Some(point.step.id.clone())),
            Some(_) => held(candidate(plan, point), plan),
        };
    }
    choice
}
