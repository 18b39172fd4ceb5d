//! What failed beside something that was sent, and the day on which it is tried again. Each was a day on which engine and model differed
//! (docs/domain.md, "Settled beside the second implementation").

use relance_tests::{Answers, Customer, action, customer, entry, invoice, quote, settings, step};
use serde_json::{Value, json};

/// A letter and an e-mail three days after the due day, Tuesday 15 February 2028, moved to open days; then a mail and a task, nine days after:
/// Thursday 24 February.
fn two_messages() -> Value {
    let steps = json!([
        step("first", "+3 days").does([action("letter", "letter"), action("mail", "email")]),
        step("second", "+9 days").does([action("mail", "email"), action("call", "task")]),
    ]);
    settings("invoice", &json!({"shift": "next-working-day", "catch_up": "latest", "steps": steps}))
}

/// The letter left on Friday 18 February; the e-mail failed on the days given.
fn mail_failed(document: &Value, days: &[&str]) -> Customer {
    let planned = json!({"due": "2028-02-18", "planned": "2028-02-18"});
    let of = |day: &str, action: &str, attempt: usize, state: &str| {
        let mut entry = entry(day, "first").with_all(&planned);
        entry["action"] = json!(action);
        entry["attempt"] = json!(attempt);
        entry["state"] = json!(state);
        entry
    };
    let mut history = vec![of("2028-02-18", "letter", 1, "sent")];
    history.extend(days.iter().enumerate().map(|(at, day)| of(day, "mail", at + 1, "failed")));
    customer("A1").addressed().has([document]).history(&history)
}

/// The code, the day on which it is looked at again, and what leaves.
fn on(day: &str, account: &Value) -> (String, Value, Vec<String>) {
    let answers = Answers::of(day, &two_messages(), account);
    let kinds = answers.kinds().into_iter().map(str::to_owned).collect();
    (answers.code().to_owned(), answers.decision()["next"].clone(), kinds)
}

#[test]
fn what_was_tried_three_times_is_told_on_an_open_day() {
    let account = mail_failed(&invoice("F-1"), &["2028-02-16", "2028-02-17", "2028-02-18"]);
    // Saturday and Sunday are closed; on Monday 21 February a person is asked.
    for closed in ["2028-02-19", "2028-02-20"] {
        assert_eq!(on(closed, &account), ("waiting".into(), json!({"on": "2028-02-21"}), vec![]), "{closed}");
    }
    let (code, _, kinds) = on("2028-02-21", &account);
    assert_eq!((code.as_str(), kinds), ("attempts-exhausted", vec!["task".to_owned()]));
}

#[test]
fn a_task_of_another_step_takes_its_day_alone() {
    // On the 24th there was no address: only the second step's task left. An address comes the same day: a second run of the day leaves the mails for
    // the next one, on which the second step, the last that is due, has its own.
    let mut account = mail_failed(&invoice("F-1"), &["2028-02-18"]);
    assert_eq!(on("2028-02-23", &account).2, ["email"]);
    let task = entry("2028-02-24", "second").internal().action("call");
    account["history"].as_array_mut().unwrap().push(task.into());
    assert_eq!(on("2028-02-24", &account), ("waiting".into(), json!({"on": "2028-02-25"}), vec![]));
    let answers = Answers::of("2028-02-25", &two_messages(), &account);
    assert_eq!((answers.kinds(), &answers.decision()["step"]), (vec!["email"], &json!("second")));
}

#[test]
fn nothing_is_tried_again_on_the_day_of_the_first_send() {
    // Without a first send reminders leave all the same; a person sends the document itself on Monday 21 February.
    let mut settings = two_messages();
    settings["invoices"]["first_send_required"] = json!(false);
    let account = mail_failed(&invoice("F-1").sent("2028-02-21"), &["2028-02-18"]);
    let on = |day: &str| Answers::of(day, &settings, &account);
    assert_eq!((on("2028-02-21").code(), on("2028-02-21").kinds()), ("waiting", vec![]));
    assert_eq!((on("2028-02-22").code(), on("2028-02-22").kinds()), ("remind", vec!["email"]));
}

#[test]
fn a_task_beside_a_mail_that_never_left_takes_no_point_along() {
    // A quote valid until Friday 10 March 2028: a mail and a task four days before its end, Monday 6 March. There was no address: only the task
    // left. On the 10th the announced day has come, the point is out, and the task planned for that day stands for itself.
    let steps = json!([
        step("end", "-4 days").from("valid-until").does([action("mail", "email"), action("look", "task")]),
        step("call", "+18 days").from("first-sent").does([action("call", "task")]),
    ]);
    let settings = settings("quote", &json!({"min_gap": 6, "steps": steps}));
    let quote = quote("F-1").issued("2028-02-21").sent("2028-02-21").valid_until("2028-03-10");
    let task = entry("2028-03-06", "end").action("look").internal();
    let account = customer("A1").has([quote]).history([task]).without_mail();
    let answers = Answers::of("2028-03-10", &settings, &account);
    assert_eq!((answers.code(), &answers.decision()["step"]), ("remind", &json!("call")));
}
