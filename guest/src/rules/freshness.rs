//! Step 8: Freshness. Nobody who has paid is chased because the accountant was away (F20).

use super::{Case, Held};
use crate::{
    domain::{Kind, Next, Reason, plus_days},
    settings::Step,
};

/// Whether the bank data are fresh enough for this step. A quote never needs them.
///
/// # Errors
/// [`Reason::BankDataStale`]. Bank data are the tenant's: every day somebody looks whether they have come.
pub fn check(case: &Case<'_>, step: &Step) -> Result<(), Held> {
    if case.document.kind == Kind::Invoice && step.needs_fresh_bank.unwrap_or(step.is_felt()) {
        bank(case)
    } else {
        Ok(())
    }
}

/// Whether the bank data are fresh enough for what needs them.
///
/// # Errors
/// [`Reason::BankDataStale`].
pub fn bank(case: &Case<'_>) -> Result<(), Held> {
    let today = case.context.today;
    let age = i64::from(case.context.settings.guards.max_bank_age);
    // The tenant's own days: a customer's closure does not keep its bank data fresh.
    let fresh = |day| today <= case.working_days().plus_working_days(day, age);
    match case.context.bank_date {
        Some(day) if fresh(day) => Ok(()),
        bank_date => Err(Held { reason: Reason::BankDataStale { bank_date }, next: Next::On(plus_days(today, 1)) }),
    }
}
