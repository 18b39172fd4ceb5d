//! Reads the settings as a whole: accepted, or refused with everything that is wrong and where.

use super::{Finding, Settings, Severity, check};
use crate::limits;
use relance_contract::Path;

/// The settings in this text.
///
/// # Errors
/// Everything that is wrong: the first thing that cannot be read, or else all that does not fit together.
pub fn load(json: &str) -> Result<Settings, Vec<Finding>> {
    let error = |code, path: &Path, at, message, hint| Finding {
        severity: Severity::Error,
        code,
        path: path.to_string(),
        at,
        message,
        hint,
    };
    if json.len() > limits::SETTINGS_BYTES {
        let message = format!("the settings have {} bytes, at most {} are read", json.len(), limits::SETTINGS_BYTES);
        return Err(vec![error("settings-too-large", &Path::default(), None, message, String::new())]);
    }
    let settings: Settings = serde_json::from_str(json).map_err(|failure| {
        let path = Path::of_position(json, failure.line(), failure.column());
        let (message, hint) = explain(&failure);
        let (line, column) = (u32::try_from(failure.line()).ok(), u32::try_from(failure.column()).ok());
        let at = if failure.is_data() { path.locate(json) } else { line.zip(column) };
        vec![error("settings-unreadable", &path, at, message, hint)]
    })?;
    let findings = check::check(&settings);
    if findings.is_empty() {
        return Ok(settings);
    }
    let located = |(path, message, hint): (Path, String, String)| {
        error("settings-inconsistent", &path, path.locate(json), message, hint)
    };
    Err(findings.into_iter().map(located).collect())
}

/// The message without its position, and the nearest allowed word for a misspelt one.
fn explain(failure: &serde_json::Error) -> (String, String) {
    let full = failure.to_string();
    let position = format!(" at line {} column {}", failure.line(), failure.column());
    let message = full.strip_suffix(&position).unwrap_or(&full).to_owned();
    let mut words = message.split('`').skip(1).step_by(2);
    let hint = match (message.starts_with("unknown"), words.next()) {
        (true, Some(wrong)) => {
            let nearest = words.map(|word| (strsim::damerau_levenshtein(wrong, word), word)).min();
            nearest.filter(|(distance, _)| *distance <= 3).map(|(_, word)| format!("did you mean `{word}`?"))
        }
        _ => None,
    };
    (message, hint.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::EXAMPLE;
    use super::*;

    fn only_finding(json: &str) -> Finding {
        let mut findings = load(json).map(|_| ()).unwrap_err();
        assert_eq!(findings.len(), 1, "{findings:?}");
        findings.remove(0)
    }

    #[test]
    fn the_example_is_accepted() {
        assert_eq!(load(EXAMPLE).map(|_| ()), Ok(()));
    }

    #[test]
    fn says_where_what_is_allowed_and_what_was_meant() {
        let json = "{\"version\": 1,\n \"scenarios\": [{\"id\": \"a\", \"kind\": \"invoice\",\n  \"stepz\": []}]}";
        let finding = only_finding(json);
        assert_eq!(finding.path, "scenarios[0].stepz");
        assert_eq!(finding.at, Some((3, 12)));
        assert!(finding.message.contains("expected one of `id`"), "{}", finding.message);
        assert_eq!(finding.hint, "did you mean `steps`?");
    }

    #[test]
    fn a_wrong_offset_is_found_in_its_place() {
        let json = r#"{"version": 1, "scenarios": [{"id": "a", "kind": "invoice", "steps": [
            {"id": "1", "at": "soon", "from": "due"}]}]}"#;
        let finding = only_finding(json);
        assert_eq!((finding.path.as_str(), finding.at), ("scenarios[0].steps[0].at", Some((2, 31))));
        assert!(finding.message.contains("`+10 days`"), "{}", finding.message);
    }

    #[test]
    fn broken_json_has_a_line_and_column() {
        let finding = only_finding("{\"version\": 1,\n  oops}");
        assert_eq!(finding.at, Some((2, 3)));
        assert_eq!(only_finding("{\"version\": 1} x").code, "settings-unreadable");
    }
}
