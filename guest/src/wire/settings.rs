//! The functions of the contract about settings.

use super::{
    records::{settings as contract, types as wire},
    write,
};
use crate::{
    domain::format_iso,
    lint,
    settings::{self, Mode, ScenarioKind, Settings},
};

/// All that is wrong or doubtful in these settings.
#[must_use]
pub fn check(json: &str) -> Vec<wire::Finding> {
    let findings = match settings::load(json) {
        Ok(settings) => lint::doubts(&settings, json),
        Err(findings) => findings,
    };
    findings.into_iter().map(write::finding).collect()
}

/// The JSON Schema of the settings.
#[must_use]
pub fn schema() -> String {
    settings::SCHEMA.to_owned()
}

/// Every ready scenario, by identifier.
#[must_use]
pub fn library() -> Vec<contract::ReadyScenario> {
    let ready = settings::library().into_iter().map(|ready| contract::ReadyScenario {
        id: ready.id,
        kind: ready.kind,
        english: ready.english,
        french: ready.french,
        steps: ready.steps,
        settings: ready.settings,
    });
    ready.collect()
}

/// Settings to start from.
#[must_use]
pub fn example() -> String {
    settings::EXAMPLE.to_owned()
}

/// The settings, or what is wrong with them.
pub(super) fn accepted(json: &str) -> Result<Settings, wire::Failure> {
    settings::load(json).map_err(|findings| wire::Failure {
        code: "invalid-settings".to_owned(),
        message: "the settings are refused; nothing was decided".to_owned(),
        findings: findings.into_iter().map(write::finding).collect(),
    })
}

/// What these settings say to a host.
///
/// # Errors
/// Settings refused.
pub fn outline(json: &str) -> Result<contract::Outline, wire::Failure> {
    let settings = accepted(json)?;
    let mode = match settings.mode {
        Mode::Off => "off",
        Mode::NotifyOnly => "notify-only",
        Mode::Live => "live",
    };
    let texts = settings.texts.keys().map(|text| contract::TextUse {
        text: text.clone(),
        quotes: settings.uses(ScenarioKind::Quote, text),
        invoices: settings.uses(ScenarioKind::Invoice, text),
    });
    Ok(contract::Outline {
        mode: mode.to_owned(),
        customer_messages_per_day: settings.limits.customer_messages_per_day,
        holidays: settings.calendar.computes_holidays(),
        closed_until: settings.calendar.closed_until().map(format_iso),
        texts: texts.collect(),
    })
}
