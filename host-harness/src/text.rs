//! How findings and answers read on a screen.

use relance_guest::contract::types::{Finding, Next, Severity};

/// One finding on one line: where, what, and what to do.
#[must_use]
pub fn finding(finding: &Finding) -> String {
    let place = match (finding.line, finding.column) {
        (Some(line), Some(column)) => format!("line {line}, column {column}: "),
        _ => String::new(),
    };
    let severity = match finding.severity {
        Severity::Error => "",
        Severity::Warning => "warning: ",
    };
    let path =
        if finding.path.is_empty() || finding.path == "." { String::new() } else { format!("{}: ", finding.path) };
    let hint = if finding.hint.is_empty() { String::new() } else { format!(" ({})", finding.hint) };
    format!("{place}{severity}{path}{}{hint}", finding.message)
}

/// What comes next, in words, for a reader of that language.
#[must_use]
pub fn next(next: &Next, language: &str) -> String {
    let french = language.starts_with("fr");
    match next {
        Next::On(day) if french => format!("réexaminée le {day}, ou plus tôt si quelque chose change"),
        Next::On(day) => format!("looked at again on {day}, or sooner if something changes"),
        Next::WhenChanged if french => "réexaminée quand quelque chose change".to_owned(),
        Next::WhenChanged => "looked at again when something changes".to_owned(),
        Next::Never if french => "plus jamais réexaminée".to_owned(),
        Next::Never => "never looked at again".to_owned(),
    }
}
