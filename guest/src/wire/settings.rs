//! The functions of the contract about settings.

use super::{
    records::{settings as contract, types as wire},
    write,
};
use crate::{
    domain::format_iso,
    language::Locale,
    lint,
    settings::{self, Finding, Mode, Scenario, ScenarioKind, Settings},
};

/// All that is wrong or doubtful in these settings.
#[must_use]
pub fn check(json: &str, language: &str) -> Vec<wire::Finding> {
    let findings = match settings::load(json) {
        Ok(settings) => lint::doubts(&settings, json),
        Err(findings) => findings,
    };
    written(&findings, language)
}

fn written(findings: &[Finding], language: &str) -> Vec<wire::Finding> {
    let locale = Locale::of(language);
    findings.iter().map(|finding| write::finding(finding, locale)).collect()
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
pub(super) fn accepted(json: &str, language: &str) -> Result<Settings, wire::Failure> {
    settings::load(json).map_err(|findings| wire::Failure {
        code: "invalid-settings".to_owned(),
        message: Locale::of(language).words().settings_refused.to_owned(),
        findings: written(&findings, language),
    })
}

/// What these settings say to a host.
///
/// # Errors
/// Settings refused.
pub fn outline(json: &str, language: &str) -> Result<contract::Outline, wire::Failure> {
    let settings = accepted(json, language)?;
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
        scenarios: settings.scenarios.iter().map(scenario).collect(),
        events: settings.events().into_iter().map(str::to_owned).collect(),
    })
}

fn scenario(scenario: &Scenario) -> contract::ScenarioOutline {
    let steps = scenario.steps.iter().map(|step| step.id.clone());
    contract::ScenarioOutline { id: scenario.id.clone(), steps: steps.collect() }
}
