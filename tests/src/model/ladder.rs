//! Paragraph 6, a ladder: steps as they are listed, one after the other.

use super::{
    calendar::plus,
    step::{Candidate, Choice, Chosen, NoDay, Out, Plan, Retry},
    world::{Anchor, CatchUp, Day, Entry, State, Step},
};

fn out(step: &Step, repetition: u32, state: State, reason: &'static str) -> Out {
    Out { step: step.id.clone(), repetition, state, reason }
}

/// What one step says today.
enum Judged<'a> {
    /// Out for good, and whether that cannot change any more: only then it is recorded by itself.
    Out(Out, bool),
    /// Nothing behind it is looked at.
    Hold(&'static str),
    /// Its day is still to come, or (true) has come and today is closed.
    Later(bool),
    Due(Candidate<'a>),
}

/// Whether a promise was broken and no message left since: the next customer step then gives its day to the one after it, once.
fn goes_further(plan: &Plan, broken: Option<Day>) -> bool {
    // "Until a message to the customer has left since."
    let used = |entry: &Entry| (entry.to_customer && entry.state.left()) || entry.state == State::Jumped;
    plan.today.settings.one_further
        && broken.is_some_and(|broken| !plan.history.iter().any(|entry| entry.day > broken && used(entry)))
}

/// The day from which the next repetition counts: "one that did not leave counts from its planned day; one of which something left, from the day
/// on which that left, also where another action of it came back and expired".
fn last_day(plan: &Plan, step: &Step, repetition: u32) -> Option<Day> {
    let entries = plan.entries(&step.id, repetition).into_iter().filter(|entry| entry.state.counts());
    let (left, others): (Vec<_>, Vec<_>) = entries.partition(|entry| entry.state.left());
    let left = left.iter().map(|entry| entry.day).max();
    left.or_else(|| others.iter().map(|entry| entry.planned.unwrap_or(entry.day)).max())
}

fn every(plan: &Plan) -> i64 {
    plan.scenario.repeat_last.map_or(1, |(every, _)| every)
}

/// Due and planned day of a step, or of a repetition that counts from `last`.
fn days(plan: &Plan, step: &Step, last: Option<Day>) -> Result<(Day, Day), NoDay> {
    let Some(last) = last else { return plan.days(step) };
    let due = plus(last, every(plan));
    Ok((due, plan.shifted(step, last, due)?))
}

/// What a step says today; of a repetition with the day from which it counts.
fn judge<'a>(plan: &Plan<'a>, step: &'a Step, repetition: u32, last: Option<Day>) -> Judged<'a> {
    let is_out = |state, reason, certain| Judged::Out(out(step, repetition, state, reason), certain);
    let (due, planned) = match days(plan, step, last) {
        Ok(days) => days,
        // A step that would leave only after validity is not waited for.
        // "After validity only points anchored after expiry are left."
        Err(NoDay::AwaitingEvent | NoDay::AnchorMissing) if plan.ends_before(step, plan.today.day) => {
            return is_out(State::Dropped, "after-validity", true);
        }
        Err(NoDay::AwaitingEvent) if plan.is_too_late_for_an_event(step) => {
            return is_out(State::Dropped, "after-validity", true);
        }
        Err(NoDay::AwaitingEvent) => return Judged::Hold("awaiting-event"),
        Err(NoDay::AnchorMissing) => return Judged::Hold("anchor-missing"),
        // The days on which the tenant is closed may change until its own day has come.
        Err(NoDay::ClosedDay) => {
            let due = last.map_or_else(|| plan.due(step).ok(), |last| Some(plus(last, every(plan))));
            return is_out(State::Dropped, "closed-day", due.is_none_or(|due| due <= plan.today.day));
        }
    };
    if repetition == 0 && plan.is_before_the_change(planned) {
        return is_out(State::Jumped, "scenario-changed", true);
    }
    // "Expires when that day comes, under any policy": also where the quote has ended as well.
    if plan.day_has_come(step) {
        return is_out(State::Expired, "day-come", true);
    }
    if plan.ends_before(step, plan.today.day) {
        return is_out(State::Dropped, "after-validity", true);
    }
    let effective = plan.effective(step, repetition, due, planned);
    // "A step is out as soon as the first day on which it could leave is on or after the day it announces, after validity, or too late."
    let (first, today) = (plan.first_day(effective), plan.today.day);
    if plan.announces_before(step, first) {
        return is_out(State::Expired, "day-come", false);
    }
    if plan.ends_before(step, first) {
        return is_out(State::Dropped, "after-validity", false);
    }
    if plan.is_too_late(effective, first) {
        return is_out(State::Expired, "too-late", plan.is_too_late(effective, today));
    }
    if !plan.is_today(effective) {
        return Judged::Later(effective <= today);
    }
    match plan.condition(step) {
        Some(true) => {}
        Some(false) => return is_out(State::PassedOver, "condition-false", true),
        None => return Judged::Hold("condition-failed"),
    }
    // "Anchored on the previous reminder or an event: due and planned = effective."
    let (due, planned) =
        if repetition == 0 && Plan::is_relative(step) { (effective, effective) } else { (due, planned) };
    Judged::Due(Candidate { step, repetition, due, planned, effective, actions: plan.to_do(step, repetition) })
}

/// Whether it may leave as severe as it is.
pub fn may_leave(plan: &Plan, step: &Step) -> bool {
    !step.is_severe() || plan.has_milder()
}

pub fn held<'a>(candidate: Candidate<'a>, plan: &Plan<'a>) -> Chosen<'a> {
    if !may_leave(plan, candidate.step) {
        return Chosen::Hold("milder-first", Some(candidate.step.id.clone()));
    }
    if plan.is_exhausted(candidate.step, candidate.repetition, &candidate.actions) {
        return Chosen::Hold("attempts-exhausted", Some(candidate.step.id.clone()));
    }
    Chosen::Step(candidate)
}

/// The place of the last step that counts. "What left before the first send only counts for itself."
fn last_counted(plan: &Plan) -> Option<usize> {
    plan.scenario.steps.iter().rposition(|step| plan.counts(step, 0) && !plan.counts_for_itself(step))
}

/// "Every step came too late and none left."
pub fn is_all_expired(plan: &Plan, now: &[Out]) -> bool {
    let mine = || plan.history.iter().filter(|entry| entry.scenario == plan.scenario.id);
    let left = mine().any(|entry| entry.to_customer && entry.state.left());
    let skipped = mine().any(|entry| entry.state == State::Skipped);
    let expired = mine().map(|entry| entry.state).chain(now.iter().map(|out| out.state));
    !left && !skipped && expired.into_iter().any(|state| state == State::Expired)
}

/// The step of a ladder whose turn it is.
pub fn choose<'a>(plan: &Plan<'a>, broken: Option<Day>) -> Choice<'a> {
    let steps = &plan.scenario.steps;
    let mut choice = Choice::finished();
    let counted = last_counted(plan);
    let first = counted.map_or(0, |at| at + 1);
    // "One inserted before the last counted step is recorded `inserted-later` and never leaves for this document."
    let unrecorded = |step: &&Step| !step.retired && plan.entries(&step.id, 0).is_empty() && !never_sent(plan);
    for step in steps.iter().take(first).filter(unrecorded) {
        choice.out.push(out(step, 0, State::InsertedLater, "inserted-later"));
    }
    let again = to_try_again(plan, first);
    // Steps are recorded "in their order": none before one that is out, but not for good yet.
    let (mut is_told_again, mut is_certain) = (false, true);
    if let Some(at) = retried_first(plan, counted, &again) {
        let latest = repetitions(plan, &steps[at]).unwrap_or(0);
        let retry = plan.retry(&steps[at], latest);
        if let Some(Retry::Over(one, for_good)) = &retry {
            choice.possible.push(one.clone());
            is_certain = *for_good;
        }
        if let Some(Retry::Again(chosen, turn)) = retry {
            choice.turn = turn;
            choice.verdict = chosen;
            // "While that one is due, or what failed of it is, its own day is not known."
            is_told_again = steps[at].is_for_customer();
            let waits = |step: &Step| step.from == Anchor::PreviousReminder && is_told_again;
            // Under `latest` a later step that is due leaves instead of what failed of an earlier one, once that one's turn has come.
            let open = again
                .iter()
                .copied()
                .chain(steps.iter().skip(first))
                .filter(|step| !step.retired && !plan.counts(step, 0));
            let judged = open.map(|step| (step, judge(plan, step, 0, None)));
            let mut judged = judged.skip_while(|(step, judged)| !waits(step) && matches!(judged, Judged::Out(..)));
            let its_turn = matches!(choice.verdict, Chosen::Step(_));
            let later = matches!(judged.next(), Some((step, Judged::Due(_))) if !waits(step)) && its_turn;
            if plan.scenario.catch_up != CatchUp::Latest || !later {
                return choice;
            }
            // Open: whether that is recorded.
            choice.possible.push(out(&steps[at], latest, State::Jumped, "latest-only"));
        }
    }
    let (mut due, mut passed) = (Vec::<Candidate>::new(), Vec::<Out>::new());
    let mut verdict = None;
    // Before the first send what left or was skipped counts for itself only.
    let first = if never_sent(plan) { 0 } else { first };
    let again = again.into_iter().filter(|_| !never_sent(plan));
    for step in again.chain(steps.iter().skip(first)).filter(|step| !step.retired && !plan.counts(step, 0)) {
        let hold = |code| Some(Chosen::Hold(code, Some(step.id.clone())));
        if never_sent(plan) && step.is_for_customer() && !plan.ends_before(step, plan.today.day) {
            verdict = hold("never-sent");
            break;
        }
        // "Under `latest` a step that counts from the previous reminder waits for the reminder before it."
        let told_today = |one: &Candidate| one.step.is_for_customer() && may_leave(plan, one.step);
        if step.from == Anchor::PreviousReminder && (is_told_again || due.iter().any(told_today)) {
            break;
        }
        match judge(plan, step, 0, None) {
            // "Before the first send nothing is passed over, jumped or expired."
            Judged::Out(..) if never_sent(plan) => {}
            // What is out for good and has nothing before it that still could change is recorded at once.
            Judged::Out(one, true) if due.is_empty() && passed.is_empty() && is_certain => choice.out.push(one),
            Judged::Out(one, _) => {
                if !is_certain {
                    choice.possible.push(one.clone());
                }
                passed.push(one);
            }
            Judged::Hold(code) => verdict = hold(code),
            Judged::Later(turn) => {
                choice.turn = turn;
                verdict = hold("waiting");
            }
            // What was tried too often waits for a person; only a step before it may leave.
            Judged::Due(candidate) if plan.is_exhausted(candidate.step, 0, &candidate.actions) => {
                if due.is_empty() {
                    verdict = hold("attempts-exhausted");
                }
                break;
            }
            Judged::Due(candidate) => {
                due.push(candidate);
                if plan.scenario.catch_up != CatchUp::Latest || never_sent(plan) {
                    break;
                }
            }
        }
        if verdict.is_some() {
            break;
        }
    }
    if !due.is_empty() {
        return leave(plan, choice, due, passed, goes_further(plan, broken));
    }
    // Open: a task that left before the first send is not repeated before it; the document has no plan yet.
    if verdict.is_none() && !never_sent(plan) && repeat(plan, &mut choice) {
        return choice;
    }
    let all: Vec<_> = choice.out.iter().chain(&passed).cloned().collect();
    let end = if is_all_expired(plan, &all) { "all-expired" } else { "finished" };
    choice.verdict = verdict.unwrap_or(Chosen::Hold(end, None));
    choice
}

/// The place of the last step that told the customer something, or was left out in its place.
fn last_told(plan: &Plan, before: usize) -> Option<usize> {
    let told =
        |step: &Step| (step.retired || step.is_for_customer()) && plan.counts(step, 0) && !plan.counts_for_itself(step);
    plan.scenario.steps.iter().take(before).rposition(told)
}

/// "A task or a measure that left meanwhile closes no message": the messages before it that came to nothing.
fn to_try_again<'a>(plan: &Plan<'a>, first: usize) -> Vec<&'a Step> {
    let from = last_told(plan, first).map_or(0, |at| at + 1);
    let steps = plan.scenario.steps.iter().take(first).skip(from);
    let tried = |step: &&Step| !step.retired && step.is_for_customer() && !plan.entries(&step.id, 0).is_empty();
    steps.filter(tried).filter(|step| !plan.counts(step, 0)).collect()
}

/// The place of the step that counts and of which something may be tried again: in the order of the steps, a message before the task that left
/// since.
fn retried_first(plan: &Plan, counted: Option<usize>, again: &[&Step]) -> Option<usize> {
    let told = last_told(plan, counted? + 1);
    let in_part = |at: &usize| {
        let step = &plan.scenario.steps[*at];
        plan.retry(step, repetitions(plan, step).unwrap_or(0)).is_some()
    };
    told.filter(in_part).or_else(|| counted.filter(|_| again.is_empty()))
}

/// "Before the first send a document has no plan."
pub fn never_sent(plan: &Plan) -> bool {
    plan.needs_first_send() && plan.part.document.first_sent.is_none()
}

/// Of the steps that are due, one leaves: the first, or under `latest` the last that may; those before it are jumped.
fn leave<'a>(
    plan: &Plan<'a>,
    mut choice: Choice<'a>,
    mut due: Vec<Candidate<'a>>,
    passed: Vec<Out>,
    further: bool,
) -> Choice<'a> {
    // "Where none of the due ones may leave, the first of them is told."
    let at = due.iter().rposition(|candidate| may_leave(plan, candidate.step)).unwrap_or(0);
    let chosen = due.remove(at);
    let before = |one: &Out| place(plan, &one.step) < place(plan, &chosen.step.id);
    choice.out_with_it.extend(passed.into_iter().filter(before));
    choice.out_with_it.extend(due.iter().take(at).map(|one| out(one.step, 0, State::Jumped, "latest-only")));
    // What was tried too often waits for a person.
    let further = further && !plan.is_exhausted(chosen.step, chosen.repetition, &chosen.actions);
    let target = if further { one_further(plan, chosen.step) } else { None };
    let Some(step) = target else {
        choice.verdict = held(chosen, plan);
        return choice;
    };
    // "The customer step after the next one leaves on its day"; "tasks between are jumped".
    let between = place(plan, &chosen.step.id)..place(plan, &step.id);
    let jumped = plan.scenario.steps[between].iter().filter(|step| !step.retired && !plan.counts(step, 0));
    choice.out_with_it.extend(jumped.map(|step| {
        if plan.day_has_come(step) {
            out(step, 0, State::Expired, "day-come")
        } else {
            out(step, 0, State::Jumped, "promise-broken")
        }
    }));
    choice.verdict = held(Candidate { step, actions: plan.to_do(step, 0), ..chosen }, plan);
    choice
}

fn place(plan: &Plan, id: &str) -> usize {
    plan.scenario.steps.iter().position(|step| step.id == id).unwrap_or(usize::MAX)
}

/// The customer step that leaves instead of `next`, a step for the customer as well. "A step whose announced day has come stays expired";
/// "passes over a step that may not leave".
fn one_further<'a>(plan: &Plan<'a>, next: &Step) -> Option<&'a Step> {
    let usable = |step: &&Step| {
        !step.retired
            && step.is_for_customer()
            && !plan.counts(step, 0)
            && !plan.day_has_come(step)
            && !plan.ends_before(step, plan.today.day)
            && may_leave(plan, step)
    };
    let steps = plan.scenario.steps.iter().skip(place(plan, &next.id) + 1);
    // Open: a step that has no anchor, or whose condition is false, does not leave instead; a closed day of its own is none that it leaves on.
    let step = steps.filter(|_| next.is_for_customer()).find(usable)?;
    let has_anchor = !matches!(plan.days(step), Err(NoDay::AnchorMissing | NoDay::AwaitingEvent));
    (has_anchor && plan.condition(step) == Some(true)).then_some(step)
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
    let mut from = last_day(plan, step, next.saturating_sub(1));
    while i64::from(next) <= at_most {
        match judge(plan, step, next, from) {
            Judged::Due(candidate) => {
                choice.verdict = held(candidate, plan);
                return true;
            }
            Judged::Out(out, certain) => {
                from = match days(plan, step, from) {
                    Ok((_, planned)) => Some(planned),
                    Err(_) => from.map(|from| plus(from, every(plan))),
                };
                // Open: when a repetition that is out is recorded.
                choice.possible.push(out.clone());
                if certain && out.reason != "closed-day" && choice.out_with_it.is_empty() {
                    choice.out.push(out);
                } else {
                    choice.out_with_it.push(out);
                }
                next += 1;
            }
            judged => {
                choice.turn = matches!(judged, Judged::Later(true));
                choice.verdict = Chosen::Hold("waiting", Some(step.id.clone()));
                return true;
            }
        }
    }
    false
}
