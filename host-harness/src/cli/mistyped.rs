//! What the parser of the command line says of a mistake, in French. In English it says it itself.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The whole message; nothing for what is better said in the parser's own words.
pub(super) fn in_french(mistake: &clap::Error) -> Option<String> {
    let what = sentence(mistake)?;
    let mut said = format!("erreur : {what}");
    if let Some(hint) = hint(mistake) {
        said.push_str("\nconseil : ");
        said.push_str(&hint);
    }
    if let Some(ContextValue::StyledStr(usage)) = mistake.get(ContextKind::Usage) {
        let usage = usage.to_string().replace("Usage:", "Usage :");
        said.push_str("\n\n");
        said.push_str(usage.trim_end());
    }
    said.push_str("\n\nPour en savoir plus : `--help`.");
    Some(said)
}

fn sentence(mistake: &clap::Error) -> Option<String> {
    let said = |kind| listed(mistake, kind).unwrap_or_default();
    let (argument, value) = (said(ContextKind::InvalidArg), said(ContextKind::InvalidValue));
    Some(match mistake.kind() {
        ErrorKind::UnknownArgument => format!("argument inattendu : {argument}"),
        ErrorKind::InvalidSubcommand => format!("commande inconnue : {}", said(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue if value.is_empty() || value == "''" => format!("{argument} demande une valeur"),
        ErrorKind::InvalidValue => format!("{value} n'est pas une valeur de {argument}"),
        ErrorKind::ValueValidation => {
            let why = mistake.source().map(|why| reason(&why.to_string())).unwrap_or_default();
            format!("{value} n'est pas une valeur de {argument} : {why}")
        }
        ErrorKind::NoEquals => format!("{argument} s'écrit avec `=` devant sa valeur"),
        ErrorKind::TooManyValues => format!("{value} est de trop pour {argument}"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("{argument} n'a pas assez de valeurs"),
        ErrorKind::ArgumentConflict => match said(ContextKind::PriorArg) {
            other if other.is_empty() || other == argument => format!("{argument} ne peut être donné qu'une fois"),
            other => format!("{argument} ne va pas avec {other}"),
        },
        ErrorKind::MissingRequiredArgument => format!("il manque : {argument}"),
        ErrorKind::MissingSubcommand => {
            format!("il manque une commande, parmi : {}", said(ContextKind::ValidSubcommand))
        }
        ErrorKind::InvalidUtf8 => "un argument n'est pas en UTF-8".to_owned(),
        _ => return None,
    })
}

fn hint(mistake: &clap::Error) -> Option<String> {
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(near) = near.into_iter().find_map(|kind| listed(mistake, kind)) {
        return Some(format!("vouliez-vous dire {near} ?"));
    }
    listed(mistake, ContextKind::ValidValue).map(|values| format!("valeurs possibles : {values}"))
}

/// What the parser knows of the mistake, as it stands in a sentence.
fn listed(mistake: &clap::Error, kind: ContextKind) -> Option<String> {
    let quoted = |text: &String| format!("'{text}'");
    match mistake.get(kind)? {
        ContextValue::String(text) => Some(quoted(text)),
        ContextValue::Strings(texts) if !texts.is_empty() => {
            Some(texts.iter().map(quoted).collect::<Vec<_>>().join(", "))
        }
        _ => None,
    }
}

/// Why a value is none: our own reasons have both languages, English first; the parser's own is about a range.
fn reason(why: &str) -> String {
    let french = why.split_once(" / ").map_or(why, |(_, french)| french);
    french.replace(" is not in ", " n'est pas dans ").replace("invalid digit found in string", "ce n'est pas un nombre")
}
