//! Paragraph 5: which scenario, and what a condition says.

use super::{
    calendar::between,
    ledger::Ledger,
    world::{Account, Condition, Part, Scenario, Today},
};

/// Whether a condition holds for this part on that day; none: "a value that is missing for one document".
#[must_use]
pub fn holds(condition: &Condition, today: &Today, account: &Account, ledger: &Ledger, part: &Part) -> Option<bool> {
    let happened = |kind: &String| {
        account.events.iter().any(|event| {
            // "An event of the document or its account since it was issued."
            event.kind == *kind
                && event.day <= today.day
                && event.day >= part.document.issued
                && event.document.as_ref().is_none_or(|id| *id == part.document.id)
        })
    };
    Some(match condition {
        Condition::TurnoverAbove(amount) => account.turnover? > *amount,
        Condition::LeftAbove(amount) => ledger.left(part) > *amount,
        Condition::DaysLateAbove(days) => part.due().is_some_and(|due| between(due, today.day) > *days),
        Condition::SegmentIs(segment) => account.segment.as_ref() == Some(segment),
        Condition::Happened(kind) => happened(kind),
        Condition::NotHappened(kind) => !happened(kind),
    })
}

/// The scenario, or the code that says why there is none.
///
/// # Errors
/// `unknown-scenario`, `condition-failed`.
pub fn scenario<'a>(
    today: &'a Today,
    account: &Account,
    ledger: &Ledger,
    part: &Part,
) -> Result<&'a Scenario, &'static str> {
    let known = |id: &String| {
        let found = today.settings.scenarios.iter().find(|one| one.id == *id && one.for_quotes == part.is_quote());
        found.ok_or("unknown-scenario")
    };
    if let Some(id) = &part.document.scenario {
        return known(id);
    }
    // "Once begun it stays."
    let history = part.history(account);
    let live = super::state::mode(today, part, None) == super::world::Mode::Live;
    let begun =
        history.iter().filter(|entry| entry.state.counts() && !entry.scenario.is_empty() && !(live && entry.simulated));
    if let Some(last) = begun.max_by_key(|entry| entry.day) {
        return known(&last.scenario);
    }
    let of_account = if part.is_quote() { &account.quote_scenario } else { &account.invoice_scenario };
    if let Some(id) = of_account {
        return known(id);
    }
    for scenario in today.settings.scenarios.iter().filter(|scenario| scenario.for_quotes == part.is_quote()) {
        let Some(when) = &scenario.when else { continue };
        if holds(when, today, account, ledger, part).ok_or("condition-failed")? {
            return Ok(scenario);
        }
    }
    known(&today.settings.rules(part.is_quote()).default_scenario)
}
