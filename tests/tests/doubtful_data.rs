//! What cannot be true of an account holds what it could concern; what only lowers a debt counts.

use relance_tests::{Answers, Document, ask, context, credit_note, customer, entry, invoice, ladder, list, reminders};
use serde_json::{Value, json};

#[test]
fn an_unknown_role_of_a_contact_is_reported_and_holds_nothing() {
    let contact = json!({"id": "c1", "roles": ["biling"], "mailbox": null});
    let account = customer("A1").with("contacts", [contact]).has([invoice("F-1")]);
    let answers = Answers::of("2028-02-18", &reminders(ladder("due", &["+3 days"])), &account);
    assert_eq!(answers.code(), "remind");
    let findings = list(&answers.0["findings"]);
    assert_eq!(findings.len(), 1);
    assert_eq!((&findings[0]["code"], &findings[0]["severity"]), (&json!("reference-unknown"), &json!("warning")));
    let of = (&findings[0]["account"], &findings[0]["document"], &findings[0]["path"]);
    assert_eq!(of, (&json!("A1"), &Value::Null, &json!("account.contacts[\"c1\"].roles")));
}

#[test]
fn two_states_of_one_attempt_hold_the_document() {
    let steps = reminders(ladder("due", &["+3 days", "+7 days"]));
    let code = |history: &[relance_tests::Entry]| {
        let account = customer("A1").has([invoice("F-1"), invoice("F-2")]).history(history);
        let answers = Answers::of("2028-02-22", &steps, &account);
        list(&answers.0["decisions"]).iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let sent = entry("2028-02-18", "+3 days");
    assert_eq!(code(std::slice::from_ref(&sent)), ["remind", "remind"]);
    assert_eq!(code(&[sent.clone(), sent.clone()]), ["remind", "remind"], "told twice alike");
    assert_eq!(code(&[sent.clone(), sent.state("bounced")]), ["invalid-data", "remind"]);
}

#[test]
fn what_a_call_finds_is_said_to_who_asks_and_tasks_to_the_team() {
    // A company that signs in French, looked after by somebody else.
    let contact = json!({"id": "c1", "roles": ["biling"], "mailbox": null});
    let account = customer("A1").with("contacts", [contact]).without_mail().has([invoice("F-1")]);
    let ladder = reminders(ladder("due", &["+3 days"]));
    let said = |settings: &Value, language: Value| {
        let mut context = context("2028-02-18", settings);
        context["language"] = language;
        ask("reminders", "run", &json!({"context": context, "so_far": {"customer_messages": 0}, "accounts": [account]}))
    };
    for (language, words) in [
        (Value::Null, "rôle connu"),
        (json!(""), "rôle connu"),
        (json!("en"), "no known role"),
        (json!("de-AT"), "keine bekannte Rolle"),
    ] {
        let page = said(&ladder, language.clone()).unwrap();
        let message = page["accounts"][0]["findings"][0]["message"].as_str().unwrap();
        assert!(message.contains(words), "{language}: {message}");
        let task = &page["accounts"][0]["actions"][0]["body"]["task"];
        assert!(task["note"].as_str().unwrap().starts_with("Aucune adresse"), "{language}: {task}");
    }
    // So is the reason why a call was refused.
    let mut broken = ladder.clone();
    broken["scenarios"][0]["steps"][0]["actions"] = json!([]);
    for (language, words) in [(Value::Null, "réglages sont refusés"), (json!("en"), "settings are refused")] {
        let refused = said(&broken, language.clone()).unwrap_err();
        assert!(refused["message"].as_str().unwrap().contains(words), "{language}: {refused}");
    }
}

#[test]
fn money_that_comes_after_the_grace_does_not_mend_a_promise() {
    // 500.00 promised for Tuesday 15 February; three working days of grace end on Friday the 18th.
    let mut settings = reminders(ladder("due", &["+3 days", "+7 days", "+15 days"]));
    settings["guards"] = json!({"broken_promise": "one-further"});
    let promise = json!({"id": "H", "kind": {"promise": {"amount": {"minor": 50_000, "currency": "EUR"}, "promised_for": "2028-02-15", "made_on": "2028-02-10"}}, "document": "D1"});
    for (paid_on, step) in [("2028-02-18", "+3 days"), ("2028-02-19", "+7 days")] {
        let payment = json!({"id": "P1", "day": paid_on, "amount": {"minor": 50_000, "currency": "EUR"}, "state": "settled", "document": "D1"});
        let account = customer("A1").has([invoice("F-1")]).held([&promise]).paid([payment]);
        let answers = Answers::of("2028-02-21", &settings, &account);
        assert_eq!((answers.code(), &answers.decision()["step"]), ("remind", &json!(step)), "paid on {paid_on}");
    }
}

#[test]
fn what_contradicts_itself_is_held() {
    let settings = reminders(ladder("due", &["+3 days"]));
    let part = |amount: i64, left: i64| json!([{"id": "p", "due": "2028-02-15", "amount": amount, "left": left, "retention": false}]);
    let later = entry("2028-02-10", "+1 days").covering("cycle", 2);
    for (what, given, history) in [
        ("paid as a whole, open in its part", json!({"left": 0, "instalments": part(250_000, 250_000)}), json!([])),
        ("a part of more than the whole", json!({"total": 100, "instalments": part(100_000, 100_000)}), json!([])),
        ("reminded in a life to come", json!({}), json!([later])),
    ] {
        let account = customer("A1").has([invoice("F-1").with_all(&given)]).history(&history);
        assert_eq!(Answers::of("2028-02-18", &settings, &account).code(), "invalid-data", "{what}");
    }
}

#[test]
fn a_document_of_two_accounts_goes_to_neither() {
    let settings = reminders(ladder("due", &["+3 days"]));
    let of = |id: &str| customer(id).has([invoice("F-1")]);
    let request = json!({"context": context("2028-02-18", &settings), "accounts": [of("A1"), of("A2")]});
    let answers = ask("reminders", "decide", &request).unwrap();
    let codes: Vec<_> = list(&answers).iter().map(|account| &account["decisions"][0]["code"]).collect();
    assert_eq!(codes, ["invalid-data", "invalid-data"]);
}

#[test]
fn a_credit_note_that_is_used_up_has_lowered_its_invoice() {
    let settings = reminders(ladder("due", &["+3 days"]));
    let credit =
        |total: i64, left: i64| credit_note("A-1").with("total", total).with("left", left).with("applies_to", "D1");
    let code = |credit: Document| {
        let account = customer("A1").has([invoice("F-1"), credit]);
        Answers::of("2028-02-18", &settings, &account).code_of("D1").to_owned()
    };
    // The invoice of 2,500.00 says nothing of what is left of it.
    assert_ne!(code(credit(250_000, 0)), "remind");
    assert_eq!(code(credit(200_000, 0)), "remind");
}

#[test]
fn a_credit_whose_status_nobody_knows_holds_what_it_could_lower() {
    let settings = reminders(ladder("due", &["+3 days"]));
    let decided = |credit: Value| {
        let other = invoice("F-2");
        let swiss = invoice("F-3").with("currency", "CHF");
        let credit = credit_note("A-1").known_as("K").status("posted").of("1000.00").with_all(&credit);
        let account = customer("A1").has([invoice("F-1"), other, swiss, credit]);
        let answers = Answers::of("2028-02-18", &settings, &account);
        ["D1", "D2", "D3"].map(|id| answers.code_of(id).to_owned())
    };
    // It names nothing: all invoices in its currency. It names one that is open: that one.
    assert_eq!(decided(json!({})), ["invalid-data", "invalid-data", "remind"]);
    assert_eq!(decided(json!({"applies_to": "D1"})), ["invalid-data", "remind", "remind"]);
    assert_eq!(decided(json!({"status": "draft"})), ["remind", "remind", "remind"], "a draft gives nothing yet");
}

#[test]
fn a_promise_of_another_currency_holds_the_invoice_it_names() {
    let settings = reminders(ladder("due", &["+3 days"]));
    for (currency, document_named, code) in
        [("EUR", json!("D1"), "promised"), ("USD", json!("D1"), "invalid-data"), ("USD", Value::Null, "remind")]
    {
        let promise = json!({"promise": {"amount": {"minor": 1000, "currency": currency}, "promised_for": "2028-02-25", "made_on": "2028-02-10"}});
        let hold = json!([{"id": "H", "document": document_named, "kind": promise}]);
        let account = customer("A1").has([invoice("F-1")]).held(&hold);
        assert_eq!(Answers::of("2028-02-18", &settings, &account).code(), code, "{currency}");
    }
}

#[test]
fn a_credit_counts_whatever_the_sign_of_its_total() {
    let settings = reminders(ladder("due", &["+3 days"]));
    for (total, left) in [(-250_000, json!(-250_000)), (-250_000, Value::Null), (250_000, json!(-250_000))] {
        let credit = credit_note("A-1").with("total", total).with("left", &left).with("applies_to", "D1");
        let account = customer("A1").has([invoice("F-1"), credit]);
        let answers = Answers::of("2028-02-18", &settings, &account);
        assert_eq!(answers.code_of("D1"), "covered-by-credit", "{total} {left}");
    }
}

#[test]
fn more_left_of_an_invoice_than_its_parts_can_have_is_held() {
    let settings = reminders(ladder("due", &["+3 days"]));
    let part = json!([{"id": "p", "due": "2028-02-15", "amount": 50_000, "left": 0, "retention": false}]);
    for (left, code) in [(json!(200_000), "invalid-data"), (json!(0), "settled")] {
        let invoice = invoice("F-1").with("left", &left).in_parts(&part);
        let account = customer("A1").has([invoice]);
        assert_eq!(Answers::of("2028-02-18", &settings, &account).code(), code, "{left}");
    }
}
