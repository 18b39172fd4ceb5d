//! `module` and `call`, and how every command gets its module.

use std::{borrow::Cow, io::Read as _, path::PathBuf};

use etcetera::BaseStrategy;
use relance_contract::{records::about::Identity, request};
use serde_json::json;

use super::{
    End,
    arguments::{Arguments, Call, Show},
    screen::Screen,
};
use crate::{
    durable,
    error::{Error, Kind, Result, io},
    module::{Budget, EMBEDDED, Module},
    text::Words,
    words,
};

/// The module the command line names, with its compiled form kept in the user's own cache.
pub(super) fn open(arguments: &Arguments, screen: &Screen<'_>) -> Result<Module> {
    let cache = cache_folder();
    let said = words!(
        "reading the module (some seconds, the first time)",
        "lecture du module (quelques secondes, la première fois)"
    );
    let known =
        cache.as_ref().and_then(|folder| folder.read_dir().ok()).is_some_and(|mut files| files.next().is_some());
    let waiting = if known { indicatif::ProgressBar::hidden() } else { screen.progress(&said, 0) };
    let module = match &arguments.module {
        None => Module::embedded(cache.as_deref()),
        Some(file) => Module::from_file(file, cache.as_deref()),
    };
    waiting.finish_and_clear();
    module
}

/// Where compiled modules are kept: only this user can write there. `None` where there is no such folder.
pub(super) fn cache_folder() -> Option<PathBuf> {
    etcetera::choose_base_strategy().ok().map(|strategy| strategy.cache_dir().join("relance"))
}

pub(super) fn show(arguments: &Arguments, command: &Show, screen: &mut Screen<'_>) -> Result<End> {
    let module = open(arguments, screen)?;
    let component = match &arguments.module {
        None => Cow::Borrowed(EMBEDDED),
        Some(file) => Cow::Owned(std::fs::read(file).map_err(|error| Error::file(file, &error))?),
    };
    if let Some(file) = &command.out {
        durable::write_new(file, &component)?;
    }
    let identity = module.call(&request::Describe::of(), Budget::NONE)?;
    let shape = module.shape(component.len());
    if command.json {
        screen.json(&json!({"identity": identity, "shape": shape}));
    } else {
        let Identity { name, version, contract, settings_version, languages } = identity;
        let (languages, exports) = (languages.join(", "), shape.exports.join(", "));
        let (bytes, digest) = (shape.bytes, shape.digest);
        screen.line(words!("{name} {version}, contract {contract}", "{name} {version}, contrat {contract}"));
        screen.line(words!(
            "  settings version {settings_version}, languages {languages}",
            "  réglages version {settings_version}, langues {languages}"
        ));
        screen.line(words!("  {bytes} bytes, SHA-256 {digest}", "  {bytes} octets, SHA-256 {digest}"));
        screen.line(words!("  imports nothing", "  n'importe rien"));
        screen.line(words!("  exports {exports}", "  exporte {exports}"));
    }
    Ok(End::Done)
}

/// Requests are read whole: larger ones are refused before the module sees them.
const REQUEST_BYTES: u64 = 64 * 1024 * 1024;

/// A call from outside may bring any number of documents: about this many bytes each.
const BYTES_PER_DOCUMENT: usize = 200;

/// A letter takes so many at least.
const BYTES_PER_LETTER: usize = 1_000;

/// All of standard input.
pub(super) fn standard_input(screen: &mut Screen<'_>) -> Result<String> {
    let mut request = String::new();
    (&mut *screen.input).take(REQUEST_BYTES + 1).read_to_string(&mut request).map_err(|error| {
        let what = io(&error);
        Error::new(
            Kind::Input,
            Words::around(|reader| {
                let what = what.say(reader);
                words!("standard input: {what}", "entrée standard : {what}")
            }),
        )
    })?;
    if u64::try_from(request.len()).unwrap_or(u64::MAX) > REQUEST_BYTES {
        return Err(Error::new(
            Kind::Input,
            words!("the request has more than {REQUEST_BYTES} bytes", "la requête dépasse {REQUEST_BYTES} octets"),
        )
        .hint(words!("send smaller pages", "envoyez des pages plus petites")));
    }
    Ok(request)
}

pub(super) fn call(arguments: &Arguments, command: &Call, screen: &mut Screen<'_>) -> Result<End> {
    let module = open(arguments, screen)?;
    let request = standard_input(screen)?;
    let budget = if command.function == "letters.print" {
        Budget::letters(request.len() / BYTES_PER_LETTER + 1)
    } else {
        Budget::documents(request.len() / BYTES_PER_DOCUMENT)
    };
    let request = if request.trim().is_empty() { "{}" } else { &request };
    match module.call_text(&command.function, request, budget) {
        Ok(answer) => {
            screen.data(&answer);
            Ok(End::Done)
        }
        Err(crate::module::Refusal::Failure(failure)) => {
            screen.data(&failure);
            Ok(End::Refused)
        }
        Err(broken) => Err(broken.into()),
    }
}
