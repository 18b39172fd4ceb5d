//! Step 6: Next step. The first step after the last one that counts, on its day; `plan` does the arithmetic.

use super::{Case, mode::Run};
use crate::{
    plan::{Mark, Past, Subject, Turn, next_step},
    settings::{Scenario, Step},
};

/// The document's turn in its scenario, and the steps left out on the way.
#[must_use]
pub fn next<'a>(case: &Case<'a>, scenario: &'a Scenario, run: Run) -> (Turn<'a>, Vec<Mark<'a>>) {
    let past = Past::new(case.entries.iter().copied(), case.document.cycle, run == Run::Rehearsal);
    let subject = Subject {
        today: case.world.today,
        calendar: &case.world.settings.calendar,
        document: case.document,
        instalment: case.instalment,
        events: &case.account.events,
        past: &past,
    };
    let condition = |step: &Step| step.when.as_ref().map_or(Ok(true), |condition| condition.holds(case));
    next_step(subject, scenario, &condition)
}
