//! `conform`: whether a component answers as the contract's recorded behaviour says.

use relance_contract::{RecordedCall, recorded};
use serde_json::{Value, json};

use super::{End, arguments::Conform, modules, screen::Screen};
use crate::{
    error::{Error, Kind, Result},
    module::{Budget, Module, Refusal},
    text::Words,
    words,
};

pub(super) fn conform(command: &Conform, screen: &mut Screen<'_>) -> Result<End> {
    let module = Module::from_file(&command.file, modules::cache_folder().as_deref())?;
    let calls = recorded().map_err(|error| {
        Error::new(Kind::Input, words!("the recorded calls: {error}", "les appels enregistrés : {error}"))
    })?;
    let mut differences = Vec::new();
    for (at, call) in calls.iter().enumerate() {
        // A second time, since nothing may stay behind.
        let answers = [ask(&module, call), ask(&module, call)];
        if let Some(difference) = answers.iter().find_map(|answer| difference(call, answer)) {
            differences.push((at + 1, call.function.as_str(), difference));
        }
    }
    let (all, same) = (calls.len(), calls.len() - differences.len());
    if command.json {
        let told =
            differences.iter().map(|(at, function, what)| json!({"call": at, "function": function, "what": what}));
        screen.json(&json!({"calls": all, "same": same, "differences": told.collect::<Vec<_>>()}));
    } else {
        screen.line(words!(
            "{same} of {all} recorded calls are answered as contract {contract} answers them.",
            "{same} des {all} appels enregistrés reçoivent la réponse du contrat {contract}.",
            contract = relance_contract::CONTRACT
        ));
        for (at, function, what) in &differences {
            screen.line(Words::around(|reader| {
                let what = what.say(reader);
                words!("  call {at}, {function}: {what}", "  appel {at}, {function} : {what}")
            }));
        }
    }
    Ok(if differences.is_empty() { End::Done } else { End::Refused })
}

/// Its answer and whether it was accepted, or what broke.
fn ask(module: &Module, call: &RecordedCall) -> std::result::Result<(bool, String), Words> {
    match module.call_text(&call.function, &call.request, Budget { letters: 10, ..Budget::documents(1_000) }) {
        Ok(answer) => Ok((true, answer)),
        Err(Refusal::Failure(failure)) => Ok((false, failure)),
        Err(broken) => Err(Error::from(broken).words()),
    }
}

fn difference(call: &RecordedCall, answer: &std::result::Result<(bool, String), Words>) -> Option<Words> {
    match answer {
        Err(broken) => Some(broken.clone()),
        Ok((accepted, _)) if *accepted != call.accepted => Some(if call.accepted {
            words!("is refused", "est refusé")
        } else {
            words!("is accepted, and recorded as refused", "est accepté, alors qu'il est refusé dans l'enregistrement")
        }),
        Ok((_, answer)) if *answer == call.answer => None,
        Ok((_, answer)) => {
            Some(match serde_json::from_str::<Value>(answer).ok().zip(serde_json::from_str(&call.answer).ok()) {
                None => words!("is no JSON", "n'est pas du JSON"),
                Some((now, then)) => match first_difference("", &then, &now) {
                    None => words!("has the same values in other bytes", "a les mêmes valeurs, écrites autrement"),
                    Some((path, then, now)) => {
                        words!("{path} is {now}, recorded is {then}", "{path} vaut {now}, enregistré {then}")
                    }
                },
            })
        }
    }
}

/// Where two values part: the place, and both values there, cut.
fn first_difference(path: &str, then: &Value, now: &Value) -> Option<(String, String, String)> {
    let member = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match (then, now) {
        (Value::Object(then), Value::Object(now)) => {
            let names = then.keys().chain(now.keys().filter(|name| !then.contains_key(*name)));
            let null = Value::Null;
            let of = |object: &serde_json::Map<String, Value>, name: &str| object.get(name).unwrap_or(&null).clone();
            names.into_iter().find_map(|name| first_difference(&member(name), &of(then, name), &of(now, name)))
        }
        (Value::Array(then), Value::Array(now)) if then.len() == now.len() => {
            let mut pairs = then.iter().zip(now).enumerate();
            pairs.find_map(|(at, (then, now))| first_difference(&format!("{path}[{at}]"), then, now))
        }
        (then, now) if then == now => None,
        (then, now) => {
            let cut = |value: &Value| value.to_string().chars().take(80).collect();
            Some((path.to_owned(), cut(then), cut(now)))
        }
    }
}
