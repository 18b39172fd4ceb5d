//! Paragraph 6, a ladder: steps as they are listed, one after the other.

use super::{
    calendar::{between, plus},
    step::{Candidate, Choice, Chosen, NoDay, Out, Plan},
    world::{CatchUp, Day, State, Step},
};

fn out(step: &Step, repetition: u32, state: State, reason: &'static str) -> Out {
    Out { step: step.id.clone(), repetition, state, reason }
}

/// What one step says today.
enum Judged<'a> {
    Out(Out),
    /// Nothing behind it is looked at.
    Hold(&'static str),
    Later,
    Due(Candidate<'a>),
}

/// A broken promise's "one further": the places of the next customer step and of the one that leaves instead on its day.
fn one_further(plan: &Plan, first: usize, broken: Option<Day>) -> Option<(usize, usize)> {
    let broken = broken.filter(|_| plan.today.settings.one_further)?;
    // Nothing left since it was broken.
    if plan.history.iter().any(|entry| entry.state.counts() && entry.to_customer && entry.day > broken) {
        return None;
    }
    let steps = plan.scenario.steps.iter().enumerate().skip(first);
    let mut customer = steps.filter(|(_, step)| !step.retired && step.is_for_customer() && !plan.counts(step, 0));
    // "It counts customer steps; a step whose announced day has come stays expired."
    let (next, _) = customer.next()?;
    let (at, step) = customer.find(|(_, step)| !plan.day_has_come(step))?;
    // Open: a step that has no day, or whose condition is false, does not leave instead.
    (plan.days(step).is_ok() && plan.condition(step)).then_some((next, at))
}

fn judge<'a>(plan: &Plan<'a>, step: &'a Step, repetition: u32) -> Judged<'a> {
    // "After validity only points anchored after expiry are left."
    if plan.validity().is_some_and(|last| last < plan.today.day) && !Plan::is_after_expiry(step) {
        return Judged::Out(out(step, repetition, State::Dropped, "after-validity"));
    }
    let (due, planned) = if repetition > 0 {
        let every = plan.scenario.repeat_last.map_or(1, |(every, _)| every);
        // Open: after a repetition that did not leave the next one is due N days after its due day.
        let day = |entry: &crate::model::world::Entry| {
            if entry.state.left() { entry.day } else { entry.due.unwrap_or(entry.day) }
        };
        let Some(last) =
            plan.entries(&step.id, repetition - 1).into_iter().filter(|entry| entry.state.counts()).map(day).max()
        else {
            return Judged::Later;
        };
        let due = plus(last, every);
        match plan.shifted(step, due) {
            Ok(planned) => (due, planned),
            Err(_) => return Judged::Out(out(step, repetition, State::Dropped, "closed-day")),
        }
    } else {
        match plan.days(step) {
            Ok(days) => days,
            // A step that would leave only after validity is not waited for.
            Err(NoDay::AwaitingEvent) if plan.is_too_late_for_an_event(step) => {
                return Judged::Out(out(step, repetition, State::Dropped, "after-validity"));
            }
            Err(NoDay::AwaitingEvent) => return Judged::Hold("awaiting-event"),
            Err(NoDay::AnchorMissing) => return Judged::Hold("anchor-missing"),
            Err(NoDay::ClosedDay) => return Judged::Out(out(step, repetition, State::Dropped, "closed-day")),
        }
    };
    if repetition == 0 && plan.is_before_the_change(planned) {
        return Judged::Out(out(step, 0, State::Jumped, "scenario-changed"));
    }
    let effective = plan.effective(step, repetition, due, planned);
    if plan.day_has_come(step) {
        return Judged::Out(out(step, repetition, State::Expired, "day-come"));
    }
    if let CatchUp::Expire(days) = plan.scenario.catch_up
        // Open: late by the planned day, or by the day on which it could leave.
        && between(effective, plan.today.day) > days
    {
        return Judged::Out(out(step, repetition, State::Expired, "too-late"));
    }
    if plan.validity().is_some_and(|last| last < effective.max(plan.today.day)) && !Plan::is_after_expiry(step) {
        return Judged::Out(out(step, repetition, State::Dropped, "after-validity"));
    }
    if !plan.is_today(effective) {
        return Judged::Later;
    }
    if !plan.condition(step) {
        return Judged::Out(out(step, repetition, State::PassedOver, "condition-false"));
    }
    Judged::Due(Candidate { step, repetition, due, planned, effective, actions: plan.to_do(step, repetition) })
}

/// Whether it may leave as severe as it is.
fn may_leave(plan: &Plan, candidate: &Candidate) -> bool {
    !candidate.step.is_severe() || plan.has_milder()
}

fn held<'a>(candidate: Candidate<'a>, plan: &Plan<'a>) -> Chosen<'a> {
    if !may_leave(plan, &candidate) {
        return Chosen::Hold("milder-first", Some(candidate.step.id.clone()));
    }
    if Plan::is_exhausted(&candidate.actions) {
        return Chosen::Hold("attempts-exhausted", Some(candidate.step.id.clone()));
    }
    Chosen::Step(candidate)
}

/// Whether some step of it counts already.
fn last_counted(plan: &Plan) -> Option<usize> {
    plan.scenario.steps.iter().rposition(|step| plan.counts(step, 0))
}

/// "Every step came too late and none left."
fn is_all_expired(plan: &Plan, now: &[Out]) -> bool {
    let before = plan.history.iter().any(|entry| entry.scenario == plan.scenario.id && entry.state == State::Expired);
    let left = plan.history.iter().any(|entry| entry.state.counts() && entry.to_customer && entry.state.left());
    let skipped = plan.history.iter().any(|entry| entry.state == State::Skipped);
    !left && !skipped && (before || now.iter().any(|out| out.state == State::Expired))
}

/// The step of a ladder whose turn it is.
pub fn choose<'a>(plan: &Plan<'a>, broken: Option<Day>) -> Choice<'a> {
    let steps = &plan.scenario.steps;
    let mut choice = Choice {
        out: Vec::new(),
        out_with_it: Vec::new(),
        possible: Vec::new(),
        verdict: Chosen::Hold("finished", None),
    };
    let counted = last_counted(plan);
    let first = counted.map_or(0, |at| at + 1);
    // "One inserted before the last counted step is recorded `inserted-later` and never leaves for this document."
    for step in steps.iter().take(first).filter(|step| !step.retired && plan.entries(&step.id, 0).is_empty()) {
        choice.out.push(out(step, 0, State::InsertedLater, "inserted-later"));
    }
    if let Some(at) = counted {
        let latest = repetitions(plan, &steps[at]).unwrap_or(0);
        if let Some(chosen) = plan.retry(&steps[at], latest) {
            choice.verdict = chosen;
            return choice;
        }
    }
    let target = one_further(plan, first, broken);
    let mut due = Vec::<Candidate>::new();
    let mut passed = Vec::<Out>::new();
    for (at, step) in steps.iter().enumerate().skip(first).filter(|(_, step)| !step.retired) {
        if never_sent(plan) && step.is_for_customer() {
            choice.verdict = Chosen::Hold("never-sent", Some(step.id.clone()));
            return choice;
        }
        match judge(plan, step, 0) {
            Judged::Out(one) => {
                if plan.day_has_come(step) {
                    choice.possible.push(out(step, 0, State::Expired, "day-come"));
                }
                passed.push(one);
            }
            Judged::Hold(code) => {
                let code = Chosen::Hold(code, Some(step.id.clone()));
                return leave(plan, choice, due, passed, Some(code));
            }
            Judged::Later => {
                let waiting = Chosen::Hold("waiting", Some(step.id.clone()));
                return leave(plan, choice, due, passed, Some(waiting));
            }
            Judged::Due(candidate) => {
                if let Some((next, target)) = target
                    && at == next
                {
                    // Its turn has come: the one after it leaves on its day.
                    return further(plan, choice, candidate, at, target, passed);
                }
                due.push(candidate);
                if plan.scenario.catch_up != CatchUp::Latest || never_sent(plan) {
                    return leave(plan, choice, due, passed, None);
                }
            }
        }
        // What is out and has nothing due before it is recorded at once.
        if due.is_empty() {
            choice.out.append(&mut passed);
        }
    }
    if due.is_empty() && choice.out.is_empty() && repeat(plan, &mut choice) {
        return choice;
    }
    leave(plan, choice, due, passed, None)
}

/// "Before the first send a document has no plan."
pub fn never_sent(plan: &Plan) -> bool {
    let rules = plan.today.settings.rules(plan.part.is_quote());
    rules.first_send_required && plan.part.document.first_sent.is_none()
}

/// Of the steps that are due, one leaves: the first, or under `latest` the last that may; those before it are jumped.
fn leave<'a>(
    plan: &Plan<'a>,
    mut choice: Choice<'a>,
    due: Vec<Candidate<'a>>,
    passed: Vec<Out>,
    otherwise: Option<Chosen<'a>>,
) -> Choice<'a> {
    if due.is_empty() {
        choice.out.extend(passed);
        let end = if is_all_expired(plan, &choice.out) { "all-expired" } else { "finished" };
        choice.verdict = otherwise.unwrap_or(Chosen::Hold(end, None));
        return choice;
    }
    let place = |id: &str| plan.scenario.steps.iter().position(|step| step.id == id);
    let at = due.iter().rposition(|candidate| may_leave(plan, candidate)).unwrap_or(0);
    let mut due = due;
    let chosen = due.remove(at);
    // "Steps behind the one that leaves are not judged on that day."
    let before = |one: &Out| place(&one.step) < place(&chosen.step.id);
    choice.out_with_it.extend(passed.into_iter().filter(before));
    choice.out_with_it.extend(due.iter().take(at).map(|one| out(one.step, 0, State::Jumped, "latest-only")));
    choice.verdict = held(chosen, plan);
    choice
}

/// A broken promise: the customer step after the next one leaves on its day; those before it are jumped.
fn further<'a>(
    plan: &Plan<'a>,
    mut choice: Choice<'a>,
    first: Candidate<'a>,
    at: usize,
    target: usize,
    passed: Vec<Out>,
) -> Choice<'a> {
    let step = &plan.scenario.steps[target];
    let jumped = plan.scenario.steps[at..target].iter().filter(|step| !step.retired && !plan.counts(step, 0));
    // "Never severe without warning."
    if step.is_severe() && !plan.has_milder() {
        choice.out.extend(passed);
        choice.verdict = held(first, plan);
        return choice;
    }
    choice.out.extend(passed);
    choice.out_with_it.extend(jumped.map(|step| {
        if plan.day_has_come(step) {
            out(step, 0, State::Expired, "day-come")
        } else {
            out(step, 0, State::Jumped, "promise-broken")
        }
    }));
    let actions = plan.to_do(step, 0);
    let candidate =
        Candidate { step, repetition: 0, due: first.due, planned: first.planned, effective: first.effective, actions };
    choice.verdict = held(candidate, plan);
    choice
}

/// The last repetition that was recorded.
fn repetitions(plan: &Plan, step: &Step) -> Option<u32> {
    let mine = plan.history.iter().filter(|entry| entry.scenario == plan.scenario.id && entry.step == step.id);
    mine.map(|entry| entry.repetition).max()
}

/// "`repeat_last: every N days, at most M` repeats the last step." Whether there is something to repeat.
fn repeat<'a>(plan: &Plan<'a>, choice: &mut Choice<'a>) -> bool {
    let Some((_, at_most)) = plan.scenario.repeat_last else { return false };
    let Some(step) = plan.scenario.steps.iter().rev().find(|step| !step.retired) else { return false };
    let Some(last) = repetitions(plan, step) else { return false };
    // What never left is not repeated.
    if !(0..=last).any(|repetition| plan.has_left(step, repetition)) {
        return false;
    }
    let mut next = if plan.counts(step, last) { last + 1 } else { last };
    if i64::from(next) > at_most {
        return false;
    }
    match judge(plan, step, next) {
        Judged::Due(candidate) => choice.verdict = held(candidate, plan),
        Judged::Out(out) => {
            choice.out.push(out);
            next += 1;
            // The one after it is counted from it, once it is recorded.
            choice.verdict = if i64::from(next) > at_most {
                Chosen::Hold("finished", None)
            } else {
                Chosen::Hold("waiting", Some(step.id.clone()))
            };
        }
        _ => choice.verdict = Chosen::Hold("waiting", Some(step.id.clone())),
    }
    true
}
