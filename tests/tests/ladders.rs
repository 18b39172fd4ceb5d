//! Step 6, ladders: what counts, gaps, catch-up, marks, severe and internal steps, repetition.

use relance_tests::{Answers, Customer, Days, Left, action, customer, entry, invoice, ladder, list, settings, step};
use serde_json::{Value, json};

const THREE: [&str; 3] = ["+3 days", "+7 days", "+15 days"];

/// Due on Tuesday 15 February 2028.
fn owing(given: &Value) -> Customer {
    let mut account = customer("A1").with_all(given);
    account["documents"] = json!([invoice("F-1")]);
    account
}

fn three(given: &Value) -> Value {
    let mut scenario = given.clone();
    if scenario["steps"].is_null() {
        scenario["steps"] = ladder("due", &THREE);
    }
    settings("invoice", &scenario)
}

fn told(left: &[Left]) -> Vec<String> {
    left.iter().map(|left| format!("{} {} {}", left.day, left.step, left.state)).collect()
}

#[test]
fn what_counts_moves_on_and_what_does_not_stays() {
    for (state, attempt, step) in [
        ("sent", 1, "+7 days"),
        ("pending", 1, "+7 days"),
        ("ambiguous", 1, "+7 days"),
        ("skipped", 1, "+7 days"),
        ("passed-over", 1, "+7 days"),
        ("dropped", 1, "+7 days"),
        ("expired", 1, "+7 days"),
        ("jumped", 1, "+7 days"),
        ("failed", 2, "+3 days"),
        ("cancelled", 2, "+3 days"),
        ("bounced", 2, "+3 days"),
    ] {
        let account = owing(&json!({"history": [entry("2028-02-18", "+3 days").state(state)]}));
        let answers = Answers::of("2028-02-25", &three(&json!({})), &account);
        assert_eq!(answers.decision()["step"], step, "{state}");
        assert_eq!(answers.0["wanted"][0]["attempt"], attempt, "{state}");
    }
}

#[test]
fn a_task_takes_its_day_alone_so_that_running_twice_is_running_once() {
    // Due on Tuesday 15 February: the call and the mail after it both come due over the closed Friday, on Monday 21.
    let steps = json!([
        step("call", "+3 days").does([action("call", "task")]),
        step("mail", "+4 days").does([action("mail", "email")]),
    ]);
    let mut settings = three(&json!({"steps": steps, "shift": "next-working-day"}));
    settings["calendar"] = json!({"closed": ["2028-02-18"]});
    let called = json!({"action": "call", "audience": "internal", "due": "2028-02-18", "planned": "2028-02-21"});
    let account = owing(&json!({"history": [entry("2028-02-21", "call").with_all(&called)]}));
    let again = Answers::of("2028-02-21", &settings, &account);
    assert_eq!((again.code(), &again.decision()["next"]), ("waiting", &json!({"on": "2028-02-22"})));
    assert_eq!(again.0["wanted"], json!([]));
    assert_eq!(Answers::of("2028-02-22", &settings, &account).code(), "remind");
}

#[test]
fn a_simulated_step_advances_the_rehearsal_only() {
    let account = owing(&json!({"history": [entry("2028-02-18", "+3 days").with("simulated", true)]}));
    let live = Answers::of("2028-02-25", &three(&json!({})), &account);
    assert_eq!((&live.decision()["step"], &live.0["wanted"][0]["simulated"]), (&json!("+3 days"), &json!(false)));
    let rehearsal = Answers::of("2028-02-25", &three(&json!({"mode": "notify-only"})), &account);
    assert_eq!(
        (&rehearsal.decision()["step"], &rehearsal.0["wanted"][0]["simulated"]),
        (&json!("+7 days"), &json!(true))
    );
}

#[test]
fn a_failed_step_is_tried_three_times_then_a_person_is_asked() {
    let failed =
        |attempt: u32| owing(&json!({"history": [entry("2028-02-20", "+3 days").state("failed").attempt(attempt)]}));
    assert_eq!(Answers::of("2028-02-20", &three(&json!({})), &failed(1)).code(), "waiting", "not twice on one day");
    assert_eq!(Answers::of("2028-02-21", &three(&json!({})), &failed(2)).0["wanted"][0]["attempt"], 3);
    let exhausted = Answers::of("2028-02-21", &three(&json!({})), &failed(3));
    assert_eq!(exhausted.code(), "attempts-exhausted");
    assert_eq!(exhausted.0["wanted"][0]["kind"], "task");
}

#[test]
fn a_removed_step_keeps_its_place_and_an_inserted_one_never_leaves() {
    let mut steps = ladder("due", &["+3 days", "+5 days", "+7 days", "+15 days"]);
    steps[0]["retired"] = json!(true);
    let account = owing(&json!({"history": [entry("2028-02-22", "+7 days")]}));
    let answers = Answers::of("2028-02-23", &three(&json!({"steps": steps})), &account);
    assert_eq!(answers.decision()["step"], "+15 days");
    let marks: Vec<_> =
        answers.0["marks"].as_array().unwrap().iter().map(|mark| (&mark["coverage"]["step"], &mark["state"])).collect();
    assert_eq!(marks, [(&json!("+5 days"), &json!("inserted-later"))]);
}

/// "Step ids are permanent": under its new name a step would leave again. Nothing is concluded from one that came to nothing, or of another scenario.
#[test]
fn a_step_that_left_and_is_gone_holds_its_document() {
    let left = |state: &str, scenario: &str| {
        let former = entry("2028-02-18", "former name").covering("scenario", scenario).state(state);
        Answers::of("2028-02-22", &three(&json!({})), &owing(&json!({"history": [former]})))
    };
    let scenario = three(&json!({}))["scenarios"][0]["id"].as_str().unwrap().to_owned();
    for state in ["sent", "pending", "ambiguous"] {
        let answers = left(state, &scenario);
        assert_eq!((answers.code(), answers.kinds()), ("invalid-data", Vec::new()), "{state}");
        let finding = &answers.0["findings"][0];
        assert_eq!((&finding["path"], &finding["document"]), (&json!("account.history"), &json!("D1")));
        assert!(finding["message"].as_str().unwrap().contains("`former name`"), "{finding}");
    }
    for state in ["failed", "cancelled", "bounced", "expired"] {
        assert_eq!(left(state, &scenario).code(), "remind", "{state}");
    }
    assert_ne!(left("sent", "other").code(), "invalid-data");
}

#[test]
fn catch_up_latest_sends_the_last_step_that_is_due_and_marks_the_others() {
    // Switched on after all three were due: +15 leaves at once, nothing more follows.
    let days = Days { from: "2028-03-06", to: "2028-04-30", down: None };
    let left = days.live(&three(&json!({"catch_up": "latest"})), owing(&json!({})), |_, _| {});
    assert_eq!(told(&left), ["2028-03-06 +3 days jumped", "2028-03-06 +7 days jumped", "2028-03-06 +15 days sent"]);
}

#[test]
fn catch_up_expire_drops_what_is_too_late_and_never_ends_in_silence() {
    // Effective 18 and 22 February, 1 March. On 27 February +3 is nine days late, +7 five.
    let days = Days { from: "2028-02-27", to: "2028-03-31", down: None };
    let left = days.live(&three(&json!({"catch_up": {"expire": 5}})), owing(&json!({})), |_, _| {});
    // +15 follows +7 by eight days, as planned: 27 February + 8 = 6 March.
    assert_eq!(told(&left), ["2028-02-27 +3 days expired", "2028-02-27 +7 days sent", "2028-03-06 +15 days sent"]);

    let late = Days { from: "2028-03-20", to: "2028-03-25", down: None };
    let left = late.live(&three(&json!({"catch_up": {"expire": 5}})), owing(&json!({})), |_, _| {});
    let states: Vec<_> = left.iter().map(|left| (left.step.as_str(), left.state.as_str())).collect();
    assert_eq!(
        states,
        [("+3 days", "expired"), ("+7 days", "expired"), ("+15 days", "expired"), ("@all-expired", "sent")]
    );
}

#[test]
fn a_step_that_announces_a_day_expires_when_that_day_comes() {
    // -3 days: planned for 12 February. After an outage until the due day it has nothing left to announce.
    let steps = ladder("due", &["-3 days", "+3 days"]);
    let down = Days { from: "2028-02-01", to: "2028-03-31", down: Some(("2028-02-10", "2028-02-14")) };
    let left = down.live(&three(&json!({"steps": steps})), owing(&json!({})), |_, _| {});
    assert_eq!(told(&left), ["2028-02-15 -3 days expired", "2028-02-18 +3 days sent"]);
    let mut silent = steps;
    silent[0]["announces"] = json!(false);
    let left = down.live(&three(&json!({"steps": silent})), owing(&json!({})), |_, _| {});
    // It leaves three days late; +3 was six days after it and keeps that distance: 21 February.
    assert_eq!(told(&left), ["2028-02-15 -3 days sent", "2028-02-21 +3 days sent"]);
}

#[test]
fn a_false_condition_passes_a_step_over_for_good() {
    let mut steps = ladder("due", &THREE);
    steps[1]["when"] = json!("left > 9000");
    let days = Days { from: "2028-02-15", to: "2028-03-31", down: None };
    let left = days.live(&three(&json!({"steps": steps})), owing(&json!({})), |_, _| {});
    assert_eq!(told(&left), ["2028-02-18 +3 days sent", "2028-02-22 +7 days passed-over", "2028-03-01 +15 days sent"]);
}

#[test]
fn a_severe_step_never_leaves_out_of_the_blue() {
    let mut steps = ladder("due", &["+3 days", "+15 days"]);
    steps[1]["severe"] = json!(true);
    let skipped = entry("2028-02-18", "+3 days").state("skipped");
    let answers =
        Answers::of("2028-03-10", &three(&json!({"steps": steps.clone()})), &owing(&json!({"history": [skipped]})));
    assert_eq!(answers.code(), "milder-first");
    assert_eq!(
        (&answers.0["wanted"][0]["kind"], &answers.0["wanted"][0]["coverage"][0]["step"]),
        (&json!("task"), &json!("@milder-first"))
    );
    let sent = entry("2028-02-18", "+3 days");
    let answers =
        Answers::of("2028-03-10", &three(&json!({"steps": steps.clone()})), &owing(&json!({"history": [sent]})));
    assert_eq!((answers.code(), &answers.0["wanted"][0]["severe"]), ("remind", &json!(true)));
    // With `latest` both are due, and the severe one would jump the milder one.
    let answers = Answers::of("2028-03-10", &three(&json!({"steps": steps, "catch_up": "latest"})), &owing(&json!({})));
    assert_eq!((answers.code(), &answers.decision()["step"]), ("remind", &json!("+3 days")));
}

#[test]
fn an_internal_step_starts_no_gap_and_needs_no_address() {
    let mut steps = ladder("due", &THREE);
    steps[1]["actions"] = json!([action("call", "task").with("task", "call")]);
    let days = Days { from: "2028-02-15", to: "2028-03-31", down: None };
    let left = days.live(&three(&json!({"steps": steps.clone(), "min_gap": 10})), owing(&json!({})), |_, _| {});
    // The task waits for the gap after the mail (18 + 10 = 28), the next mail does not wait for the task.
    assert_eq!(told(&left), ["2028-02-18 +3 days sent", "2028-02-28 +7 days sent", "2028-03-01 +15 days sent"]);

    steps[0]["actions"] = steps[1]["actions"].clone();
    let nobody = owing(&json!({"mailbox": null}));
    let answers = Answers::of("2028-02-18", &three(&json!({"steps": steps})), &nobody);
    assert_eq!((answers.code(), &answers.0["wanted"][0]["kind"]), ("remind", &json!("task")));
}

#[test]
fn the_tasks_of_a_step_leave_although_nobody_can_receive_its_mail() {
    let mut steps = ladder("due", &["+3 days", "+7 days"]);
    steps[0]["actions"] = json!([action("mail", "email"), action("call", "task")]);
    let settings = three(&json!({"steps": steps}));
    let days = Days { from: "2028-02-15", to: "2028-02-29", down: None };
    let left = days.live(&settings, owing(&json!({"mailbox": null})), |today, account| {
        if today == "2028-02-21" {
            account["mailbox"] =
                json!({"address": "new@example.com", "bounced": false, "opted_out": false, "opted_in": false});
        }
    });
    // The task of the step and the one that says so leave once, not every day; the mail when there is an address. +7
    // keeps its four days after it.
    let mut told = told(&left);
    told.sort();
    assert_eq!(
        told,
        [
            "2028-02-18 +3 days sent",
            "2028-02-18 @no-address sent",
            "2028-02-21 +3 days sent",
            "2028-02-25 +7 days sent"
        ]
    );
}

#[test]
fn the_customer_has_until_the_deadline_printed() {
    let mut steps = ladder("due", &["+3 days", "+7 days"]);
    steps[0]["deadline"] = json!(8);
    let days = Days { from: "2028-02-15", to: "2028-03-31", down: None };
    // 18 February + 8 = 26; the day after is the 27th.
    let left = days.live(&three(&json!({"steps": steps})), owing(&json!({})), |_, _| {});
    assert_eq!(told(&left), ["2028-02-18 +3 days sent", "2028-02-27 +7 days sent"]);
}

#[test]
fn the_last_step_repeats_as_often_as_the_scenario_says() {
    let scenario = json!({"steps": ladder("due", &["+3 days"]), "repeat_last": {"every": 10, "at_most": 2}});
    let days = Days { from: "2028-02-15", to: "2028-04-30", down: None };
    let left = days.live(&three(&scenario), owing(&json!({})), |_, _| {});
    assert_eq!(told(&left), ["2028-02-18 +3 days sent", "2028-02-28 +3 days sent", "2028-03-09 +3 days sent"]);
}

#[test]
fn a_manual_reminder_is_followed_by_the_gap_and_advances_nothing() {
    let manual = entry("2028-02-17", "").with("origin", "person").with(
        "coverage",
        json!({
            "document": "D1", "scenario": "", "cycle": 1, "step": "", "repetition": 0,
        }),
    );
    let account = owing(&json!({"history": [manual]}));
    let days = Days { from: "2028-02-17", to: "2028-02-29", down: None };
    let left = days.live(&three(&json!({"min_gap": 4})), account, |_, _| {});
    assert_eq!(told(&left)[..2], ["2028-02-21 +3 days sent", "2028-02-25 +7 days sent"]);
}

#[test]
fn a_new_cycle_starts_again_under_new_keys() {
    let history = json!([entry("2028-02-18", "+3 days"), entry("2028-02-22", "+7 days")]);
    let mut account = owing(&json!({"history": history}));
    account["documents"][0]["cycle"] = json!(2);
    account["documents"][0]["due"] = json!("2028-03-15");
    let answers = Answers::of("2028-03-18", &three(&json!({})), &account);
    assert_eq!(answers.decision()["step"], "+3 days");
    assert_eq!(answers.0["wanted"][0]["coverage"][0]["cycle"], 2);
    let mut first = account.clone();
    first["documents"][0]["cycle"] = json!(1);
    first["history"] = json!([]);
    let before = Answers::of("2028-03-18", &three(&json!({})), &first);
    assert_ne!(answers.0["wanted"][0]["key"], before.0["wanted"][0]["key"]);
}

#[test]
fn a_document_moved_by_a_person_resumes_after_its_last_reminder() {
    let mut settings = three(&json!({}));
    settings["scenarios"].as_array_mut().unwrap().push(json!({
        "id": "other", "kind": "invoice", "steps": ladder("due", &["+1 days", "+5 days", "+20 days"]),
    }));
    let mut account = owing(
        &json!({"history": [entry("2028-02-22", "+7 days").with("planned", "2028-02-22").with("due", "2028-02-22")]}),
    );
    account["invoice_scenario"] = json!("other");
    assert_eq!(Answers::of("2028-02-23", &settings, &account).decision()["scenario"], "s", "begun, it stays");
    account["documents"][0]["scenario"] = json!("other");
    let days = Days { from: "2028-02-23", to: "2028-03-31", down: None };
    // Planned on 16 and 20 February: before the last reminder. 15 February + 20 = 6 March.
    let left = days.live(&settings, account, |_, _| {});
    let states: Vec<_> = left.iter().map(|left| (left.step.as_str(), left.state.as_str())).collect();
    assert_eq!(states, [("+1 days", "jumped"), ("+5 days", "jumped"), ("+20 days", "sent")]);
    assert_eq!(left.last().map(|left| left.day.as_str()), Some("2028-03-06"));
}

#[test]
fn anchors_other_than_the_due_day() {
    let steps = json!([
        step("issued", "+40 days").from("issued").does([action("mail", "email")]),
        step("again", "+6 days").from("previous-reminder").does([action("mail", "email")]),
        step("demo", "+2 working days").from("event:demo").does([action("mail", "email")]),
    ]);
    let days = Days { from: "2028-02-01", to: "2028-04-30", down: None };
    let left = days.live(&three(&json!({"steps": steps})), owing(&json!({})), |today, account| {
        // Friday 10 March 2028: two working days later is Tuesday the 14th.
        if today == "2028-03-10" {
            account["events"] = json!([{"kind": "demo", "day": "2028-03-10"}]);
        }
    });
    // 15 January + 40 = 24 February.
    assert_eq!(told(&left), ["2028-02-24 issued sent", "2028-03-01 again sent", "2028-03-14 demo sent"]);
}

#[test]
fn a_missing_anchor_holds_a_ladder() {
    let mut account = owing(&json!({}));
    account["documents"][0]["due"] = Value::Null;
    let answers = Answers::of("2028-02-18", &three(&json!({})), &account);
    assert_eq!((answers.code(), &answers.decision()["next"]), ("anchor-missing", &json!("when-changed")));
}

#[test]
fn the_shift_rules() {
    // +4 days: Saturday 19 February 2028.
    for (shift, expected) in [
        ("none", vec!["2028-02-19 +4 days sent"]),
        ("next-working-day", vec!["2028-02-21 +4 days sent"]),
        ("previous-working-day", vec!["2028-02-18 +4 days sent"]),
        ("drop", vec!["2028-02-19 +4 days dropped"]),
    ] {
        let days = Days { from: "2028-02-15", to: "2028-02-29", down: None };
        let settings = three(&json!({"shift": shift, "steps": ladder("due", &["+4 days"])}));
        let left = days.live(&settings, owing(&json!({})), |_, _| {});
        assert_eq!(told(&left), expected, "{shift}");
    }
}

#[test]
fn nothing_reminds_on_the_day_of_the_first_send() {
    let mut account = owing(&json!({}));
    account["documents"][0]["first_sent"] = json!("2028-02-20");
    let days = Days { from: "2028-02-20", to: "2028-02-22", down: None };
    let left = days.live(&three(&json!({})), account, |_, _| {});
    assert_eq!(told(&left), ["2028-02-21 +3 days sent"]);
}

#[test]
fn two_instalments_on_one_day_make_one_message() {
    let mut account = owing(&json!({}));
    account["documents"][0]["instalments"] = json!([
        {"id": "1", "due": "2028-02-11", "amount": 100_000, "retention": false},
        {"id": "2", "due": "2028-02-15", "amount": 150_000, "retention": false},
    ]);
    // On 18 February the first instalment is at +7 and the second at +3: one message with the text of +7.
    let history = entry("2028-02-14", "+3 days").with(
        "coverage",
        json!({
            "document": "D1", "instalment": "1", "scenario": "s", "cycle": 1, "step": "+3 days", "repetition": 0,
        }),
    );
    account["history"] = json!([history]);
    let answers = Answers::of("2028-02-18", &three(&json!({})), &account);
    assert_eq!(answers.0["wanted"].as_array().map(Vec::len), Some(1));
    let coverage: Vec<_> = answers.0["wanted"][0]["coverage"]
        .as_array()
        .unwrap()
        .iter()
        .map(|covered| (&covered["instalment"], &covered["step"]))
        .collect();
    assert_eq!(coverage, [(&json!("1"), &json!("+7 days")), (&json!("2"), &json!("+3 days"))]);
    assert_eq!(answers.0["decisions"][0]["actions"], answers.0["decisions"][1]["actions"]);
}

/// A mail with its letter on Tuesday 22 February, and a call the day after.
fn letter_then_call(history: &Value) -> (Value, Customer) {
    let steps = json!([
        step("mail", "+3 days").does([action("mail", "email")]),
        step("both", "+7 days").does([action("mail", "email"), action("letter", "letter")]),
        step("call", "+8 days").does([action("call", "task")]),
        step("last", "+30 days").does([action("mail", "email")]),
    ]);
    let settings = three(&json!({ "steps": steps }));
    (settings, owing(&json!({ "history": history })).addressed())
}

#[test]
fn a_letter_that_was_taken_back_is_written_again_the_day_after_the_task_behind_it() {
    let (settings, account) = letter_then_call(&json!([
        entry("2028-02-18", "mail"),
        entry("2028-02-22", "both"),
        entry("2028-02-22", "both").action("letter").state("cancelled"),
        entry("2028-02-23", "call").action("call").internal(),
    ]));
    let same_day = Answers::of("2028-02-23", &settings, &account);
    assert_eq!((same_day.code(), &same_day.decision()["next"]), ("waiting", &json!({"on": "2028-02-24"})));
    let day_after = Answers::of("2028-02-24", &settings, &account);
    assert_eq!((day_after.code(), &day_after.decision()["step"]), ("remind", &json!("both")));
    let wanted = list(&day_after.0["wanted"]);
    assert_eq!((wanted.len(), &wanted[0]["attempt"]), (1, &json!(2)), "{wanted:#?}");
}

#[test]
fn what_came_back_is_sent_again_behind_a_task_but_not_behind_a_message() {
    let bounced = entry("2028-02-18", "mail").state("bounced");
    let called = entry("2028-02-23", "call").action("call").internal();
    let (settings, account) = letter_then_call(&json!([bounced, called]));
    let again = Answers::of("2028-02-24", &settings, &account);
    assert_eq!((again.code(), &again.decision()["step"]), ("remind", &json!("mail")));
    assert_eq!(again.0["wanted"][0]["attempt"], 2);
    let [mail, letter] = ["mail", "letter"].map(|action| entry("2028-02-22", "both").action(action));
    let (settings, account) = letter_then_call(&json!([bounced, mail, letter, called]));
    assert_eq!(Answers::of("2028-02-24", &settings, &account).decision()["step"], "last");
}

/// Both mails came back once both steps had left: the letter of the later one is with the customer by then.
#[test]
fn what_came_back_is_not_tried_again_behind_a_step_of_which_something_left() {
    let both = [action("letter", "letter"), action("copy", "email")];
    let first = step("first", "+3 days").does([action("mail", "email")]);
    let steps = json!([first, step("second", "+6 days").does(both)]);
    let history = [
        entry("2028-02-18", "first").state("bounced"),
        entry("2028-02-21", "second").action("letter"),
        entry("2028-02-21", "second").action("copy").state("bounced"),
    ];
    let account = owing(&json!({"history": history})).addressed();
    let answers = Answers::of("2028-02-22", &three(&json!({"steps": steps})), &account);
    let wanted = list(&answers.0["wanted"]).iter().map(|wanted| json!([wanted["action"], wanted["attempt"]]));
    assert_eq!(wanted.collect::<Vec<_>>(), [json!(["copy", 2])], "{:?}", answers.0);
}
