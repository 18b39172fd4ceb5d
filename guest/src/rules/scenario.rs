//! Step 5: Scenario. Set on the document, else on the account, else the first whose `when` holds, else the default of the
//! kind. Once begun it stays; only a person's change on the document moves it (F15, F27).

use super::{Case, Facts, Held, mode};
use crate::{
    condition::Condition,
    domain::{Reason, Run},
    settings::{Scenario, ScenarioKind},
};

/// The document's scenario, and whether it is live.
///
/// # Errors
/// No scenario, one that does not exist or is off, or a condition that cannot be answered.
pub fn choose<'a>(case: &Case<'a>, run_so_far: Run) -> Result<(&'a Scenario, Run), Held> {
    let scenario = find(case, run_so_far).map_err(Held::until_changed)?;
    mode::with_scenario(run_so_far, scenario).map(|run| (scenario, run))
}

/// The document's scenario for a person who reminds by hand, also one that is switched off; `None` where there is none.
#[must_use]
pub fn by_hand<'a>(case: &Case<'a>) -> Option<&'a Scenario> {
    find(case, Run::Live).ok()
}

/// Whether another scenario could be chosen tomorrow although nothing changed: it was chosen by conditions, and one of
/// them looks at the day.
#[must_use]
pub fn may_change_by_itself(case: &Case<'_>, run: Run) -> bool {
    let document = case.document;
    let Some(kind) = ScenarioKind::of(document.kind) else { return false };
    let past = case.past(run);
    let settled = document.scenario.is_some() || of_account(case, kind).is_some() || past.begun_scenario().is_some();
    let mut conditions = case.context.settings.scenarios.iter().filter(|scenario| scenario.kind == kind);
    !settled && conditions.any(|scenario| scenario.when.as_ref().is_some_and(Condition::depends_on_today))
}

/// The scenario set for the account's documents of that kind. Prospects are set one by one.
const fn of_account<'a>(case: &Case<'a>, kind: ScenarioKind) -> Option<&'a String> {
    match kind {
        ScenarioKind::Quote => case.account.quote_scenario.as_ref(),
        ScenarioKind::Invoice => case.account.invoice_scenario.as_ref(),
        ScenarioKind::Lead => None,
    }
}

fn find<'a>(case: &Case<'a>, run: Run) -> Result<&'a Scenario, Reason> {
    let document = case.document;
    let kind = ScenarioKind::of(document.kind).ok_or(Reason::NoScenario)?;
    let of_kind = || case.context.settings.scenarios.iter().filter(move |scenario| scenario.kind == kind);
    let named = |id: &str| {
        of_kind().find(|scenario| scenario.id == id).ok_or_else(|| Reason::UnknownScenario { scenario: id.to_owned() })
    };
    if let Some(id) = &document.scenario {
        return named(id);
    }
    let past = case.past(run);
    if let Some(id) = past.begun_scenario() {
        return named(id);
    }
    if let Some(id) = of_account(case, kind) {
        return named(id);
    }
    for scenario in of_kind() {
        if let Some(condition) = &scenario.when {
            let holds = condition
                .holds(&Facts { case, run })
                .map_err(|problem| Reason::ConditionFailed { place: format!("scenario {}", scenario.id), problem })?;
            if holds {
                return Ok(scenario);
            }
        }
    }
    let default = case.kind_settings().and_then(|settings| settings.default_scenario.as_deref());
    default.map_or(Err(Reason::NoScenario), named)
}
