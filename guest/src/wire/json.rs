//! The same functions by name, for hosts that would rather read and write text.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    bindings::exports::relance::reminders::{
        reminders::{DaySoFar, Manual},
        templates::Sample,
        types as wire,
    },
    letters::{self, TextJob, TextPrinted},
    manual, service, templates,
};
use crate::{json_path::Path, limits::REQUEST_BYTES};

/// Calls `function` with a request whose members are its parameters.
///
/// # Errors
/// A `failure` of the contract, as JSON.
pub fn call(function: &str, request: &str) -> Result<String, String> {
    dispatch(function, request).map_err(|failure| to_json(&failure))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    settings: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decide {
    context: wire::Context,
    accounts: Vec<wire::Account>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Admit {
    context: wire::Context,
    so_far: DaySoFar,
    wanted: Vec<wire::Wanted>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Render {
    context: wire::Context,
    accounts: Vec<wire::Account>,
    keys: Vec<String>,
    max_bytes: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    context: wire::Context,
    so_far: DaySoFar,
    accounts: Vec<wire::Account>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Compose {
    context: wire::Context,
    accounts: Vec<wire::Account>,
    manual: Manual,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forecast {
    context: wire::Context,
    accounts: Vec<wire::Account>,
    days: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Explain {
    context: wire::Context,
    account: wire::Account,
    document: String,
    language: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    language: String,
    decisions: Vec<wire::Decision>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Convert {
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckTexts {
    settings: String,
    company: wire::Company,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Preview {
    context: wire::Context,
    sample: Sample,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Print {
    context: wire::Context,
    job: TextJob,
}

/// The functions that can be called, as they are named in the contract.
const FUNCTIONS: &[&str] = &[
    "about.bounds",
    "about.codes",
    "about.describe",
    "letters.print",
    "reminders.admit",
    "reminders.compose",
    "reminders.decide",
    "reminders.explain",
    "reminders.forecast",
    "reminders.phrase",
    "reminders.render",
    "reminders.run",
    "settings.check",
    "settings.example",
    "settings.library",
    "settings.schema",
    "templates.check",
    "templates.convert",
    "templates.preview",
    "templates.variables",
];

fn dispatch(function: &str, request: &str) -> Result<String, wire::Failure> {
    if request.len() > REQUEST_BYTES {
        let message = format!("the request has {} bytes, at most {REQUEST_BYTES} are read", request.len());
        return Err(wire::Failure { code: "too-large".to_owned(), message, findings: Vec::new() });
    }
    Ok(match function {
        "about.bounds" => parse(request).map(|Nothing {}| to_json(&service::bounds()))?,
        "about.codes" => parse(request).map(|Nothing {}| to_json(&service::codes()))?,
        "about.describe" => parse(request).map(|Nothing {}| to_json(&service::describe()))?,
        "settings.check" => parse(request).map(|Check { settings }| to_json(&service::check(&settings)))?,
        "settings.example" => parse(request).map(|Nothing {}| to_json(&service::example()))?,
        "settings.library" => parse(request).map(|Nothing {}| to_json(&service::library()))?,
        "settings.schema" => parse(request).map(|Nothing {}| to_json(&service::schema()))?,
        "templates.variables" => parse(request).map(|Nothing {}| to_json(&templates::variables()))?,
        "templates.convert" => parse(request).map(|Convert { text }| to_json(&templates::convert(&text)))?,
        "templates.check" => {
            parse(request).map(|CheckTexts { settings, company }| to_json(&templates::check(&settings, company)))?
        }
        "templates.preview" => {
            let Preview { context, sample } = parse(request)?;
            to_json(&templates::preview(context, sample)?)
        }
        "letters.print" => {
            let Print { context, job } = parse(request)?;
            to_json(&TextPrinted::from(letters::print(context, job.read()?)?))
        }
        "reminders.decide" => {
            let Decide { context, accounts } = parse(request)?;
            to_json(&service::decide(context, accounts)?)
        }
        "reminders.admit" => {
            let Admit { context, so_far, wanted } = parse(request)?;
            to_json(&service::admit(context, so_far, wanted)?)
        }
        "reminders.render" => {
            let Render { context, accounts, keys, max_bytes } = parse(request)?;
            to_json(&service::render(context, accounts, keys, max_bytes)?)
        }
        "reminders.run" => {
            let Run { context, so_far, accounts } = parse(request)?;
            to_json(&service::run(context, so_far, accounts)?)
        }
        "reminders.compose" => {
            let Compose { context, accounts, manual } = parse(request)?;
            to_json(&manual::compose(context, accounts, manual)?)
        }
        "reminders.forecast" => {
            let Forecast { context, accounts, days } = parse(request)?;
            to_json(&manual::forecast(context, accounts, days)?)
        }
        "reminders.explain" => {
            let Explain { context, account, document, language } = parse(request)?;
            to_json(&service::explain(context, account, &document, &language)?)
        }
        "reminders.phrase" => {
            let Phrase { language, decisions } = parse(request)?;
            to_json(&service::phrase(&language, decisions))
        }
        _ => {
            let shown: String = function.chars().take(60).collect();
            let message = format!("`{shown}` cannot be called; there is {}", FUNCTIONS.join(", "));
            return Err(wire::Failure { code: "invalid-request".to_owned(), message, findings: Vec::new() });
        }
    })
}

fn parse<T: DeserializeOwned>(request: &str) -> Result<T, wire::Failure> {
    if !request.trim_start().starts_with('{') {
        return Err(service::invalid_request(".", "is no object with the function's parameters"));
    }
    serde_json::from_str(request).map_err(|error| {
        let path = Path::of_position(request, error.line(), error.column()).to_string();
        let path = if path.is_empty() { "." } else { &path };
        service::invalid_request(path, &format!("cannot be read: {error}"))
    })
}

/// The contract's records always have a JSON form: they hold no maps with odd keys and no floating-point numbers.
fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
