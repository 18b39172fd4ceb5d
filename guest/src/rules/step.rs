//! Step 6: Next step. The first step after the last one that counts, on its day; `plan` does the arithmetic.

use super::{Case, Facts, Held, first_send, holds::broken_promise};
use crate::{
    domain::{Kind, Next, Reason, Run},
    plan::{self, Mark, NextStep, Past, ScheduledStep, Subject, next_step},
    settings::{BrokenPromise, Scenario, Step},
};

/// The document's turn in its scenario, and the steps left out on the way.
#[must_use]
pub fn next<'a>(case: &Case<'a>, scenario: &'a Scenario, run: Run) -> (NextStep<'a>, Vec<Mark<'a>>) {
    let past = case.past(run);
    let facts = Facts { case, run };
    let condition = |step: &Step| step.when.as_ref().map_or(Ok(true), |condition| condition.holds(&facts));
    next_step(subject(case, &past, run), scenario, &condition)
}

/// A step that was renamed would leave again: one that is planned up to the day of a step that left, and that the scenario lacks, may be that one.
///
/// # Errors
/// A step left that the scenario has no more, not even as `retired`, and this one is planned no later.
pub fn not_lost(case: &Case<'_>, scenario: &Scenario, scheduled: &ScheduledStep<'_>, run: Run) -> Result<(), Held> {
    let Some(lost) = case.past(run).lost_step(scenario, scheduled.planned) else { return Ok(()) };
    let problem =
        format!("has step `{lost}`, which left and which scenario `{}` lacks: keep it as `retired`", scenario.id);
    let reason = Reason::InvalidData { field: "account.history".to_owned(), problem };
    Err(Held { reason, next: Next::WhenChanged })
}

/// Whether the document is a quote whose validity has ended, and nothing of its scenario can leave any more.
#[must_use]
pub fn is_over(case: &Case<'_>, scenario: &Scenario, run: Run) -> bool {
    case.document.kind == Kind::Quote && plan::is_over(subject(case, &case.past(run), run), scenario)
}

fn subject<'s>(case: &Case<'s>, past: &'s Past<'s>, run: Run) -> Subject<'s> {
    Subject {
        today: case.context.today,
        working: case.working_days(),
        calendar: case.calendar,
        document: case.document,
        instalment: case.instalment,
        events: &case.account.events,
        past,
        other_part_left: case.other_parts.last(run),
        one_further: goes_further(case, past),
        begun: first_send::begun(case),
    }
}

/// Whether a promise was broken since the last reminder, and the settings answer it with one step more.
fn goes_further(case: &Case<'_>, past: &Past<'_>) -> bool {
    case.context.settings.guards.broken_promise == BrokenPromise::OneFurther
        && broken_promise(case).is_some_and(|day| !past.reminded_after(day) && !past.went_further_after(day))
}
