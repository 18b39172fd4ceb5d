//! What the linter says of days: a deadline, and what is planned before it is over.

use relance_tests::{Step, action, ask, list, reminders, step};
use serde_json::json;

/// A reminder three days after the due day, a formal notice that gives eight days 20 days after it, and what follows.
fn deadlines_too_long(after: &[Step]) -> Vec<String> {
    let mail = json!([action("mail", "email")]);
    let mut steps =
        vec![step("friendly", "+3 days").does(&mail), step("notice", "+20 days").severe().deadline(8).does(&mail)];
    steps.extend(after.iter().cloned());
    let settings = reminders(&steps).to_string();
    let findings = ask("settings", "check", &json!({"settings": settings, "language": "en"})).unwrap();
    let found = list(&findings).iter().filter(|finding| finding["code"] == "deadline-longer-than-gap");
    found.map(|finding| finding["message"].as_str().unwrap_or_default().to_owned()).collect()
}

fn following(at: &str, from: &str, kind: &str) -> Step {
    let mut action = json!({"id": "do", "kind": kind});
    if kind == "task" || kind == "email" {
        action["text"] = json!("t");
    }
    step(kind, at).from(from).does([action])
}

#[test]
fn a_measure_before_the_time_given_is_over_is_doubted_as_a_message_is() {
    for (after, doubted) in [
        // The 28th day is the last that the customer was given; the day after it something may follow.
        (vec![following("+28 days", "due", "email")], true),
        (vec![following("+29 days", "due", "email")], false),
        (vec![following("+25 days", "due", "block-orders")], true),
        (vec![following("+28 days", "due", "suspend")], true),
        (vec![following("+29 days", "due", "hand-over")], false),
        (vec![following("+5 days", "previous-reminder", "block-orders")], true),
        (vec![following("+9 days", "previous-reminder", "block-orders")], false),
        // A task is felt by nobody; a measure behind a later message is.
        (vec![following("+25 days", "due", "task")], false),
        (vec![following("+2 days", "event:opened", "email"), following("+25 days", "due", "block-orders")], true),
        // "Five days after the previous reminder" is five days after the notice, measures between or not.
        (vec![following("+29 days", "due", "block-orders"), following("+5 days", "previous-reminder", "email")], true),
        (vec![following("+29 days", "due", "block-orders"), following("+9 days", "previous-reminder", "email")], false),
    ] {
        let found = deadlines_too_long(&after);
        assert_eq!(found.len(), usize::from(doubted), "{after:?}: {found:?}");
    }
}
