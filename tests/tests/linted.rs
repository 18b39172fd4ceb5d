//! What the linter says of days: a deadline, and what is planned before it is over.

use relance_tests::{ask, list, settings};
use serde_json::{Value, json};

/// A reminder three days after the due day, a formal notice that gives eight days 20 days after it, and what follows.
fn deadlines_too_long(after: &[Value]) -> Vec<String> {
    let mail = json!([{"id": "mail", "kind": "email", "text": "t"}]);
    let mut steps = vec![
        json!({"id": "friendly", "at": "+3 days", "from": "due", "actions": mail}),
        json!({"id": "notice", "at": "+20 days", "from": "due", "severe": true, "deadline": 8, "actions": mail}),
    ];
    steps.extend(after.iter().cloned());
    let settings = settings("invoice", &json!({"steps": steps})).to_string();
    let findings = ask("settings", "check", &json!({"settings": settings, "language": "en"})).unwrap();
    let found = list(&findings).iter().filter(|finding| finding["code"] == "deadline-longer-than-gap");
    found.map(|finding| finding["message"].as_str().unwrap_or_default().to_owned()).collect()
}

fn step(at: &str, from: &str, kind: &str) -> Value {
    let mut action = json!({"id": "do", "kind": kind});
    if kind == "task" || kind == "email" {
        action["text"] = json!("t");
    }
    json!({"id": kind, "at": at, "from": from, "actions": [action]})
}

#[test]
fn a_measure_before_the_time_given_is_over_is_doubted_as_a_message_is() {
    for (after, doubted) in [
        // The 28th day is the last that the customer was given; the day after it something may follow.
        (vec![step("+28 days", "due", "email")], true),
        (vec![step("+29 days", "due", "email")], false),
        (vec![step("+25 days", "due", "block-orders")], true),
        (vec![step("+28 days", "due", "suspend")], true),
        (vec![step("+29 days", "due", "hand-over")], false),
        (vec![step("+5 days", "previous-reminder", "block-orders")], true),
        (vec![step("+9 days", "previous-reminder", "block-orders")], false),
        // A task is felt by nobody; a measure behind a later message is.
        (vec![step("+25 days", "due", "task")], false),
        (vec![step("+2 days", "event:opened", "email"), step("+25 days", "due", "block-orders")], true),
        // "Five days after the previous reminder" is five days after the notice, measures between or not.
        (vec![step("+29 days", "due", "block-orders"), step("+5 days", "previous-reminder", "email")], true),
        (vec![step("+29 days", "due", "block-orders"), step("+9 days", "previous-reminder", "email")], false),
    ] {
        let found = deadlines_too_long(&after);
        assert_eq!(found.len(), usize::from(doubted), "{after:?}: {found:?}");
    }
}
