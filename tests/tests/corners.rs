//! Corners of the rules that a case folder does not show well: limits, bank data, closed days, thresholds, interest. Each expectation is worked out
//! from the rule.

use relance_tests::{Answers, account, ask, company, context, document, entry, ladder, settings};
use serde_json::{Value, json};

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The kinds of what is wanted, sorted.
fn kinds(answers: &Answers) -> Vec<&str> {
    let mut kinds: Vec<_> = list(&answers.0["wanted"]).iter().filter_map(|wanted| wanted["kind"].as_str()).collect();
    kinds.sort_unstable();
    kinds
}

fn letter_and_mail() -> Value {
    json!([{"id": "s", "at": "+3 days", "from": "due", "actions": [
        {"id": "mail", "kind": "email", "text": "t"}, {"id": "letter", "kind": "letter", "text": "t"},
        {"id": "call", "kind": "task", "text": "t"}]}])
}

fn with_address(given: Value) -> Value {
    let mut account = account(&given);
    account["address"] = json!({"lines": ["1 rue du Lac"], "postcode": "74000", "city": "Annecy", "country": "FR"});
    account
}

#[test]
fn an_account_limit_lets_whole_steps_leave_or_none() {
    let account = with_address(json!({"documents": [document(&json!({}))]}));
    for (limit, expected) in [(0, vec![]), (1, vec![]), (2, vec!["email", "letter", "task"])] {
        let mut settings = settings("invoice", &json!({"steps": letter_and_mail()}));
        settings["limits"] = json!({"customer_messages_per_account_per_day": limit});
        let answers = Answers::of("2028-02-18", &settings, &account);
        assert_eq!(kinds(&answers), expected, "{limit}");
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
    let mut settings = settings("invoice", &json!({"steps": steps}));
    let short =
        json!({"id": "short", "kind": "invoice", "when": "number == \"D2\"", "steps": ladder("due", &["+3 days"])});
    settings["scenarios"].as_array_mut().unwrap().push(short);
    settings["limits"] = json!({"customer_messages_per_account_per_day": 1});
    let documents =
        [document(&json!({"number": "D1"})), document(&json!({"id": "D2", "number": "D2", "due": "2028-02-16"}))];
    let answers = Answers::of("2028-02-19", &settings, &with_address(json!({"documents": documents})));
    assert_eq!((answers.code_of("D1"), answers.code_of("D2")), ("limit-reached", "remind"));
}

#[test]
fn what_the_limit_of_the_day_keeps_back_records_no_skipped_step() {
    let steps = ladder("due", &["+3 days", "+7 days"]);
    let mut settings = settings("invoice", &json!({"steps": steps, "catch_up": "latest"}));
    let account = account(&json!({"documents": [document(&json!({}))]}));
    for (limit, skipped) in [(0, 0), (1, 1)] {
        settings["limits"] = json!({"customer_messages_per_day": limit});
        let request = json!({"context": context("2028-02-25", &settings), "so_far": {"customer_messages": 0}, "accounts": [account]});
        let page = ask("reminders", "run", &request).unwrap();
        assert_eq!(list(&page["accounts"][0]["marks"]).len(), skipped, "{limit}: {page:#}");
        assert_eq!(list(&page["rendered"]).len(), limit, "{limit}");
    }
}

#[test]
fn a_quote_never_waits_for_bank_data() {
    let mut steps = ladder("first-sent", &["+3 days"]);
    steps[0]["needs_fresh_bank"] = json!(true);
    let settings = settings("quote", &json!({"steps": steps, "order": "as-listed"}));
    let quote = json!({"kind": "quote", "status": "open", "due": null, "first_sent": "2028-02-15", "valid_until": "2028-03-31"});
    let account = account(&json!({"documents": [document(&quote)]}));
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
        let account = account(
            &json!({"closed": closed, "holds": [{"id": "H", "kind": promise}], "documents": [document(&json!({}))]}),
        );
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
    let steps = json!([{"id": "s", "at": "+3 days", "from": "due", "actions": [
        {"id": "mail", "kind": "email", "text": "t"}, {"id": "call", "kind": "task", "text": "t"},
        {"id": "tell", "kind": "notification", "role": "finance", "text": "t"}, {"id": "stop", "kind": "block-orders", "text": "t"}]}]);
    let mut settings = settings("invoice", &json!({"steps": steps}));
    settings["team"] = json!({"finance": {"id": "7", "name": "Anne Roux", "email": "a@b.example"}});
    // A step that blocks orders is severe: something milder has left.
    let history = [entry("2028-02-16", "before", &json!({}))];
    let account = account(&json!({"mailbox": null, "documents": [document(&json!({}))], "history": history}));
    let answers = Answers::of("2028-02-18", &settings, &account);
    assert_eq!(answers.code(), "no-address");
    // The second task is the one that asks for an address.
    assert_eq!(kinds(&answers), ["notification", "task", "task"]);
}

#[test]
fn below_its_threshold_a_step_skips_nothing_on_a_closed_day() {
    // Friday 18 February: the condition of the first step is false, the second is due and too small. Saturday: nothing may happen.
    let mut steps = ladder("due", &["+2 days", "+3 days"]);
    steps[0]["when"] = json!("days_late > 60");
    steps[1]["minimum"] = json!({"EUR": "9000"});
    let settings = settings("invoice", &json!({"steps": steps, "shift": "next-working-day"}));
    let account = account(&json!({"documents": [document(&json!({"due": "2028-02-15"}))]}));
    let friday = Answers::of("2028-02-18", &settings, &account);
    assert_eq!((friday.code(), friday.decision()["next"].as_str()), ("below-threshold", Some("when-changed")));
    assert_eq!(friday.0["marks"], json!([]));
    let saturday = Answers::of("2028-02-19", &settings, &account);
    assert_eq!((&saturday.0["marks"], &saturday.0["wanted"]), (&json!([]), &json!([])));
}

#[test]
fn an_unknown_role_of_a_contact_is_reported_and_holds_nothing() {
    let contact = json!({"id": "c1", "roles": ["biling"], "mailbox": null});
    let account = account(&json!({"contacts": [contact], "documents": [document(&json!({}))]}));
    let answers =
        Answers::of("2028-02-18", &settings("invoice", &json!({"steps": ladder("due", &["+3 days"])})), &account);
    assert_eq!(answers.code(), "remind");
    let findings = list(&answers.0["findings"]);
    assert_eq!(findings.len(), 1);
    assert_eq!((&findings[0]["code"], &findings[0]["severity"]), (&json!("reference-unknown"), &json!("warning")));
}

#[test]
fn by_hand_an_ended_validity_is_shown_and_needs_no_reason() {
    let settings = settings("quote", &json!({"steps": ladder("first-sent", &["+3 days"])}));
    let quote = json!({"kind": "quote", "status": "open", "due": null, "first_sent": "2028-01-15", "valid_until": "2028-02-01"});
    let account = account(&json!({"documents": [document(&quote)]}));
    let manual = json!({"reminders": [{"document": "D1"}], "together": false, "advance": false, "note": ""});
    let request = json!({"context": context("2028-02-18", &settings), "accounts": [account], "manual": manual});
    let made = ask("reminders", "compose", &request).unwrap();
    assert_eq!(made["documents"][0]["objections"][0]["code"], "validity-ended");
    assert_eq!(list(&made["actions"]).len(), 1, "{made:#}");
}

/// The lines of the interest on one invoice over 1,000.00 EUR, as (first, last, base, rate, interest).
fn interest(today: &str, profile: &str, invoice: &Value, payments: &Value) -> Vec<(String, String, i64, i64, i64)> {
    let mut steps = ladder("due", &["+1 days"]);
    steps[0]["claims"] = json!(["interest", "indemnity"]);
    let settings = settings("invoice", &json!({"steps": steps}));
    let mut full = document(&json!({"total": 100_000, "issued": "2022-12-01", "first_sent": "2022-12-01"}));
    for (name, value) in invoice.as_object().unwrap() {
        full[name] = value.clone();
    }
    let account = account(&json!({"profile": profile, "documents": [full], "payments": payments}));
    let context = json!({"tenant": "t", "today": today, "settings": settings.to_string(), "company": company(), "bank_date": today});
    let request = json!({"context": context, "so_far": {"customer_messages": 0}, "accounts": [account]});
    let page = ask("reminders", "run", &request).unwrap();
    let lines = list(&page["rendered"][0]["outcome"]["action"]["charges"]["lines"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let number = |value: &Value| value.as_i64().unwrap();
    lines
        .iter()
        .map(|line| {
            let interest = number(&line["interest"]["minor"]);
            (text(&line["first"]), text(&line["last"]), number(&line["base"]["minor"]), number(&line["rate"]), interest)
        })
        .collect()
}

fn line(first: &str, last: &str, base: i64, rate: i64, interest: i64) -> (String, String, i64, i64, i64) {
    (first.to_owned(), last.to_owned(), base, rate, interest)
}

#[test]
fn money_that_names_nothing_lowers_the_base_from_the_day_after_its_own() {
    // 1,000.00 at 14.50 % for the 60 days from 1 February to 31 March 2024: 23.84; then 500.00 for 30 days: 5.96.
    let paid =
        json!([{"id": "P", "amount": {"minor": 50_000, "currency": "EUR"}, "day": "2024-03-31", "state": "settled"}]);
    let lines = interest("2024-04-30", "b2b-fr", &json!({"due": "2024-01-31"}), &paid);
    let expected =
        [line("2024-02-01", "2024-03-31", 100_000, 1_450, 2_384), line("2024-04-01", "2024-04-30", 50_000, 1_450, 596)];
    assert_eq!(lines, expected);
}

#[test]
fn money_that_names_no_part_goes_to_the_oldest_from_the_day_after_its_own() {
    // 600.00 for 60 days: 14.30; then 100.00 for 30 days: 1.19. The second part is not due yet.
    let parts = json!([{"id": "E0", "due": "2024-01-31", "amount": 60_000, "retention": false},
        {"id": "E1", "due": "2024-12-31", "amount": 40_000, "retention": false}]);
    let paid = json!([{"id": "P", "document": "D1", "amount": {"minor": 50_000, "currency": "EUR"}, "day": "2024-03-31", "state": "settled"}]);
    let lines = interest("2024-04-30", "b2b-fr", &json!({"due": "2024-01-31", "instalments": parts}), &paid);
    let expected =
        [line("2024-02-01", "2024-03-31", 60_000, 1_450, 1_430), line("2024-04-01", "2024-04-30", 10_000, 1_450, 119)];
    assert_eq!(lines, expected);
}

#[test]
fn a_public_buyers_rate_is_that_of_the_half_year_in_which_interest_began() {
    // Due on 5 January 2023: 2.50 + 8 points for the whole delay, also for the 7 days not charged yet. 1,000.00 × 10.50 % × 7 / 365 = 2.01.
    let invoice = json!({"due": "2023-01-05", "charged": {"indemnity": true, "interest_to": "2023-10-29"}});
    let lines = interest("2023-11-05", "public-fr", &invoice, &json!([]));
    assert_eq!(lines, [line("2023-10-30", "2023-11-05", 100_000, 1_050, 201)]);
}

#[test]
fn the_indemnity_is_asked_for_with_one_part_of_an_invoice() {
    // Two parts: the notice about the first left on 14 March and asked for 40 EUR. That about the second asks for nothing of the kind, and a later
    // one about the first still does (C. com. D441-5: once for each invoice).
    let parts = json!([{"id": "E0", "due": "2024-02-10", "amount": 60_000, "retention": false},
        {"id": "E1", "due": "2024-03-10", "amount": 40_000, "retention": false}]);
    let mut steps = ladder("due", &["+30 days", "+60 days"]);
    steps[0]["claims"] = json!(["indemnity"]);
    steps[1]["claims"] = json!(["indemnity"]);
    let settings = settings("invoice", &json!({"steps": steps}));
    let invoice = document(
        &json!({"total": 100_000, "issued": "2024-01-10", "first_sent": "2024-01-10", "due": "2024-02-10", "instalments": parts}),
    );
    let mut sent = entry("2024-03-14", "+30 days", &json!({}));
    sent["coverage"]["instalment"] = json!("E0");
    let indemnity = |today: &str, history: Value| {
        let account = account(&json!({"profile": "b2b-fr", "documents": [invoice], "history": history}));
        let context = json!({"tenant": "t", "today": today, "settings": settings.to_string(), "company": company(), "bank_date": today});
        let request = json!({"context": context, "so_far": {"customer_messages": 0}, "accounts": [account]});
        let page = ask("reminders", "run", &request).unwrap();
        let actions = list(&page["rendered"]).iter().map(|one| &one["outcome"]["action"]);
        let asked = actions.map(|action| {
            let part = action["wanted"]["coverage"][0]["instalment"].as_str().unwrap().to_owned();
            (part, action["charges"]["indemnity"]["minor"].as_i64())
        });
        asked.collect::<Vec<_>>()
    };
    assert_eq!(indemnity("2024-03-14", json!([])), [("E0".to_owned(), Some(4_000))]);
    assert_eq!(indemnity("2024-04-09", json!([sent])), [("E1".to_owned(), None)]);
    assert_eq!(indemnity("2024-04-15", json!([sent])).first(), Some(&("E0".to_owned(), Some(4_000))));
}

#[test]
fn one_message_a_day_about_an_invoice_whichever_part_it_is_about() {
    // The first part was told of this morning; the second one's step is due since then, for whatever reason.
    let steps = ladder("due", &["+3 days"]);
    let settings = settings("invoice", &json!({"steps": steps}));
    let parts = json!([{"id": "p0", "due": "2028-02-15", "amount": 50_000, "retention": false},
        {"id": "p1", "due": "2028-02-15", "amount": 50_000, "retention": false}]);
    let mut told = entry("2028-02-18", "+3 days", &json!({}));
    told["coverage"]["instalment"] = json!("p0");
    let account =
        account(&json!({"documents": [document(&json!({"total": 100_000, "instalments": parts}))], "history": [told]}));
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
    let mut settings = settings("invoice", &json!({"steps": steps}));
    for grouping in ["document", "account-and-step", "account"] {
        settings["invoices"]["grouping"] = json!(grouping);
        let parts = json!([{"id": "p0", "due": "2028-02-15", "amount": 50_000, "retention": false},
            {"id": "p1", "due": "2028-02-25", "amount": 50_000, "retention": false}]);
        let mut told = entry("2028-02-18", "+3 days", &json!({}));
        told["coverage"]["instalment"] = json!("p0");
        let account = account(&json!({
            "documents": [document(&json!({"total": 100_000, "instalments": parts}))], "history": [told],
            "address": {"lines": ["1 rue du Lac"], "postcode": "74000", "city": "Annecy", "country": "FR"},
        }));
        let answers = Answers::of("2028-02-28", &settings, &account);
        let wanted = list(&answers.0["wanted"]);
        let covered: Vec<_> = wanted.iter().map(|one| (&one["kind"], list(&one["coverage"]).len())).collect();
        assert_eq!(covered, [(&json!("letter"), 2)], "{grouping}: {wanted:?}");
    }
}

#[test]
fn one_further_passes_over_a_notice_that_nothing_announced() {
    // Promised for Tuesday 15 February, with three working days of grace: broken after the 18th.
    let mut steps = ladder("due", &["+3 days", "+7 days", "+15 days"]);
    steps[1]["severe"] = json!(true);
    let mut settings = settings("invoice", &json!({"steps": steps}));
    settings["guards"] = json!({"broken_promise": "one-further"});
    let promise = json!({"id": "H", "kind": {"promise": {"promised_for": "2028-02-15", "made_on": "2028-02-10"}}, "document": "D1"});
    let account = account(&json!({"documents": [document(&json!({}))], "holds": [promise]}));
    let answers = Answers::of("2028-02-21", &settings, &account);
    assert_eq!((answers.code(), &answers.decision()["step"]), ("remind", &json!("+15 days")));
    let jumped: Vec<_> =
        list(&answers.0["marks"]).iter().map(|mark| (&mark["coverage"]["step"], &mark["reason"])).collect();
    let expected = [(&json!("+3 days"), &json!("promise-broken")), (&json!("+7 days"), &json!("promise-broken"))];
    assert_eq!(jumped, expected);
}

#[test]
fn money_that_comes_after_the_grace_does_not_mend_a_promise() {
    // 500.00 promised for Tuesday 15 February; three working days of grace end on Friday the 18th.
    let mut settings = settings("invoice", &json!({"steps": ladder("due", &["+3 days", "+7 days", "+15 days"])}));
    settings["guards"] = json!({"broken_promise": "one-further"});
    let promise = json!({"id": "H", "kind": {"promise": {"amount": {"minor": 50_000, "currency": "EUR"}, "promised_for": "2028-02-15", "made_on": "2028-02-10"}}, "document": "D1"});
    for (paid_on, step) in [("2028-02-18", "+3 days"), ("2028-02-19", "+7 days")] {
        let payment = json!({"id": "P1", "day": paid_on, "amount": {"minor": 50_000, "currency": "EUR"}, "state": "settled", "document": "D1"});
        let account = account(&json!({"documents": [document(&json!({}))], "holds": [promise], "payments": [payment]}));
        let answers = Answers::of("2028-02-21", &settings, &account);
        assert_eq!((answers.code(), &answers.decision()["step"]), ("remind", &json!(step)), "paid on {paid_on}");
    }
}

#[test]
fn a_live_notice_silences_what_would_be_rehearsed_on_its_day() {
    let mut notice = ladder("due", &["+10 days"]);
    notice[0]["severe"] = json!(true);
    let mut settings = settings("invoice", &json!({"steps": notice}));
    let rehearsed = json!({"id": "r", "kind": "invoice", "mode": "notify-only", "steps": ladder("due", &["+10 days"])});
    settings["scenarios"].as_array_mut().unwrap().push(rehearsed);
    let second = document(&json!({"id": "D2", "number": "F-2", "scenario": "r"}));
    let mut milder = entry("2028-02-18", "+3 days", &json!({}));
    milder["coverage"]["step"] = json!("before");
    let account = account(&json!({"documents": [document(&json!({})), second], "history": [milder]}));
    let answers = Answers::of("2028-02-25", &settings, &account);
    let codes: Vec<_> = list(&answers.0["decisions"]).iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["remind", "silenced"], "{}", answers.0);
}

#[test]
fn a_copy_that_reaches_nobody_needs_no_enclosure() {
    let mut steps = ladder("due", &["+3 days"]);
    steps[0]["actions"] = json!([
        {"id": "letter", "kind": "letter", "text": "t", "attach": "nothing"},
        {"id": "copy", "kind": "email", "text": "t", "optional": true, "attach": "required"},
    ]);
    let account = with_address(json!({"documents": [document(&json!({}))], "mailbox": null}));
    let answers = Answers::of("2028-02-18", &settings("invoice", &json!({"steps": steps})), &account);
    assert_eq!((answers.code(), kinds(&answers)), ("remind", vec!["letter"]));
}

#[test]
fn one_message_for_the_account_goes_by_the_channels_of_the_furthest_step() {
    // The older invoice is at its second step, a mail with a letter; the younger at its first, a mail alone.
    let mut steps = ladder("due", &["+3 days", "+13 days"]);
    steps[1]["actions"] = json!([
        {"id": "mail", "kind": "email", "text": "t"},
        {"id": "letter", "kind": "letter", "text": "t"},
    ]);
    let mut settings = settings("invoice", &json!({"steps": steps}));
    settings["invoices"]["grouping"] = json!("account");
    let younger = document(&json!({"id": "D2", "number": "F-2", "due": "2028-02-25"}));
    let told = entry("2028-02-18", "+3 days", &json!({}));
    let given = json!({"documents": [document(&json!({})), younger], "history": [told]});
    let covered = |answers: &Answers| -> Vec<_> {
        let wanted = list(&answers.0["wanted"]).iter();
        let mut covered: Vec<_> =
            wanted.map(|one| (one["kind"].as_str().unwrap().to_owned(), list(&one["coverage"]).len())).collect();
        covered.sort();
        covered
    };
    let together = Answers::of("2028-02-28", &settings, &with_address(given.clone()));
    assert_eq!(covered(&together), [("email".to_owned(), 2), ("letter".to_owned(), 2)]);
    // The younger one is for another establishment: the letter would go elsewhere.
    let mut apart = with_address(given);
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
    steps[1]["actions"] =
        json!([{"id": "letter", "kind": "letter", "text": "t"}, {"id": "copy", "kind": "email", "text": "t"}]);
    let settings = settings("invoice", &json!({"steps": steps}));
    let letter = entry("2028-02-18", "+3 days", &json!({"action": "letter"}));
    let copy = entry("2028-02-18", "+3 days", &json!({"action": "copy", "state": "bounced"}));
    let account = with_address(json!({"documents": [document(&json!({}))], "history": [letter, copy]}));
    let answers = Answers::of("2028-02-19", &settings, &account);
    assert_eq!(
        (answers.code(), &answers.decision()["step"], kinds(&answers)),
        ("remind", &json!("+3 days"), vec!["email"])
    );
    let marks: Vec<_> =
        list(&answers.0["marks"]).iter().map(|mark| (&mark["coverage"]["step"], &mark["state"])).collect();
    assert_eq!(marks, [(&json!("+2 days"), &json!("inserted-later"))]);
}

#[test]
fn a_copy_tried_three_times_beside_a_letter_is_given_up_and_the_ladder_goes_on() {
    let mut steps = ladder("due", &["+3 days", "+13 days"]);
    let copy = |optional: bool| json!({"id": "copy", "kind": "email", "text": "t", "optional": optional});
    let letter = json!({"id": "letter", "kind": "letter", "text": "t"});
    let left = entry("2028-02-18", "+3 days", &json!({"action": "letter"}));
    let failed = |day: &str, attempt: u32| {
        entry(
            day,
            "+3 days",
            &json!({"action": "copy", "state": "failed", "attempt": attempt, "due": "2028-02-18", "planned": "2028-02-18"}),
        )
    };
    let history = json!([left, failed("2028-02-18", 1), failed("2028-02-19", 2), failed("2028-02-20", 3)]);
    let account = with_address(json!({"documents": [document(&json!({}))], "history": history}));
    for (optional, code) in [(true, "remind"), (false, "attempts-exhausted")] {
        steps[0]["actions"] = json!([letter, copy(optional)]);
        let answers = Answers::of("2028-02-28", &settings("invoice", &json!({"steps": steps})), &account);
        assert_eq!(answers.code(), code, "optional: {optional}");
    }
}

#[test]
fn what_failed_beside_another_documents_message_does_not_wait_for_the_gap_of_the_account() {
    // Both invoices shared a mail and a short message on the 28th; the mail failed.
    let mut steps = ladder("due", &["+3 days", "+13 days"]);
    steps[1]["actions"] =
        json!([{"id": "mail", "kind": "email", "text": "t"}, {"id": "sms", "kind": "sms", "text": "t"}]);
    let mut settings = settings("invoice", &json!({"steps": steps}));
    settings["invoices"]["grouping"] = json!("account");
    let younger = document(&json!({"id": "D2", "number": "F-2", "due": "2028-02-25"}));
    let of = |document: &str, step: &str, action: &str, state: &str| {
        let coverage = json!({"document": document, "scenario": "s", "cycle": 1, "step": step, "repetition": 0});
        entry("2028-02-28", step, &json!({"coverage": coverage, "action": action, "state": state, "key": action}))
    };
    let history = json!([
        entry("2028-02-18", "+3 days", &json!({})),
        of("D1", "+13 days", "mail", "failed"),
        of("D1", "+13 days", "sms", "sent"),
        of("D2", "+3 days", "mail", "failed"),
        of("D2", "+3 days", "sms", "sent"),
    ]);
    let account =
        account(&json!({"documents": [document(&json!({})), younger], "history": history, "phone": "+33450000000"}));
    let answers = Answers::of("2028-02-29", &settings, &account);
    let codes: Vec<_> = list(&answers.0["decisions"]).iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!((codes, kinds(&answers)), (vec!["remind", "remind"], vec!["email", "email"]));
}

#[test]
fn what_contradicts_itself_is_held() {
    let settings = settings("invoice", &json!({"steps": ladder("due", &["+3 days"])}));
    let part = |amount: i64, left: i64| json!([{"id": "p", "due": "2028-02-15", "amount": amount, "left": left, "retention": false}]);
    let mut later = entry("2028-02-10", "+1 days", &json!({}));
    later["coverage"]["cycle"] = json!(2);
    for (what, invoice, history) in [
        ("paid as a whole, open in its part", json!({"left": 0, "instalments": part(250_000, 250_000)}), json!([])),
        ("a part of more than the whole", json!({"total": 100, "instalments": part(100_000, 100_000)}), json!([])),
        ("reminded in a life to come", json!({}), json!([later])),
    ] {
        let account = account(&json!({"documents": [document(&invoice)], "history": history}));
        assert_eq!(Answers::of("2028-02-18", &settings, &account).code(), "invalid-data", "{what}");
    }
}

#[test]
fn a_document_of_two_accounts_goes_to_neither() {
    let settings = settings("invoice", &json!({"steps": ladder("due", &["+3 days"])}));
    let of = |id: &str| account(&json!({"id": id, "documents": [document(&json!({}))]}));
    let request = json!({"context": context("2028-02-18", &settings), "accounts": [of("A1"), of("A2")]});
    let answers = ask("reminders", "decide", &request).unwrap();
    let codes: Vec<_> = list(&answers).iter().map(|account| &account["decisions"][0]["code"]).collect();
    assert_eq!(codes, ["invalid-data", "invalid-data"]);
}

#[test]
fn a_new_life_begins_no_earlier_than_the_day_after_a_message() {
    // The first life's reminder left this morning; then the due day moved, and the first step of the new life is due at once.
    let settings = settings("invoice", &json!({"steps": ladder("due", &["+3 days"])}));
    let told = entry("2028-02-18", "+3 days", &json!({}));
    let account = account(&json!({"documents": [document(&json!({"cycle": 2}))], "history": [told]}));
    for (today, code) in [("2028-02-18", "waiting"), ("2028-02-19", "remind")] {
        assert_eq!(Answers::of(today, &settings, &account).code(), code, "{today}");
    }
}

#[test]
fn a_credit_note_that_is_used_up_has_lowered_its_invoice() {
    let settings = settings("invoice", &json!({"steps": ladder("due", &["+3 days"])}));
    let credit = |total: i64, left: i64| {
        document(
            &json!({"id": "A1", "number": "A-1", "kind": "credit-note", "total": total, "left": left, "due": null, "applies_to": "D1"}),
        )
    };
    let code = |credit: Value| {
        let account = account(&json!({"documents": [document(&json!({})), credit]}));
        Answers::of("2028-02-18", &settings, &account).code_of("D1").to_owned()
    };
    // The invoice of 2,500.00 says nothing of what is left of it.
    assert_ne!(code(credit(250_000, 0)), "remind");
    assert_eq!(code(credit(200_000, 0)), "remind");
}
