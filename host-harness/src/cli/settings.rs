//! `settings check`, `schema`, `example`, `set`, `show`.

use std::path::Path;

use relance_contract::{
    Function,
    records::types::{Finding, Severity},
    request,
};

use super::{End, arguments::Arguments, begun, data, modules, screen::Screen};
use crate::{
    error::{Error, Kind, Result},
    module::{Budget, Module},
    text::{self, Language, Words},
    words,
};

/// What is to be said against settings, in the reader's language.
pub(super) fn findings(module: &Module, settings: &str, reader: Language) -> Result<Vec<Finding>> {
    module.call(&request::CheckSettings::of(settings, reader.code()), Budget::NONE)
}

/// Refuses settings with errors; warnings are said and let pass.
pub(super) fn require_good(module: &Module, settings: &str, file: &Path, screen: &mut Screen<'_>) -> Result<()> {
    let findings = findings(module, settings, screen.language())?;
    let (errors, warnings): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| finding.severity == Severity::Error);
    if errors.is_empty() {
        for warning in warnings {
            screen.note(text::finding(warning));
        }
        return Ok(());
    }
    let file = file.display();
    Err(Error::new(
        Kind::Input,
        words!(
            "{file}: the settings are refused; nothing was changed",
            "{file} : les réglages sont refusés ; rien n'a été modifié"
        ),
    )
    .details(errors.into_iter().map(text::finding).collect())
    .hint(words!(
        "`relance settings example` prints settings that work, `relance settings schema` what may be written",
        "`relance settings example` affiche des réglages qui marchent, `relance settings schema` ce qui peut s'écrire"
    )))
}

pub(super) fn check(arguments: &Arguments, file: &Path, json: bool, screen: &mut Screen<'_>) -> Result<End> {
    let module = modules::open(arguments, screen)?;
    let findings = findings(&module, &data::read(file)?, screen.language())?;
    let file = file.display();
    let nothing = words!("{file}: nothing to say against these settings.", "{file} : rien à redire à ces réglages.");
    Ok(answer(&findings, &file, nothing, json, screen))
}

/// Shows what was found in a file, and whether it is refused.
pub(super) fn answer(
    findings: &[Finding],
    file: &dyn std::fmt::Display,
    nothing: Words,
    json: bool,
    screen: &mut Screen<'_>,
) -> End {
    if json {
        screen.json(&findings);
    } else {
        for finding in findings {
            let told = text::finding(finding);
            screen.line(Words::around(|reader| words!("{file}: {}", "{file} : {}", told.say(reader))));
        }
        if findings.is_empty() {
            screen.line(nothing);
        }
    }
    let refused = findings.iter().any(|finding| finding.severity == Severity::Error);
    if refused { End::Refused } else { End::Done }
}

pub(super) fn schema(arguments: &Arguments, screen: &mut Screen<'_>) -> Result<End> {
    print(arguments, &request::Schema::of(), screen)
}

pub(super) fn example(arguments: &Arguments, screen: &mut Screen<'_>) -> Result<End> {
    print(arguments, &request::Example::of(), screen)
}

fn print<F: Function<Answer = String>>(arguments: &Arguments, request: &F, screen: &mut Screen<'_>) -> Result<End> {
    let text = modules::open(arguments, screen)?.call(request, Budget::NONE)?;
    screen.data(&text);
    Ok(End::Done)
}

pub(super) fn set(arguments: &Arguments, file: &Path, screen: &mut Screen<'_>) -> Result<End> {
    let store = arguments.store()?;
    let mut tenant = store.tenant(&arguments.tenant)?;
    tenant.settings = data::read(file)?;
    let module = modules::open(arguments, screen)?;
    require_good(&module, &tenant.settings, file, screen)?;
    let lost = begun::lost(&module, &*store, &tenant.id, &tenant.settings, screen.language())?;
    store.set_settings(&tenant.id, &tenant.settings)?;
    let (db, file) = (arguments.db.display(), file.display());
    screen.line(words!("{db} has the settings of {file}.", "{db} a les réglages de {file}."));
    for begun::Lost { what, hint } in lost {
        screen.note(Words::around(|reader| {
            let (what, hint) = (what.say(reader), hint.say(reader));
            words!("look: {what}\nhint: {hint}", "à voir : {what}\nconseil : {hint}")
        }));
    }
    Ok(End::Done)
}

pub(super) fn show(arguments: &Arguments, screen: &mut Screen<'_>) -> Result<End> {
    let settings = arguments.store()?.tenant(&arguments.tenant)?.settings;
    screen.data(&settings);
    Ok(End::Done)
}
