//! Step 6, plans of points: seven days after the first send and two days before expiry, and what happens between them.

use relance_tests::{Customer, Days, action, customer, quote, settings, step};
use serde_json::{Value, json};

/// Sent on Monday 2 March 2026.
fn offer(valid_until: &str, given: &Value) -> Customer {
    customer("A1").has([quote("F-1").issued("2026-03-02").sent("2026-03-02").valid_until(valid_until).with_all(given)])
}

fn plan(points: &[(&str, &str, &str)], given: &Value) -> Value {
    let steps: Value =
        points.iter().map(|(id, at, from)| step(id, at).from(from).does([action("mail", "email")])).collect();
    let mut scenario = given.clone();
    scenario["steps"] = steps;
    settings("quote", &scenario)
}

const WEEK_AND_END: [(&str, &str, &str); 2] = [("week", "+7 days", "first-sent"), ("end", "-2 days", "valid-until")];

fn lived(settings: &Value, account: Customer) -> Vec<String> {
    let days = Days { from: "2026-03-02", to: "2026-05-31", down: None };
    let left = days.live(settings, account, |_, _| {});
    left.iter().map(|left| format!("{} {} {}", left.day, left.step, left.state)).collect()
}

#[test]
fn points_leave_by_their_days_whatever_the_order_in_the_list() {
    let listed_backwards = [WEEK_AND_END[1], WEEK_AND_END[0]];
    assert_eq!(
        lived(&plan(&listed_backwards, &json!({})), offer("2026-04-01", &json!({}))),
        ["2026-03-09 week sent", "2026-03-30 end sent"]
    );
}

#[test]
fn a_quote_with_nothing_left_is_looked_at_once_more_when_it_has_ended() {
    let mut account = offer("2026-04-01", &json!({}));
    account["history"] =
        json!([relance_tests::entry("2026-03-09", "week"), relance_tests::entry("2026-03-30", "end"),]);
    let on = |day: &str| {
        let answers = relance_tests::Answers::of(day, &plan(&WEEK_AND_END, &json!({})), &account);
        (answers.code().to_owned(), answers.decision()["next"].clone())
    };
    assert_eq!(on("2026-03-31"), ("finished".to_owned(), json!({"on": "2026-04-02"})));
    assert_eq!(on("2026-04-02"), ("validity-ended".to_owned(), json!("when-changed")));
}

#[test]
fn of_two_points_on_one_day_the_one_listed_last_leaves() {
    // Valid until 11 March: both on the 9th.
    let lived = lived(&plan(&WEEK_AND_END, &json!({})), offer("2026-03-11", &json!({})));
    assert_eq!(lived, ["2026-03-09 week dropped", "2026-03-09 end sent"]);
}

#[test]
fn a_point_before_expiry_shifts_back_and_one_after_it_shifts_forward() {
    let points = [("end", "-2 days", "valid-until"), ("after", "+10 days", "valid-until")];
    // Valid until Tuesday 31 March: two days before is Sunday 29, so Friday 27. Ten days after is Friday 10 April.
    let plan = plan(&points, &json!({"shift": "next-working-day"}));
    assert_eq!(lived(&plan, offer("2026-03-31", &json!({}))), ["2026-03-27 end sent", "2026-04-10 after sent"]);
    // Valid until Wednesday 1 April: ten days after is Saturday 11, so Monday 13 April.
    assert_eq!(lived(&plan, offer("2026-04-01", &json!({}))), ["2026-03-30 end sent", "2026-04-13 after sent"]);
}

#[test]
fn after_validity_only_steps_that_say_so_are_left() {
    let points = [("late", "+35 days", "first-sent"), ("after", "+10 days", "valid-until")];
    // 2 March + 35 = 6 April, after 1 April.
    let lived = lived(&plan(&points, &json!({})), offer("2026-04-01", &json!({})));
    assert_eq!(lived, ["2026-04-02 late dropped", "2026-04-11 after sent"]);
}

#[test]
fn a_point_on_or_before_the_first_send_is_dropped() {
    // Sent again late: first sent on 28 March, "end" was for 30 March minus nothing.
    let points = [("end", "-5 days", "valid-until"), ("last", "-1 days", "valid-until")];
    let late = offer("2026-04-01", &json!({"first_sent": "2026-03-28"}));
    assert_eq!(lived(&plan(&points, &json!({})), late), ["2026-03-28 end dropped", "2026-03-31 last sent"]);
}

#[test]
fn an_earlier_point_gives_way_to_a_later_one_that_is_due() {
    let days = Days { from: "2026-03-02", to: "2026-04-30", down: Some(("2026-03-05", "2026-03-29")) };
    let left = days.live(&plan(&WEEK_AND_END, &json!({})), offer("2026-04-01", &json!({})), |_, _| {});
    let left: Vec<_> = left.iter().map(|left| format!("{} {} {}", left.day, left.step, left.state)).collect();
    assert_eq!(left, ["2026-03-30 week dropped", "2026-03-30 end sent"]);
}

#[test]
fn a_point_whose_anchor_is_missing_is_passed_over_and_the_others_leave() {
    let endless = offer("2026-04-01", &json!({"valid_until": null}));
    assert_eq!(
        lived(&plan(&WEEK_AND_END, &json!({})), endless),
        ["2026-03-02 end passed-over", "2026-03-09 week sent"]
    );
}

#[test]
fn a_quote_moved_by_a_person_resumes_after_its_last_reminder() {
    let mut settings = plan(&WEEK_AND_END, &json!({}));
    settings["scenarios"].as_array_mut().unwrap().push(json!({"id": "other", "kind": "quote", "steps": [
        step("early", "+3 days").from("first-sent").does([action("mail", "email")]),
        step("late", "+20 days").from("first-sent").does([action("mail", "email")]),
    ]}));
    let days = Days { from: "2026-03-02", to: "2026-04-30", down: None };
    let left = days.live(&settings, offer("2026-04-20", &json!({})), |today, account| {
        if today == "2026-03-12" {
            account["documents"][0]["scenario"] = json!("other");
        }
    });
    let left: Vec<_> = left.iter().map(|left| format!("{} {} {}", left.day, left.step, left.state)).collect();
    assert_eq!(left, ["2026-03-09 week sent", "2026-03-12 early jumped", "2026-03-22 late sent"]);
}

#[test]
fn a_quote_never_sent_has_no_plan_yet_and_loses_nothing() {
    let days = Days { from: "2026-03-02", to: "2026-04-30", down: None };
    let left = days.live(
        &plan(&WEEK_AND_END, &json!({})),
        offer("2026-04-20", &json!({"first_sent": null})),
        |today, account| {
            if today == "2026-03-20" {
                account["documents"][0]["first_sent"] = json!("2026-03-20");
            }
        },
    );
    let left: Vec<_> = left.iter().map(|left| format!("{} {} {}", left.day, left.step, left.state)).collect();
    assert_eq!(left, ["2026-03-27 week sent", "2026-04-18 end sent"]);
}

#[test]
fn a_point_inserted_before_one_that_left_and_was_retired_never_leaves() {
    // "week" left on 9 March and was taken out of the scenario since; "early" is new, and would have been for 7 March.
    let points =
        [("early", "+5 days", "first-sent"), ("week", "+7 days", "first-sent"), ("end", "-2 days", "valid-until")];
    let mut settings = plan(&points, &json!({}));
    settings["scenarios"][0]["steps"][1]["retired"] = json!(true);
    let mut account = offer("2026-04-01", &json!({}));
    account["history"] = json!([relance_tests::entry("2026-03-09", "week")]);
    let left = Days { from: "2026-03-10", to: "2026-04-30", down: None }.live(&settings, account, |_, _| {});
    let left: Vec<_> = left.iter().map(|left| format!("{} {} {}", left.day, left.step, left.state)).collect();
    assert_eq!(left, ["2026-03-10 early inserted-later", "2026-03-30 end sent"]);
}

#[test]
fn a_point_that_came_back_and_stands_before_one_that_left_is_dropped() {
    let mut account = offer("2026-04-01", &json!({}));
    account["history"] =
        json!(
            [relance_tests::entry("2026-03-09", "week").state("bounced"), relance_tests::entry("2026-03-30", "end"),]
        );
    let answers = relance_tests::Answers::of("2026-03-31", &plan(&WEEK_AND_END, &json!({})), &account);
    let mark = &answers.0["marks"][0];
    assert_eq!(answers.0["wanted"], json!([]));
    assert_eq!(
        (&mark["coverage"]["step"], &mark["state"], &mark["reason"]),
        (&json!("week"), &json!("dropped"), &json!("later-point-due"))
    );
}

#[test]
fn a_severe_point_drops_no_milder_one_while_the_customer_is_closed() {
    // Monday 9 March and, severe, Wednesday 11 March; the customer is closed all that week. Two days lie between points.
    let points = [("mild", "+7 days", "first-sent"), ("severe", "+9 days", "first-sent")];
    let mut settings = plan(&points, &json!({"shift": "next-working-day"}));
    settings["scenarios"][0]["steps"][1]["severe"] = json!(true);
    let mut account = offer("2026-04-20", &json!({}));
    account["closed"] = json!([{"first": "2026-03-09", "last": "2026-03-13"}]);
    assert_eq!(lived(&settings, account), ["2026-03-16 mild sent", "2026-03-18 severe sent"]);
}

#[test]
fn late_points_expire_where_the_scenario_says_so() {
    // "week" is for 9 March, and may leave until the 11th; nothing ran from the 5th to the 12th.
    let days = Days { from: "2026-03-02", to: "2026-04-30", down: Some(("2026-03-05", "2026-03-12")) };
    let settings = plan(&WEEK_AND_END, &json!({"catch_up": {"expire": 2}}));
    let left = days.live(&settings, offer("2026-04-01", &json!({})), |_, _| {});
    let left: Vec<_> = left.iter().map(|left| format!("{} {} {}", left.day, left.step, left.state)).collect();
    assert_eq!(left, ["2026-03-13 week expired", "2026-03-30 end sent"]);
}

#[test]
fn before_the_first_send_a_task_still_to_come_is_waited_for() {
    let mut settings = plan(&[("call", "+7 days", "issued"), ("end", "-2 days", "valid-until")], &json!({}));
    settings["scenarios"][0]["steps"][0]["actions"][0]["kind"] = json!("task");
    let account = offer("2026-04-01", &json!({"first_sent": null}));
    for (today, code) in [("2026-03-08", "waiting"), ("2026-03-09", "remind")] {
        assert_eq!(relance_tests::Answers::of(today, &settings, &account).code(), code, "{today}");
    }
}

#[test]
fn before_the_first_send_a_measure_that_may_not_leave_keeps_no_notification_back() {
    let points = [("block", "+3 days", "issued"), ("tell", "+5 days", "issued")];
    let mut settings = plan(&points, &json!({}));
    settings["scenarios"][0]["steps"][0]["actions"] = json!([action("block", "block-orders")]);
    settings["scenarios"][0]["steps"][1]["actions"] = json!([action("tell", "notification").with("role", "finance")]);
    let account = offer("2026-04-01", &json!({"first_sent": null}));
    for (today, code) in [("2026-03-06", "milder-first"), ("2026-03-07", "remind")] {
        assert_eq!(relance_tests::Answers::of(today, &settings, &account).code(), code, "{today}");
    }
}
