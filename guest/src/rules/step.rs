//! Step 6: Next step. The first step after the last one that counts, on its day; `plan` does the arithmetic.

use super::{Case, Facts, first_send, holds::broken_promise, mode::Run};
use crate::{
    plan::{Mark, Past, Subject, Turn, next_step},
    settings::{BrokenPromise, Scenario, Step},
};

/// The document's turn in its scenario, and the steps left out on the way.
#[must_use]
pub fn next<'a>(case: &Case<'a>, scenario: &'a Scenario, run: Run) -> (Turn<'a>, Vec<Mark<'a>>) {
    let past = Past::new(case.entries.iter().copied(), case.document.cycle, run == Run::Rehearsal);
    let subject = Subject {
        today: case.world.today,
        working: case.working_days(),
        calendar: case.calendar,
        document: case.document,
        instalment: case.instalment,
        events: &case.account.events,
        past: &past,
        one_further: goes_further(case, &past),
        begun: first_send::begun(case),
    };
    let facts = Facts { case, run };
    let condition = |step: &Step| step.when.as_ref().map_or(Ok(true), |condition| condition.holds(&facts));
    next_step(subject, scenario, &condition)
}

/// Whether a promise was broken since the last reminder, and the settings answer it with one step more.
fn goes_further(case: &Case<'_>, past: &Past<'_>) -> bool {
    case.world.settings.guards.broken_promise == BrokenPromise::OneFurther
        && broken_promise(case).is_some_and(|day| !past.reminded_after(day) && !past.went_further_after(day))
}
