//! What shares a message, what follows what left, and what is tried again alone.

use relance_tests::{Answers, action, customer, entry, invoice, ladder, list, quote, reminders, settings};
use serde_json::{Value, json};

#[test]
fn one_message_a_day_about_an_invoice_whichever_part_it_is_about() {
    // The first part was told of this morning; the second one's step is due since then, for whatever reason.
    let steps = ladder("due", &["+3 days"]);
    let settings = reminders(&steps);
    let parts = json!([{"id": "p0", "due": "2028-02-15", "amount": 50_000, "retention": false},
        {"id": "p1", "due": "2028-02-15", "amount": 50_000, "retention": false}]);
    let told = entry("2028-02-18", "+3 days").covering("instalment", "p0");
    let account = customer("A1").has([invoice("F-1").of("1000.00").in_parts(&parts)]).history([told]);
    for (today, expected) in [("2028-02-18", "waiting"), ("2028-02-19", "remind")] {
        let answers = Answers::of(today, &settings, &account);
        let second = list(&answers.0["decisions"]).iter().find(|one| one["instalment"] == "p1").unwrap();
        assert_eq!(second["code"], expected, "{today}: {second}");
    }
}

#[test]
fn parts_of_one_document_make_one_message_whatever_their_channels() {
    // The first part is at its second step, a letter, and the second at its first, an e-mail; both leave on the 28th.
    let mut steps = ladder("due", &["+3 days", "+13 days"]);
    steps[1]["actions"][0]["kind"] = json!("letter");
    let mut settings = reminders(&steps);
    for grouping in ["document", "account-and-step", "account"] {
        settings["invoices"]["grouping"] = json!(grouping);
        let parts = json!([{"id": "p0", "due": "2028-02-15", "amount": 50_000, "retention": false},
            {"id": "p1", "due": "2028-02-25", "amount": 50_000, "retention": false}]);
        let told = entry("2028-02-18", "+3 days").covering("instalment", "p0");
        let account = customer("A1").has([invoice("F-1").of("1000.00").in_parts(&parts)]).history([told]).addressed();
        let answers = Answers::of("2028-02-28", &settings, &account);
        let wanted = list(&answers.0["wanted"]);
        let covered: Vec<_> = wanted.iter().map(|one| (&one["kind"], list(&one["coverage"]).len())).collect();
        assert_eq!(covered, [(&json!("letter"), 2)], "{grouping}: {wanted:?}");
    }
}

#[test]
fn a_live_notice_silences_what_would_be_rehearsed_on_its_day() {
    let mut notice = ladder("due", &["+10 days"]);
    notice[0]["severe"] = json!(true);
    let mut settings = reminders(&notice);
    let rehearsed = json!({"id": "r", "kind": "invoice", "mode": "notify-only", "steps": ladder("due", &["+10 days"])});
    settings["scenarios"].as_array_mut().unwrap().push(rehearsed);
    let second = invoice("F-2").with("scenario", "r");
    let milder = entry("2028-02-18", "+3 days").covering("step", "before");
    let account = customer("A1").has([invoice("F-1"), second]).history([milder]);
    let answers = Answers::of("2028-02-25", &settings, &account);
    let codes: Vec<_> = list(&answers.0["decisions"]).iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["remind", "silenced"], "{}", answers.0);
}

#[test]
fn one_message_for_the_account_goes_by_the_channels_of_the_furthest_step() {
    // The older invoice is at its second step, a mail with a letter; the younger at its first, a mail alone.
    let mut steps = ladder("due", &["+3 days", "+13 days"]);
    steps[1]["actions"] = json!([action("mail", "email"), action("letter", "letter"),]);
    let mut settings = reminders(&steps);
    settings["invoices"]["grouping"] = json!("account");
    let younger = invoice("F-2").due("2028-02-25");
    let told = entry("2028-02-18", "+3 days");
    let given = json!({"documents": [invoice("F-1"), younger], "history": [told]});
    let covered = |answers: &Answers| -> Vec<_> {
        let wanted = list(&answers.0["wanted"]).iter();
        let mut covered: Vec<_> =
            wanted.map(|one| (one["kind"].as_str().unwrap().to_owned(), list(&one["coverage"]).len())).collect();
        covered.sort();
        covered
    };
    let together = Answers::of("2028-02-28", &settings, &customer("A1").addressed().with_all(&given));
    assert_eq!(covered(&together), [("email".to_owned(), 2), ("letter".to_owned(), 2)]);
    // The younger one is for another establishment: the letter would go elsewhere.
    let mut apart = customer("A1").addressed().with_all(&given);
    apart["establishments"] = json!([{"id": "e", "name": "Lyon", "is_default": false, "recipients": [], "address": {"lines": ["2 quai"], "postcode": "69000", "city": "Lyon", "country": "FR"}}]);
    apart["documents"][1]["establishment"] = json!("e");
    let apart = Answers::of("2028-02-28", &settings, &apart);
    let expected = [("email".to_owned(), 1), ("email".to_owned(), 1), ("letter".to_owned(), 1)];
    assert_eq!(covered(&apart), expected);
}

#[test]
fn what_failed_of_a_step_is_tried_again_and_one_inserted_before_it_never_leaves() {
    // The letter of the 18th left, its copy came back; since then a step was put before it.
    let mut steps = ladder("due", &["+2 days", "+3 days"]);
    steps[1]["actions"] = json!([action("letter", "letter"), action("copy", "email")]);
    let settings = reminders(&steps);
    let letter = entry("2028-02-18", "+3 days").action("letter");
    let copy = entry("2028-02-18", "+3 days").action("copy").state("bounced");
    let account = customer("A1").addressed().has([invoice("F-1")]).history([letter, copy]);
    let answers = Answers::of("2028-02-19", &settings, &account);
    assert_eq!(
        (answers.code(), &answers.decision()["step"], answers.kinds()),
        ("remind", &json!("+3 days"), vec!["email"])
    );
    let marks: Vec<_> =
        list(&answers.0["marks"]).iter().map(|mark| (&mark["coverage"]["step"], &mark["state"])).collect();
    assert_eq!(marks, [(&json!("+2 days"), &json!("inserted-later"))]);
}

#[test]
fn a_copy_tried_three_times_beside_a_letter_is_given_up_and_the_ladder_goes_on() {
    let mut steps = ladder("due", &["+3 days", "+13 days"]);
    let copy = |optional: bool| action("copy", "email").with("optional", optional);
    let letter = action("letter", "letter");
    let left = entry("2028-02-18", "+3 days").action("letter");
    let failed = |day: &str, attempt: u32| {
        entry(day, "+3 days")
            .action("copy")
            .state("failed")
            .attempt(attempt)
            .with("due", "2028-02-18")
            .with("planned", "2028-02-18")
    };
    let history = json!([left, failed("2028-02-18", 1), failed("2028-02-19", 2), failed("2028-02-20", 3)]);
    let account = customer("A1").addressed().has([invoice("F-1")]).history(&history);
    for (optional, code) in [(true, "remind"), (false, "attempts-exhausted")] {
        steps[0]["actions"] = json!([letter, copy(optional)]);
        let answers = Answers::of("2028-02-28", &reminders(&steps), &account);
        assert_eq!(answers.code(), code, "optional: {optional}");
    }
}

#[test]
fn what_failed_beside_another_documents_message_does_not_wait_for_the_gap_of_the_account() {
    // Both invoices shared a mail and a short message on the 28th; the mail failed.
    let mut steps = ladder("due", &["+3 days", "+13 days"]);
    steps[1]["actions"] = json!([action("mail", "email"), action("sms", "sms")]);
    let mut settings = reminders(&steps);
    settings["invoices"]["grouping"] = json!("account");
    let younger = invoice("F-2").due("2028-02-25");
    let of = |document: &str, step: &str, action: &str, state: &str| {
        entry("2028-02-28", step).about(document).action(action).state(state).with("key", action)
    };
    let history = json!([
        entry("2028-02-18", "+3 days"),
        of("D1", "+13 days", "mail", "failed"),
        of("D1", "+13 days", "sms", "sent"),
        of("D2", "+3 days", "mail", "failed"),
        of("D2", "+3 days", "sms", "sent"),
    ]);
    let account = customer("A1").has([invoice("F-1"), younger]).history(&history).with("phone", "+33450000000");
    let answers = Answers::of("2028-02-29", &settings, &account);
    let codes: Vec<_> = list(&answers.0["decisions"]).iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!((codes, answers.kinds()), (vec!["remind", "remind"], vec!["email", "email"]));
}

#[test]
fn a_new_life_begins_no_earlier_than_the_day_after_a_message() {
    // The first life's reminder left this morning; then the due day moved, and the first step of the new life is due at once.
    let settings = reminders(ladder("due", &["+3 days"]));
    let told = entry("2028-02-18", "+3 days");
    let account = customer("A1").has([invoice("F-1").in_cycle(2)]).history([told]);
    for (today, code) in [("2028-02-18", "waiting"), ("2028-02-19", "remind")] {
        assert_eq!(Answers::of(today, &settings, &account).code(), code, "{today}");
    }
}

#[test]
fn a_new_life_keeps_the_gap_and_the_deadline_of_the_former_one() {
    // A message of Friday the 18th gave ten days, until the 28th; the due day then moved, and the first step of the new life is due at once.
    let told = |given: Value| {
        let account =
            customer("A1").has([invoice("F-1").in_cycle(2)]).history([entry("2028-02-18", "+3 days").with_all(&given)]);
        let settings = settings("invoice", &json!({"steps": ladder("due", &["+3 days"]), "min_gap": 4}));
        move |today: &str| Answers::of(today, &settings, &account).code().to_owned()
    };
    let gap = told(json!({}));
    assert_eq!((gap("2028-02-21"), gap("2028-02-22")), ("waiting".to_owned(), "remind".to_owned()));
    let deadline = told(json!({"deadline": "2028-02-28"}));
    assert_eq!((deadline("2028-02-28"), deadline("2028-02-29")), ("waiting".to_owned(), "remind".to_owned()));
    let came_back = told(json!({"deadline": "2028-02-28", "state": "bounced"}));
    assert_eq!(came_back("2028-02-19"), "remind", "nobody was told");
}

#[test]
fn a_message_that_must_enclose_its_documents_is_shared_by_those_that_have_their_file() {
    // One message for the account: the older invoice at the second step, which must enclose the invoices, the younger at its first.
    let mut steps = ladder("due", &["+3 days", "+13 days"]);
    steps[1]["actions"][0]["attach"] = json!("required");
    let mut settings = reminders(&steps);
    settings["invoices"]["grouping"] = json!("account");
    let file = |id: &str| json!([{"id": id, "name": "invoice.pdf", "is_document": true}]);
    for (files, messages) in [(file("2"), vec![2]), (json!([]), vec![1, 1])] {
        let younger = invoice("F-2").due("2028-02-25").with("files", &files);
        let older = invoice("F-1").with("files", file("1"));
        let history = [entry("2028-02-18", "+3 days")];
        let account = customer("A1").has([older, younger]).history(&history);
        let answers = Answers::of("2028-02-28", &settings, &account);
        let covered: Vec<_> = list(&answers.0["wanted"]).iter().map(|one| list(&one["coverage"]).len()).collect();
        assert_eq!(covered, messages, "{:#}", answers.0);
    }
}

#[test]
fn a_measure_waits_until_the_time_that_was_given_is_over() {
    // A notice of 27 February gives eight days, until 6 March; orders are to be blocked from 1 March.
    let mut steps = ladder("due", &["+3 days", "+12 days", "+15 days"]);
    steps[1]["severe"] = json!(true);
    steps[1]["deadline"] = json!(8);
    steps[2]["actions"] = json!([action("stop", "block-orders")]);
    let settings = reminders(&steps);
    let friendly = entry("2028-02-18", "+3 days");
    let notice = entry("2028-02-27", "+12 days").with("severe", true).with("deadline", "2028-03-06");
    let account = customer("A1").has([invoice("F-1")]).history([friendly, notice]);
    for (today, code) in [("2028-03-06", "waiting"), ("2028-03-07", "remind")] {
        assert_eq!(Answers::of(today, &settings, &account).code(), code, "{today}");
    }
}

#[test]
fn the_gap_of_the_account_knows_by_its_scenario_what_a_closed_document_was() {
    let mut settings = settings("quote", &json!({"steps": ladder("first-sent", &["+3 days"]), "order": "as-listed"}));
    settings["scenarios"]
        .as_array_mut()
        .unwrap()
        .push(json!({"id": "i", "kind": "invoice", "steps": ladder("due", &["+3 days"])}));
    settings["quotes"]["grouping"] = json!("account");
    let quote = quote("F-1").sent("2028-02-15").valid_until("2028-03-31");
    for (scenario, code) in [("i", "remind"), ("s", "account-gap")] {
        let told = entry("2028-02-17", "+3 days").about("Z").covering("scenario", scenario);
        let account = customer("A1").has([&quote]).with("closed_documents", ["Z"]).history([told]);
        assert_eq!(Answers::of("2028-02-18", &settings, &account).code(), code, "{scenario}");
    }
}
