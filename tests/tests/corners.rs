//! Corners of the rules that a case folder does not show well: limits, bank data, closed days, thresholds. Each expectation is worked out from the
//! rule.

use relance_tests::{
    Answers, action, actions, ask, context, customer, entry, invoice, ladder, list, marks, quote, reminders, settings,
    step,
};
use serde_json::{Value, json};

fn letter_and_mail() -> Value {
    json!([step("s", "+3 days").does([action("mail", "email"), action("letter", "letter"), action("call", "task")])])
}

#[test]
fn an_account_limit_lets_whole_steps_leave_or_none() {
    let account = customer("A1").addressed().has([invoice("F-1")]);
    for (limit, expected) in [(0, vec![]), (1, vec![]), (2, vec!["email", "letter", "task"])] {
        let mut settings = settings("invoice", &json!({"steps": letter_and_mail()}));
        settings["limits"] = json!({"customer_messages_per_account_per_day": limit});
        let answers = Answers::of("2028-02-18", &settings, &account);
        assert_eq!(answers.kinds(), expected, "{limit}");
        assert_eq!(answers.code(), if expected.is_empty() { "limit-reached" } else { "remind" }, "{limit}");
        let findings = ask("settings", "check", &json!({"settings": settings.to_string(), "language": "en"})).unwrap();
        let found = list(&findings).iter().filter(|finding| finding["code"] == "larger-than-limit").count();
        assert_eq!(found, usize::from(limit < 2), "{limit}: {findings}");
    }
}

#[test]
fn a_smaller_step_leaves_behind_one_that_does_not_fit() {
    // D1 needs two messages and comes first by its effective day; D2 needs one.
    let steps = letter_and_mail();
    let mut settings = reminders(&steps);
    let short =
        json!({"id": "short", "kind": "invoice", "when": "number == \"D2\"", "steps": ladder("due", &["+3 days"])});
    settings["scenarios"].as_array_mut().unwrap().push(short);
    settings["limits"] = json!({"customer_messages_per_account_per_day": 1});
    let documents = [invoice("D1").known_as("D1"), invoice("D2").due("2028-02-16")];
    let answers = Answers::of("2028-02-19", &settings, &customer("A1").addressed().has(&documents));
    assert_eq!((answers.code_of("D1"), answers.code_of("D2")), ("limit-reached", "remind"));
}

#[test]
fn what_the_limit_of_the_day_keeps_back_records_no_skipped_step() {
    let steps = ladder("due", &["+3 days", "+7 days"]);
    let mut settings = settings("invoice", &json!({"steps": steps, "catch_up": "latest"}));
    let account = customer("A1").has([invoice("F-1")]);
    for (limit, skipped) in [(0, 0), (1, 1)] {
        settings["limits"] = json!({"customer_messages_per_day": limit});
        let request = json!({"context": context("2028-02-25", &settings), "so_far": {"customer_messages": 0}, "accounts": [account]});
        let page = ask("reminders", "run", &request).unwrap();
        assert_eq!(list(&marks(&page["accounts"][0])).len(), skipped, "{limit}: {page:#}");
        assert_eq!(actions(&page).len(), limit, "{limit}");
    }
}

#[test]
fn a_quote_never_waits_for_bank_data() {
    let mut steps = ladder("first-sent", &["+3 days"]);
    steps[0]["needs_fresh_bank"] = json!(true);
    let settings = settings("quote", &json!({"steps": steps, "order": "as-listed"}));
    let quote = quote("F-1").sent("2028-02-15").valid_until("2028-03-31");
    let account = customer("A1").has([quote]);
    let mut context = context("2028-02-18", &settings);
    context["bank_date"] = Value::Null;
    let answers = ask("reminders", "decide", &json!({"context": context, "accounts": [account]})).unwrap();
    assert_eq!(answers[0]["decisions"][0]["code"], "remind");
    let findings = ask("settings", "check", &json!({"settings": settings.to_string(), "language": "en"})).unwrap();
    assert!(list(&findings).iter().any(|finding| finding["code"] == "fresh-bank-of-quote"), "{findings}");
}

#[test]
fn a_customers_closed_days_stretch_no_promise_and_plan_nothing() {
    // Promised for Friday 18 February; three working days of the tenant later, Wednesday the 23rd, it is broken, whenever the customer is closed.
    let closed = json!([{"first": "2028-02-21", "last": "2028-02-25"}]);
    let promise = json!({"promise": {"amount": {"minor": 1000, "currency": "EUR"}, "promised_for": "2028-02-18", "made_on": "2028-02-10"}});
    let given = |shift: &str| {
        let scenario = json!({"steps": ladder("due", &["+3 days"]), "shift": shift});
        let account =
            customer("A1").with("closed", &closed).held(json!([{"id": "H", "kind": promise}])).has([invoice("F-1")]);
        (settings("invoice", &scenario), account)
    };
    let (settings, account) = given("none");
    assert_eq!(Answers::of("2028-02-23", &settings, &account).code(), "promised");
    assert_eq!(Answers::of("2028-02-24", &settings, &account).code(), "remind", "nothing shifts");
    let (settings, account) = given("next-working-day");
    let answers = Answers::of("2028-02-24", &settings, &account);
    // Planned on Friday the 18th; the customer opens again on Monday the 28th.
    assert_eq!((answers.code(), &answers.decision()["next"]), ("waiting", &json!({"on": "2028-02-28"})));
    let planned = list(&answers.decision()["details"]).iter().find(|detail| detail["name"] == "planned").unwrap();
    assert_eq!(planned["value"]["day"], "2028-02-18");
}

#[test]
fn without_an_address_tasks_leave_and_measures_wait() {
    let steps = json!([step("s", "+3 days").does([
        action("mail", "email"),
        action("call", "task"),
        action("tell", "notification").with("role", "finance"),
        action("stop", "block-orders")
    ])]);
    let mut settings = reminders(&steps);
    settings["team"] = json!({"finance": {"id": "7", "name": "Anne Roux", "email": "a@b.example"}});
    // A step that blocks orders is severe: something milder has left.
    let history = [entry("2028-02-16", "before")];
    let account = customer("A1").without_mail().has([invoice("F-1")]).history(&history);
    let answers = Answers::of("2028-02-18", &settings, &account);
    assert_eq!(answers.code(), "no-address");
    // The second task is the one that asks for an address.
    assert_eq!(answers.kinds(), ["notification", "task", "task"]);
}

#[test]
fn below_its_threshold_a_step_skips_nothing_on_a_closed_day() {
    // Friday 18 February: the condition of the first step is false, the second is due and too small. Saturday: nothing may happen.
    let mut steps = ladder("due", &["+2 days", "+3 days"]);
    steps[0]["when"] = json!("days_late > 60");
    steps[1]["minimum"] = json!({"EUR": "9000"});
    let settings = settings("invoice", &json!({"steps": steps, "shift": "next-working-day"}));
    let account = customer("A1").has([invoice("F-1").due("2028-02-15")]);
    let friday = Answers::of("2028-02-18", &settings, &account);
    assert_eq!((friday.code(), friday.decision()["next"].as_str()), ("below-threshold", Some("when-changed")));
    assert_eq!(friday.0["marks"], json!([]));
    let saturday = Answers::of("2028-02-19", &settings, &account);
    assert_eq!((&saturday.0["marks"], &saturday.0["wanted"]), (&json!([]), &json!([])));
}

#[test]
fn by_hand_an_ended_validity_is_shown_and_needs_no_reason() {
    let settings = settings("quote", &json!({"steps": ladder("first-sent", &["+3 days"])}));
    let quote = quote("F-1").sent("2028-01-15").valid_until("2028-02-01");
    let account = customer("A1").has([quote]);
    let manual = json!({"reminders": [{"document": "D1"}], "together": false, "advance": false, "note": ""});
    let request = json!({"context": context("2028-02-18", &settings), "accounts": [account], "manual": manual});
    let made = ask("reminders", "compose", &request).unwrap();
    assert_eq!(made["documents"][0]["objections"][0]["code"], "validity-ended");
    assert_eq!(list(&made["actions"]).len(), 1, "{made:#}");
}

#[test]
fn one_further_passes_over_a_notice_that_nothing_announced() {
    // Promised for Tuesday 15 February, with three working days of grace: broken after the 18th.
    let mut steps = ladder("due", &["+3 days", "+7 days", "+15 days"]);
    steps[1]["severe"] = json!(true);
    let mut settings = reminders(&steps);
    settings["guards"] = json!({"broken_promise": "one-further"});
    let promise = json!({"id": "H", "kind": {"promise": {"promised_for": "2028-02-15", "made_on": "2028-02-10"}}, "document": "D1"});
    let account = customer("A1").has([invoice("F-1")]).held([promise]);
    let answers = Answers::of("2028-02-21", &settings, &account);
    assert_eq!((answers.code(), &answers.decision()["step"]), ("remind", &json!("+15 days")));
    let jumped: Vec<_> =
        list(&answers.0["marks"]).iter().map(|mark| (&mark["coverage"]["step"], &mark["reason"])).collect();
    let expected = [(&json!("+3 days"), &json!("promise-broken")), (&json!("+7 days"), &json!("promise-broken"))];
    assert_eq!(jumped, expected);
}

#[test]
fn a_copy_that_reaches_nobody_needs_no_enclosure() {
    let mut steps = ladder("due", &["+3 days"]);
    steps[0]["actions"] = json!([
        action("letter", "letter").with("attach", "nothing"),
        action("copy", "email").with("optional", true).with("attach", "required"),
    ]);
    let account = customer("A1").addressed().has([invoice("F-1")]).without_mail();
    let answers = Answers::of("2028-02-18", &reminders(&steps), &account);
    assert_eq!((answers.code(), answers.kinds()), ("remind", vec!["letter"]));
}

/// The codes of what `settings.check` finds.
fn found(settings: &Value) -> Vec<String> {
    let findings = ask("settings", "check", &json!({"settings": settings.to_string(), "language": "en"})).unwrap();
    list(&findings).iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_day_before_the_due_day_is_doubted_where_the_text_speaks_of_lateness() {
    for (at, body, doubted) in [
        ("-3 days", "{{ document.number }}, {{ document.days_late }}", true),
        ("+3 days", "{{ document.number }}, {{ document.days_late }}", false),
        ("-3 days", "{{ document.number }}", false),
    ] {
        let mut settings = reminders(ladder("due", &[at]));
        settings["texts"]["t"]["fr"]["body"] = json!(body);
        assert_eq!(found(&settings).iter().any(|code| code == "offset-sign"), doubted, "{at} {body}");
    }
}

#[test]
fn selected_documents_without_a_day_are_doubted() {
    let mut settings = reminders(ladder("due", &["+3 days"]));
    settings["invoices"]["scope"] = json!("selected");
    assert!(!found(&settings).contains(&"selected-without-day".to_owned()));
    settings["invoices"].as_object_mut().unwrap().remove("active_since");
    assert!(found(&settings).contains(&"selected-without-day".to_owned()));
}
