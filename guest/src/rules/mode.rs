//! Step 1: Switched on? Nothing is ever sent before somebody switches it on (F1, F7, F8, F10).

use super::{Case, Held};
use crate::{
    domain::{Kind, Next, Reason, Run, Switch},
    settings::{Mode, Scenario, ScenarioKind, Step},
};

/// The strictest of the tenant's mode and the kind's; the scenario's joins them once it is chosen.
///
/// # Errors
/// [`Reason::SwitchedOff`], [`Reason::NotInPlan`], [`Reason::NotReminded`].
pub fn check(case: &Case<'_>) -> Result<Run, Held> {
    let held = |reason| Err(Held::until_changed(reason));
    let Some(kind) = case.kind_settings() else {
        // A credit note stays one.
        let reason = Reason::NotReminded { kind: case.document.kind };
        return Err(Held { reason, next: Next::Never });
    };
    let feature = match case.document.kind {
        // Who follows no prospects up has not switched it off either.
        Kind::Lead if !has_scenarios(case, ScenarioKind::Lead) => return held(Reason::NoScenario),
        Kind::Lead => "automatic-leads",
        Kind::Quote => "automatic-quotes",
        Kind::Invoice | Kind::CreditNote | Kind::Deposit => "automatic-invoices",
    };
    if !case.context.includes(feature) {
        return held(Reason::NotInPlan { feature });
    }
    match switched_off(case) {
        Some(reason) => held(reason),
        None => Ok(run(case.context.settings.mode.min(kind.mode))),
    }
}

fn has_scenarios(case: &Case<'_>, kind: ScenarioKind) -> bool {
    case.context.settings.scenarios.iter().any(|scenario| scenario.kind == kind)
}

/// Which of the tenant's switch and the kind's is off, if one is.
#[must_use]
pub fn switched_off(case: &Case<'_>) -> Option<Reason> {
    let tenant = (case.context.settings.mode, Switch::Tenant);
    let of_kind = case.kind_settings().map(|kind| (kind.mode, Switch::Kind));
    let off = [tenant].into_iter().chain(of_kind).find(|(mode, _)| *mode == Mode::Off);
    off.map(|(_, switch)| Reason::SwitchedOff { switch })
}

/// The run once the scenario is known.
///
/// # Errors
/// [`Reason::SwitchedOff`] when the scenario is off.
pub fn with_scenario(run_so_far: Run, scenario: &Scenario) -> Result<Run, Held> {
    match scenario.mode {
        Mode::Off => Err(Held::until_changed(Reason::SwitchedOff { switch: Switch::Scenario })),
        Mode::NotifyOnly => Ok(Run::Rehearsal),
        Mode::Live => Ok(run_so_far),
    }
}

/// Whether the tenant's plan includes all that a step does (F8).
///
/// # Errors
/// [`Reason::NotInPlan`].
pub fn of_step(case: &Case<'_>, step: &Step) -> Result<(), Held> {
    let offers = step.actions.iter().filter_map(|action| action.message()?.offer.map(|_| "offers"));
    let mut features = step.actions.iter().filter_map(|action| action.feature()).chain(offers);
    match features.find(|feature| !case.context.includes(feature)) {
        Some(feature) => Err(Held::until_changed(Reason::NotInPlan { feature })),
        None => Ok(()),
    }
}

const fn run(mode: Mode) -> Run {
    match mode {
        Mode::Live => Run::Live,
        Mode::Off | Mode::NotifyOnly => Run::Rehearsal,
    }
}
