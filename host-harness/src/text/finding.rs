//! What the module finds, on one line. Its sentence comes in the language that the module was asked in.

use relance_contract::records::types::{Finding, Severity};

use super::Words;
use crate::words;

/// One finding on one line: where, what, and what to do.
#[must_use]
pub fn finding(finding: &Finding) -> Words {
    let place = match (finding.line, finding.column) {
        (Some(line), Some(column)) => words!("line {line}, column {column}: ", "ligne {line}, colonne {column} : "),
        _ => "".into(),
    };
    let severity = match finding.severity {
        Severity::Error => "".into(),
        Severity::Warning => words!("warning: ", "avertissement : "),
    };
    let path = match finding.path.as_str() {
        "" | "." => "".into(),
        path => {
            let chemin = in_french(path);
            words!("{path}: ", "{chemin} : ")
        }
    };
    let hint = if finding.hint.is_empty() { String::new() } else { format!(" ({})", finding.hint) };
    Words::around(|reader| {
        let [place, severity, path] = [&place, &severity, &path].map(|part| part.say(reader));
        format!("{place}{severity}{path}{}{hint}", finding.message).into()
    })
}

/// The module names places in English: whose account and document.
fn in_french(path: &str) -> String {
    match path.strip_prefix("account ") {
        Some(account) => format!("compte {}", account.replacen(", document ", ", pièce ", 1)),
        None => path.to_owned(),
    }
}
