//! `settings check`, `schema`, `example`, `set`, `show`.

use std::path::Path;

use relance_guest::contract::types::{Finding, Severity};
use serde_json::json;

use super::{End, arguments::Arguments, data, modules, screen::Screen};
use crate::{
    error::{Error, Kind, Result},
    module::{Budget, Module},
    store::Store,
    text,
};

fn findings(module: &Module, settings: &str) -> Result<Vec<Finding>> {
    module.call("settings.check", &json!({ "settings": settings }), Budget::NONE)
}

/// Refuses settings with errors; warnings are said and let pass.
pub(super) fn require_good(module: &Module, settings: &str, file: &Path, screen: &mut Screen<'_>) -> Result<()> {
    let findings = findings(module, settings)?;
    let (errors, warnings): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| finding.severity == Severity::Error);
    if errors.is_empty() {
        for warning in warnings {
            screen.note(text::finding(warning));
        }
        return Ok(());
    }
    Err(Error::new(Kind::Input, format!("{}: the settings are refused; nothing was changed", file.display()))
        .details(errors.into_iter().map(text::finding).collect())
        .hint("`relance settings example` prints settings that work, `relance settings schema` what may be written"))
}

pub(super) fn check(arguments: &Arguments, file: &Path, json: bool, screen: &mut Screen<'_>) -> Result<End> {
    let module = modules::open(arguments)?;
    let findings = findings(&module, &data::read(file)?)?;
    if json {
        screen.json(&findings);
    } else {
        for finding in &findings {
            screen.line(format!("{}: {}", file.display(), text::finding(finding)));
        }
        if findings.is_empty() {
            screen.line(format!("{}: nothing to say against these settings.", file.display()));
        }
    }
    let refused = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if refused { End::Refused } else { End::Done })
}

pub(super) fn schema(arguments: &Arguments, screen: &mut Screen<'_>) -> Result<End> {
    print(arguments, "settings.schema", screen)
}

pub(super) fn example(arguments: &Arguments, screen: &mut Screen<'_>) -> Result<End> {
    print(arguments, "settings.example", screen)
}

fn print(arguments: &Arguments, function: &str, screen: &mut Screen<'_>) -> Result<End> {
    let text: String = modules::open(arguments)?.call(function, &json!({}), Budget::NONE)?;
    screen.text(&text);
    Ok(End::Done)
}

pub(super) fn set(arguments: &Arguments, file: &Path, screen: &mut Screen<'_>) -> Result<End> {
    let store = Store::open(&arguments.db)?;
    let mut tenant = store.tenant(&arguments.tenant)?;
    tenant.settings = data::read(file)?;
    require_good(&modules::open(arguments)?, &tenant.settings, file, screen)?;
    store.put_tenant(&tenant)?;
    screen.line(format!("{} has the settings of {}.", arguments.db.display(), file.display()));
    Ok(End::Done)
}

pub(super) fn show(arguments: &Arguments, screen: &mut Screen<'_>) -> Result<End> {
    let settings = Store::open(&arguments.db)?.tenant(&arguments.tenant)?.settings;
    screen.text(&settings);
    Ok(End::Done)
}
