//! `scenario list`, `show`, `add`: ready scenarios, to be copied and edited (F55).

use std::path::Path;

use relance_contract::{records::settings::ReadyScenario, request};
use serde_json::{Map, Value, json};

use super::{End, arguments::Arguments, data, modules, screen::Screen, settings};
use crate::{
    durable,
    error::{Error, Kind, Result},
    module::{Budget, Module},
    text::Language,
    words,
};

fn library(module: &Module) -> Result<Vec<ReadyScenario>> {
    module.call(&request::Library::of(), Budget::NONE)
}

fn find(module: &Module, id: &str) -> Result<ReadyScenario> {
    library(module)?.into_iter().find(|ready| ready.id == id).ok_or_else(|| {
        Error::new(Kind::Input, words!("there is no ready scenario `{id}`", "il n'y a pas de scénario prêt `{id}`"))
            .hint(words!("`relance scenario list` lists them", "`relance scenario list` les liste"))
    })
}

pub(super) fn list(arguments: &Arguments, json: bool, screen: &mut Screen<'_>) -> Result<End> {
    let all = library(&modules::open(arguments, screen)?)?;
    if json {
        screen.json(&all);
        return Ok(End::Done);
    }
    let language = screen.language();
    let rows = all.into_iter().map(|ready| {
        let what = if language == Language::French { ready.french } else { ready.english };
        vec![ready.id, what, ready.steps]
    });
    let rows = rows.collect();
    screen.table(
        &[words!("scenario", "scénario"), words!("what it does", "ce qu'il fait"), words!("steps", "étapes")],
        rows,
    );
    Ok(End::Done)
}

pub(super) fn show(arguments: &Arguments, id: &str, screen: &mut Screen<'_>) -> Result<End> {
    let ready = find(&modules::open(arguments, screen)?, id)?;
    screen.data(&format!("{}\n", ready.settings));
    Ok(End::Done)
}

pub(super) fn add(
    arguments: &Arguments,
    (id, file): (&str, &Path),
    name: Option<&str>,
    default: bool,
    screen: &mut Screen<'_>,
) -> Result<End> {
    let module = modules::open(arguments, screen)?;
    let ready = find(&module, id)?;
    let mut mine: Map<String, Value> =
        serde_json::from_str(&data::read(file)?).map_err(|error| Error::json(file, &error))?;
    let mut fragment: Map<String, Value> =
        serde_json::from_str(&ready.settings).map_err(|error| Error::json(file, &error))?;
    let name = name.unwrap_or(id);
    let mut scenario =
        fragment.remove("scenarios").and_then(|all| all.as_array()?.first().cloned()).unwrap_or_default();
    if let Some(members) = scenario.as_object_mut() {
        members.insert("id".to_owned(), json!(name));
    }
    let scenarios = mine.entry("scenarios").or_insert_with(|| json!([])).as_array_mut();
    let Some(scenarios) = scenarios else {
        return Err(Error::new(Kind::Input, words!("`scenarios` is not a list", "`scenarios` n'est pas une liste")));
    };
    if scenarios.iter().any(|known| known.get("id").and_then(Value::as_str) == Some(name)) {
        return Err(Error::new(
            Kind::Input,
            words!("the settings have a scenario `{name}` already", "les réglages ont déjà un scénario `{name}`"),
        )
        .hint(words!("name another with --as", "donnez-lui un autre nom avec --as")));
    }
    scenarios.push(scenario);
    let mut kept = Vec::new();
    for part in ["facts", "segments", "texts"] {
        let Some(Value::Object(more)) = fragment.remove(part) else { continue };
        if let Some(known) = mine.entry(part).or_insert_with(|| json!({})).as_object_mut() {
            for (name, value) in more {
                if known.get(&name).is_some_and(|there| *there != value) {
                    kept.push(format!("{part}.{name}"));
                }
                known.entry(name).or_insert(value);
            }
        }
    }
    if default {
        let section = mine.entry(format!("{}s", ready.kind)).or_insert_with(|| json!({}));
        if let Some(section) = section.as_object_mut() {
            section.insert("default_scenario".to_owned(), json!(name));
        }
    }
    let text = format!("{:#}\n", Value::Object(mine));
    settings::require_good(&module, &text, file, screen)?;
    durable::rewrite(file, text.as_bytes())?;
    let shown = file.display();
    screen.line(words!(
        "{shown}: the scenario `{name}` and its texts are there, to be edited.",
        "{shown} : le scénario `{name}` et ses textes y sont, à modifier."
    ));
    for part in kept {
        screen.note(words!("`{part}` was there already and stays as it is", "`{part}` y était déjà et reste tel quel"));
    }
    if !default {
        screen.line(words!(
            "Set it as `default_scenario`, on accounts or documents, or give it a `when`, for it to be used.",
            "Mettez-le en `default_scenario`, sur des comptes ou des pièces, ou donnez-lui un `when`, pour qu'il serve."
        ));
    }
    Ok(End::Done)
}
