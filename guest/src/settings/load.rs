//! Reads the settings as a whole: accepted, or refused with everything that is wrong and where.

use super::{Finding, Settings, check};
use crate::{domain::Found, limits};
use relance_contract::Path;

/// The settings in this text.
///
/// # Errors
/// Everything that is wrong: the first thing that cannot be read, or else all that does not fit together.
pub fn load(json: &str) -> Result<Settings, Vec<Finding>> {
    if json.len() > limits::SETTINGS_BYTES {
        let found = Found::SettingsTooLarge { bytes: json.len(), most: limits::SETTINGS_BYTES };
        return Err(vec![Finding { found, path: String::new(), at: None }]);
    }
    let settings: Settings = serde_json::from_str(json).map_err(|failure| {
        let path = Path::of_position(json, failure.line(), failure.column());
        let (line, column) = (u32::try_from(failure.line()).ok(), u32::try_from(failure.column()).ok());
        let at = if failure.is_data() { path.locate(json) } else { line.zip(column) };
        vec![Finding { found: explain(&failure), path: path.to_string(), at }]
    })?;
    let wrong = check::check(&settings);
    if wrong.is_empty() {
        return Ok(settings);
    }
    let located = |(path, found): (Path, Found)| Finding { found, at: path.locate(json), path: path.to_string() };
    Err(wrong.into_iter().map(located).collect())
}

/// What cannot be read, without its position, and the nearest allowed word for a misspelt one.
fn explain(failure: &serde_json::Error) -> Found {
    let full = failure.to_string();
    let position = format!(" at line {} column {}", failure.line(), failure.column());
    let problem = full.strip_suffix(&position).unwrap_or(&full);
    let mut words = problem.split('`').skip(1).step_by(2);
    let first = words.next().map(str::to_owned);
    match first {
        Some(member) if problem.starts_with("missing field") => Found::MemberAbsent { member },
        Some(name) if problem.starts_with("unknown") => {
            let known: Vec<_> = words.collect();
            let near = known.iter().map(|word| (strsim::damerau_levenshtein(&name, word), *word)).min();
            let nearest = near.filter(|(distance, _)| *distance <= 3).map(|(_, word)| word.to_owned());
            Found::NameUnknown { known: quoted(known), nearest, name }
        }
        _ => Found::SettingsUnreadable { problem: problem.to_owned() },
    }
}

/// Names as they are written, one after the other.
pub(super) fn quoted<S: std::fmt::Display>(names: impl IntoIterator<Item = S>) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
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
        let Found::NameUnknown { name, known, nearest } = finding.found else { panic!("{finding:?}") };
        assert_eq!((name.as_str(), nearest.as_deref()), ("stepz", Some("steps")));
        assert!(known.starts_with("`id`, "), "{known}");
    }

    #[test]
    fn says_what_is_missing() {
        let found = only_finding(r#"{"version": 1, "scenarios": [{"id": "a", "kind": "invoice"}]}"#).found;
        assert_eq!(found, Found::MemberAbsent { member: "steps".to_owned() });
    }

    #[test]
    fn a_wrong_offset_is_found_in_its_place() {
        let json = r#"{"version": 1, "scenarios": [{"id": "a", "kind": "invoice", "steps": [
            {"id": "1", "at": "soon", "from": "due"}]}]}"#;
        let finding = only_finding(json);
        assert_eq!((finding.path.as_str(), finding.at), ("scenarios[0].steps[0].at", Some((2, 31))));
        let Found::SettingsUnreadable { problem } = finding.found else { panic!("{finding:?}") };
        assert!(problem.contains("`+10 days`"), "{problem}");
    }

    /// All that is found in the one action of these settings: where in it, and what.
    fn of_action(action: &str) -> Vec<(String, Found)> {
        let json = format!(
            r#"{{"version": 1, "texts": {{"t": {{"en": {{"body": "x"}}}}}}, "scenarios": [{{"id": "a", "kind": "invoice", "steps": [
            {{"id": "1", "at": "+1 days", "from": "due", "actions": [{action}]}}]}}]}}"#
        );
        let findings = load(&json).map(|_| ()).unwrap_err();
        let place = |path: &str| path.strip_prefix("scenarios[0].steps[0].actions[0].").unwrap().to_owned();
        findings.into_iter().map(|finding| (place(&finding.path), finding.found)).collect()
    }

    #[test]
    fn a_kind_of_action_that_there_is_not_is_found_in_its_place() {
        let found = of_action(r#"{"id": "x", "kind": "emial", "text": "t"}"#);
        let [(place, Found::NameUnknown { name, known, nearest })] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((place.as_str(), name.as_str(), nearest.as_deref()), ("kind", "emial", Some("email")));
        assert!(known.starts_with("`email`, `letter`, `registered-letter`, `sms`"), "{known}");
        assert!(known.ends_with("`task`, `notification`, `block-orders`, `suspend`, `hand-over`, `other`"), "{known}");
    }

    #[test]
    fn each_kind_of_action_has_its_members_and_no_others() {
        let found =
            of_action(r#"{"id": "x", "kind": "sms", "text": "t", "sender": "salesperson", "attach": "required"}"#);
        let misplaced = |member: &'static str, kinds: &str| {
            let kinds = kinds.to_owned();
            (member.to_owned(), Found::MemberMisplaced { kind: "sms", member, kinds })
        };
        assert_eq!(
            found,
            [misplaced("sender", "`email`"), misplaced("attach", "`email`, `letter`, `registered-letter`")]
        );
        let found = of_action(
            r#"{"id": "x", "kind": "hand-over", "texts": ["t", "u"], "offer": {"discount": "5 %", "days": 0}}"#,
        );
        let places: Vec<_> = found.iter().map(|(place, found)| (place.as_str(), found.code())).collect();
        let inconsistent = |place| (place, "settings-inconsistent");
        assert_eq!(places, ["offer", "recipient", "offer.days", "texts[1]"].map(inconsistent));
        let found = of_action(
            r#"{"id": "x", "kind": "task", "text": "t", "texts": ["t"], "task": "sing", "after": "-1 days"}"#,
        );
        let places: Vec<_> = found.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, ["texts", "task", "after"]);
    }

    #[test]
    fn broken_json_has_a_line_and_column() {
        let finding = only_finding("{\"version\": 1,\n  oops}");
        assert_eq!(finding.at, Some((2, 3)));
        assert_eq!(only_finding("{\"version\": 1} x").found.code(), "settings-unreadable");
    }
}
