//! `module` and `call`, and how every command gets its module.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use relance_guest::contract::about::Identity;
use serde_json::json;

use super::{
    End,
    arguments::{Arguments, Call, Show},
    screen::Screen,
};
use crate::{
    error::{Error, Kind, Result},
    module::{Budget, EMBEDDED, Module},
};

/// The module the command line names, with its compiled form kept beside the store.
pub(super) fn open(arguments: &Arguments) -> Result<Module> {
    let cache = cache_folder(&arguments.db);
    match &arguments.module {
        None => Module::embedded(Some(&cache)),
        Some(file) => Module::from_file(file, Some(&cache)),
    }
}

fn cache_folder(db: &Path) -> PathBuf {
    let mut name = db.file_name().unwrap_or_default().to_owned();
    name.push(".modules");
    db.with_file_name(name)
}

pub(super) fn show(arguments: &Arguments, command: &Show, screen: &mut Screen<'_>) -> Result<End> {
    let module = open(arguments)?;
    let bytes = match &arguments.module {
        None => EMBEDDED.len(),
        Some(file) => usize::try_from(std::fs::metadata(file).map_err(|error| Error::file(file, &error))?.len())
            .unwrap_or(usize::MAX),
    };
    let identity: Identity = module.call("about.describe", &json!({}), Budget::NONE)?;
    let shape = module.shape(bytes);
    if command.json {
        screen.json(&json!({"identity": identity, "shape": shape}));
    } else {
        screen.line(format!("{} {}, contract {}", identity.name, identity.version, identity.contract));
        screen.line(format!(
            "  settings version {}, languages {}",
            identity.settings_version,
            identity.languages.join(", ")
        ));
        screen.line(format!("  {} bytes, SHA-256 {}", shape.bytes, shape.digest));
        screen.line("  imports nothing");
        screen.line(format!("  exports {}", shape.exports.join(", ")));
    }
    Ok(End::Done)
}

/// Requests are read whole: larger ones are refused before the module sees them.
const REQUEST_BYTES: u64 = 64 * 1024 * 1024;

/// A call from outside may bring any number of documents: about this many bytes each.
const BYTES_PER_DOCUMENT: usize = 200;

pub(super) fn call(arguments: &Arguments, command: &Call, screen: &mut Screen<'_>) -> Result<End> {
    let module = open(arguments)?;
    let mut request = String::new();
    (&mut *screen.input)
        .take(REQUEST_BYTES + 1)
        .read_to_string(&mut request)
        .map_err(|error| Error::new(Kind::Input, format!("standard input: {error}")))?;
    if u64::try_from(request.len()).unwrap_or(u64::MAX) > REQUEST_BYTES {
        return Err(Error::new(Kind::Input, format!("the request has more than {REQUEST_BYTES} bytes"))
            .hint("send smaller pages"));
    }
    let budget = Budget::documents(request.len() / BYTES_PER_DOCUMENT);
    let request = if request.trim().is_empty() { "{}" } else { &request };
    match module.call_text(&command.function, request, budget) {
        Ok(answer) => {
            screen.text(&answer);
            Ok(End::Done)
        }
        Err(crate::module::Refusal::Failure(failure)) => {
            screen.text(&failure);
            Ok(End::Refused)
        }
        Err(broken) => Err(broken.into()),
    }
}
