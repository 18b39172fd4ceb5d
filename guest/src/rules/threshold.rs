//! Step 9: Thresholds. What is too little is not worth a reminder, and nothing is repeated for it (F18).

use super::{Case, Held};
use crate::{
    domain::{Kind, Money, Reason},
    settings::{Scenario, Step},
};

/// Whether enough is left: an amount by currency, and a part of the total. A quote is measured by its total.
///
/// # Errors
/// [`Reason::BelowThreshold`].
pub fn check(case: &Case<'_>, scenario: &Scenario, step: &Step) -> Result<(), Held> {
    worth_it(case, scenario, Some(step))
}

/// The same of a reminder by hand, which need not be a step.
///
/// # Errors
/// [`Reason::BelowThreshold`].
pub fn worth_it(case: &Case<'_>, scenario: &Scenario, step: Option<&Step>) -> Result<(), Held> {
    if case.document.kind == Kind::Lead {
        return Ok(());
    }
    let currency = case.document.currency;
    let total = case.instalment.map_or(case.document.total, |part| part.amount);
    let left = if case.document.kind == Kind::Quote { Some(total) } else { case.left().map(|left| left.minor) };
    let Some(left) = left else { return Ok(()) };
    let amount = step
        .and_then(|step| step.minimum.as_ref())
        .unwrap_or(&scenario.minimum)
        .of(currency)
        .map(|minimum| minimum.minor);
    let percent = step
        .and_then(|step| step.minimum_percent)
        .or(scenario.minimum_percent)
        .filter(|_| case.document.kind == Kind::Invoice);
    let part = percent.map(|percent| (i128::from(total) * i128::from(percent)).div_euclid(100));
    let part = part.map(|part| i64::try_from(part).unwrap_or(i64::MAX));
    match amount.max(part) {
        Some(least) if left < least => Err(Held::until_changed(Reason::BelowThreshold {
            left: Money::new(left, currency),
            least: Money::new(least, currency),
        })),
        _ => Ok(()),
    }
}
