//! What a reminder by hand counts as: what was sent decides (docs/domain.md, "Manual reminders").

use relance_tests::{Ended, Office, action, ask, context, customer, entry, invoice, list, settings, step};
use serde_json::{Value, json};

/// A friendly reminder that left three days after the due day, 15 February 2028; then the step given, 20 days after: 6 March.
fn by_hand(next: &Value, text: &str) -> Value {
    let friendly = step("friendly", "+3 days").does([action("mail", "email")]);
    let mut settings = settings("invoice", &json!({"steps": [friendly, next]}));
    settings["texts"]["notice"] = settings["texts"]["t"].clone();
    let account = customer("A1").has([invoice("F-1")]).history([entry("2028-02-18", "friendly")]);
    let reminders = json!([{"document": "D1", "text": text}]);
    let manual = json!({"reminders": reminders, "together": false, "advance": true, "note": ""});
    let request = json!({"context": context("2028-03-06", &settings), "accounts": [account], "manual": manual});
    let made = ask("reminders", "compose", &request).unwrap();
    let actions = list(&made["actions"]);
    assert_eq!(actions.len(), 1, "{made:#}");
    actions[0]["wanted"].clone()
}

fn told(wanted: &Value) -> (&str, bool, Option<&str>) {
    let step = wanted["coverage"][0]["step"].as_str().unwrap();
    (step, wanted["severe"] == true, wanted["deadline"].as_str())
}

#[test]
fn only_its_own_text_is_a_formal_notice() {
    let notice = step("notice", "+20 days").severe().deadline(8).does([action("mail", "email").saying("notice")]);
    assert_eq!(told(&by_hand(&notice, "notice")), ("notice", true, Some("2028-03-14")));
    // One more reminder by hand: the notice is still to come, and nothing is silenced.
    assert_eq!(told(&by_hand(&notice, "t")), ("", false, None));
}

#[test]
fn a_message_uses_up_no_task_and_no_measure() {
    for action in [json!(action("call", "task")), json!({"id": "block", "kind": "block-orders"})] {
        let step = step("inside", "+20 days").does([action]);
        assert_eq!(told(&by_hand(&step, "t")), ("", false, None), "{step:?}");
    }
}

#[test]
fn another_text_may_stand_for_a_friendly_step_without_its_deadline() {
    let second = step("second", "+20 days").deadline(8).does([action("mail", "email")]);
    assert_eq!(told(&by_hand(&second, "t")), ("second", false, Some("2028-03-14")));
    assert_eq!(told(&by_hand(&second, "notice")), ("second", false, None));
}

#[test]
fn documents_at_two_steps_share_no_message_that_gives_a_time() {
    let step = |id: &str, at: &str, text: &str, deadline: Option<u32>| {
        step(id, at).with("deadline", deadline).does([action("mail", "email").saying(text)])
    };
    let mut settings = settings(
        "invoice",
        &json!({"steps": [step("one", "+3 days", "t", Some(8)), step("two", "+10 days", "u", None)]}),
    );
    settings["texts"]["u"] = settings["texts"]["t"].clone();
    // The first document stands at the second step, the other one at the first, which gives eight days.
    let documents = json!([invoice("F-1"), invoice("F-2")]);
    let account = customer("A1").has(&documents).history([entry("2028-02-18", "one")]);
    let reminders = json!([{"document": "D1", "text": "t"}, {"document": "D2", "text": "t"}]);
    let manual = json!({"reminders": reminders, "together": true, "advance": true, "note": ""});
    let request = json!({"context": context("2028-02-28", &settings), "accounts": [account], "manual": manual});
    let made = ask("reminders", "compose", &request).unwrap();
    let mut told: Vec<_> = list(&made["actions"])
        .iter()
        .map(|action| (action["wanted"]["coverage"][0]["document"].as_str(), action["wanted"]["deadline"].as_str()))
        .collect();
    told.sort_unstable();
    assert_eq!(told, [(Some("D1"), None), (Some("D2"), Some("2028-03-07"))]);
}

#[test]
fn a_reminder_by_hand_that_was_taken_back_stays_named_until_something_leaves() {
    let office = Office::new();
    // This machine cannot write mails on that day.
    office.block("out/mail");
    let out = office.name("out");
    let remind = ["remind", "F-mail", "--send", "--override", "phone", "--date", "2028-02-16", "--out", &out];
    let Ended { code, said, .. } = office.relance(&remind);
    assert_eq!(code, 6, "{said}");
    office.unblock("out/mail");
    assert_eq!(office.run("2028-02-17").code, 6, "it tells of it");
    // Had it been cut off, nobody would know but for these.
    let doctor = ["doctor", "--date", "2028-02-17", "--out", &out];
    for command in [["outbox", "list"].as_slice(), &["status"], &doctor] {
        let Ended { said, .. } = office.relance(command);
        assert!(said.contains("F-mail") && said.contains("taken back"), "{said}");
    }
    // The next step left: nobody need ask again.
    assert_eq!(office.run("2028-02-18").code, 0);
    for command in [["outbox", "list"].as_slice(), &["status"], &doctor] {
        let Ended { said, .. } = office.relance(command);
        assert!(!said.contains("by hand"), "{said}");
    }
}
