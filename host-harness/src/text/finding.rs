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
    let path = place_of(finding);
    let hint = if finding.hint.is_empty() { String::new() } else { format!(" ({})", finding.hint) };
    Words::around(|reader| {
        let [place, severity, path] = [&place, &severity, &path].map(|part| part.say(reader));
        format!("{place}{severity}{path}{}{hint}", finding.message).into()
    })
}

/// Whose account and document, and the member of it, or where in the settings.
fn place_of(finding: &Finding) -> Words {
    let member = match finding.path.as_str() {
        "" | "." | "account" | "document" => None,
        path => Some(path.strip_prefix("document.").or_else(|| path.strip_prefix("account.")).unwrap_or(path)),
    };
    let member = member.map(Words::from);
    let account = finding.account.as_deref().map(|account| words!("account {account}", "compte {account}"));
    let document = finding.document.as_deref().map(|document| words!("document {document}", "pièce {document}"));
    let parts: Vec<_> = account.into_iter().chain(document).chain(member).collect();
    if parts.is_empty() {
        return "".into();
    }
    Words::around(|reader| {
        let parts: Vec<_> = parts.iter().map(|part| part.say(reader)).collect();
        let parts = parts.join(", ");
        words!("{parts}: ", "{parts} : ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn a_finding_is_one_line_in_the_readers_language() {
        let said = |account: Option<&str>, document: Option<&str>, path: &str| {
            let [account, document] = [account, document].map(|id| id.map(str::to_owned));
            let found = Finding {
                severity: Severity::Warning,
                code: "invalid-data".to_owned(),
                account,
                document,
                path: path.to_owned(),
                line: None,
                column: None,
                message: "no".to_owned(),
                hint: "mend it".to_owned(),
            };
            finding(&found).say(Language::French).to_owned()
        };
        assert_eq!(said(Some("A"), Some("D"), "document.due"), "avertissement : compte A, pièce D, due : no (mend it)");
        assert_eq!(
            said(Some("A"), None, "account.holds[\"H\"]"),
            "avertissement : compte A, holds[\"H\"] : no (mend it)"
        );
        assert_eq!(said(None, None, "accounts[0].id"), "avertissement : accounts[0].id : no (mend it)");
        assert_eq!(said(None, None, "."), "avertissement : no (mend it)");
    }
}
